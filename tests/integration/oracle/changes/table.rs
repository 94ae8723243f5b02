//! The two answers side by side: a table for people, and every difference in a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::super::objects::{lines, text};
use super::Changed;
use super::cases::Case;
use super::classes::{CLASSES, Class};
use super::judge::Found;
use crate::support::root;

/// How often both said the same, by kind: that a change is refused, and that it is not; and how often not.
#[derive(Default)]
struct Counts {
    yes: usize,
    no: usize,
    explained: usize,
    broken: usize,
}

/// All that was compared.
#[derive(Default)]
pub(super) struct Table {
    counts: BTreeMap<String, Counts>,
    classes: BTreeMap<&'static str, usize>,
    differences: Vec<Json>,
    /// Fields, each with its kind, that both say cannot be changed.
    fields: BTreeSet<(String, Vec<String>)>,
}

impl Table {
    pub(super) fn add(&mut self, case: &Case, answer: &Changed, found: &[Found]) {
        let group = text(&case.new, "/apiVersion").rsplit_once('/').map_or("", |(group, _)| group);
        let kind = [group, text(&case.new, "/kind")].join("/").trim_start_matches('/').to_owned();
        let counts = self.counts.entry(kind.clone()).or_default();
        let error = found.iter().any(|found| found.severity == "error");
        let refused = answer.refuses();
        let class = match refused {
            Ok(refused) if refused == error && error != found.is_empty() => {
                if misplaced(answer, found).is_none() {
                    *(if error { &mut counts.yes } else { &mut counts.no }) += 1;
                    self.fields.extend(found.iter().map(|found| (kind.clone(), found.path.clone())));
                    return;
                }
                None
            }
            Ok(refused) => Class::of(case, refused, found).map(|class| class.name),
            Err(_) => None,
        };
        match class {
            Some(class) => {
                counts.explained += 1;
                *self.classes.entry(class).or_default() += 1;
            }
            None => counts.broken += 1,
        }
        self.differences.push(json!({
            "case": case.name, "class": class, "refused": format!("{refused:?}"), "found": format!("{found:?}"),
            "message": answer.change.message, "old": case.old, "new": case.new,
        }));
    }

    /// Leaves everything in the build's folder, and shows the table.
    pub(super) fn keep(&self) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("changes.txt"), self.text()).unwrap();
        std::fs::write(folder.join("changes-differences.jsonl"), lines(&self.differences)).unwrap();
        // Past the test runner's capture: the figures are what this test is run for.
        drop(writeln!(std::io::stderr(), "changes ({})\n{}", folder.display(), self.text()));
    }

    fn text(&self) -> String {
        let mut text =
            format!("{:<54}{:>10}{:>10}{:>12}{:>10}\n", "", "refused", "allowed", "explained", "differ");
        for (kind, Counts { yes, no, explained, broken }) in &self.counts {
            let _ = writeln!(text, "{kind:<54}{yes:>10}{no:>10}{explained:>12}{broken:>10}");
        }
        for class in &CLASSES {
            let count = self.classes.get(class.name).unwrap_or(&0);
            let _ = writeln!(text, "{}: {count}; {}", class.name, class.why);
        }
        text
    }

    /// What no class explains.
    pub(super) fn broken(&self) -> Vec<String> {
        self.differences.iter().filter(|line| line["class"].is_null()).map(Json::to_string).collect()
    }

    /// That every row of the rule's table is told by some change, and every class of differences.
    pub(super) fn assert_telling(&self) {
        let text = std::fs::read_to_string(root().join("policies/lib/immutable/data.yaml")).unwrap();
        let table: Json = serde_yaml::from_str(&text).unwrap();
        for (kind, fields) in table["fields"].as_object().unwrap() {
            for field in fields.as_array().unwrap() {
                let field: Vec<String> = serde_json::from_value(field.clone()).unwrap();
                if TIED.contains(&field.join(".").as_str()) {
                    continue;
                }
                let mut told = self.fields.iter();
                assert!(told.any(|(of, path)| of == kind && path.starts_with(&field)), "{kind} {field:?}");
            }
        }
        for class in &CLASSES {
            assert!(self.classes.contains_key(class.name), "{}", class.name);
        }
    }
}

/// A finding that is about no field that the server names.
fn misplaced<'a>(answer: &Changed, found: &'a [Found]) -> Option<&'a Found> {
    let causes = [&answer.change.causes, &answer.replaced.causes];
    found.iter().find(|found| !causes.into_iter().flatten().any(|cause| is_about(&cause.field, &found.path)))
}

/// With another one of these the object would have to be called otherwise, and be another.
const TIED: [&str; 3] = ["spec.group", "spec.names.plural", "spec.signerName"];

/// Fields by which the server names others.
const NAMES: [(&str, &[&str]); 7] = [
    ("data", &["stringData"]),
    ("nodeAffinity", &["spec.nodeAffinity"]),
    ("spec.attachedRequired", &["spec.attachRequired"]),
    ("spec.clusterIPs", &["spec.clusterIP", "spec.ipFamilies", "spec.type"]),
    ("spec.persistentvolumesource", &["spec"]),
    ("status.storedVersions", &["spec.versions"]),
    ("volumeMode", &["spec.volumeMode"]),
];

/// Whether one is the other, or in it.
fn is_about(field: &str, path: &[String]) -> bool {
    // The name of an annotation has dots of its own.
    let (field, path) = (field.split('[').next().unwrap(), path.join("."));
    let others = NAMES.iter().find(|(name, _)| *name == field).map_or(&[][..], |(_, others)| others);
    let is_in = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    [&field].into_iter().chain(others).any(|name| is_in(&path, name) || is_in(name, &path))
}
