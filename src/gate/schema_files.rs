//! Schemas that the user gives: files and folders with CustomResourceDefinitions, OpenAPI documents and JSON Schemas.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::schema::{Catalog, CustomSchemas, SchemaFileError};
use crate::source::{Format, Limits, Read, SourceFile, read};

/// A folder with more files than this is no folder of schemas.
const MOST_FILES: usize = 50_000;

/// The longest file, in bytes: one with every definition of a large project.
const LONGEST: usize = 32 << 20;

/// The schemas in files and folders, beside those that are built in. All mistakes are collected.
///
/// A `.json` file that is named for its kind (`deployment-apps-v1.json`, `<group>/certificate_v1.json`) is read when an
/// object of that kind turns up; everything else is read now.
pub fn catalog(paths: &[PathBuf]) -> Result<Arc<Catalog>, Vec<SchemaFileError>> {
    if paths.is_empty() {
        return Ok(Catalog::without_files());
    }
    let (mut schemas, mut errors) = (CustomSchemas::default(), Vec::new());
    for path in paths {
        let mut files = Vec::new();
        if let Err(error) = collect(path, &mut files) {
            errors.push(error);
        }
        let before = errors.len();
        let described: usize = files.iter().map(|file| add(&mut schemas, file, &mut errors)).sum();
        if described == 0 && errors.len() == before {
            let help = "a schema is a CustomResourceDefinition, an OpenAPI document, or a JSON Schema that is named for its \
                kind as in deployment-apps-v1.json or cert-manager.io/certificate_v1.json";
            errors.push(error(path, &format!("no schema is in it: {help}")));
        }
    }
    if errors.is_empty() { Ok(Arc::new(Catalog::new(schemas))) } else { Err(errors) }
}

fn error(path: &Path, message: &str) -> SchemaFileError {
    SchemaFileError { file: path.display().to_string(), message: message.to_owned() }
}

/// The files at a path, sorted; links to folders are not followed.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), SchemaFileError> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(|failure| error(path, &failure.to_string()))?;
    let mut inner: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    inner.sort();
    for entry in inner {
        let is_link = entry.is_symlink() && entry.is_dir();
        let is_schema = entry.is_dir() || Format::of(&entry.to_string_lossy()).is_some();
        if is_link || !is_schema {
            continue;
        }
        if files.len() > MOST_FILES {
            return Err(error(path, &format!("it holds more than {MOST_FILES} files")));
        }
        collect(&entry, files)?;
    }
    Ok(())
}

/// Whether a file begins as one that says itself which kinds it describes: it may be named `openapi-v3.json`.
fn is_collection(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut start));
    let start = String::from_utf8_lossy(&start);
    read.is_ok()
        && ["\"CustomResourceDefinition\"", "\"openapi\"", "\"swagger\""]
            .iter()
            .any(|word| start.contains(word))
}

/// Adds a file; the number of kinds that it describes.
fn add(schemas: &mut CustomSchemas, path: &Path, errors: &mut Vec<SchemaFileError>) -> usize {
    let name = path.display().to_string();
    let format = Format::of(&name).unwrap_or(Format::Yaml);
    if format == Format::Json && !is_collection(path) && schemas.add_named_file(path) {
        return 1;
    }
    let bytes = match std::fs::metadata(path) {
        Ok(data) if data.len() > LONGEST as u64 => {
            errors.push(error(path, &format!("it has {} bytes; at most {LONGEST} are read", data.len())));
            return 0;
        }
        _ => match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(failure) => {
                errors.push(error(path, &failure.to_string()));
                return 0;
            }
        },
    };
    let limits = Limits { bytes: LONGEST, ..Limits::default() };
    let file = SourceFile::from_bytes(name.as_str(), &bytes, &limits);
    let (mut described, before) = (0, errors.len());
    for read in read(&file, format, &limits) {
        match read {
            Read::Document(document) => described += schemas.add_document(&document.value, &name),
            Read::Unreadable(bad) => {
                let line = bad.span.map(|span| format!("line {}: ", span.start.line)).unwrap_or_default();
                errors.push(error(path, &format!("{line}{} ({})", bad.message, bad.help)));
            }
        }
    }
    let is_named = described == 0 && format == Format::Json && errors.len() == before;
    if is_named && schemas.add_named_file(path) { 1 } else { described }
}
