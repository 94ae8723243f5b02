//! `tidegate schema` from outside; and every schema of Tidegate's own against the documents that it describes.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tidegate::schema::own;

use crate::support::folder::Folder;
use crate::support::program::{Run, tidegate};
use crate::support::root;

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    tidegate().within(folder.path()).args(["schema", "check"]).args(arguments).run()
}

/// The exit code and what is printed of one file.
fn checked(name: &str, text: &str) -> (i32, String) {
    let run = check(&Folder::with(&[(name, text)]), &[name]);
    assert_eq!(run.stderr, "");
    (run.code, run.stdout)
}

/// The schemas that are published, from their folder.
fn published() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("schemas")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.to_string_lossy().ends_with(".schema.json")).collect();
    files.sort();
    files
}

#[test]
fn every_published_schema_is_listed_and_printed_as_it_is() {
    let listed = tidegate().arg("schema").run();
    let mut names = Vec::new();
    for path in published() {
        let file = path.file_name().unwrap().to_str().unwrap();
        let name = file.strip_suffix(".schema.json").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["$id"], format!("https://tidegate.dev/schemas/{file}"));
        for word in [name, name.split_once('.').unwrap().0] {
            let run = tidegate().args(["schema", word]).run();
            assert_eq!(
                (run.code, run.stdout.as_str(), run.stderr.as_str()),
                (0, text.as_str(), ""),
                "{word}"
            );
        }
        assert!(listed.stdout.contains(&format!("\n{name}")) || listed.stdout.starts_with(name), "{name}");
        // A schema is a document too.
        let run = tidegate().args(["schema", "check"]).arg(&path).run();
        assert_eq!((run.code, run.stdout), (0, format!("{}: fits JSON Schema\n", path.display())));
        names.push(name.to_owned());
    }
    assert_eq!(names, own::ALL.iter().map(|own| own.name).collect::<Vec<_>>());
}

