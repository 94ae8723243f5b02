//! Texts that occur again and again (`name`, `description`, `string`) are allocated once a file.
//!
//! A cache with one slot a hash: bounded, and no choice of texts makes it slow.

use crate::value::{Value, string};

const SLOTS: usize = 1024;

/// Hands out shared string values.
pub(super) struct Interner {
    slots: Vec<Value>,
}

impl Interner {
    pub(super) fn new() -> Self {
        Self { slots: vec![Value::Null; SLOTS] }
    }

    /// The string value of a text whose [`hash`] is at hand.
    #[inline]
    pub(super) fn value(&mut self, text: &str, hash: u32) -> Value {
        let Some(slot) = self.slots.get_mut(hash as usize % SLOTS) else { return string(text) };
        match slot {
            Value::String(known) if **known == *text => slot.clone(),
            _ => {
                *slot = string(text);
                slot.clone()
            }
        }
    }
}

/// A quick hash of a text, equal in every run and never 0. Nothing relies on it being free of collisions.
#[inline]
pub(super) fn hash(text: &str) -> u32 {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut state = text.len() as u64;
    for word in words {
        state = (state.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR);
    }
    let mut last = 0;
    for &byte in rest {
        last = (last << 8) | u64::from(byte);
    }
    state = (state.rotate_left(5) ^ last).wrapping_mul(FACTOR);
    #[expect(clippy::cast_possible_truncation, reason = "the upper half folded into the lower")]
    let folded = (state ^ (state >> 32)) as u32;
    folded.max(1)
}
