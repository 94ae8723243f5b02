//! A server with the controllers beside it, and what they leave of the cases.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::super::objects::lines;
use super::super::server::Server;
use super::cases::Case;
use crate::support::folder::Folder;
use crate::support::program::Program;
use crate::support::tools::tool;

/// How many pods there were, and how many old and new ones there are when no new one gets ready.
#[derive(Debug, Deserialize)]
pub(super) struct Left {
    #[serde(default)]
    refused: String,
    pub(super) before: usize,
    pub(super) old: usize,
    pub(super) new: usize,
}

pub(super) fn ask(cases: &[Case]) -> Vec<Left> {
    let folder = Folder::new();
    let mut server = Server::serve(&folder, &[]);
    let access = folder.write("access.json", server.access());
    let objects = |case: &Case| -> Vec<Json> {
        let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": case.name()}});
        [&[namespace], &case.nodes[..], std::slice::from_ref(&case.object)].concat()
    };
    let lines = lines(cases.iter().enumerate().map(|(id, case)| json!({"id": id, "objects": objects(case)})));
    let run = Program::new(tool("rollouts")).arg("-access").arg(access).stdin(lines).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let left: Vec<Left> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(left.len(), cases.len());
    for (case, left) in cases.iter().zip(&left) {
        assert_eq!(left.refused, "", "{}", case.object);
    }
    left
}
