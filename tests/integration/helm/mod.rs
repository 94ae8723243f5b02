//! Charts, rendered by the pinned helm.

mod named_lines;
mod obstacles;
mod scopes;
mod storefront;
mod values;

use std::path::PathBuf;

use tidegate::finding::{Path, TemplateSite};
use tidegate::source::{
    Cache, CommandLimits, Document, LoadedScope, Program, Read, Renderers, Request, load, plan,
};

use crate::support::folder::Folder;
use crate::support::tools::tool;

/// The pinned helm, and a cache of the test's own if it brings one.
pub(crate) fn renderers(cache: Option<&Folder>) -> Renderers {
    Renderers {
        helm: Program { path: tool("helm"), arguments: Vec::new() },
        kustomize: Program { path: PathBuf::from("no-kustomize-here"), arguments: Vec::new() },
        limits: CommandLimits::default(),
        cache: cache.map(|folder| Cache::at(folder.path().join("renders"))),
    }
}

pub(crate) fn request<I: IntoIterator<Item: Into<PathBuf>>>(paths: I) -> Request {
    let mut request = Request::new(paths);
    request.renderers = renderers(None);
    request
}

pub(crate) fn loaded(request: &Request) -> Vec<LoadedScope> {
    plan(request).unwrap().scopes.iter().map(load).collect()
}

/// The text that a scope was read from; everything in it could be read.
pub(crate) fn text(scope: &LoadedScope) -> String {
    for read in &scope.reads {
        assert!(read.document().is_some(), "{:?}", read.unreadable());
    }
    scope.reads.first().map(|read| read.document().unwrap().file.text().to_string()).unwrap_or_default()
}

/// The template of a rendered line.
pub(crate) fn site(scope: &LoadedScope, line: u32) -> Option<TemplateSite> {
    let begins =
        |document: &&Document| document.extent(&Path::root()).is_some_and(|extent| extent.start.line <= line);
    let documents: Vec<&Document> = scope.reads.iter().filter_map(Read::document).collect();
    let document = documents.iter().copied().rfind(begins).or(documents.first().copied())?;
    scope.template_site(document, line)
}
