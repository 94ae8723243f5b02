//! The command line: clap types, one file a command, exit codes. Everything it does is done by other rooms.

mod args;
mod check;
mod completion;
mod config;
mod docs;
mod exit;
mod explain;
mod init;
mod load;
mod new_rule;
mod rules;
mod schema;
mod terminal;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command, ConfigCommand};
pub use exit::Exit;

/// Runs a command line and gives the process' exit code.
pub fn main<I, T>(arguments: I) -> ExitCode
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes.
            let exit = if error.use_stderr() { Exit::Unable } else { Exit::Passed };
            let _ = error.print();
            return exit.into();
        }
    };
    match run(&cli.command) {
        Ok(exit) => exit.into(),
        Err(error) if is_broken_pipe(&error) => Exit::Passed.into(),
        Err(error) => {
            terminal::complain(&error);
            Exit::Unable.into()
        }
    }
}

fn run(command: &Command) -> anyhow::Result<Exit> {
    match command {
        Command::Check(args) => check::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Docs(args) => docs::run(args),
        Command::Config(ConfigCommand::Show(args)) => config::show(args),
        Command::Schema(args) => schema::run(args),
        Command::Init(args) => init::run(args),
        Command::NewRule(args) => new_rule::run(args),
        Command::Completion(args) => completion::run(args),
    }
}

/// A reader that closed its end (`tidegate rules | head`) has seen enough; that is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
