//! Kustomizations: which of those in a walk stand for themselves, which files belong to them, and their build by the
//! user's own `kustomize build` or `kubectl kustomize`.
//!
//! In a walk every kustomization is built that no other one of the walk takes as a resource, base or component: of a
//! base with overlays the overlays are built, and the base as part of them. A component that nothing refers to is
//! named and skipped, for it is made to be laid over something. A folder that the user names is built in any case.
//! Files that a kustomization of the walk refers to belong to it and are not judged by themselves; other files beside
//! them are. Flux objects of kind `Kustomization` in files of the same name are ordinary manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use super::command::{self, CommandError, Program};
use super::discover::{Found, Skipped, plain};
use super::request::Renderers;

const FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Fields whose texts may name files or folders.
const REFERENCES: [&str; 16] = [
    "resources",
    "bases",
    "components",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "configMapGenerator",
    "secretGenerator",
    "generators",
    "transformers",
    "validators",
    "replacements",
    "configurations",
    "crds",
    "openapi",
    "helmCharts",
];

/// The kustomization's file, if the folder is one.
pub(super) fn file_of(folder: &Path) -> Option<PathBuf> {
    let file = FILES.iter().map(|name| folder.join(name)).find(|file| file.is_file())?;
    // Unreadable or broken: kustomize will say so in its words.
    let foreign = parse(&file).is_some_and(|content| {
        content
            .get("apiVersion")
            .and_then(Value::as_str)
            .is_some_and(|version| !version.starts_with("kustomize.config.k8s.io/"))
    });
    (!foreign).then_some(file)
}

fn parse(file: &Path) -> Option<Mapping> {
    let text = std::fs::read_to_string(file).ok()?;
    serde_yaml::from_str(&text).ok()
}

/// Leaves in `found` the kustomizations that stand for themselves and the files that belong to none.
pub(super) fn settle(found: &mut Found, named: &Path) {
    let all: BTreeMap<PathBuf, Facts> =
        found.kustomizations.iter().map(|folder| (canonical(folder), Facts::of(folder))).collect();
    let taken: BTreeSet<&PathBuf> = all
        .iter()
        .flat_map(|(folder, facts)| facts.folders.iter().filter(move |taken| *taken != folder))
        .collect();
    let files: BTreeSet<&PathBuf> = all.values().flat_map(|facts| &facts.files).collect();
    found.files.retain(|file| !files.contains(&canonical(file)));
    let mut skipped = Vec::new();
    found.kustomizations.retain(|folder| {
        let real = canonical(folder);
        if *folder == plain(named) {
            return true;
        }
        let stands = !taken.contains(&real);
        let component = all.get(&real).is_some_and(|facts| facts.component);
        if stands && component {
            let why = "a kustomize component that no kustomization here uses".to_owned();
            skipped.push(Skipped { path: folder.clone(), why });
        }
        stands && !component
    });
    found.skipped.append(&mut skipped);
}

fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

#[derive(Default)]
struct Facts {
    /// Kustomizations that it takes in.
    folders: BTreeSet<PathBuf>,
    /// Files that it refers to, and its own.
    files: BTreeSet<PathBuf>,
    component: bool,
}

impl Facts {
    fn of(folder: &Path) -> Self {
        let mut facts = Self::default();
        let Some(file) = file_of(folder) else { return facts };
        facts.files.insert(canonical(&file));
        let Some(content) = parse(&file) else { return facts };
        facts.component = content.get("kind").and_then(Value::as_str) == Some("Component");
        for field in REFERENCES {
            if let Some(value) = content.get(field) {
                facts.refer(folder, value);
            }
        }
        facts
    }

    fn refer(&mut self, folder: &Path, value: &Value) {
        match value {
            Value::String(text) => self.refer_to(folder, text),
            Value::Sequence(items) => items.iter().for_each(|item| self.refer(folder, item)),
            Value::Mapping(members) => members.iter().for_each(|(_, member)| self.refer(folder, member)),
            _ => {}
        }
    }

    /// A path, or `key=path` as generators write it.
    fn refer_to(&mut self, folder: &Path, text: &str) {
        if text.is_empty() || text.contains('\n') {
            return;
        }
        for path in [Some(text), text.split_once('=').map(|(_, path)| path)].into_iter().flatten() {
            let path = folder.join(path);
            if path.is_file() {
                self.files.insert(canonical(&path));
            } else if path.is_dir() && file_of(&path).is_some() {
                self.folders.insert(canonical(&path));
            }
        }
    }
}

/// What `TIDEGATE_KUSTOMIZE` or `TIDEGATE_KUBECTL` names, else `kustomize` if it is installed, else `kubectl`.
pub(super) fn program() -> Program {
    let own = Program::from_environment("TIDEGATE_KUSTOMIZE", "kustomize");
    let kubectl = Program::from_environment("TIDEGATE_KUBECTL", "kubectl");
    let chosen = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let take_kubectl = !chosen("TIDEGATE_KUSTOMIZE")
        && (chosen("TIDEGATE_KUBECTL") || !command::is_there(&own.path) && command::is_there(&kubectl.path));
    if take_kubectl { kubectl.with(["kustomize"]) } else { own.with(["build"]) }
}

/// The namespace that a kustomization sets.
pub(super) fn namespace(folder: &Path) -> Option<Arc<str>> {
    let content = parse(&file_of(folder)?)?;
    content.get("namespace").and_then(Value::as_str).filter(|name| !name.is_empty()).map(Arc::from)
}

/// Builds a kustomization.
pub(super) fn build(folder: &Path, renderers: &Renderers) -> Result<String, CommandError> {
    // An argument that begins with a hyphen would be a flag.
    let folder = if folder.is_absolute() { folder.to_owned() } else { Path::new(".").join(folder) };
    renderers.kustomize.clone().with([folder]).run(renderers.limits)
}

/// What to do about a failure.
pub(super) fn help(error: &CommandError) -> &'static str {
    match error {
        CommandError::Missing(_) => {
            "install kustomize or kubectl, or name one with TIDEGATE_KUSTOMIZE or TIDEGATE_KUBECTL; or build it \
             elsewhere and check the result"
        }
        CommandError::TimedOut { .. } | CommandError::TooMuch { .. } => {
            "see whether it builds by hand; remote resources may be slow or out of reach"
        }
        CommandError::Failed { words } if words.contains("enable-helm") => {
            "it takes in a Helm chart: build it by hand with --enable-helm and check the result"
        }
        _ => "mend the kustomization until `kustomize build` succeeds, or leave its folder out",
    }
}
