//! Peer programs (opa, conftest, helm …) that tests compare with: built from pinned sources on first use.
//!
//! The building itself is `tests/tools/build.sh`, which the shell scripts call too. This file only calls it, passes on
//! what it says, and makes threads of one process wait for one build instead of starting several. A peer that cannot
//! be had fails the test: a comparison that is skipped in silence is one that nobody makes.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::folder::Folder;
use super::program::Program;
use super::root;

/// The program's path; `name` is a folder of `tests/tools`, or `folder@pins`. The first call may take minutes.
pub(crate) fn tool(name: &str) -> PathBuf {
    static BUILT: LazyLock<Mutex<HashMap<String, PathBuf>>> = LazyLock::new(Mutex::default);
    // A failed build panics with the lock held; the map is still right then, and the next caller gets the same words.
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    built
        .entry(name.to_owned())
        .or_insert_with(|| {
            let mut command = Command::new("bash");
            command.arg(root().join("tests/tools/build.sh")).arg(name);
            script(command).unwrap_or_else(|words| panic!("the test needs {name}:\n{words}")).into()
        })
        .clone()
}

/// Runs a script that builds or calls `build.sh`: the line that it printed, or what it said instead.
pub(crate) fn script(mut script: Command) -> Result<String, String> {
    let mut child = script
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("bash cannot be started: {error}"))?;
    let mut said = String::new();
    for line in BufReader::new(child.stderr.take().expect("stderr is piped")).lines().map_while(Result::ok) {
        // Past the test runner's capture: whoever waits for minutes should see why.
        drop(writeln!(std::io::stderr(), "{line}"));
        said.push_str(&line);
        said.push('\n');
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let printed = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    if output.status.success() { Ok(printed) } else { Err(said) }
}

/// A copy of the script beside a tiny program, so that its behaviour is seen within a second and without a network.
fn workshop() -> Folder {
    let folder = Folder::with(&[
        ("hello/go.mod", "module example.test/hello\n\ngo 1.24\n\ntool example.test/hello\n"),
        ("hello/main.go", "package main\n\nfunc main() { println(\"hello\") }\n"),
        ("broken/go.mod", "module example.test/broken\n\ngo 1.24\n\ntool example.test/broken\n"),
        ("broken/main.go", "package main\n\nfunc main() { missing() }\n"),
    ]);
    folder.write("build.sh", std::fs::read(root().join("tests/tools/build.sh")).unwrap());
    folder
}

/// The script in a cache folder of its own, but with Go's real cache: compiling Go's library anew takes a minute.
fn ask(folder: &Folder, name: &str) -> Program {
    static GO_CACHE: LazyLock<String> = LazyLock::new(|| {
        let told = Command::new("go").args(["env", "GOCACHE"]).output().expect("these tests need Go on PATH");
        String::from_utf8(told.stdout).unwrap().trim_end().to_owned()
    });
    Program::new("bash")
        .arg(folder.path().join("build.sh"))
        .arg(name)
        .env("XDG_CACHE_HOME", folder.path().join("cache"))
        .env("GOCACHE", &*GO_CACHE)
}

fn files_below(folder: &Path) -> Vec<String> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    files
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != ".lock")
        .collect()
}

#[test]
fn those_who_ask_at_once_get_one_program_built_once() {
    let folder = workshop();
    let runs: Vec<_> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..4).map(|_| scope.spawn(|| ask(&folder, "hello").run())).collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let path = runs[0].stdout.trim_end();
    assert_eq!(Program::new(path).run().stderr, "hello\n");
    assert!(runs.iter().all(|run| run.code == 0 && run.stdout.trim_end() == path));
    let builds = runs.iter().filter(|run| run.stderr.contains("building hello")).count();
    // Where flock(1) is missing, several may build, and the last rename wins.
    let locked = Program::new("sh").args(["-c", "command -v flock"]).run().code == 0;
    assert!(if locked { builds == 1 } else { builds >= 1 }, "{builds} builds");
    assert_eq!(
        files_below(&folder.path().join("cache/tidegate-tools")),
        ["hello"],
        "nothing half-built stays"
    );
}

#[test]
fn another_pin_is_another_path_and_the_callers_go_settings_change_nothing() {
    let folder = workshop();
    let first = ask(&folder, "hello").run();
    assert!(first.stderr.contains("may take minutes"), "{}", first.stderr);
    let again = ask(&folder, "hello").env("GOFLAGS", "-mod=mod -tags=other").run();
    assert_eq!((again.stdout.as_str(), again.stderr.as_str()), (first.stdout.as_str(), ""));
    folder.write(
        "hello/go.mod",
        "module example.test/hello\n\ngo 1.24\n\n// changed\ntool example.test/hello\n",
    );
    let changed = ask(&folder, "hello").run().stdout;
    assert_ne!(changed, first.stdout);
    folder.write("hello/main.go", "package main\n\nfunc main() { println(\"good evening\") }\n");
    assert_ne!(ask(&folder, "hello").run().stdout, changed, "a program of our own is pinned by its source");
}

#[test]
fn one_source_is_built_with_several_sets_of_pins() {
    let folder = workshop();
    let module = "module example.test/hello\n\ngo 1.24\n\ntool example.test/hello\n";
    folder.write("hello/1.2.mod", format!("{module}// older\n"));
    let run = ask(&folder, "hello@1.2").run();
    assert!(run.code == 0 && run.stderr.contains("building hello@1.2"), "{}", run.stderr);
    assert_eq!(Program::new(run.stdout.trim_end()).run().stderr, "hello\n");
    assert_ne!(ask(&folder, "hello").run().stdout, run.stdout, "each set of pins has a program of its own");
    let run = ask(&folder, "hello@1.3").run();
    assert!(run.code == 2 && run.stderr.contains("no program 'hello@1.3'"), "{}", run.stderr);
}

#[test]
fn a_missing_go_toolchain_says_what_to_install() {
    let folder = workshop();
    let run = ask(&folder, "hello").env("GO", "/nowhere/go").run();
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("Install Go 1.24 or newer"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
}

#[test]
fn what_does_not_build_or_does_not_exist_fails_and_leaves_nothing() {
    let folder = workshop();
    let run = ask(&folder, "broken").run();
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("undefined: missing") && run.stderr.contains("building 'broken' failed"));
    assert_eq!(files_below(&folder.path().join("cache/tidegate-tools")), [""; 0]);
    let run = ask(&folder, "absent").run();
    assert!(run.code == 2 && run.stderr.contains("no program 'absent'"), "{}", run.stderr);
}

#[test]
fn the_harness_passes_on_what_the_script_says() {
    let mut silent = Command::new("sh");
    silent.args(["-c", "echo 'Install Go' >&2; exit 2"]);
    assert_eq!(script(silent), Err("Install Go\n".to_owned()));
}

#[test]
fn opa_is_the_one_that_is_pinned() {
    let module = std::fs::read_to_string(root().join("tests/tools/opa/go.mod")).unwrap();
    let pinned =
        module.lines().find_map(|line| line.trim().strip_prefix("github.com/open-policy-agent/opa v"));
    let run = Program::new(tool("opa")).arg("version").run();
    let version = run.stdout.lines().next().and_then(|line| line.strip_prefix("Version: "));
    assert_eq!(version, pinned.and_then(|words| words.split(' ').next()));
    assert!(version.is_some());
}
