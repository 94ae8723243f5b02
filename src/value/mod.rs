//! The value that flows through every room: regorus' own, so that nothing is converted on the way to the engine.
//!
//! This room builds values and normalises them. It does not parse text (`source`) and does not evaluate (`engine`).

mod access;
mod json;
mod normalise;

pub use access::{
    get, items, list, member, merged, number_i64, object, object_from, string, text, with_member,
    without_member,
};
pub use json::{from_json, to_json};
pub use normalise::without_null_members;
pub use regorus::Value;
pub use regorus::value::{Iter as MembersIter, Object};
