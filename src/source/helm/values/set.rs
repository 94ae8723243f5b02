//! `--set`: `a.b=1,c={x,y}`. List positions (`a[0]=1`) are left to helm.

use serde_json::{Map, Value as Json};

/// Adds what one `--set` gives; `None` where it is not understood here.
pub(super) fn apply(values: &mut Map<String, Json>, text: &str) -> Option<()> {
    let mut rest = text;
    while !rest.is_empty() {
        let (keys, behind) = keys(rest)?;
        let (value, next) = value(behind)?;
        insert(values, &keys, value)?;
        rest = next;
    }
    Some(())
}

/// Up to `=`: names with dots between them.
fn keys(text: &str) -> Option<(Vec<String>, &str)> {
    let mut keys = vec![String::new()];
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '=' => {
                let named = keys.iter().all(|key| !key.is_empty());
                return named.then_some((keys, text.get(at + 1..)?));
            }
            '.' => keys.push(String::new()),
            '[' | ',' => return None,
            '\\' => keys.last_mut()?.push(characters.next()?.1),
            other => keys.last_mut()?.push(other),
        }
    }
    None
}

/// Up to the next comma: a scalar, or scalars in braces.
fn value(text: &str) -> Option<(Json, &str)> {
    let Some(inner) = text.strip_prefix('{') else {
        let (word, rest, _) = word(text, &[','])?;
        return Some((scalar(&word), rest));
    };
    let (mut items, mut rest) = (Vec::new(), inner);
    if let Some(behind) = inner.strip_prefix('}') {
        rest = behind;
    } else {
        loop {
            let (item, behind, end) = word(rest, &[',', '}'])?;
            items.push(scalar(&item));
            rest = behind;
            match end {
                Some('}') => break,
                Some(_) => {}
                None => return None,
            }
        }
    }
    let next = if rest.is_empty() { rest } else { rest.strip_prefix(',')? };
    Some((Json::Array(items), next))
}

/// Up to and without one of the ends, what is behind it, and which end it was.
fn word<'a>(text: &'a str, ends: &[char]) -> Option<(String, &'a str, Option<char>)> {
    let mut word = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => word.push(characters.next()?.1),
            end if ends.contains(&end) => return Some((word, text.get(at + 1..)?, Some(end))),
            other => word.push(other),
        }
    }
    Some((word, "", None))
}

/// As helm reads a word: whole numbers that do not begin with a zero are numbers.
fn scalar(word: &str) -> Json {
    match word {
        "true" => Json::Bool(true),
        "false" => Json::Bool(false),
        "null" => Json::Null,
        "0" => Json::from(0),
        _ => match word.parse::<i64>() {
            Ok(number) if !word.starts_with('0') => Json::from(number),
            _ => Json::from(word),
        },
    }
}

fn insert(values: &mut Map<String, Json>, keys: &[String], value: Json) -> Option<()> {
    let (first, inner) = keys.split_first()?;
    if inner.is_empty() {
        values.insert(first.clone(), value);
        return Some(());
    }
    match values.entry(first.as_str()).or_insert_with(|| Json::Object(Map::new())) {
        Json::Object(members) => insert(members, inner, value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(texts: &[&str]) -> Option<Json> {
        let mut values = Map::new();
        texts.iter().try_for_each(|text| apply(&mut values, text))?;
        Some(Json::Object(values))
    }

    #[test]
    fn names_scalars_and_lists_are_read_as_helm_reads_them() {
        assert_eq!(
            set(&["a.b=1,a.c=true,d=x=y", "e={1,b c},f={},g=null", r"h\.i=1\,2,j=007,k=1.5,l="]),
            Some(json!({
                "a": {"b": 1, "c": true}, "d": "x=y", "e": [1, "b c"], "f": [], "g": null,
                "h.i": "1,2", "j": "007", "k": "1.5", "l": ""
            }))
        );
    }

    #[test]
    fn what_is_not_understood_is_left_to_helm() {
        for text in ["a[0]=1", "a", "a={1", "=1", "a=1,a.b=2"] {
            assert_eq!(set(&[text]), None, "{text}");
        }
    }
}
