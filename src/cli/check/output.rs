//! Where reports go: `-o FORMAT[=FILE]`, several times.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::cli::args::OutputArgs;
use crate::cli::terminal;
use crate::finding::Run;
use crate::gate::Timings;
use crate::report::{self, Format, Options};

/// One report.
pub(super) struct Output {
    format: Format,
    /// `None` for standard output.
    file: Option<PathBuf>,
}

/// Reads `-o`. Without one, text goes to standard output. Two reports to one place are a mistake.
pub(super) fn parse(args: &OutputArgs) -> anyhow::Result<Vec<Output>> {
    if args.output.is_empty() {
        return Ok(vec![Output { format: Format::Text, file: None }]);
    }
    let mut outputs: Vec<Output> = Vec::new();
    for text in &args.output {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => bail!("-o {text}: name a file behind the equals sign"),
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (text.as_str(), None),
        };
        let format = format.parse::<Format>()?;
        if outputs.iter().any(|other| other.file == file) {
            let place = file.map_or_else(|| "standard output".to_owned(), |file| file.display().to_string());
            bail!("-o {text}: another report goes to {place} already; write -o FORMAT=FILE");
        }
        outputs.push(Output { format, file });
    }
    Ok(outputs)
}

/// Writes every report.
pub(super) fn write(outputs: &[Output], args: &OutputArgs, run: &Run) -> anyhow::Result<()> {
    for output in outputs {
        let to_terminal = output.file.is_none() && io::stdout().is_terminal();
        let mut options = Options {
            color: terminal::colors(args.color, to_terminal) && output.file.is_none(),
            verbose: args.verbose,
            ..Options::default()
        };
        if let Some(width) = terminal::width().filter(|_| to_terminal) {
            options.width = width;
        }
        match &output.file {
            None => {
                let mut sink = BufWriter::new(io::stdout().lock());
                report::write(output.format, &mut sink, run, &options)?;
                sink.flush()?;
            }
            Some(path) => {
                let file =
                    File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
                let mut sink = BufWriter::new(file);
                report::write(output.format, &mut sink, run, &options)
                    .and_then(|()| sink.flush())
                    .with_context(|| format!("{} cannot be written", path.display()))?;
            }
        }
    }
    Ok(())
}

/// Prints on standard error what rules cost.
pub(super) fn timings(timings: &Timings) {
    terminal::note("\n   total ms  evaluations  µs each  rule");
    for (rule, time, count) in timings.dearest_first() {
        let total = time.as_secs_f64() * 1e3;
        let each = time.as_secs_f64() * 1e6 / f64::from(u32::try_from(count).unwrap_or(u32::MAX).max(1));
        terminal::note(&format!("{total:11.2}  {count:11}  {each:7.1}  {rule}"));
    }
}
