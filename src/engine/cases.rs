//! The unit tests of a module: rules named `test_…`, and which cases a rule of many cases has.
//!
//! Of `test_x[note] if { some note, case in cases; … }` the engine answers an object of the cases that hold; one that does
//! not hold is simply not there. So a second rule is written beside it with the statements up to where `note` is bound:
//! its value are all cases.

use std::collections::BTreeSet;
use std::sync::Arc;

use regorus::unstable::{Expr, Literal, LiteralStmt, Rule, RuleHead};

use super::error::LoadError;
use super::parse::parse;
use super::syntax::{HeadKind, first, pattern, with_quotes};
use crate::finding::Position;

/// The beginning of the names of rules that list cases.
const CASES: &str = "tidegate_cases_of_";

/// The beginning of the names of rules that stand for a test: the engine evaluates no rule by a part of its path, as
/// `test_x` is one of `test_x["a"]`.
const WHOLE: &str = "tidegate_whole_";

/// One definition of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestHead {
    /// The rule's name, as in `test_root`.
    pub name: Arc<str>,
    /// The reference as written, as in `test_root[note]`.
    pub written: Arc<str>,
    /// How the rule is written.
    pub kind: HeadKind,
    /// Where it begins.
    pub position: Position,
    /// From its first byte to behind its last.
    pub range: (usize, usize),
    /// Statements of its bodies: line and text, in order.
    pub statements: Vec<(u32, Arc<str>)>,
    /// For a rule of many cases: the rules of [`Self::of_cases`], for the end of the module.
    pub cases: Option<Arc<str>>,
}

impl TestHead {
    /// The name of the rule that lists the cases of a test, a set of lists of keys, and of the rule with the value of all.
    pub fn of_cases(name: &str) -> [String; 2] {
        [format!("{CASES}{name}"), format!("{WHOLE}{name}")]
    }

    /// It is meant to be written later.
    pub fn is_todo(&self) -> bool {
        self.name.starts_with("todo_")
    }
}

/// The tests that a module defines: `test_…` and `todo_test_…`.
pub fn test_heads(path: &str, text: &str) -> Result<Vec<TestHead>, LoadError> {
    let module = parse(path, text)?;
    Ok(module.policy.iter().filter_map(|rule| test(rule, text)).collect())
}

fn test(rule: &Rule, text: &str) -> Option<TestHead> {
    let (refr, kind, span, bodies) = match rule {
        Rule::Default { refr, span, .. } => (refr, HeadKind::Default, span, &[][..]),
        Rule::Spec { head, span, bodies } => match head {
            RuleHead::Set { refr, .. } => (refr, HeadKind::Set, span, &bodies[..]),
            RuleHead::Compr { refr, .. } => (refr, HeadKind::Value, span, &bodies[..]),
            RuleHead::Func { refr, .. } => (refr, HeadKind::Function, span, &bodies[..]),
        },
    };
    let name = first(refr).text();
    if !name.starts_with("test_") && !name.starts_with("todo_test_") {
        return None;
    }
    let statements = || bodies.iter().flat_map(|body| &body.query.stmts);
    let mut keys = Vec::new();
    let constant = keys_of(refr, &mut keys);
    let cases = (kind == HeadKind::Value && !keys.is_empty()).then(|| {
        let first_body: Vec<&LiteralStmt> =
            bodies.iter().take(1).flat_map(|body| &body.query.stmts).collect();
        let until = if constant { 0 } else { bound_at(&first_body, &keys) };
        let written: Vec<&str> =
            first_body.iter().take(until).map(|statement| source(text, &statement.span)).collect();
        let body =
            if written.is_empty() { String::new() } else { format!(" if {{\n{}\n}}", written.join("\n")) };
        let keys: Vec<&str> = keys.iter().map(|key| written_key(text, key)).collect();
        let [list, whole] = TestHead::of_cases(name);
        Arc::from(format!("\n{list} contains [{}]{body}\n\n{whole} := {name}\n", keys.join(", ")))
    });
    Some(TestHead {
        name: Arc::from(name),
        written: Arc::from(written(text, refr)),
        kind,
        position: Position { line: span.line, column: span.col },
        range: with_quotes(span),
        statements: statements().map(|s| (s.span.line, Arc::from(source(text, &s.span)))).collect(),
        cases,
    })
}

