//! TOML → one document, in the shape that conftest hands to policies: a date is the text that Go writes for it.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Datetime, Offset};

use super::build::{Builder, Fault, FaultKind};
use super::comments::{self, Comment};
use super::{Document, Limits, Read, SourceFile, problem, scalar};
use crate::value::Value;

/// Reads the one document of a file; none where the file says nothing.
pub(super) fn read(file: &Arc<SourceFile>, limits: &Limits) -> Option<Read> {
    let text: &str = file.text();
    if let Some(at) = file.fault_in(0, text.len()) {
        return Some(Read::Unreadable(problem::of_bytes(file, at)));
    }
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let span = error.span().unwrap_or(text.len()..text.len());
            let message = error.message().lines().next().unwrap_or_default();
            let help = "correct the TOML here";
            return Some(Read::Unreadable(problem::unreadable(
                file,
                (span.start, span.end),
                format!("this is no TOML: {message}"),
                help,
            )));
        }
    };
    if table.get_ref().is_empty() {
        return None;
    }
    let mut builder = Builder::new(limits);
    // A comment above the first key is about the whole document.
    let first = table.get_ref().keys().map(|key| key.span().start).min().unwrap_or_default();
    if let Err(fault) = write_table(&mut builder, table.get_ref(), (first, first)) {
        return Some(Read::Unreadable(problem::of_fault(file, fault)));
    }
    let built = builder.finish()?;
    let mut document = Document::built(file, built, Vec::new());
    document.comments = comments_of(&document);
    Some(Read::Document(document))
}

/// The parser bounds how deep tables nest, the builder bounds it again.
fn write_table(builder: &mut Builder<'_>, table: &DeTable<'_>, at: (usize, usize)) -> Result<(), Fault> {
    builder.open_object(0, at.0, at.1)?;
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _)| key.span().start);
    for (key, member) in members {
        let span = key.span();
        builder.key(key.get_ref(), span.start, span.end);
        write_value(builder, member)?;
    }
    builder.close(None)
}

fn write_value(builder: &mut Builder<'_>, value: &Spanned<DeValue<'_>>) -> Result<(), Fault> {
    let (start, end) = (value.span().start, value.span().end);
    let refused = || Fault { start, end, kind: FaultKind::NotFinite };
    let leaf = match value.get_ref() {
        DeValue::Table(table) => return write_table(builder, table, (start, end)),
        DeValue::Array(items) => {
            builder.open_list(0, start, end)?;
            for item in items {
                write_value(builder, item)?;
            }
            return builder.close(None);
        }
        DeValue::String(text) => builder.text(text),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Integer(number) => {
            let number = i64::from_str_radix(number.as_str(), number.radix());
            scalar::integer(number.map_err(|_| refused())?)
        }
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() => scalar::float(number),
            _ => return Err(refused()),
        },
        DeValue::Datetime(time) => builder.text(&go_time(time)),
    };
    builder.leaf(leaf, start, end)
}

/// As Go writes a time: always with a date and an offset.
fn go_time(time: &Datetime) -> String {
    let full = Datetime {
        date: Some(time.date.unwrap_or(toml::value::Date { year: 0, month: 1, day: 1 })),
        time: Some(time.time.unwrap_or_else(midnight)).map(|time| toml::value::Time {
            second: Some(time.second.unwrap_or(0)),
            nanosecond: time.nanosecond.filter(|part| *part > 0),
            ..time
        }),
        offset: Some(time.offset.unwrap_or(Offset::Z)),
    };
    full.to_string()
}

fn midnight() -> toml::value::Time {
    toml::value::Time { hour: 0, minute: 0, second: Some(0), nanosecond: None }
}

/// The parser tells of no comments: what stands behind a `#` that is in no value.
fn comments_of(document: &Document) -> Vec<Comment> {
    let text = document.file.text();
    if !comments::may_occur(text) {
        return Vec::new();
    }
    let is_content = |at: usize| {
        let inside =
            |node: &super::spans::Node| node.size == 1 && (node.at as usize..node.end as usize).contains(&at);
        document.spans.nodes().iter().any(inside)
    };
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        let hash = line.match_indices('#').map(|(at, _)| start + at).find(|at| !is_content(*at));
        found.extend(hash.and_then(|at| comments::comment(&document.file, at, end)));
        start += line.len();
    }
    found
}
