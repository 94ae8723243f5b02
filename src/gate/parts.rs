//! Findings of several parts: one finding that names, by their ids, rules that would each have found something. Whoever
//! waives or switches off such a rule takes its part away; what is left is what the finding says.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Path, RuleId};
use crate::value::{self, Value};

/// What one rule would have found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) rule: RuleId,
    pub(super) path: Path,
}

/// Reads `parts` of a finding. `path` reads a path.
pub(super) fn read(
    given: &Value,
    path: impl Fn(&Value) -> Result<Path, String>,
) -> Result<Vec<Part>, String> {
    let items = value::items(given).ok_or("parts is no list")?;
    if items.is_empty() {
        return Err("parts is empty: a finding without parts has no such member".to_owned());
    }
    let one = |item: &Value| {
        let rule = value::get(item, "rule").and_then(value::text).ok_or("a part has no rule")?;
        let rule = RuleId::new(rule).map_err(|error| error.to_string())?;
        let path = path(value::get(item, "path").ok_or("a part has no path")?)?;
        Ok(Part { rule, path })
    };
    items.iter().map(one).collect()
}

/// `said`, and by their ids the rules that it is about.
pub(super) fn name(said: &str, parts: &[Part]) -> Arc<str> {
    let first = first_of_each(parts);
    let names: Vec<&str> = first.keys().map(|rule| rule.as_str()).collect();
    match names.as_slice() {
        [] => Arc::from(said),
        [one] => Arc::from(format!("{said}: {one}")),
        [others @ .., last] => Arc::from(format!("{said}: {} and {last}", others.join(", "))),
    }
}

/// Of each rule where it found something first.
pub(super) fn first_of_each(parts: &[Part]) -> BTreeMap<&RuleId, &Path> {
    let mut first = BTreeMap::new();
    for part in parts {
        first.entry(&part.rule).or_insert(&part.path);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(rule: &str, key: &str) -> Part {
        Part { rule: RuleId::new(rule).unwrap(), path: Path::of_keys(&[key]) }
    }

    #[test]
    fn every_rule_is_named_once_in_order() {
        let parts = [part("p/b", "x"), part("p/a", "y"), part("p/b", "z"), part("p/c", "z")];
        assert_eq!(&*name("it is refused", &parts), "it is refused: p/a, p/b and p/c");
        assert_eq!(&*name("it is refused", &parts[..2]), "it is refused: p/a and p/b");
        assert_eq!(&*name("it is refused", &parts[..1]), "it is refused: p/b");
        assert_eq!(&*name("it is refused", &[]), "it is refused");
        let first = first_of_each(&parts);
        let places: Vec<String> = first.values().map(ToString::to_string).collect();
        assert_eq!(places, ["y", "x", "z"]);
    }

    #[test]
    fn parts_that_are_not_understood_are_an_error() {
        let read = |json: &str| read(&Value::from_json_str(json).unwrap(), |_| Ok(Path::root()));
        assert_eq!(read(r#"[{"rule": "p/a", "path": []}]"#).unwrap().len(), 1);
        for (json, said) in [
            ("{}", "parts is no list"),
            ("[]", "parts is empty: a finding without parts has no such member"),
            (r#"[{"path": []}]"#, "a part has no rule"),
            (r#"[{"rule": "p/a"}]"#, "a part has no path"),
        ] {
            assert_eq!(read(json).unwrap_err(), said);
        }
        assert!(read(r#"[{"rule": "a", "path": []}]"#).unwrap_err().starts_with("'a' is no rule id"));
    }
}
