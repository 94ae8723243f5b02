//! Runs another program within limits: the renderers that a user has installed (helm, kubectl, kustomize).
//!
//! No shell, no standard input, the user's environment. Not here: what the programs are told and what their output
//! means.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Of what a program says of its failure, this much is kept.
const WORDS: usize = 8 * 1024;

/// What a program may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandLimits {
    /// Wall time from start to end.
    pub time: Duration,
    /// Bytes on standard output.
    pub output: usize,
}

impl Default for CommandLimits {
    fn default() -> Self {
        Self { time: Duration::from_mins(2), output: 256 * 1024 * 1024 }
    }
}

/// A program with its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Program {
    /// Name (looked up in `PATH`) or path.
    pub path: PathBuf,
    /// Arguments, never seen by a shell.
    pub arguments: Vec<OsString>,
}

/// Why there is no output.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The system finds no such program.
    #[error("there is no program '{0}'")]
    Missing(String),
    /// It is there and does not start.
    #[error("'{0}' cannot be started: {1}")]
    Start(String, io::Error),
    /// It ran and said that it failed; the words are its own.
    #[error("{words}")]
    Failed {
        /// What it wrote to standard error, trimmed; else how it ended.
        words: String,
    },
    /// It did not end in time and was stopped.
    #[error("'{program}' did not end within {} and was stopped", seconds(*limit))]
    TimedOut {
        /// Its name.
        program: String,
        /// The limit that it met.
        limit: Duration,
    },
    /// It wrote more than it may and was stopped.
    #[error("'{program}' wrote more than {limit} bytes and was stopped")]
    TooMuch {
        /// Its name.
        program: String,
        /// The limit that it met.
        limit: usize,
    },
    /// Its output is no text.
    #[error("'{0}' wrote something that is not UTF-8 text")]
    NotText(String),
}

fn seconds(time: Duration) -> String {
    if time.subsec_millis() == 0 {
        format!("{} s", time.as_secs())
    } else {
        format!("{} ms", time.as_millis())
    }
}

impl Program {
    /// The program that an environment variable names, else the given one.
    pub fn from_environment(variable: &str, otherwise: &str) -> Self {
        let path = std::env::var_os(variable).filter(|value| !value.is_empty());
        Self { path: path.map_or_else(|| PathBuf::from(otherwise), PathBuf::from), arguments: Vec::new() }
    }

    /// With further arguments.
    #[must_use]
    pub fn with<I: IntoIterator<Item: Into<OsString>>>(mut self, arguments: I) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// As it is named in a sentence.
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Runs it to its end and gives what it wrote to standard output.
    pub fn run(&self, limits: CommandLimits) -> Result<String, CommandError> {
        let _turn = Turn::wait();
        let deadline = Instant::now() + limits.time;
        let mut child = self.start()?;
        let result = self.attend(&mut child, deadline, limits);
        if result.is_err() {
            // Already ended, or to be ended now; either way it is waited for, so that none is left behind.
            let _ = child.kill();
            let _ = child.wait();
        }
        result
    }

    fn start(&self) -> Result<Child, CommandError> {
        Command::new(&self.path)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => CommandError::Missing(self.name()),
                _ => CommandError::Start(self.name(), error),
            })
    }

    fn attend(
        &self,
        child: &mut Child,
        deadline: Instant,
        limits: CommandLimits,
    ) -> Result<String, CommandError> {
        let (sender, receiver) = channel();
        if let Some(pipe) = child.stdout.take() {
            drain(pipe, limits.output, Stream::Out, sender.clone());
        }
        if let Some(pipe) = child.stderr.take() {
            drain(pipe, WORDS, Stream::Words, sender);
        }
        let (out, words) = self.collect(&receiver, deadline, limits)?;
        let status = self.wait(child, deadline, limits)?;
        if !status.success() {
            return Err(CommandError::Failed { words: words_of(&words, status) });
        }
        String::from_utf8(out).map_err(|_| CommandError::NotText(self.name()))
    }

    fn collect(
        &self,
        receiver: &Receiver<Drained>,
        deadline: Instant,
        limits: CommandLimits,
    ) -> Result<(Vec<u8>, Vec<u8>), CommandError> {
        let (mut out, mut words) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            let left = deadline.saturating_duration_since(Instant::now());
            let drained = receiver
                .recv_timeout(left)
                .map_err(|_| CommandError::TimedOut { program: self.name(), limit: limits.time })?;
            match drained.stream {
                Stream::Out if drained.cut => {
                    return Err(CommandError::TooMuch { program: self.name(), limit: limits.output });
                }
                Stream::Out => out = drained.bytes,
                Stream::Words => words = drained.bytes,
            }
        }
        Ok((out, words))
    }

    /// A program may close its output and go on: the end is waited for, too.
    fn wait(
        &self,
        child: &mut Child,
        deadline: Instant,
        limits: CommandLimits,
    ) -> Result<ExitStatus, CommandError> {
        let mut pause = Duration::from_micros(200);
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if Instant::now() >= deadline => {
                    return Err(CommandError::TimedOut { program: self.name(), limit: limits.time });
                }
                Ok(None) => std::thread::sleep(pause),
                Err(error) => return Err(CommandError::Start(self.name(), error)),
            }
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }
}

