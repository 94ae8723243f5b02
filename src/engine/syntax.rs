//! What can be known of a module without evaluating it: heads, calls, literals, with their places.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::unstable::{
    AssignOp, Expr, Literal, LiteralStmt, Module, Query, Rule, RuleBody, RuleHead as Head, Span,
};

use super::error::LoadError;
use super::guards::Kinds;
use super::parse::parse;
use crate::finding::Position;

/// How a rule's head is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadKind {
    /// `name contains x`: a set.
    Set,
    /// `name := x`, `name if …`, `name[k] := v`.
    Value,
    /// `name(x) := y`.
    Function,
    /// `default name := x`.
    Default,
}

/// One rule as written; rules of several bodies appear once a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleHead {
    /// First component of the name.
    pub name: Arc<str>,
    /// How it is written.
    pub kind: HeadKind,
    /// Where it begins.
    pub position: Position,
}

/// A body expression, for coverage and mutation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
    /// Line, from 1.
    pub line: u32,
    /// It is a `not …`.
    pub negated: bool,
    /// It binds variables (`some …`, `x := …`, `every`), so it has no opposite.
    pub binds: bool,
    /// It binds a variable that is used elsewhere: nothing would bind that any more.
    pub needed: bool,
}

/// What a module holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The package without `data.`, as in `tidegate.pods.privileged`.
    pub package: Arc<str>,
    /// Line of the package clause.
    pub package_line: u32,
    /// Rules in order.
    pub rules: Vec<RuleHead>,
    /// By rule name: the values of `input.kind` for which it may find something; `None` for any. Holds only for a module
    /// that is all of its package.
    pub kinds: BTreeMap<String, Kinds>,
    /// Functions called, as written, with their places.
    pub calls: Vec<(Arc<str>, Position)>,
    /// Statements of all bodies, outer before inner.
    pub expressions: Vec<Expression>,
}

/// Parses a module and tells what it holds.
pub fn outline(path: &str, text: &str) -> Result<Outline, LoadError> {
    Ok(outline_of(&parse(path, text)?))
}

/// What a parsed module holds.
pub(super) fn outline_of(module: &Module) -> Outline {
    let mut calls = Vec::new();
    each_expr(module, &mut |expr| {
        if let Expr::Call { fcn, .. } = expr
            && let Some(name) = dotted(fcn)
        {
            calls.push((Arc::from(name), position(first(fcn))));
        }
    });
    let mut variables = Vec::new();
    each_expr(module, &mut |expr| {
        if let Expr::Var { span, .. } = expr {
            variables.push(span);
        }
    });
    let mut expressions = Vec::new();
    each_statement(module, &mut |scope, statement| {
        let (start, end) = with_quotes(&statement.span);
        expressions.push(Expression {
            start,
            end,
            line: statement.span.line,
            negated: matches!(statement.literal, Literal::NotExpr { .. }),
            binds: binds(&statement.literal),
            needed: is_needed(scope, statement, &variables),
        });
    });
    Outline {
        package: Arc::from(dotted(&module.package.refr).unwrap_or_default()),
        package_line: module.package.span.line,
        rules: module.policy.iter().map(|rule| head(rule)).collect(),
        kinds: super::guards::kinds_by_rule(module),
        calls,
        expressions,
    }
}

/// Where a statement begins and ends: regorus' spans leave the quotes out of a text at either end.
pub(super) fn with_quotes(span: &Span) -> (usize, usize) {
    let (start, end) = (span.start as usize, span.end as usize);
    let text = span.source.contents().as_bytes();
    let is_quote = |at: usize| matches!(text.get(at), Some(b'"' | b'`'));
    let opens = start.checked_sub(1).is_some_and(is_quote);
    (start - usize::from(opens), end + usize::from(is_quote(end)))
}

fn position(span: &Span) -> Position {
    Position { line: span.line, column: span.col }
}

fn binds(literal: &Literal) -> bool {
    match literal {
        Literal::SomeVars { .. } | Literal::SomeIn { .. } | Literal::Every { .. } => true,
        Literal::Expr { expr, .. } => matches!(expr.as_ref(), Expr::AssignExpr { .. }),
        Literal::NotExpr { .. } => false,
    }
}

/// Whether a variable that a statement binds occurs in its scope outside of it.
fn is_needed(scope: &Span, statement: &LiteralStmt, variables: &[&Span]) -> bool {
    let mut bound = BTreeSet::new();
    match &statement.literal {
        Literal::SomeVars { vars, .. } => bound.extend(vars.iter().map(Span::text)),
        Literal::SomeIn { key, value, .. } => {
            for part in key.iter().chain([value]) {
                pattern(part, &mut bound);
            }
        }
        Literal::Expr { expr, .. } => {
            if let Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. } = expr.as_ref() {
                pattern(lhs, &mut bound);
            }
        }
        _ => {}
    }
    let within = |outer: &Span, inner: &Span| (outer.start..outer.end).contains(&inner.start);
    variables
        .iter()
        .any(|span| bound.contains(span.text()) && within(scope, span) && !within(&statement.span, span))
}

/// The variables of a pattern.
pub(super) fn pattern<'m>(expr: &'m Expr, names: &mut BTreeSet<&'m str>) {
    match expr {
        Expr::Var { span, .. } => {
            names.insert(span.text());
        }
        Expr::Array { items, .. } => items.iter().for_each(|item| pattern(item, names)),
        Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| pattern(value, names)),
        Expr::RefDot { refr, .. } => pattern(refr, names),
        Expr::RefBrack { refr, index, .. } => {
            pattern(refr, names);
            pattern(index, names);
        }
        _ => {}
    }
}

