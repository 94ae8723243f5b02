//! A program: modules and data, checked and compiled once, shared by all threads.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use regorus::{Engine, Value};

use super::builtins;
use super::error::LoadError;
use super::evaluator::Evaluator;
use super::limits::Limits;
use super::link::{self, Shelf};
use super::machine::{Compiled, Machine};
use super::mend;
use super::parse::parse;
use super::syntax::{self, HeadKind, Outline};

/// One Rego file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its path as shown in errors.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

/// Compiled modules with their data. Immutable; evaluators are made from it.
#[derive(Clone)]
pub struct Program {
    template: Engine,
    /// What rules are called in the template, where they are linked.
    names: Arc<HashMap<Arc<str>, Arc<str>>>,
    /// The same with collections guarded; made when the first evaluation fails without.
    guarded: Arc<Guarded>,
    fast: Arc<Fast>,
    /// What evaluators have worked out for each other.
    pub(super) shelf: Arc<Shelf>,
    limits: Limits,
}

/// Rules that the bytecode machine answers, and their code; made when it is worth it.
#[derive(Default)]
struct Fast {
    rules: BTreeSet<Arc<str>>,
    /// Somebody makes the code, or has made it.
    begun: AtomicBool,
    code: OnceLock<Option<Compiled>>,
}

/// What the guarded program is made from, and that program.
struct Guarded {
    modules: Vec<Module>,
    data: Value,
    engine: OnceLock<Option<Engine>>,
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Program").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Program {
    /// Checks and compiles. All errors are collected, in the order of the modules.
    pub fn compile(modules: &[Module], data: &Value, limits: Limits) -> Result<Self, Vec<LoadError>> {
        let mut errors = Vec::new();
        let mut parsed = Vec::new();
        for module in modules {
            match parse(&module.path, &module.text) {
                Ok(tree) => parsed.push((module.clone(), tree)),
                Err(error) => errors.push(error),
            }
        }
        let outlines: Vec<(&Module, Outline)> =
            parsed.iter().map(|(module, tree)| (module, syntax::outline_of(tree))).collect();
        errors.extend(unknown_functions(&outlines));
        errors.extend(data_in_packages(&outlines, data));
        if !errors.is_empty() {
            return Err(errors);
        }
        let (template, names) = match link::linked(&parsed) {
            // Whatever is wrong with it is told of the modules as they were written.
            Some(linked) => match assembled(&linked.modules, data, limits, false) {
                Ok(template) => (template, linked.names),
                Err(_) => (assembled(modules, data, limits, false)?, HashMap::new()),
            },
            None => (assembled(modules, data, limits, false)?, HashMap::new()),
        };
        let guarded = Guarded { modules: modules.to_vec(), data: data.clone(), engine: OnceLock::new() };
        Ok(Self {
            template,
            names: Arc::new(names),
            guarded: Arc::new(guarded),
            fast: Arc::default(),
            shelf: Arc::default(),
            limits,
        })
    }

    /// The program in which a collection that is none is iterated as OPA does. Slower, and needed for few documents.
    pub(super) fn guarded(&self) -> Option<Engine> {
        let Guarded { modules, data, .. } = &*self.guarded;
        let make = || assembled(modules, data, self.limits, true).ok();
        self.guarded.engine.get_or_init(make).clone()
    }

    /// The same program, with the bytecode machine for rules that tests hold against the interpreter; by their paths.
    #[must_use]
    pub fn with_machine_for(mut self, rules: BTreeSet<Arc<str>>) -> Self {
        self.fast = Arc::new(Fast { rules, ..Fast::default() });
        self
    }

    /// Whether the machine has code for all that a module may hold.
    pub fn is_for_machine(module: &Module) -> bool {
        let code = || module.text.lines().filter(|line| !line.trim_start().starts_with('#'));
        !["walk(", " with input", " with data"].iter().any(|form| code().any(|line| line.contains(form)))
    }

    /// Makes the machine's code, unless somebody does so already.
    pub fn make_machine(&self) {
        if self.fast.begun.swap(true, Ordering::Relaxed) {
            return;
        }
        let rules: Vec<&str> = self.fast.rules.iter().filter_map(|rule| self.name(rule)).collect();
        let gathering = link::GATHERING.iter().filter_map(|name| self.name(name));
        let names = if rules.is_empty() { rules } else { rules.into_iter().chain(gathering).collect() };
        // Nobody else sets it.
        let _ = self.fast.code.set(Compiled::of(&self.template, &names, &self.guarded.data));
    }

    /// A machine for one thread; `None` where its code is not there yet, or where no rule is for it.
    pub(super) fn machine(&self) -> Option<Machine> {
        self.fast.code.get()?.as_ref()?.machine(&self.limits)
    }

    /// The same, once its code is there.
    pub(super) fn awaited_machine(&self) -> Option<Machine> {
        self.make_machine();
        self.fast.code.wait().as_ref()?.machine(&self.limits)
    }

