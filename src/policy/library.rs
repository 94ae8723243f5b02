//! A library: what policy folders hold, checked rule by rule, not compiled.

use std::sync::Arc;

use super::PolicyError;
use super::applies;
use super::dialect::Dialect;
use super::files::PolicySource;
use super::reader::{Reader, error};
use super::rule::Rule;
use crate::engine::Module;
use crate::finding::{GroupKind, RuleId};
use crate::kinds::Kinds;
use crate::value::{self, Value};

/// Rules, helpers, tests and facts of all policy folders.
#[derive(Debug, Clone)]
pub struct Library {
    /// In order of id.
    pub rules: Vec<Rule>,
    /// Modules by the id of the rules they hold; helpers under `None`.
    pub(super) modules: Vec<(Option<RuleId>, Module)>,
    /// `*_test` packages.
    pub tests: Vec<Module>,
    /// Facts.
    pub data: Value,
    /// The table of kinds, configured ones included.
    pub kinds: Arc<Kinds>,
}

/// A kind with pods that the configuration adds.
#[derive(Debug, Clone)]
pub struct AddedKind {
    /// Group and kind.
    pub kind: GroupKind,
    /// Whether it is in namespaces.
    pub namespaced: bool,
    /// The keys to its pod template.
    pub pod_template: Vec<String>,
}

impl Library {
    /// Reads the sources; the first is the built-in one. All mistakes are collected.
    pub fn read(sources: &[PolicySource], added: &[AddedKind]) -> Result<Self, Vec<PolicyError>> {
        let mut reader = Reader::new();
        for (number, source) in sources.iter().enumerate() {
            reader.source(source, number == 0);
        }
        reader.widen_split_packages();
        let facts = value::member(&reader.data, &["lib", "kinds"]).cloned().unwrap_or_else(Value::new_object);
        let mut kinds = Kinds::from_data(&facts).map_err(|bad| {
            vec![error("policies/lib/kinds/data.yaml", None, bad.to_string(), "repair the table of kinds")]
        })?;
        for add in added {
            kinds.add_workload(&add.kind, add.namespaced, add.pod_template.clone());
        }
        let data = value::with_member(&reader.data, &["lib", "kinds"], kinds.to_data(&facts));
        for rule in &mut reader.rules {
            if rule.dialect == Dialect::Native {
                let (applies, unknown) = applies::resolve(&rule.card, &kinds);
                rule.applies = applies;
                reader.errors.extend(
                    unknown.into_iter().map(|(message, help)| error(&rule.file, None, message, &help)),
                );
            }
        }
        reader.rules.sort_by(|a, b| a.card.id.cmp(&b.card.id));
        reader.errors.extend(duplicates(&reader.rules));
        if !reader.errors.is_empty() {
            return Err(reader.errors);
        }
        Ok(Self {
            rules: reader.rules,
            modules: reader.modules,
            tests: reader.tests,
            data,
            kinds: Arc::new(kinds),
        })
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.card.id.as_str() == id)
    }

    /// All modules but tests, with the facts: what another Rego engine needs to answer the same.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.iter().map(|(_, module)| module)
    }
}

fn duplicates(rules: &[Rule]) -> Vec<PolicyError> {
    rules
        .windows(2)
        .filter_map(|pair| match pair {
            [first, second] if first.card.id == second.card.id => Some(error(
                &second.file,
                None,
                format!("the rule id {} is taken by {}", second.card.id, first.file),
                "give the rule another name or pack",
            )),
            _ => None,
        })
        .collect()
}
