//! JSON and JSON lines → documents. Written here because no JSON crate tells where each value stands and which keys
//! repeat; escapes are left to `serde_json`.

use std::sync::Arc;

use super::build::{Builder, Fault, FaultKind};
use super::file::narrow;
use super::{Document, Limits, Read, SourceFile, Unreadable, problem, scalar};
use crate::value::Value;

/// Reads JSON texts that follow each other. Nothing behind a fault is read. An error: this is no JSON, and these are the
/// texts up to the fault and the fault.
pub(super) fn read(file: &Arc<SourceFile>, limits: &Limits) -> Result<Vec<Read>, Vec<Read>> {
    let (mut reads, mut builder) = (Vec::new(), Builder::new(limits));
    let mut cursor = Cursor { text: file.text(), at: 0 };
    loop {
        cursor.skip_blanks();
        if cursor.peek().is_none() {
            return Ok(reads);
        }
        if reads.len() == limits.documents {
            reads.push(Read::Unreadable(problem::of_number(file, cursor.at, limits.documents)));
            return Ok(reads);
        }
        match document(file, &mut cursor, &mut builder, reads.len()) {
            Ok(document) => reads.push(Read::Document(document)),
            Err(problem) => {
                let is_syntax = matches!(problem, Problem::Syntax(..));
                reads.push(Read::Unreadable(problem.of(file)));
                return if is_syntax { Err(reads) } else { Ok(reads) };
            }
        }
    }
}

/// Reads one JSON text a line. A faulty line is one unreadable document.
pub(super) fn read_lines(file: &Arc<SourceFile>, limits: &Limits) -> Vec<Read> {
    let (mut reads, mut builder) = (Vec::new(), Builder::new(limits));
    let mut start = 0;
    for line in file.text().split_inclusive('\n') {
        let end = start + line.len();
        let mut cursor = Cursor { text: file.text().get(..end).unwrap_or_default(), at: start };
        start = end;
        cursor.skip_blanks();
        if cursor.peek().is_none() {
            continue;
        }
        if reads.len() == limits.documents {
            reads.push(Read::Unreadable(problem::of_number(file, cursor.at, limits.documents)));
            break;
        }
        let read = document(file, &mut cursor, &mut builder, reads.len()).and_then(|document| {
            cursor.skip_blanks();
            match cursor.peek() {
                None => Ok(document),
                Some(_) => Err(cursor.problem("one JSON text a line is read here, and a second one begins")),
            }
        });
        reads.push(match read {
            Ok(document) => Read::Document(document),
            Err(problem) => Read::Unreadable(problem.of(file)),
        });
    }
    reads
}

fn document(
    file: &Arc<SourceFile>,
    cursor: &mut Cursor<'_>,
    builder: &mut Builder<'_>,
    index: usize,
) -> Result<Document, Problem> {
    let begin = cursor.at;
    builder.reset();
    cursor.value(builder)?;
    if let Some(fault) = file.fault_in(begin, cursor.at) {
        return Err(Problem::Bytes(fault));
    }
    let built = builder.finish().ok_or_else(|| cursor.problem("a value is missing"))?;
    Ok(Document { index: narrow(index), ..Document::built(file, built, Vec::new()) })
}

enum Problem {
    /// The text is no JSON from here on.
    Syntax(usize, &'static str),
    Bytes(usize),
    Fault(Fault),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Problem {
    fn of(self, file: &Arc<SourceFile>) -> Unreadable {
        match self {
            Self::Syntax(at, message) => {
                let help = "correct the JSON here; if the file is meant as YAML, give it the ending .yaml";
                problem::unreadable(file, (at, at), message.to_owned(), help)
            }
            Self::Bytes(at) => problem::of_bytes(file, at),
            Self::Fault(fault) => problem::of_fault(file, fault),
        }
    }
}

/// A place in a text.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn problem(&self, message: &'static str) -> Problem {
        Problem::Syntax(self.at, message)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// One value with everything in it. The brackets that are open are remembered, so nothing recurses.
    fn value(&mut self, builder: &mut Builder<'_>) -> Result<(), Problem> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.skip_blanks();
            let start = self.at;
            let bracket = self.peek().filter(|byte| matches!(byte, b'[' | b'{'));
            match bracket {
                Some(bracket) => {
                    self.at += 1;
                    match bracket {
                        b'[' => builder.open_list(0, start, self.at)?,
                        _ => builder.open_object(0, start, self.at)?,
                    }
                    self.skip_blanks();
                    if self.closes(bracket) {
                        builder.close(Some(self.at))?;
                    } else {
                        if bracket == b'{' {
                            self.key(builder)?;
                        }
                        open.push(bracket);
                        continue;
                    }
                }
                None => self.scalar(builder)?,
            }
            if self.behind_value(&mut open, builder)? {
                return Ok(());
            }
        }
    }

