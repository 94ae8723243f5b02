use proptest::prelude::*;

use super::*;

#[test]
fn every_mistake_is_reported_with_its_place() {
    assert_eq!(
        mistakes_of(&sample("many-mistakes.yaml")),
        [
            "tidegate.yaml:1:1: unknown key 'profil'; did you mean 'profile'?",
            "tidegate.yaml:2:8: level: 'hard' is not one of privileged, baseline, restricted",
            "tidegate.yaml:4:3: 'Pods' is no pack name: write it in lower case with hyphens, as in pods",
            "tidegate.yaml:5:12: packs.network: 'maybe' is not one of on, off, true, false",
            "tidegate.yaml:7:20: rules[\"pods/privileged\"]: 'no' is not one of on, off, true, false",
            "tidegate.yaml:8:11: severity: expected a mapping, found the text 'error'",
            "tidegate.yaml:10:7: actions.ci: 'denied' is not one of deny, warn, audit, enforce, observe",
            "tidegate.yaml:11:3: unknown key 'admision'; did you mean 'admission'?",
            "tidegate.yaml:13:5: unknown key 'rule'; did you mean 'rules'?",
            "tidegate.yaml:13:5: waivers[0]: the key 'rules' is missing here",
            "tidegate.yaml:13:5: waivers[0]: the key 'reason' is missing here",
            "tidegate.yaml:14:14: rules_as_of: expected text, found 0.1; did you mean '\"0.1\"'?",
        ]
    );
}

#[test]
fn what_the_schema_cannot_tell_has_a_place_too() {
    let mistakes = mistakes_of(&sample("impossible.yaml"));
    let starts = [
        "tidegate.yaml:2:5: source/unreadable cannot be waived: it says that something was not judged",
        "tidegate.yaml:6:5: '2027-02-30' is no day: write YYYY-MM-DD, as in 2027-03-31",
        "tidegate.yaml:9:5: 'spec..x' is no path: a missing name at character 5",
        "tidegate.yaml:10:5: error parsing glob '[':",
        "tidegate.yaml:14:7: error parsing glob '[a':",
        "tidegate.yaml:15:10: gone is not there",
        "tidegate.yaml:16:10: ",
    ];
    assert_eq!(mistakes.len(), starts.len(), "{mistakes:#?}");
    for (mistake, start) in mistakes.iter().zip(starts) {
        assert!(mistake.starts_with(start), "{mistake}");
    }
}

