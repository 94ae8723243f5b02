//! Which kinds a rule applies to, and whether the names in METADATA exist.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::finding::RuleCard;
use crate::kinds::Kinds;
use crate::schema::nearest;

/// In `applies_to`: every Kubernetes object, of whatever kind.
const OBJECTS: &str = "objects";

/// What a rule applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Applies {
    /// Kinds as `group/Kind`, and file formats as `file/…`.
    To(BTreeSet<Arc<str>>),
    /// Objects of every kind, and these file formats.
    ToObjects(BTreeSet<Arc<str>>),
    /// Documents whose `kind` is one of these; `None` for every document.
    ToDocuments(Option<BTreeSet<Arc<str>>>),
}

impl Applies {
    /// Whether a kind (or `file/…`) is one of them.
    pub(super) fn includes(&self, name: &str) -> bool {
        match self {
            Self::To(names) => names.contains(name),
            Self::ToObjects(files) => !name.starts_with("file/") || files.contains(name),
            Self::ToDocuments(_) => false,
        }
    }

    /// Whether documents of a `kind`, as written in them, are asked about.
    pub(super) fn includes_document(&self, kind: &str) -> bool {
        matches!(self, Self::ToDocuments(kinds) if kinds.as_ref().is_none_or(|kinds| kinds.contains(kind)))
    }
}

/// Resolves `applies_to`; unknown names in it or in `reads` are returned with what was probably meant.
pub(super) fn resolve(card: &RuleCard, kinds: &Kinds) -> (Applies, Vec<(String, String)>) {
    let mut names = BTreeSet::new();
    let mut unknown = Vec::new();
    let mut every = false;
    for name in &card.applies_to {
        if &**name == OBJECTS {
            every = true;
            continue;
        }
        match kinds.resolve(name) {
            Some(resolved) => names.extend(resolved),
            None if is_foreign(name) => {
                names.insert(Arc::clone(name));
            }
            None => unknown.push(stranger("applies_to", name, kinds)),
        }
    }
    for name in &card.reads {
        if kinds.resolve(name).is_none() && !is_foreign(name) {
            unknown.push(stranger("reads", name, kinds));
        }
    }
    (if every { Applies::ToObjects(names) } else { Applies::To(names) }, unknown)
}

/// Kinds of groups that are not Kubernetes' own cannot be known; file formats are not kinds.
fn is_foreign(name: &str) -> bool {
    name.split_once('/').is_some_and(|(group, _)| {
        group == "file" || (group.contains('.') && !group.ends_with(".k8s.io") && group != "k8s.io")
    })
}

fn stranger(key: &str, name: &str, kinds: &Kinds) -> (String, String) {
    let bare = name.rsplit('/').next().unwrap_or(name);
    let full = kinds.names().find(|known| known.rsplit('/').next() == Some(bare));
    let near = full.or_else(|| nearest(name, kinds.names().chain(kinds.groups()).chain([OBJECTS])));
    let help = near.map_or_else(
        || {
            "write group/Kind as in apps/Deployment, Kind alone for the core group, or a group of kinds"
                .to_owned()
        },
        |near| format!("did you mean {near}?"),
    );
    (format!("METADATA {key}: there is no kind '{name}'"), help)
}
