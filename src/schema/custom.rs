//! Schemas from outside: CustomResourceDefinitions of a scope, and files and folders that the user names.
//!
//! Three ways users will break it: a folder with thousands of files (JSON Schemas that are named for their kind are read when
//! an object of that kind turns up); a file that is no schema, or one that leads elsewhere (an error that names it; nothing is
//! fetched); a hostile one (bounds on size and depth, patterns that cannot backtrack).

use std::collections::HashMap;
use std::path::{Path as FilePath, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use serde_json::{Value as Json, json};

use super::filled::{filled, has_defaults};
use super::kubernetes::{Minor, closure_of, metadata_of, open_references};
use super::structural::{open_api, structural};
use super::validator::DocumentSchema;
use super::{Mistake, bounds};
use crate::value::{self, Value};

/// The longest schema file that is read, in bytes.
const LONGEST: u64 = 32 << 20;

/// A file of schemas that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {message}")]
pub struct SchemaFileError {
    /// The file.
    pub file: String,
    /// What is wrong, and what to do.
    pub message: String,
}

/// Schemas of kinds that are not Kubernetes' own.
#[derive(Debug, Clone, Default)]
pub struct CustomSchemas {
    /// By kind in lower case and version: those files are named so.
    by_kind: HashMap<(String, String), Vec<Arc<CustomKind>>>,
}

/// A kind from outside.
pub(super) struct CustomKind {
    group: GroupName,
    text: Text,
    /// What it comes from, for errors.
    pub(super) origin: Arc<str>,
    compiled: OnceLock<Result<Custom, String>>,
    /// An object could not be judged within bounds.
    gave_up: AtomicBool,
}

/// A compiled schema from outside.
pub(super) struct Custom {
    schema: DocumentSchema,
    text: Json,
    /// Rules in CEL that are not evaluated.
    cel: usize,
    nulls: Nulls,
}

/// What a null member is.
enum Nulls {
    /// A member that is not there.
    Absent,
    /// As [`Nulls::Absent`], but for a schema that has something to say of it.
    Either,
    /// What the API server takes it for by a structural schema, which may have defaults too.
    Structural { schema: Arc<Json>, defaults: bool },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum GroupName {
    /// As in `monitoring.coreos.com`; empty for the core group.
    Whole(String),
    /// What stands before the first point, as kubeconform's file names have it.
    First(String),
}

impl GroupName {
    fn is(&self, group: &str) -> bool {
        match self {
            Self::Whole(whole) => whole == group,
            Self::First(first) => group.split('.').next() == Some(first),
        }
    }
}

enum Text {
    /// `openAPIV3Schema` of a version of a definition; of most definitions no object is ever judged.
    Structural { schema: Value, preserve: bool, status: bool },
    /// JSON Schema.
    Whole(Json),
    /// An open description, with what its file shares.
    Open(Json, Arc<Json>),
    /// A definition of an OpenAPI document, by its reference.
    OpenApi(Arc<Json>, String),
    /// A file with JSON Schema, to be read when it is needed.
    File(PathBuf),
}

impl std::fmt::Debug for CustomKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomKind").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl CustomSchemas {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_kind.is_empty()
    }

    pub(super) fn find(&self, api_version: &str, kind: &str) -> Option<&Arc<CustomKind>> {
        if self.by_kind.is_empty() {
            return None;
        }
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let named = self.by_kind.get(&(kind.to_lowercase(), version.to_owned()))?;
        named.iter().find(|custom| custom.group.is(group))
    }

    /// Adds what a document describes: a CustomResourceDefinition, a List of them, an OpenAPI document, a JSON Schema that
    /// names its kind. The number of kinds that it describes.
    pub fn add_document(&mut self, document: &Value, origin: &str) -> usize {
        if value::get(document, "kind").and_then(value::text) == Some("CustomResourceDefinition") {
            return self.add_definition(document, origin);
        }
        if let Some(items) = value::get(document, "items").and_then(value::items) {
            return items.iter().map(|item| self.add_document(item, origin)).sum();
        }
        if value::get(document, "openapi").is_some() || value::get(document, "swagger").is_some() {
            return self.add_open_api(value::to_json(document), origin);
        }
        if value::get(document, "x-kubernetes-group-version-kind").is_some() {
            let json = value::to_json(document);
            let kinds = named_kinds(&json);
            for (group, version, kind) in &kinds {
                self.add((kind, version), GroupName::Whole(group.clone()), Text::Whole(json.clone()), origin);
            }
            return kinds.len();
        }
        0
    }

    fn add_definition(&mut self, definition: &Value, origin: &str) -> usize {
        let spec = |keys: &[&str]| value::get(definition, "spec").and_then(|spec| value::member(spec, keys));
        let text = |keys: &[&str]| spec(keys).and_then(value::text).unwrap_or_default().to_owned();
        let (group, kind) = (text(&["group"]), text(&["names", "kind"]));
        let is_old = value::get(definition, "apiVersion").and_then(value::text)
            == Some("apiextensions.k8s.io/v1beta1");
        let preserve = spec(&["preserveUnknownFields"]).map_or(is_old, |keep| *keep == Value::Bool(true));
        // Before apiextensions.k8s.io/v1 a definition had one version and its schema at the top.
        let common = spec(&["validation", "openAPIV3Schema"]);
        let alone = value::object_from([("name", value::string(&text(&["version"])))]);
        let versions = spec(&["versions"]).and_then(value::items).unwrap_or(std::slice::from_ref(&alone));
        let mut added = 0;
        for version in versions {
            let own = |keys: &[&str]| value::member(version, keys);
            let name = own(&["name"]).and_then(value::text).unwrap_or_default().to_owned();
            let schema = own(&["schema", "openAPIV3Schema"]).or(common);
            let status = own(&["subresources", "status"]).or(spec(&["subresources", "status"])).is_some();
            let Some(schema) = schema.cloned() else { continue };
            let text = Text::Structural { schema, preserve, status };
            self.add((&kind, &name), GroupName::Whole(group.clone()), text, origin);
            added += 1;
        }
        added
    }

    fn add_open_api(&mut self, document: Json, origin: &str) -> usize {
        let document = Arc::new(document);
        let mut added = 0;
        for (holder, prefix) in
            [("/definitions", "#/definitions/"), ("/components/schemas", "#/components/schemas/")]
        {
            let Some(definitions) = document.pointer(holder).and_then(Json::as_object) else { continue };
            for (name, definition) in definitions {
                for (group, version, kind) in named_kinds(definition) {
                    let text = Text::OpenApi(Arc::clone(&document), format!("{prefix}{name}"));
                    self.add((&kind, &version), GroupName::Whole(group), text, origin);
                    added += 1;
                }
            }
        }
        added
    }

    /// A file that is named for its kind, as kubeconform's folders have them: `deployment-apps-v1.json`,
    /// `<group>/certificate_v1.json`. False for other names.
    pub fn add_named_file(&mut self, path: &FilePath) -> bool {
        let stem = path.file_stem().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        let folder =
            path.parent().and_then(FilePath::file_name).and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        let is_version = |text: &str| {
            text.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        let (kind, version, group) = if let Some((kind, version)) = stem.rsplit_once('_') {
            (kind, version, GroupName::Whole(folder.to_owned()))
        } else {
            let Some((rest, version)) = stem.rsplit_once('-') else { return false };
            match rest.split_once('-') {
                Some((kind, group)) => (kind, version, GroupName::First(group.to_owned())),
                None => (rest, version, GroupName::Whole(String::new())),
            }
        };
        if kind.is_empty() || !is_version(version) {
            return false;
        }
        let origin = path.display().to_string();
        self.add((kind, version), group, Text::File(path.to_owned()), &origin);
        true
    }

    /// Adds an open description of a kind: group, version, kind.
    pub(super) fn add_open(
        &mut self,
        (group, version, kind): (&str, &str, &str),
        schema: Json,
        shared: &Arc<Json>,
        origin: &str,
    ) {
        let text = Text::Open(schema, Arc::clone(shared));
        self.add((kind, version), GroupName::Whole(group.to_owned()), text, origin);
    }

    fn add(&mut self, (kind, version): (&str, &str), group: GroupName, text: Text, origin: &str) {
        let custom = CustomKind {
            group,
            text,
            origin: Arc::from(origin),
            compiled: OnceLock::new(),
            gave_up: AtomicBool::new(false),
        };
        self.by_kind.entry((kind.to_lowercase(), version.to_owned())).or_default().push(Arc::new(custom));
    }
}

/// The kinds that `x-kubernetes-group-version-kind` names: group, version, kind.
fn named_kinds(schema: &Json) -> Vec<(String, String, String)> {
    let named = schema.get("x-kubernetes-group-version-kind");
    let rows = match named {
        Some(Json::Array(rows)) => rows.as_slice(),
        Some(one @ Json::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    };
    let text = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(row, "group"), text(row, "version"), text(row, "kind"))).collect()
}