/// One mistake at a time: the text, and where and what the mistake is.
const ONE_MISTAKE: &[(&str, &str)] = &[
    ("- profile", "1:1: expected a mapping, found a list"),
    ("profile", "1:1: expected a mapping, found the text 'profile'"),
    ("profile:", "1:1: profile: expected one of standard, strict, chart, found nothing"),
    (
        "profile: stict",
        "1:10: profile: 'stict' is not one of standard, strict, chart; did you mean 'strict'?",
    ),
    ("profile: [strict]", "1:10: profile: a list is not one of standard, strict, chart"),
    ("packs: [pods]", "1:8: packs: expected a mapping, found a list"),
    (
        "rules: {privileged: off}",
        "1:9: 'privileged' is no rule id: write PACK/RULE in lower case with hyphens, as in pods/run-as-non-root",
    ),
    (
        "rules: {pods/privileged: warning}",
        "1:26: rules[\"pods/privileged\"]: 'warning' is not one of on, off, true, false",
    ),
    (
        "severity: {pods/privileged: warn}",
        "1:29: severity[\"pods/privileged\"]: 'warn' is not one of error, warning, info; did you mean 'warning'?",
    ),
    ("actions: deny", "1:10: actions: expected a mapping, found the text 'deny'"),
    ("actions: {ci: 7}", "1:15: actions.ci: expected text or a list, found 7"),
    ("actions: {ci: [{rules: pods/a}]}", "1:16: actions.ci[0]: the key 'action' is missing here"),
    ("actions: {ci: [{action: deny, rule: pods/a}]}", "1:31: unknown key 'rule'; did you mean 'rules'?"),
    ("actions: {ci: [{action: deny, rules: []}]}", "1:38: actions.ci[0].rules: must not be empty"),
    (
        "actions: {ci: [{action: deny, rules: [a]}]}",
        "1:39: actions.ci[0].rules[0]: 'a' is no rule id: write PACK/RULE in lower case with hyphens, as in pods/run-as-non-root",
    ),
    (
        "actions: {ci: [{action: deny, namespaces: 7}]}",
        "1:43: actions.ci[0].namespaces: expected text or a list, found 7",
    ),
    ("params: {network: 1450}", "1:19: params.network: expected a mapping, found 1450"),
    ("policy: rules", "1:9: policy: expected a list, found the text 'rules'"),
    ("ignore: [7]", "1:10: ignore[0]: expected text, found 7; did you mean '\"7\"'?"),
    ("kinds: [{group: x.io, kind: X}]", "1:9: kinds[0]: the key 'pod_template' is missing here"),
    (
        "kinds: [{group: x.io, kind: X, podTemplate: [spec], pod_template: [a]}]",
        "1:32: unknown key 'podTemplate'; did you mean 'pod_template'?",
    ),
    (
        "kinds: [{group: x.io, kind: X, pod_template: spec}]",
        "1:46: kinds[0].pod_template: expected a list, found the text 'spec'",
    ),
    (
        "inventory: {complete: [apps/v1/Deployment]}",
        "1:24: inventory.complete[0]: 'apps/v1/Deployment' is no kind: write GROUP/KIND without version, as in policy/PodDisruptionBudget, or KIND for the core group",
    ),
    (
        "complete: [Service]",
        "1:1: unknown key 'complete': the keys here are actions, baseline, development, fail_on, helm, ignore, inventory, kinds, kube_version, level, namespace, packs, params, policy, profile, rules, rules_as_of, schemas, scope, severity, waivers",
    ),
    (
        "waivers: [{rules: pods/a, reason: ' '}]",
        "1:35: waivers[0].reason: ' ' is no reason: say why this is accepted",
    ),
    (
        "waivers: [{rules: pods/a, reason: x, until: soon}]",
        "1:45: waivers[0].until: 'soon' is no day: write YYYY-MM-DD, as in 2027-03-31",
    ),
    (
        "waivers: [{rules: pods/a, reason: x, kind: deployment}]",
        "1:44: waivers[0].kind: 'deployment' is no kind: write GROUP/KIND without version, as in policy/PodDisruptionBudget, or KIND for the core group",
    ),
    ("baseline: [a]", "1:11: baseline: expected text, found a list"),
    ("rules_as_of: v1", "1:14: rules_as_of: 'v1' is no version, as in \"0.1.0\""),
    ("scope: files", "1:8: scope: 'files' is not one of auto, file, path, run; did you mean 'file'?"),
    ("namespace: Shop", "1:12: namespace: 'Shop' is no name of a namespace"),
    ("development: [dev]", "1:14: development: expected a mapping, found a list"),
    (
        "development: {namespaces: ['[a']}",
        "1:28: error parsing glob '[a': unclosed character class; missing ']'",
    ),
    ("fail_on: error", "1:10: fail_on: 'error' is not one of deny, warn"),
    (
        "helm: {kube_version: 1.34}",
        "1:22: helm.kube_version: expected text, found 1.34; did you mean '\"1.34\"'?",
    ),
    ("kube_version: 1.30", "1:15: kube_version: expected text or a list, found 1.3"),
    (
        "kube_version: ['1.34', '2.0']",
        "1:24: kube_version[1]: '2.0' is no version of Kubernetes, as in \"1.37\"",
    ),
    ("helm: {include_crds: 1}", "1:22: helm.include_crds: expected true or false, found 1"),
    (
        "a: {b: 1}\n---\nc: 1",
        "1:1: unknown key 'a': the keys here are actions, baseline, development, fail_on, helm, ignore, inventory, kinds, kube_version, level, namespace, packs, params, policy, profile, rules, rules_as_of, schemas, scope, severity, waivers",
    ),
];

#[test]
fn each_key_refuses_what_it_does_not_take() {
    for (text, mistake) in ONE_MISTAKE {
        let mistakes = mistakes_of(text);
        assert_eq!(mistakes.first(), Some(&format!("tidegate.yaml:{mistake}")), "{text}\n{mistakes:#?}");
    }
}

#[test]
fn a_file_that_does_not_read_says_where() {
    let twice = mistakes_of("profile: strict\nprofile: chart\n");
    assert_eq!(twice.len(), 1);
    assert!(twice[0].starts_with("tidegate.yaml:2:1: "), "{twice:?}");
    let open = mistakes_of("packs: [");
    assert!(open[0].starts_with("tidegate.yaml:1:"), "{open:?}");
}