fn head(rule: &Rule) -> RuleHead {
    let (refr, kind, span) = match rule {
        Rule::Default { refr, span, .. } => (refr, HeadKind::Default, span),
        Rule::Spec { head, span, .. } => match head {
            Head::Set { refr, .. } => (refr, HeadKind::Set, span),
            Head::Compr { refr, .. } => (refr, HeadKind::Value, span),
            Head::Func { refr, .. } => (refr, HeadKind::Function, span),
        },
    };
    RuleHead { name: Arc::from(first(refr).text()), kind, position: position(span) }
}

/// Where a reference begins: regorus' own span of one points at its last part.
pub(super) fn first(expr: &Expr) -> &Span {
    match expr {
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => first(refr),
        other => other.span(),
    }
}

/// `a.b["c"]` as `a.b.c`; `None` where a part is not constant.
pub(super) fn dotted(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Var { span, .. } => Some(span.text().to_owned()),
        Expr::RefDot { refr, field, .. } => Some(format!("{}.{}", dotted(refr)?, field.0.text())),
        Expr::RefBrack { refr, index, .. } => match index.as_ref() {
            Expr::String { span, .. } => Some(format!("{}.{}", dotted(refr)?, span.text())),
            _ => None,
        },
        _ => None,
    }
}

/// Calls `visit` with every literal of the module, outer before inner.
pub(super) fn each_literal<'m>(module: &'m Module, visit: &mut dyn FnMut(&'m Literal)) {
    each_statement(module, &mut |_, statement| visit(&statement.literal));
}

/// Calls `visit` with every statement and with what its variables are seen in.
fn each_statement<'m>(module: &'m Module, visit: &mut dyn FnMut(&'m Span, &'m LiteralStmt)) {
    Walk { on_expr: &mut |_| {}, on_statement: visit }.module(module);
}

pub(super) fn each_expr<'m>(module: &'m Module, visit: &mut dyn FnMut(&'m Expr)) {
    Walk { on_expr: visit, on_statement: &mut |_, _| {} }.module(module);
}

/// Calls `visit` with an expression and every part of it.
pub(super) fn each_part<'m>(expr: &'m Expr, visit: &mut dyn FnMut(&'m Expr)) {
    Walk { on_expr: visit, on_statement: &mut |_, _| {} }.expr(expr);
}

struct Walk<'f, 'm> {
    on_expr: &'f mut dyn FnMut(&'m Expr),
    on_statement: &'f mut dyn FnMut(&'m Span, &'m LiteralStmt),
}

impl<'m> Walk<'_, 'm> {
    fn module(&mut self, module: &'m Module) {
        for rule in &module.policy {
            match rule.as_ref() {
                Rule::Default { value, args, .. } => {
                    for arg in args {
                        self.expr(arg);
                    }
                    self.expr(value);
                }
                Rule::Spec { head, bodies, span } => {
                    self.head(head);
                    for body in bodies {
                        self.body(span, body);
                    }
                }
            }
        }
    }

    fn head(&mut self, head: &'m Head) {
        match head {
            Head::Set { refr, key, .. } => {
                self.expr(refr);
                if let Some(key) = key {
                    self.expr(key);
                }
            }
            Head::Compr { refr, assign, .. } => {
                self.expr(refr);
                if let Some(assign) = assign {
                    self.expr(&assign.value);
                }
            }
            Head::Func { args, assign, .. } => {
                for arg in args {
                    self.expr(arg);
                }
                if let Some(assign) = assign {
                    self.expr(&assign.value);
                }
            }
        }
    }

    fn body(&mut self, scope: &'m Span, body: &'m RuleBody) {
        if let Some(assign) = &body.assign {
            self.expr(&assign.value);
        }
        self.query(scope, &body.query);
    }

    fn query(&mut self, scope: &'m Span, query: &'m Query) {
        for statement in &query.stmts {
            (self.on_statement)(scope, statement);
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { key, value, collection, .. } => {
                    if let Some(key) = key {
                        self.expr(key);
                    }
                    self.expr(value);
                    self.expr(collection);
                }
                Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => self.expr(expr),
                Literal::Every { domain, query, .. } => {
                    self.expr(domain);
                    self.query(&statement.span, query);
                }
            }
            for modifier in &statement.with_mods {
                self.expr(&modifier.r#as);
            }
        }
    }

    fn expr(&mut self, expr: &'m Expr) {
        (self.on_expr)(expr);
        match expr {
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                for item in items {
                    self.expr(item);
                }
            }
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, key, value)| {
                self.expr(key);
                self.expr(value);
            }),
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                self.expr(term);
                self.query(expr.span(), query);
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                self.expr(key);
                self.expr(value);
                self.query(expr.span(), query);
            }
            Expr::Call { params, .. } => {
                for param in params {
                    self.expr(param);
                }
            }
            Expr::UnaryExpr { expr, .. } => self.expr(expr),
            Expr::RefDot { refr, .. } => self.expr(refr),
            Expr::RefBrack { refr, index, .. } => {
                self.expr(refr);
                self.expr(index);
            }
            Expr::BinExpr { lhs, rhs, .. }
            | Expr::BoolExpr { lhs, rhs, .. }
            | Expr::ArithExpr { lhs, rhs, .. }
            | Expr::AssignExpr { lhs, rhs, .. } => {
                self.expr(lhs);
                self.expr(rhs);
            }
            Expr::Membership { key, value, collection, .. } => {
                if let Some(key) = key {
                    self.expr(key);
                }
                self.expr(value);
                self.expr(collection);
            }
            _ => {}
        }
    }
}
