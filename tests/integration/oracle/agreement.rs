//! The two answers side by side: a table for people, and every difference in a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::classes::{beyond, why};
use super::objects::lines;
use super::server::Answer;

/// What was asked of both.
pub(super) struct Question<'a> {
    /// The line of the table that it is counted in.
    pub(super) group: String,
    /// What it is, for a person who looks into a difference.
    pub(super) about: Json,
    pub(super) object: &'a Json,
    /// Whether a `CustomResourceDefinition` describes it.
    pub(super) custom: bool,
    /// Whether something stands in it that will be replaced before a server sees it.
    pub(super) unfinished: bool,
}

/// How the two stand to each other in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stand {
    BothAccept,
    BothReject,
    /// The server has no such kind.
    NotServed,
    /// The server refuses it, but it is not what a server will be given.
    LeftOpen,
    /// The server refuses it for a reason that no schema can know.
    Beyond,
    /// The server refuses it, and a schema could know.
    Missed,
    /// The server takes it and Tidegate does not.
    FalseRejection,
}

const STANDS: [(Stand, &str); 7] = [
    (Stand::BothAccept, "both accept"),
    (Stand::BothReject, "both reject"),
    (Stand::Missed, "missed"),
    (Stand::FalseRejection, "false rejection"),
    (Stand::Beyond, "no schema knows"),
    (Stand::LeftOpen, "left open"),
    (Stand::NotServed, "not served"),
];

/// All cases of one comparison.
pub(super) struct Agreement {
    counts: BTreeMap<String, BTreeMap<Stand, usize>>,
    /// By class: refusals, and how many of them Tidegate shares.
    beyond: BTreeMap<&'static str, (usize, usize)>,
    differences: Vec<(Stand, Json)>,
}

impl Agreement {
    pub(super) fn of(questions: &[Question<'_>], answers: &[Answer], found: &[Vec<String>]) -> Self {
        let mut all = Self { counts: BTreeMap::new(), beyond: BTreeMap::new(), differences: Vec::new() };
        for ((question, answer), found) in questions.iter().zip(answers).zip(found) {
            all.add(question, answer, found);
        }
        all
    }

    fn add(&mut self, question: &Question<'_>, answer: &Answer, found: &[String]) {
        let class = if answer.accepted() { None } else { beyond(answer, question.custom) };
        let rejects = !found.is_empty();
        if let Some(class) = class {
            let (refused, shared) = self.beyond.entry(class).or_default();
            *refused += 1;
            *shared += usize::from(rejects);
        }
        let stand = match (answer.accepted(), rejects) {
            _ if answer.status == 0 => Stand::NotServed,
            (true, true) => Stand::FalseRejection,
            (true, false) => Stand::BothAccept,
            (false, true) => Stand::BothReject,
            (false, false) if question.unfinished => Stand::LeftOpen,
            (false, false) if class.is_some() => Stand::Beyond,
            (false, false) => Stand::Missed,
        };
        *self.counts.entry(question.group.clone()).or_default().entry(stand).or_default() += 1;
        if matches!(stand, Stand::Missed | Stand::FalseRejection | Stand::Beyond | Stand::LeftOpen) {
            let line = json!({
                "stand": name(stand), "class": class, "about": question.about, "tidegate": found,
                "server": answer.message, "object": question.object,
            });
            self.differences.push((stand, line));
        }
    }

    fn count(&self, stand: Stand) -> usize {
        self.counts.values().filter_map(|counts| counts.get(&stand)).sum()
    }

    /// How many cases the server judged and how many of them it refused for what a schema can know.
    pub(super) fn judged(&self) -> (usize, usize) {
        let refused = self.count(Stand::BothReject) + self.count(Stand::Missed);
        (refused + self.count(Stand::BothAccept) + self.count(Stand::FalseRejection), refused)
    }

    /// What the server takes and Tidegate refuses, in words.
    pub(super) fn false_rejections(&self) -> Vec<String> {
        self.shown(Stand::FalseRejection)
    }

    /// What the server refuses, Tidegate takes, and a schema could know.
    pub(super) fn missed(&self) -> Vec<String> {
        self.shown(Stand::Missed)
    }

    fn shown(&self, stand: Stand) -> Vec<String> {
        let lines = self.differences.iter().filter(|(of, _)| *of == stand);
        lines.map(|(_, line)| format!("{}: {} {}", line["about"], line["server"], line["tidegate"])).collect()
    }

    /// The table, and what no schema knows.
    pub(super) fn table(&self) -> String {
        let mut text = format!("{:<18}", "");
        for (_, name) in STANDS {
            let _ = write!(text, "{name:>17}");
        }
        text.push('\n');
        for (group, counts) in &self.counts {
            let _ = write!(text, "{group:<18}");
            for (stand, _) in STANDS {
                let _ = write!(text, "{:>17}", counts.get(&stand).copied().unwrap_or_default());
            }
            text.push('\n');
        }
        for (class, (refused, shared)) in &self.beyond {
            let _ = writeln!(text, "{class}: {refused} refused, {shared} of them by both; {}", why(class));
        }
        text
    }

    /// Leaves the table and the differences in a folder.
    pub(super) fn keep(&self, folder: &Path, name: &str) {
        std::fs::write(folder.join(format!("{name}.txt")), self.table()).unwrap();
        let lines = lines(self.differences.iter().map(|(_, line)| line));
        std::fs::write(folder.join(format!("{name}-differences.jsonl")), lines).unwrap();
    }
}

fn name(stand: Stand) -> &'static str {
    STANDS.iter().find(|(of, _)| *of == stand).map_or("", |(_, name)| name)
}
