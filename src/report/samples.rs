//! Runs for tests: one as a pull request gives it, and findings to build others from.
//!
//! The integration tests include this file too, so it names everything from its parent module.

use std::sync::Arc;

use super::finding::{
    Action, Decision, EnforcementPoint, Excerpt, Finding, Fingerprint, Judged, Location, Matched,
    NotAnObject, ObjectRef, Operation, Path, Position, Related, RuleCard, RuleId, RuleTally, Run,
    ScopeOutcome, Severity, Span, Step, TemplateSite, WaiverSource,
};
use super::{Format, Options, write};

/// What a format prints.
pub(super) fn printed(format: Format, run: &Run, options: &Options) -> String {
    let mut bytes = Vec::new();
    write(format, &mut bytes, run, options).unwrap();
    String::from_utf8(bytes).unwrap()
}

pub(super) fn card(id: &str, severity: Severity, title: &str) -> Arc<RuleCard> {
    Arc::new(RuleCard {
        id: RuleId::new(id).unwrap(),
        title: title.into(),
        description: "Why it matters.".into(),
        severity,
        applies_to: vec!["workloads".into()],
        operations: vec![Operation::Create, Operation::Update],
        places: EnforcementPoint::ALL.to_vec(),
        reads: Vec::new(),
        absence: false,
        remediation: "Set it as the example shows.\n".into(),
        not_a_problem: None,
        references: vec!["https://kubernetes.io/docs/".into()],
        since: "0.1.0".into(),
        profiles: std::collections::BTreeMap::new(),
        silences: Vec::new(),
        chinese: None,
    })
}

pub(super) fn non_root() -> Arc<RuleCard> {
    let mut card =
        RuleCard::clone(&card("pods/run-as-non-root", Severity::Error, "Containers run as a non-root user"));
    card.remediation =
        "Set securityContext.runAsNonRoot to true on the pod or on every container, remove runAsUser 0, \
        and give a numeric\nrunAsUser where the image names its user by a word or not at all.\n"
            .into();
    Arc::new(card)
}

pub(super) fn object(kind: &str, name: &str) -> ObjectRef {
    let api_version = match kind {
        "Deployment" => "apps/v1",
        "PodDisruptionBudget" => "policy/v1",
        _ => "v1",
    };
    ObjectRef {
        api_version: api_version.into(),
        kind: kind.into(),
        namespace: "shop".into(),
        name: name.into(),
    }
}

pub(super) fn span(line: u32, columns: std::ops::Range<u32>) -> Span {
    Span { start: Position { line, column: columns.start }, end: Position { line, column: columns.end } }
}

/// A finding at one line of a file; further facts are set by the test.
pub(super) fn finding(card: &Arc<RuleCard>, file: &str, line: u32, source: &str, message: &str) -> Finding {
    let first = source.chars().take_while(|c| c.is_whitespace()).count();
    let columns = u32::try_from(first + 1).unwrap()..u32::try_from(source.chars().count() + 1).unwrap();
    let mark = span(line, columns);
    Finding {
        rule: Arc::clone(card),
        severity: card.severity,
        action: card.severity.default_action(),
        message: message.into(),
        object: Some(Arc::new(object("Deployment", "web"))),
        path: Path::of_keys(&["spec", "template", "spec"]),
        location: Location { file: file.into(), span: Some(mark), template: None },
        excerpt: Some(Excerpt { first_line: line, text: source.to_owned(), mark }),
        related: Vec::new(),
        measure: None,
        fingerprint: Fingerprint(format!("{line:032x}").into()),
        waived: None,
    }
}

pub(super) fn decision(findings: Vec<Finding>) -> Decision {
    let rules = ["pods/privileged", "pods/run-as-non-root"];
    Decision {
        object: findings
            .first()
            .map_or_else(|| Some(Arc::new(object("Service", "web"))), |finding| finding.object.clone()),
        operation: Operation::Create,
        judged: rules.map(|id| Judged { rule: RuleId::new(id).unwrap(), unknown: false, why: None }).to_vec(),
        findings,
    }
}

pub(super) fn scope(name: &str, decisions: Vec<Decision>) -> ScopeOutcome {
    ScopeOutcome {
        name: name.into(),
        documents: decisions.len(),
        objects: decisions.len(),
        not_objects: Vec::new(),
        findings: Vec::new(),
        decisions,
    }
}

/// A run over one scope with one decision.
pub(super) fn run_of(findings: Vec<Finding>) -> Run {
    let rules = vec![tally(&non_root())];
    Run { scopes: vec![scope("deploy", vec![decision(findings)])], rules }
}

pub(super) fn tally(card: &Arc<RuleCard>) -> RuleTally {
    RuleTally { card: Arc::clone(card), judged: 4, not_applicable: 1, unknown: 0, findings: 1, waived: 0 }
}

