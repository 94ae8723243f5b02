//! The waiver's text: `pods/privileged,pods/run-as-non-root until=2027-03-31 owner=team-a reason="…"`, as comments and
//! annotations carry it.
//!
//! Rules first, apart by commas or blanks; then `KEY=VALUE` pairs in any order. A value with blanks stands in double
//! quotes (`\"` and `\\` inside) or in single quotes (nothing is special inside).

use std::sync::Arc;

use jiff::civil::Date;

use super::waiver::{Target, Waiver, WaiverError, WaiverProblem, waivable};
use super::{PathPattern, parse_day};
use crate::finding::{Location, Path, RuleId, WaiverSource};
use crate::schema::nearest;

/// What an annotation's key begins with.
pub const ANNOTATION_PREFIX: &str = "waive.tidegate.dev/";

/// What may stand behind `tidegate:` in a comment.
const DIRECTIVES: &[&str] = &["waive", "case"];

const KEYS: &[&str] = &["until", "owner", "reason"];

impl Waiver {
    /// Reads a comment, its text from `tidegate:` on; `path` is the node that it governs. `None` if it is for others.
    pub fn from_comment(text: &str, path: &Path, location: &Location) -> Option<Result<Self, WaiverError>> {
        let behind = text.trim().strip_prefix("tidegate:")?;
        let (directive, rest) = behind.split_once(char::is_whitespace).unwrap_or((behind, ""));
        let waiver = match directive {
            "case" => return None,
            "waive" => read(rest).and_then(|(rules, pairs)| {
                let target = Target { path: PathPattern::from(path), ..Target::default() };
                build(rules, pairs, (WaiverSource::Comment, location), target)
            }),
            "" if rest.trim_start().starts_with("waive") => {
                Err(WaiverProblem::UnknownDirective { word: " waive".to_owned(), meant: "waive" })
            }
            word => Err(WaiverProblem::UnknownDirective {
                word: word.to_owned(),
                meant: nearest(word, DIRECTIVES.iter().copied()).unwrap_or("waive"),
            }),
        };
        Some(waiver.map_err(|problem| WaiverError { problem, location: location.clone() }))
    }

    /// Reads an annotation of an object or of its pod template. `None` if its key is for others.
    pub fn from_annotation(key: &str, value: &str, location: &Location) -> Option<Result<Self, WaiverError>> {
        let name = key.strip_prefix(ANNOTATION_PREFIX)?;
        let waiver = annotated_rule(key, name).and_then(|rule| {
            let pairs = pairs(value)?;
            build(vec![rule], pairs, (WaiverSource::Annotation, location), Target::default())
        });
        Some(waiver.map_err(|problem| WaiverError { problem, location: location.clone() }))
    }
}

fn annotated_rule(key: &str, name: &str) -> Result<RuleId, WaiverProblem> {
    let id = name.split_once('.').and_then(|(pack, rule)| RuleId::new(&format!("{pack}/{rule}")).ok());
    id.ok_or_else(|| WaiverProblem::NotAnAnnotation(key.to_owned()))
}

/// What the pairs say.
#[derive(Default)]
struct Pairs {
    until: Option<String>,
    owner: Option<String>,
    reason: Option<String>,
}

impl Pairs {
    fn slot(&mut self, key: &str) -> Option<(&'static str, &mut Option<String>)> {
        match key {
            "until" => Some(("until", &mut self.until)),
            "owner" => Some(("owner", &mut self.owner)),
            "reason" => Some(("reason", &mut self.reason)),
            _ => None,
        }
    }
}

fn build(
    rules: Vec<RuleId>,
    pairs: Pairs,
    (source, location): (WaiverSource, &Location),
    target: Target,
) -> Result<Waiver, WaiverProblem> {
    let rules = rules.into_iter().map(waivable).collect::<Result<Vec<_>, _>>()?;
    let filled = |value: Option<String>, key: &'static str| match value {
        Some(text) if text.trim().is_empty() => Err(WaiverProblem::Empty(key)),
        other => Ok(other),
    };
    let until: Option<Date> = filled(pairs.until, "until")?.as_deref().map(parse_day).transpose()?;
    let owner = filled(pairs.owner, "owner")?;
    let reason = pairs.reason.filter(|text| !text.trim().is_empty()).ok_or(WaiverProblem::NoReason)?;
    Ok(Waiver {
        rules,
        reason: Arc::from(reason.trim()),
        owner: owner.map(Arc::from),
        until,
        source,
        location: location.clone(),
        target,
    })
}

/// Rules and pairs.
fn read(text: &str) -> Result<(Vec<RuleId>, Pairs), WaiverProblem> {
    let mut rest = text.trim_start();
    let mut rules = Vec::new();
    loop {
        let end = rest.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        if word.contains('=') {
            break;
        }
        if !word.is_empty() {
            rules.push(RuleId::new(word)?);
        }
        if behind.is_empty() {
            rest = "";
            break;
        }
        rest = behind.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }
    if rules.is_empty() { Err(WaiverProblem::NoRule) } else { Ok((rules, pairs(rest)?)) }
}

fn pairs(text: &str) -> Result<Pairs, WaiverProblem> {
    let mut pairs = Pairs::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, behind) = rest.split_at(end);
        let Some(value) = behind.strip_prefix('=') else {
            return Err(WaiverProblem::NotAPair(key.to_owned()));
        };
        let Some((key, slot)) = pairs.slot(key) else {
            return Err(WaiverProblem::UnknownKey {
                key: key.to_owned(),
                meant: nearest(key, KEYS.iter().copied()),
            });
        };
        let (value, behind) = take_value(value).ok_or(WaiverProblem::OpenQuote(key))?;
        if slot.replace(value).is_some() {
            return Err(WaiverProblem::Twice(key));
        }
        if !behind.is_empty() && !behind.starts_with(char::is_whitespace) {
            let word = behind.split_whitespace().next().unwrap_or(behind);
            return Err(WaiverProblem::NotAPair(word.to_owned()));
        }
        rest = behind.trim_start();
    }
    Ok(pairs)
}

/// A value, bare or in quotes, and what stands behind it; `None` if a quote does not end.
fn take_value(text: &str) -> Option<(String, &str)> {
    if let Some(inside) = text.strip_prefix('\'') {
        let (value, behind) = inside.split_once('\'')?;
        return Some((value.to_owned(), behind));
    }
    let Some(inside) = text.strip_prefix('"') else {
        let (value, behind) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
        return Some((value.to_owned(), behind));
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some((value, inside.get(at + 1..)?)),
            _ => {
                if escaped && c != '"' && c != '\\' {
                    value.push('\\');
                }
                value.push(c);
                escaped = false;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
