//! Built-ins that must not be regorus' own: those that differ from OPA, panic, or make unbounded values from nothing.
//!
//! regorus looks extensions up before its built-ins, so a function of the same name replaces one.

mod bounded;
mod go_float;
mod sprintf;
mod strings_count;

use regorus::unstable::BUILTINS;
use regorus::{Engine, Value};

use super::mend;

/// A function of this room: its arguments have been counted.
type Function = fn(&[Value]) -> anyhow::Result<Value>;

/// Name, number of arguments, function.
const OWN: &[(&str, u8, Function)] = &[
    ("sprintf", 2, sprintf::sprintf),
    ("strings.count", 2, strings_count::strings_count),
    ("numbers.range", 2, bounded::range),
    ("numbers.range_step", 3, bounded::range_step),
    (mend::NAME, 1, |arguments| Ok(arguments.first().cloned().map_or(Value::Undefined, mend::collection))),
];

/// Operators and forms that the parser turns into calls or that have no entry in the table.
const FORMS: &[&str] = &["print", "walk"];

/// Built-ins of regorus that answer wrongly or not at all; refused at load.
const REFUSED: &[&str] = &["http.send", "opa.runtime"];

/// Supplies the functions of this room.
pub(super) fn install(engine: &mut Engine) -> anyhow::Result<()> {
    for (name, arguments, function) in OWN {
        engine.add_extension(
            (*name).to_owned(),
            *arguments,
            Box::new(move |values: Vec<Value>| function(&values)),
        )?;
    }
    Ok(())
}

/// Whether a call of `name` can be answered.
pub(super) fn exists(name: &str) -> bool {
    !REFUSED.contains(&name)
        && (FORMS.contains(&name) || OWN.iter().any(|(own, ..)| *own == name) || BUILTINS.contains_key(name))
}

/// What to do about a function that does not exist.
pub(super) fn advice(name: &str) -> String {
    const REMOVED: &[&str] = &[
        "any",
        "all",
        "re_match",
        "set_diff",
        "cast_array",
        "cast_string",
        "cast_boolean",
        "cast_object",
        "cast_null",
        "cast_set",
        "net.cidr_overlap",
    ];
    if REMOVED.contains(&name) {
        return "it was removed in Rego v1; write a comprehension, `every` or `regex.match` instead"
            .to_owned();
    }
    if REFUSED.contains(&name) {
        return "policies are judged without network and environment; hand the facts over as data or input"
            .to_owned();
    }
    let near = BUILTINS
        .keys()
        .map(|known| (strsim::damerau_levenshtein(known, name), *known))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    near.map_or_else(
        || "no built-in, no imported function and no function of this package has the name".to_owned(),
        |(_, known)| format!("did you mean {known}?"),
    )
}
