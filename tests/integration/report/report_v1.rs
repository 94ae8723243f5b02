//! `report.v1` against its schema, and the facts in it.

use serde_json::{Value, json};

use tidegate::finding::{Judged, Path, Run, Severity, Step};
use tidegate::report::{Format, Options};

use super::{samples, schema, valid};

/// The report of a run, which is valid.
fn report(run: &Run) -> Value {
    let text = samples::printed(Format::Json, run, &Options::default());
    valid("report.v1.schema.json", serde_json::from_str(&text).unwrap())
}

/// Every kind of finding there is.
fn everything() -> Run {
    let mut run = samples::pull_request();
    run.scopes[0].findings.push(samples::unreadable("a.yaml", None, "permission denied"));
    run.scopes[0].findings.push(samples::unreadable("b.yaml", Some((3, "a: [")), "not closed"));
    let mut waived = samples::waived(samples::unreadable("c.yaml", Some((3, "a: [")), ""));
    waived.measure = Some(f64::NAN);
    let matched = waived.waived.as_mut().unwrap();
    (matched.owner, matched.until) = (None, None);
    run.scopes[1].findings.push(waived);
    run.scopes[1].decisions[0].object = None;
    run
}

#[test]
fn every_kind_of_finding_is_valid() {
    report(&everything());
    report(&Run::default());
}

#[test]
fn the_schema_is_closed() {
    let validator = jsonschema::validator_for(&schema("report.v1.schema.json")).unwrap();
    for pointer in [
        "",
        "/tool",
        "/summary",
        "/summary/findings",
        "/scopes/0",
        "/scopes/0/decisions/0",
        "/scopes/0/decisions/0/object",
        "/scopes/0/decisions/0/findings/0",
        "/scopes/0/decisions/0/findings/0/location",
        "/scopes/0/decisions/0/findings/0/location/template",
        "/scopes/0/decisions/0/findings/0/related/0",
        "/scopes/1/not_objects/0",
        "/rules/0",
    ] {
        let mut value = report(&samples::pull_request());
        value.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert("more".into(), json!(1));
        assert!(!validator.is_valid(&value), "a further member of '{pointer}' is taken");
    }
}

#[test]
fn every_member_is_required_and_described() {
    for file in ["report.v1.schema.json", "decision.v1.schema.json", "event.v1.schema.json"] {
        let schema = schema(file);
        let mut all: Vec<&Value> = schema["$defs"].as_object().unwrap().values().collect();
        all.push(&schema);
        for object in all.into_iter().filter(|value| value.get("properties").is_some()) {
            assert_eq!(object["additionalProperties"], false, "{object}");
            for (name, property) in object["properties"].as_object().unwrap() {
                let told = |value: &Value| value.get("description").is_some() || value.get("const").is_some();
                assert!(told(property), "{file}: {name} has no description");
            }
        }
    }
}

#[test]
fn the_schemas_agree_on_findings() {
    let report = schema("report.v1.schema.json");
    let (decision, event) = (schema("decision.v1.schema.json"), schema("event.v1.schema.json"));
    for name in ["finding", "object", "path", "location", "template", "related", "waiver"] {
        assert_eq!(report["$defs"][name], decision["$defs"][name], "{name}");
        assert_eq!(report["$defs"][name], event["$defs"][name], "{name}");
        assert!(report["$defs"][name].is_object(), "{name}");
    }
    assert_eq!(report["$defs"]["by_severity"], event["$defs"]["by_severity"]);
}

#[test]
fn a_finding_tells_where_why_and_what_to_do() {
    let value = report(&samples::pull_request());
    let finding = &value["scopes"][0]["decisions"][2]["findings"][0];
    assert_eq!(finding["rule"], "pods/run-as-non-root");
    assert_eq!(finding["path"], json!(["spec", "template", "spec", "containers", 1, "securityContext"]));
    assert_eq!(finding["path_text"], "spec.template.spec.containers[1].securityContext");
    assert_eq!(
        finding["location"],
        json!({
            "file": "rendered/staging.yaml", "line": 1347, "column": 13, "end_line": 1347, "end_column": 32,
            "template": {"file": "chart/templates/checkout-deployment.yaml", "line": 97},
        })
    );
    assert_eq!(
        finding["object"],
        json!({"api_version": "apps/v1", "kind": "Deployment", "namespace": "shop", "name": "web"})
    );
    assert_eq!(finding["waiver"], Value::Null);
    let waived = &value["scopes"][1]["decisions"][0]["findings"][2];
    assert_eq!((&waived["action"], &waived["effective_action"]), (&json!("deny"), &json!("audit")));
    assert_eq!(waived["waiver"]["until"], "2027-03-31");
    let related = &value["scopes"][0]["decisions"][0]["findings"][0]["related"];
    assert_eq!((&related[0]["location"]["line"], &related[1]["location"]), (&json!(1480), &Value::Null));
}

#[test]
fn a_report_looks_like_this() {
    let mut run = samples::pull_request();
    run.scopes.truncate(1);
    run.scopes[0].decisions.truncate(1);
    run.rules.truncate(1);
    run.scopes[0].not_objects.push(samples::not_an_object("rendered/staging.yaml", 7, "no kind"));
    let text = samples::printed(Format::Json, &run, &Options::default());
    insta::assert_snapshot!(text.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn the_figures_add_up() {
    let value = report(&samples::pull_request());
    assert_eq!(value["verdict"], "deny");
    assert_eq!(
        value["summary"],
        json!({
            "scopes": 2, "documents": 6, "objects": 5, "not_objects": 1, "rules": 5, "judged": 8, "unknown": 1,
            "findings": {"error": 3, "warning": 2, "info": 1, "waived": 1},
            "could_not_judge": false, "nothing_checked": false,
        })
    );
    assert_eq!(value["scopes"][0]["decisions"][0]["unknown"], json!(["pods/privileged"]));
    let failed = report(&everything());
    assert_eq!((&failed["summary"]["could_not_judge"], &failed["verdict"]), (&json!(true), &json!("deny")));
    assert_eq!(report(&Run::default())["summary"]["nothing_checked"], true);
}

#[test]
fn texts_are_exact_and_still_harmless_to_a_terminal() {
    let message = "a\u{1b}[31m\u{9b}31m\u{202e}\u{7f}\u{e0041}日\n";
    let mut run =
        samples::run_of(vec![samples::finding(&samples::non_root(), "a\u{7}.yaml", 1, "a: 1", message)]);
    run.scopes[0].decisions[0].findings[0].path = Path::from_iter([Step::Key("\u{1b}]0;x\u{7}".into())]);
    let text = samples::printed(Format::Json, &run, &Options::default());
    assert!(
        !text.contains(|c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)),
        "{text}"
    );
    let finding = &report(&run)["scopes"][0]["decisions"][0]["findings"][0];
    assert_eq!((&finding["message"], &finding["location"]["file"]), (&json!(message), &json!("a\u{7}.yaml")));
}

#[test]
fn two_thousand_objects_and_a_hundred_rules_stay_small() {
    let mut run = samples::run_of(Vec::new());
    let card = |n: usize| samples::card(&format!("pods/rule-{n}"), Severity::Error, "Something holds");
    run.rules = (0..100).map(|n| samples::tally(&card(n))).collect();
    let mut plain = samples::decision(Vec::new());
    plain.judged = (0..100).map(|n| Judged { rule: card(n).id.clone(), unknown: false, why: None }).collect();
    run.scopes[0].decisions = vec![plain; 2000];
    let bytes = samples::printed(Format::Json, &run, &Options::default()).len();
    assert!(bytes < 1_000_000, "{bytes} bytes");
}
