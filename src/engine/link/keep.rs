//! Keeping: rules that ask nothing of the input, or only what many evaluations are given alike, are worked out once.
//!
//! A scope has one inventory and hundreds of reviews; who selects whom in it is the same for all of them. regorus keeps the
//! value of a rule for one evaluation. Here its value is handed back to it as a part of the input, for as long as the
//! input's shared members are the very same values. Nothing changes but the time it takes: a rule whose value is not
//! handed back works it out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use regorus::Value;

use crate::value;

/// Members of the input that are handed over as the same value for many evaluations.
const SHARED: &[&str] = &["complete", "inventory", "oldInventory"];

/// The input as a whole, or a member that only the evaluation knows.
pub(super) const ALL: &str = "*";

/// Behind the name of a rule that has been replaced by one that looks first whether the value is there.
pub(super) const OWN: &str = "_own";

/// Functions whose answers vary with time or chance, or that do something.
const VARYING: &[&str] = &["print", "rand.intn", "time.now_ns", "trace", "uuid.rfc4122"];

/// Whether a function's answers vary though its arguments do not.
pub(super) fn varies(function: &str) -> bool {
    VARYING.contains(&function)
}

/// What a rule needs, all its definitions together.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Members of the input.
    pub(super) input: BTreeSet<String>,
    /// Other rules and functions.
    pub(super) rules: BTreeSet<String>,
    /// It is a function.
    pub(super) function: bool,
    /// It may answer differently though its needs are the same.
    pub(super) varies: bool,
}

/// How long a rule's value lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Lasts {
    /// As long as the program.
    Always,
    /// As long as the shared members of the input.
    Shared,
}

impl Lasts {
    /// The member of the input in which values are handed back, and the rule that gathers them.
    pub(in crate::engine) const fn name(self) -> &'static str {
        match self {
            Self::Always => "kept_always",
            Self::Shared => "kept_shared",
        }
    }
}

/// Rules whose values can be kept.
pub(super) fn kept(needs: &BTreeMap<String, Needs>) -> BTreeMap<String, Lasts> {
    let mut known = BTreeMap::new();
    let names = needs.iter().filter(|(_, needs)| !needs.function).map(|(name, _)| name);
    names.filter_map(|name| Some((name.clone(), lasts(name, needs, &mut known)?))).collect()
}

fn lasts<'n>(
    name: &'n str,
    needs: &'n BTreeMap<String, Needs>,
    known: &mut BTreeMap<&'n str, Option<Lasts>>,
) -> Option<Lasts> {
    if let Some(known) = known.get(name) {
        return *known;
    }
    // A rule that leads back to itself is an error of another kind.
    known.insert(name, None);
    let answer = of(needs.get(name)?, needs, known);
    known.insert(name, answer);
    answer
}

fn of<'n>(
    own: &'n Needs,
    needs: &'n BTreeMap<String, Needs>,
    known: &mut BTreeMap<&'n str, Option<Lasts>>,
) -> Option<Lasts> {
    let shared = |member: &String| SHARED.contains(&member.as_str());
    if own.varies || !own.input.iter().all(shared) {
        return None;
    }
    let mut answer = if own.input.is_empty() { Lasts::Always } else { Lasts::Shared };
    for rule in &own.rules {
        if lasts(rule, needs, known)? == Lasts::Shared {
            answer = Lasts::Shared;
        }
    }
    Some(answer)
}

/// Writes the rules that stand before those whose values are kept, and those that gather values.
pub(super) fn write(kept: &BTreeMap<String, Lasts>, text: &mut String) {
    for (name, lasts) in kept {
        let member = lasts.name();
        let own = format!("value := {name}{OWN}; value == value");
        let _ = writeln!(text, "{name} := value if {{ value := input.{member}.{name}; value == value }}");
        let _ = writeln!(text, "{name} := value if {{ not input.{member}; {own} }}");
        let _ = writeln!(text, "{member}[name] := value if {{ name := \"{name}\"; {own} }}");
    }
}

/// The rules that gather values.
pub(in crate::engine) const GATHERING: [&str; 2] = [Lasts::Always.name(), Lasts::Shared.name()];

/// Those of them that there are.
pub(super) fn gathering(kept: &BTreeMap<String, Lasts>) -> impl Iterator<Item = &'static str> {
    let lasting: BTreeSet<&str> = kept.values().map(|lasts| lasts.name()).collect();
    GATHERING.into_iter().filter(move |name| lasting.contains(name))
}

/// Values that go with shared members, for all evaluators of a program.
#[derive(Debug, Default)]
pub(in crate::engine) struct Shelf(Mutex<VecDeque<(Vec<Value>, Value)>>);

impl Shelf {
    /// As many scopes as are judged side by side on a large machine; an entry holds on to its scope's inventory.
    const ROOM: usize = 8;

    fn get(&self, members: &[Value]) -> Option<Value> {
        let entries = self.0.lock().ok()?;
        entries.iter().find(|(then, _)| same(then, members)).map(|(_, values)| values.clone())
    }

    fn put(&self, members: &[Value], values: &Value) {
        if let Ok(mut entries) = self.0.lock() {
            entries.truncate(Self::ROOM - 1);
            entries.push_front((members.to_vec(), values.clone()));
        }
    }
}

/// Values that are kept for one evaluator.
#[derive(Debug, Default)]
pub(in crate::engine) struct Kept {
    always: Option<Value>,
    /// The shared members, and what goes with them once they have come a second time.
    shared: Option<(Vec<Value>, Option<Value>)>,
}

impl Kept {
    /// The input with the values that are kept, by this evaluator or in common. `ask` evaluates a rule of the linked
    /// package.
    pub(in crate::engine) fn given(
        &mut self,
        input: &Value,
        common: &Shelf,
        mut ask: impl FnMut(&str, Value) -> Option<Value>,
    ) -> Value {
        // Where one of the rules fails, each works its value out where it is asked, and there the error is told.
        let always = self.always.get_or_insert_with(|| {
            ask(Lasts::Always.name(), Value::new_object()).unwrap_or(Value::Undefined)
        });
        let input = if *always == Value::Undefined {
            input.clone()
        } else {
            value::with_member(input, &[Lasts::Always.name()], always.clone())
        };
        let members: Vec<Value> =
            SHARED.iter().map(|key| value::get(&input, key).cloned().unwrap_or(Value::Undefined)).collect();
        if !self.shared.as_ref().is_some_and(|(then, _)| same(then, &members)) {
            let values = common.get(&members);
            let is_first = values.is_none();
            self.shared = Some((members, values));
            if is_first {
                return input;
            }
        }
        let Some((members, values)) = &mut self.shared else { return input };
        let values = values.get_or_insert_with(|| {
            let values = ask(Lasts::Shared.name(), input.clone()).unwrap_or(Value::Undefined);
            common.put(members, &values);
            values
        });
        if *values == Value::Undefined {
            return input;
        }
        value::with_member(&input, &[Lasts::Shared.name()], values.clone())
    }
}

/// Whether they are the very same values: compared by where they are, for to compare what they hold would take longer than
/// working things out.
fn same(then: &[Value], now: &[Value]) -> bool {
    then.iter().zip(now).all(|pair| match pair {
        (Value::Object(then), Value::Object(now)) => Arc::ptr_eq(then, now),
        (Value::Null, Value::Null) | (Value::Undefined, Value::Undefined) => true,
        _ => false,
    })
}