    /// Goes on behind a value to where the next one begins; true where none is open any more.
    fn behind_value(&mut self, open: &mut Vec<u8>, builder: &mut Builder<'_>) -> Result<bool, Problem> {
        while let Some(&bracket) = open.last() {
            self.skip_blanks();
            if self.closes(bracket) {
                open.pop();
                builder.close(Some(self.at))?;
                continue;
            }
            if self.peek() != Some(b',') {
                return Err(self.problem(match bracket {
                    b'[' => "',' or ']' is expected here",
                    _ => "',' or '}' is expected here",
                }));
            }
            self.at += 1;
            if bracket == b'{' {
                self.skip_blanks();
                self.key(builder)?;
            }
            return Ok(false);
        }
        Ok(true)
    }

    /// Whether the bracket that belongs to `bracket` follows; if so, goes behind it.
    fn closes(&mut self, bracket: u8) -> bool {
        let found = matches!((bracket, self.peek()), (b'[', Some(b']')) | (b'{', Some(b'}')));
        self.at += usize::from(found);
        found
    }

    fn key(&mut self, builder: &mut Builder<'_>) -> Result<(), Problem> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.problem("a key in double quotes is expected here"));
        }
        match self.string()? {
            Text::Plain(text) => builder.key(text, start, self.at),
            Text::Escaped(text) => builder.key(&text, start, self.at),
        }
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(self.problem("':' is expected here"));
        }
        self.at += 1;
        Ok(())
    }

    fn scalar(&mut self, builder: &mut Builder<'_>) -> Result<(), Problem> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'"') => match self.string()? {
                Text::Plain(text) => builder.text(text),
                Text::Escaped(text) => builder.text(&text),
            },
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        builder.leaf(value, start, self.at)?;
        Ok(())
    }

    fn word(&mut self) -> Result<Value, Problem> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let words = [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)];
        for (word, value) in words {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.problem(if rest.is_empty() {
            "the text ends where a value is expected"
        } else {
            "a value is expected here"
        }))
    }

    /// A string; the cursor is at its opening quote.
    fn string(&mut self) -> Result<Text<'t>, Problem> {
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += 1;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                }
                Some(0..0x20) => return Err(self.problem("a control character in a text must be escaped")),
                Some(_) => {}
                None => return Err(Problem::Syntax(start, "the text that begins here has no closing quote")),
            }
        }
        self.at += 1;
        if !escaped {
            return Ok(Text::Plain(self.text.get(start + 1..self.at - 1).unwrap_or_default()));
        }
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        let text = serde_json::from_str(quoted);
        text.map(Text::Escaped)
            .map_err(|_| Problem::Syntax(start, "this text has an escape that JSON does not know"))
    }

    /// A number: exact up to 64 bits, else a double.
    fn number(&mut self) -> Result<Value, Problem> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits();
        let mut fits = whole == 1 || (whole > 0 && !leading_zero);
        let mut integer = true;
        if self.peek() == Some(b'.') {
            self.at += 1;
            integer = false;
            fits &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            integer = false;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            fits &= self.digits() > 0;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        if !fits {
            return Err(Problem::Syntax(start, "JSON does not write numbers like this"));
        }
        if integer && let Ok(number) = text.parse::<u64>() {
            return Ok(Value::from(number));
        }
        if integer && let Ok(number) = text.parse::<i64>() {
            return Ok(scalar::integer(number));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(scalar::float(number)),
            _ => Err(Fault { start, end: self.at, kind: FaultKind::NotFinite }.into()),
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }
}

/// A string as it stands in the text, or without its escapes.
enum Text<'t> {
    Plain(&'t str),
    Escaped(String),
}
