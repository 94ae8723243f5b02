//! Writes a module's rules anew, every name as it is called once linked, in the form that the bytecode machine of regorus
//! answers as its interpreter and OPA do.
//!
//! The machine goes on where it should not: behind `x := e` with an undefined `e`, with an undefined element of a
//! comprehension, and past an `else` whose body ended in a loop that found nothing; in `every` it takes what is undefined
//! for what holds; and what fails in a comprehension without a loop ends what is around it too. So what is bound is compared with
//! itself, an element is bound before it is taken, a body with loops before an `else` gathers its values first, `every`
//! counts, and a comprehension begins with a loop.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use regorus::unstable::{
    ArithOp, AssignOp, BinOp, BoolOp, Expr, Literal, Module as Tree, Query, Rule, RuleBody, RuleHead, Span,
};

use super::super::syntax::{dotted, each_part, first, pattern};
use super::keep::Needs;
use super::names::{Names, is_taken, name_of};
use super::resolve::declared;

/// A name that no rule and no variable has.
const FRESH: &str = "linked_value";

/// Writes one module.
pub(super) struct Writer<'m, 'n> {
    pub(super) names: &'n Names,
    pub(super) package: &'n BTreeMap<String, String>,
    /// Import aliases and the paths below `data` that they stand for.
    pub(super) aliases: BTreeMap<String, String>,
    /// Names that queries around bind, and what they are called: the machine mistakes one for another of the same name
    /// further out, so that gets a name of its own.
    pub(super) scopes: Vec<BTreeMap<&'m str, String>>,
    /// What rules need, by new name.
    pub(super) needs: &'n mut BTreeMap<String, Needs>,
    /// New name of the rule that is written.
    pub(super) current: String,
    pub(super) fresh: usize,
    /// Constants for data files.
    pub(super) data: BTreeMap<String, String>,
    /// Something cannot be renamed surely.
    pub(super) unsure: bool,
}

