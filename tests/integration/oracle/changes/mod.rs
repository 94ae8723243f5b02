//! A real kube-apiserver is the oracle of `change/immutable-field` and the two rules beside it: an object is created,
//! the server is asked whether it may become another, and what it refuses as a change, although it would create it, is
//! what these rules call an error.
//!
//! What was compared stays in the build's `tmp/oracle`: `changes.txt` is the table, `changes-differences.jsonl` every
//! change in which the two differ.

mod cases;
mod classes;
mod judge;
mod table;

use serde::Deserialize;
use serde_json::Value as Json;

use self::cases::{Case, cases, definitions};
use self::table::Table;
use super::server::{Answer, Server};
use crate::support::folder::Folder;

/// What the server says of one change.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Changed {
    /// Of the new object where there is no old one.
    alone: Answer,
    /// Of what led to the old one.
    before: Vec<Answer>,
    /// Of the change when the new object is applied, and when it replaces the old one.
    change: Answer,
    replaced: Answer,
}

impl Changed {
    /// Whether it has such a kind.
    fn is_served(&self) -> bool {
        self.before.iter().all(|answer| answer.status != 0)
    }

    /// Whether it refuses the change, and nothing but the change. What is wrong with the case, where something is.
    fn refuses(&self) -> Result<bool, String> {
        let accepted = |answer: &&Answer| (200..300).contains(&answer.status);
        let wrong = |answer: &Answer| Err(format!("{} {}", answer.status, answer.message));
        if let Some(answer) = self.before.iter().chain([&self.alone]).find(|answer| !accepted(answer)) {
            return wrong(answer);
        }
        match [&self.change, &self.replaced].into_iter().find(|answer| ![403, 422].contains(&answer.status)) {
            None => Ok(true),
            Some(answer) if accepted(&answer) => Ok(false),
            Some(answer) => wrong(answer),
        }
    }
}

/// What a server with its defaults says, or one that has everything of those kinds that it does not serve.
fn observe(cases: &[Case]) -> Vec<Changed> {
    let definitions = definitions();
    let definitions: Vec<&Json> = definitions.iter().collect();
    let ask = |numbers: &[usize], everything: bool| -> Vec<Changed> {
        let folder = Folder::new();
        let lines: Vec<Json> = numbers.iter().map(|number| cases[*number].question(*number)).collect();
        Server::of_changes(&folder, &definitions, everything).converse(&lines)
    };
    let mut answers = ask(&(0..cases.len()).collect::<Vec<_>>(), false);
    let rest: Vec<usize> = (0..cases.len()).filter(|number| !answers[*number].is_served()).collect();
    for (number, answer) in rest.iter().zip(ask(&rest, true)) {
        answers[*number] = answer;
    }
    answers
}

#[test]
fn a_server_refuses_the_changes_that_the_rules_call_errors() {
    let cases = cases();
    let (answers, said) = (observe(&cases), judge::judge(&cases));
    let mut table = Table::default();
    for ((case, answer), said) in cases.iter().zip(&answers).zip(&said) {
        table.add(case, answer, said);
    }
    table.keep();
    let broken = table.broken();
    assert!(broken.is_empty(), "{broken:#?}");
    table.assert_telling();
}