#[test]
fn the_list_looks_like_this() {
    let run = tidegate().arg("schema").run();
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn a_name_that_no_schema_has_is_told_with_what_was_meant() {
    let folder = Folder::with(&[("a.yaml", "a: 1\n")]);
    for (arguments, said) in [
        (vec!["schema", "confg"], "there is no schema 'confg': did you mean 'config'?"),
        (vec!["schema", "config.v2"], "there is no schema 'config.v2': did you mean 'config.v1'?"),
        (vec!["schema", "bundle"], "there is no schema 'bundle': the schemas are baseline, config, decision"),
        (vec!["schema", "check", "--schema", "reprt", "a.yaml"], "did you mean 'report'?"),
        (vec!["schema", "check", "--schema", "./no.json", "a.yaml"], "no.json cannot be read: No such file"),
        (vec!["schema", "check", "--schema", "a.yaml"], "required"),
    ] {
        let run = tidegate().within(folder.path()).args(&arguments).run();
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: agent}\nspec:\n  containers: [{name: agent, image: a:1}]\n";

/// A list has no place for the name of its schema.
#[test]
fn the_list_of_rules_fits_the_schema_of_packs() {
    let folder = Folder::new();
    let rules = tidegate().within(folder.path()).args(["rules", "-o", "json"]).run();
    assert_eq!(rules.code, 0);
    folder.write("rules.json", &rules.stdout);
    let run = check(&folder, &["--schema", "pack", "rules.json"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "rules.json: fits pack.v1\n"));
    folder.write("rules.json", rules.stdout.replacen("\"dialect\": \"native\"", "\"dialect\": \"rego\"", 1));
    let run = check(&folder, &["--schema", "pack", "rules.json"]);
    assert!(run.code == 1 && run.stdout.contains("'rego' is not one of native, conftest"), "{}", run.stdout);
}

/// What the program writes, and the samples of what people write, fit; damaged in one word they do not.
#[test]
fn documents_fit_their_schemas_and_do_not_when_they_are_damaged() {
    let folder = Folder::with(&[("deploy/pod.yaml", POD)]);
    let told = |arguments: &[&str]| tidegate().within(folder.path()).args(arguments).run();
    assert_eq!(told(&["init", "deploy"]).code, 0);
    assert_eq!(told(&["new-rule", "acme/team"]).code, 0);
    assert!(
        told(&["check", "deploy", "--no-config", "-o", "json=report.json", "-o", "text"])
            .stdout
            .contains("found")
    );
    let verified = told(&["verify", "policies", "-o", "json"]);
    folder.write("verify.json", &verified.stdout);
    folder.write("profiles.yaml", fs::read(root().join("policies/profiles.yaml")).unwrap());
    folder.write("every/tidegate.yaml", fs::read(root().join("testdata/config/every-key.yaml")).unwrap());
    for (file, name, right, wrong) in [
        ("tidegate.yaml", "config.v1", "profile: standard", "profile: standart"),
        ("every/tidegate.yaml", "config.v1", "fail_on: warn", "fail_on: [warn]"),
        ("tidegate-baseline.yaml", "baseline.v1", "fingerprint: ", "fingerprint: x"),
        ("report.json", "report.v1", "\"verdict\": \"", "\"verdict\": \"x"),
        ("verify.json", "verify.v1", "\"outcome\": \"", "\"outcome\": \"x"),
        ("profiles.yaml", "profiles.v1", "- pods/run-as-non-root", "- pods/run_as_non_root"),
        ("policies/acme/team/rule.rego", "metadata.v1", "#   severity: warning", "#   severity: warn"),
    ] {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        let run = check(&folder, &[file]);
        assert_eq!((run.code, run.stdout), (0, format!("{file}: fits {name}\n")));
        let damaged = text.replacen(right, wrong, 1);
        assert_ne!(text, damaged, "{file}");
        let line = 1 + text.lines().position(|line| line.contains(right)).unwrap();
        folder.write(file, damaged);
        let run = check(&folder, &[file]);
        assert_eq!(run.code, 1, "{}", run.stdout);
        assert!(run.stdout.starts_with(&format!("{file}:{line}:")), "{}", run.stdout);
        assert!(run.stdout.ends_with(&format!("{file}: does not fit {name}: 1 mistake\n")), "{}", run.stdout);
    }
}

#[test]
fn the_metadata_of_every_rule_fits() {
    let walk = walkdir::WalkDir::new(root().join("policies")).sort_by_file_name();
    let files = walk.into_iter().map(|entry| entry.unwrap().into_path());
    let rules: Vec<PathBuf> = files.filter(|path| path.ends_with("rule.rego")).collect();
    let run = tidegate().args(["schema", "check"]).args(&rules).run();
    assert_eq!(run.code, 0, "{}", run.stdout);
    let fits = run.stdout.lines().filter(|line| line.ends_with("rule.rego: fits metadata.v1")).count();
    assert_eq!(fits, rules.len());
    assert!(fits >= 13);
}

/// A document says itself which schema it has, in four ways, and the file's name is the last to be asked.
#[test]
fn a_document_says_which_schema_it_has() {
    let id = |name: &str| format!("https://tidegate.dev/schemas/{name}.schema.json");
    for (name, text, said) in [
        (
            "a.yaml",
            format!("# settings\n# yaml-language-server: $schema={}\nlevel: baseline\n", id("config.v1")),
            "fits config.v1",
        ),
        ("a.json", json!({"$schema": id("baseline.v1"), "findings": []}).to_string(), "fits baseline.v1"),
        (
            "a.yaml",
            format!(
                "# yaml-language-server: $schema={}#\n- {{rules: pods/privileged, reason: known}}\n",
                id("waivers.v1")
            ),
            "fits waivers.v1",
        ),
        ("a.json", json!({"version": "verify.v1"}).to_string(), "does not fit verify.v1: 4 mistakes"),
        ("b/tidegate.yml", "level: baseline\n".to_owned(), "fits config.v1"),
        ("tidegate.yaml", "# nothing is set\n".to_owned(), "fits config.v1"),
        (
            "tidegate.yaml",
            format!("# yaml-language-server: $schema={}\nfindings: []\n", id("baseline.v1")),
            "fits baseline.v1",
        ),
        (
            "a.json",
            json!({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}).to_string(),
            "fits JSON Schema",
        ),
    ] {
        let (_, out) = checked(name, &text);
        assert!(out.ends_with(&format!("{name}: {said}\n")), "{out}");
    }
}

#[test]
fn what_cannot_be_told_or_had_is_an_error_and_nothing_is_fetched() {
    for (text, said) in [
        ("a: 1\n", "a.yaml:1:1: nothing says which schema this has: give --schema NAME|FILE"),
        ("- 1\n", "a.yaml:1:1: nothing says which schema this has"),
        (
            "apiVersion: example.com/v1\nkind: WebApp\nmetadata: {name: a}\n",
            "a.yaml:1:1: no schema of example.com/v1 WebApp is at hand: name its CustomResourceDefinition too, or give --schemas",
        ),
        (
            "# yaml-language-server: $schema=https://example.com/x.json\na: 1\n",
            "a.yaml:2:1: its schema is https://example.com/x.json, and nothing is fetched: save it and give --schema FILE",
        ),
        (
            "$schema: https://tidegate.dev/schemas/config.v2.schema.json\n",
            "a.yaml:1:1: there is no schema 'config.v2': did you mean 'config.v1'?",
        ),
        (
            "$schema: file:///etc/passwd\n",
            "a.yaml:1:1: its schema is file:///etc/passwd, and nothing is fetched",
        ),
        ("$schema: /dev/zero\n", "a.yaml:1:1: its schema is /dev/zero, and there is no such file"),
        ("$schema: a.yaml\n", "a.yaml:1:1: the schema a.yaml does not compile"),
        ("a: [\n", "a.yaml:"),
    ] {
        let (code, out) = checked("a.yaml", text);
        assert_eq!(code, 2, "{out}");
        assert!(out.starts_with(said), "{out}");
        assert!(!out.contains("fits"), "{out}");
    }
    let (code, out) = checked("lib.rego", "package tidegate.lib.pods\n");
    assert_eq!((code, out.as_str()), (3, "lib.rego: nothing to check\n"));
    assert_eq!(checked("a.yaml", "# nothing\n"), (3, "a.yaml: nothing to check\n".to_owned()));
}

#[test]
fn exit_codes_of_several_files_are_those_of_the_heaviest() {
    let folder = Folder::with(&[
        ("fits/tidegate.yaml", "level: baseline\n"),
        ("wrong/tidegate.yaml", "level: none\n"),
        ("empty.yaml", ""),
        ("unsaid.yaml", "a: 1\n"),
    ]);
    for (files, code) in [
        (vec!["fits/tidegate.yaml"], 0),
        (vec!["fits/tidegate.yaml", "wrong/tidegate.yaml"], 1),
        (vec!["wrong/tidegate.yaml", "empty.yaml"], 1),
        (vec!["fits/tidegate.yaml", "empty.yaml"], 3),
        (vec!["wrong/tidegate.yaml", "unsaid.yaml"], 2),
        (vec!["missing.yaml", "wrong/tidegate.yaml"], 2),
        (vec!["fits"], 2),
    ] {
        let run = check(&folder, &files);
        assert_eq!(run.code, code, "{files:?}: {}", run.stdout);
    }
}

#[test]
fn standard_input_and_lines_are_read() {
    let run = tidegate().args(["schema", "check", "-", "--schema", "config"]).stdin("profil: strict\n").run();
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.starts_with("<stdin>:1:1: unknown key 'profil'; did you mean 'profile'?"),
        "{}",
        run.stdout
    );
    let lines = "{\"version\": \"decision.v1\"}\n".repeat(2);
    for (name, out) in [
        ("log.jsonl", checked("log.jsonl", &lines).1),
        ("<stdin>", { tidegate().args(["schema", "check", "-"]).stdin(lines.clone()).run().stdout }),
    ] {
        assert!(out.contains(&format!("{name}:2:1: the key 'labels' is missing here")), "{out}");
        assert!(
            out.ends_with(&format!("{name}: 2 of 2 documents do not fit decision.v1: 26 mistakes\n")),
            "{out}"
        );
    }
}

#[test]
fn a_second_document_is_a_mistake_where_a_file_has_one() {
    let (code, out) = checked("tidegate.yaml", "level: baseline\n---\nlevel: restricted\n");
    assert_eq!(code, 1);
    assert!(out.starts_with("tidegate.yaml:3:1: a second document begins here"), "{out}");
    assert!(out.ends_with("tidegate.yaml: 1 of 2 documents do not fit config.v1: 1 mistake\n"), "{out}");
}

/// Any document, any schema: the file may be JSON or YAML, named by the flag or by the document.
#[test]
fn a_schema_from_a_file_is_taken() {
    let schema = "type: object\nproperties:\n  replicas: {type: integer}\nadditionalProperties: false\n";
    let text = "replicas: two\nreplica: 2\n";
    let folder = Folder::with(&[
        ("schemas/values.yaml", schema),
        ("values.yaml", text),
        ("named.yaml", &format!("# yaml-language-server: $schema=schemas/values.yaml\n{text}")),
        (
            "broken.json",
            "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n \"properties\": {\"a\": {\"type\": \"text\"}}}",
        ),
    ]);
    let run = check(&folder, &["--schema", "schemas/values.yaml", "values.yaml"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("values.yaml:1:11: replicas: expected a whole number"), "{}", run.stdout);
    assert!(run.stdout.contains("values.yaml:2:1: unknown key 'replica'; did you mean 'replicas'?"));
    assert!(check(&folder, &["named.yaml"]).stdout.contains("named.yaml:3:1: unknown key 'replica'"));
    let run = check(&folder, &["broken.json"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("broken.json:2:31: properties.a.type: "), "{}", run.stdout);
}

const DEFINITION: &str = "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: webapps.example.com}
spec:
  group: example.com
  names: {kind: WebApp, plural: webapps, singular: webapp, listKind: WebAppList}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {size: {type: integer}}}
";

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${REPLICAS}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.0
          readinesProbe: {tcpSocket: {port: 80}}
";

#[test]
fn custom_kinds_are_known_from_the_files_beside_them_or_from_a_flag() {
    let app = "apiVersion: example.com/v1\nkind: WebApp\nmetadata: {name: a}\nspec: {size: \"3\"}\n";
    let folder = Folder::with(&[("crd.yaml", DEFINITION), ("app.yaml", app)]);
    let run = check(&folder, &["app.yaml", "crd.yaml"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("app.yaml:4:14: spec.size: "), "{}", run.stdout);
    assert!(run.stdout.contains("\ncrd.yaml: fits Kubernetes 1.37\n"), "{}", run.stdout);
    let run = check(&folder, &["app.yaml", "--schemas", "crd.yaml"]);
    assert!(run.code == 1 && run.stdout.starts_with("app.yaml:4:14: spec.size: "), "{}", run.stdout);
    assert_eq!(check(&folder, &["app.yaml"]).code, 2);
}

#[test]
fn manifests_are_held_against_their_kinds() {
    let list = format!("apiVersion: v1\nkind: List\nitems:\n  - {}", POD.trim_end().replace('\n', "\n    "));
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: [hunter2]\n";
    let folder = Folder::with(&[("web.yaml", DEPLOYMENT), ("list.yaml", &list), ("secret.yaml", secret)]);
    let said = |arguments: &[&str]| {
        let run = check(&folder, arguments);
        (run.code, run.stdout)
    };
    let (code, out) = said(&["web.yaml", "--kube-version", "1.36,1.37"]);
    assert_eq!(code, 1);
    assert!(
        out.starts_with("web.yaml:13:11: unknown field 'readinesProbe'; did you mean 'readinessProbe'?"),
        "{out}"
    );
    assert!(out.ends_with("web.yaml: does not fit Kubernetes 1.36, 1.37: 1 mistake\n"), "{out}");
    let mended = DEPLOYMENT.replace("readinesProbe", "readinessProbe");
    folder.write("web.yaml", mended);
    let fits = "web.yaml: fits Kubernetes 1.37, but for 1 value that is filled in later\n";
    assert_eq!(said(&["web.yaml"]), (0, fits.to_owned()));

    assert_eq!(said(&["list.yaml"]), (0, "list.yaml: fits Kubernetes 1.37\n".to_owned()));
    let (code, out) = said(&["secret.yaml"]);
    assert!(code == 1 && out.starts_with("secret.yaml:5:13: stringData.password: "), "{out}");
    assert!(!out.contains("hunter2"), "the line of a Secret is printed: {out}");
    assert_eq!(said(&["web.yaml", "--kube-version", "newest"]).0, 2);
}

#[test]
fn mistakes_look_like_this() {
    let metadata = "# METADATA\n# title: A title\n# description: Why.\n# custom:\n#   severity: fatal\n#   applies_to: [workloads]\n#   remedation: Mend it.\npackage tidegate.acme.x\n";
    let folder = Folder::with(&[
        (
            "tidegate.yaml",
            "profil: strict\nwaivers:\n  - rules: [pods/privileged]\n    reason:\n    until: soon\u{202e}\n",
        ),
        ("rule.rego", metadata),
        ("ok.yaml", "# yaml-language-server: $schema=https://tidegate.dev/schemas/config.v1.schema.json\n"),
    ]);
    let run = check(&folder, &["tidegate.yaml", "rule.rego", "ok.yaml", "gone.yaml"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.shown());
}
