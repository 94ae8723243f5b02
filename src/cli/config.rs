//! `tidegate config show`.

use std::io::{self, Write};

use super::args::ConfigShowArgs;
use super::exit::Exit;
use super::load;

/// Prints every setting, with where it comes from if asked.
pub(super) fn show(args: &ConfigShowArgs) -> anyhow::Result<Exit> {
    let settings = load::settings(&load::overrides(&args.config, &args.rules))?;
    let rows = settings.table();
    let keys = rows.iter().map(|row| row.key.chars().count()).max().unwrap_or(0);
    let values = rows.iter().map(|row| row.value.chars().count()).max().unwrap_or(0);
    let mut sink = io::stdout().lock();
    for row in &rows {
        if args.origin {
            writeln!(sink, "{:keys$}  {:values$}  {}", row.key, row.value, row.origin)?;
        } else {
            writeln!(sink, "{:keys$}  {}", row.key, row.value)?;
        }
    }
    Ok(Exit::Passed)
}
