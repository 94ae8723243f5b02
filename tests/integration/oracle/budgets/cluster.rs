//! A server with the disruption controller beside it, and what becomes of budgets there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::super::objects::lines;
use super::super::server::Server;
use crate::support::folder::Folder;
use crate::support::tools::tool;

/// What became of one case.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    id: usize,
    refused: Vec<String>,
    budgets: Vec<Budget>,
    evictions: Vec<Eviction>,
}

#[derive(Debug, Deserialize)]
struct Budget {
    name: String,
    selected: BTreeSet<String>,
    status: Status,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    disruptions_allowed: u64,
    current_healthy: u64,
    expected_pods: u64,
    conditions: Vec<Condition>,
}

#[derive(Debug, Deserialize)]
struct Condition {
    reason: String,
}

#[derive(Debug, Deserialize)]
struct Eviction {
    name: String,
    code: u16,
    #[serde(default)]
    message: String,
}

/// What the controller made of one budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Its pods.
    pub(super) pods: BTreeSet<String>,
    /// How the server answers who wants to evict one, by pod: one of each owner.
    pub(super) evictions: BTreeMap<String, u16>,
    pub(super) allowed: u64,
    pub(super) healthy: u64,
    pub(super) expected: u64,
    /// The controller could not find out how many pods there should be.
    pub(super) failed: bool,
}

/// Puts cases, each the objects that a cluster holds, before the controller: by budget what it made of it.
pub(super) fn ask(cases: &[Vec<Json>], definitions: &[Json]) -> Vec<BTreeMap<String, Seen>> {
    let folder = Folder::new();
    let definitions: Vec<&Json> = definitions.iter().collect();
    let mut server = Server::serve(&folder, &definitions);
    let access = folder.write("access.json", server.access());
    let lines = lines(cases.iter().enumerate().map(|(id, objects)| json!({"id": id, "objects": objects})));
    let cases_file = folder.write("cases.jsonl", lines);
    let mut controller = Controller(
        Command::new(tool("disruption"))
            .arg("-access")
            .arg(access)
            .stdin(std::fs::File::open(cases_file).unwrap())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let output = BufReader::new(controller.0.stdout.take().unwrap());
    let mut answers: Vec<Answer> =
        output.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    assert_eq!(answers.len(), cases.len(), "the controller has ended: see standard error");
    answers.sort_by_key(|answer| answer.id);
    answers.into_iter().map(Answer::seen).collect()
}

impl Answer {
    fn seen(self) -> BTreeMap<String, Seen> {
        assert!(self.refused.is_empty(), "case {}: {:?}", self.id, self.refused);
        let codes: BTreeMap<String, u16> = self
            .evictions
            .into_iter()
            .map(|eviction| {
                let Eviction { name, code, message } = eviction;
                assert!(matches!(code, 201 | 429 | 500), "{name}: {code} {message}");
                assert_eq!(
                    code == 500,
                    message.contains("more than one PodDisruptionBudget"),
                    "{name}: {message}"
                );
                (name, code)
            })
            .collect();
        let of = |budget: Budget| {
            let Budget { name, selected, status } = budget;
            let of = |(pod, code): (&String, &u16)| (pod.clone(), *code);
            let evictions = codes.iter().filter(|(pod, _)| selected.contains(*pod)).map(of).collect();
            let seen = Seen {
                pods: selected,
                evictions,
                allowed: status.disruptions_allowed,
                healthy: status.current_healthy,
                expected: status.expected_pods,
                failed: status.conditions.iter().any(|condition| condition.reason == "SyncFailed"),
            };
            (name, seen)
        };
        self.budgets.into_iter().map(of).collect()
    }
}

/// Ended when it is dropped, whatever made the test stop.
struct Controller(Child);

impl Drop for Controller {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
