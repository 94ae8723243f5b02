//! Which schema a document is held against: what the command line says, else what the document says itself, else what
//! its name says. Nothing is fetched, whatever a document names.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::unknown;
use crate::policy;
use crate::schema::own::{self, EDITOR_MARK};
use crate::schema::{Own, Schema};
use crate::source::{Format, Limits, Read, SourceFile, read};
use crate::value::{self, Value};

/// What a document is held against.
#[derive(Debug, Clone)]
pub(super) enum Which {
    /// One of Tidegate's own schemas.
    Own(&'static Own),
    /// A JSON Schema that was read from a file.
    File(Arc<Schema>),
    /// The rules for JSON Schemas: the document is one.
    JsonSchema,
    /// The schema of a Kubernetes object, by its `apiVersion` and `kind`.
    Kubernetes,
    /// Nothing says.
    Unsaid,
}

impl Which {
    /// What `--schema` names: one of our own, else a file.
    pub(super) fn given(word: &str) -> Result<Self, String> {
        if let Some(own) = Own::named(word) {
            return Ok(Self::Own(own));
        }
        let path = Path::new(word);
        if path.exists() || path.components().count() > 1 || path.extension().is_some_and(|end| end == "json")
        {
            return file(path).map(Self::File);
        }
        Err(unknown(word))
    }

    /// What a file says for all of its documents, in the comment for editors above them.
    pub(super) fn said_by_comment(file: &SourceFile) -> Option<Result<Self, String>> {
        let mut comments =
            file.text().lines().take_while(|line| line.trim().is_empty() || line.starts_with('#'));
        let address =
            comments.find_map(|line| line.trim_start_matches('#').trim_start().strip_prefix(EDITOR_MARK))?;
        Some(Self::addressed(address.trim(), Path::new(&**file.name())))
    }

    /// What one document says in its members.
    pub(super) fn said_by_document(value: &Value, name: &Path) -> Option<Result<Self, String>> {
        let text = |key: &str| value::get(value, key).and_then(value::text);
        if let Some(address) = text("$schema") {
            return Some(Self::addressed(address, name));
        }
        // Wire formats that carry no address carry their name.
        let named = text("version").and_then(|version| own::ALL.iter().find(|own| own.name == version));
        named.map(|own| Ok(Self::Own(own)))
    }

    /// What the name of a file says.
    pub(super) fn said_by_name(path: &Path) -> Option<Self> {
        if path.extension().is_some_and(|extension| extension == "rego") {
            return Some(Self::Own(&own::METADATA));
        }
        let is_config = matches!(path.file_name()?.to_str()?, "tidegate.yaml" | "tidegate.yml");
        is_config.then_some(Self::Own(&own::CONFIG))
    }

    /// What is left where neither the document nor its name says anything.
    pub(super) fn of_value(value: &Value) -> Self {
        let is_text = |key: &str| value::get(value, key).and_then(value::text).is_some();
        if is_text("apiVersion") && is_text("kind") { Self::Kubernetes } else { Self::Unsaid }
    }

    /// The schema behind an address that a document names; `document` is where it stands.
    fn addressed(address: &str, document: &Path) -> Result<Self, String> {
        let plain = address.trim_end_matches('#');
        if let Some(own) = own::ALL.iter().find(|own| own.id == plain) {
            return Ok(Self::Own(own));
        }
        if plain.starts_with("https://json-schema.org/") || plain.starts_with("http://json-schema.org/") {
            return Ok(Self::JsonSchema);
        }
        if let Some(name) = Own::published(plain) {
            return Err(unknown(name));
        }
        if plain.contains(':') {
            return Err(format!(
                "its schema is {address}, and nothing is fetched: save it and give --schema FILE"
            ));
        }
        let path = document.parent().unwrap_or_else(|| Path::new("")).join(plain);
        // A document that somebody else wrote may name anything; a pipe or device has no end.
        if !path.is_file() {
            return Err(format!(
                "its schema is {address}, and there is no such file: give --schema NAME|FILE"
            ));
        }
        file(&path).map(Self::File)
    }
}

/// Reads and compiles a JSON Schema, written as JSON or as YAML.
fn file(path: &Path) -> Result<Arc<Schema>, String> {
    let name = path.display().to_string();
    let format = Format::of(&name).unwrap_or(Format::Json);
    let source = open(path).map_err(|error| format!("the schema {name} {error}"))?;
    let text = match read(&source, format, &Limits::default()).into_iter().next() {
        Some(Read::Document(document)) => value::to_json(&document.value).to_string(),
        Some(Read::Unreadable(bad)) => {
            let at = bad.span.map(|span| format!(":{}:{}", span.start.line, span.start.column));
            return Err(format!(
                "the schema {name}{} cannot be read: {}",
                at.unwrap_or_default(),
                bad.message
            ));
        }
        None => return Err(format!("the schema {name} says nothing")),
    };
    Schema::compile(&name, &text).map(Arc::new).map_err(|error| error.to_string())
}

/// Reads a file whole; `-` is standard input. An error goes on where the name of the file ends.
pub(super) fn open(path: &Path) -> Result<Arc<SourceFile>, String> {
    if path == Path::new("-") {
        return read_all("<stdin>", std::io::stdin().lock());
    }
    let name = path.display().to_string();
    if path.is_dir() {
        return Err("is a folder: name the files in it".to_owned());
    }
    let opened = std::fs::File::open(path).map_err(|error| format!("cannot be read: {error}"))?;
    read_all(&name, opened)
}

fn read_all(name: &str, source: impl std::io::Read) -> Result<Arc<SourceFile>, String> {
    let limits = Limits::default();
    let mut bytes = Vec::new();
    // One byte more than is read shows that there is more.
    let all = source.take(limits.bytes as u64 + 1).read_to_end(&mut bytes);
    all.map_err(|error| format!("cannot be read: {error}"))?;
    Ok(SourceFile::from_bytes(name, &bytes, &limits))
}

/// The documents of a file: of a policy its METADATA. `None` for a policy without.
pub(super) fn documents(file: &Arc<SourceFile>) -> Option<Vec<Read>> {
    let text = file.text();
    if Path::new(&**file.name()).extension().is_some_and(|extension| extension == "rego") {
        return policy::metadata_documents(file.name(), text);
    }
    // Standard input has no name that says how it is written.
    let looks_like_json = text.trim_start().starts_with(['{', '[']);
    let format = Format::of(file.name()).unwrap_or(if looks_like_json { Format::Json } else { Format::Yaml });
    Some(read(file, format, &Limits::default()))
}
