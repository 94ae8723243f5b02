//! Where reloaders and debuggers belong: namespaces and files for development.

use std::path::{Component, Path as FilePath, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::error::Mistakes;
use super::layers::Layers;
use super::{Given, NamePattern};
use crate::finding::RuleId;

/// The pack that has nothing to say there.
const PACK: &str = "reload";

/// `development`
#[derive(Debug, Clone)]
pub struct Development {
    /// `development.namespaces`
    pub namespaces: Vec<Given<NamePattern>>,
    /// `development.paths`: globs as in a `.gitignore` file beside the configuration.
    pub paths: Vec<Given<String>>,
    globs: Gitignore,
    /// What the globs are relative to.
    base: PathBuf,
}

impl Default for Development {
    fn default() -> Self {
        Self { namespaces: Vec::new(), paths: Vec::new(), globs: Gitignore::empty(), base: PathBuf::new() }
    }
}

impl Development {
    pub(super) fn of(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Self {
        let keys = layers.config.selection.development.clone().unwrap_or_default();
        let mut namespaces = Vec::new();
        for (index, text) in keys.namespaces.iter().flatten().enumerate() {
            let origin = layers.at_item(&["development", "namespaces"], index);
            let pattern = mistakes.take(NamePattern::new(text), &origin);
            namespaces.extend(pattern.map(|pattern| Given::new(pattern, origin)));
        }
        let (mut paths, mut builder) = (Vec::new(), GitignoreBuilder::new(""));
        for (index, glob) in keys.paths.iter().flatten().enumerate() {
            let origin = layers.at_item(&["development", "paths"], index);
            let added = builder.add_line(None, glob).map(|_| glob.clone());
            paths.extend(mistakes.take(added, &origin).map(|glob| Given::new(glob, origin)));
        }
        let base = whole(&layers.directory.join(&layers.base));
        Self { namespaces, paths, globs: builder.build().unwrap_or_else(|_| Gitignore::empty()), base }
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.namespaces.is_empty() && self.paths.is_empty()
    }

    /// Whether a rule has nothing to say of an object in `namespace` (empty: cluster-scoped) that stands in `file`.
    pub fn silences(&self, rule: &RuleId, namespace: &str, file: &str) -> bool {
        rule.pack() == PACK
            && (self.namespaces.iter().any(|pattern| pattern.value.matches(namespace)) || self.names(file))
    }

    fn names(&self, file: &str) -> bool {
        if self.globs.is_empty() {
            return false;
        }
        let file = whole(FilePath::new(file));
        let Ok(relative) = file.strip_prefix(&self.base) else { return false };
        // What a chart renders bears the name of its folder: that is a parent of the file here.
        self.globs.matched_path_or_any_parents(relative.join("_"), false).is_ignore()
    }
}

/// The path from the root, without `..`.
fn whole(path: &FilePath) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut whole = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    whole
}
