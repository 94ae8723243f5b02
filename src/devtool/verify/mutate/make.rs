//! Makes the mutants of a module.

use std::sync::Arc;

use crate::devtool::verify::modules::Unit;
use crate::engine::Expression;

/// What was done to an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It always holds.
    Dropped,
    /// It holds when it did not.
    Negated,
}

impl Change {
    /// The word used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Negated => "negated",
        }
    }
}

/// A module with one expression changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The module's file.
    pub file: Arc<str>,
    /// The line of the expression.
    pub line: u32,
    /// The expression as written.
    pub expression: String,
    /// What was done to it.
    pub change: Change,
    /// From its first byte to behind its last.
    pub(super) range: (usize, usize),
    /// It cannot compile: a variable would be left without a value.
    pub(super) unbound: bool,
}

impl Mutant {
    /// The whole text of the changed module.
    pub(super) fn text(&self, whole: &str) -> String {
        let instead = match self.change {
            Change::Dropped => "true".to_owned(),
            Change::Negated => match self.expression.strip_prefix("not") {
                Some(rest) if rest.starts_with(char::is_whitespace) => rest.trim_start().to_owned(),
                _ => format!("not {}", self.expression),
            },
        };
        let (start, end) = self.range;
        let before = whole.get(..start).unwrap_or_default();
        let after = whole.get(end..).unwrap_or_default();
        format!("{before}{instead}{after}")
    }
}

/// All mutants of a module, tests in it left alone.
pub(super) fn mutants(unit: &Unit) -> Vec<Mutant> {
    let in_test = |expression: &Expression| {
        unit.heads.iter().any(|head| (head.range.0..head.range.1).contains(&expression.start))
    };
    let mut mutants = Vec::new();
    for expression in unit.outline.expressions.iter().filter(|expression| !in_test(expression)) {
        let Some(text) = unit.text.get(expression.start..expression.end) else { continue };
        for change in [Change::Dropped, Change::Negated] {
            let same = change == Change::Dropped && text == "true";
            // There is no opposite of binding a variable.
            if same || (change == Change::Negated && expression.binds) {
                continue;
            }
            mutants.push(Mutant {
                file: Arc::clone(&unit.module.path),
                line: expression.line,
                expression: text.to_owned(),
                change,
                range: (expression.start, expression.end),
                unbound: change == Change::Dropped && expression.needed,
            });
        }
    }
    mutants
}
