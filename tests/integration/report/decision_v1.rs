//! `decision.v1` against its schema, and the facts in it.

use serde_json::{Value, json};
use tidegate::finding::Decision;
use tidegate::report::{DecisionContext, decision_v1};

use super::{samples, valid};

fn context() -> DecisionContext {
    DecisionContext {
        decision_id: "4d1f9e0a-0000-4000-8000-000000000001".into(),
        timestamp: "2026-11-02T10:00:00.000000Z".into(),
        labels: [("id".to_owned(), "gate-0".to_owned())].into(),
        bundles: [("builtin".to_owned(), "0.1.0".to_owned())].into(),
        path: "admission".into(),
        input: Some(
            json!({"object": {"kind": "Deployment", "uid": 9_007_199_254_740_993_u64, "ratio": 0.25}}),
        ),
        ..DecisionContext::default()
    }
}

/// The event of a decision, which is valid.
fn event(decision: &Decision, context: &DecisionContext) -> Value {
    valid("decision.v1.schema.json", decision_v1(decision, context).unwrap())
}

#[test]
fn an_event_is_valid_with_and_without_what_is_optional() {
    let run = samples::pull_request();
    let full = DecisionContext {
        requested_by: Some("10.0.0.7:41812".into()),
        req_id: Some(7),
        trace: Some(("0af7651916cd43dd8448eb211c80319c".into(), "b7ad6b7169203331".into())),
        masked: vec!["/input/object/data/password".into()],
        metrics: [("timer_server_handler_ns".to_owned(), 812_000)].into(),
        ..context()
    };
    for decision in run.scopes.iter().flat_map(|scope| &scope.decisions) {
        event(decision, &context());
        event(decision, &full);
    }
    event(&samples::decision(Vec::new()), &DecisionContext::default());
}

#[test]
fn result_and_verdict_follow_from_the_decision() {
    let run = samples::pull_request();
    let denied = event(&run.scopes[0].decisions[0], &context());
    assert_eq!((&denied["result"], &denied["verdict"]), (&json!({"allowed": false}), &json!("deny")));
    assert_eq!(Some(&denied["input"]), context().input.as_ref());
    assert_eq!(denied["findings"][0]["rule"], "disruption/budget-blocks-eviction");
    assert_eq!(denied["unknown"], json!(["pods/privileged"]));
    assert_eq!(denied["bundles"], json!({"builtin": {"revision": "0.1.0"}}));
    let warned = event(&run.scopes[1].decisions[0], &context());
    assert_eq!((&warned["result"], &warned["verdict"]), (&json!({"allowed": true}), &json!("warn")));
}

#[test]
fn only_an_event_with_its_whole_input_can_be_replayed() {
    let decision = samples::decision(Vec::new());
    let replayable = |context: &DecisionContext| event(&decision, context)["replayable"].clone();
    assert_eq!(replayable(&context()), true);
    assert_eq!(replayable(&DecisionContext { input: None, ..context() }), false);
    assert_eq!(replayable(&DecisionContext { masked: vec!["/input/a".into()], ..context() }), false);
    assert_eq!(replayable(&DecisionContext { erased: vec!["/input/a".into()], ..context() }), false);
}
