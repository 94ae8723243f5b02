//! Runs the `tidegate` program that this test run built, in an environment of its own: nothing of the caller's
//! (`CI`, `NO_COLOR`, `TIDEGATE_*`, a git configuration, a home folder with caches) reaches it but `PATH`.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use super::folder::Folder;
use super::root;

/// One call of a program, being put together.
pub(crate) struct Program {
    command: Command,
    home: Folder,
    work: PathBuf,
    stdin: Vec<u8>,
}

/// What a finished call left.
pub(crate) struct Run {
    /// The exit code; a test fails where a signal ended the program.
    pub(crate) code: i32,
    /// Standard output as it was.
    pub(crate) stdout: String,
    /// Standard error as it was.
    pub(crate) stderr: String,
    hidden: Vec<(String, &'static str)>,
}

/// A call of `tidegate`, in the checkout unless [`Program::within`] says otherwise.
pub(crate) fn tidegate() -> Program {
    Program::new(env!("CARGO_BIN_EXE_tidegate"))
}

impl Program {
    /// A call of any program, a peer for instance, under the same conditions.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let home = Folder::new();
        let mut command = Command::new(program);
        command.env_clear();
        for kept in ["PATH", "TMPDIR", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command.env("HOME", home.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        let mut program = Self { command, home, work: PathBuf::new(), stdin: Vec::new() };
        program.work = root();
        program
    }

    /// One more argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// More arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// A variable that the program sees.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// The working directory.
    pub(crate) fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.work = folder.as_ref().to_path_buf();
        self
    }

    /// What the program reads; nothing unless said.
    pub(crate) fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = text.into();
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(mut self) -> Run {
        let mut child = self
            .command
            .current_dir(&self.work)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{} cannot be started: {error}", self.command.get_program().display())
            });
        let mut pipe = child.stdin.take().expect("stdin is piped");
        let text = std::mem::take(&mut self.stdin);
        // Beside the reading, so that neither side waits for the other; a program may end without reading it all.
        let writer = thread::spawn(move || drop(pipe.write_all(&text)));
        let output = child.wait_with_output().expect("the program's output can be read");
        writer.join().expect("writing to stdin does not panic");
        self.finished(output)
    }

    fn finished(&self, output: Output) -> Run {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        let hidden = vec![
            (self.home.path().display().to_string(), "[HOME]"),
            (self.work.display().to_string(), "[DIR]"),
            (root().display().to_string(), "[ROOT]"),
            (format!("tidegate {}", env!("CARGO_PKG_VERSION")), "tidegate [VERSION]"),
            (format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"[VERSION]\""),
        ];
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let code = output.status.code();
        let code = code.unwrap_or_else(|| panic!("ended by {}; stderr: {stderr}", output.status));
        Run { code, stdout, stderr, hidden }
    }
}

impl Run {
    /// Standard output for a snapshot: paths and the version replaced by what they are.
    pub(crate) fn shown(&self) -> String {
        self.redact(&self.stdout)
    }

    /// Standard error for a snapshot.
    pub(crate) fn shown_error(&self) -> String {
        self.redact(&self.stderr)
    }

    fn redact(&self, text: &str) -> String {
        self.hidden.iter().fold(text.to_owned(), |text, (value, name)| text.replace(value.as_str(), name))
    }
}

#[test]
fn nothing_of_the_callers_environment_gets_in() {
    let run = Program::new("env").env("NAMED", "yes").run();
    let mut names: Vec<&str> = run.stdout.lines().filter_map(|line| line.split('=').next()).collect();
    names.retain(|name| !["TMPDIR", "LLVM_PROFILE_FILE", "PWD"].contains(name));
    names.sort_unstable();
    assert_eq!(names, ["GIT_CONFIG_NOSYSTEM", "HOME", "NAMED", "PATH"]);
}

#[test]
fn input_larger_than_a_pipe_goes_through_and_may_be_left_unread() {
    let text = "0123456789abcdef\n".repeat(20_000);
    assert_eq!(Program::new("cat").stdin(text.clone()).run().stdout, text);
    assert_eq!(Program::new("true").stdin(text).run().code, 0);
}

#[test]
fn what_differs_between_machines_is_named_in_snapshots() {
    let folder = Folder::new();
    let version = env!("CARGO_PKG_VERSION");
    let words = format!(
        "{0}/a.yaml {1}/src tidegate {version} {{\"version\":\"{version}\"}}",
        folder.path().display(),
        root().display()
    );
    let run = Program::new("sh")
        .args(["-c", "echo \"$1\"; echo \"$1\" >&2; exit 3", "sh"])
        .arg(&words)
        .within(folder.path())
        .run();
    assert_eq!(run.code, 3);
    assert_eq!(run.shown(), "[DIR]/a.yaml [ROOT]/src tidegate [VERSION] {\"version\":\"[VERSION]\"}\n");
    assert_eq!(run.shown_error(), run.shown());
}

#[test]
fn the_program_itself_starts() {
    let run = tidegate().arg("--version").run();
    assert_eq!(run.code, 0, "stderr: {}", run.stderr);
}