impl CustomKind {
    /// Compiles it when it is first needed.
    pub(super) fn compiled(&self) -> Result<&Custom, &str> {
        self.compiled.get_or_init(|| self.text.compile()).as_ref().map_err(String::as_str)
    }

    /// Whether it compiles, and judged within bounds what it was asked of so far.
    pub(super) fn is_usable(&self) -> bool {
        self.compiled().is_ok() && !self.gave_up.load(Ordering::Relaxed)
    }

    /// What is wrong with an object, as written and without null members, and what could not be judged; or why the
    /// schema cannot be used.
    pub(super) fn judge(
        &self,
        written: &Value,
        object: &Value,
    ) -> Result<(Vec<Mistake>, Vec<String>), String> {
        let custom = self.compiled()?;
        let mistakes = custom.mistakes(written, object).ok_or_else(|| {
            self.gave_up.store(true, Ordering::Relaxed);
            "its alternatives (allOf, anyOf, oneOf) multiply with the depth of the object: judging it took too many steps; \
             write fewer that lead to the same definition"
                .to_owned()
        })?;
        Ok((mistakes, custom.unevaluated(&self.origin)))
    }
}

impl Custom {
    /// What is wrong with an object; nothing where that takes too many steps.
    fn mistakes(&self, written: &Value, object: &Value) -> Option<Vec<Mistake>> {
        let has_nulls = !std::ptr::eq(written, object);
        match &self.nulls {
            Nulls::Structural { schema, defaults } if *defaults || has_nulls => {
                let filled = filled(written, schema);
                self.schema.all_within(filled.as_ref().unwrap_or(written), &self.text)
            }
            Nulls::Either if has_nulls => {
                let mistakes = self.schema.all_within(object, &self.text)?;
                let other =
                    if mistakes.is_empty() { None } else { self.schema.all_within(written, &self.text) };
                Some(other.filter(Vec::is_empty).unwrap_or(mistakes))
            }
            _ => self.schema.all_within(object, &self.text),
        }
    }