fn source<'t>(text: &'t str, span: &regorus::unstable::Span) -> &'t str {
    let (start, end) = with_quotes(span);
    text.get(start..end).unwrap_or_default()
}

/// The reference of a head. regorus' span of one ends before its last bracket.
fn written<'t>(text: &'t str, refr: &Expr) -> &'t str {
    let from = first(refr).start as usize;
    let rest = text.get(from..).unwrap_or_default();
    let known = (refr.span().end as usize).saturating_sub(from);
    let open = rest.get(..known).is_some_and(|part| part.matches('[').count() > part.matches(']').count());
    let end = if open {
        rest.get(known..).and_then(|rest| rest.find(']')).map_or(known, |at| known + at + 1)
    } else {
        known
    };
    rest.get(..end).unwrap_or_default()
}

fn written_key<'t>(text: &'t str, key: &Expr) -> &'t str {
    let mut span = key.span().clone();
    span.start = span.start.min(first(key).start);
    source(text, &span)
}

/// The keys of a reference in brackets, in order; whether all of them are constants.
fn keys_of<'m>(refr: &'m Expr, keys: &mut Vec<&'m Expr>) -> bool {
    match refr {
        Expr::RefBrack { refr, index, .. } => {
            let constant = keys_of(refr, keys);
            keys.push(index);
            constant
                && matches!(
                    index.as_ref(),
                    Expr::String { .. } | Expr::RawString { .. } | Expr::Number { .. }
                )
        }
        Expr::RefDot { refr, .. } => keys_of(refr, keys),
        _ => true,
    }
}

/// How many statements it takes until all variables of the keys are bound; all of them where that cannot be told.
fn bound_at(statements: &[&LiteralStmt], keys: &[&Expr]) -> usize {
    let mut wanted = BTreeSet::new();
    for key in keys {
        pattern(key, &mut wanted);
    }
    for (position, statement) in statements.iter().enumerate() {
        let mut bound = BTreeSet::new();
        match &statement.literal {
            Literal::SomeIn { key, value, .. } => {
                for part in key.iter().chain([value]) {
                    pattern(part, &mut bound);
                }
            }
            Literal::Expr { expr, .. } => {
                if let Expr::AssignExpr { lhs, .. } = expr.as_ref() {
                    pattern(lhs, &mut bound);
                }
            }
            _ => {}
        }
        wanted.retain(|name| !bound.contains(name));
        if wanted.is_empty() {
            return position + 1;
        }
    }
    statements.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_by_their_names_and_others_are_left() {
        let text = "package a_test\n\ntest_one if 1 == 1\n\nhelper := 1\n\ntodo_test_two if {\n\thelper\n\tfalse\n}\n";
        let found = test_heads("x.rego", text).unwrap();
        let names: Vec<_> = found.iter().map(|t| (&*t.name, t.position.line, t.is_todo())).collect();
        assert_eq!(names, [("test_one", 3, false), ("todo_test_two", 7, true)]);
        assert_eq!(found[1].statements, [(8, Arc::from("helper")), (9, Arc::from("false"))]);
    }

    #[test]
    fn a_rule_of_many_cases_has_a_rule_that_lists_them() {
        let text = "package a_test\n\ntest_x[note] if {\n\tsome note, case in cases\n\tcase.want == 1\n}\n\ntest_y[a.b][k] if {\n\ta := 1\n\tk := \"x\"\n}\n\ntest_z[\"one\"] if 1 == 2\n";
        let found = test_heads("x.rego", text).unwrap();
        let cases: Vec<_> = found
            .iter()
            .map(|test| test.cases.as_deref().unwrap().trim().split("\n\n").next().unwrap())
            .collect();
        assert_eq!(cases[0], "tidegate_cases_of_test_x contains [note] if {\nsome note, case in cases\n}");
        assert_eq!(cases[1], "tidegate_cases_of_test_y contains [a.b, k] if {\na := 1\nk := \"x\"\n}");
        assert_eq!(cases[2], "tidegate_cases_of_test_z contains [\"one\"]");
        assert!(found[0].cases.as_deref().unwrap().ends_with("\n\ntidegate_whole_test_x := test_x\n"));
        assert_eq!(&*found[0].written, "test_x[note]");
    }
}
