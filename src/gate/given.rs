//! What rules are given of a scope, without asking them: for another engine to answer the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::evaluate::native_input;
use super::inputs::Knowledge;
use super::reviews;
use crate::kinds::Kinds;
use crate::review::Review;
use crate::source::{Document, LoadedScope, Read};
use crate::value::Value;

/// The reviews of a scope and what is common to them.
#[derive(Debug)]
pub struct Given {
    /// In order of document and position.
    pub reviews: Vec<Review>,
    inventory: Value,
    old_inventory: Value,
    complete: Value,
}

/// What rules are given of a scope. `reads` are the kinds that they read from the inventory.
pub fn given(scope: &LoadedScope, kinds: &Kinds, reads: &BTreeSet<Arc<str>>, knowledge: &Knowledge) -> Given {
    let documents: Vec<&Document> = scope.reads.iter().filter_map(Read::document).collect();
    let prepared = reviews::prepare(&documents, &scope.namespace, kinds, reads, knowledge);
    Given {
        reviews: prepared.reviews,
        inventory: prepared.context.inventory,
        old_inventory: prepared.context.old_inventory,
        complete: prepared.context.complete,
    }
}

impl Given {
    /// `input` of a review.
    pub fn input(&self, review: &Review, params: &Value) -> Value {
        native_input(review, [&self.inventory, &self.old_inventory, &self.complete], params)
    }
}