    fn unevaluated(&self, origin: &str) -> Vec<String> {
        let counted = |count: usize, one: &str, many: &str, of: &str| {
            (count > 0).then(|| format!("{count} {} {of}", if count == 1 { one } else { many }))
        };
        let of = format!("in CEL of {origin}");
        let cel = counted(self.cel, "validation rule", "validation rules", &of);
        let patterns = self.schema.unused_patterns();
        cel.into_iter().chain(counted(patterns, "pattern", "patterns", &format!("of {origin}"))).collect()
    }
}

impl Text {
    fn compile(&self) -> Result<Custom, String> {
        let (text, cel, nulls) = match self {
            Self::Structural { schema, preserve, status } => {
                let schema = Arc::new(value::to_json(schema));
                let converted = structural(&schema, *preserve, *status)?;
                let defaults = has_defaults(&schema);
                (
                    closure_of(converted.schema, Minor::NEWEST),
                    converted.cel,
                    Nulls::Structural { schema, defaults },
                )
            }
            Self::Whole(schema) => (schema.clone(), 0, Nulls::Either),
            Self::Open(schema, shared) => (opened(schema, shared), 0, Nulls::Absent),
            Self::OpenApi(document, reference) => (of_open_api(document, reference)?, 0, Nulls::Absent),
            Self::File(path) => (read_json(path)?, 0, Nulls::Either),
        };
        let cost = bounds::cost(&text)?;
        Ok(Custom { schema: DocumentSchema::compile_given(&text, cost)?, text, cel, nulls })
    }
}

/// An open description with what every object has, and what it refers to.
fn opened(schema: &Json, shared: &Json) -> Json {
    let mut whole = json!({
        "allOf": [schema],
        "required": ["metadata"],
        "properties": {"metadata": metadata_of("dns-subdomain")},
        "$defs": shared,
    });
    for part in ["allOf", "$defs"] {
        if let Some(part) = whole.get_mut(part) {
            open_references(part);
        }
    }
    closure_of(whole, Minor::NEWEST)
}

/// A definition of an OpenAPI document with all others beside it.
fn of_open_api(document: &Json, reference: &str) -> Result<Json, String> {
    let mut schema = json!({
        "$ref": reference,
        "properties": {"metadata": metadata_of("dns-subdomain")},
    });
    for holder in ["definitions", "components"] {
        let Some(found) = document.get(holder) else { continue };
        let inner = if holder == "components" { found.get("schemas") } else { Some(found) };
        let Some(definitions) = inner.and_then(Json::as_object) else { continue };
        let converted: serde_json::Map<String, Json> = definitions
            .iter()
            .map(|(name, definition)| {
                let mut converted = open_api(definition)?;
                if !named_kinds(definition).is_empty()
                    && let Some(properties) = converted.get_mut("properties").and_then(Json::as_object_mut)
                {
                    for key in ["apiVersion", "kind", "metadata"] {
                        properties.entry(key).or_insert_with(|| json!({}));
                    }
                }
                Ok((name.clone(), converted))
            })
            .collect::<Result<_, String>>()?;
        let converted = Json::Object(converted);
        let value = if holder == "components" { json!({"schemas": converted}) } else { converted };
        if let Some(members) = schema.as_object_mut() {
            members.insert(holder.to_owned(), value);
        }
    }
    Ok(closure_of(schema, Minor::NEWEST))
}

fn read_json(path: &FilePath) -> Result<Json, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LONGEST {
        return Err(format!("it has {size} bytes; at most {LONGEST} are read"));
    }
    let text = std::fs::read(path).map_err(|error| error.to_string())?;
    serde_json::from_slice(&text).map_err(|error| format!("it is no JSON: {error}"))
}
