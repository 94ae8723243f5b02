//! Loading policies: the built-in library, and every mistake that is found at load.

use std::sync::Arc;

use super::*;
use crate::value::Value;

fn source(files: &[(&str, &str)]) -> PolicySource {
    let files = files.iter().map(|(path, text)| PolicyFile {
        path: Arc::from(*path),
        below_root: path.split('/').map(str::to_owned).collect(),
        text: Arc::from(*text),
    });
    PolicySource { name: Arc::from("mine"), files: files.collect() }
}

fn errors(files: &[(&str, &str)]) -> Vec<String> {
    match Library::read(&[builtin(), source(files)], &[]) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

const METADATA: &str = "# METADATA
# title: T
# description: D
# custom:
#   severity: error
#   applies_to: [workloads]
#   remediation: R
";

fn rule(package: &str, body: &str) -> String {
    format!("{METADATA}package {package}\n\n{body}\n")
}

#[test]
fn the_built_in_library_loads_and_compiles_whole() {
    // In the second place they are checked as a user's are.
    let nothing = PolicySource { name: Arc::from("nothing"), files: Vec::new() };
    let checked = Library::read(&[nothing, builtin()], &[]).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let library = Library::read(&[builtin()], &[]).unwrap_or_else(|errors| panic!("{errors:#?}"));
    assert_eq!(
        checked.rules.iter().map(|rule| &rule.card).collect::<Vec<_>>(),
        library.rules.iter().map(|rule| &rule.card).collect::<Vec<_>>()
    );
    assert!(library.rules.len() >= 21, "{} rules", library.rules.len());
    let selection = Selection {
        enabled: library.rules.iter().map(|rule| rule.card.id.clone()).collect(),
        params: Params::new(),
        place: crate::finding::EnforcementPoint::Ci,
        limits: crate::engine::Limits::default(),
    };
    let rules = RuleSet::compile(&library, &selection).unwrap_or_else(|errors| panic!("{errors:#?}"));
    assert!(
        rules.has_machine(),
        "some built-in rule is written as the engine's machine cannot be given it: names that begin with kept_, linked_ or \
         r1_, `=` for `:=`, a partial rule under a key; src/engine/link/render.rs says `unsure` of it"
    );
    let calls = rules.calls(&Arc::from("apps/Deployment"), crate::finding::Operation::Create).unwrap();
    let [each, once] = &calls[..] else { panic!("two evaluations: {calls:?}") };
    assert!(!each.of_kind && once.of_kind);
    let names =
        |call: &Call| call.rules.iter().map(|at| rules.rules()[*at].card.id.pack().to_owned()).collect();
    let packs: std::collections::BTreeSet<String> = names(once);
    assert_eq!(
        (once.rules.len(), packs),
        (8, ["schema".to_owned()].into()),
        "rules that are asked once a kind"
    );
    // The engine knows a rule by its whole path only; for an entry that it does not know, rules would be asked one by one.
    let answers = rules.evaluator().evaluate(&calls[0].query, Value::new_object()).unwrap();
    assert_eq!(crate::value::object(&answers).unwrap().len(), calls[0].rules.len());
    let of_any_kind = rules.calls(&Arc::from("acme.io/Unknown"), crate::finding::Operation::Create).unwrap();
    assert_eq!(of_any_kind.len(), 1, "all rules in one evaluation");
    assert_eq!(of_any_kind[0].rules.len(), 8, "the pack schema");
    assert!(rules.calls(&Arc::from("file/unknown"), crate::finding::Operation::Create).is_none());
}

#[test]
fn mistakes_in_metadata_have_file_line_and_what_was_meant() {
    let text = rule("tidegate.acme.x", "deny contains 1").replace("severity: error", "severitty: error");
    let said = errors(&[("acme/x/rule.rego", &text)]);
    let wanted = "acme/x/rule.rego:5:5: METADATA: unknown key 'severitty' (did you mean severity?)";
    assert!(said.iter().any(|error| error == wanted), "{said:?}");
    let text = rule("tidegate.acme.x", "deny contains 1").replace("workloads", "Deploymnt");
    assert!(errors(&[("acme/x/rule.rego", &text)])[0].contains("there is no kind 'Deploymnt'"));
    let text = rule("tidegate.acme.x", "deny contains 1").replace("workloads", "Deployment");
    assert!(errors(&[("acme/x/rule.rego", &text)])[0].contains("did you mean apps/Deployment?"));
    assert!(
        errors(&[("a.rego", "package tidegate.acme.x\ndeny contains 1")])[0]
            .contains("the rule has no METADATA")
    );
}

#[test]
fn a_rule_that_would_never_be_asked_is_refused() {
    for (body, wrong) in [
        ("warn contains 1", "warn is never asked in a native rule"),
        ("violation contains 1\ndeny contains 2", "violation is never asked"),
        ("deny := true", "deny must be a set"),
        ("allow := true", "has no deny"),
    ] {
        let said = errors(&[("acme/x/rule.rego", &rule("tidegate.acme.x", body))]);
        assert!(said[0].contains(wrong), "{body}: {said:?}");
    }
    assert!(
        errors(&[("a/y/rule.rego", &rule("tidegate.acme.x", "deny contains 1"))])[0]
            .contains("the folder says a/y")
    );
    assert!(
        errors(&[("a.rego", "package tidegate.acme\ndeny contains 1")])[0]
            .contains("neither a rule nor a helper")
    );
    assert!(errors(&[("a.rego", "package main\ndeny_x(a) := a")])[0].contains("deny_x is a function"));
    assert!(errors(&[("a.rego", "package lib\nx := 1")])[0].contains("no rule is in this policy folder"));
}

#[test]
fn two_rules_with_one_id_are_refused_and_both_files_named() {
    let text = rule("tidegate.acme.x", "deny contains 1");
    let said = errors(&[("one.rego", &text), ("two.rego", &text)]);
    assert_eq!(
        said,
        ["two.rego: the rule id acme/x is taken by one.rego (give the rule another name or pack)"]
    );
}

#[test]
fn conftest_policies_are_rules_by_their_names() {
    let text = "package main\n\ndeny contains \"a\" if input.a\ndeny contains \"b\" if input.b\nwarn_old contains \"c\"\nhelper := 1";
    let library = Library::read(&[builtin(), source(&[("p.rego", text)])], &[]).unwrap();
    let mine: Vec<_> = library
        .rules
        .iter()
        .filter(|rule| rule.dialect == Dialect::Conftest)
        .map(|rule| (rule.card.id.to_string(), rule.card.severity, rule.query.to_string()))
        .collect();
    let error = crate::finding::Severity::Error;
    let warning = crate::finding::Severity::Warning;
    assert_eq!(
        mine,
        [
            ("main/deny".to_owned(), error, "data.main.deny".to_owned()),
            ("main/warn-old".to_owned(), warning, "data.main.warn_old".to_owned()),
        ]
    );
}

#[test]
fn unknown_parameters_are_refused() {
    let library = Library::read(&[builtin()], &[]).unwrap();
    let params =
        Params::from([("network".to_owned(), [("underlay_mtuu".to_owned(), Value::from(1500))].into())]);
    let selection = Selection {
        enabled: std::collections::BTreeSet::new(),
        params,
        place: crate::finding::EnforcementPoint::Ci,
        limits: crate::engine::Limits::default(),
    };
    let said = RuleSet::compile(&library, &selection).unwrap_err()[0].to_string();
    assert!(
        said.contains("pack network has no parameter 'underlay_mtuu': did you mean underlay_mtu?"),
        "{said}"
    );
}