    /// Whether the machine answers some rules.
    #[cfg(test)]
    pub fn has_machine(&self) -> bool {
        self.awaited_machine().is_some()
    }

    /// Whether the machine may be asked for a rule.
    pub(super) fn is_fast(&self, rule: &str) -> bool {
        self.fast.rules.contains(rule)
    }

    /// What the rule with a path is called in the template, if it was linked.
    pub(super) fn name(&self, rule: &str) -> Option<&str> {
        self.names.get(rule).map(|name| &**name)
    }

    /// An evaluator with state of its own, for one thread.
    pub fn evaluator(&self) -> Evaluator {
        Evaluator::new(self.clone(), self.template.clone(), self.limits)
    }
}

fn fresh(limits: Limits) -> anyhow::Result<Engine> {
    let mut engine = Engine::new();
    engine.set_policy_length_config(limits.lengths());
    engine.set_execution_timer_config(limits.timer());
    builtins::install(&mut engine)?;
    Ok(engine)
}

/// An engine with modules and data. All errors are collected, in the order of the modules.
fn assembled(
    modules: &[Module],
    data: &Value,
    limits: Limits,
    guarded: bool,
) -> Result<Engine, Vec<LoadError>> {
    let whole = |error: &anyhow::Error| vec![LoadError::from_engine(error, "policies")];
    let mut engine = fresh(limits).map_err(|error| vec![LoadError::from_engine(&error, "built-ins")])?;
    let errors: Vec<LoadError> =
        modules.iter().filter_map(|module| add(&mut engine, module, guarded).err()).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    engine.add_data(data.clone()).map_err(|error| whole(&error))?;
    prepare(&mut engine).map_err(|error| whole(&error))?;
    Ok(engine)
}

fn add(engine: &mut Engine, module: &Module, guarded: bool) -> Result<(), LoadError> {
    let text = if &*module.path == link::PATH {
        module.text.to_string()
    } else {
        mend::mended(&module.text, &parse(&module.path, &module.text)?, guarded)
    };
    engine
        .add_policy(module.path.to_string(), text)
        .map(|_| ())
        .map_err(|error| LoadError::from_engine(&error, &module.path))
}

/// The first evaluation makes regorus analyse everything; later clones share the outcome.
fn prepare(template: &mut Engine) -> anyhow::Result<()> {
    template.set_input(Value::new_object());
    template.eval_query("true".to_owned(), false).map(|_| ())
}

/// Calls of functions that neither regorus, nor this room, nor a module supplies. regorus itself would notice only when
/// the call is reached.
fn unknown_functions(outlines: &[(&Module, Outline)]) -> Vec<LoadError> {
    let mut defined = BTreeSet::new();
    for (_, outline) in outlines {
        for rule in
            outline.rules.iter().filter(|rule| matches!(rule.kind, HeadKind::Function | HeadKind::Default))
        {
            defined.insert(format!("data.{}.{}", outline.package, rule.name));
        }
    }
    let mut errors = Vec::new();
    for (module, outline) in outlines {
        let imports = imports(&module.text);
        for (name, position) in &outline.calls {
            let first = name.split('.').next().unwrap_or_default();
            let full = imports.iter().find(|(alias, _)| alias == first).map_or_else(
                || name.to_string(),
                |(_, target)| format!("{target}{}", name.get(first.len()..).unwrap_or_default()),
            );
            let known = builtins::exists(name)
                || defined.contains(&full)
                || defined.contains(&format!("data.{}.{name}", outline.package));
            if !known {
                errors.push(LoadError {
                    file: Arc::clone(&module.path),
                    position: Some(*position),
                    message: format!("unknown function {name}"),
                    help: builtins::advice(name),
                });
            }
        }
    }
    errors
}

/// Import aliases and what they stand for, as in `("lib", "data.tidegate.lib")`.
fn imports(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("import "))
        .filter_map(|rest| {
            let mut words = rest.split_whitespace();
            let target = words.next()?.replace("[\"", ".").replace("\"]", "");
            let alias = match (words.next(), words.next()) {
                (Some("as"), Some(alias)) => alias.to_owned(),
                _ => target.rsplit('.').next()?.to_owned(),
            };
            Some((alias, target))
        })
        .collect()
}

/// Data whose path is that of a package with rules: OPA refuses the conflict, regorus would let one of them win.
fn data_in_packages(outlines: &[(&Module, Outline)], data: &Value) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for (module, outline) in outlines {
        let keys: Vec<&str> = outline.package.split('.').collect();
        let Some(node) = crate::value::member(data, &keys) else { continue };
        for rule in &outline.rules {
            let met = crate::value::get(node, &rule.name).is_some() || crate::value::object(node).is_none();
            if met {
                errors.push(LoadError {
                    file: Arc::clone(&module.path),
                    position: Some(rule.position),
                    message: format!(
                        "data.{}.{} is a rule and is in a data file too",
                        outline.package, rule.name
                    ),
                    help: "move the data file to another folder or rename the rule".to_owned(),
                });
                break;
            }
        }
    }
    errors
}
