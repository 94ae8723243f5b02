//! Kubernetes objects against the schema of their kind: Kubernetes' own, that of a definition among the files, or
//! of what `--schemas` names. What `tidegate check` makes of the same mistakes is for its rules to say.

use std::sync::Arc;

use anyhow::{Context, anyhow};

use crate::cli::args::SchemaArgs;
use crate::finding::{Path, Span, Step};
use crate::gate;
use crate::kinds::Kinds;
use crate::review::{Found, Names, objects_in};
use crate::schema::{Catalog, Class, CustomSchemas, KubeVersion, Question, Targets, VersionedMistake};
use crate::source::{Document, node_at};
use crate::value;

/// All schemas that are at hand for objects.
pub(super) struct Kubernetes {
    catalog: Arc<Catalog>,
    targets: Targets,
    /// Of definitions among the files.
    custom: CustomSchemas,
}

/// What is said of one object.
pub(super) struct Object {
    /// Where it begins.
    pub(super) at: Span,
    /// Place, message, and whether the place may be shown.
    pub(super) mistakes: Vec<(Span, String, bool)>,
    /// Values that are filled in later.
    pub(super) placeholders: usize,
    /// What could not be judged, in words.
    pub(super) not_judged: Vec<String>,
    /// Why the schema of its kind says nothing.
    pub(super) unable: Option<String>,
}

impl Kubernetes {
    /// As the flags say.
    pub(super) fn new(args: &SchemaArgs) -> anyhow::Result<Self> {
        let versions = args.kube_version.iter().map(|text| text.trim().parse::<KubeVersion>());
        let versions = versions.collect::<Result<Vec<_>, _>>().context("--kube-version")?;
        let catalog = gate::catalog(&args.schemas).map_err(|errors| {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            anyhow!("what --schemas names cannot be used\n{}", lines.join("\n"))
        })?;
        Ok(Self { catalog, targets: Targets::declared(versions), custom: CustomSchemas::default() })
    }

    /// What the objects are held against, for people: `Kubernetes 1.36, 1.37`.
    pub(super) fn name(&self) -> String {
        let versions: Vec<String> = self.targets.versions.iter().map(ToString::to_string).collect();
        format!("Kubernetes {}", versions.join(", "))
    }

    /// Takes the custom kinds that a document defines.
    pub(super) fn learn(&mut self, document: &Document) {
        if value::get(&document.value, "kind").and_then(value::text) == Some("CustomResourceDefinition") {
            self.custom.add_document(&document.value, document.file.name());
        }
    }

    /// What is said of every object in a document.
    pub(super) fn judge(&self, document: &Document) -> Vec<Object> {
        let names = Names { kinds: &Kinds::default(), namespace: "default" };
        let object = |found| match found {
            Found::Object { identity, prefix, .. } => {
                self.object(document, (&identity.api_version, &identity.kind), &prefix)
            }
            Found::Other { what, prefix } => Object {
                unable: Some(format!("this is no Kubernetes object but {what}")),
                ..Object::at(document, &prefix)
            },
        };
        objects_in(&document.value, names).into_iter().map(object).collect()
    }

    fn object(&self, document: &Document, (api_version, kind): (&str, &str), prefix: &Path) -> Object {
        let mut said = Object::at(document, prefix);
        let Some(written) = node_at(&document.value, prefix) else { return said };
        let object = value::without_null_members(written);
        // The catalog takes one and the same value as the sign that nothing in it is null.
        let written = if document.nulls { written } else { &object };
        let judgement = self.catalog.judge(&Question {
            written,
            object: &object,
            api_version,
            kind,
            targets: &self.targets,
            scope: &self.custom,
        });
        said.not_judged = judgement.unevaluated;
        if let Some((origin, why)) = judgement.broken {
            said.unable =
                Some(format!("the schema of {api_version} {kind} ({origin}) cannot be used: {why}"));
        } else if !judgement.known
            && !judgement.mistakes.iter().any(|found| found.mistake.class == Class::Version)
        {
            said.unable = Some(format!(
                "no schema of {api_version} {kind} is at hand: name its CustomResourceDefinition too, or give --schemas"
            ));
        }
        said.placeholders = judgement.mistakes.iter().filter(|found| found.unknown).count();
        let is_secret = api_version == "v1" && kind == "Secret";
        let wrong = judgement.mistakes.into_iter().filter(|found| !found.unknown);
        said.mistakes = wrong
            .map(|found| {
                let shown = !(is_secret && is_data(&found.mistake.path));
                let (span, message) = told(found, document, prefix);
                (span, message, shown)
            })
            .collect();
        said
    }
}

impl Object {
    fn at(document: &Document, prefix: &Path) -> Self {
        let at = document.locate(prefix);
        Self {
            at: Span { end: at.start, ..at },
            mistakes: Vec::new(),
            placeholders: 0,
            not_judged: Vec::new(),
            unable: None,
        }
    }
}

/// The data of a Secret is not for a log that others read.
fn is_data(path: &Path) -> bool {
    matches!(path.steps().first(), Some(Step::Key(key)) if matches!(&**key, "data" | "stringData"))
}

/// The place of a mistake, and what is wrong, with the versions where it is not wrong in all.
fn told(found: VersionedMistake, document: &Document, prefix: &Path) -> (Span, String) {
    let mut mistake = found.mistake;
    mistake.path = mistake.path.below(prefix);
    let versions: Vec<String> = found.versions.iter().map(ToString::to_string).collect();
    let only = if versions.is_empty() { String::new() } else { format!(" (in {})", versions.join(", ")) };
    let (span, message) = super::outcome::told(&mistake, Some(document));
    (span, format!("{message}{only}"))
}
