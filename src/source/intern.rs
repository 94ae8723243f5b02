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
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut state = fold(text.len() as u64 ^ 0x243f_6a88_85a3_08d3);
    for word in words {
        state = fold(state ^ u64::from_le_bytes(*word));
    }
    let last = rest.iter().fold(0, |last, &byte| (last << 8) | u64::from(byte));
    let state = fold(state ^ last);
    #[expect(clippy::cast_possible_truncation, reason = "the upper half folded into the lower")]
    let folded = (state ^ (state >> 32)) as u32;
    folded.max(1)
}

/// Both halves of a wide product, mixed.
#[inline]
fn fold(word: u64) -> u64 {
    let product = u128::from(word) * 0x9e37_79b9_7f4a_7c15;
    #[expect(clippy::cast_possible_truncation, reason = "one half after the other")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}