#[test]
fn a_second_document_is_refused() {
    assert_eq!(
        mistakes_of("profile: strict\n---\nprofile: chart\n"),
        ["tidegate.yaml:3:1: a second document begins here; keep all in one document, without '---'"]
    );
}

#[test]
fn keys_without_content_are_not_set() {
    for text in [
        "",
        "# nothing\n",
        "---\n",
        "{}",
        "rules:\npacks:\nwaivers:\n  # none yet\nactions:\n  ci:\nhelm:\nparams:\n  network:\n",
    ] {
        assert_eq!(mistakes_of(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_mistake_shows_its_line() {
    let repository = Repository::with("profile: strict\nrules:\n  pods/privileged: nope # really\n");
    let errors = repository.resolve(&Overrides::default(), &[]).unwrap_err();
    let error = errors.iter().next().unwrap();
    let excerpt = error.excerpt().unwrap();
    assert_eq!((excerpt.first_line, excerpt.text.as_str()), (3, "  pods/privileged: nope # really"));
    assert_eq!((excerpt.mark.start.column, excerpt.mark.end.column), (20, 24));
}

#[test]
fn mistakes_of_flags_and_variables_come_with_those_of_the_file() {
    let overrides = Overrides {
        words: Words { level: Some("low".into()), ..Words::default() },
        rules: vec!["Pods".into()],
        severity: Some("warn".into()),
        kinds: vec!["deployment".into()],
        params: vec!["network".into(), "underlay_mtu=1".into(), "network.x=[".into()],
        policy: vec!["gone".into()],
        complete: vec!["apps/v1/X".into()],
        ..Overrides::default()
    };
    let variables =
        [("TIDEGATE_PROFILE", "stict"), ("TIDEGATE_NAMESPACE", "Shop"), ("SOURCE_DATE_EPOCH", "today")];
    let errors = Repository::with("profil: x\n").resolve(&overrides, &variables).unwrap_err();
    let starts: Vec<String> = errors
        .iter()
        .map(|error| error.to_string().split(['\'', ';']).next().unwrap().trim().to_owned())
        .collect();
    assert_eq!(
        starts,
        [
            "tidegate.yaml:1:1: unknown key",
            "SOURCE_DATE_EPOCH:",
            "TIDEGATE_PROFILE:",
            "TIDEGATE_NAMESPACE:",
            "--rule:",
            "--severity:",
            "--kind:",
            "--level:",
            "--param:",
            "--param:",
            "--param: the value of",
            "--policy: gone is not there",
            "--complete:",
        ]
    );
}

thread_local! {
    /// One repository for all the texts of a test.
    static REPOSITORY: Repository = Repository::with("");
}

/// Settings, or errors that all have a place.
fn is_answered(text: &str) -> bool {
    REPOSITORY.with(|repository| {
        fs::write(repository.path().join("tidegate.yaml"), text).unwrap();
        let answer = repository.resolve(&Overrides::default(), &[]);
        answer.err().is_none_or(|errors| errors.iter().all(|error| error.location().is_some()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is in the file, it is settings or errors with a place, never a panic.
    #[test]
    fn no_text_panics(text in "(?s)[ -~\n:#'\"\\[\\]{}&*|>-]{0,120}") {
        prop_assert!(is_answered(&text));
    }

    /// The same for files that are nearly right: one piece of a good one is cut out or doubled.
    #[test]
    fn no_damaged_file_panics(from in 0_usize..1600, length in 1_usize..60, twice: bool) {
        let text = sample("every-key.yaml");
        let (from, to) = (from.min(text.len()), (from + length).min(text.len()));
        let piece = if twice { text[from..to].repeat(2) } else { String::new() };
        let damaged = format!("{}{piece}{}", &text[..from], &text[to..]);
        prop_assert!(is_answered(&damaged));
    }

    /// Comments and annotations come from strangers too.
    #[test]
    fn no_waiver_text_panics(text in "\\PC{0,60}") {
        let location = crate::finding::Location { file: "x".into(), span: None, template: None };
        let comment = format!("tidegate:waive {text}");
        drop(Waiver::from_comment(&comment, &crate::finding::Path::root(), &location));
        drop(Waiver::from_annotation(&format!("{ANNOTATION_PREFIX}{text}"), &text, &location));
        drop(text.parse::<PathPattern>());
    }
}
