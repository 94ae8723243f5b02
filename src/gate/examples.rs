//! Runs a rule's own examples through the evaluator that production uses.
//!
//! An example is one scope: a stream of objects, an optional old state beside it, a first comment with parameters and
//! completeness, and `# <- finding` at the end of every line where a finding has to be, or alone above it. An example of a file
//! of a tool has that file's name (`deny-shell.Dockerfile`), or says it (`file=compose.yaml`) in its first comment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evaluate::{Context, native_input};
use super::inputs::{Knowledge, OldObject, OldState};
use super::schemas::ScopeSchemas;
use super::{answer, reviews, tool_files};
use crate::engine::Evaluator;
use crate::finding::{Example, Operation};
use crate::kinds::Kinds;
use crate::policy::Rule;
use crate::review::{Found, Names, Review, objects_in};
use crate::schema::{KubeVersion, Targets};
use crate::source::{self, Document, Format, Limits, Read, SourceFile};
use crate::value::{self, Value};

/// The end of a line where a finding has to be.
const MARK: &str = "# <- finding";

/// What an example says in its first comment, and where findings have to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Parameters that differ from their defaults.
    pub params: BTreeMap<String, Value>,
    /// Kinds complete everywhere, beside those that travel.
    pub complete: BTreeSet<Arc<str>>,
    /// What is done, where it is not CREATE (or UPDATE with an old state).
    pub operation: Option<Operation>,
    /// The scope's namespace.
    pub namespace: String,
    /// What the file is called, where its own name does not say what it is.
    pub file: Option<Arc<str>>,
    /// Versions of Kubernetes that the scope names.
    pub targets: Option<Targets>,
    /// Lines where findings have to be, from 1.
    pub expected: BTreeSet<u32>,
}

/// A line of an example or of the old state beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Of the old state: what is there and no longer in the example is taken away.
    pub old: bool,
    /// From 1.
    pub number: u32,
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}{}", self.number, if self.old { " of the old state" } else { "" })
    }
}

/// What is wrong with an example itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// The first comment cannot be read.
    #[error("tidegate:case: {0}")]
    Comment(String),
    /// A document cannot be read.
    #[error("line {line}: {message}")]
    Unreadable {
        /// From 1.
        line: u32,
        /// Why.
        message: String,
    },
    /// Something else than an object.
    #[error("line {line}: {what} is no Kubernetes object")]
    NoObject {
        /// From 1.
        line: u32,
        /// What it is.
        what: String,
    },
    /// The rule raised an error or gave an answer that cannot be read.
    #[error("the rule gave no answer: {0}")]
    NoAnswer(String),
    /// A deny example that marks no line, or an allow example that marks one.
    #[error("{0}")]
    Marks(&'static str),
}

/// How an example came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOutcome {
    /// Marked lines without a finding.
    pub missing: Vec<Line>,
    /// Findings on lines that are not marked, with their messages.
    pub unexpected: Vec<(Line, String)>,
}

impl CaseOutcome {
    /// Whether it is as the example says.
    pub fn is_right(&self) -> bool {
        self.missing.is_empty() && self.unexpected.is_empty()
    }
}

/// One input that an example makes, the review it is of, and the example's documents.
pub type CaseInput = (Value, Review, Arc<[Document]>);

/// What examples are judged with.
#[derive(Debug)]
pub struct Judging<'a> {
    /// The table of kinds.
    pub kinds: &'a Kinds,
    /// Kinds that rules read.
    pub reads: &'a BTreeSet<Arc<str>>,
    /// Of a program that has the rule.
    pub evaluator: &'a mut Evaluator,
}

/// Judges one example of a rule.
pub fn judge_case(
    judging: &mut Judging<'_>,
    rule: &Rule,
    example: &Example,
) -> Result<CaseOutcome, CaseError> {
    let case = Case::parse(&example.text)?;
    let denies = example.file.starts_with("deny-");
    let mut expected: BTreeSet<Line> =
        case.expected.iter().map(|number| Line { old: false, number: *number }).collect();
    if let Some(old) = old_example(rule, example) {
        let marked = Case::parse(&old.text)?.expected;
        expected.extend(marked.into_iter().map(|number| Line { old: true, number }));
    }
    match (denies, expected.is_empty()) {
        (true, true) => {
            return Err(CaseError::Marks(
                "a deny example marks the lines of its findings with `# <- finding`",
            ));
        }
        (false, false) => return Err(CaseError::Marks("an allow example has no findings to mark")),
        _ => {}
    }
    let found = case_findings(judging, rule, example)?;
    let lines: BTreeSet<Line> = found.iter().map(|(line, _)| *line).collect();
    Ok(CaseOutcome {
        missing: expected.difference(&lines).copied().collect(),
        unexpected: found.into_iter().filter(|(line, _)| !expected.contains(line)).collect(),
    })
}

