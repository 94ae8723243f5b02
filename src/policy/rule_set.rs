//! A rule set: the rules of a selection, compiled. Immutable; swapped whole on reload.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::PolicyError;
use super::dialect::Dialect;
use super::library::Library;
use super::params::{self, Params};
use super::plan::{Call, Manners, Plan};
use super::reach;
use super::rule::Rule;
use crate::engine::{Evaluator, Limits, Module, Program};
use crate::finding::{EnforcementPoint, Operation, RuleId};
use crate::kinds::Kinds;

/// Which rules, with which parameters, where.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Ids of the rules that are on.
    pub enabled: BTreeSet<RuleId>,
    /// Parameters that differ from their defaults.
    pub params: Params,
    /// Where they judge.
    pub place: EnforcementPoint,
    /// Bounds on each evaluation.
    pub limits: Limits,
}

/// Compiled rules.
#[derive(Debug, Clone)]
pub struct RuleSet {
    rules: Vec<Arc<Rule>>,
    plan: Plan,
    program: Program,
    kinds: Arc<Kinds>,
    params: Params,
    place: EnforcementPoint,
    asks_schemas: bool,
}

impl RuleSet {
    /// Compiles a selection of a library. All mistakes are collected.
    pub fn compile(library: &Library, selection: &Selection) -> Result<Self, Vec<PolicyError>> {
        let (params, unknown) = params::resolve(&library.rules, &selection.params);
        if !unknown.is_empty() {
            let error = |message| PolicyError {
                file: Arc::from("parameters"),
                position: None,
                message,
                help: "`tidegate rules -o json` lists every parameter".to_owned(),
            };
            return Err(unknown.into_iter().map(error).collect());
        }
        let rules: Vec<Rule> =
            library.rules.iter().filter(|rule| selection.enabled.contains(&rule.card.id)).cloned().collect();
        let groups = params::groups(&params);
        let manners = manners(library, &rules);
        let (mut plan, entries) = Plan::make((&rules, &manners), &groups, &library.kinds, selection.place);
        let mut modules = needed(library, &selection.enabled);
        let asks_schemas = modules.iter().any(|module| module.text.contains("input.schema"));
        modules.push(entries);
        let single = manners.fast.iter().filter_map(|at| rules.get(*at)).map(|rule| Arc::clone(&rule.query));
        let fast = std::mem::take(&mut plan.fast).into_iter().chain(single).collect();
        let program = Program::compile(&modules, &library.data, selection.limits)?.with_machine_for(fast);
        let rules = rules.into_iter().map(Arc::new).collect();
        Ok(Self {
            rules,
            plan,
            program,
            kinds: Arc::clone(&library.kinds),
            params,
            place: selection.place,
            asks_schemas,
        })
    }

    /// The rules, in order of id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// Kinds that some rule reads from the inventory, groups of kinds resolved.
    pub fn reads(&self) -> BTreeSet<Arc<str>> {
        let named = self.rules.iter().flat_map(|rule| &rule.card.reads);
        named
            .flat_map(|name| self.kinds.resolve(name).unwrap_or_else(|| BTreeSet::from([Arc::clone(name)])))
            .collect()
    }

    /// Whether some rule asks what schemas say of an object.
    pub fn asks_schemas(&self) -> bool {
        self.asks_schemas
    }

    /// The table of kinds.
    pub fn kinds(&self) -> &Arc<Kinds> {
        &self.kinds
    }

    /// Where the rules judge.
    pub fn place(&self) -> EnforcementPoint {
        self.place
    }

    /// Parameters in force, by pack and key.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The evaluations that judge such a change. `kind` is `group/Kind` or `file/FORMAT`.
    pub fn calls(&self, kind: &Arc<str>, operation: Operation) -> Option<&Arc<[Call]>> {
        self.plan.calls(kind, operation)
    }

    /// The evaluations that judge a whole document; `kind` is what it says it is, empty where it says nothing.
    pub fn document_calls(&self, kind: &str) -> &Arc<[Call]> {
        self.plan.document_calls(kind)
    }

    /// Whether the engine's machine answers the built-in rules.
    #[cfg(test)]
    pub(super) fn has_machine(&self) -> bool {
        self.program.has_machine()
    }

    /// Makes ready what pays for many evaluations only.
    pub fn prepare(&self) {
        self.program.make_machine();
    }

    /// An evaluator for one thread.
    pub fn evaluator(&self) -> Evaluator {
        self.program.evaluator()
    }
}

/// The modules of the rules that are on, what stands beside them, and the helpers that these reach.
fn needed(library: &Library, enabled: &BTreeSet<RuleId>) -> Vec<Module> {
    let mut roots = Vec::new();
    for (id, module) in &library.modules {
        match id {
            Some(id) if enabled.contains(id) => roots.push(module),
            None if !reach::is_helper(module) => roots.push(module),
            _ => {}
        }
    }
    let helpers = reach::Helpers::of(helpers(library));
    let reached = helpers.reached(&roots);
    let helpers = reached.into_iter().filter_map(|at| helpers.get(at));
    helpers.chain(roots).cloned().collect()
}

/// How built-in rules can be asked. Those of others are asked of the interpreter, for every object: they may ask for the time
/// of day, and an error in them has to be told.
fn manners(library: &Library, rules: &[Rule]) -> Manners {
    let helpers = reach::Helpers::of(helpers(library));
    let of_kind = helpers.map(|module| reach::asks_only_the_kind(module));
    let fast = helpers.map(|module| Program::is_for_machine(module));
    let mut manners = Manners::default();
    for (at, rule) in
        rules.iter().enumerate().filter(|(_, rule)| rule.builtin && rule.dialect == Dialect::Native)
    {
        let own = library.modules.iter().filter(|(id, _)| id.as_ref() == Some(&rule.card.id));
        let own: Vec<&Module> = own.map(|(_, module)| module).collect();
        let reached = helpers.reached(&own);
        let all = |answers: &[bool]| reached.iter().all(|at| answers.get(*at).is_some_and(|answer| *answer));
        if all(&of_kind) && own.iter().all(|module| reach::asks_only_the_kind(module)) {
            manners.of_kind.insert(at);
        }
        if all(&fast) && own.iter().all(|module| Program::is_for_machine(module)) {
            manners.fast.insert(at);
        }
    }
    manners
}

fn helpers(library: &Library) -> Vec<&Module> {
    let helpers = library.modules.iter().filter(|(id, module)| id.is_none() && reach::is_helper(module));
    helpers.map(|(_, module)| module).collect()
}
