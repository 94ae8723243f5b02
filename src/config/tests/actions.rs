use super::*;
use crate::finding::{Action, EnforcementPoint, RuleId, Severity};

fn ruling(config: &str, point: EnforcementPoint, rule: &str, severity: Severity, namespace: &str) -> Ruling {
    let settings = Repository::with(config).settings();
    settings.ruling(&RuleId::new(rule).unwrap(), severity, point, namespace)
}

#[test]
fn ci_enforces_and_the_others_observe() {
    for (point, severity, action, enforced) in [
        (EnforcementPoint::Ci, Severity::Error, Action::Deny, Action::Deny),
        (EnforcementPoint::Ci, Severity::Warning, Action::Warn, Action::Warn),
        (EnforcementPoint::Ci, Severity::Info, Action::Audit, Action::Audit),
        (EnforcementPoint::Admission, Severity::Error, Action::Audit, Action::Deny),
        (EnforcementPoint::Admission, Severity::Warning, Action::Audit, Action::Warn),
        (EnforcementPoint::Audit, Severity::Error, Action::Audit, Action::Deny),
    ] {
        let ruling = ruling("", point, "pods/a", severity, "shop");
        assert_eq!(
            (ruling.action, ruling.enforced, ruling.origin.to_string().as_str()),
            (action, enforced, "default")
        );
    }
}

#[test]
fn one_word_answers_for_a_whole_point() {
    let ruling =
        ruling("actions: {admission: enforce}", EnforcementPoint::Admission, "pods/a", Severity::Error, "");
    assert_eq!((ruling.action, ruling.origin.to_string().as_str()), (Action::Deny, "tidegate.yaml:1"));
}

/// The entries are narrower from the first to the last; each takes away from those above it.
#[test]
fn the_narrowest_entry_decides() {
    let config = "\
actions:
  ci:
    - {action: audit}
    - {action: warn, namespaces: kube-*}
    - {action: deny, namespaces: [kube-system, x]}
    - {action: audit, severity: warning}
    - {action: warn, packs: pods}
    - {action: deny, packs: pods, namespaces: shop}
    - {action: warn, rules: pods/a, severity: error}
    - {action: audit, rules: pods/a, severity: error, namespaces: pay-*}
";
    for (rule, severity, namespace, line) in [
        ("probes/x", Severity::Error, "shop", 3),
        ("probes/x", Severity::Error, "kube-public", 4),
        ("probes/x", Severity::Error, "kube-system", 5),
        ("probes/x", Severity::Warning, "kube-system", 6),
        ("pods/b", Severity::Warning, "kube-system", 7),
        ("pods/b", Severity::Warning, "shop", 8),
        ("pods/a", Severity::Error, "shop", 9),
        ("pods/a", Severity::Error, "pay-eu", 10),
        ("pods/a", Severity::Warning, "pay-eu", 7),
        ("probes/x", Severity::Error, "", 3),
    ] {
        let ruling = ruling(config, EnforcementPoint::Ci, rule, severity, namespace);
        assert_eq!(
            ruling.origin.to_string(),
            format!("tidegate.yaml:{line}"),
            "{rule} {severity} {namespace}"
        );
    }
}

#[test]
fn of_equals_the_last_decides_and_the_order_of_others_does_not_count() {
    let equals = "actions:\n  ci:\n    - {action: deny, rules: pods/a}\n    - {action: audit, rules: [pods/b, pods/a]}\n";
    assert_eq!(ruling(equals, EnforcementPoint::Ci, "pods/a", Severity::Error, "x").action, Action::Audit);
    let narrow_first = "actions:\n  ci:\n    - {action: warn, rules: pods/a}\n    - {action: audit}\n";
    assert_eq!(
        ruling(narrow_first, EnforcementPoint::Ci, "pods/a", Severity::Error, "x").action,
        Action::Warn
    );
}

#[test]
fn a_cluster_scoped_object_is_in_no_namespace() {
    let config = "actions: {ci: [{action: audit, namespaces: \"*\"}]}";
    assert_eq!(ruling(config, EnforcementPoint::Ci, "pods/a", Severity::Error, "").action, Action::Deny);
    assert_eq!(ruling(config, EnforcementPoint::Ci, "pods/a", Severity::Error, "x").action, Action::Audit);
}