/// What a rule finds in an example: line and message, in order of both.
pub fn case_findings(
    judging: &mut Judging<'_>,
    rule: &Rule,
    example: &Example,
) -> Result<Vec<(Line, String)>, CaseError> {
    let case = Case::parse(&example.text)?;
    let old = old_example(rule, example);
    let mut found: Vec<(Line, String)> = Vec::new();
    for (input, review, documents) in inputs(judging, rule, example, old, &case)? {
        let value = judging
            .evaluator
            .evaluate(&rule.query, input)
            .map_err(|error| CaseError::NoAnswer(error.to_string()))?;
        for answer in answer::native(&value).map_err(CaseError::NoAnswer)?.into_iter().filter(|a| !a.unknown)
        {
            let Some(document) = documents.get(review.document) else { continue };
            let number = document.locate(&answer.path.below(&review.prefix)).start.line;
            // An example may be called otherwise than its file.
            let old = old.is_some_and(|old| document.file.name() == &old.file);
            found.push((Line { old, number }, answer.message.to_string()));
        }
    }
    found.sort();
    Ok(found)
}

/// The inputs that an example makes for its rule, for another engine to answer the same.
pub fn inputs(
    judging: &Judging<'_>,
    rule: &Rule,
    example: &Example,
    old: Option<&Example>,
    case: &Case,
) -> Result<Vec<CaseInput>, CaseError> {
    let documents = documents(example, case.file.as_ref())?;
    let names = Names { kinds: judging.kinds, namespace: &case.namespace };
    check_objects(&documents, names)?;
    let old = old.map(|old| old_state(old, names)).transpose()?;
    let knowledge =
        Knowledge { complete: case.complete.clone(), targets: case.targets.clone(), ..Knowledge::default() };
    let new: Vec<&Document> = documents.iter().collect();
    let prepared = reviews::prepare(&new, names, judging.reads, &knowledge, old.as_ref());
    let schemas = ScopeSchemas::new(&knowledge, None, &prepared.reviews, &new);
    let facts = schemas.all_facts(&prepared.reviews, &new);
    let params = all_params(rule, case);
    let mut inputs = tool_files::inputs(rule, &documents, &prepared.context, &params);
    let mut all = documents.clone();
    all.extend(old.into_iter().flat_map(|old| old.documents));
    let all: Arc<[Document]> = all.into();
    let Context { inventory, old_inventory, complete } = prepared.context;
    let place = crate::finding::EnforcementPoint::Ci;
    for (mut review, schema) in prepared.reviews.into_iter().zip(facts) {
        review.operation = case.operation.unwrap_or(review.operation);
        if rule.applies(&review.kind, review.operation, place) {
            let input = native_input(&review, &schema, [&inventory, &old_inventory, &complete], &params);
            inputs.push((input, review));
        }
    }
    Ok(inputs.into_iter().map(|(input, review)| (input, review, Arc::clone(&all))).collect())
}

/// `input.params`: the rule's own, over them those of the example.
fn all_params(rule: &Rule, case: &Case) -> Value {
    let mut params = rule.params.clone();
    params.extend(case.params.clone());
    value::object_from(params)
}

/// The old state that stands beside an example: `deny-x.old.yaml` for `deny-x.yaml`.
pub fn old_example<'a>(rule: &'a Rule, example: &Example) -> Option<&'a Example> {
    let name = format!("{}.old.yaml", example.file.strip_suffix(".yaml")?);
    rule.examples.iter().find(|other| *other.file == *name)
}

fn documents(example: &Example, name: Option<&Arc<str>>) -> Result<Vec<Document>, CaseError> {
    let format = Format::of_any(&example.file).unwrap_or(Format::Yaml);
    let name = name.unwrap_or(&example.file);
    let file = SourceFile::from_text(Arc::clone(name), Arc::clone(&example.text));
    source::read(&file, format, &Limits::default())
        .into_iter()
        .map(|read| match read {
            Read::Document(document) => Ok(document),
            Read::Unreadable(bad) => Err(CaseError::Unreadable {
                line: bad.span.map_or(1, |span| span.start.line),
                message: bad.message,
            }),
        })
        .collect()
}

fn check_objects(documents: &[Document], names: Names<'_>) -> Result<(), CaseError> {
    for document in documents.iter().filter(|document| document.tool_file().is_none()) {
        for found in objects_in(&document.value, names) {
            if let Found::Other { what, prefix } = found {
                return Err(CaseError::NoObject { line: document.locate(&prefix).start.line, what });
            }
        }
    }
    Ok(())
}

/// The objects of an old state, for pairing.
fn old_state(example: &Example, names: Names<'_>) -> Result<OldState, CaseError> {
    let documents = documents(example, None)?;
    check_objects(&documents, names)?;
    Ok(OldState::of_documents(documents, names))
}

