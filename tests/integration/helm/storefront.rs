//! The storefront chart: every planted defect that stands in literal text has its template line, and none is wrong.

use std::collections::BTreeMap;
use std::path::Path;

use tidegate::source::{Format, Limits, LoadedScope, Request, read_bytes};
use tidegate::value::{Value, get, items, number_i64, text};

use super::{loaded, renderers, request, site};
use crate::support::folder::Folder;
use crate::support::root;

/// What planted.yaml says of one defect in one environment.
struct Planted {
    object: String,
    line: u32,
    template: String,
    /// The line of the node in the template, where it stands there.
    template_line: Option<i64>,
    literal: bool,
    origin: Option<String>,
}

fn planted(environment: &str) -> Vec<Planted> {
    let bytes = std::fs::read(root().join("testdata/storefront/planted.yaml")).unwrap();
    let reads = read_bytes("planted.yaml", &bytes, Format::Yaml, &Limits::default());
    let list = reads[0].document().unwrap().value.clone();
    let string = |item: &Value, key: &str| get(item, key).and_then(text).map(str::to_owned);
    items(&list)
        .unwrap()
        .iter()
        .filter_map(|item| {
            let line = number_i64(get(get(item, "rendered")?, environment)?)?;
            Some(Planted {
                object: string(item, "object")?,
                line: u32::try_from(line).unwrap(),
                template: string(item, "template")?,
                template_line: get(item, "template_line").and_then(number_i64),
                literal: get(item, "literal") == Some(&Value::from(true)),
                origin: string(item, "origin"),
            })
        })
        .collect()
}

fn storefront(path: &str) -> std::path::PathBuf {
    root().join("testdata/storefront").join(path)
}

fn rendered(environment: &str, cache: &Folder) -> LoadedScope {
    let mut request = request([storefront("chart")]);
    request.helm.values = vec![storefront(&format!("values-{environment}.yaml"))];
    request.helm.release_name = Some("storefront".to_owned());
    request.namespace = Some(format!("storefront-{environment}").into());
    request.renderers = renderers(Some(cache));
    loaded(&request).remove(0)
}

/// Every literal defect has its line; where there is a line for another one, it is the right one.
fn check_planted(scope: &LoadedScope, environment: &str) {
    let planted = planted(environment);
    assert!(planted.len() > 10, "{environment}");
    for defect in planted {
        let site = site(scope, defect.line).unwrap_or_else(|| panic!("no template: {}", defect.object));
        let found = format!("{}:{:?}", site.file, site.line);
        let template = storefront(&defect.template);
        let own = Path::new(&*site.file) == template;
        match (defect.literal, defect.template_line, site.line) {
            (true, expected, line) => {
                assert!(own && line.map(i64::from) == expected, "{}: {found}", defect.object);
            }
            (false, _, None) => assert!(own, "{}: {found}", defect.object),
            (false, expected, Some(line)) => {
                let in_template = own && expected == Some(i64::from(line));
                let in_helper = defect.origin.as_ref().is_some_and(|origin| {
                    format!("{}:{line}", site.file) == storefront(origin).display().to_string()
                });
                assert!(in_template || in_helper, "{}: {found}", defect.object);
            }
        }
    }
}

#[test]
fn planted_defects_in_a_chart_have_their_template_lines() {
    let cache = Folder::new();
    for environment in ["staging", "production"] {
        let scope = rendered(environment, &cache);
        let recorded = std::fs::read_to_string(storefront(&format!("rendered/{environment}.yaml"))).unwrap();
        assert_eq!(super::text(&scope), recorded, "rendered/ is what the chart makes");
        check_planted(&scope, environment);
    }
}

#[test]
fn planted_defects_in_a_record_have_their_template_lines_without_being_told_the_values() {
    let cache = Folder::new();
    let mut request = request([storefront("rendered")]);
    request.renderers = renderers(Some(&cache));
    let scopes = loaded(&request);
    assert_eq!(scopes.len(), 2);
    for (scope, environment) in scopes.iter().zip(["production", "staging"]) {
        check_planted(scope, environment);
    }
}

/// Reads the template line as a person would: its text, with anything where actions are.
fn could_write(template_line: &str, rendered: &str) -> bool {
    let mut pattern = String::from("^");
    let mut rest = template_line.trim();
    while let Some((before, behind)) = rest.split_once("{{") {
        pattern.push_str(&regex::escape(before.trim_end()));
        pattern.push_str(".*");
        rest = behind.split_once("}}").unwrap().1.trim_start();
    }
    pattern.push_str(&regex::escape(rest));
    pattern.push('$');
    regex::Regex::new(&pattern).unwrap().is_match(rendered.trim())
}

#[test]
fn every_line_that_is_given_is_one_that_could_have_written_the_rendered_line() {
    let cache = Folder::new();
    let scope = rendered("production", &cache);
    let text = super::text(&scope);
    let (mut with_line, mut without, mut files) = (0, 0, BTreeMap::new());
    for (line, number) in text.lines().zip(1..) {
        let Some(site) = site(&scope, number) else { continue };
        let Some(template_line) = site.line else {
            without += usize::from(!matches!(line.trim(), "" | "---") && !line.trim().starts_with('#'));
            continue;
        };
        let template: &String =
            files.entry(site.file.clone()).or_insert_with(|| std::fs::read_to_string(&*site.file).unwrap());
        let written = template.lines().nth(template_line as usize - 1).unwrap();
        assert!(could_write(written, line), "{}:{template_line} {written:?} for {line:?}", site.file);
        with_line += 1;
    }
    assert!(with_line > 8 * without, "{with_line} with and {without} without");
}

#[test]
fn a_record_without_its_chart_names_the_template_as_helm_does() {
    let folder = Folder::new();
    let record =
        folder.write("production.yaml", std::fs::read(storefront("rendered/production.yaml")).unwrap());
    let scope = loaded(&request([record])).remove(0);
    let site = site(&scope, 806).unwrap();
    assert_eq!((&*site.file, site.line), ("storefront/templates/log-agent-daemonset.yaml", None));
}

#[test]
fn a_record_that_no_values_at_hand_repeat_has_templates_without_lines() {
    let text = std::fs::read_to_string(storefront("rendered/production.yaml")).unwrap();
    let folder = Folder::new();
    let changed = text.replace("revisionHistoryLimit: 5", "revisionHistoryLimit: 6");
    let record = folder.write("production.yaml", &changed);
    let mut request: Request = request([record]);
    request.chart = Some(storefront("chart"));
    let scope = loaded(&request).remove(0);
    let line =
        |needle: &str| u32::try_from(changed.lines().position(|line| line == needle).unwrap() + 1).unwrap();
    let unlike = site(&scope, line("  revisionHistoryLimit: 6")).unwrap();
    assert_eq!(unlike.line, None);
    assert!(Path::new(&*unlike.file).is_file());
    let alike = site(&scope, line("kind: NetworkPolicy")).unwrap();
    assert!(alike.line.is_some(), "another document of the same record is repeated");
}
