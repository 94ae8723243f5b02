//! From a validator's errors to mistakes in plain words.
//!
//! The wording is ours, so that it names what the writer wrote and what can stand there instead: a subschema's `title`
//! is a noun phrase ("rule id, as in pods/privileged") and is used wherever a value does not fit it.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use super::{Class, Mistake, formats, nearest};
use crate::finding::{Path, Step};

/// What the members of a mapping are called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    one: &'static str,
    several: &'static str,
}

impl Words {
    /// In files of settings.
    pub(super) const KEYS: Self = Self { one: "key", several: "keys" };
    /// In Kubernetes objects.
    pub(super) const FIELDS: Self = Self { one: "field", several: "fields" };
}

/// What is wrong with a schema: where in it, and what.
pub(super) fn of_schema(error: &ValidationError<'_>) -> String {
    let place = error.instance_path().as_str();
    let message: String = error.to_string().chars().take(300).collect();
    if place.is_empty() { message } else { format!("at {place}: {message}") }
}

/// What one error of the validator says, without the errors of forms that were not meant.
pub(super) fn mistakes(error: &ValidationError<'_>, schema: &Value, words: Words) -> Vec<Mistake> {
    let path = path_of(error.instance_path());
    let value: &Value = error.instance();
    let single = |message: String, suggestion: Option<String>| {
        vec![Mistake { suggestion, ..mistake(path.clone(), message) }]
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unknown_keys(&path, unexpected, &siblings(error.schema_path(), schema), words)
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            forms(error, context, schema, words)
        }
        ValidationErrorKind::PropertyNames { error: inner } => {
            let mut mistakes = mistakes(inner, schema, words);
            for mistake in &mut mistakes {
                mistake.path = path.clone();
                mistake.at_key = true;
                if let Some(name) = inner.instance().as_str() {
                    mistake.path.push(Step::Key(name.into()));
                }
            }
            mistakes
        }
        ValidationErrorKind::Type { kind } => {
            single(format!("expected {}, found {}", wanted(kind), found(value)), as_wanted(kind, value))
        }
        ValidationErrorKind::Enum { options } => {
            let (message, suggestion) = no_choice(value, &choices(options));
            single(message, suggestion)
        }
        ValidationErrorKind::Required { property } => {
            let missing = property.as_str().map(str::to_owned).into_iter().collect();
            vec![Mistake {
                missing,
                ..mistake(path.clone(), format!("the {} {} is missing here", words.one, shown(property)))
            }]
        }
        ValidationErrorKind::Format { format } if formats::of(format).is_some() => {
            let known = formats::of(format);
            let message = format!("{} is no {}", shown(value), known.map_or("", |format| format.title));
            let class = known.map_or(Class::Value, |format| format.class);
            vec![Mistake { class, ..mistake(path.clone(), message) }]
        }
        ValidationErrorKind::Custom { message, .. } => vec![of_ours(&path, message, words)],
        kind => single(sentence(kind, value, title(error.schema_path(), schema)), None),
    }
}

/// The kinds that need no more than a sentence.
fn sentence(kind: &ValidationErrorKind, value: &Value, title: Option<&str>) -> String {
    use ValidationErrorKind as Kind;
    match (kind, title) {
        (Kind::Pattern { .. } | Kind::Format { .. } | Kind::Not { .. }, Some(title)) => {
            format!("{} is no {title}", shown(value))
        }
        (Kind::Pattern { pattern }, None) => format!("{} does not match the pattern {pattern}", shown(value)),
        (Kind::Constant { expected_value }, _) => {
            format!("expected {}, found {}", shown(expected_value), shown(value))
        }
        (
            Kind::MinItems { limit: 1 } | Kind::MinLength { limit: 1 } | Kind::MinProperties { limit: 1 },
            _,
        ) => "must not be empty".to_owned(),
        (Kind::MinItems { limit }, _) => format!("needs at least {limit} items"),
        (Kind::MaxItems { limit }, _) => format!("has more than {limit} items"),
        (Kind::MaxLength { limit }, _) => format!("is longer than {limit} characters"),
        (Kind::Minimum { limit }, _) => format!("{} is less than {limit}", shown(value)),
        (Kind::Maximum { limit }, _) => format!("{} is more than {limit}", shown(value)),
        (Kind::UniqueItems, _) => "names the same item twice".to_owned(),
        (Kind::OneOfMultipleValid { .. }, _) => "fits more than one of the allowed forms".to_owned(),
        (Kind::FalseSchema, _) => "must not be here".to_owned(),
        (other, _) => format!("breaks the schema's '{}'", other.keyword()),
    }
}

