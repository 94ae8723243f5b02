use std::sync::Arc;

use super::*;
use crate::finding::{EnforcementPoint, GroupKind, Operation, RuleCard, RuleId, Severity};

fn card(id: &str, severity: Severity, since: &str, profiles: &[(&str, bool)]) -> RuleCard {
    let text = || Arc::from("x");
    RuleCard {
        id: RuleId::new(id).unwrap(),
        title: text(),
        description: text(),
        severity,
        applies_to: Vec::new(),
        operations: vec![Operation::Create],
        places: vec![EnforcementPoint::Ci],
        reads: Vec::new(),
        absence: false,
        remediation: text(),
        not_a_problem: None,
        references: Vec::new(),
        since: Arc::from(since),
        profiles: profiles.iter().map(|(name, on)| (Arc::from(*name), *on)).collect(),
        silences: Vec::new(),
        chinese: None,
    }
}

fn plain(id: &str) -> RuleCard {
    card(id, Severity::Error, "0.1.0", &[])
}

/// The state in a word: a severity, `severity (newer)` or why it is off.
fn state(settings: &Settings, card: &RuleCard) -> String {
    match settings.selection.rule_state(card) {
        RuleState::On { severity, newer } => format!("{severity}{}", if newer { " (newer)" } else { "" }),
        RuleState::Off(why) => why.to_string(),
    }
}

fn with(config: &str, overrides: &Overrides) -> Settings {
    Repository::with(config).resolve(overrides, &[]).unwrap()
}

#[test]
fn the_narrower_word_decides() {
    let optional = card("pods/optional", Severity::Warning, "0.1.0", &[("standard", false)]);
    let rule = plain("pods/privileged");
    for (config, of_rule, of_optional) in [
        ("", "error", "off in profile standard (default)"),
        ("profile: strict", "error", "warning"),
        ("packs: {pods: off}", "off by tidegate.yaml:1", "off by tidegate.yaml:1"),
        ("packs: {pods: on}", "error", "warning"),
        ("packs: {pods: off}\nrules: {pods/privileged: on}", "error", "off by tidegate.yaml:1"),
        ("packs: {pods: on}\nrules: {pods/optional: off}", "error", "off by tidegate.yaml:2"),
        (
            "severity: {pods/privileged: info, pods/optional: error}",
            "info",
            "off in profile standard (default)",
        ),
        ("severity: {pods/optional: error}\nrules: {pods/optional: on}", "error", "error"),
    ] {
        let settings = with(config, &Overrides::default());
        assert_eq!(
            (state(&settings, &rule).as_str(), state(&settings, &optional).as_str()),
            (of_rule, of_optional),
            "{config}"
        );
    }
}

#[test]
fn flags_choose_over_the_file() {
    let config = "rules: {pods/privileged: off}";
    let overrides = |rules: &[&str], skip: &[&str]| Overrides {
        rules: rules.iter().map(ToString::to_string).collect(),
        skip_rules: skip.iter().map(ToString::to_string).collect(),
        ..Overrides::default()
    };
    for (rules, skip, of_privileged, of_probe) in [
        (&[][..], &["probes"][..], "off by tidegate.yaml:1", "off by --skip-rule"),
        (&["pods/privileged"], &[], "error", "not chosen by --rule"),
        (&["pods/*", "probes"], &["probes/identical"], "error", "off by --skip-rule"),
        (&["probes/identical"], &[], "not chosen by --rule", "error"),
    ] {
        let settings = with(config, &overrides(rules, skip));
        assert_eq!(state(&settings, &plain("pods/privileged")), of_privileged, "{rules:?} {skip:?}");
        assert_eq!(state(&settings, &plain("probes/identical")), of_probe, "{rules:?} {skip:?}");
    }
    let settings = with("", &overrides(&["pods/optional"], &[]));
    assert_eq!(
        state(&settings, &card("pods/optional", Severity::Info, "0.1.0", &[("standard", false)])),
        "info"
    );
}

#[test]
fn rules_that_are_newer_are_info_unless_they_are_wanted() {
    let newer = card("pods/newer", Severity::Error, "0.3.0", &[]);
    for (config, expected) in [
        ("rules_as_of: \"0.2\"", "info (newer)"),
        ("rules_as_of: \"0.3\"", "error"),
        ("rules_as_of: \"0.2\"\npacks: {pods: on}", "info (newer)"),
        ("rules_as_of: \"0.2\"\nrules: {pods/newer: on}", "error"),
        ("rules_as_of: \"0.2\"\nseverity: {pods/newer: warning}", "warning"),
    ] {
        assert_eq!(state(&with(config, &Overrides::default()), &newer), expected, "{config}");
    }
    let chosen = Overrides { rules: vec!["pods/newer".into()], ..Overrides::default() };
    assert_eq!(state(&with("rules_as_of: \"0.2\"", &chosen), &newer), "error");
    assert_eq!(state(&with("rules_as_of: \"0.2\"", &Overrides::default()), &plain("pods/old")), "error");
    let unversioned = card("mine/x", Severity::Error, "2026-01", &[]);
    assert_eq!(state(&with("rules_as_of: \"0.2\"", &Overrides::default()), &unversioned), "error");
}

#[test]
fn in_profile_chart_what_a_value_mends_is_info() {
    let settings = with("profile: chart", &Overrides::default());
    assert_eq!(state(&settings, &plain("pods/run-as-non-root")), "info");
    assert_eq!(state(&settings, &plain("pods/privileged")), "error");
    let said = with("profile: chart\nseverity: {pods/run-as-non-root: warning}", &Overrides::default());
    assert_eq!(state(&said, &plain("pods/run-as-non-root")), "warning");
}

#[test]
fn rules_below_the_floor_are_off() {
    let floor = Overrides { severity: Some("warning".into()), ..Overrides::default() };
    let settings = with("severity: {pods/b: info}", &floor);
    assert_eq!(state(&settings, &plain("pods/a")), "error");
    assert_eq!(state(&settings, &plain("pods/b")), "its severity info is below --severity");
}

#[test]
fn only_chosen_kinds_are_judged() {
    let chosen = Overrides { kinds: vec!["Deployment".into(), "batch/Job".into()], ..Overrides::default() };
    let judges =
        |overrides: &Overrides, kind: &str| with("", overrides).selection.judges(&GroupKind::parse(kind));
    assert!(
        judges(&chosen, "apps/Deployment") && judges(&chosen, "batch/Job") && !judges(&chosen, "other/Job")
    );
    assert!(judges(&Overrides::default(), "Service"));
}
