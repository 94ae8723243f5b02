//! `tidegate verify`: tests of policies.

use std::io::{self, BufWriter, Write};

use super::args::VerifyArgs;
use super::exit::Exit;
use crate::devtool::verify::{self, Format, Options, Outcome, WriteOptions};

/// Runs the tests and tells the outcome.
pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<Exit> {
    let format = args.output.parse::<Format>()?;
    let sources = verify::sources(&args.paths)?;
    let options = Options {
        run: args.run.clone(),
        coverage: args.coverage,
        threshold: args.threshold,
        mutate: args.mutate,
        rule: args.rule.clone(),
    };
    let verified = verify::verify(&options, &sources)?;
    let mut sink = BufWriter::new(io::stdout().lock());
    verify::write(format, &mut sink, &verified, &WriteOptions::default())?;
    sink.flush()?;
    Ok(match verified.outcome() {
        Outcome::Passed => Exit::Passed,
        Outcome::Failed => Exit::Denied,
        Outcome::NothingRan => Exit::Nothing,
    })
}
