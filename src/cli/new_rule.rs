//! `tidegate new-rule PACK/NAME`: a scaffold.

use std::io::{self, Write};

use anyhow::bail;

use super::args::NewRuleArgs;
use super::exit::Exit;
use crate::devtool;

/// Lays the files and says what to do next.
pub(super) fn run(args: &NewRuleArgs) -> anyhow::Result<Exit> {
    let Some((pack, name)) = args.rule.split_once('/') else {
        bail!("'{}' is no rule: write PACK/NAME, as in acme/no-latest-tag", args.rule);
    };
    let scaffold = devtool::new_rule(pack, name, &args.dir)?;
    let mut sink = io::stdout().lock();
    for file in &scaffold.files {
        writeln!(sink, "{}", file.display())?;
    }
    for line in &scaffold.next {
        writeln!(sink, "{line}")?;
    }
    Ok(Exit::Passed)
}
