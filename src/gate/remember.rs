//! What rules answered that look at nothing of an object but its kind and what schemas say of it: most objects have no
//! mistake, and then the answer is the same for all of a kind. One memory a thread, so that nobody waits.

use std::collections::HashMap;
use std::sync::Arc;

use super::answer::Answer;
use crate::review::Review;
use crate::value::{self, Value};

/// More kinds than there are; who invents kinds at admission gains nothing.
const MOST: usize = 1024;

/// What is asked of which kind.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Matter {
    query: Arc<str>,
    api_version: Arc<str>,
    kind: Arc<str>,
}

/// Answers by what was asked, with what schemas said then.
#[derive(Debug, Default)]
pub(super) struct Remembered(HashMap<Matter, (Value, Vec<(usize, Answer)>)>);

impl Matter {
    /// `None` where something is wrong with the object itself.
    pub(super) fn of(query: &Arc<str>, review: &Review, schema: &Value) -> Option<Self> {
        let has_none = |key| {
            value::get(schema, key).is_none_or(|found| value::items(found).is_some_and(<[_]>::is_empty))
        };
        (has_none("mistakes") && has_none("duplicates")).then(|| Self {
            query: Arc::clone(query),
            api_version: Arc::clone(&review.identity.api_version),
            kind: Arc::clone(&review.identity.kind),
        })
    }
}

impl Remembered {
    /// The answers, if schemas said the same then.
    pub(super) fn answers(&self, matter: &Matter, schema: &Value) -> Option<&[(usize, Answer)]> {
        self.0.get(matter).filter(|(then, _)| then == schema).map(|(_, answers)| answers.as_slice())
    }

    pub(super) fn keep(&mut self, matter: Matter, schema: &Value, answers: &[(usize, Answer)]) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(matter, (schema.clone(), answers.to_vec()));
    }
}
