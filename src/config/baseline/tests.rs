use super::*;

fn entry(scope: &str, rule: &str, fingerprint: char) -> BaselineEntry {
    BaselineEntry {
        scope: scope.into(),
        rule: rule.into(),
        object: "Deployment shop/web".into(),
        fingerprint: fingerprint.to_string().repeat(32).into(),
    }
}

fn print(fingerprint: char) -> Fingerprint {
    Fingerprint(fingerprint.to_string().repeat(32).into())
}

fn sample() -> Baseline {
    Baseline::of_entries(vec![
        entry("charts/web", "pods/b", 'b'),
        entry("charts/api", "pods/a", 'a'),
        entry("charts/web", "pods/a", 'a'),
        entry("charts/api", "pods/a", 'a'),
    ])
}

fn mistakes(name: &str, text: &str) -> Vec<String> {
    let errors = Baseline::read(&SourceFile::from_text(name, text)).unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn a_baseline_reads_back_as_it_was_written() {
    for name in ["b.json", "b.yaml", "b.yml", "baseline"] {
        let text = sample().write(name).unwrap();
        let again = Baseline::read(&SourceFile::from_text(name, text.as_str())).unwrap();
        assert_eq!(again.entries(), sample().entries(), "{name}");
        assert_eq!(again.write(name).unwrap(), text, "{name}");
        assert!(text.contains(own::BASELINE.id) && text.ends_with('\n'), "{text}");
    }
}

#[test]
fn entries_are_sorted_and_none_is_twice() {
    let entries = sample().entries().iter().map(|e| format!("{} {}", e.scope, e.rule)).collect::<Vec<_>>();
    assert_eq!(entries, ["charts/api pods/a", "charts/web pods/a", "charts/web pods/b"]);
}

#[test]
fn in_ci_the_scope_counts_and_at_admission_it_does_not() {
    let baseline = sample();
    assert_eq!(&*baseline.find("charts/web", &print('a')).unwrap().scope, "charts/web");
    assert!(baseline.find("charts/api", &print('b')).is_none());
    assert_eq!(&*baseline.find_anywhere(&print('b')).unwrap().rule, "pods/b");
    assert!(baseline.find_anywhere(&print('c')).is_none());
}

#[test]
fn a_fingerprint_that_looks_like_a_number_stays_text() {
    let digits = Baseline::of_entries(vec![entry("x", "pods/a", '1')]);
    let text = digits.write("b.yaml").unwrap();
    assert_eq!(Baseline::read(&SourceFile::from_text("b.yaml", text)).unwrap().entries(), digits.entries());
}

#[test]
fn a_wrong_file_says_where() {
    assert_eq!(
        mistakes("b.yaml", "finding: []\n"),
        [
            "b.yaml:1:1: unknown key 'finding'; did you mean 'findings'?",
            "b.yaml:1:1: the key 'findings' is missing here"
        ]
    );
    let text = "findings:\n  - {scope: x, rule: Pods, object: o, fingerprint: abc}\n";
    assert_eq!(
        mistakes("b.yaml", text),
        [
            "b.yaml:2:22: findings[0].rule: 'Pods' is no rule id: write PACK/RULE in lower case with hyphens, as in pods/run-as-non-root",
            "b.yaml:2:52: findings[0].fingerprint: 'abc' is no fingerprint: 32 hexadecimal digits in lower case"
        ]
    );
    assert_eq!(mistakes("b.json", ""), ["b.json:1:1: expected a mapping, found nothing"]);
}

#[test]
fn a_file_that_is_not_there_is_the_error_of_whoever_named_it() {
    let error = Baseline::open(FilePath::new("gone/b.json"), &Origin::Flag("--baseline")).unwrap_err();
    assert!(error.to_string().starts_with("--baseline: cannot read gone/b.json: "), "{error}");
}
