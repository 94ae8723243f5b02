//! `tidegate docs`: the rules' pages.

use std::io::{self, Write};

use anyhow::anyhow;

use super::args::DocsArgs;
use super::exit::Exit;
use crate::devtool::{pages, verify};
use crate::policy::{Library, PolicySource};

/// Writes the pages, or says which are not what they would be.
pub(super) fn run(args: &DocsArgs) -> anyhow::Result<Exit> {
    let source = PolicySource::read(&args.path).map_err(|error| anyhow!("{error}"))?;
    let sources = verify::sources(std::slice::from_ref(&args.path))?;
    let told = |errors: Vec<crate::policy::PolicyError>| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!("the policies cannot be used\n{}", lines.join("\n"))
    };
    let library = Library::read(&verify::layered(&sources).0, &[]).map_err(told)?;
    let pages = pages::pages(&library, &source).map_err(told)?;
    let mut sink = io::stdout().lock();
    if !args.check {
        let changed = pages::write_all(&args.path, &pages)?;
        for path in &changed {
            writeln!(sink, "{}", path.display())?;
        }
        writeln!(sink, "{} pages, {} of them changed", pages.len(), changed.len())?;
        return Ok(Exit::Passed);
    }
    let stale = pages::check(&args.path, &pages)?;
    for page in &stale {
        writeln!(sink, "{page}")?;
    }
    if stale.is_empty() {
        writeln!(sink, "{} pages are up to date", pages.len())?;
        return Ok(Exit::Passed);
    }
    writeln!(
        sink,
        "{} of {} pages are stale: run `tidegate docs {}`",
        stale.len(),
        pages.len(),
        args.path.display()
    )?;
    Ok(Exit::Denied)
}
