//! One decision on the wire, version 1, for decision logs: `schemas/decision.v1.schema.json`.
//!
//! The shape is that of OPA's decision log events, member for member where OPA has one, so that what collects,
//! indexes and masks OPA's events takes ours; `findings`, `verdict`, `object`, `operation` and `replayable` are added.
//! Frozen: a member is never renamed, removed or given another meaning. Nothing is sent from here.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::json::{FindingV1, ObjectV1};
use crate::finding::{Decision, Verdict};

/// What is known of a decision beside the decision itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DecisionContext {
    /// Names this decision and no other.
    pub decision_id: String,
    /// RFC 3339, in UTC.
    pub timestamp: String,
    /// Who decided: instance, version, cluster.
    pub labels: BTreeMap<String, String>,
    /// The revision of each bundle whose rules decided.
    pub bundles: BTreeMap<String, String>,
    /// The enforcement point: `admission`, `ci`, `audit`.
    pub path: String,
    /// The address that asked.
    pub requested_by: Option<String>,
    /// Counts the requests of one instance.
    pub req_id: Option<u64>,
    /// Trace and span that the decision belongs to, as hexadecimal digits.
    pub trace: Option<(String, String)>,
    /// What was judged, after masking.
    pub input: Option<Value>,
    /// JSON pointers of what was removed from `input`.
    pub erased: Vec<String>,
    /// JSON pointers of what was replaced in `input`.
    pub masked: Vec<String>,
    /// Durations in nanoseconds and counters, by name.
    pub metrics: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct EventV1<'a> {
    #[serde(flatten)]
    request: RequestV1<'a>,
    #[serde(flatten)]
    outcome: OutcomeV1<'a>,
}

#[derive(Serialize)]
struct RequestV1<'a> {
    decision_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span_id: Option<&'a str>,
    labels: &'a BTreeMap<String, String>,
    bundles: BTreeMap<&'a str, BundleV1<'a>>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    req_id: Option<u64>,
    timestamp: &'a str,
    metrics: &'a BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct BundleV1<'a> {
    revision: &'a str,
}

#[derive(Serialize)]
struct OutcomeV1<'a> {
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    erased: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    masked: &'a [String],
    result: ResultV1,
    object: Option<ObjectV1<'a>>,
    operation: &'static str,
    verdict: &'static str,
    unknown: Vec<&'a str>,
    findings: Vec<FindingV1<'a>>,
    replayable: bool,
}

#[derive(Serialize)]
struct ResultV1 {
    allowed: bool,
}

/// The event of a decision. It can be replayed when its input is in it as it was judged.
pub fn decision_v1(decision: &Decision, context: &DecisionContext) -> serde_json::Result<Value> {
    let (trace_id, span_id) = context.trace.as_ref().map(|(trace, span)| (&**trace, &**span)).unzip();
    let bundles = context.bundles.iter().map(|(name, revision)| (&**name, BundleV1 { revision }));
    let unknown = decision.judged.iter().filter(|judged| judged.unknown);
    serde_json::to_value(EventV1 {
        request: RequestV1 {
            decision_id: &context.decision_id,
            trace_id,
            span_id,
            labels: &context.labels,
            bundles: bundles.collect(),
            path: &context.path,
            requested_by: context.requested_by.as_deref(),
            req_id: context.req_id,
            timestamp: &context.timestamp,
            metrics: &context.metrics,
        },
        outcome: OutcomeV1 {
            version: "decision.v1",
            input: context.input.as_ref(),
            erased: &context.erased,
            masked: &context.masked,
            result: ResultV1 { allowed: decision.verdict() != Verdict::Deny },
            object: decision.object.as_deref().map(ObjectV1::from),
            operation: decision.operation.as_str(),
            verdict: decision.verdict().as_str(),
            unknown: unknown.map(|judged| judged.rule.as_str()).collect(),
            findings: decision.findings.iter().map(FindingV1::from).collect(),
            replayable: context.input.is_some() && context.erased.is_empty() && context.masked.is_empty(),
        },
    })
}