fn words_of(words: &[u8], status: ExitStatus) -> String {
    let text = String::from_utf8_lossy(words);
    let text = text.trim();
    if text.is_empty() { format!("it ended with {status} and said nothing") } else { text.to_owned() }
}

#[derive(Clone, Copy)]
enum Stream {
    Out,
    Words,
}

struct Drained {
    stream: Stream,
    bytes: Vec<u8>,
    cut: bool,
}

/// Reads a pipe on a thread of its own. Past the limit standard output ends the program; words are read on and dropped,
/// so that the program is not held up by a full pipe.
fn drain(mut pipe: impl Read + Send + 'static, limit: usize, stream: Stream, sender: Sender<Drained>) {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes);
        let cut = read.is_ok() && bytes.len() > limit;
        bytes.truncate(limit);
        if cut && matches!(stream, Stream::Words) {
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
        // Nobody listens any more once the time is up.
        let _ = sender.send(Drained { stream, bytes, cut });
    });
}

/// Renderers use several threads and much memory each: no more of them at once than there are cores.
struct Turn;

static RUNNING: Mutex<usize> = Mutex::new(0);
static FREE: Condvar = Condvar::new();

impl Turn {
    fn wait() -> Self {
        let most = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running =
            FREE.wait_while(running, |running| *running >= most).unwrap_or_else(PoisonError::into_inner);
        *running += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        *running = running.saturating_sub(1);
        FREE.notify_one();
    }
}

/// Whether a program can be found: a path that exists, or a name in `PATH`.
pub(super) fn is_there(program: &Path) -> bool {
    if program.components().count() > 1 {
        return program.is_file();
    }
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shell as the program: what it is told stands in for a renderer.
    fn shell(script: &str) -> Program {
        Program { path: PathBuf::from("sh"), arguments: vec!["-c".into(), script.into()] }
    }

    fn run(script: &str, time: u64, output: usize) -> Result<String, CommandError> {
        shell(script).run(CommandLimits { time: Duration::from_millis(time), output })
    }

    #[test]
    fn output_is_given_and_words_of_success_are_not() {
        assert_eq!(run("echo out; echo words >&2", 10_000, 100).unwrap(), "out\n");
        assert_eq!(
            shell("echo $1").with(["sh", "a b $(x)"]).run(CommandLimits::default()).unwrap(),
            "a b $(x)\n"
        );
    }

    #[test]
    fn standard_input_is_closed() {
        assert_eq!(run("read line || echo nothing", 10_000, 100).unwrap(), "nothing\n");
    }

    #[test]
    fn a_failure_has_the_programs_own_words_or_its_status() {
        let error = run("echo 'Error: no such thing' >&2; echo >&2; exit 3", 10_000, 100).unwrap_err();
        assert_eq!(error.to_string(), "Error: no such thing");
        let error = run("exit 3", 10_000, 100).unwrap_err();
        assert_eq!(error.to_string(), "it ended with exit status: 3 and said nothing");
    }

    #[test]
    fn many_words_are_cut_and_do_not_hold_the_program_up() {
        let error =
            run("i=0; while [ $i -lt 20000 ]; do echo 0123456789 >&2; i=$((i+1)); done; exit 1", 60_000, 100);
        assert_eq!(error.unwrap_err().to_string().len(), WORDS / 11 * 11 + WORDS % 11);
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let start = Instant::now();
        let error = run("exec sleep 60", 200, 100).unwrap_err();
        assert_eq!(error.to_string(), "'sh' did not end within 200 ms and was stopped");
        let error = run("exec >&- 2>&-; exec sleep 60", 200, 100).unwrap_err();
        assert!(matches!(error, CommandError::TimedOut { .. }), "one that closed its output, too");
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn endless_output_is_stopped() {
        let error = run("while :; do echo 0123456789; done", 60_000, 1000).unwrap_err();
        assert_eq!(error.to_string(), "'sh' wrote more than 1000 bytes and was stopped");
        assert_eq!(run("printf 0123456789", 10_000, 10).unwrap(), "0123456789");
    }

    #[test]
    fn no_program_and_no_text_are_told_apart() {
        let missing = Program { path: PathBuf::from("tidegate-no-such-program"), arguments: Vec::new() };
        let error = missing.run(CommandLimits::default()).unwrap_err();
        assert_eq!(error.to_string(), "there is no program 'tidegate-no-such-program'");
        let folder = Program { path: std::env::temp_dir(), arguments: Vec::new() };
        assert!(matches!(folder.run(CommandLimits::default()), Err(CommandError::Start(..))));
        assert!(matches!(run(r"printf '\377'", 10_000, 100), Err(CommandError::NotText(_))));
    }

    #[test]
    fn more_at_once_than_there_are_cores_wait_for_their_turn() {
        let done: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| run("echo x", 60_000, 10).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(done, ["x\n"; 8]);
    }
}
