//! What is verified, and what only stands beside it: the built-in policies, without what the verified ones replace.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::VerifyError;
use crate::policy::{PolicyFile, PolicySource, builtin};

/// The sources for [`super::verify`]: the built-in policies and the folders at `paths`; without any, the folder `policies` here.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<PolicySource>, VerifyError> {
    let here = [PathBuf::from("policies")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    if let [only] = paths
        && *only == here[0]
        && !only.exists()
    {
        return Err(VerifyError::NoPath);
    }
    let mut sources = vec![builtin()];
    let mut errors = Vec::new();
    for path in paths {
        match PolicySource::read(path) {
            Ok(source) => sources.push(rooted(source, path)),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(sources) } else { Err(VerifyError::Load(errors)) }
}

/// A path may name `lib` or one of its topics, but facts are placed by the folders from `lib` on.
fn rooted(mut source: PolicySource, path: &Path) -> PolicySource {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(&path) };
    let names: Vec<String> = folder.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let above: Vec<String> = match names.as_slice() {
        [.., lib, topic] if lib == "lib" => vec![lib.clone(), topic.clone()],
        [.., lib] if lib == "lib" => vec![lib.clone()],
        _ => return source,
    };
    for file in &mut source.files {
        file.below_root.splice(0..0, above.iter().cloned());
    }
    source
}

/// The sources for a library, and the files that are verified. The first source loses what the others have; others without
/// a rule of their own, which are only helpers and their tests, become a part of it.
pub fn layered(sources: &[PolicySource]) -> (Vec<PolicySource>, BTreeSet<Arc<str>>) {
    let Some((base, others)) = sources.split_first() else { return (Vec::new(), BTreeSet::new()) };
    if others.is_empty() {
        return (vec![base.clone()], base.files.iter().map(|file| Arc::clone(&file.path)).collect());
    }
    let theirs = || others.iter().flat_map(|source| &source.files);
    let paths: BTreeSet<Arc<str>> = theirs().map(|file| Arc::clone(&file.path)).collect();
    let packages: BTreeSet<&str> = theirs().filter_map(package).collect();
    let facts: BTreeSet<&[String]> =
        theirs().filter(|file| is_facts(file)).map(|file| file.below_root.as_slice()).collect();
    let mut base = base.clone();
    base.files.retain(|file| {
        let replaced = paths.contains(&file.path)
            || package(file).is_some_and(|package| packages.contains(package))
            || (is_facts(file) && facts.contains(file.below_root.as_slice()));
        !replaced
    });
    let mut layered = Vec::new();
    for source in others {
        let helpers_only =
            source.files.iter().filter_map(package).all(|package| package.starts_with("tidegate.lib."));
        if helpers_only && source.files.iter().any(|file| package(file).is_some()) {
            base.files.extend(source.files.iter().cloned());
        } else {
            layered.push(source.clone());
        }
    }
    layered.insert(0, base);
    (layered, paths)
}

fn package(file: &PolicyFile) -> Option<&str> {
    let rego = file.path.ends_with(".rego");
    let line = file.text.lines().find_map(|line| line.strip_prefix("package "))?;
    rego.then(|| line.split_whitespace().next().unwrap_or_default())
}

fn is_facts(file: &PolicyFile) -> bool {
    file.below_root.last().is_some_and(|name| name.starts_with("data."))
}
