//! What became of one file: its documents held against their schemas, and every mistake with its place.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::which::Which;
use crate::cli::exit::Exit;
use crate::finding::{Excerpt, Location, Path, Position, Span, Step};
use crate::report::Complaint;
use crate::schema::{Mistake, Schema, SchemaError, value_span};
use crate::source::{Document, SourceFile, Unreadable};
use crate::value;

const SECOND: &str = "a second document begins here: keep all in one document, without '---'";
const UNSAID: &str =
    "nothing says which schema this has: give --schema NAME|FILE; `tidegate schema` lists the names";
const JUDGED_BY_CHECK: &str = "`tidegate check` judges it; to hold it against a schema, give --schema FILE";

const START: Span = Span { start: Position { line: 1, column: 1 }, end: Position { line: 1, column: 1 } };

/// Documents of one file that were held against one schema.
#[derive(Debug, Default)]
struct Held {
    documents: usize,
    wrong: usize,
    mistakes: usize,
}

/// What became of one file.
#[derive(Debug)]
pub(super) struct Outcome {
    /// What is wrong, document by document, each in order of place.
    pub(super) complaints: Vec<Complaint>,
    file: Arc<SourceFile>,
    held: BTreeMap<String, Held>,
    unable: bool,
}

impl Outcome {
    /// Of a file of which nothing has been looked at.
    pub(super) fn new(file: &Arc<SourceFile>) -> Self {
        Self { complaints: Vec::new(), file: Arc::clone(file), held: BTreeMap::new(), unable: false }
    }

    /// Something that could not be read; the place is shown.
    pub(super) fn unreadable(&mut self, bad: &Unreadable) {
        self.unable = true;
        let message = format!("{}; {}", bad.message, bad.help);
        self.complain(bad.span, message, bad.excerpt());
    }

    /// Something that could not be judged; there is nothing to see at the place.
    fn unable(&mut self, document: Option<&Document>, message: impl Into<String>) {
        self.unable = true;
        self.complain(document.map(|document| root(Some(document))), message.into(), None);
    }

    /// Holds one document against its schema; without a document the file says nothing.
    pub(super) fn hold(&mut self, which: Result<Which, String>, document: Option<&Document>) {
        match which {
            Ok(Which::Own(own)) => match own.compiled() {
                Ok(schema) => {
                    let mut mistakes = mistakes(schema, document);
                    if !own.is_stream() && self.held.contains_key(own.name) {
                        mistakes.push((root(document), SECOND.to_owned()));
                    }
                    self.note(own.name, mistakes);
                }
                Err(error) => self.unable(document, error.to_string()),
            },
            Ok(Which::File(schema)) => self.note(schema.name(), mistakes(&schema, document)),
            Ok(Which::JsonSchema) => self.note("JSON Schema", mistakes_of_schema(document)),
            Ok(Which::Kubernetes(what)) => {
                self.unable(document, format!("this is a Kubernetes object ({what}): {JUDGED_BY_CHECK}"));
            }
            Ok(Which::Unsaid) => self.unable(document, UNSAID),
            Err(message) => self.unable(document, message),
        }
    }

    /// Notes what is wrong with one document.
    fn note(&mut self, schema: &str, mut mistakes: Vec<(Span, String)>) {
        let held = self.held.entry(schema.to_owned()).or_default();
        held.documents += 1;
        held.wrong += usize::from(!mistakes.is_empty());
        held.mistakes += mistakes.len();
        mistakes.sort();
        for (span, message) in mistakes {
            // From the file itself: METADATA is read from a copy without its comment signs.
            let excerpt = self.file.excerpt(span);
            self.complain(Some(span), message, Some(excerpt));
        }
    }

    fn complain(&mut self, span: Option<Span>, message: String, excerpt: Option<Excerpt>) {
        let location = Location { file: Arc::clone(self.file.name()), span, template: None };
        self.complaints.push(Complaint { location, message, excerpt });
    }

    /// One line for each schema.
    pub(super) fn summary(&self, sink: &mut dyn Write) -> io::Result<()> {
        let name = crate::report::printable(self.file.name());
        if self.held.is_empty() && !self.unable {
            return writeln!(sink, "{name}: nothing to check");
        }
        for (schema, held) in &self.held {
            let Held { documents, wrong, mistakes } = held;
            let mistakes = format!("{mistakes} {}", if *mistakes == 1 { "mistake" } else { "mistakes" });
            match (documents, wrong) {
                (1, 0) => writeln!(sink, "{name}: fits {schema}"),
                (_, 0) => writeln!(sink, "{name}: {documents} documents fit {schema}"),
                (1, _) => writeln!(sink, "{name}: does not fit {schema}: {mistakes}"),
                _ => {
                    writeln!(sink, "{name}: {wrong} of {documents} documents do not fit {schema}: {mistakes}")
                }
            }?;
        }
        Ok(())
    }

    /// The exit code that follows.
    pub(super) fn exit(&self) -> Exit {
        if self.unable {
            Exit::Unable
        } else if self.held.values().any(|held| held.wrong > 0) {
            Exit::Denied
        } else if self.held.is_empty() {
            Exit::Nothing
        } else {
            Exit::Passed
        }
    }
}

/// What a schema has against a document, with the place.
fn mistakes(schema: &Schema, document: Option<&Document>) -> Vec<(Span, String)> {
    let told = |mistake: &Mistake| {
        let meant = mistake.suggestion.as_ref().map(|word| format!("; did you mean '{word}'?"));
        let span = document.map_or(START, |document| mistake.span(document));
        (span, format!("{}{}", mistake.sentence(), meant.unwrap_or_default()))
    };
    schema.validate(&json(document)).iter().map(told).collect()
}

/// What is wrong with a document that is a schema itself.
fn mistakes_of_schema(document: Option<&Document>) -> Vec<(Span, String)> {
    let json = json(document);
    let Err(error) = Schema::compile("it", &json.to_string()) else { return Vec::new() };
    let (path, message) = match error {
        SchemaError::Invalid { at, message, .. } => (path_of(&at, &json), message),
        SchemaError::NotJson { .. } => (Path::root(), error.to_string()),
    };
    let span = document.map_or(START, |document| value_span(document, &path));
    let place = if path.steps().is_empty() { String::new() } else { format!("{path}: ") };
    vec![(span, format!("{place}{message}"))]
}

fn json(document: Option<&Document>) -> serde_json::Value {
    document.map(|document| value::to_json(&document.value)).unwrap_or_default()
}

/// Where a document begins.
fn root(document: Option<&Document>) -> Span {
    let span = document.map_or(START, |document| document.locate(&Path::root()));
    Span { end: span.start, ..span }
}

/// The path that a JSON pointer means in a document.
fn path_of(pointer: &str, document: &serde_json::Value) -> Path {
    let mut node = Some(document);
    let mut path = Path::root();
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        if let (Some(serde_json::Value::Array(items)), Ok(index)) = (node, name.parse::<u32>()) {
            node = items.get(index as usize);
            path.push(Step::Index(index));
        } else {
            node = node.and_then(|node| node.get(&name));
            path.push(Step::Key(Arc::from(name)));
        }
    }
    path
}
