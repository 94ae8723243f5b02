//! Values files and the schemas of their charts: what helm refuses is found in the file and line that wrote it.

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::program::{Run, tidegate};
use crate::support::tools::tool;

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";
const SCHEMA: &str = r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
    "additionalProperties": false, "required": ["host"], "properties": {
        "host": {"type": "string"}, "replicas": {"type": "integer"}, "global": {}, "db": {},
        "image": {"type": "object", "required": ["tag"], "additionalProperties": false,
            "properties": {"tag": {"type": "string"}, "name": {"type": "string"}}}}}"#;
const VALUES: &str = "host: shop.example.com\nreplicas: 2\nimage:\n  name: web\n  tag: v1\n";
const TEMPLATE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n";

fn shop(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::with(&[
        ("shop/Chart.yaml", CHART),
        ("shop/values.yaml", VALUES),
        ("shop/values.schema.json", SCHEMA),
        ("shop/templates/web.yaml", TEMPLATE),
    ]);
    for (name, text) in files {
        folder.write(name, text);
    }
    folder
}

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    let helm = tool("helm");
    let program = tidegate().within(folder.path()).env("TIDEGATE_HELM", helm);
    program.args(["check", "-o", "json", "--no-cache"]).args(arguments).run()
}

/// All findings of scopes and decisions but the charts that do not render: rule, file and line, message; and those.
fn found(run: &Run) -> (Vec<(String, String, String)>, usize) {
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
    let (mut found, mut unrendered) = (Vec::new(), 0);
    for scope in report["scopes"].as_array().unwrap() {
        let decisions = scope["decisions"].as_array().unwrap().iter();
        let of_decisions = decisions.flat_map(|decision| decision["findings"].as_array().unwrap());
        for finding in scope["findings"].as_array().unwrap().iter().chain(of_decisions) {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            if text("rule") == "source/unrendered" {
                unrendered += 1;
                continue;
            }
            let place = &finding["location"];
            let line = place["line"].as_u64().unwrap_or_default();
            let at = format!("{}:{line}", place["file"].as_str().unwrap());
            found.push((text("rule"), at, text("message")));
        }
    }
    (found, unrendered)
}

/// As [`found`], of one finding.
fn one(run: &Run) -> (String, String, String) {
    let (mut found, _) = found(run);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(run.code, 2, "the chart did not render");
    found.remove(0)
}

fn finding(rule: &str, at: &str, message: &str) -> (String, String, String) {
    (rule.to_owned(), at.to_owned(), message.to_owned())
}

#[test]
fn a_mistake_points_into_the_values_file_that_wrote_it() {
    for (text, rule, line, message) in [
        (
            "image:\n  tag: v2\nreplicas: \"3\"\n",
            "schema/valid",
            3,
            "expected a whole number, found the text '3': write 3",
        ),
        ("# more\nimage:\n  tga: v2\n", "schema/unknown-field", 3, "unknown key 'tga': did you mean 'tag'?"),
        ("image:\n  tag: null\n", "schema/valid", 1, "the key 'tag' is missing here"),
        ("host: null\n", "schema/valid", 1, "the key 'host' is missing here"),
    ] {
        let folder = shop(&[("shop/ci/x-values.yaml", text)]);
        let run = check(&folder, &["shop"]);
        assert_eq!(one(&run), finding(rule, &format!("shop/ci/x-values.yaml:{line}"), message), "{text}");
        assert_eq!(found(&run).1, 1, "the default set renders");
        let unrendered = "the findings of schema/valid and schema/unknown-field name file and line";
        assert!(run.stdout.contains(unrendered), "{}", run.stdout);
    }
    assert_eq!(found(&check(&shop(&[("shop/ci/x-values.yaml", "replicas: 3\n")]), &["shop"])), (vec![], 0));
}

#[test]
fn the_schema_of_a_chart_in_a_chart_judges_what_is_below_its_name() {
    let dependency = format!("{CHART}dependencies: [{{name: postgres, alias: db, version: 1.0.0}}]\n");
    let schema =
        r#"{"type": "object", "properties": {"port": {"type": "integer"}, "size": {"type": "string"}}}"#;
    let folder = shop(&[
        ("shop/Chart.yaml", &dependency),
        ("shop/charts/postgres/Chart.yaml", &CHART.replace("shop", "postgres")),
        ("shop/charts/postgres/values.yaml", "# defaults\nsize: 1\n"),
        ("shop/charts/postgres/values.schema.json", schema),
        ("v.yaml", "db:\n  # soon\n  port: http\n"),
    ]);
    let says = ", says shop/charts/postgres/values.schema.json";
    let size = format!("expected text, found 1{says}: write \"1\"");
    let size = finding("schema/valid", "shop/charts/postgres/values.yaml:2", &size);
    let port = format!("expected a whole number, found the text 'http'{says}");
    let port = finding("schema/valid", "v.yaml:3", &port);
    let run = check(&folder, &["shop", "-f", "v.yaml"]);
    assert_eq!(found(&run), (vec![port, size.clone()], 1));
    assert_eq!(one(&check(&folder, &["shop", "-f", "v.yaml", "--set", "db.port=1"])), size);
}

