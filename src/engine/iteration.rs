//! Makes `some x in e` behave as in OPA where `e` turns out to be null, a string or a number.
//!
//! OPA iterates over nothing; regorus' interpreter raises an error and with it loses the whole rule. Such values are
//! common in rendered charts (`env: null`), so at load every collection of a `some … in` is passed through a function
//! that gives back collections as they are and nothing for anything else. Lines stay what they are; columns
//! right of the change move by the length of the call.

use regorus::Value;
use regorus::unstable::{Expr, Literal, Module};

use super::syntax::each_literal;

/// The function's name: one that no policy uses.
pub(super) const NAME: &str = "tidegate_collection";

/// The text with every collection of a `some … in` wrapped.
pub(super) fn guard(text: &str, module: &Module) -> String {
    let mut sites = Vec::new();
    each_literal(module, &mut |literal| {
        if let Literal::SomeIn { collection, .. } = literal
            && !is_collection(collection)
        {
            sites.push((collection.span().start as usize, collection.span().end as usize));
        }
    });
    // From the back, so that earlier offsets hold; of nested sites the inner one lies behind the outer one's start.
    let mut edits: Vec<(usize, &str)> = Vec::with_capacity(sites.len() * 2);
    let open = format!("{NAME}(");
    for (start, end) in &sites {
        edits.push((*start, &open));
        edits.push((*end, ")"));
    }
    edits.sort_by_key(|(offset, inserted)| (*offset, *inserted != ")"));
    let mut guarded = String::with_capacity(text.len() + sites.len() * (open.len() + 1));
    let mut from = 0;
    for (offset, inserted) in edits {
        guarded.push_str(text.get(from..offset).unwrap_or_default());
        guarded.push_str(inserted);
        from = offset;
    }
    guarded.push_str(text.get(from..).unwrap_or_default());
    guarded
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

/// The function: collections as they are, *undefined* for anything else.
pub(super) fn collection(value: Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) | Value::Set(_) => value,
        _ => Value::Undefined,
    }
}
