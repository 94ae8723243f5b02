//! `--schemas` and what else brings schemas of custom kinds: every form, which goes before which, and what is no schema.

use serde_json::{Value, json};

use crate::support::folder::Folder;
use crate::support::program::{Run, tidegate};
use crate::support::tools::tool;

const WIDGET: &str = "apiVersion: example.com/v1
kind: Widget
metadata:
  name: gear
spec:
  size: large
  siz: 1
";

/// What a schema of the forms below says of [`WIDGET`]: rule, line.
const BOTH: [(&str, u64); 2] = [("schema/valid", 6), ("schema/unknown-field", 7)];

fn schema_of_spec() -> Value {
    json!({"type": "object", "properties": {"size": {"type": "integer"}}})
}

fn definition() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": {"kind": "Widget", "plural": "widgets"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
                {"type": "object", "properties": {"spec": schema_of_spec()}}}}],
        },
    })
}

/// As OpenAPI documents and kubeconform's folders have it.
fn closed() -> Value {
    json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
            "spec": {"type": "object", "additionalProperties": false, "properties": {"size": {"type": "integer"}}},
        },
    })
}

fn named(mut schema: Value) -> Value {
    schema["x-kubernetes-group-version-kind"] =
        json!([{"group": "example.com", "version": "v1", "kind": "Widget"}]);
    schema
}

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    tidegate().within(folder.path()).args(["check", "-o", "json"]).args(arguments).run()
}

/// Rule and line of every finding of the pack, and of those of the reader.
fn found(run: &Run) -> Vec<(String, u64)> {
    let report: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr));
    let mut found = Vec::new();
    for scope in report["scopes"].as_array().unwrap() {
        let of_objects = scope["decisions"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|decision| decision["findings"].as_array().unwrap());
        for finding in scope["findings"].as_array().unwrap().iter().chain(of_objects) {
            let rule = finding["rule"].as_str().unwrap();
            if rule.starts_with("schema/") || rule.starts_with("source/") {
                found.push((rule.to_owned(), finding["location"]["line"].as_u64().unwrap_or(0)));
            }
        }
    }
    found
}

fn assert_found(run: &Run, expected: &[(&str, u64)], what: &str) {
    let found = found(run);
    let found: Vec<(&str, u64)> = found.iter().map(|(rule, line)| (rule.as_str(), *line)).collect();
    assert_eq!(found, expected, "{what}: {}", run.stderr);
}

fn widget_with(name: &str, text: impl AsRef<[u8]>) -> Folder {
    let folder = Folder::with(&[("widget.yaml", WIDGET)]);
    folder.write(name, text);
    folder
}

#[test]
fn without_a_schema_the_kind_is_named_as_unknown() {
    let folder = Folder::with(&[("widget.yaml", WIDGET)]);
    assert_found(&check(&folder, &["widget.yaml"]), &[("schema/unknown-kind", 2)], "none");
}

#[test]
fn every_form_of_schema_is_taken() {
    let list = json!({"apiVersion": "v1", "kind": "List", "items": [definition()]});
    let stream = format!(
        "# two of them\n---\n{}\n---\n{}\n",
        definition(),
        json!({"kind": "ConfigMap", "apiVersion": "v1"})
    );
    let v2 = json!({"swagger": "2.0", "definitions": {"com.example.v1.Widget": named(json!({
        "type": "object",
        "properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {}, "spec": {"$ref": "#/definitions/com.example.v1.WidgetSpec"}},
    })), "com.example.v1.WidgetSpec": schema_of_spec()}});
    let v3 = json!({"openapi": "3.0.0", "components": {"schemas": {"com.example.v1.Widget": named(json!({
        "type": "object", "properties": {"spec": {"$ref": "#/components/schemas/com.example.v1.WidgetSpec"}},
    })), "com.example.v1.WidgetSpec": schema_of_spec()}}});
    for (name, text) in [
        ("crds/widget.yaml", definition().to_string()),
        ("crds/widget.json", definition().to_string()),
        ("crds/deep/er/list.yml", list.to_string()),
        ("crds/stream.yaml", stream),
        ("crds/openapi.json", v2.to_string()),
        ("crds/openapi-v3.json", v3.to_string()),
        ("crds/schema.json", named(closed()).to_string()),
        ("crds/v1.37.2-standalone-strict/widget-example-v1.json", closed().to_string()),
        ("crds/example.com/widget_v1.json", closed().to_string()),
    ] {
        let folder = widget_with(name, &text);
        assert_found(&check(&folder, &["--schemas", "crds", "widget.yaml"]), &BOTH, name);
        assert_found(&check(&folder, &["--schemas", name, "widget.yaml"]), &BOTH, name);
    }
}

#[test]
fn several_are_given_and_the_configuration_may_name_them() {
    let folder = widget_with("crds/widget.yaml", definition().to_string());
    folder.write("more/gadget.yaml", definition().to_string().replace("Widget", "Gadget"));
    let both = ["--schemas", "more", "--schemas", "crds", "widget.yaml"];
    assert_found(&check(&folder, &both), &BOTH, "two folders");
    folder.write("tidegate.yaml", "schemas: [crds]\n");
    assert_found(&check(&folder, &["widget.yaml"]), &BOTH, "configuration");
}

#[test]
fn a_definition_in_the_scope_describes_its_objects() {
    let folder = Folder::with(&[("app/widget.yaml", WIDGET)]);
    folder.write("app/crd.yaml", definition().to_string());
    assert_found(&check(&folder, &["app"]), &BOTH, "beside it");
    let chart = Folder::with(&[
        ("chart/Chart.yaml", "apiVersion: v2\nname: widgets\nversion: 1.0.0\n"),
        ("chart/templates/widget.yaml", WIDGET),
    ]);
    chart.write("chart/crds/widgets.yaml", definition().to_string());
    let helm = tool("helm");
    let path = format!("{}:{}", helm.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let run = tidegate().within(chart.path()).env("PATH", path).args(["check", "-o", "json", "chart"]).run();
    let rules: Vec<String> = found(&run).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, BOTH.map(|(rule, _)| rule), "in the chart's crds folder");
}

