//! Policy files as bytes: compiled into the binary, or read from a folder.

#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "policy files have lower-case names")]

use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::PolicyError;
use crate::source::ToolFile;

/// The packs that come with the program.
static BUILTIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/policies");

/// Files over this size are refused.
const LARGEST: u64 = 4 << 20;

/// One file of a policy folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// As shown to people.
    pub path: Arc<str>,
    /// Folders below the source's root, then the file name.
    pub below_root: Vec<String>,
    /// Whole text.
    pub text: Arc<str>,
}

/// A policy folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySource {
    /// As shown to people.
    pub name: Arc<str>,
    /// In order of path.
    pub files: Vec<PolicyFile>,
}

/// The packs that come with the program.
pub fn builtin() -> PolicySource {
    let mut files = Vec::new();
    collect(&BUILTIN, &mut files);
    files.sort_by(|a: &PolicyFile, b| a.path.cmp(&b.path));
    PolicySource { name: Arc::from("built-in policies"), files }
}

fn collect(dir: &Dir<'_>, files: &mut Vec<PolicyFile>) {
    for file in dir.files() {
        let Some(text) = file.contents_utf8() else { continue };
        let below_root = components(file.path());
        if is_policy_file(&below_root) {
            let path = Arc::from(format!("policies/{}", below_root.join("/")));
            files.push(PolicyFile { path, below_root, text: Arc::from(text) });
        }
    }
    for inner in dir.dirs() {
        collect(inner, files);
    }
}

impl PolicySource {
    /// Reads a folder, or a single file, with everything below it.
    pub fn read(path: &Path) -> Result<Self, PolicyError> {
        let error = |at: &Path, message: String| PolicyError {
            file: Arc::from(at.display().to_string()),
            position: None,
            message,
            help: "name a folder or a file with Rego in it".to_owned(),
        };
        if !path.exists() {
            return Err(error(path, "there is no such policy folder".to_owned()));
        }
        let root = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let mut files = Vec::new();
        let walk = ignore::WalkBuilder::new(path).standard_filters(false).sort_by_file_path(Ord::cmp).build();
        for entry in walk {
            let entry = entry.map_err(|e| error(path, e.to_string()))?;
            let at = entry.path();
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let below_root = components(at.strip_prefix(root).unwrap_or(at));
            if !is_policy_file(&below_root) {
                continue;
            }
            let size = entry.metadata().map_or(0, |metadata| metadata.len());
            if size > LARGEST {
                return Err(error(
                    at,
                    format!("{size} bytes are more than the {LARGEST} that a policy file may have"),
                ));
            }
            let text = std::fs::read_to_string(at).map_err(|e| error(at, e.to_string()))?;
            let shown = Arc::from(at.display().to_string());
            files.push(PolicyFile { path: shown, below_root, text: Arc::from(text) });
        }
        Ok(Self { name: Arc::from(path.display().to_string()), files })
    }
}

fn components(path: &Path) -> Vec<String> {
    path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
}

/// Rego, data, examples and parameter schemas; nothing hidden.
fn is_policy_file(below_root: &[String]) -> bool {
    let hidden = below_root.iter().any(|part| part.starts_with('.'));
    let Some(name) = below_root.last() else { return false };
    let data = matches!(name.as_str(), "data.yaml" | "data.yml" | "data.json" | "profiles.yaml");
    !hidden && (name.ends_with(".rego") || is_example(name) || data || name == "params.schema.json")
}

/// YAML, or what a tool reads, by its own ending.
pub(super) fn is_example(name: &str) -> bool {
    (name.starts_with("allow-") || name.starts_with("deny-"))
        && (name.ends_with(".yaml") || ToolFile::of_name(name).is_some())
}