fn no_choice(value: &Value, options: &[String]) -> (String, Option<String>) {
    let suggestion = value.as_str().and_then(|word| nearest(word, options.iter().map(String::as_str)));
    let choices = match options.get(..MOST_WORDS) {
        Some(first) if options.len() > MOST_WORDS => {
            format!("{}, … ({} in all)", first.join(", "), options.len())
        }
        _ => options.join(", "),
    };
    let message = match value {
        Value::Null => format!("expected one of {choices}, found nothing"),
        _ => format!("{} is not one of {choices}", shown(value)),
    };
    (message, suggestion.map(str::to_owned))
}

fn unknown_keys(parent: &Path, unexpected: &[String], known: &[&str], words: Words) -> Vec<Mistake> {
    let compared = MOST_COMPARISONS / known.len().max(1);
    let keys = unexpected.iter().enumerate();
    keys.map(|(at, key)| {
        let near = (at < compared).then(|| nearest(key, known.iter().copied())).flatten();
        unknown_key(parent, key, known, near, words)
    })
    .collect()
}

fn unknown_key(parent: &Path, key: &str, known: &[&str], near: Option<&str>, words: Words) -> Mistake {
    let mut path = parent.clone();
    path.push(Step::Key(key.into()));
    let suggestion = near.map(str::to_owned);
    let message = if suggestion.is_some() || known.is_empty() || known.len() > MOST_KEYS {
        format!("unknown {} '{key}'", words.one)
    } else {
        format!("unknown {} '{key}': the {} here are {}", words.one, words.several, known.join(", "))
    };
    Mistake { at_key: true, suggestion, class: Class::UnknownKey, ..mistake(path, message) }
}

/// So many pairs of words are compared for the unknown keys of one object; beyond that no key is suggested.
const MOST_COMPARISONS: usize = 200_000;

/// More words than this are no help in a sentence.
const MOST_WORDS: usize = 40;

/// More keys than this are no help in a sentence.
const MOST_KEYS: usize = 24;

fn mistake(path: Path, message: String) -> Mistake {
    Mistake { path, at_key: false, message, suggestion: None, class: Class::Value, missing: Vec::new() }
}

/// In place of a position: what follows is all there is to say.
const SENTENCE: &str = "=";

/// An error of a keyword of ours that is a sentence already.
pub(super) fn own_sentence(sentence: &str) -> String {
    format!("{SENTENCE}\t{sentence}")
}

/// What a keyword of ours found: the position of the second of two equal items and what they have in common, or nothing
/// and the members of which one is missing.
fn of_ours(path: &Path, found: &str, words: Words) -> Mistake {
    let (position, told) = found.split_once('\t').unwrap_or(("0", found));
    if position == SENTENCE {
        return mistake(path.clone(), told.to_owned());
    }
    if position.is_empty() {
        let missing: Vec<String> = told.split(' ').map(str::to_owned).collect();
        let message = format!("one of the {} {} is missing here", words.several, missing.join(", "));
        return Mistake { missing, ..mistake(path.clone(), message) };
    }
    let mut path = path.clone();
    path.push(Step::Index(position.parse().unwrap_or_default()));
    mistake(path, format!("another item of this list has {told} already"))
}

