//! The two answers side by side: a table for people, and every difference in a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::super::objects::lines;
use super::classes::{CLASSES, Class};
use super::judge::Said;
use super::truth::{Judged, RULES};
use super::workloads::{Kind, Workload};

const BLOCKS: &str = "budget-blocks-eviction";
const SELECTS_NOTHING: &str = "budget-selects-nothing";

/// How often both said the same, by rule: yes, and no; and how often not.
#[derive(Default)]
struct Counts {
    yes: usize,
    no: usize,
    classes: BTreeMap<&'static str, usize>,
    broken: usize,
}

/// All that was compared.
#[derive(Default)]
pub(super) struct Table {
    counts: BTreeMap<&'static str, Counts>,
    differences: Vec<Json>,
}

impl Table {
    /// Compares what is said of one budget by who believes that all pods stand in the manifests.
    pub(super) fn add(&mut self, judged: &Judged<'_>, said: Option<&Said>) {
        let severity = |rule: &str| said.and_then(|said| said.get(rule));
        let by_hand = |workload: &Workload| !workload.kind.is(&Kind::OPERATORS);
        for (rule, truth) in RULES {
            let cluster = truth(judged);
            let asked = match rule {
                SELECTS_NOTHING => judged.case.workloads.iter().all(by_hand),
                // Not every case is looked at when its pods are ill.
                "unhealthy-pod-eviction" => cluster.is_some(),
                _ => true,
            };
            if asked {
                self.count(rule, judged, (cluster, severity(rule).is_some()));
            }
        }
        let counted = |workload: &Workload| workload.kind.is(&Kind::SCALABLE) || workload.is_done();
        if let Some(severity) = severity(BLOCKS).filter(|_| judged.blocks() == Some(true))
            && judged.selected().all(counted)
        {
            let error = judged.severity_of_blocking() == "error";
            self.count("(whether it is an error)", judged, (Some(error), severity == "error"));
        }
    }

    /// Compares what is said by who does not: what it says has to be right, and it may be silent.
    pub(super) fn add_partial(&mut self, judged: &Judged<'_>, said: Option<&Said>) {
        let open = judged.selects_nothing();
        match said.is_some_and(|said| said.contains_key(SELECTS_NOTHING)) {
            false if open => (),
            told => self.count("(not all in sight)", judged, (Some(open), told)),
        }
    }

    fn count(&mut self, rule: &'static str, judged: &Judged<'_>, (cluster, tidegate): (Option<bool>, bool)) {
        let counts = self.counts.entry(rule).or_default();
        // Where there is no pod by which it could be told, silence is right.
        if cluster.unwrap_or_default() == tidegate {
            *(if tidegate { &mut counts.yes } else { &mut counts.no }) += 1;
            return;
        }
        let class = Class::of(rule, judged, cluster, tidegate).map(|class| class.name);
        match class {
            Some(class) => *counts.classes.entry(class).or_default() += 1,
            None => counts.broken += 1,
        }
        let seen: BTreeMap<String, String> =
            judged.seen.iter().map(|(time, seen)| (format!("{time:?}"), format!("{seen:?}"))).collect();
        self.differences.push(json!({
            "rule": rule, "class": class, "cluster": cluster, "tidegate": tidegate, "case": judged.case.name,
            "budget": judged.budget, "seen": seen, "manifests": judged.case.manifests(),
        }));
    }

    /// Leaves everything in the build's folder, and shows the table.
    pub(super) fn keep(&self) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("budgets.txt"), self.text()).unwrap();
        std::fs::write(folder.join("budgets-differences.jsonl"), lines(&self.differences)).unwrap();
        // Past the test runner's capture: the figures are what this test is run for.
        drop(writeln!(std::io::stderr(), "budgets ({})\n{}", folder.display(), self.text()));
    }

    fn text(&self) -> String {
        let mut text =
            format!("{:<26}{:>10}{:>10}{:>12}{:>10}\n", "", "both yes", "both no", "explained", "differ");
        for (rule, counts) in &self.counts {
            let explained: usize = counts.classes.values().sum();
            let Counts { yes, no, broken, .. } = counts;
            let _ = writeln!(text, "{rule:<26}{yes:>10}{no:>10}{explained:>12}{broken:>10}");
        }
        for class in &CLASSES {
            let of = |(rule, counts): (&&str, &Counts)| {
                counts.classes.get(class.name).map(|count| format!("{count} of {rule}"))
            };
            let counts: Vec<String> = self.counts.iter().filter_map(of).collect();
            let _ = writeln!(text, "{}: {}; {}", class.name, counts.join(", "), class.why);
        }
        text
    }

    /// What no class explains.
    pub(super) fn broken(&self) -> Vec<String> {
        self.differences.iter().filter(|line| line["class"].is_null()).map(Json::to_string).collect()
    }

    /// That the cases tell something of every rule, and every class of some case.
    pub(super) fn assert_telling(&self) {
        for (rule, counts) in &self.counts {
            assert!(counts.yes >= 10 && counts.no >= 10, "{rule}: {} and {}", counts.yes, counts.no);
        }
        for class in &CLASSES {
            assert!(
                self.counts.values().any(|counts| counts.classes.contains_key(class.name)),
                "{}",
                class.name
            );
        }
    }
}
