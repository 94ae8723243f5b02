//! Parameters of packs: defaults from METADATA, overridden by name; and groups of packs that can share one input.

use std::collections::BTreeMap;

use super::rule::Rule;
use crate::schema::nearest;
use crate::value::{self, Value};

/// Values by pack and key.
pub type Params = BTreeMap<String, BTreeMap<String, Value>>;

/// The values in force: every pack's declared keys, overridden by `given`. Unknown packs and keys come back as sentences.
pub(super) fn resolve(rules: &[Rule], given: &Params) -> (Params, Vec<String>) {
    let mut params = Params::new();
    for rule in rules {
        let pack = params.entry(rule.card.id.pack().to_owned()).or_default();
        for (key, default) in &rule.params {
            pack.entry(key.clone()).or_insert_with(|| default.clone());
        }
    }
    let mut unknown = Vec::new();
    for (pack, keys) in given {
        let Some(declared) = params.get_mut(pack) else {
            unknown.push(format!("there is no pack '{pack}'{}", meant(pack, params.keys())));
            continue;
        };
        for (key, value) in keys {
            if declared.contains_key(key) {
                declared.insert(key.clone(), value.clone());
            } else {
                let meant = meant(key, declared.keys());
                unknown.push(format!("pack {pack} has no parameter '{key}'{meant}"));
            }
        }
    }
    (params, unknown)
}

fn meant<'a>(word: &str, known: impl Iterator<Item = &'a String>) -> String {
    nearest(word, known.map(String::as_str)).map(|near| format!(": did you mean {near}?")).unwrap_or_default()
}

/// Packs whose values do not contradict each other, each group with its common `input.params`. One group unless two packs
/// give one key different values: then their rules are evaluated apart.
pub(super) fn groups(params: &Params) -> Vec<(Vec<String>, Value)> {
    let mut groups: Vec<(Vec<String>, BTreeMap<String, Value>)> = Vec::new();
    for (pack, keys) in params {
        let fits = |common: &BTreeMap<String, Value>| {
            keys.iter().all(|(key, value)| common.get(key).is_none_or(|taken| taken == value))
        };
        match groups.iter_mut().find(|(_, common)| fits(common)) {
            Some((packs, common)) => {
                packs.push(pack.clone());
                common.extend(keys.clone());
            }
            None => groups.push((vec![pack.clone()], keys.clone())),
        }
    }
    groups.into_iter().map(|(packs, common)| (packs, value::object_from(common))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(text: &str) -> Params {
        serde_json::from_str::<BTreeMap<String, BTreeMap<String, serde_json::Value>>>(text)
            .unwrap()
            .into_iter()
            .map(|(pack, keys)| (pack, keys.into_iter().map(|(k, v)| (k, value::from_json(v))).collect()))
            .collect()
    }

    #[test]
    fn packs_share_an_input_unless_they_contradict() {
        let same = params(r#"{"a": {"level": null, "x": 1}, "b": {"level": null}, "c": {}}"#);
        assert_eq!(groups(&same).len(), 1);
        let apart = params(r#"{"a": {"level": "baseline"}, "b": {"level": "restricted"}, "c": {"y": 1}}"#);
        let packs: Vec<_> = groups(&apart).into_iter().map(|(packs, _)| packs.join("+")).collect();
        assert_eq!(packs, ["a+c", "b"]);
    }
}
