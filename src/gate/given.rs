//! What rules are given of a scope, without asking them: for another engine to answer the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::evaluate::native_input;
use super::inputs::Knowledge;
use super::reviews;
use super::schemas::ScopeSchemas;
use crate::kinds::Kinds;
use crate::review::{Names, Review};
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
    /// `input.schema` of each review.
    schemas: Vec<Value>,
}

/// What rules are given of a scope. `reads` are the kinds that they read from the inventory.
pub fn given(scope: &LoadedScope, kinds: &Kinds, reads: &BTreeSet<Arc<str>>, knowledge: &Knowledge) -> Given {
    let documents: Vec<&Document> = scope.reads.iter().filter_map(Read::document).collect();
    let names = Names { kinds, namespace: &scope.namespace };
    let prepared = reviews::prepare(&documents, names, reads, knowledge, knowledge.old.get(&scope.name));
    let schemas = ScopeSchemas::new(knowledge, Some(scope), &prepared.reviews, &documents);
    let schemas = schemas.all_facts(&prepared.reviews, &documents);
    Given {
        schemas,
        reviews: prepared.reviews,
        inventory: prepared.context.inventory,
        old_inventory: prepared.context.old_inventory,
        complete: prepared.context.complete,
    }
}

impl Given {
    /// `input` of the review at a position.
    pub fn input(&self, position: usize, params: &Value) -> Option<Value> {
        let (review, schema) = (self.reviews.get(position)?, self.schemas.get(position)?);
        let input =
            native_input(review, schema, [&self.inventory, &self.old_inventory, &self.complete], params);
        Some(input)
    }
}
