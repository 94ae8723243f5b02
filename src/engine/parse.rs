//! Parsing a module without letting a hostile one end the process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use regorus::unstable::{Module, Parser, Source};

use super::error::LoadError;
use super::limits::Limits;
use crate::finding::Position;

/// The syntax tree of a module.
pub(super) fn parse(path: &str, text: &str) -> Result<Module, LoadError> {
    let lengths = Limits::default().lengths();
    let engine_error = |error: &anyhow::Error| LoadError::from_engine(error, path);
    let source = Source::from_contents_with_limits(
        path.to_owned(),
        text.to_owned(),
        lengths.max_file_bytes,
        lengths.max_lines,
    )
    .map_err(|e| engine_error(&e))?;
    if let Some(line) = too_deep(text) {
        return Err(LoadError {
            file: Arc::from(path),
            position: Some(Position { line, column: 1 }),
            message: format!("brackets are nested more than {DEEPEST} deep"),
            help: "divide the expression into rules".to_owned(),
        });
    }
    let parse = || {
        let mut parser = Parser::new(&source)?;
        parser.set_max_col(lengths.max_col);
        parser.enable_rego_v1()?;
        parser.parse()
    };
    match catch_unwind(AssertUnwindSafe(parse)) {
        Ok(parsed) => parsed.map_err(|e| engine_error(&e)),
        Err(_) => Err(engine_error(&anyhow::anyhow!("the engine's parser panicked on this module"))),
    }
}

/// regorus' parser calls itself for every bracket, and a stack that overflows cannot be caught.
const DEEPEST: usize = 128;

/// The line where brackets outside of texts and comments are nested too deep.
fn too_deep(text: &str) -> Option<u32> {
    let (mut depth, mut line) = (0_usize, 1_u32);
    let mut inside: Option<char> = None;
    let mut escaped = false;
    for c in text.chars() {
        line += u32::from(c == '\n');
        match (inside, c) {
            (Some('#'), '\n') => inside = None,
            (Some('"'), _) if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(quote @ ('"' | '`')), c) if c == quote => inside = None,
            (None, '"' | '`' | '#') => inside = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(line);
        }
    }
    None
}