pub(super) fn not_an_object(file: &str, line: u32, what: &str) -> NotAnObject {
    NotAnObject {
        location: Location { file: file.into(), span: Some(span(line, 1..9)), template: None },
        what: what.into(),
    }
}

pub(super) fn waived(mut finding: Finding) -> Finding {
    finding.waived = Some(Matched {
        source: WaiverSource::Comment,
        reason: "the node agent needs the device until the plugin is out".into(),
        owner: Some("team-a".into()),
        until: Some("2027-03-31".into()),
    });
    finding
}

/// A red pull request: a render and a folder, with a finding of every ordinary kind.
pub(super) fn pull_request() -> Run {
    let rules = [budget(), missing(), escalation(), privileged(), non_root()].iter().map(tally).collect();
    Run { scopes: vec![render(), folder()], rules }
}

fn budget() -> Arc<RuleCard> {
    card("disruption/budget-blocks-eviction", Severity::Error, "A budget leaves room for an eviction")
}

fn missing() -> Arc<RuleCard> {
    card("disruption/budget-missing", Severity::Warning, "Replicated workloads have a budget")
}

fn privileged() -> Arc<RuleCard> {
    card("pods/privileged", Severity::Error, "No container is privileged")
}

fn escalation() -> Arc<RuleCard> {
    card("pods/privilege-escalation", Severity::Warning, "No process may gain more privileges")
}

/// A render with templates, with a line and without, related objects, and a rule that could not tell.
fn render() -> ScopeOutcome {
    let file = "rendered/staging.yaml";
    let message = "runAsNonRoot is false for container \"tunnel\", which runs as root";
    let mut root = finding(&non_root(), file, 1347, "            runAsNonRoot: false", message);
    let keys = ["spec", "template", "spec", "containers"];
    root.path = keys.into_iter().map(|key| Step::Key(key.into())).collect();
    root.path.push(Step::Index(1));
    root.path.push(Step::Key("securityContext".into()));
    root.location.template = Some(template("chart/templates/checkout-deployment.yaml", Some(97)));

    let message = "3 of 3 pods must stay, so none may be evicted";
    let mut blocks = finding(&budget(), file, 330, "  minAvailable: 3", message);
    blocks.object = Some(Arc::new(object("PodDisruptionBudget", "web")));
    blocks.path = Path::of_keys(&["spec", "minAvailable"]);
    blocks.measure = Some(3.0);
    blocks.location.template = Some(template("storefront/templates/poddisruptionbudgets.yaml", None));
    let replicas = Location { file: file.into(), span: Some(span(1480, 3..14)), template: None };
    blocks.related = vec![
        Related {
            object: object("Deployment", "web"),
            path: Path::of_keys(&["spec", "replicas"]),
            location: Some(replicas),
        },
        Related { object: object("Service", "web"), path: Path::root(), location: None },
    ];
    let absent = finding(&missing(), file, 1067, "  replicas: 2", "no budget selects its pods");
    let mut unknown = decision(vec![blocks]);
    unknown.judged.iter_mut().take(1).for_each(|judged| judged.unknown = true);
    let mut scope = scope(file, vec![unknown, decision(vec![absent]), decision(vec![root])]);
    scope.objects += 1;
    scope.documents += 1;
    scope
}

/// A folder with a finding that only warns, a waived one, one that is recorded only, and a document that is no object.
fn folder() -> ScopeOutcome {
    let file = "deploy/agent.yaml";
    let holds = |line, name: &str| {
        let message = format!("container \"{name}\" holds the node");
        finding(&privileged(), file, line, "      privileged: true", &message)
    };
    let mut ratcheted = holds(12, "agent");
    ratcheted.action = Action::Warn;
    let accepted = waived(holds(40, "probe"));
    let message = "allowPrivilegeEscalation is true for container \"agent\"";
    let setuid = finding(&escalation(), file, 13, "      allowPrivilegeEscalation: true", message);
    let identical = card("probes/identical", Severity::Info, "Liveness and readiness differ");
    let quiet = finding(&identical, file, 52, "      readinessProbe:", "both probes ask for the same");
    let mut scope = scope("deploy", vec![decision(vec![ratcheted, setuid, accepted, quiet])]);
    scope.documents += 1;
    scope.not_objects = vec![not_an_object("deploy/values.yaml", 1, "no apiVersion")];
    scope
}

fn template(file: &str, line: Option<u32>) -> TemplateSite {
    TemplateSite { file: file.into(), line }
}

/// A file that could not be read: no object, and only sometimes a position.
pub(super) fn unreadable(file: &str, at: Option<(u32, &str)>, message: &str) -> Finding {
    let card = card("source/unreadable", Severity::Error, "A file could not be read");
    let mut found =
        finding(&card, file, at.map_or(1, |(line, _)| line), at.map_or("", |(_, text)| text), message);
    if at.is_none() {
        found.location.span = None;
        found.excerpt = None;
    }
    found.object = None;
    found.path = Path::root();
    found
}
