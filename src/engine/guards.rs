//! Which kinds a rule can speak of: a bound from above, found without evaluating.
//!
//! OPA indexes rules so that those whose `input.kind == "X"` cannot hold are not tried. regorus does not, and most documents
//! of a render are of kinds that most policies do not look at. What is found here is only ever too wide: where an
//! expression is not understood, any kind will do.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{AssignOp, BoolOp, Expr, Literal, Module, Query, Rule, RuleHead};

use super::mend::local_names;
use super::syntax::{dotted, first};

/// Kinds for which a rule may have a value; `None` for any.
pub type Kinds = Option<BTreeSet<String>>;

/// The rules of a module, by name.
struct Package<'a> {
    rules: BTreeMap<&'a str, Vec<&'a Rule>>,
    /// Names that bodies bind: they may mean something else than the rule of that name.
    bound: BTreeSet<String>,
    done: BTreeMap<&'a str, Kinds>,
    open: BTreeSet<&'a str>,
}

/// For every rule of a module that is all of its package the kinds for which it may have a member or a value.
pub(super) fn kinds_by_rule(module: &Module) -> BTreeMap<String, Kinds> {
    let bound = local_names(module);
    let mut package = Package { rules: BTreeMap::new(), bound, done: BTreeMap::new(), open: BTreeSet::new() };
    for rule in &module.policy {
        package.rules.entry(first(name_of(rule)).text()).or_default().push(rule);
    }
    let names: Vec<&str> = package.rules.keys().copied().collect();
    names.into_iter().map(|name| (name.to_owned(), package.rule(name))).collect()
}

fn name_of(rule: &Rule) -> &Expr {
    match rule {
        Rule::Default { refr, .. } => refr,
        Rule::Spec { head, .. } => match head {
            RuleHead::Set { refr, .. } | RuleHead::Compr { refr, .. } | RuleHead::Func { refr, .. } => refr,
        },
    }
}

/// Sets and partial objects have a value, if an empty one, whatever the input.
fn is_partial(rule: &Rule) -> bool {
    matches!(rule, Rule::Spec { head: RuleHead::Set { .. }, .. })
        || !matches!(name_of(rule), Expr::Var { .. })
}

impl<'a> Package<'a> {
    fn rule(&mut self, name: &'a str) -> Kinds {
        if let Some(known) = self.done.get(name) {
            return known.clone();
        }
        // A rule that leads back to itself is an error of another kind; here anything goes.
        if !self.open.insert(name) {
            return None;
        }
        let mut all = Some(BTreeSet::new());
        for rule in self.rules.get(name).cloned().unwrap_or_default() {
            all = union(all, self.definition(rule));
        }
        self.open.remove(name);
        self.done.insert(name, all.clone());
        all
    }

    fn definition(&mut self, rule: &'a Rule) -> Kinds {
        let Rule::Spec { head, bodies, .. } = rule else { return None };
        if matches!(head, RuleHead::Func { .. }) || bodies.is_empty() {
            return None;
        }
        let mut all = Some(BTreeSet::new());
        for body in bodies {
            all = union(all, self.query(&body.query));
        }
        all
    }

    fn query(&mut self, query: &'a Query) -> Kinds {
        let mut all = None;
        for statement in &query.stmts {
            // `with` may change the input for the statement.
            if statement.with_mods.is_empty() {
                all = intersection(all, self.literal(&statement.literal));
            }
        }
        all
    }

    fn literal(&mut self, literal: &'a Literal) -> Kinds {
        match literal {
            Literal::Expr { expr, .. } => self.expr(expr),
            Literal::SomeIn { collection, .. } => self.reference(collection, true),
            _ => None,
        }
    }

    fn expr(&mut self, expr: &'a Expr) -> Kinds {
        match expr {
            Expr::BoolExpr { op: BoolOp::Eq, lhs, rhs, .. } => {
                one_kind(lhs, rhs).or_else(|| one_kind(rhs, lhs)).map(|kind| BTreeSet::from([kind]))
            }
            Expr::AssignExpr { op: AssignOp::Eq, lhs, rhs, .. } => {
                one_kind(lhs, rhs).or_else(|| one_kind(rhs, lhs)).map(|kind| BTreeSet::from([kind]))
            }
            Expr::AssignExpr { op: AssignOp::ColEq, rhs, .. } => self.reference(rhs, false),
            Expr::Membership { key: None, value, collection, .. } if is_kind(value) => self.words(collection),
            other => self.reference(other, false),
        }
    }