#[test]
fn what_several_sets_share_is_said_once() {
    let folder = shop(&[
        ("shop/values.yaml", &VALUES.replace("replicas: 2", "replicas: two")),
        ("shop/ci/a-values.yaml", "image: {tag: v2}\n"),
        ("shop/ci/b-values.yaml", "image: {tag: 2}\n"),
        ("shop/ci/c-values.yaml", "replicas: 2\n"),
    ]);
    let shared =
        finding("schema/valid", "shop/values.yaml:2", "expected a whole number, found the text 'two'");
    let own = "expected text, found 2: write \"2\"";
    let own = finding("schema/valid", "shop/ci/b-values.yaml:1", own);
    assert_eq!(found(&check(&folder, &["shop"])), (vec![shared.clone(), own.clone()], 3));
    let matrix =
        ["shop", "--values-matrix", "x=shop/ci/a-values.yaml", "--values-matrix", "y=shop/ci/b-values.yaml"];
    assert_eq!(found(&check(&folder, &matrix)), (vec![shared, own], 2));
}

#[test]
fn what_set_gives_is_named_where_it_stands_in_for_what_is_written() {
    let run = check(&shop(&[]), &["shop", "--set", "replicas=two"]);
    let message = "expected a whole number, found the text 'two', from --set";
    assert_eq!(one(&run), finding("schema/valid", "shop/values.yaml:2", message));
    let (nothing, unrendered) = found(&check(&shop(&[]), &["shop", "--set", "image.tag[0]=x"]));
    assert_eq!((nothing, unrendered), (vec![], 1), "helm's own words are left");
}

#[test]
fn a_schema_that_cannot_be_used_is_named_and_nothing_is_fetched() {
    for (schema, line, why) in [
        (
            "{\"properties\": {\n  \"host\": {\"$ref\": \"https://schemas.invalid/host.json\"}}}",
            2,
            "it refers to 'https://schemas.invalid/host.json', which is not in it, and nothing is fetched",
        ),
        (
            "{\n\"$ref\": \"other.schema.json\"}",
            2,
            "it refers to 'other.schema.json', which is not in it, and nothing is fetched",
        ),
        ("{\n\"type\": \"text\"}", 2, "\"text\" is not valid"),
        ("{", 0, "it is no JSON: EOF while parsing an object at line 1 column 1"),
    ] {
        let folder = shop(&[("shop/values.schema.json", schema), ("shop/ci/a-values.yaml", "replicas: 1\n")]);
        let (rule, at, message) = one(&check(&folder, &["shop"]));
        assert_eq!(rule, "source/schema-unusable");
        assert_eq!(at, format!("shop/values.schema.json:{line}"), "{message}");
        let said = "the chart's schema of its values cannot be used: ";
        assert!(message.starts_with(&format!("{said}{why}")), "{message}");
    }
}

#[test]
fn a_waiver_in_a_values_file_accepts_its_mistake() {
    let waiver = "# tidegate:waive schema/valid until=2999-01-01 owner=me reason=\"the schema is behind\"";
    let text = format!("replicas: two  {waiver}\nimage:\n  tag: 1\n");
    let run = check(&shop(&[("v.yaml", &text)]), &["shop", "-f", "v.yaml"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let decisions = report["scopes"][0]["decisions"].as_array().unwrap();
    let accepted: Vec<(u64, bool)> = decisions
        .iter()
        .flat_map(|decision| decision["findings"].as_array().unwrap())
        .map(|finding| (finding["location"]["line"].as_u64().unwrap(), !finding["waiver"].is_null()))
        .collect();
    assert_eq!(accepted, [(1, true), (3, false)]);
}

#[test]
fn the_mistakes_planted_in_the_values_of_the_storefront_are_found_in_their_lines() {
    let arguments = ["check", "testdata/storefront/chart", "-f", "testdata/storefront/values-preview.yaml"];
    let run = tidegate()
        .env("TIDEGATE_HELM", tool("helm"))
        .args(arguments)
        .args(["-o", "json", "--no-cache"])
        .run();
    let at = |line: u32| format!("testdata/storefront/values-preview.yaml:{line}");
    let says = "says testdata/storefront/chart/charts/edge-network/values.schema.json";
    let expected = [
        ("schema/unknown-field", 5, "unknown key 'managmentPort': did you mean 'managementPort'?".to_owned()),
        ("schema/valid", 10, "the key 'queue' is missing here".to_owned()),
        ("schema/valid", 16, "expected a whole number, found the text '2': write 2".to_owned()),
        ("schema/valid", 21, format!("'9600' is more than 9216, {says}")),
    ];
    let mut found = found(&run).0;
    found.sort_by_key(|(_, at, _)| at.rsplit(':').next().and_then(|line| line.parse::<u32>().ok()));
    assert_eq!(found, expected.map(|(rule, line, message)| finding(rule, &at(line), &message)));
}
