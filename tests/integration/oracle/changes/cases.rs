//! The changes of `cases/*.yaml`.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::super::objects::text;
use crate::support::root;

/// One change of one object.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// `file: kind name, number`.
    pub(super) name: String,
    pub(super) old: Json,
    pub(super) new: Json,
    /// What has to be there before.
    around: Vec<Json>,
    /// What controllers have written since.
    status: Json,
}

/// A document: an object and its changes.
#[derive(Debug, Deserialize)]
struct Subject {
    object: Json,
    #[serde(default)]
    around: Vec<Json>,
    #[serde(default)]
    status: Json,
    changes: Vec<Change>,
}

#[derive(Debug, Deserialize)]
struct Change {
    #[serde(default)]
    from: Json,
    to: Json,
}

impl Case {
    /// Whether controllers have written something since.
    pub(super) fn is_written(&self) -> bool {
        !self.status.is_null()
    }

    /// What the server is asked.
    pub(super) fn question(&self, id: usize) -> Json {
        let mut line = json!({"id": id, "around": self.around, "old": self.old, "new": self.new});
        if self.is_written() {
            line["status"] = self.status.clone();
        }
        line
    }
}

/// All of them, each with names that no other has.
pub(super) fn cases() -> Vec<Case> {
    let mut files: Vec<_> = std::fs::read_dir(root().join("tests/integration/oracle/changes/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        for subject in documents::<Subject>(&file) {
            for (number, change) in subject.changes.iter().enumerate() {
                let (kind, called) =
                    (text(&subject.object, "/kind"), text(&subject.object, "/metadata/name"));
                let file = file.file_stem().unwrap().to_str().unwrap();
                let name = format!("{file}: {kind} {called}, {}", number + 1);
                let old = merged(&subject.object, &change.from);
                let new = merged(&old, &change.to);
                let own = |object: &Json| numbered(object, cases.len());
                let around = subject.around.iter().map(own).collect();
                cases.push(Case {
                    name,
                    old: own(&old),
                    new: own(&new),
                    around,
                    status: own(&subject.status),
                });
            }
        }
    }
    cases
}

/// Custom kinds, as those who make them define them.
pub(super) fn definitions() -> Vec<Json> {
    documents(&root().join("tests/integration/oracle/changes/definitions.yaml"))
}

fn documents<Read: for<'de> Deserialize<'de>>(file: &std::path::Path) -> Vec<Read> {
    let text = std::fs::read_to_string(file).unwrap();
    serde_yaml::Deserializer::from_str(&text)
        .map(|document| {
            Read::deserialize(document).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        })
        .collect()
}

/// A merge patch (RFC 7386): mappings are merged, null takes away, and all else replaces.
fn merged(target: &Json, patch: &Json) -> Json {
    match (target, patch) {
        (_, Json::Null) => target.clone(),
        (_, Json::Object(fields)) => {
            let mut all = target.as_object().cloned().unwrap_or_default();
            for (name, value) in fields {
                if value.is_null() {
                    all.remove(name);
                } else {
                    let there = all.get(name).cloned().unwrap_or_default();
                    all.insert(name.clone(), merged(&there, value));
                }
            }
            Json::Object(all)
        }
        _ => patch.clone(),
    }
}

fn numbered(object: &Json, number: usize) -> Json {
    serde_json::from_str(&object.to_string().replace("nnn", &format!("{number:03}"))).unwrap()
}
