//! Merging values as helm does: mappings member by member, everything else whole; a null takes a default away.

use serde_json::{Map, Value as Json};

use super::GLOBAL;
use super::tree::Chart;

type Values = Map<String, Json>;

/// Lays one values file over those before it. A null stays: it takes away a default later.
pub(super) fn overlay(under: &mut Values, over: Values) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Json::Object(below)), Json::Object(above)) => overlay(below, above),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// The values that a chart is rendered with: those that are given, its defaults, and the same for the charts in it.
pub(super) fn coalesce(chart: &Chart, given: Values) -> Values {
    let mut values = given;
    for (key, default) in chart.defaults() {
        match values.get_mut(&key) {
            Some(Json::Null) => drop(values.remove(&key)),
            Some(Json::Object(inner)) => {
                if let Json::Object(mut default) = default {
                    // What is meant for a chart keeps its nulls, for they take away that chart's defaults.
                    let keeps = chart.inner.iter().any(|inner| inner.name == key);
                    if !keeps {
                        clean(&mut default);
                    }
                    complete(inner, default, keeps);
                }
            }
            Some(_) => {}
            None => {
                if let Some(default) = cleaned(default) {
                    values.insert(key, default);
                }
            }
        }
    }
    for inner in &chart.inner {
        let mut own = match values.remove(&inner.name) {
            None => Values::new(),
            Some(Json::Object(own)) => own,
            // helm does not go on here.
            Some(other) => {
                values.insert(inner.name.clone(), other);
                continue;
            }
        };
        hand_down(&values, &mut own);
        values.insert(inner.name.clone(), Json::Object(coalesce(inner, own)));
    }
    values
}

/// Adds defaults to a mapping that is given.
fn complete(given: &mut Values, defaults: Values, keep_nulls: bool) {
    for (key, default) in defaults {
        match given.get_mut(&key) {
            None => {
                given.insert(key, default);
            }
            Some(Json::Null) if !keep_nulls && !default.is_null() => drop(given.remove(&key)),
            Some(Json::Object(inner)) => {
                if let Json::Object(default) = default {
                    complete(inner, default, keep_nulls);
                }
            }
            Some(_) => {}
        }
    }
}

/// A chart's globals come before those of a chart in it.
fn hand_down(outer: &Values, inner: &mut Values) {
    let empty = Values::new();
    let above = match outer.get(GLOBAL) {
        None => &empty,
        Some(Json::Object(above)) => above,
        Some(_) => return,
    };
    let Json::Object(below) = inner.entry(GLOBAL).or_insert_with(|| Json::Object(Values::new())) else {
        return;
    };
    for (key, value) in above {
        match (value, below.get(key)) {
            (Json::Object(above), Some(Json::Object(under))) => {
                let mut both = above.clone();
                complete(&mut both, under.clone(), true);
                below.insert(key.clone(), Json::Object(both));
            }
            (Json::Object(_), Some(_)) | (_, Some(Json::Object(_))) => {}
            _ => drop(below.insert(key.clone(), value.clone())),
        }
    }
}

/// A default without its null members; `None` for null.
fn cleaned(mut default: Json) -> Option<Json> {
    if let Json::Object(members) = &mut default {
        clean(members);
    }
    (!default.is_null()).then_some(default)
}

fn clean(members: &mut Values) {
    members.retain(|_, value| !value.is_null());
    for value in members.values_mut() {
        if let Json::Object(inner) = value {
            clean(inner);
        }
    }
}
