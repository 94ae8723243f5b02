//! `tidegate completion SHELL`.

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{Cli, CompletionArgs};
use super::exit::Exit;

/// Prints the script.
pub(super) fn run(args: &CompletionArgs) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tidegate", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Passed)
}
