//! `tidegate schema check`: every file is told about, whatever is wrong with the first.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use anyhow::anyhow;

use super::kubernetes::Kubernetes;
use super::outcome::Outcome;
use super::which::{self, Which};
use crate::cli::args::SchemaCheckArgs;
use crate::cli::exit::Exit;
use crate::cli::terminal;
use crate::finding::Location;
use crate::report::{Complaint, Options, complain};
use crate::source::{Read, SourceFile};

/// Checks all files.
pub(super) fn run(args: &SchemaCheckArgs) -> anyhow::Result<Exit> {
    let given = args.schema.as_deref().map(Which::given).transpose().map_err(|error| anyhow!("{error}"))?;
    let options = Options {
        color: terminal::colors(args.color, io::stdout().is_terminal()),
        width: terminal::width().unwrap_or(Options::default().width),
        ..Options::default()
    };
    let mut kubernetes = Kubernetes::new(&args.schemas)?;
    let files: Vec<Opened> = args.files.iter().map(|path| Opened::new(path)).collect();
    // Custom kinds are known wherever among the files they are defined.
    let documents =
        files.iter().filter_map(|opened| opened.reads.as_ref()).flatten().filter_map(Read::document);
    documents.for_each(|document| kubernetes.learn(document));

    let mut sink = io::stdout().lock();
    let mut exits = Vec::new();
    for opened in &files {
        match &opened.file {
            Ok(file) => {
                let outcome = judge(file, opened.reads.as_deref(), given.as_ref(), &kubernetes);
                for complaint in &outcome.complaints {
                    complain(&mut sink, complaint, &options)?;
                }
                outcome.summary(&mut sink)?;
                exits.push(outcome.exit());
            }
            Err((location, message)) => {
                let (location, message) = (location.clone(), message.clone());
                complain(&mut sink, &Complaint { location, message, excerpt: None }, &options)?;
                exits.push(Exit::Unable);
            }
        }
    }
    let heaviest = [Exit::Unable, Exit::Denied, Exit::Nothing].into_iter().find(|exit| exits.contains(exit));
    Ok(heaviest.unwrap_or(Exit::Passed))
}

/// One file, or why there is none.
struct Opened {
    file: Result<Arc<SourceFile>, (Location, String)>,
    /// `None` for a policy without METADATA.
    reads: Option<Vec<Read>>,
}

impl Opened {
    fn new(path: &Path) -> Self {
        let file = which::open(path).map_err(|message| {
            let file = Arc::from(path.display().to_string());
            (Location { file, span: None, template: None }, message)
        });
        let reads = file.as_ref().ok().and_then(which::documents);
        Self { file, reads }
    }
}

/// Holds each document of a file against the schema that is given, or that it or the file says.
fn judge<'a>(
    file: &Arc<SourceFile>,
    reads: Option<&[Read]>,
    given: Option<&Which>,
    kubernetes: &'a Kubernetes,
) -> Outcome<'a> {
    let mut outcome = Outcome::new(file, kubernetes);
    let Some(reads) = reads else { return outcome };
    let of_file = given.cloned().map(Ok).or_else(|| Which::said_by_comment(file));
    let by_name = || Which::said_by_name(Path::new(&**file.name())).map(Ok);
    if reads.is_empty() {
        // Settings may be left out altogether; whether a file may say nothing is for its schema to tell.
        if let Some(said) = of_file.or_else(by_name) {
            outcome.hold(said, None);
        }
        return outcome;
    }
    for read in reads {
        match read {
            Read::Document(document) => {
                let said = of_file
                    .clone()
                    .or_else(|| Which::said_by_document(&document.value, Path::new(&**file.name())))
                    .or_else(by_name);
                outcome.hold(said.unwrap_or_else(|| Ok(Which::of_value(&document.value))), Some(document));
            }
            Read::Unreadable(bad) => outcome.unreadable(bad),
        }
    }
    outcome
}
