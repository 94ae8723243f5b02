//! All schemas there are, and what they say of an object: found by kind, compiled when first needed, asked often.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::any_of::ANY_OF;
use super::custom::{CustomKind, CustomSchemas};
use super::kubernetes::definitions::{self, KindRow};
use super::kubernetes::{Minor, closure, closure_of, metadata_of};
use super::open::open_kind;
use super::validator::DocumentSchema;
use super::{Class, KubeVersion, Mistake, Targets, is_placeholder, nearest};
use crate::finding::{Path, Step};
use crate::source::node_at;
use crate::value::{self, Value};

/// A file of kubectl's that has the form of an object of Kubernetes' own.
const KUBECONFIG: (&str, &str) = ("v1", "Config");

/// `apiVersion` of the documents of a machine configuration of Talos Linux; Kubernetes has no such version without a
/// group.
const TALOS: &str = "v1alpha1";

/// The schemas that are at hand for every scope.
#[derive(Debug, Default)]
pub struct Catalog {
    given: CustomSchemas,
    own: Mutex<OwnSchemas>,
}

/// By the name of a definition and the version.
type OwnSchemas = HashMap<(&'static str, Minor), Arc<OnceLock<OwnSchema>>>;

/// An object, and what it is judged for.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// As written.
    pub written: &'a Value,
    /// Without null members.
    pub object: &'a Value,
    /// Its `apiVersion`.
    pub api_version: &'a str,
    /// Its `kind`.
    pub kind: &'a str,
    /// The versions of Kubernetes.
    pub targets: &'a Targets,
    /// Custom kinds that its scope defines.
    pub scope: &'a CustomSchemas,
}

/// What the schemas say of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Whether a schema of its kind was found, in one version at least.
    pub known: bool,
    /// In order of path.
    pub mistakes: Vec<VersionedMistake>,
    /// What could not be judged, in words.
    pub unevaluated: Vec<String>,
    /// A schema that cannot be used: where it comes from, and why.
    pub broken: Option<(Arc<str>, String)>,
}

/// A mistake, and in which versions it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionedMistake {
    /// The mistake.
    pub mistake: Mistake,
    /// The versions, where it is none in others that were asked; empty where it is one in all.
    pub versions: Vec<KubeVersion>,
    /// The value is filled in later: it cannot be told whether it is wrong.
    pub unknown: bool,
}

/// A kind of Kubernetes' own, compiled; its text is made again for the first object that is wrong.
#[derive(Debug)]
struct OwnSchema {
    schema: Result<DocumentSchema, String>,
    text: OnceLock<serde_json::Value>,
}

impl Catalog {
    /// With schemas that the user gives.
    pub fn new(given: CustomSchemas) -> Self {
        Self { given, own: Mutex::default() }
    }

    /// Without schemas of the user's; one for the whole process, so that each kind is compiled once.
    pub fn without_files() -> Arc<Self> {
        static SHARED: OnceLock<Arc<Catalog>> = OnceLock::new();
        Arc::clone(SHARED.get_or_init(Arc::default))
    }

    /// What the schemas say of an object.
    pub fn judge(&self, question: &Question<'_>) -> Judgement {
        let Question { api_version, kind, .. } = *question;
        let mut judgement = if let Some(custom) = question.scope.find(api_version, kind) {
            of_custom(question, custom)
        } else if self.is_own(question) {
            self.of_kubernetes(question)
        } else if let Some(custom) = self.given.find(api_version, kind) {
            of_custom(question, custom)
        } else if let Some(custom) = open_kind(api_version, kind) {
            of_custom(question, custom)
        } else {
            of_stranger(question)
        };
        settle(&mut judgement.mistakes, question.object);
        if (api_version, kind) == ("v1", "Secret") {
            hide_values(&mut judgement.mistakes);
        }
        judgement
    }

    /// Whether the group of an `apiVersion` is Kubernetes' own.
    pub fn is_kubernetes_own(&self, api_version: &str) -> bool {
        definitions::of_group(definitions::group_of(api_version)).next().is_some()
    }

    /// Whether the schema of a custom kind can be used; true where there is none.
    pub fn is_usable(&self, api_version: &str, kind: &str, scope: &CustomSchemas) -> bool {
        let custom = scope.find(api_version, kind).or_else(|| self.given.find(api_version, kind));
        custom.is_none_or(|custom| custom.is_usable())
    }

