//! The storefront: what is planted in it is found, in its line, and nothing else is.

use std::collections::BTreeSet;

use crate::support::program::tidegate;
use crate::support::tools::tool;

/// Rule, object, rendered line, template line, and whether that line is literal text.
struct Planted {
    rule: String,
    object: String,
    line: u64,
    template: String,
    template_line: Option<u64>,
    literal: bool,
    /// Where text that is not literal comes from.
    origin: Option<String>,
}

fn planted(environment: &str) -> Vec<Planted> {
    let text = std::fs::read_to_string("testdata/storefront/planted.yaml").unwrap();
    let list: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    let list = list.as_array().unwrap();
    assert!(list.len() >= 12, "about a dozen defects are planted");
    let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap().to_owned();
    list.iter()
        .filter_map(|entry| {
            Some(Planted {
                rule: text(entry, "rule"),
                object: text(entry, "object"),
                line: entry["rendered"][environment].as_u64()?,
                template: text(entry, "template"),
                template_line: entry["template_line"].as_u64(),
                literal: entry["literal"].as_bool().unwrap(),
                origin: entry["origin"].as_str().map(str::to_owned),
            })
        })
        .collect()
}

fn findings(environment: &str, variables: &[(&str, &str)]) -> Vec<serde_json::Value> {
    let file = format!("testdata/storefront/rendered/{environment}.yaml");
    let mut program = tidegate().args(["check", &file, "-o", "json"]);
    for (name, value) in variables {
        program = program.env(name, value);
    }
    let run = program.run();
    assert_eq!(run.code, 1, "{}", run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut all = Vec::new();
    for scope in report["scopes"].as_array().unwrap() {
        assert_eq!(scope["findings"].as_array().map(Vec::len), Some(0));
        for decision in scope["decisions"].as_array().unwrap() {
            // That nothing describes a kind of some operator is no defect of the storefront.
            let planted = |finding: &&serde_json::Value| finding["rule"] != "schema/unknown-kind";
            all.extend(decision["findings"].as_array().unwrap().iter().filter(planted).cloned());
        }
    }
    all
}

fn name(finding: &serde_json::Value) -> (String, String, u64) {
    let object = &finding["object"];
    let object = format!("{}/{}", object["kind"].as_str().unwrap(), object["name"].as_str().unwrap());
    (finding["rule"].as_str().unwrap().to_owned(), object, finding["location"]["line"].as_u64().unwrap())
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    for environment in ["staging", "production"] {
        let found: BTreeSet<_> =
            findings(environment, &[("TIDEGATE_HELM", "/nonexistent")]).iter().map(name).collect();
        let wanted: BTreeSet<_> = planted(environment)
            .into_iter()
            .map(|defect| (defect.rule, defect.object, defect.line))
            .collect();
        assert_eq!(found, wanted, "{environment}");
    }
}

#[test]
fn every_rule_of_this_issue_fires_on_the_storefront() {
    let rules: BTreeSet<String> = planted("production").into_iter().map(|defect| defect.rule).collect();
    assert_eq!(rules.len(), 17, "{rules:?}");
}

/// With the chart at hand the template's line is proven by a marked second render.
#[test]
fn literal_defects_have_their_template_line_and_no_line_is_wrong() {
    let helm = tool("helm");
    let helm = helm.to_str().unwrap();
    for environment in ["staging", "production"] {
        let found = findings(environment, &[("TIDEGATE_HELM", helm)]);
        for defect in planted(environment) {
            let finding = found
                .iter()
                .find(|finding| name(finding) == (defect.rule.clone(), defect.object.clone(), defect.line))
                .unwrap_or_else(|| panic!("{} in {environment}", defect.rule));
            let site = &finding["location"]["template"];
            let line = site["line"].as_u64();
            let place = format!("{} {} in {environment}: {site}", defect.rule, defect.object);
            let told = format!("{}:{}", site["file"].as_str().unwrap(), line.unwrap_or(0));
            let wanted = format!("{}:{}", defect.template, defect.template_line.unwrap_or(0));
            if defect.literal {
                assert!(told.ends_with(&wanted), "{place}");
            } else if line.is_some() {
                // Text of a helper is literal where the helper stands.
                let origin = defect.origin.as_deref().is_some_and(|origin| told.ends_with(origin));
                assert!(
                    origin || told.ends_with(&wanted),
                    "what is no literal text has its line or none: {place}"
                );
            }
        }
    }
}
