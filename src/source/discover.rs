//! What lies under a path argument: manifests, charts, kustomizations. Looks at names, and into a file only as far as
//! needed to tell what it is. Reading and rendering are done elsewhere.
//!
//! - `.gitignore` is respected for what lies below a named path, never for the named path itself. In a git work tree
//!   those above the path count too, outside of one only those below it; a machine's global ignore file never does.
//! - Hidden files and folders are left out of a walk, but for what air is told (`.air.toml`, `.config/air.toml`); links are followed, a link to a folder above it ends there, and a
//!   file that two links lead to is used once.
//! - The outermost folder with `Chart.yaml` is a chart and nothing in it is read as a manifest.
//! - Packed charts (`.tgz`) are used where they are named, not where a walk meets them: a repository's packed charts are
//!   ordinarily copies of what lies unpacked beside them.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};

use super::kustomize;
use super::{Format, ToolFile};

/// Why a request cannot be planned: the user has to change it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlanError {
    /// A path argument that is not there.
    #[error("there is no '{0}': name an existing file, a folder, a chart, or - for standard input")]
    MissingPath(String),
    /// A values file that is not there.
    #[error("there is no values file '{0}': name an existing file with -f or --values-matrix")]
    MissingValues(String),
    /// `--chart` that is no chart.
    #[error("'{0}' is no chart: --chart takes a folder with a Chart.yaml")]
    NoChart(String),
    /// An ignore glob that cannot be understood.
    #[error("the ignore glob '{0}' cannot be used: {1}")]
    Glob(String, String),
    /// Two value sets with one name.
    #[error("two value sets are called '{0}': give each --values-matrix a name of its own")]
    TwoSets(String),
    /// A value set that cannot be understood.
    #[error("'{0}' is no value set: write NAME=FILE[,FILE…], as in prod=values.yaml,values-prod.yaml")]
    Set(String),
}

/// Something that a walk met and does not use, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file or folder.
    pub path: PathBuf,
    /// Why it is not used.
    pub why: String,
}

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) files: Vec<PathBuf>,
    pub(super) charts: Vec<PathBuf>,
    /// Folders.
    pub(super) kustomizations: Vec<PathBuf>,
    /// What could not be looked at, and why.
    pub(super) broken: Vec<(PathBuf, String)>,
    pub(super) skipped: Vec<Skipped>,
}

/// What a walk leaves out.
#[derive(Debug, Clone)]
pub(super) struct IgnoreGlobs {
    globs: Gitignore,
    base: PathBuf,
}

impl IgnoreGlobs {
    pub(super) fn new(globs: &[String], base: &Path) -> Result<Self, PlanError> {
        let base = plain(&std::path::absolute(base).unwrap_or_else(|_| base.to_owned()));
        let mut builder = GitignoreBuilder::new(&base);
        for glob in globs {
            builder.add_line(None, glob).map_err(|error| PlanError::Glob(glob.clone(), reason(&error)))?;
        }
        let globs = builder.build().map_err(|error| PlanError::Glob(globs.join(" "), reason(&error)))?;
        Ok(Self { globs, base })
    }

    fn leave_out(&self, path: &Path, is_dir: bool) -> bool {
        if self.globs.is_empty() {
            return false;
        }
        let absolute = plain(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
        let relative = absolute.strip_prefix(&self.base).unwrap_or(&absolute);
        self.globs.matched(relative, is_dir).is_ignore()
    }
}

fn reason(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        other => other.to_string(),
    }
}

/// Whether the folder is a chart.
pub(super) fn is_chart(folder: &Path) -> bool {
    folder.join("Chart.yaml").is_file()
}

/// Whether the file is a packed chart, by its name.
pub(super) fn is_packed_chart(file: &Path) -> bool {
    let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    [".tgz", ".tar.gz"].iter().any(|ending| name.ends_with(ending))
}

/// Whether the file is a record of a Helm render: a line of it is a `# Source: chart/path` comment.
pub(super) fn is_recorded_render(file: &Path) -> bool {
    let Ok(file) = std::fs::File::open(file) else { return false };
    let (mut reader, mut line) = (BufReader::with_capacity(1 << 16, file), Vec::new());
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        if std::str::from_utf8(&line).is_ok_and(|line| source_comment(line).is_some()) {
            return true;
        }
        line.clear();
    }
    false
}

/// The template that a `# Source:` comment names; `None` for any other line.
pub(super) fn source_comment(line: &str) -> Option<&str> {
    let template = line.trim_start_matches('\u{feff}').strip_prefix("# Source: ")?.trim();
    template.contains('/').then_some(template)
}

