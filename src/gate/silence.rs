//! One cause is one finding: a rule that says more silences the rules that say less of the same place.

use crate::finding::{Finding, Path, RuleId};

/// Drops findings that another of the same object at the same path silences.
pub(super) fn silence(findings: &mut Vec<Finding>) {
    let silenced: Vec<(RuleId, Path)> = findings
        .iter()
        .flat_map(|finding| finding.rule.silences.iter().map(|rule| (rule.clone(), finding.path.clone())))
        .collect();
    if !silenced.is_empty() {
        findings.retain(|finding| {
            !silenced.iter().any(|(rule, path)| *rule == finding.rule.id && *path == finding.path)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, ConfigFile, Environment, Overrides};
    use crate::finding::{Location, RuleCard};
    use crate::gate::cards::Own;
    use crate::gate::own;

    fn finding(rule: &str, silences: &[&str], path: &[&str]) -> Finding {
        let overrides = Overrides { config: ConfigFile::Skipped, ..Overrides::default() };
        let settings =
            config::resolve(std::path::Path::new("."), &overrides, &Environment::default()).unwrap();
        let location = Location { file: "a.yaml".into(), span: None, template: None };
        let mut finding = own::finding(&settings, Own::WaiverUnused, "m", (location, None));
        finding.rule = std::sync::Arc::new(RuleCard {
            id: RuleId::new(rule).unwrap(),
            silences: silences.iter().map(|id| RuleId::new(id).unwrap()).collect(),
            ..RuleCard::clone(&finding.rule)
        });
        finding.path = Path::of_keys(path);
        finding
    }

    #[test]
    fn only_the_named_rule_at_the_same_path_is_silenced() {
        let mut findings = vec![
            finding("a/more", &["a/less"], &["spec"]),
            finding("a/less", &[], &["spec"]),
            finding("a/less", &[], &["spec", "x"]),
            finding("a/other", &[], &["spec"]),
        ];
        silence(&mut findings);
        let left: Vec<String> =
            findings.iter().map(|finding| format!("{} {}", finding.rule.id, finding.path)).collect();
        assert_eq!(left, ["a/more spec", "a/less spec.x", "a/other spec"]);
    }
}
