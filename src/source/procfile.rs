//! Procfile → one document: what each process is started with, by its name.

use std::sync::Arc;

use super::build::Builder;
use super::comments;
use super::problem::{self, Problem};
use super::{Document, Limits, Read, SourceFile};

/// Reads the one document of a file; none where the file names no process.
pub(super) fn read(file: &Arc<SourceFile>, limits: &Limits) -> Option<Read> {
    let mut builder = Builder::new(limits);
    let mut found = Vec::new();
    if let Err(problem) = processes(file, &mut builder, &mut found) {
        return Some(Read::Unreadable(problem.told(file)));
    }
    let built = builder.finish()?;
    Some(Read::Document(Document::built(file, built, found)))
}

fn processes(
    file: &Arc<SourceFile>,
    builder: &mut Builder<'_>,
    found: &mut Vec<comments::Comment>,
) -> Result<(), Problem> {
    let text: &str = file.text();
    if let Some(at) = file.fault_in(0, text.len()) {
        return Err(Problem::Words(problem::of_bytes(file, at)));
    }
    let mut next = 0;
    for line in text.split_inclusive('\n') {
        let start = next + (line.len() - line.trim_start().len());
        next += line.len();
        let line = line.trim();
        let end = start + line.len();
        if line.is_empty() {
            continue;
        }
        if line.starts_with('#') {
            found.extend(comments::comment(file, start, end));
            continue;
        }
        let (name, command) = line.split_once(':').unwrap_or_default();
        let is_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
        if name.is_empty() || !name.chars().all(is_word) || command.trim().is_empty() {
            let message = "no process is named here".to_owned();
            let help = "a line of a Procfile is `name: command`; start it with # if it is a comment";
            return Err(Problem::Words(problem::unreadable(file, (start, end), message, help)));
        }
        if builder.is_untouched() {
            builder.open_object(0, start, start)?;
        }
        builder.key(name, start, start + name.len());
        let command = command.trim_start();
        let value = builder.text(command);
        builder.leaf(value, end - command.len(), end)?;
    }
    Ok(builder.close(None)?)
}
