//! `tidegate schema`: Tidegate's own schemas listed or printed, and documents held against a schema.

mod check;
mod kubernetes;
mod outcome;
mod which;

use std::io::{self, Write};

use anyhow::anyhow;

use super::args::{OwnSchemaArgs, SchemaCommand};
use super::exit::Exit;
use crate::schema::{Own, own};

/// Lists, prints or checks.
pub(super) fn run(args: &OwnSchemaArgs) -> anyhow::Result<Exit> {
    if let Some(SchemaCommand::Check(args)) = &args.command {
        return check::run(args);
    }
    let mut sink = io::stdout().lock();
    match &args.name {
        None => list(&mut sink)?,
        Some(name) => {
            let own = Own::named(name).ok_or_else(|| anyhow!("{}", unknown(name)))?;
            sink.write_all(own.text.as_bytes())?;
        }
    }
    Ok(Exit::Passed)
}

fn list(sink: &mut dyn Write) -> io::Result<()> {
    let width = own::ALL.iter().map(|own| own.name.len()).max().unwrap_or(0);
    for own in own::ALL {
        writeln!(sink, "{:width$}  {}", own.name, own.what())?;
    }
    writeln!(
        sink,
        "\n`tidegate schema NAME` prints one, `tidegate schema check FILE` holds a document against its own"
    )
}

/// What to say of a name that no schema has.
fn unknown(name: &str) -> String {
    let all = || {
        let names: Vec<&str> = own::ALL.iter().map(|own| own.short()).collect();
        format!("the schemas are {}", names.join(", "))
    };
    let help = Own::meant(name).map_or_else(all, |meant| format!("did you mean '{meant}'?"));
    format!("there is no schema '{name}': {help}")
}
