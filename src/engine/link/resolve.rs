//! What names mean in a module, as Rego's scopes have it, and what they are called once linked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use regorus::unstable::{AssignOp, Expr, Literal, Query, Span};

use super::super::syntax::{dotted, pattern};
use super::DATA;
use super::keep::{self, Needs};
use super::render::Writer;

impl<'m> Writer<'m, '_> {
    /// Opens a scope that binds names.
    pub(super) fn open(&mut self, names: BTreeSet<&'m str>) {
        let mut scope = BTreeMap::new();
        for name in names.into_iter().filter(|name| *name != "_") {
            let new = if self.is_local(name) { self.fresh() } else { name.to_owned() };
            scope.insert(name, new);
        }
        self.scopes.push(scope);
    }

    /// What a variable is called.
    pub(super) fn local(&self, name: &str) -> String {
        let bound = self.scopes.iter().rev().find_map(|scope| scope.get(name));
        bound.map_or_else(|| name.to_owned(), Clone::clone)
    }

    /// A variable with what follows it; `called`: a function, which no variable can be.
    pub(super) fn reference(&mut self, expr: &'m Expr, called: bool) -> String {
        let mut steps = Vec::new();
        let base = steps_of(expr, &mut steps);
        let (mut text, rest) = match base {
            Expr::Var { span, .. } => self.base(span.text(), &steps, called),
            base => (self.expr(base), 0),
        };
        if called && keep::varies(&dotted(expr).unwrap_or_default()) {
            self.needs().varies = true;
        }
        for step in steps.iter().skip(rest) {
            let _ = match step {
                Step::Field(name) => write!(text, ".{name}"),
                Step::Index(index) => write!(text, "[{}]", self.expr(index)),
            };
        }
        text
    }

    /// What the base of a reference is called, and how many of the steps behind it that takes in.
    fn base(&mut self, name: &'m str, steps: &[Step<'m>], called: bool) -> (String, usize) {
        if name == "input" {
            let member = match steps.first() {
                Some(Step::Field(name)) => *name,
                _ => keep::ALL,
            };
            self.needs().input.insert(member.to_owned());
        }
        if !called && self.is_local(name) {
            return (self.local(name), 0);
        }
        // A function of this package has one component, a built-in may be called `object.get` beside a rule `object`.
        if let Some(new) = self.package.get(name).filter(|_| !called || steps.is_empty()) {
            return (self.refer(new), 0);
        }
        match if name == "data" { Some(String::new()) } else { self.aliases.get(name).cloned() } {
            Some(path) => self.path(path, steps),
            None => (name.to_owned(), 0),
        }
    }

    /// A path below `data`: as many steps as name a rule or a data file become one name.
    fn path(&mut self, mut path: String, steps: &[Step<'m>]) -> (String, usize) {
        let imported =
            path.rsplit_once('.').and_then(|(package, name)| self.names.package(package)?.get(name));
        if let Some(new) = imported {
            return (self.refer(new), 0);
        }
        for (at, step) in steps.iter().enumerate() {
            let Step::Field(name) = *step else { break };
            if let Some(new) = self.names.package(&path).and_then(|rules| rules.get(name)) {
                return (self.refer(new), at + 1);
            }
            if path == DATA {
                let constant = format!("linked_data_{name}");
                self.data.insert(constant.clone(), format!("data.{DATA}.{name}"));
                return (constant, at + 1);
            }
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        self.unsure = true;
        (path, steps.len())
    }

    pub(super) fn is_local(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains_key(name))
    }

    /// What the rule that is written needs.
    pub(super) fn needs(&mut self) -> &mut Needs {
        self.needs.entry(self.current.clone()).or_default()
    }

    fn refer(&mut self, new: &str) -> String {
        self.needs().rules.insert(new.to_owned());
        new.to_owned()
    }
}

/// What follows the base of a reference.
enum Step<'m> {
    Field(&'m str),
    Index(&'m Expr),
}

fn steps_of<'m>(expr: &'m Expr, steps: &mut Vec<Step<'m>>) -> &'m Expr {
    match expr {
        Expr::RefDot { refr, field, .. } => {
            let base = steps_of(refr, steps);
            steps.push(Step::Field(field.0.text()));
            base
        }
        Expr::RefBrack { refr, index, .. } => {
            let base = steps_of(refr, steps);
            steps.push(Step::Index(index));
            base
        }
        base => base,
    }
}

/// Names that the statements of a query bind.
pub(super) fn declared(query: &Query) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for statement in &query.stmts {
        match &statement.literal {
            Literal::SomeVars { vars, .. } => names.extend(vars.iter().map(Span::text)),
            Literal::SomeIn { key, value, .. } => {
                key.iter().chain([value]).for_each(|part| pattern(part, &mut names));
            }
            Literal::Expr { expr, .. } => {
                if let Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. } = expr.as_ref() {
                    pattern(lhs, &mut names);
                }
            }
            Literal::NotExpr { .. } | Literal::Every { .. } => {}
        }
    }
    names
}
