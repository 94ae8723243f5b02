//! Objects with one mistake each, of the kinds that people make: deterministic, and spread evenly over the kinds of
//! mistakes, the kinds of objects and the depths.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::objects::Sample;

/// A mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mistake {
    Renamed,
    Retyped,
    Dropped,
    Misspelt,
    Duplicated,
}

pub(super) const MISTAKES: [Mistake; 5] =
    [Mistake::Renamed, Mistake::Retyped, Mistake::Dropped, Mistake::Misspelt, Mistake::Duplicated];

impl Mistake {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Renamed => "field renamed",
            Self::Retyped => "type changed",
            Self::Dropped => "member dropped",
            Self::Misspelt => "text misspelt",
            Self::Duplicated => "item duplicated",
        }
    }
}

/// One mistake in one object.
pub(super) struct Mutation {
    /// Position of the object that it was made in.
    pub(super) of: usize,
    pub(super) mistake: Mistake,
    /// Keys and list positions from the object to what was changed.
    pub(super) path: Vec<Json>,
    pub(super) before: Json,
    /// The new value, or the new name of a renamed field; null where it was dropped.
    pub(super) after: Json,
    pub(super) object: Json,
}

/// Numbers that look random and are the same on every machine (splitmix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).unwrap()).unwrap()
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Mutations of these objects; `groups` are taken in turn, and in each group its kinds.
pub(super) fn mutations(
    samples: &[&Sample],
    group: impl Fn(&Sample) -> usize,
    seed: u64,
    count: usize,
) -> Vec<Mutation> {
    let mut dice = Dice(seed);
    let mut groups: BTreeMap<usize, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (at, sample) in samples.iter().enumerate() {
        groups.entry(group(sample)).or_default().entry(sample.kind()).or_default().push(at);
    }
    let groups: Vec<Vec<Vec<usize>>> =
        groups.into_values().map(|kinds| kinds.into_values().collect()).collect();
    let mut made = Vec::with_capacity(count);
    let mut vain = 0;
    while made.len() < count {
        let mistake = MISTAKES[made.len() % MISTAKES.len()];
        // Where a kind has no place for a mistake, the next kind is tried.
        let round = made.len() / MISTAKES.len() + vain;
        let kinds = &groups[round % groups.len()];
        let of = *dice.pick(&kinds[round / groups.len() % kinds.len()]);
        let mutation = mutation(&mut dice, of, &samples[of].object, mistake);
        vain += usize::from(mutation.is_none());
        made.extend(mutation);
    }
    made
}

fn mutation(dice: &mut Dice, of: usize, object: &Json, mistake: Mistake) -> Option<Mutation> {
    let mut by_depth: BTreeMap<usize, Vec<Vec<Json>>> = BTreeMap::new();
    sites(object, mistake, &mut Vec::new(), &mut |path| {
        by_depth.entry(path.len()).or_default().push(path.to_vec());
    });
    let depths: Vec<_> = by_depth.into_values().collect();
    if depths.is_empty() {
        return None;
    }
    let depth = dice.pick(&depths);
    let path = dice.pick(depth).clone();
    let mut changed = object.clone();
    let (before, after) = apply(dice, mistake, &mut changed, &path)?;
    Some(Mutation { of, mistake, path, before, after, object: changed })
}

/// Where a mistake can be made.
fn sites(node: &Json, mistake: Mistake, path: &mut Vec<Json>, found: &mut impl FnMut(&[Json])) {
    if !path.is_empty() && !is_address(path) {
        let in_object = path.last().is_some_and(Json::is_string);
        let fits = match mistake {
            Mistake::Renamed | Mistake::Dropped => in_object,
            Mistake::Retyped => !node.is_null(),
            Mistake::Misspelt => node.as_str().is_some_and(|text| text.chars().any(char::is_alphanumeric)),
            Mistake::Duplicated => node.as_array().is_some_and(|items| !items.is_empty()),
        };
        if fits {
            found(path);
        }
    }
    let mut below = |step: Json, inner: &Json| {
        path.push(step);
        sites(inner, mistake, path, found);
        path.pop();
    };
    match node {
        Json::Object(members) => members.iter().for_each(|(key, inner)| below(Json::from(&**key), inner)),
        Json::Array(items) => items.iter().enumerate().for_each(|(at, inner)| below(Json::from(at), inner)),
        _ => {}
    }
}