impl<'m, 'n> Writer<'m, 'n> {
    pub(super) fn new(
        tree: &'m Tree,
        names: &'n Names,
        needs: &'n mut BTreeMap<String, Needs>,
    ) -> Option<Self> {
        let package = names.package(&dotted(&tree.package.refr)?)?;
        let mut aliases = BTreeMap::new();
        for import in &tree.imports {
            let path = dotted(&import.refr)?;
            if path == "rego.v1" {
                continue;
            }
            let path = path.strip_prefix("data.")?.to_owned();
            let last = path.rsplit('.').next().unwrap_or_default().to_owned();
            aliases.insert(import.r#as.as_ref().map_or(last, |span| span.text().to_owned()), path);
        }
        Some(Self {
            names,
            package,
            aliases,
            scopes: Vec::new(),
            needs,
            current: String::new(),
            fresh: 0,
            data: BTreeMap::new(),
            unsure: super::super::mend::local_names(tree).iter().any(|name| is_taken(name)),
        })
    }

    /// The rules, each with its new name and its text behind that.
    pub(super) fn rules(&mut self, tree: &'m Tree) -> Vec<(String, String, bool)> {
        let mut written = Vec::new();
        for rule in &tree.policy {
            let name = name_of(rule).and_then(|span| self.package.get(span.text()));
            let Some(name) = name else {
                self.unsure = true;
                continue;
            };
            self.current.clone_from(name);
            self.needs();
            let (default, text) = match rule.as_ref() {
                Rule::Default { args, value, .. } => {
                    self.unsure |= !args.is_empty();
                    (true, format!(" := {}", self.expr(value)))
                }
                Rule::Spec { head, bodies, .. } => (false, self.rule(head, bodies)),
            };
            written.push((name.clone(), text, default));
        }
        written
    }

    fn rule(&mut self, head: &'m RuleHead, bodies: &'m [RuleBody]) -> String {
        let mut bound = BTreeSet::new();
        if let RuleHead::Func { args, .. } = head {
            for arg in args {
                pattern(arg, &mut bound);
            }
            self.needs().function = true;
        }
        self.open(bound);
        // Several bodies without `else` are an old way to write several rules.
        self.unsure |= bodies.iter().skip(1).any(|body| !body.is_else);
        let text = match head {
            RuleHead::Set { refr, key, .. } => {
                self.unsure |= matches!(refr.as_ref(), Expr::RefBrack { .. });
                self.set(key.as_deref(), bodies)
            }
            RuleHead::Compr { refr, assign, .. } => {
                let key = match refr.as_ref() {
                    Expr::RefBrack { index, .. } => Some(index.as_ref()),
                    _ => None,
                };
                self.values(key, assign.as_ref().map(|assign| assign.value.as_ref()), bodies)
            }
            RuleHead::Func { args, assign, .. } => {
                let args: Vec<String> = args.iter().map(|arg| self.expr(arg)).collect();
                let values = self.values(None, assign.as_ref().map(|assign| assign.value.as_ref()), bodies);
                format!("({}){values}", args.join(", "))
            }
        };
        self.scopes.pop();
        text
    }

    fn set(&mut self, key: Option<&'m Expr>, bodies: &'m [RuleBody]) -> String {
        self.unsure |= bodies.len() > 1 || key.is_none();
        let Some(key) = key else { return String::new() };
        let query = bodies.first().map(|body| &*body.query);
        self.open(query.map(declared).unwrap_or_default());
        let mut statements = query.map(|query| self.statements(query)).unwrap_or_default();
        let key = self.bound(key, &mut statements);
        self.scopes.pop();
        format!(" contains {key}{}", body_of(&statements))
    }

    fn values(&mut self, key: Option<&'m Expr>, value: Option<&'m Expr>, bodies: &'m [RuleBody]) -> String {
        let mut text = String::new();
        if bodies.is_empty() {
            let mut statements = Vec::new();
            let key = key.map(|key| format!("[{}]", self.bound(key, &mut statements))).unwrap_or_default();
            let value = value.map_or_else(|| "true".to_owned(), |value| self.bound(value, &mut statements));
            return format!("{key} := {value}{}", body_of(&statements));
        }
        for (at, body) in bodies.iter().enumerate() {
            self.open(declared(&body.query));
            let value = if body.is_else { body.assign.as_ref().map(|assign| &*assign.value) } else { value };
            let mut statements = self.statements(&body.query);
            let index = key.map(|key| format!("[{}]", self.bound(key, &mut statements))).unwrap_or_default();
            self.unsure |= body.is_else && key.is_some();
            let mut value =
                value.map_or_else(|| "true".to_owned(), |value| self.bound(value, &mut statements));
            if at + 1 < bodies.len() && self.has_loops(&body.query) {
                let (all, one) = (self.fresh(), self.fresh());
                let gathered = format!("{all} := [{value} | some _ in [0]; {}]", statements.join("; "));
                statements = vec![gathered, format!("{one} := {all}[0]"), format!("{one} == {one}")];
                value = one;
            }
            self.scopes.pop();
            let before = if body.is_else { " else" } else { "" };
            let _ = write!(text, "{before}{index} := {value}{}", body_of(&statements));
        }
        text
    }

    /// An expression as a name or a constant; what may be undefined is bound first.
    fn bound(&mut self, expr: &'m Expr, statements: &mut Vec<String>) -> String {
        let text = self.expr(expr);
        match expr {
            Expr::String { .. }
            | Expr::RawString { .. }
            | Expr::Number { .. }
            | Expr::Bool { .. }
            | Expr::Null { .. } => text,
            Expr::Var { span, .. } if self.is_local(span.text()) => text,
            _ => {
                let name = self.fresh();
                statements.push(format!("{name} := {text}"));
                statements.push(format!("{name} == {name}"));
                name
            }
        }
    }

    pub(super) fn fresh(&mut self) -> String {
        self.fresh += 1;
        format!("{FRESH}_{}", self.fresh)
    }

    fn statements(&mut self, query: &'m Query) -> Vec<String> {
        let mut written = Vec::new();
        for statement in &query.stmts {
            let mut checks = BTreeSet::new();
            let mut text = match &statement.literal {
                Literal::SomeVars { vars, .. } => {
                    format!(
                        "some {}",
                        vars.iter().map(|span| self.local(span.text())).collect::<Vec<_>>().join(", ")
                    )
                }
                Literal::SomeIn { key, value, collection, .. } => {
                    let key = key.as_ref().map(|key| format!("{}, ", self.expr(key))).unwrap_or_default();
                    format!("some {key}{} in {}", self.expr(value), self.expr(collection))
                }
                Literal::Expr { expr, .. } => {
                    if let Expr::AssignExpr { op, lhs, .. } = expr.as_ref() {
                        // What `=` binds is not told from what it compares.
                        self.unsure |= *op == AssignOp::Eq;
                        pattern(lhs, &mut checks);
                    }
                    self.bare(expr)
                }
                Literal::NotExpr { expr, .. } => format!("not {}", self.bare(expr)),
                Literal::Every { key, value, domain, query, .. } => {
                    self.unsure |= !statement.with_mods.is_empty();
                    let (all, domain) = (self.fresh(), self.expr(domain));
                    written.push(format!("{all} := {domain}"));
                    written.push(format!("{all} == {all}"));
                    self.open(key.iter().chain([value]).map(Span::text).collect());
                    let at = key.as_ref().map(|key| self.local(key.text()));
                    let at = at.filter(|at| at != "_").unwrap_or_else(|| self.fresh());
                    let (value, inner) = (self.local(value.text()), self.query(query));
                    self.scopes.pop();
                    format!("count({{{at} | some {at}, {value} in {all}; {inner}}}) == count({all})")
                }
            };
            for modifier in &statement.with_mods {
                // Of what is replaced only the input keeps its name.
                self.unsure |= first(&modifier.refr).text() != "input";
                self.needs().varies = true;
                let (target, value) = (self.expr(&modifier.refr), self.expr(&modifier.r#as));
                let _ = write!(text, " with {target} as {value}");
            }
            written.push(text);
            written.extend(
                checks
                    .iter()
                    .filter(|name| **name != "_")
                    .map(|name| self.local(name))
                    .map(|name| format!("{name} == {name}")),
            );
        }
        written
    }

    fn query(&mut self, query: &'m Query) -> String {
        self.open(declared(query));
        let statements = self.statements(query);
        self.scopes.pop();
        statements.join("; ")
    }

    /// A comprehension with its terms bound: `[term | query]`.
    fn comprehension(&mut self, query: &'m Query, terms: &[&'m Expr]) -> (Vec<String>, String) {
        self.open(declared(query));
        let mut statements = self.statements(query);
        if !matches!(query.stmts.first().map(|first| &first.literal), Some(Literal::SomeIn { .. })) {
            // What fails outside of a loop ends what is around the comprehension, too.
            statements.insert(0, "some _ in [0]".to_owned());
        }
        let terms = terms.iter().map(|term| self.bound(term, &mut statements)).collect();
        self.scopes.pop();
        (terms, statements.join("; "))
    }

    /// As a statement: without parentheses around it.
    fn bare(&mut self, expr: &'m Expr) -> String {
        match expr {
            Expr::AssignExpr { op, lhs, rhs, .. } => {
                let op = if *op == AssignOp::Eq { "=" } else { ":=" };
                format!("{} {op} {}", self.expr(lhs), self.expr(rhs))
            }
            Expr::BoolExpr { op, lhs, rhs, .. } => {
                let op = match op {
                    BoolOp::Lt => "<",
                    BoolOp::Le => "<=",
                    BoolOp::Eq => "==",
                    BoolOp::Ge => ">=",
                    BoolOp::Gt => ">",
                    BoolOp::Ne => "!=",
                };
                format!("{} {op} {}", self.expr(lhs), self.expr(rhs))
            }
            Expr::Membership { key, value, collection, .. } => {
                let key = key.as_ref().map(|key| format!("{}, ", self.expr(key))).unwrap_or_default();
                format!("{key}{} in {}", self.expr(value), self.expr(collection))
            }
            other => self.expr(other),
        }
    }

    pub(super) fn expr(&mut self, expr: &'m Expr) -> String {
        match expr {
            // regorus' spans leave the quotes out.
            Expr::String { span, .. } => format!("\"{}\"", span.text()),
            Expr::RawString { span, .. } => format!("`{}`", span.text()),
            Expr::Number { span, .. } | Expr::Bool { span, .. } | Expr::Null { span, .. } => {
                span.text().to_owned()
            }
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => self.reference(expr, false),
            Expr::Call { fcn, params, .. } => {
                let name = self.reference(fcn, true);
                format!("{name}({})", self.list(params.iter().map(|param| &**param)))
            }
            Expr::Array { items, .. } => format!("[{}]", self.list(items.iter().map(|item| &**item))),
            Expr::Set { items, .. } if items.is_empty() => "set()".to_owned(),
            Expr::Set { items, .. } => format!("{{{}}}", self.list(items.iter().map(|item| &**item))),
            Expr::Object { fields, .. } => {
                let fields = fields.iter().map(|(_, key, value)| (key, value));
                let fields: Vec<_> =
                    fields.map(|(key, value)| format!("{}: {}", self.expr(key), self.expr(value))).collect();
                format!("{{{}}}", fields.join(", "))
            }
            Expr::ArrayCompr { term, query, .. } => {
                let (terms, query) = self.comprehension(query, &[term]);
                format!("[{} | {query}]", terms.join(""))
            }
            Expr::SetCompr { term, query, .. } => {
                let (terms, query) = self.comprehension(query, &[term]);
                format!("{{{} | {query}}}", terms.join(""))
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                let (terms, query) = self.comprehension(query, &[key, value]);
                format!("{{{} | {query}}}", terms.join(": "))
            }
            Expr::UnaryExpr { expr, .. } => format!("-{}", self.expr(expr)),
            Expr::BinExpr { op, lhs, rhs, .. } => {
                let op = if *op == BinOp::Union { "|" } else { "&" };
                format!("({} {op} {})", self.expr(lhs), self.expr(rhs))
            }
            Expr::ArithExpr { op, lhs, rhs, .. } => {
                let op = match op {
                    ArithOp::Add => "+",
                    ArithOp::Sub => "-",
                    ArithOp::Mul => "*",
                    ArithOp::Div => "/",
                    ArithOp::Mod => "%",
                };
                format!("({} {op} {})", self.expr(lhs), self.expr(rhs))
            }
            Expr::BoolExpr { .. } | Expr::Membership { .. } => format!("({})", self.bare(expr)),
            Expr::AssignExpr { .. } => {
                // A statement only.
                self.unsure = true;
                String::new()
            }
        }
    }

    fn list(&mut self, items: impl Iterator<Item = &'m Expr>) -> String {
        items.map(|item| self.expr(item)).collect::<Vec<_>>().join(", ")
    }

    /// Whether a body may come to its end without having found anything.
    fn has_loops(&self, query: &'m Query) -> bool {
        query.stmts.iter().any(|statement| match &statement.literal {
            Literal::SomeVars { .. } | Literal::SomeIn { .. } => true,
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => self.iterates(expr, query),
            Literal::Every { domain, .. } => self.iterates(domain, query),
        })
    }

    /// Whether an index is a variable that nothing has bound.
    fn iterates(&self, expr: &'m Expr, query: &'m Query) -> bool {
        let mut found = false;
        each_part(expr, &mut |part| {
            if let Expr::RefBrack { index, .. } = part
                && let Expr::Var { span, .. } = index.as_ref()
            {
                let name = span.text();
                let is_bound =
                    self.is_local(name) || declared(query).contains(name) || self.package.contains_key(name);
                found |= !is_bound && name != "input";
            }
        });
        found
    }
}

fn body_of(statements: &[String]) -> String {
    if statements.is_empty() { String::new() } else { format!(" if {{ {} }}", statements.join("; ")) }
}
