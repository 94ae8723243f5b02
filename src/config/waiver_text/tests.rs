use super::*;
use crate::finding::{GroupKind, ObjectRef, Position, Span};

use super::super::{KindPattern, NamePattern, Subject};

fn here() -> Location {
    let at = Position { line: 3, column: 5 };
    Location { file: "web.yaml".into(), span: Some(Span { start: at, end: at }), template: None }
}

fn comment(text: &str) -> Result<Waiver, String> {
    let waiver = Waiver::from_comment(text, &Path::of_keys(&["spec"]), &here()).expect("a directive");
    waiver.map_err(|error| {
        assert_eq!(error.location, here());
        error.to_string()
    })
}

fn annotation(key: &str, value: &str) -> Result<Waiver, String> {
    Waiver::from_annotation(key, value, &here()).expect("a waiver").map_err(|error| error.to_string())
}

fn parts(waiver: &Waiver) -> (String, &str, Option<&str>, Option<String>) {
    let rules = waiver.rules.iter().map(RuleId::as_str).collect::<Vec<_>>().join(" ");
    (rules, &waiver.reason, waiver.owner.as_deref(), waiver.until.map(|day| day.to_string()))
}

#[test]
fn a_comment_says_rules_and_pairs() {
    let day = || Some("2027-03-31".to_owned());
    for (text, expected) in [
        (
            r#"tidegate:waive pods/run-as-non-root until=2027-03-31 owner=team-a reason="legacy image""#,
            ("pods/run-as-non-root", "legacy image", Some("team-a"), day()),
        ),
        ("tidegate:waive pods/a,probes/b reason=x", ("pods/a probes/b", "x", None, None)),
        ("tidegate:waive pods/a, probes/b reason=x", ("pods/a probes/b", "x", None, None)),
        ("tidegate:waive pods/a probes/b\treason=x", ("pods/a probes/b", "x", None, None)),
        ("  tidegate:waive   pods/a   reason='it is \"fine\"'  ", ("pods/a", "it is \"fine\"", None, None)),
        (r#"tidegate:waive pods/a reason="a \"b\" c\\d\e""#, ("pods/a", r#"a "b" c\d\e"#, None, None)),
        (r#"tidegate:waive pods/a reason="a=b, c" until=2027-03-31"#, ("pods/a", "a=b, c", None, day())),
        ("tidegate:waive pods/a reason=\"见 OPS-12\"", ("pods/a", "见 OPS-12", None, None)),
        ("tidegate:waive pods/a reason=a\"b owner='团队'", ("pods/a", "a\"b", Some("团队"), None)),
    ] {
        let waiver = comment(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let (rules, reason, owner, until) = expected;
        assert_eq!(parts(&waiver), (rules.to_owned(), reason, owner, until), "{text}");
        assert_eq!(waiver.source, WaiverSource::Comment);
        assert_eq!(waiver.target.path.to_string(), "spec");
    }
}

#[test]
fn a_comment_that_was_meant_as_a_waiver_says_what_is_wrong() {
    for (text, message) in [
        ("tidegate:wave pods/a reason=x", "'tidegate:wave' means nothing: write tidegate:waive"),
        ("tidegate: waive pods/a reason=x", "'tidegate: waive' means nothing: write tidegate:waive"),
        ("tidegate:", "'tidegate:' means nothing: write tidegate:waive"),
        ("tidegate:ignore pods/a", "'tidegate:ignore' means nothing: write tidegate:waive"),
        ("tidegate:waive", "the waiver names no rule: write tidegate:waive PACK/RULE reason=\"…\""),
        ("tidegate:waive reason=x", "the waiver names no rule: write tidegate:waive PACK/RULE reason=\"…\""),
        (
            "tidegate:waive pods reason=x",
            "'pods' is no rule id: write PACK/RULE in lower case with hyphens, as in pods/run-as-non-root",
        ),
        (
            "tidegate:waive pods/* reason=x",
            "'pods/*' is no rule id: write PACK/RULE in lower case with hyphens, as in pods/run-as-non-root",
        ),
        ("tidegate:waive pods/a", "the waiver gives no reason: add reason=\"why this is accepted\""),
        ("tidegate:waive pods/a reason=", "the waiver gives no reason: add reason=\"why this is accepted\""),
        (
            "tidegate:waive pods/a reason=\"  \"",
            "the waiver gives no reason: add reason=\"why this is accepted\"",
        ),
        ("tidegate:waive pods/a reason=x owner=", "'owner' is empty: give it a value or leave it out"),
        ("tidegate:waive pods/a reason=x until=", "'until' is empty: give it a value or leave it out"),
        (
            "tidegate:waive pods/a reason=x until=2027-02-30",
            "'2027-02-30' is no day: write YYYY-MM-DD, as in 2027-03-31",
        ),
        ("tidegate:waive pods/a reason=x until=soon", "'soon' is no day: write YYYY-MM-DD, as in 2027-03-31"),
        ("tidegate:waive pods/a reson=x", "unknown key 'reson': did you mean 'reason'?"),
        ("tidegate:waive pods/a ticket=x", "unknown key 'ticket': the keys are until, owner and reason"),
        (
            "tidegate:waive pods/a reason=known issue",
            "'issue' is no KEY=VALUE: put text with blanks in quotes, as in reason=\"known, see OPS-12\"",
        ),
        (
            "tidegate:waive pods/a reason=\"x\"y",
            "'y' is no KEY=VALUE: put text with blanks in quotes, as in reason=\"known, see OPS-12\"",
        ),
        ("tidegate:waive pods/a reason=x reason=y", "'reason' is given twice"),
        ("tidegate:waive pods/a reason=\"x", "the value of 'reason' begins with a quote that does not end"),
        (
            "tidegate:waive pods/a owner='x reason=y",
            "the value of 'owner' begins with a quote that does not end",
        ),
        (
            "tidegate:waive pods/a reason=\"x\\\"",
            "the value of 'reason' begins with a quote that does not end",
        ),
    ] {
        assert_eq!(comment(text).unwrap_err(), message, "{text}");
    }
}

#[test]
fn what_was_not_judged_cannot_be_waived() {
    for pack in super::super::RESERVED_PACKS {
        let error = comment(&format!("tidegate:waive pods/a,{pack}/unreadable reason=x")).unwrap_err();
        assert_eq!(
            error,
            format!(
                "{pack}/unreadable cannot be waived: it says that something was not judged; mend what it names"
            )
        );
    }
}

#[test]
fn comments_and_annotations_of_others_are_left_alone() {
    for text in ["tidegate:case params={}", "see tidegate:waive", "tidegates:waive x", "TODO"] {
        assert!(Waiver::from_comment(text, &Path::root(), &here()).is_none(), "{text}");
    }
    for key in ["waive.tidegate.dev", "tidegate.dev/waive", "x.waive.tidegate.dev/pods.a"] {
        assert!(Waiver::from_annotation(key, "reason=x", &here()).is_none(), "{key}");
    }
}

#[test]
fn an_annotation_names_its_rule_in_the_key() {
    let waiver =
        annotation("waive.tidegate.dev/pods.run-as-non-root", "until=2027-03-31 reason=\"a b\"").unwrap();
    assert_eq!(
        parts(&waiver),
        ("pods/run-as-non-root".to_owned(), "a b", None, Some("2027-03-31".to_owned()))
    );
    assert_eq!((waiver.source, waiver.target.path), (WaiverSource::Annotation, PathPattern::default()));
    for name in ["pods", "pods.", ".a", "pods.a.b", "Pods.a", ""] {
        let key = format!("waive.tidegate.dev/{name}");
        let error = annotation(&key, "reason=x").unwrap_err();
        assert!(error.starts_with(&format!("'{key}' names no rule")), "{error}");
    }
    assert_eq!(
        annotation("waive.tidegate.dev/pods.a", "Legacy image").unwrap_err(),
        "'Legacy' is no KEY=VALUE: put text with blanks in quotes, as in reason=\"known, see OPS-12\""
    );
}

#[test]
fn a_waiver_holds_to_the_end_of_its_last_day() {
    let waiver = comment("tidegate:waive pods/a until=2027-03-31 reason=x").unwrap();
    for (day, holds) in [("2027-03-30", true), ("2027-03-31", true), ("2027-04-01", false)] {
        assert_eq!(waiver.holds(parse_day(day).unwrap()), holds, "{day}");
    }
    assert!(comment("tidegate:waive pods/a reason=x").unwrap().holds(parse_day("9999-12-31").unwrap()));
}

#[test]
fn all_conditions_of_a_waiver_must_hold() {
    let object = ObjectRef {
        api_version: "apps/v1".into(),
        kind: "Deployment".into(),
        namespace: "shop".into(),
        name: "web".into(),
    };
    assert_eq!(object.group_kind(), GroupKind::parse("apps/Deployment"));
    let rule = RuleId::new("pods/a").unwrap();
    let path = Path::of_keys(&["spec", "template"]);
    let subject = Subject { rule: &rule, object: Some(&object), path: &path, item: &|_, _| None };
    let with = |kind: Option<&str>, namespace: Option<&str>, name: Option<&str>, path: &str| {
        let mut waiver = comment("tidegate:waive pods/a reason=x").unwrap();
        waiver.target = Target {
            kind: kind.map(KindPattern::new),
            namespace: namespace.map(|text| NamePattern::new(text).unwrap()),
            name: name.map(|text| NamePattern::new(text).unwrap()),
            path: path.parse().unwrap(),
        };
        waiver
    };
    assert!(with(Some("Deployment"), Some("sh*"), Some("web"), "spec.template").matches(&subject));
    for waiver in [
        with(Some("StatefulSet"), None, None, "spec"),
        with(None, Some("pay"), None, "spec"),
        with(None, None, Some("api"), "spec"),
        with(None, None, None, "metadata"),
    ] {
        assert!(!waiver.matches(&subject), "{waiver:?}");
    }
    let file = Subject { object: None, ..subject };
    assert!(
        with(None, None, None, "spec").matches(&file) && !with(None, None, Some("*"), "spec").matches(&file)
    );
    let other = RuleId::new("pods/b").unwrap();
    assert!(!with(None, None, None, "spec").matches(&Subject { rule: &other, ..subject }));
}

#[test]
fn an_unknown_rule_is_named_with_the_one_that_was_meant() {
    let known = [RuleId::new("pods/privileged").unwrap(), RuleId::new("probes/identical").unwrap()].into();
    let waiver = comment("tidegate:waive pods/privilegd,pods/privileged,x/y reason=x").unwrap();
    let messages: Vec<String> = waiver.unknown_rules(&known).iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        ["there is no rule 'pods/privilegd'; did you mean 'pods/privileged'?", "there is no rule 'x/y'"]
    );
}
