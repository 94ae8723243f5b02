//! A finding on the wire, version 1. Frozen: a member is never renamed, removed or given another meaning.

use std::sync::Arc;

use serde::Serialize;

use crate::finding::{Finding, Location, Matched, ObjectRef, Path, Related, Step};

#[derive(Debug, Serialize)]
pub(in crate::report) struct FindingV1<'a> {
    #[serde(flatten)]
    judgement: JudgementV1<'a>,
    #[serde(flatten)]
    place: PlaceV1<'a>,
    related: Vec<RelatedV1<'a>>,
    fingerprint: &'a str,
    waiver: Option<WaiverV1<'a>>,
    remediation: &'a str,
}

#[derive(Debug, Serialize)]
struct JudgementV1<'a> {
    rule: &'a str,
    title: &'a str,
    severity: &'static str,
    action: &'static str,
    effective_action: &'static str,
    message: &'a str,
    measure: Option<f64>,
}

#[derive(Debug, Serialize)]
struct PlaceV1<'a> {
    object: Option<ObjectV1<'a>>,
    path: Vec<StepV1<'a>>,
    path_text: String,
    location: LocationV1<'a>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct ObjectV1<'a> {
    api_version: &'a str,
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum StepV1<'a> {
    Key(&'a str),
    Position(u32),
}

/// Also where a document is that is no object.
#[derive(Debug, Serialize)]
pub(super) struct LocationV1<'a> {
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    template: Option<TemplateV1<'a>>,
}

#[derive(Debug, Serialize)]
struct TemplateV1<'a> {
    file: &'a str,
    line: Option<u32>,
}

#[derive(Debug, Serialize)]
struct RelatedV1<'a> {
    object: ObjectV1<'a>,
    path: Vec<StepV1<'a>>,
    path_text: String,
    location: Option<LocationV1<'a>>,
}

#[derive(Debug, Serialize)]
struct WaiverV1<'a> {
    source: &'static str,
    reason: &'a str,
    owner: Option<&'a str>,
    until: Option<&'a str>,
}

impl<'a> From<&'a Finding> for FindingV1<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            judgement: JudgementV1 {
                rule: finding.rule.id.as_str(),
                title: &finding.rule.title,
                severity: finding.severity.as_str(),
                action: finding.action.as_str(),
                effective_action: finding.effective_action().as_str(),
                message: &finding.message,
                measure: finding.measure.filter(|measure| measure.is_finite()),
            },
            place: PlaceV1 {
                object: finding.object.as_deref().map(ObjectV1::from),
                path: steps(&finding.path),
                path_text: finding.path.to_string(),
                location: LocationV1::from(&finding.location),
            },
            related: finding.related.iter().map(RelatedV1::from).collect(),
            fingerprint: &finding.fingerprint.0,
            waiver: finding.waived.as_ref().map(WaiverV1::from),
            remediation: finding.rule.remediation.trim_end(),
        }
    }
}

impl<'a> From<&'a ObjectRef> for ObjectV1<'a> {
    fn from(object: &'a ObjectRef) -> Self {
        let ObjectRef { api_version, kind, namespace, name } = object;
        Self { api_version, kind, namespace, name }
    }
}

impl<'a> From<&'a Location> for LocationV1<'a> {
    fn from(location: &'a Location) -> Self {
        let span = location.span;
        Self {
            file: &location.file,
            line: span.map(|span| span.start.line),
            column: span.map(|span| span.start.column),
            end_line: span.map(|span| span.end.line),
            end_column: span.map(|span| span.end.column),
            template: location.template.as_ref().map(|site| TemplateV1 { file: &site.file, line: site.line }),
        }
    }
}

impl<'a> From<&'a Related> for RelatedV1<'a> {
    fn from(related: &'a Related) -> Self {
        Self {
            object: ObjectV1::from(&related.object),
            path: steps(&related.path),
            path_text: related.path.to_string(),
            location: related.location.as_ref().map(LocationV1::from),
        }
    }
}

impl<'a> From<&'a Matched> for WaiverV1<'a> {
    fn from(waiver: &'a Matched) -> Self {
        Self {
            source: waiver.source.as_str(),
            reason: &waiver.reason,
            owner: waiver.owner.as_deref(),
            until: waiver.until.as_deref(),
        }
    }
}

fn steps(path: &Path) -> Vec<StepV1<'_>> {
    let step = |step| match step {
        &Step::Index(position) => StepV1::Position(position),
        Step::Key(key) => StepV1::Key(Arc::as_ref(key)),
    };
    path.steps().iter().map(step).collect()
}
