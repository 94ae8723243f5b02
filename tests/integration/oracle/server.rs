//! A real kube-apiserver that is asked what it says of objects: `tests/tools/dryrun` runs it and talks to it.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::objects::lines;
use crate::support::folder::Folder;
use crate::support::program::Program;
use crate::support::tools::tool;

/// A server with some definitions installed; ended when it is dropped.
pub(super) struct Server {
    child: Child,
    // Its end is what ends the program.
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

/// What it says of an object.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Answer {
    /// As in HTTP; 0 where it has no such kind.
    pub(super) status: u16,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) causes: Vec<Cause>,
}

/// One of the reasons.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Cause {
    #[serde(default)]
    pub(super) field: String,
    #[serde(default)]
    pub(super) message: String,
}

impl Answer {
    /// Whether it would be created; names are compared after everything else was checked.
    pub(super) fn accepted(&self) -> bool {
        (200..300).contains(&self.status) || self.reason == "AlreadyExists"
    }
}

impl Server {
    /// Starts one that keeps its files in a folder, and has it know these definitions.
    pub(super) fn start(folder: &Folder, definitions: &[&Json]) -> Self {
        Self::with(folder, definitions, &[], &[])
    }

    /// The same with namespaces that are more than a name.
    pub(super) fn with_namespaces(folder: &Folder, definitions: &[&Json], namespaces: &[Json]) -> Self {
        Self::with(folder, definitions, namespaces, &[])
    }

    /// Starts one that others talk to.
    pub(super) fn serve(folder: &Folder, definitions: &[&Json]) -> Self {
        Self::with(folder, definitions, &[], &["-serve"])
    }

    /// How to talk to one that was started for others, for whoever reads what `dryrun -serve` prints.
    pub(super) fn access(&mut self) -> String {
        self.output.next().expect("the server has ended: see standard error").unwrap()
    }

    /// Starts one whose objects are to change; with every version and feature, or with what is on by default.
    pub(super) fn of_changes(folder: &Folder, definitions: &[&Json], everything: bool) -> Self {
        let arguments: &[&str] = if everything { &["-changes", "-all-apis"] } else { &["-changes"] };
        Self::with(folder, definitions, &[], arguments)
    }

    fn with(folder: &Folder, definitions: &[&Json], namespaces: &[Json], arguments: &[&str]) -> Self {
        let namespaces = folder.write("namespaces.jsonl", lines(namespaces));
        let definitions = folder.write("definitions.jsonl", lines(definitions));
        let temporary = folder.path().join("tmp");
        std::fs::create_dir(&temporary).unwrap();
        let mut child = Command::new(tool("dryrun"))
            .arg("-etcd")
            .arg(tool("etcd"))
            .arg("-apiserver")
            .arg(tool("kube-apiserver"))
            .arg("-crds")
            .arg(definitions)
            .arg("-namespaces")
            .arg(namespaces)
            .args(arguments)
            .env("TMPDIR", temporary)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, input, output }
    }

    /// What it says of each.
    pub(super) fn ask(&mut self, objects: &[&Json]) -> Vec<Answer> {
        let lines: Vec<Json> =
            objects.iter().enumerate().map(|(id, object)| json!({"id": id, "object": object})).collect();
        self.converse(&lines)
    }

    /// Its answers to these lines.
    pub(super) fn converse<Said: DeserializeOwned>(&mut self, lines: &[Json]) -> Vec<Said> {
        let mut input = self.input.as_ref().unwrap();
        std::thread::scope(|scope| {
            // Beside the reading, so that neither side waits for the other.
            scope.spawn(move || {
                for line in lines {
                    // The program's end is seen by the reader.
                    if input.write_all(format!("{line}\n").as_bytes()).is_err() {
                        break;
                    }
                }
            });
            let answers: Vec<Said> = self
                .output
                .by_ref()
                .take(lines.len())
                .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
                .collect();
            assert_eq!(answers.len(), lines.len(), "the server has ended: see standard error");
            answers
        })
    }
}

/// What a server publishes of itself, all versions and features on: a line a document.
pub(super) fn openapi() -> String {
    let program = Program::new(tool("dryrun")).arg("-etcd").arg(tool("etcd"));
    let run = program.arg("-apiserver").arg(tool("kube-apiserver")).args(["-all-apis", "-openapi"]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// What runs with its files in a folder.
fn processes(folder: &Path) -> Vec<String> {
    let all = Program::new("ps").args(["-eo", "pid,args"]).run().stdout;
    all.lines().filter(|line| line.contains(folder.to_str().unwrap())).map(str::to_owned).collect()
}

/// The kernel ends the children of a program that was killed, which takes a moment.
fn end_soon(folder: &Path) -> bool {
    (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        processes(folder).is_empty()
    })
}

#[test]
fn nothing_of_a_server_stays_however_it_ends() {
    let namespace =
        |extra: &str| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}, extra: {}});
    let unserved = json!({"apiVersion": "a.test/v1", "kind": "None"});
    for end in ["TERM", "KILL", "its input's end"] {
        let folder = Folder::new();
        let temporary = folder.path().join("tmp");
        let mut server = Server::start(&folder, &[]);
        let answers = server.ask(&[&namespace("spec"), &namespace("spek"), &unserved]);
        assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [201, 400, 0]);
        assert!(answers[1].message.contains("unknown field \"spek\""), "{}", answers[1].message);
        assert_eq!(processes(&temporary).len(), 2, "etcd and kube-apiserver");
        if ["TERM", "KILL"].contains(&end) {
            let id = server.child.id().to_string();
            assert_eq!(Program::new("kill").args(["-s", end, &id]).run().code, 0);
            server.child.wait().unwrap();
        }
        drop(server);
        // Elsewhere than on Linux nothing ends the children of a program that was killed.
        if end != "KILL" || cfg!(target_os = "linux") {
            assert!(end_soon(&temporary), "after {end}: {:?}", processes(&temporary));
        }
        let left = std::fs::read_dir(&temporary).unwrap().count();
        assert_eq!(left, usize::from(end == "KILL"), "folders after {end}");
    }
}