impl OldState {
    /// The objects of documents.
    pub fn of_documents(documents: Vec<Document>, names: Names<'_>) -> Self {
        let mut objects = Vec::new();
        for (position, document) in documents.iter().enumerate() {
            for found in objects_in(&document.value, names) {
                if let Found::Object { identity, kind, object, prefix } = found {
                    objects.push(OldObject { identity, kind, object, document: position, prefix });
                }
            }
        }
        Self { objects, documents }
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let before = self.documents.len();
        let moved = other
            .objects
            .into_iter()
            .map(|object| OldObject { document: object.document + before, ..object });
        self.objects.extend(moved);
        self.documents.extend(other.documents);
        self
    }
}

impl Case {
    /// Reads the first comment and the marks of an example.
    pub fn parse(text: &str) -> Result<Self, CaseError> {
        let mut case = Self {
            params: BTreeMap::new(),
            complete: BTreeSet::new(),
            operation: None,
            namespace: "default".to_owned(),
            file: None,
            targets: None,
            expected: BTreeSet::new(),
        };
        for (number, line) in text.lines().enumerate() {
            if let Some(words) = line.strip_prefix("# tidegate:case") {
                for (key, text) in pairs(words)? {
                    case.set(&key, &text)?;
                }
            }
            if line.trim_end().ends_with(MARK) {
                let marked = number + 1 + usize::from(line.trim() == MARK);
                case.expected.insert(u32::try_from(marked).unwrap_or(u32::MAX));
            }
        }
        Ok(case)
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), CaseError> {
        let wrong = |what: &str| CaseError::Comment(format!("{key}={text}: {what}"));
        let value = flow(text).ok_or_else(|| wrong("not a YAML value"))?;
        let word = || value::text(&value).map(str::to_owned).ok_or_else(|| wrong("not a text"));
        match key {
            "params" => {
                let members = value::object(&value).ok_or_else(|| wrong("not a mapping"))?;
                let pair = |(k, v): (&Value, &Value)| Some((value::text(k)?.to_owned(), v.clone()));
                self.params.extend(members.iter_sorted().filter_map(pair));
            }
            "complete" => {
                let kinds = value::items(&value).ok_or_else(|| wrong("not a list"))?;
                self.complete.extend(kinds.iter().filter_map(value::text).map(Arc::from));
            }
            "operation" => {
                self.operation =
                    Some(word()?.parse().map_err(|e: crate::finding::UnknownWord| wrong(&e.to_string()))?);
            }
            "namespace" => self.namespace = word()?,
            "file" => self.file = Some(Arc::from(word()?)),
            "kube_version" => {
                let versions =
                    word()?.split(',').map(str::parse::<KubeVersion>).collect::<Result<Vec<_>, _>>();
                self.targets = Some(Targets::declared(versions.map_err(|error| wrong(&error.to_string()))?));
            }
            "level" => {
                self.params.insert("level".to_owned(), value);
            }
            _ => return Err(wrong("there are params, complete, operation, namespace, file and level")),
        }
        Ok(())
    }
}

/// `key=value` words, where a value may hold blanks inside brackets.
fn pairs(words: &str) -> Result<Vec<(String, String)>, CaseError> {
    let mut pairs = Vec::new();
    let mut rest = words.trim();
    while !rest.is_empty() {
        let (key, after) =
            rest.split_once('=').ok_or_else(|| CaseError::Comment(format!("'{rest}' is not KEY=VALUE")))?;
        let mut depth = 0_i32;
        let end = after.char_indices().find(|(_, c)| {
            depth += match c {
                '{' | '[' => 1,
                '}' | ']' => -1,
                _ => 0,
            };
            depth == 0 && c.is_whitespace()
        });
        let at = end.map_or(after.len(), |(at, _)| at);
        pairs.push((key.trim().to_owned(), after.get(..at).unwrap_or_default().to_owned()));
        rest = after.get(at..).unwrap_or_default().trim();
    }
    Ok(pairs)
}

fn flow(text: &str) -> Option<Value> {
    let file = SourceFile::from_text("case", text);
    match source::read(&file, Format::Yaml, &Limits::default()).into_iter().next()? {
        Read::Document(document) => Some(document.value),
        Read::Unreadable(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_read_from_its_first_comment_and_its_marks() {
        let text = "# tidegate:case params={underlay_mtu: 1450, x: [1, 2]} complete=[ConfigMap, apps/Deployment] operation=UPDATE\na: 1\nb: 2 # <- finding\n";
        let case = Case::parse(text).unwrap();
        assert_eq!(case.params["underlay_mtu"], Value::from(1450));
        assert_eq!(case.complete.len(), 2);
        assert_eq!(case.operation, Some(Operation::Update));
        assert_eq!(case.expected, BTreeSet::from([3]));
    }

    #[test]
    fn a_wrong_comment_is_an_error() {
        let said = |text: &str| Case::parse(text).unwrap_err().to_string();
        assert_eq!(said("# tidegate:case params"), "tidegate:case: 'params' is not KEY=VALUE");
        assert!(said("# tidegate:case parms={}").contains("there are params, complete"));
        assert!(said("# tidegate:case operation=PATCH").contains("is no operation"));
    }
}
