//! `event.v1`: nothing sends it yet, so its schema is held against an event built from a decision that was printed.

use serde_json::{Value, json};
use tidegate::report::{DecisionContext, decision_v1};

use super::{samples, schema, valid};

/// The event of a denied change.
fn event() -> Value {
    let run = samples::pull_request();
    let decision = decision_v1(&run.scopes[0].decisions[0], &DecisionContext::default()).unwrap();
    json!({
        "$schema": "https://tidegate.dev/schemas/event.v1.schema.json",
        "version": "event.v1",
        "id": "evt-7",
        "time": "2026-11-02T10:00:00.000000Z",
        "kind": "decision",
        "place": "admission",
        "cluster": "eu-1",
        "environment": "production",
        "message": "PodDisruptionBudget shop/web was denied",
        "decision_id": "4d1f9e0a-0000-4000-8000-000000000001",
        "object": decision["object"],
        "operation": decision["operation"],
        "verdict": decision["verdict"],
        "counts": {"error": 1, "warning": 0, "info": 0, "waived": 0},
        "findings": decision["findings"],
        "left_out": 0,
        "links": [{"title": "the rule", "url": "https://example.com/rules/budget"}],
    })
}

fn with(changes: &Value) -> Value {
    let mut event = event();
    for (key, value) in changes.as_object().unwrap() {
        event[key] = value.clone();
    }
    event
}

#[test]
fn a_decision_and_an_alert_are_events() {
    valid("event.v1.schema.json", event());
    assert_eq!(event()["verdict"], "deny");
    let alert = json!({
        "kind": "alert", "message": "the policies cannot be loaded", "cluster": null, "environment": null,
        "decision_id": null, "object": null, "operation": null, "verdict": null, "findings": [], "links": [],
    });
    valid("event.v1.schema.json", with(&alert));
}

#[test]
fn what_is_no_event_is_refused() {
    let validator = jsonschema::validator_for(&schema("event.v1.schema.json")).unwrap();
    for changes in [
        json!({"version": "event.v2"}),
        json!({"time": "2026-11-02 10:00"}),
        json!({"time": "2026-11-02T10:00:00+01:00"}),
        json!({"kind": "message"}),
        json!({"kind": "alert"}),
        json!({"verdict": null}),
        json!({"operation": null}),
        json!({"findings": [{"rule": "pods/privileged"}]}),
        json!({"left_out": -1}),
        json!({"links": [{"title": "a script", "url": "javascript:alert(1)"}]}),
        json!({"more": 1}),
    ] {
        assert!(!validator.is_valid(&with(&changes)), "{changes}");
    }
    for key in event().as_object().unwrap().keys() {
        let mut event = event();
        event.as_object_mut().unwrap().remove(key);
        assert!(!validator.is_valid(&event), "an event without {key} is taken");
    }
}