/// The scope, then Kubernetes, then what is given, then what is built in.
#[test]
fn the_nearest_schema_is_the_one_that_judges() {
    let text_size = |mut definition: Value| {
        definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"] =
            json!({"size": {"type": "string"}, "siz": {"type": "integer"}});
        definition
    };
    let folder = Folder::with(&[("app/widget.yaml", WIDGET)]);
    folder.write("app/crd.yaml", text_size(definition()).to_string());
    folder.write("given/crd.yaml", definition().to_string());
    assert_found(&check(&folder, &["--schemas", "given", "app"]), &[], "the scope's own");
    // Kubernetes' own kinds are judged by what is built in, whatever is given for them.
    let pod = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: 1\n";
    let folder = Folder::with(&[("map.yaml", pod)]);
    folder.write("given/configmap-v1.json", "{}");
    assert_found(
        &check(&folder, &["--schemas", "given", "map.yaml"]),
        &[("schema/valid", 6)],
        "Kubernetes' own",
    );
    // What is built in for other projects is open; what is given goes before it.
    let certificate = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata:\n  name: a\nspec:\n  secretName: a\n  issuerRef:\n    name: a\n  newField: 1\n";
    let folder = Folder::with(&[("certificate.yaml", certificate)]);
    assert_found(&check(&folder, &["certificate.yaml"]), &[], "built in");
    let mut own = definition();
    own["spec"]["group"] = json!("cert-manager.io");
    own["spec"]["names"]["kind"] = json!("Certificate");
    folder.write("given/crd.yaml", own.to_string());
    let unknown: Vec<String> = found(&check(&folder, &["--schemas", "given", "certificate.yaml"]))
        .into_iter()
        .map(|(rule, _)| rule)
        .collect();
    assert_eq!(unknown, ["schema/unknown-field"; 3]);
}

#[test]
fn what_is_no_schema_is_an_error_of_its_own() {
    let folder = Folder::with(&[
        ("widget.yaml", WIDGET),
        ("empty/readme.txt", "nothing\n"),
        ("other/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"),
        ("broken/crd.yaml", "kind: CustomResourceDefinition\nspec: {{ x }}\n"),
        ("broken/crd.json", "{\"kind\": "),
        ("plain/schema.json", "{\"type\": \"object\"}"),
    ]);
    for (schemas, words) in [
        (
            "empty",
            "empty: no schema is in it: a schema is a CustomResourceDefinition, an OpenAPI document, or a JSON Schema",
        ),
        ("other", "other: no schema is in it"),
        ("other/map.yaml", "other/map.yaml: no schema is in it"),
        ("plain", "plain: no schema is in it"),
        ("broken", "broken/crd.json: line 1:"),
        ("broken", "broken/crd.yaml: line 2:"),
    ] {
        let run = check(&folder, &["--schemas", schemas, "widget.yaml"]);
        assert_eq!(run.code, 2, "{schemas}: {}", run.stderr);
        assert!(run.stderr.contains("what --schemas names cannot be used"), "{}", run.stderr);
        assert!(run.stderr.contains(words), "{schemas}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_an_error_of_its_own() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = widget_with("crds/widget.yaml", definition().to_string());
    let locked = folder.write("locked/widget.yaml", definition().to_string());
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever may read everything reads this too.
    if std::fs::read(&locked).is_err() {
        let run = check(&folder, &["--schemas", "locked", "widget.yaml"]);
        assert!(
            run.code == 2 && run.stderr.contains("locked/widget.yaml: Permission denied"),
            "{}",
            run.stderr
        );
    }
    // A folder that is linked into itself is no endless one; a link to nowhere is said to be one.
    symlink(folder.path().join("crds"), folder.path().join("crds/again")).unwrap();
    assert_found(&check(&folder, &["--schemas", "crds", "widget.yaml"]), &BOTH, "a link");
    symlink(folder.path().join("nowhere.yaml"), folder.path().join("crds/broken.yaml")).unwrap();
    let run = check(&folder, &["--schemas", "crds", "widget.yaml"]);
    assert!(run.code == 2 && run.stderr.contains("crds/broken.yaml: No such file"), "{}", run.stderr);
}

/// One finding a kind, at the first object that needed it; everything else is judged.
#[test]
fn a_schema_that_cannot_be_used_is_one_finding_and_an_exit_code() {
    let second = WIDGET.replace("gear", "wheel");
    let folder = Folder::with(&[
        ("app/a.yaml", WIDGET),
        ("app/b.yaml", &second),
        ("app/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: 1\n"),
    ]);
    folder.write(
        "crds/example.com/widget_v1.json",
        json!({"$ref": "https://example.com/widget.json"}).to_string(),
    );
    let run = check(&folder, &["--schemas", "crds", "app"]);
    assert_eq!(run.code, 2);
    let mut found = found(&run);
    found.sort();
    assert_eq!(found, [("schema/valid".to_owned(), 6), ("source/schema-unusable".to_owned(), 1)]);
    for words in [
        "the schema of example.com/v1 Widget from crds/example.com/widget_v1.json cannot be used",
        "it refers to 'https://example.com/widget.json', which is not in it; nothing is fetched",
        "under $defs of the same file",
    ] {
        assert!(run.stdout.contains(words), "{words}: {}", run.stdout);
    }
}