    /// Whether the kind, or its group, is Kubernetes' own.
    fn is_own(&self, question: &Question<'_>) -> bool {
        let Question { api_version, kind, .. } = *question;
        let exactly = definitions::of_kind(kind).any(|row| row.api_version == api_version);
        let foreign = (api_version, kind) == KUBECONFIG
            || (api_version == TALOS && definitions::of_kind(kind).next().is_none());
        exactly
            || (!foreign
                && self.given.find(api_version, kind).is_none()
                && self.is_kubernetes_own(api_version))
    }

    fn of_kubernetes(&self, question: &Question<'_>) -> Judgement {
        let mut judgement = Judgement::default();
        let mut by_mistake: Vec<(Mistake, Vec<KubeVersion>)> = Vec::new();
        let asked = &question.targets.versions;
        let mut said: HashMap<Minor, Vec<Mistake>> = HashMap::new();
        for version in asked {
            let minor = version.nearest_embedded();
            let mistakes = said.entry(minor).or_insert_with(|| {
                let row = definitions::kind(question.api_version, question.kind, minor);
                match row {
                    Some(row) => {
                        judgement.known = true;
                        self.mistakes(row, minor, question, &mut judgement.broken)
                    }
                    None => vec![no_such_version(question, minor)],
                }
            });
            for mistake in mistakes.iter() {
                // Of a version that is not embedded it is not known which kinds it has.
                if mistake.class == Class::Version && minor != *version {
                    continue;
                }
                match by_mistake.iter_mut().find(|(known, _)| known == mistake) {
                    Some((_, versions)) => versions.push(*version),
                    None => by_mistake.push((mistake.clone(), vec![*version])),
                }
            }
        }
        judgement.mistakes = by_mistake
            .into_iter()
            .map(|(mistake, versions)| {
                let versions = if versions.len() == asked.len() { Vec::new() } else { versions };
                VersionedMistake { mistake, versions, unknown: false }
            })
            .collect();
        judgement
    }

    fn mistakes(
        &self,
        row: &KindRow,
        minor: Minor,
        question: &Question<'_>,
        broken: &mut Option<(Arc<str>, String)>,
    ) -> Vec<Mistake> {
        let cell = {
            let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(own.entry((row.definition, minor)).or_default())
        };
        let has_nulls = !std::ptr::eq(question.written, question.object);
        let make = || closure(row.definition, minor);
        let compile = || OwnSchema { schema: DocumentSchema::compile(&make()), text: OnceLock::new() };
        let own = cell.get_or_init(compile);
        let text = || own.text.get_or_init(make);
        match &own.schema {
            Ok(schema) if schema.accepts(question.object) && !has_nulls => Vec::new(),
            Ok(schema) => {
                let mut mistakes = schema.mistakes(question.object, text);
                if has_nulls {
                    // A field that nothing reads is unknown also where it is null.
                    mistakes.extend(schema.unknown_keys(question.written, text));
                    mistakes.sort_by(|a, b| a.path.cmp(&b.path));
                    mistakes.dedup();
                }
                // Go reads a null item as one with nothing in it.
                mistakes
                    .retain(|mistake| !matches!(node_at(question.object, &mistake.path), Some(Value::Null)));
                mistakes
            }
            Err(why) => {
                *broken = Some((Arc::from(row.definition), why.clone()));
                Vec::new()
            }
        }
    }
}

/// Judged by one schema, whatever the versions.
fn of_custom(question: &Question<'_>, custom: &CustomKind) -> Judgement {
    let mut judgement = Judgement { known: true, ..Judgement::default() };
    match custom.judge(question.written, question.object) {
        Ok((mistakes, unevaluated)) => {
            judgement.mistakes = everywhere(mistakes);
            judgement.unevaluated = unevaluated;
        }
        Err(why) => judgement.broken = Some((Arc::clone(&custom.origin), why)),
    }
    judgement
}

