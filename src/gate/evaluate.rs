//! Asks the rules: all of a review in one evaluation; when that fails, one by one, to name the culprit.

use std::sync::Arc;
use std::time::Instant;

use super::answer::{self, Answer};
use super::pool::Worker;
use super::remember::Matter;
use super::timing::Timings;
use crate::finding::ObjectRef;
use crate::policy::{Call, Dialect, Rule, RuleSet};
use crate::review::{Completeness, Review};
use crate::value::{self, Value};

/// What rules may know of a scope.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub(super) inventory: Value,
    pub(super) old_inventory: Value,
    pub(super) complete: Value,
}

impl Context {
    /// A rule that looks for something missing cannot tell where absence is not known. Kinds that travel with their workload
    /// decide; a rule that reads none of them needs every kind that it reads.
    pub(super) fn is_blind(&self, rule: &Rule, object: Option<&ObjectRef>) -> bool {
        let Some(object) = object.filter(|_| rule.card.absence) else { return false };
        let travels = |kind: &&Arc<str>| crate::review::TRAVELLING.contains(&&***kind);
        let reads = &rule.card.reads;
        let deciding: Vec<_> = if reads.iter().any(|kind| travels(&kind)) {
            reads.iter().filter(travels).collect()
        } else {
            reads.iter().collect()
        };
        deciding.iter().any(|kind| !Completeness::holds(&self.complete, &object.namespace, kind))
    }
}

/// What the rules said of one input.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// Positions of the rules that were asked.
    pub(super) asked: Vec<usize>,
    /// Answers by rule.
    pub(super) answers: Vec<(usize, Answer)>,
    /// Rules that gave none, and why.
    pub(super) failures: Vec<(usize, String)>,
}

/// `input` of native rules, as `opa eval -i` can be given it.
pub fn native_input(review: &Review, schema: &Value, inventory: [&Value; 3], params: &Value) -> Value {
    let [inventory, old_inventory, complete] = inventory;
    let clone = |value: &Value| value.clone();
    value::object_from([
        ("object", clone(&review.object)),
        ("oldObject", review.old_object.clone().unwrap_or(Value::Null)),
        ("request", clone(&review.request)),
        ("file", Value::Null),
        ("namespaceObject", clone(&review.namespace_object)),
        ("schema", clone(schema)),
        ("params", clone(params)),
        ("inventory", clone(inventory)),
        ("oldInventory", clone(old_inventory)),
        ("complete", clone(complete)),
    ])
}

/// `input` of native rules for a file that holds no objects; `file` and `schema` as they are.
pub(super) fn file_input([file, schema]: [&Value; 2], context: &Context, params: &Value) -> Value {
    let nothing = ["object", "oldObject", "request", "namespaceObject"].map(|name| (name, Value::Null));
    let clone = |value: &Value| value.clone();
    value::object_from(nothing.into_iter().chain([
        ("file", clone(file)),
        ("schema", clone(schema)),
        ("params", clone(params)),
        ("inventory", clone(&context.inventory)),
        ("oldInventory", clone(&context.old_inventory)),
        ("complete", clone(&context.complete)),
    ]))
}

/// One thread's way to ask.
pub(super) struct Asking<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) worker: &'a mut Worker,
    pub(super) timings: Option<&'a Timings>,
}

impl Asking<'_> {
    /// Asks the native rules of `calls` about a review.
    pub(super) fn native(
        &mut self,
        calls: &[Call],
        review: &Review,
        schema: &Value,
        context: &Context,
    ) -> Said {
        let mut said = Said::default();
        let parts = [&context.inventory, &context.old_inventory, &context.complete];
        for call in calls.iter().filter(|call| call.dialect == Dialect::Native) {
            let matter = self.matter(call, review, schema);
            let known = matter.as_ref().and_then(|matter| self.worker.remembered.answers(matter, schema));
            if let Some(answers) = known {
                said.asked.extend(&call.rules);
                said.answers.extend_from_slice(answers);
                continue;
            }
            let (answered, failed) = (said.answers.len(), said.failures.len());
            self.call(call, &native_input(review, schema, parts, &call.params), &mut said);
            if let (Some(matter), Some(answers), true) =
                (matter, said.answers.get(answered..), said.failures.len() == failed)
            {
                self.worker.remembered.keep(matter, schema, answers);
            }
        }
        // A rule's place among those that were asked must not tell how it was asked.
        said.asked.sort_unstable();
        said
    }

    /// Asks the native rules of `calls` about a file that holds no objects: `input.file` and `input.schema`.
    pub(super) fn file(&mut self, calls: &[Call], facts: [&Value; 2], context: &Context) -> Said {
        let mut said = Said::default();
        for call in calls.iter().filter(|call| call.dialect == Dialect::Native) {
            self.call(call, &file_input(facts, context, &call.params), &mut said);
        }
        said.asked.sort_unstable();
        said
    }

    /// What to remember a call under. Where time is taken, every question is asked.
    fn matter(&self, call: &Call, review: &Review, schema: &Value) -> Option<Matter> {
        let remembers = call.of_kind && self.timings.is_none();
        remembers.then(|| Matter::of(&call.query, review, schema)).flatten()
    }

    /// Asks the conftest rules of `calls` about a document as written.
    pub(super) fn conftest(&mut self, calls: &[Call], document: &Value) -> Said {
        let mut said = Said::default();
        for call in calls.iter().filter(|call| call.dialect == Dialect::Conftest) {
            self.call(call, document, &mut said);
        }
        said
    }

    fn call(&mut self, call: &Call, input: &Value, said: &mut Said) {
        said.asked.extend(&call.rules);
        if self.timings.is_none()
            && let Ok(all) = self.worker.evaluator.evaluate(&call.query, input.clone())
        {
            for (position, rule) in self.of(call) {
                let value = value::get(&all, rule.card.id.as_str()).unwrap_or(&Value::Undefined);
                record(position, &rule, value, said);
            }
            return;
        }
        for (position, rule) in self.of(call) {
            self.alone(position, &rule, input, said);
        }
    }

    fn of(&self, call: &Call) -> Vec<(usize, Arc<Rule>)> {
        let rules = self.rules.rules();
        call.rules.iter().filter_map(|at| Some((*at, Arc::clone(rules.get(*at)?)))).collect()
    }

    fn alone(&mut self, position: usize, rule: &Rule, input: &Value, said: &mut Said) {
        let begun = Instant::now();
        let result = self.worker.evaluator.evaluate(&rule.query, input.clone());
        if let Some(timings) = self.timings {
            timings.add(&rule.card.id, begun.elapsed());
        }
        match result {
            Ok(value) => record(position, rule, &value, said),
            Err(error) => {
                said.failures.push((position, error.to_string()));
                // Policies written for OPA may count on an error of a built-in being undefined: what they find then is told
                // beside the error.
                if rule.dialect == Dialect::Conftest {
                    self.worker.evaluator.strict(false);
                    if let Ok(value) = self.worker.evaluator.evaluate(&rule.query, input.clone()) {
                        record(position, rule, &value, said);
                    }
                    self.worker.evaluator.strict(true);
                }
            }
        }
    }
}

fn record(position: usize, rule: &Rule, value: &Value, said: &mut Said) {
    let read = match rule.dialect {
        Dialect::Native => answer::native(value),
        Dialect::Conftest => answer::conftest(rule.query.rsplit('.').next().unwrap_or_default(), value),
    };
    match read {
        Ok(answers) => said.answers.extend(answers.into_iter().map(|answer| (position, answer))),
        Err(wrong) => said.failures.push((position, wrong)),
    }
}
