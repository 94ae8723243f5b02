//! The built-in policies: tested, covered, every expression held in place by a test, and described by current pages.

use std::path::PathBuf;

use tidegate::devtool::pages::{check, pages, write_all};
use tidegate::devtool::verify::{Format, Options, Outcome, Verified, WriteOptions, sources, verify, write};
use tidegate::policy::{Library, PolicySource};

use crate::support::root;

fn folder() -> PathBuf {
    root().join("policies")
}

fn verified(options: &Options) -> Verified {
    verify(options, &sources(&[folder()]).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn text(verified: &Verified) -> String {
    let mut bytes = Vec::new();
    write(Format::Text, &mut bytes, verified, &WriteOptions::default()).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_test_and_example_holds_and_the_lines_are_covered() {
    let verified = verified(&Options { threshold: Some(95.0), ..Options::default() });
    assert_eq!(verified.outcome(), Outcome::Passed, "{}", text(&verified));
    assert!(verified.tests.len() > 300, "{}", text(&verified));
}

#[test]
fn no_expression_can_be_dropped_or_negated_without_a_test_that_notices() {
    let verified = verified(&Options { mutate: true, ..Options::default() });
    let mutation = verified.mutation.as_ref().unwrap();
    assert!(mutation.tried > 5000, "{}", text(&verified));
    assert_eq!(mutation.survivors, [], "{}", text(&verified));
}

/// `TIDEGATE_WRITE_PAGES=1` writes them, as `tidegate docs` does.
#[test]
fn the_pages_say_what_the_rules_say() {
    let source = PolicySource::read(&folder()).unwrap();
    let library = Library::read(std::slice::from_ref(&source), &[]).unwrap();
    let pages = pages(&library, &source).unwrap();
    if std::env::var_os("TIDEGATE_WRITE_PAGES").is_some() {
        write_all(&folder(), &pages).unwrap();
    }
    let stale = check(&folder(), &pages).unwrap();
    let words: Vec<String> = stale.iter().map(ToString::to_string).collect();
    assert!(words.is_empty(), "{}", words.join("\n"));
    assert_eq!(pages.len(), library.rules.len() + 1);
}