/// Of a kind that nothing describes only what every object has is judged.
fn of_stranger(question: &Question<'_>) -> Judgement {
    static OBJECT: OnceLock<(serde_json::Value, Result<DocumentSchema, String>)> = OnceLock::new();
    let (text, schema) = OBJECT.get_or_init(|| {
        let mut metadata = metadata_of("dns-subdomain");
        // What is no object of a cluster (a kustomization, a kubeconfig) need not have a name.
        if let Some(metadata) = metadata.as_object_mut() {
            metadata.remove(ANY_OF);
        }
        let text = closure_of(serde_json::json!({"properties": {"metadata": metadata}}), Minor::NEWEST);
        let schema = DocumentSchema::compile(&text);
        (text, schema)
    });
    let mut judgement = Judgement::default();
    match schema {
        Ok(schema) => judgement.mistakes = everywhere(schema.all(question.object, text)),
        Err(why) => judgement.broken = Some((Arc::from("metadata"), why.clone())),
    }
    judgement
}

fn everywhere(mistakes: Vec<Mistake>) -> Vec<VersionedMistake> {
    mistakes
        .into_iter()
        .map(|mistake| VersionedMistake { mistake, versions: Vec::new(), unknown: false })
        .collect()
}

/// The group is Kubernetes' own, the kind is not in it.
fn no_such_version(question: &Question<'_>, minor: Minor) -> Mistake {
    let Question { api_version, kind, .. } = *question;
    let is_there = |row: &KindRow| definitions::kind(row.api_version, row.kind, minor).is_some();
    let mut elsewhere: Vec<&str> =
        definitions::of_kind(kind).filter(|row| is_there(row)).map(|row| row.api_version).collect();
    elsewhere.sort_by_key(|other| {
        (definitions::group_of(other) != definitions::group_of(api_version), other.len())
    });
    let (key, suggestion) = if let Some(other) = elsewhere.first() {
        ("apiVersion", Some((*other).to_owned()))
    } else {
        let same = definitions::of_group(definitions::group_of(api_version)).map(|row| row.kind);
        ("kind", nearest(kind, same).map(str::to_owned))
    };
    Mistake {
        path: Path::of_keys(&[key]),
        at_key: false,
        message: format!("there is no kind {kind} in {api_version}"),
        suggestion,
        class: Class::Version,
        missing: Vec::new(),
    }
}

/// One mistake of the writer stays one: a key that is missing because it is mistyped is not missing too. Values that are
/// filled in later are marked.
fn settle(mistakes: &mut Vec<VersionedMistake>, object: &Value) {
    let mistyped: Vec<(Vec<Step>, String)> = mistakes
        .iter()
        .filter(|found| found.mistake.class == Class::UnknownKey)
        .filter_map(|found| {
            let (_, parent) = found.mistake.path.steps().split_last()?;
            Some((parent.to_vec(), found.mistake.suggestion.clone()?))
        })
        .collect();
    mistakes.retain(|found| {
        let Mistake { path, missing, .. } = &found.mistake;
        missing.is_empty()
            || !mistyped.iter().any(|(parent, meant)| parent == path.steps() && missing.contains(meant))
    });
    for found in mistakes.iter_mut() {
        let path = &found.mistake.path;
        let text = match path.steps().last() {
            Some(Step::Key(key)) if found.mistake.at_key => Some(&**key),
            _ => node_at(object, path).and_then(value::text),
        };
        found.unknown = text.is_some_and(is_placeholder);
    }
    mistakes.sort_by(|a, b| a.mistake.path.cmp(&b.mistake.path));
}

/// What a Secret holds is not repeated in words.
fn hide_values(mistakes: &mut [VersionedMistake]) {
    for Mistake { path, at_key, message, suggestion, .. } in
        mistakes.iter_mut().map(|found| &mut found.mistake)
    {
        let holder = match path.steps().first() {
            Some(Step::Key(key)) => &**key,
            _ => "",
        };
        if !*at_key && matches!(holder, "data" | "stringData") {
            let wanted = if holder == "data" { "base64 text" } else { "text" };
            *message = format!("the value is not {wanted}, as every value of {holder} has to be");
            *suggestion = None;
        }
    }
}

/// The mistakes in a document that is of no kind and no version.
pub fn settled(mistakes: Vec<Mistake>, document: &Value) -> Vec<VersionedMistake> {
    let one = |mistake| VersionedMistake { mistake, versions: Vec::new(), unknown: false };
    let mut settled = mistakes.into_iter().map(one).collect();
    settle(&mut settled, document);
    settled
}

#[cfg(test)]
#[path = "catalog_tests.rs"]
mod tests;