/// Several forms are allowed and none fits: speaks of the one that has the right type, if one has.
fn forms(
    error: &ValidationError<'_>,
    branches: &[Vec<ValidationError<'static>>],
    schema: &Value,
    words: Words,
) -> Vec<Mistake> {
    let here = error.instance_path();
    let wrong_type = |inner: &&ValidationError<'static>| {
        inner.instance_path() == here && matches!(inner.kind(), ValidationErrorKind::Type { .. })
    };
    let meant = branches
        .iter()
        .filter(|errors| !errors.iter().any(|inner| wrong_type(&inner)))
        .min_by_key(|errors| errors.len());
    if let Some(errors) = meant {
        return errors.iter().flat_map(|inner| mistakes(inner, schema, words)).collect();
    }
    let mut types: Vec<String> = Vec::new();
    for inner in branches.iter().flatten().filter(wrong_type) {
        if let ValidationErrorKind::Type { kind } = inner.kind() {
            let name = wanted(kind);
            if !types.contains(&name) {
                types.push(name);
            }
        }
    }
    let message = format!("expected {}, found {}", types.join(" or "), found(error.instance()));
    vec![mistake(path_of(here), message)]
}

/// The title of the subschema that the failing keyword stands in.
fn title<'a>(keyword: &Location, schema: &'a Value) -> Option<&'a str> {
    schema.pointer(parent(keyword))?.get("title")?.as_str()
}

/// The keys that the subschema of the failing keyword knows.
fn siblings<'a>(keyword: &Location, schema: &'a Value) -> Vec<&'a str> {
    let properties = schema.pointer(parent(keyword)).and_then(|node| node.get("properties"));
    properties
        .and_then(Value::as_object)
        .map(|keys| keys.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

fn parent(keyword: &Location) -> &str {
    keyword.as_str().rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn path_of(location: &Location) -> Path {
    location
        .iter()
        .map(|segment| match segment {
            LocationSegment::Property(name) => Step::Key(name.as_ref().into()),
            LocationSegment::Index(index) => Step::Index(u32::try_from(index).unwrap_or(u32::MAX)),
        })
        .collect()
}

fn wanted(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => type_name(*one).to_owned(),
        TypeKind::Multiple(set) => {
            let types = set.iter().filter(|one| *one != JsonType::Null);
            types.map(type_name).collect::<Vec<_>>().join(" or ")
        }
    }
}

const fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "a mapping",
        JsonType::String => "text",
    }
}

fn found(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("{value}"),
        Value::String(_) => format!("the text {}", shown(value)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

/// Where text is wanted and a number or boolean stands, quotes are missing; where it is the other way round, they are
/// too many.
fn as_wanted(kind: &TypeKind, value: &Value) -> Option<String> {
    let wants = |one: JsonType| match kind {
        TypeKind::Single(single) => *single == one,
        TypeKind::Multiple(set) => set.iter().any(|other| other == one),
    };
    match value {
        Value::Bool(_) | Value::Number(_) => wants(JsonType::String).then(|| format!("\"{value}\"")),
        Value::String(text) => {
            let whole = wants(JsonType::Integer) && text.parse::<i64>().is_ok();
            let number = wants(JsonType::Number) && text.parse::<f64>().is_ok_and(f64::is_finite);
            let boolean = wants(JsonType::Boolean) && matches!(text.as_str(), "true" | "false");
            (whole || number || boolean).then(|| text.clone())
        }
        _ => None,
    }
}

/// A value in a sentence: scalars short and in quotes, the rest by its type.
pub(super) fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    match value {
        Value::String(text) if text.chars().count() > LONGEST => {
            format!("'{}…'", text.chars().take(LONGEST).collect::<String>())
        }
        Value::String(text) => format!("'{text}'"),
        Value::Array(_) | Value::Object(_) => found(value),
        scalar => format!("'{scalar}'"),
    }
}

fn choices(options: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let given = options.as_array().into_iter().flatten().filter(|option| option.as_str() != Some(""));
    given.map(word).collect()
}