    /// `name`, `name.member[0]`: has a value only where the rule `name` has one, or where it has members.
    fn reference(&mut self, expr: &'a Expr, iterated: bool) -> Kinds {
        if !matches!(expr, Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. }) {
            return None;
        }
        let name = first(expr).text();
        let (name, rules) = self.rules.get_key_value(name)?;
        let whole = matches!(expr, Expr::Var { .. }) && !iterated;
        if self.bound.contains(*name) || (whole && rules.iter().any(|rule| is_partial(rule))) {
            return None;
        }
        self.rule(name)
    }

    /// Words of a literal collection, or of a rule that is one.
    fn words(&mut self, collection: &'a Expr) -> Kinds {
        match collection {
            Expr::Set { items, .. } | Expr::Array { items, .. } => {
                items.iter().map(|item| word(item)).collect()
            }
            Expr::Var { span, .. } => {
                let rules = self.rules.get(span.text()).filter(|_| !self.bound.contains(span.text()))?;
                let [Rule::Spec { head: RuleHead::Compr { assign: Some(assign), .. }, bodies, .. }] =
                    rules.as_slice()
                else {
                    return None;
                };
                let constant = bodies.iter().all(|body| body.query.stmts.is_empty() && body.assign.is_none());
                if constant { self.words(&assign.value) } else { None }
            }
            _ => None,
        }
    }
}

fn one_kind(reference: &Expr, text: &Expr) -> Option<String> {
    is_kind(reference).then(|| word(text)).flatten()
}

fn is_kind(expr: &Expr) -> bool {
    matches!(expr, Expr::RefDot { .. } | Expr::RefBrack { .. })
        && dotted(expr).as_deref() == Some("input.kind")
}

fn word(expr: &Expr) -> Option<String> {
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => {
            crate::value::text(value).map(str::to_owned)
        }
        _ => None,
    }
}

fn union(a: Kinds, b: Kinds) -> Kinds {
    Some(a?.into_iter().chain(b?).collect())
}

fn intersection(a: Kinds, b: Kinds) -> Kinds {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.intersection(&b).cloned().collect()),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    fn kinds(text: &str, rule: &str) -> Option<Vec<String>> {
        let module = parse("x.rego", &format!("package x\n{text}")).unwrap();
        kinds_by_rule(&module)[rule].clone().map(|kinds| kinds.into_iter().collect())
    }

    #[test]
    fn kinds_follow_equality_membership_and_rules() {
        let text = "workloads := {\"Deployment\", \"DaemonSet\"}
spec := input.spec if input.kind == \"Pod\"
spec := input.spec.template.spec if input.kind in workloads
list contains c if some c in spec.containers
deny contains c.name if { some c in list; c.privileged }
warn contains 1 if { input.kind in [\"A\", \"B\"]; \"A\" == input.kind }";
        assert_eq!(kinds(text, "spec").unwrap(), ["DaemonSet", "Deployment", "Pod"]);
        assert_eq!(kinds(text, "deny").unwrap(), ["DaemonSet", "Deployment", "Pod"]);
        assert_eq!(kinds(text, "warn").unwrap(), ["A"]);
    }

    #[test]
    fn what_is_not_understood_may_be_any_kind() {
        for text in [
            "deny contains 1",
            "deny contains 1 if input.x",
            "deny contains 1 if { not input.kind == \"A\" }",
            "deny contains 1 if { input.kind == input.other }",
            "deny contains 1 if { input.kind != \"A\" }",
            "deny contains 1 if { lower(input.kind) == \"a\" }",
            "deny contains 1 if { input.kind == \"A\" }\ndeny contains 2 if input.x",
            "ok if input.kind == \"A\"\ndefault ok := false\ndeny contains 1 if ok == false",
            "f(x) if input.kind == x\ndeny contains 1 if f(\"A\")",
            "deny contains 1 if { some k in [\"A\"]; input.kind == k }",
            "deny contains 1 if { x := [y | y := input.kind; y == \"A\"] }",
            "some_set contains 1 if input.kind == \"A\"\ndeny contains 1 if some_set",
            "some_set contains 1 if input.kind == \"A\"\ndeny contains x if { x := some_set }",
            "spec := 1 if input.kind == \"A\"\ndeny contains 1 if { spec := input.spec; spec.x }",
            "deny contains 1 if { input.kind == \"A\" with input as {\"kind\": \"A\"} }",
        ] {
            assert_eq!(kinds(text, "deny"), None, "{text}");
        }
    }
}
