//! Findings that the gate makes itself: unreadable and unrendered sources, rules that gave no answer, waivers.

use std::sync::Arc;

use super::cards::Own;
use super::fingerprint::{Parts, fingerprint};
use super::place;
use crate::config::Settings;
use crate::finding::{EnforcementPoint, Excerpt, Finding, Location, ObjectRef, Path};
use crate::source::{LoadedScope, Unreadable, Unrendered};

/// A finding about no object.
pub(super) fn finding(
    settings: &Settings,
    own: Own,
    message: &str,
    place: (Location, Option<Excerpt>),
) -> Finding {
    with_remedy(settings, own, None, message, place)
}

fn with_remedy(
    settings: &Settings,
    own: Own,
    remedy: Option<&str>,
    message: &str,
    (location, excerpt): (Location, Option<Excerpt>),
) -> Finding {
    let rule = own.card(remedy.filter(|remedy| !remedy.is_empty()));
    let severity = rule.severity;
    let line = location.span.map(|span| span.start.line.to_string()).unwrap_or_default();
    let parts =
        Parts { rule: rule.id.as_str(), object: Err(&location.file), path: &line, key: Some(message) };
    let fingerprint = fingerprint(&parts, 1);
    let action = settings.ruling(&rule.id, severity, EnforcementPoint::Ci, "").action;
    Finding {
        severity,
        action,
        message: Arc::from(message),
        object: None,
        path: Path::root(),
        location,
        excerpt,
        related: Vec::new(),
        measure: None,
        fingerprint,
        waived: None,
        rule,
    }
}

/// A document or file that could not be read.
pub(super) fn unreadable(settings: &Settings, scope: &LoadedScope, bad: &Unreadable) -> Finding {
    with_remedy(settings, Own::Unreadable, Some(&bad.help), &bad.message, place::of_unreadable(scope, bad))
}

/// A chart or kustomization that could not be rendered.
pub(super) fn unrendered(settings: &Settings, bad: &Unrendered) -> Finding {
    let location = Location { file: Arc::clone(&bad.path), span: None, template: None };
    let message = format!("{}: {}", bad.program, bad.words);
    with_remedy(settings, Own::Unrendered, Some(&bad.help), &message, (location, None))
}

/// A schema that could not be used for the objects of a kind; the place is that of the first one.
pub(super) fn schema_unusable(
    settings: &Settings,
    origin: &str,
    why: &str,
    object: &Arc<ObjectRef>,
    place: (Location, Option<Excerpt>),
) -> Finding {
    let message =
        format!("the schema of {} {} from {origin} cannot be used: {why}", object.api_version, object.kind);
    finding(settings, Own::SchemaUnusable, &message, place)
}

/// A chart's schema of its values that could not be used.
pub(super) fn values_schema_unusable(
    settings: &Settings,
    why: &str,
    place: (Location, Option<Excerpt>),
) -> Finding {
    let message = format!("the chart's schema of its values cannot be used: {why}");
    let remedy =
        "Mend the schema, and put what it refers to into its own $defs. The values were not judged by it.";
    with_remedy(settings, Own::SchemaUnusable, Some(remedy), &message, place)
}

/// A rule that gave no answer about an object.
pub(super) fn no_answer(
    settings: &Settings,
    rule: &str,
    why: &str,
    object: Option<&Arc<ObjectRef>>,
    place: (Location, Option<Excerpt>),
) -> Finding {
    let subject = object.map_or_else(|| "this document".to_owned(), ToString::to_string);
    let message = format!("rule {rule} gave no answer about {subject}: {why}");
    let mut finding = finding(settings, Own::EvaluationError, &message, place);
    finding.object = object.cloned();
    finding
}
