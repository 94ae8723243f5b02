//! What became of one file: its documents held against their schemas, and every mistake with its place.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::kubernetes::Kubernetes;
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

const START: Span = Span { start: Position { line: 1, column: 1 }, end: Position { line: 1, column: 1 } };

/// Documents of one file that were held against one schema.
#[derive(Debug, Default)]
struct Held {
    documents: usize,
    wrong: usize,
    mistakes: usize,
    /// Values that are filled in later, so that nobody can tell whether they fit.
    placeholders: usize,
}

/// What became of one file.
pub(super) struct Outcome<'a> {
    /// What is wrong, document by document, each in order of place.
    pub(super) complaints: Vec<Complaint>,
    file: Arc<SourceFile>,
    kubernetes: &'a Kubernetes,
    held: BTreeMap<String, Held>,
    unable: bool,
}

impl<'a> Outcome<'a> {
    /// Of a file of which nothing has been looked at.
    pub(super) fn new(file: &Arc<SourceFile>, kubernetes: &'a Kubernetes) -> Self {
        Self {
            complaints: Vec::new(),
            file: Arc::clone(file),
            kubernetes,
            held: BTreeMap::new(),
            unable: false,
        }
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
            Ok(Which::Kubernetes) => self.objects(document),
            Ok(Which::Unsaid) => self.unable(document, UNSAID),
            Err(message) => self.unable(document, message),
        }
    }

    /// Holds the Kubernetes objects of a document against the schemas of their kinds.
    fn objects(&mut self, document: Option<&Document>) {
        let kubernetes = self.kubernetes;
        for object in document.map(|document| kubernetes.judge(document)).unwrap_or_default() {
            for what in object.not_judged {
                self.complain(Some(object.at), format!("not judged: {what}"), None);
            }
            if let Some(message) = object.unable {
                self.unable = true;
                self.complain(Some(object.at), message, None);
                // What is said of every object may be said all the same.
                if object.mistakes.is_empty() {
                    continue;
                }
            }
            self.held.entry(kubernetes.name()).or_default().placeholders += object.placeholders;
            self.note_shown(&kubernetes.name(), object.mistakes);
        }
    }

    /// Notes what is wrong with one document.
    fn note(&mut self, schema: &str, mistakes: Vec<(Span, String)>) {
        self.note_shown(schema, mistakes.into_iter().map(|(span, message)| (span, message, true)).collect());
    }

    fn note_shown(&mut self, schema: &str, mut mistakes: Vec<(Span, String, bool)>) {
        let held = self.held.entry(schema.to_owned()).or_default();
        held.documents += 1;
        held.wrong += usize::from(!mistakes.is_empty());
        held.mistakes += mistakes.len();
        mistakes.sort();
        for (span, message, shown) in mistakes {
            // From the file itself: METADATA is read from a copy without its comment signs.
            let excerpt = shown.then(|| self.file.excerpt(span));
            self.complain(Some(span), message, excerpt);
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
            let Held { documents, wrong, mistakes, placeholders } = held;
            let mistakes = format!("{mistakes} {}", if *mistakes == 1 { "mistake" } else { "mistakes" });
            let later = match placeholders {
                0 => String::new(),
                1 => ", but for 1 value that is filled in later".to_owned(),
                many => format!(", but for {many} values that are filled in later"),
            };
            match (documents, wrong) {
                (1, 0) => writeln!(sink, "{name}: fits {schema}{later}"),
                (_, 0) => writeln!(sink, "{name}: {documents} documents fit {schema}{later}"),
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
    schema.validate(&json(document)).iter().map(|mistake| told(mistake, document)).collect()
}

/// The place of a mistake, and what is wrong.
pub(super) fn told(mistake: &Mistake, document: Option<&Document>) -> (Span, String) {
    let meant = mistake.suggestion.as_ref().map(|word| format!("; did you mean '{word}'?"));
    let span = document.map_or(START, |document| mistake.span(document));
    (span, format!("{}{}", mistake.sentence(), meant.unwrap_or_default()))
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
