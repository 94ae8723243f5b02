//! A node in objects of many shapes, as a waiver names it: `spec.containers[name=web].image`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::finding::{Path, Step};

/// One step of a [`PathPattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A member: `spec`, `["net-conf.json"]`.
    Key(Arc<str>),
    /// A list item by position: `[0]`.
    Index(u32),
    /// A list item by a member of it: `[name=web]`.
    With(Arc<str>, Arc<str>),
    /// Any list item: `[*]`.
    Any,
}

/// A node and everything below it; without parts the whole object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathPattern {
    parts: Vec<Part>,
}

/// Text that is no path.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error(
    "'{text}' is no path: {why} at character {at}; write it as in spec.template.spec.containers[name=web].image"
)]
pub struct PathError {
    text: String,
    why: &'static str,
    at: usize,
}

impl PathPattern {
    /// Whether a finding's path is this node or below it. `item(list item, key)` is the text of that item's member.
    pub fn covers(&self, path: &Path, item: &dyn Fn(&Path, &str) -> Option<String>) -> bool {
        if self.parts.len() > path.steps().len() {
            return false;
        }
        let mut here = Path::root();
        self.parts.iter().zip(path.steps()).all(|(part, step)| {
            here.push(step.clone());
            match (part, step) {
                (Part::Key(wanted), Step::Key(key)) => wanted == key,
                (Part::Index(wanted), Step::Index(index)) => wanted == index,
                (Part::Any, Step::Index(_)) => true,
                (Part::With(key, wanted), Step::Index(_)) => item(&here, key).as_deref() == Some(&**wanted),
                _ => false,
            }
        })
    }
}

impl From<&Path> for PathPattern {
    fn from(path: &Path) -> Self {
        let part = |step: &Step| match step {
            Step::Key(key) => Part::Key(Arc::clone(key)),
            Step::Index(index) => Part::Index(*index),
        };
        Self { parts: path.steps().iter().map(part).collect() }
    }
}

impl FromStr for PathPattern {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut parts = Vec::new();
        let mut rest = text;
        let fail = |why: &'static str, rest: &str| PathError {
            text: text.to_owned(),
            why,
            at: text.chars().count() - rest.chars().count() + 1,
        };
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('[') {
                let (part, behind) =
                    bracket(inside).ok_or_else(|| fail("a bracket that does not close", rest))?;
                parts.push(
                    part.ok_or_else(|| {
                        fail("a bracket without position, name=value, * or quoted name", rest)
                    })?,
                );
                rest = behind;
            } else {
                let name = if parts.is_empty() { rest } else { rest.strip_prefix('.').unwrap_or("") };
                let end = name.find(['.', '[', ']', '"', '=']).unwrap_or(name.len());
                let (key, behind) = name.split_at(end);
                if key.trim().is_empty() {
                    return Err(fail("a missing name", rest));
                }
                parts.push(Part::Key(Arc::from(key)));
                rest = behind;
            }
        }
        if parts.is_empty() { Err(fail("a missing name", rest)) } else { Ok(Self { parts }) }
    }
}

/// What stands in a bracket, and the text behind it; `None` if it does not close, an inner `None` if it says nothing.
fn bracket(inside: &str) -> Option<(Option<Part>, &str)> {
    if inside.starts_with('"') {
        let mut values = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let Some(Ok(key)) = values.next() else { return None };
        let behind = inside.get(values.byte_offset()..)?.strip_prefix(']')?;
        return Some((Some(Part::Key(Arc::from(key))), behind));
    }
    let (words, behind) = inside.split_once(']')?;
    let part = match words.split_once('=') {
        Some((key, value)) if !key.is_empty() => Some(Part::With(Arc::from(key), Arc::from(value))),
        Some(_) => None,
        None if words == "*" => Some(Part::Any),
        None => words.parse().ok().map(Part::Index),
    };
    Some((part, behind))
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, part) in self.parts.iter().enumerate() {
            match part {
                Part::Index(index) => write!(f, "[{index}]")?,
                Part::With(key, value) => write!(f, "[{key}={value}]")?,
                Part::Any => f.write_str("[*]")?,
                Part::Key(key) if key.contains(['.', '[', ']', '"', '=']) || key.trim().is_empty() => {
                    write!(f, "[{}]", serde_json::Value::from(&**key))?;
                }
                Part::Key(key) => write!(f, "{}{key}", if position == 0 { "" } else { "." })?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(steps: &[&str]) -> Path {
        let step = |text: &&str| match text.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key(Arc::from(*text)),
        };
        steps.iter().map(step).collect()
    }

    fn covers(pattern: &str, steps: &[&str]) -> bool {
        let item = |item: &Path, key: &str| {
            (item.to_string() == "spec.containers[1]" && key == "name").then(|| "web".to_owned())
        };
        pattern.parse::<PathPattern>().unwrap().covers(&path(steps), &item)
    }

    #[test]
    fn a_pattern_covers_its_node_and_what_is_below() {
        for (pattern, steps, covered) in [
            ("spec", &["spec"][..], true),
            ("spec", &["spec", "containers", "1"], true),
            ("spec.containers", &["spec"], false),
            ("spec.containers[1]", &["spec", "containers", "1", "image"], true),
            ("spec.containers[0]", &["spec", "containers", "1", "image"], false),
            ("spec.containers[*].image", &["spec", "containers", "1", "image"], true),
            ("spec.containers[name=web]", &["spec", "containers", "1", "image"], true),
            ("spec.containers[name=web]", &["spec", "containers", "0", "image"], false),
            ("spec.containers[name=db]", &["spec", "containers", "1", "image"], false),
            ("data[\"net-conf.json\"]", &["data", "net-conf.json"], true),
            ("data[*]", &["data", "net-conf.json"], false),
        ] {
            assert_eq!(covers(pattern, steps), covered, "{pattern} {steps:?}");
        }
        assert!(PathPattern::default().covers(&path(&["spec"]), &|_, _| None));
    }

    #[test]
    fn a_pattern_prints_as_it_is_written() {
        for text in
            ["spec", "spec.containers[0].image", "a[*][name=x=y]", "data[\"a.b\\\"c\"].d", "[\"a.b\"].c"]
        {
            assert_eq!(text.parse::<PathPattern>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn text_that_is_no_path_says_where() {
        for (text, at) in [
            ("", 1),
            (".", 1),
            ("spec.", 5),
            ("spec..a", 5),
            ("a[", 2),
            ("a[]", 2),
            ("a[x]", 2),
            ("a]", 2),
            ("a[\"b]", 2),
            ("a[\"b\"c]", 2),
            ("a[=x]", 2),
            ("ä.b=c", 4),
        ] {
            assert_eq!(text.parse::<PathPattern>().unwrap_err().at, at, "{text}");
        }
    }
}
