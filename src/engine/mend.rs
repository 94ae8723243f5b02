//! What is changed in a module's text at load, so that regorus' interpreter answers as OPA does.
//!
//! 1. `some x in e`, where `e` turns out to be null, a string or a number: OPA iterates over nothing; the interpreter raises an
//!    error and with it loses the whole rule. Such values are common in rendered charts (`env: null`), so every collection
//!    is passed through a function that gives back collections as they are and nothing for anything else.
//! 2. `import data.a.b` … `b.rule` inside a function of another package: once that package has been evaluated as a whole, the
//!    interpreter takes the import for undefined, without a word. So import aliases are written out: `data.a.b.rule`. That
//!    evaluates only the rule that is named, too, and not all of its package.
//!
//! 3. `else if { … }` without a value: OPA's is true, the interpreter's is undefined. The value is written out.
//!
//! Lines stay what they are; columns right of a change move.

use std::collections::{BTreeMap, BTreeSet};

use regorus::Value;
use regorus::unstable::{Expr, Literal, Module, Rule, RuleHead};

use super::syntax::{dotted, each_expr, each_literal, first};

/// The function's name: one that no policy uses.
pub(super) const NAME: &str = "tidegate_collection";

/// The text with these changes made. The first costs a call for every iteration, so it is left out unless `guarded`: an
/// evaluation that fails without it is repeated with it.
pub(super) fn mended(text: &str, module: &Module, guarded: bool) -> String {
    let mut edits = Vec::new();
    if guarded {
        guard_collections(module, &mut edits);
    }
    write_out_imports(module, &mut edits);
    write_out_else(text, module, &mut edits);
    // At one offset, what closes comes before what opens, and an opening before what it opens on.
    edits.sort_by_key(|edit| (edit.from, edit.rank));
    let mut mended = String::with_capacity(text.len() + edits.len() * 32);
    let mut from = 0;
    for edit in &edits {
        mended.push_str(text.get(from..edit.from).unwrap_or_default());
        mended.push_str(&edit.text);
        from = edit.to;
    }
    mended.push_str(text.get(from..).unwrap_or_default());
    mended
}

/// Replaces bytes `from..to`.
struct Edit {
    from: usize,
    to: usize,
    rank: u8,
    text: String,
}

fn guard_collections(module: &Module, edits: &mut Vec<Edit>) {
    each_literal(module, &mut |literal| {
        if let Literal::SomeIn { collection, .. } = literal
            && !is_collection(collection)
        {
            let start = first(collection).start.min(collection.span().start) as usize;
            let end = collection.span().end as usize;
            edits.push(Edit { from: start, to: start, rank: 1, text: format!("{NAME}(") });
            edits.push(Edit { from: end, to: end, rank: 0, text: ")".to_owned() });
        }
    });
}

/// A literal or comprehension is a collection whatever the input.
fn is_collection(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Array { .. }
            | Expr::Set { .. }
            | Expr::Object { .. }
            | Expr::ArrayCompr { .. }
            | Expr::SetCompr { .. }
            | Expr::ObjectCompr { .. }
    )
}

fn write_out_imports(module: &Module, edits: &mut Vec<Edit>) {
    let mut aliases: BTreeMap<String, String> = BTreeMap::new();
    for import in &module.imports {
        // Only what can be written with dots; anything else stays an import.
        let Some(path) = dotted(&import.refr).filter(|path| path.starts_with("data.") && is_plain(path))
        else {
            continue;
        };
        let alias = import.r#as.as_ref().map_or_else(
            || path.rsplit('.').next().unwrap_or_default().to_owned(),
            |span| span.text().to_owned(),
        );
        aliases.insert(alias, path);
    }
    for name in local_names(module) {
        aliases.remove(&name);
    }
    if aliases.is_empty() {
        return;
    }
    let mut seen = BTreeSet::new();
    each_expr(module, &mut |expr| {
        let base = match expr {
            Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => refr,
            Expr::Call { fcn, .. } => fcn,
            _ => return,
        };
        let span = first(base);
        if let Some(path) = aliases.get(span.text())
            && seen.insert(span.start)
        {
            edits.push(Edit {
                from: span.start as usize,
                to: span.end as usize,
                rank: 2,
                text: path.clone(),
            });
        }
    });
}

fn write_out_else(text: &str, module: &Module, edits: &mut Vec<Edit>) {
    for rule in &module.policy {
        let Rule::Spec { bodies, .. } = rule.as_ref() else { continue };
        for body in bodies.iter().filter(|body| body.is_else && body.assign.is_none()) {
            let start = body.query.span.start as usize;
            let before = text.get(..start).and_then(|before| before.rfind("else"));
            if let Some(at) = before.map(|at| at + "else".len()) {
                edits.push(Edit { from: at, to: at, rank: 2, text: " := true".to_owned() });
            }
        }
    }
}

fn is_plain(path: &str) -> bool {
    path.split('.')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// Names that a module binds itself: an alias of the same name may mean the local one somewhere.
pub(super) fn local_names(module: &Module) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rule in &module.policy {
        if let Rule::Spec { head: RuleHead::Func { args, .. }, .. } = rule.as_ref() {
            for arg in args {
                bound(arg, &mut names);
            }
        }
    }
    each_expr(module, &mut |expr| {
        if let Expr::AssignExpr { lhs, .. } = expr {
            bound(lhs, &mut names);
        }
    });
    each_literal(module, &mut |literal| match literal {
        Literal::SomeIn { key, value, .. } => {
            if let Some(key) = key {
                bound(key, &mut names);
            }
            bound(value, &mut names);
        }
        Literal::SomeVars { vars, .. } => names.extend(vars.iter().map(|span| span.text().to_owned())),
        Literal::Every { key, value, .. } => {
            names.extend(key.iter().chain([value]).map(|span| span.text().to_owned()));
        }
        _ => {}
    });
    names
}

fn bound(expr: &Expr, names: &mut BTreeSet<String>) {
    if let Expr::Var { span, .. } = expr {
        names.insert(span.text().to_owned());
    }
}

/// The function: collections as they are, *undefined* for anything else.
pub(super) fn collection(value: Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) | Value::Set(_) => value,
        _ => Value::Undefined,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    fn mend(text: &str) -> String {
        mended(text, &parse("x.rego", text).unwrap(), true)
    }

    #[test]
    fn both_changes_are_made_in_place() {
        let text = "package x\nimport data.lib.a\nimport data.lib.b as c\nr if {\n\tsome x in a.list[c.key]\n\tsome y in [1]\n\tc.f(a.value, x, y)\n}\n";
        let wanted = "package x\nimport data.lib.a\nimport data.lib.b as c\nr if {\n\tsome x in tidegate_collection(data.lib.a.list[data.lib.b.key])\n\tsome y in [1]\n\tdata.lib.b.f(data.lib.a.value, x, y)\n}\n";
        assert_eq!(mend(text), wanted);
    }

    #[test]
    fn a_name_that_is_bound_in_the_module_is_left_alone() {
        let text = "package x\nimport data.lib.a\nf(a) := a.name\ng := a.value\n";
        assert_eq!(mend(text), text);
    }

    #[test]
    fn with_targets_and_collections_of_calls_stay_whole() {
        let text =
            "package x\nimport data.lib.a\nr if { some k, v in a.f(input.x) with input as a.y; k == v }\n";
        let wanted = "package x\nimport data.lib.a\nr if { some k, v in tidegate_collection(data.lib.a.f(input.x)) with input as data.lib.a.y; k == v }\n";
        assert_eq!(mend(text), wanted);
    }
}