/// `./a/./b` as `a/b`; `..` is kept, for links make it mean something else.
pub(super) fn plain(path: &Path) -> PathBuf {
    let short: PathBuf = path.components().filter(|part| *part != std::path::Component::CurDir).collect();
    if short.as_os_str().is_empty() { PathBuf::from(".") } else { short }
}

/// Walks a folder. Sorted by path.
pub(super) fn walk(root: &Path, globs: &IgnoreGlobs) -> Found {
    let (mut found, mut linked) = (Found::default(), false);
    for entry in walker(root, globs) {
        match entry {
            Ok(entry) => {
                linked |= entry.path_is_symlink();
                found.take(root, &entry);
            }
            Err(error) => found.refuse(root, &error),
        }
    }
    if linked {
        found.use_once();
    }
    found
}

fn walker(root: &Path, globs: &IgnoreGlobs) -> ignore::Walk {
    let in_git = std::path::absolute(root)
        .is_ok_and(|absolute| absolute.ancestors().any(|folder| folder.join(".git").exists()));
    let globs = globs.clone();
    WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(false)
        .git_ignore(true)
        .parents(in_git)
        .require_git(in_git)
        .follow_links(true)
        .sort_by_file_path(Path::cmp)
        .filter_entry(move |entry| entry.depth() == 0 || !is_left_out(entry, &globs))
        .build()
}

fn is_left_out(entry: &DirEntry, globs: &IgnoreGlobs) -> bool {
    let in_chart = entry.depth() > 1 && entry.path().parent().is_some_and(is_chart);
    in_chart
        || is_hidden(entry)
        || globs.leave_out(entry.path(), entry.file_type().is_some_and(|kind| kind.is_dir()))
}

/// Whether the entry is hidden and nothing that is judged all the same.
fn is_hidden(entry: &DirEntry) -> bool {
    const CONFIG: &str = ".config";
    let name = entry.file_name().to_string_lossy();
    let in_config = entry.path().parent().is_some_and(|folder| folder.ends_with(CONFIG));
    let is_air = || ToolFile::of_name(&name) == Some(ToolFile::AirToml);
    let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    (name.starts_with('.') || (in_config && entry.depth() > 1)) && !is_air() && !(folder && name == CONFIG)
}

impl Found {
    fn take(&mut self, root: &Path, entry: &DirEntry) {
        let path = plain(entry.path());
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        if is_dir {
            if entry.depth() > 0 && is_chart(&path) {
                self.charts.push(path);
            } else if kustomize::file_of(&path).is_some() {
                self.kustomizations.push(path);
            }
            return;
        }
        let name = entry.file_name().to_string_lossy();
        let read = match ToolFile::of_name(&name) {
            Some(file) => file.is_walked(),
            None => Format::of(&name).is_some() || entry.depth() == 0,
        };
        if read && root != entry.path() {
            self.files.push(path);
        }
    }

    fn refuse(&mut self, root: &Path, error: &ignore::Error) {
        let (path, cause) = blame(error);
        let path = plain(&path.unwrap_or_else(|| root.to_owned()));
        match cause {
            Some(cause) => self.broken.push((path, cause)),
            None => self.skipped.push(Skipped { path, why: "a link to a folder above it".to_owned() }),
        }
    }

    /// Drops what another path of the walk leads to as well.
    fn use_once(&mut self) {
        let mut seen = BTreeSet::new();
        for paths in [&mut self.files, &mut self.charts, &mut self.kustomizations] {
            // A path without links before one with them, whatever their order.
            let direct: BTreeSet<PathBuf> = paths
                .iter()
                .filter(|path| !goes_through_a_link(path))
                .filter_map(|path| real(path))
                .collect();
            paths.retain(|path| {
                let Some(real) = real(path) else { return true };
                (!goes_through_a_link(path) || !direct.contains(&real)) && seen.insert(real)
            });
        }
    }
}

fn real(path: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(path).ok()
}

fn goes_through_a_link(path: &Path) -> bool {
    path.ancestors().any(Path::is_symlink)
}

/// The path that an error is about and its cause; no cause for a loop of links, which is no fault.
fn blame(error: &ignore::Error) -> (Option<PathBuf>, Option<String>) {
    match error {
        ignore::Error::WithPath { path, err } => {
            let (inner, cause) = blame(err);
            (inner.or_else(|| Some(path.clone())), cause)
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => blame(err),
        ignore::Error::Loop { child, .. } => (Some(child.clone()), None),
        other => (None, Some(other.to_string())),
    }
}