/// What says where an object is sent to is no matter of its schema.
fn is_address(path: &[Json]) -> bool {
    let path: Vec<_> = path.iter().map(|step| step.as_str().unwrap_or_default()).collect();
    matches!(path.as_slice(), ["apiVersion" | "kind"] | ["metadata", "namespace"])
}

/// Makes the mistake; what was there and what is there now.
fn apply(dice: &mut Dice, mistake: Mistake, object: &mut Json, path: &[Json]) -> Option<(Json, Json)> {
    let (last, above) = path.split_last()?;
    let parent = above.iter().try_fold(object, |node, step| inner(node, step))?;
    match mistake {
        Mistake::Renamed => {
            let members = parent.as_object_mut()?;
            let name = last.as_str()?;
            let wrong = typo(dice, name)?;
            if members.contains_key(&wrong) {
                return None;
            }
            let value = members.remove(name)?;
            members.insert(wrong.clone(), value);
            Some((last.clone(), Json::from(wrong)))
        }
        Mistake::Dropped => Some((parent.as_object_mut()?.remove(last.as_str()?)?, Json::Null)),
        Mistake::Retyped => {
            let node = inner(parent, last)?;
            let wrong = dice.pick(&retyped(node)).clone();
            Some((std::mem::replace(node, wrong.clone()), wrong))
        }
        Mistake::Misspelt => {
            let node = inner(parent, last)?;
            let wrong = Json::from(typo(dice, node.as_str()?)?);
            Some((std::mem::replace(node, wrong.clone()), wrong))
        }
        Mistake::Duplicated => {
            let items = inner(parent, last)?.as_array_mut()?;
            let item = dice.pick(items).clone();
            items.push(item.clone());
            Some((Json::Null, item))
        }
    }
}

fn inner<'a>(node: &'a mut Json, step: &Json) -> Option<&'a mut Json> {
    match step {
        Json::String(key) => node.get_mut(key),
        step => node.get_mut(usize::try_from(step.as_u64()?).ok()?),
    }
}

/// The value as people mistake its type.
fn retyped(value: &Json) -> Vec<Json> {
    match value {
        Json::String(text) => vec![json!(3), json!(true), json!([text]), json!({"value": text})],
        Json::Number(number) => {
            let fraction = number.as_i64().map(|whole| Json::from(number_text(&format!("{whole}.5"))));
            let mut all =
                vec![json!(number.to_string()), json!(true), json!([number]), json!({"value": number})];
            all.extend(fraction);
            all
        }
        Json::Bool(flag) => vec![json!(flag.to_string()), json!(u8::from(*flag)), json!([flag])],
        Json::Array(items) => {
            vec![
                json!({}),
                json!("text"),
                items.first().cloned().filter(|i| !i.is_array()).unwrap_or(json!(7)),
            ]
        }
        Json::Object(_) => vec![json!([value]), json!("text"), json!(7), json!([])],
        Json::Null => vec![json!(0)],
    }
}

fn number_text(text: &str) -> serde_json::Number {
    text.parse().unwrap()
}

/// The text as people mistype it: two letters swapped, one left out, doubled, in the other case, or its neighbour.
fn typo(dice: &mut Dice, text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_alphanumeric()).collect();
    (0..8).find_map(|_| {
        let at = *dice.pick(&places);
        let mut wrong = letters.clone();
        match dice.below(5) {
            0 if at + 1 < wrong.len() => wrong.swap(at, at + 1),
            1 if wrong.len() > 1 => drop(wrong.remove(at)),
            2 => wrong.insert(at, letters[at]),
            3 if letters[at].is_lowercase() => wrong[at] = letters[at].to_ascii_uppercase(),
            3 => wrong[at] = letters[at].to_ascii_lowercase(),
            _ => wrong[at] = if letters[at] == 'e' { 'r' } else { 'e' },
        }
        let wrong: String = wrong.into_iter().collect();
        (wrong != text).then_some(wrong)
    })
}
