//! The report on the wire, version 1. Frozen: a member is never renamed, removed or given another meaning.
//!
//! What passed is in it as figures: for each rule how many objects it judged and how many it does not apply to, for
//! each object how many rules judged it. Names are given for what is not plain, the findings and the rules that could
//! not tell. The full table (2,000 objects by 100 rules) would be megabytes that say "passed"; which rules apply to an
//! object follows from the object and the rule set.

use serde::Serialize;

use super::finding_v1::{FindingV1, LocationV1, ObjectV1};
use crate::finding::{Decision, NotAnObject, RuleTally, Run, ScopeOutcome};
use crate::report::totals::Totals;

const SCHEMA: &str = "https://tidegate.dev/schemas/report.v1.schema.json";

#[derive(Debug, Serialize)]
pub(super) struct ReportV1<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    tool: ToolV1,
    verdict: &'static str,
    summary: SummaryV1,
    scopes: Vec<ScopeV1<'a>>,
    rules: Vec<RuleV1<'a>>,
}

#[derive(Debug, Serialize)]
struct ToolV1 {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct SummaryV1 {
    scopes: usize,
    documents: usize,
    objects: usize,
    not_objects: usize,
    rules: usize,
    judged: usize,
    unknown: usize,
    findings: BySeverityV1,
    could_not_judge: bool,
    nothing_checked: bool,
}

#[derive(Debug, Serialize)]
struct BySeverityV1 {
    error: usize,
    warning: usize,
    info: usize,
    waived: usize,
}

#[derive(Debug, Serialize)]
struct ScopeV1<'a> {
    name: &'a str,
    documents: usize,
    objects: usize,
    not_objects: Vec<NotAnObjectV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    decisions: Vec<DecisionV1<'a>>,
}

#[derive(Debug, Serialize)]
struct NotAnObjectV1<'a> {
    location: LocationV1<'a>,
    what: &'a str,
}

#[derive(Debug, Serialize)]
struct DecisionV1<'a> {
    object: Option<ObjectV1<'a>>,
    operation: &'static str,
    verdict: &'static str,
    judged: usize,
    unknown: Vec<&'a str>,
    findings: Vec<FindingV1<'a>>,
}

#[derive(Debug, Serialize)]
struct RuleV1<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    references: Vec<&'a str>,
    judged: usize,
    not_applicable: usize,
    unknown: usize,
    findings: usize,
    waived: usize,
}

impl<'a> ReportV1<'a> {
    pub(super) fn of(run: &'a Run) -> Self {
        Self {
            schema: SCHEMA,
            version: "report.v1",
            tool: ToolV1 { name: "tidegate", version: env!("CARGO_PKG_VERSION") },
            verdict: run.verdict().as_str(),
            summary: SummaryV1::of(run),
            scopes: run.scopes.iter().map(ScopeV1::from).collect(),
            rules: run.rules.iter().map(RuleV1::from).collect(),
        }
    }
}

impl SummaryV1 {
    fn of(run: &Run) -> Self {
        let totals = Totals::of(run);
        let by = totals.findings;
        Self {
            scopes: totals.scopes,
            documents: totals.documents,
            objects: totals.objects,
            not_objects: totals.not_objects,
            rules: totals.rules,
            judged: totals.judged,
            unknown: totals.unknown,
            findings: BySeverityV1 {
                error: by.errors,
                warning: by.warnings,
                info: by.infos,
                waived: by.waived,
            },
            could_not_judge: run.could_not_judge(),
            nothing_checked: run.nothing_checked(),
        }
    }
}

impl<'a> From<&'a ScopeOutcome> for ScopeV1<'a> {
    fn from(scope: &'a ScopeOutcome) -> Self {
        Self {
            name: &scope.name,
            documents: scope.documents,
            objects: scope.objects,
            not_objects: scope.not_objects.iter().map(NotAnObjectV1::from).collect(),
            findings: scope.findings.iter().map(FindingV1::from).collect(),
            decisions: scope.decisions.iter().map(DecisionV1::from).collect(),
        }
    }
}

impl<'a> From<&'a NotAnObject> for NotAnObjectV1<'a> {
    fn from(document: &'a NotAnObject) -> Self {
        Self { location: LocationV1::from(&document.location), what: &document.what }
    }
}

impl<'a> From<&'a Decision> for DecisionV1<'a> {
    fn from(decision: &'a Decision) -> Self {
        let unknown = decision.judged.iter().filter(|judged| judged.unknown);
        Self {
            object: decision.object.as_deref().map(ObjectV1::from),
            operation: decision.operation.as_str(),
            verdict: decision.verdict().as_str(),
            judged: decision.judged.len(),
            unknown: unknown.map(|judged| judged.rule.as_str()).collect(),
            findings: decision.findings.iter().map(FindingV1::from).collect(),
        }
    }
}

impl<'a> From<&'a RuleTally> for RuleV1<'a> {
    fn from(tally: &'a RuleTally) -> Self {
        Self {
            id: tally.card.id.as_str(),
            title: &tally.card.title,
            severity: tally.card.severity.as_str(),
            references: tally.card.references.iter().map(AsRef::as_ref).collect(),
            judged: tally.judged,
            not_applicable: tally.not_applicable,
            unknown: tally.unknown,
            findings: tally.findings,
            waived: tally.waived,
        }
    }
}
