//! In which manner a rule is written, which decides what it is given and how its answer is read.

use crate::finding::Severity;

/// The dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// `package tidegate.<pack>.<rule>` with METADATA and one entry point, `deny`.
    Native,
    /// Any other package: the document as conftest hands it over; `deny…`, `violation…`, `warn…`.
    Conftest,
}

impl Dialect {
    /// Of a package without `data.`.
    pub fn of_package(package: &str) -> Self {
        if package.split('.').next() == Some("tidegate") { Self::Native } else { Self::Conftest }
    }
}

/// The severity that conftest's naming gives a rule; `None` where the name is not one of its entry points:
/// `deny`, `violation`, `warn`, each with any number of `_word`.
pub(super) fn conftest_severity(name: &str) -> Option<Severity> {
    let (head, rest) = name.split_once('_').map_or((name, None), |(head, rest)| (head, Some(rest)));
    let words_fit = rest.is_none_or(|rest| {
        rest.split('_').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric()))
    });
    match head {
        _ if !words_fit => None,
        "deny" | "violation" => Some(Severity::Error),
        "warn" => Some(Severity::Warning),
        _ => None,
    }
}

/// An id in kebab case from a package and a rule name, as in `main/deny-root-user`.
pub(super) fn conftest_id(package: &str, name: &str) -> String {
    let kebab = |text: &str| {
        let mapped: String = text
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect();
        mapped.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
    };
    format!("{}/{}", kebab(package), kebab(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conftest_names_are_told_as_conftest_tells_them() {
        for (name, severity) in [
            ("deny", Some(Severity::Error)),
            ("violation_x", Some(Severity::Error)),
            ("warn_root_user", Some(Severity::Warning)),
            ("deny__x", None),
            ("denied", None),
            ("warning_x", None),
            ("allow", None),
        ] {
            assert_eq!(conftest_severity(name), severity, "{name}");
        }
        assert_eq!(conftest_id("main.k8s", "deny_Root"), "main-k8s/deny-root");
    }
}
