//! How many steps a judgement may take: the validator cannot be stopped, but it sees documents through our own nodes.
//!
//! A step is one look into an object or list. Where none is left, whatever is looked into seems to be neither, so that no way
//! leads on and the validator soon comes to its end; what it says then is thrown away.

use std::cell::Cell;

use crate::value::{self, Value};

/// Steps for any document, and for each object or list in it. An ordinary schema takes one to five for each.
const STEPS: (u64, u64) = (1_000_000, 100);

thread_local! {
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Runs a judgement of a document; nothing where the steps did not suffice.
pub(super) fn within<T>(document: &Value, judge: impl FnOnce() -> T) -> Option<T> {
    let allowed = STEPS.0.saturating_add(STEPS.1.saturating_mul(containers(document)));
    let before = LEFT.replace(Some(allowed));
    let said = judge();
    let left = LEFT.replace(before);
    (left != Some(0)).then_some(said)
}

/// Takes a step, if one is left. Outside of [`within`] there is no bound.
pub(super) fn take() -> bool {
    LEFT.with(|left| match left.get() {
        None => true,
        Some(0) => false,
        Some(some) => {
            left.set(Some(some - 1));
            true
        }
    })
}

fn containers(document: &Value) -> u64 {
    match document {
        Value::Object(_) => {
            let members = value::object(document).into_iter().flat_map(crate::value::Object::values);
            1 + members.map(containers).sum::<u64>()
        }
        Value::Array(items) => 1 + items.iter().map(containers).sum::<u64>(),
        _ => 0,
    }
}
