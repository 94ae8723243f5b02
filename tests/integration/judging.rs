//! Own policies, the change, the neighbours, reviews and waivers, from outside.

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::program::{Run, tidegate};

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 7,
        seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: web
          image: registry.example/web:1.0
          securityContext:
            privileged: true
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
          resources: {limits: {memory: 1Gi}}
";

const BUDGET: &str = "apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
  namespace: shop
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app: web}
";

fn metadata(applies_to: &str) -> String {
    format!(
        "# METADATA\n# title: Own rule\n# description: For the test.\n# custom:\n#   severity: error\n#   applies_to: [{applies_to}]\n#   operations: [CREATE, UPDATE, DELETE]\n#   remediation: Mend it.\n#   not_a_problem: Never.\n"
    )
}

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    tidegate().within(folder.path()).arg("check").args(arguments).run()
}

fn compact(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let mut all = arguments.to_vec();
    all.extend(["-o", "compact", "-v"]);
    let run = check(folder, &all);
    assert_eq!(run.stderr, "");
    run.stdout.lines().filter(|line| !line.starts_with("tidegate:")).map(str::to_owned).collect()
}

#[test]
fn a_rule_sees_the_change() {
    let rule = format!(
        "{}package tidegate.acme.replicas\n\ndeny contains {{\"msg\": msg, \"path\": [\"spec\", \"replicas\"]}} if {{\n\tinput.object.spec.replicas < input.oldObject.spec.replicas\n\tmsg := sprintf(\"from %d to %d\", [input.oldObject.spec.replicas, input.object.spec.replicas])\n}}\n\ndeny contains {{\"msg\": \"gone\", \"path\": []}} if input.request == null; input.object == null\n",
        metadata("apps/Deployment")
    )
    .replace("input.request == null; input.object == null", "input.object == null");
    let old = format!("{DEPLOYMENT}---\n{}", DEPLOYMENT.replace("name: web", "name: api"));
    let folder = Folder::with(&[
        ("rules/acme/replicas/rule.rego", rule.as_str()),
        ("new.yaml", &DEPLOYMENT.replace("replicas: 3", "replicas: 1")),
        ("old/old.yaml", old.as_str()),
    ]);
    let lines = compact(&folder, &["new.yaml", "--policy", "rules", "--rule", "acme", "--old", "old"]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("new.yaml:7:3: error[acme/replicas] from 3 to 1"), "{lines:?}");
    assert!(lines[1].starts_with("old/old.yaml:25:1: error[acme/replicas] gone"), "{lines:?}");
}

#[test]
fn absence_is_told_only_where_it_is_known() {
    let folder = Folder::with(&[
        ("web.yaml", DEPLOYMENT),
        ("dump/budget.yaml", BUDGET),
        ("other/dump.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: shop}\n"),
    ]);
    let rule = "disruption/budget-missing";
    let lines = |arguments: &[&str]| {
        let mut all = vec!["web.yaml", "--rule", rule];
        all.extend(arguments);
        compact(&folder, &all).len()
    };
    assert_eq!(lines(&[]), 1);
    assert_eq!(lines(&["--inventory", "dump"]), 0, "the budget is in the cluster");
    assert_eq!(lines(&["--inventory", "other"]), 1);
}

#[test]
fn a_recorded_review_is_judged_with_an_inventory() {
    let object: Value = serde_yaml::from_str(DEPLOYMENT).unwrap();
    let budget: Value =
        serde_yaml::from_str(&BUDGET.replace("maxUnavailable: 1", "minAvailable: 3")).unwrap();
    let request = |kind: Value, name: &str, object: &Value| {
        serde_json::json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
            "uid": "1", "operation": "CREATE", "kind": kind, "name": name, "namespace": "shop",
            "userInfo": {"username": "u"}, "object": object, "oldObject": null}})
    };
    let deployment = serde_json::json!({"group": "apps", "version": "v1", "kind": "Deployment"});
    let pdb = serde_json::json!({"group": "policy", "version": "v1", "kind": "PodDisruptionBudget"});
    let folder = Folder::with(&[
        ("deployment.json", request(deployment, "web", &object).to_string().as_str()),
        ("budget.json", request(pdb, "web", &budget).to_string().as_str()),
        ("cluster.yaml", DEPLOYMENT),
    ]);
    let report = |file: &str, arguments: &[&str]| -> Vec<String> {
        let mut all = vec!["--review", file, "-o", "json"];
        all.extend(arguments);
        let run = check(&folder, &all);
        let report: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.stderr));
        let findings = report["scopes"][0]["decisions"][0]["findings"].as_array().unwrap().clone();
        findings.iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(report("deployment.json", &[]), ["pods/privileged"], "absence is not known of a lone request");
    let known = ["--inventory", "cluster.yaml"];
    assert_eq!(report("budget.json", &known), ["disruption/budget-blocks-eviction"]);
    assert_eq!(report("budget.json", &[]), [""; 0]);
}

#[test]
fn a_rule_that_fails_is_named_with_object_and_cause_and_the_others_speak() {
    let rule = format!(
        "{}package tidegate.acme.number\n\ndeny contains {{\"msg\": \"many\", \"path\": []}} if to_number(input.object.metadata.name) > 1\n",
        metadata("apps/Deployment")
    );
    let folder = Folder::with(&[("rules/acme/number/rule.rego", rule.as_str()), ("web.yaml", DEPLOYMENT)]);
    let run = check(&folder, &["web.yaml", "--policy", "rules", "-o", "compact"]);
    assert_eq!(run.code, 2);
    let told = run.stdout.lines().find(|line| line.contains("engine/evaluation-error")).unwrap();
    assert!(told.contains("rule acme/number gave no answer about Deployment shop/web"), "{told}");
    assert!(told.contains("rules/acme/number/rule.rego:12"), "{told}");
    assert!(run.stdout.contains("error[pods/privileged]"));
}

/// The same policies that conftest 0.71.1 is benchmarked with.
#[test]
fn conftest_policies_judge_whole_documents() {
    let policy = "package main\n\ndeny contains msg if {\n\tinput.kind == \"Deployment\"\n\tsome c in input.spec.template.spec.containers\n\tc.securityContext.privileged\n\tmsg := sprintf(\"%s is privileged\", [c.name])\n}\n\nwarn_list contains \"a list\" if input.kind == \"List\"\n\nviolation contains {\"msg\": \"no object\"} if not input.kind\n";
    let documents = format!("{DEPLOYMENT}---\napiVersion: v1\nkind: List\nitems: []\n---\na: 1\n");
    let folder = Folder::with(&[("p/policy.rego", policy), ("all.yaml", documents.as_str())]);
    let lines = compact(&folder, &["all.yaml", "--policy", "p", "--rule", "main"]);
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].contains("error[main/deny] web is privileged"), "{lines:?}");
    assert!(lines[1].contains("warning[main/warn-list] a list"), "{lines:?}");
    assert!(lines[2].contains("error[main/violation] no object"), "{lines:?}");
}

#[test]
fn mistakes_in_policies_end_the_run_with_file_and_line() {
    for (name, text, said) in [
        ("a.rego", "package main\n\ndeny contains x if {\n", "p/a.rego:4:1: expecting expression"),
        (
            "b.rego",
            "package main\n\ndeny contains crypto.md5(\"x\")\n",
            "p/b.rego:3:15: unknown function crypto.md5",
        ),
        ("c.rego", "package lib\n\nx := 1\n", "no rule is in this policy folder"),
    ] {
        let folder = Folder::with(&[(&format!("p/{name}"), text), ("web.yaml", DEPLOYMENT)]);
        let run = check(&folder, &["web.yaml", "--policy", "p"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{name}");
        assert!(run.stderr.contains(said), "{name}: {}", run.stderr);
    }
}

const WAIVER: &str =
    "tidegate:waive pods/privileged until=2027-03-31 owner=team-a reason=\"reads logs of the node\"";

fn waived(run: &Run) -> Vec<(String, Option<String>)> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.stderr));
    let mut all = Vec::new();
    for scope in report["scopes"].as_array().unwrap() {
        let own = scope["findings"].as_array().unwrap().iter();
        let decisions = scope["decisions"].as_array().unwrap();
        for finding in own.chain(decisions.iter().flat_map(|d| d["findings"].as_array().unwrap())) {
            let source = finding["waiver"]["source"].as_str().map(str::to_owned);
            all.push((finding["rule"].as_str().unwrap().to_owned(), source));
        }
    }
    all
}

/// The three forms, on 27 November 2026.
#[test]
fn waivers_are_read_in_their_three_forms() {
    let privileged = "            privileged: true\n";
    let at_line = DEPLOYMENT.replace(privileged, &format!("            privileged: true # {WAIVER}\n"));
    let alone = DEPLOYMENT.replace(privileged, &format!("            # {WAIVER}\n{privileged}"));
    let document = format!("# {WAIVER}\n{DEPLOYMENT}");
    let text = WAIVER.strip_prefix("tidegate:waive pods/privileged ").unwrap();
    let annotation = format!("  annotations:\n    waive.tidegate.dev/pods.privileged: '{text}'\n");
    let annotated = DEPLOYMENT.replace("  namespace: shop\n", &format!("  namespace: shop\n{annotation}"));
    let config = "waivers:\n  - rules: pods/privileged\n    kind: apps/Deployment\n    namespace: shop\n    name: web\n    reason: reads logs of the node\n    until: 2027-03-31\n";
    for (manifest, config, source) in [
        (at_line.as_str(), "{}", "comment"),
        (alone.as_str(), "{}", "comment"),
        (document.as_str(), "{}", "comment"),
        (annotated.as_str(), "{}", "annotation"),
        (DEPLOYMENT, config, "configuration"),
    ] {
        let folder = Folder::with(&[("web.yaml", manifest), ("tidegate.yaml", config)]);
        let call = |epoch: &str| {
            tidegate()
                .within(folder.path())
                .args(["check", "web.yaml", "--rule", "pods/privileged", "-o", "json"])
                .env("SOURCE_DATE_EPOCH", epoch)
                .run()
        };
        let run = call("1795780000");
        assert_eq!(waived(&run), [("pods/privileged".to_owned(), Some(source.to_owned()))], "{manifest}");
        assert_eq!(run.code, 0);
        // 1 April 2027: it has ended.
        let run = call("1806537601");
        let mut rules: Vec<String> = waived(&run).into_iter().map(|(rule, _)| rule).collect();
        rules.sort();
        assert_eq!(rules, ["pods/privileged", "waiver/expired"], "{source}");
        assert_eq!(run.code, 1);
    }
}

/// A folded finding names rules that are waived one by one: by whom a waiver may be written, and where.
#[test]
fn waivers_take_parts_from_a_finding() {
    let bare = DEPLOYMENT.replace("{drop: [ALL]}", "{drop: [KILL], add: [NET_RAW]}");
    let pods = "      containers:\n        - name: web\n";
    let manifest = bare.replace(pods, &format!("      hostPID: true\n{pods}"));
    let said = |web: &str, config: &str| -> Vec<(String, String)> {
        let folder = Folder::with(&[("web.yaml", web), ("tidegate.yaml", config)]);
        let run = check(&folder, &["web.yaml", "--skip-rule", "pods/privileged", "-o", "json"]);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let scope = &report["scopes"][0];
        let own = scope["findings"].as_array().unwrap().iter();
        let all = own.chain(scope["decisions"][0]["findings"].as_array().unwrap());
        let listed = |f: &Value| {
            let message = f["message"].as_str().unwrap();
            let rules = message.split_once("\"web\": ").map_or(message, |(_, rules)| rules);
            let waiver = f["waiver"]["source"].as_str().map(|source| format!(" ({source})"));
            (f["rule"].as_str().unwrap().to_owned(), format!("{rules}{}", waiver.unwrap_or_default()))
        };
        all.map(listed).filter(|(rule, _)| !rule.starts_with("disruption/")).collect()
    };
    let one = |text: &str| vec![("pods/pod-security".to_owned(), text.to_owned())];
    assert_eq!(said(&manifest, "{}"), one("pods/capabilities and pods/host-namespaces"));
    assert_eq!(said(&manifest, "rules: {pods/host-namespaces: off}"), one("pods/capabilities"));
    let waiver = "# tidegate:waive pods/host-namespaces reason=\"it ends stray processes\"";
    let at_line = manifest.replace("hostPID: true\n", &format!("hostPID: true {waiver}\n"));
    assert_eq!(said(&at_line, "{}"), one("pods/capabilities"));
    let elsewhere = manifest.replace("image: registry.example/web:1.0", &format!("image: a:1 {waiver}"));
    let unused = "the waiver of pods/host-namespaces accepts nothing: no such finding is here";
    let left = one("pods/capabilities and pods/host-namespaces");
    assert_eq!(
        said(&elsewhere, "{}"),
        [vec![("waiver/unused".to_owned(), unused.to_owned())], left].concat()
    );
    // With the last part the whole is waived, and names all of them again.
    let both = "pods/capabilities and pods/host-namespaces";
    let added = "add: [NET_RAW]} # tidegate:waive pods/capabilities reason=\"it pings\"\n";
    let every = at_line.replace("add: [NET_RAW]}\n", added);
    assert_eq!(said(&every, "{}"), one(&format!("{both} (comment)")));
    let config = "waivers:\n  - {rules: [pods/capabilities, pods/host-namespaces], reason: it is a tool}\n";
    let all = one(&format!("{both} (configuration)"));
    assert_eq!(said(&manifest, config), all);
    let whole = "waivers:\n  - {rules: pods/pod-security, reason: it is a tool}\n";
    assert_eq!(said(&manifest, whole), all);
}

#[test]
fn waivers_that_accept_nothing_or_cannot_be_understood_are_reported() {
    for (comment, rule) in [
        ("tidegate:waive probes/unknown-port reason=\"x\"", "waiver/unused"),
        ("tidegate:waive pods/privileged", "waiver/invalid"),
        ("tidegate:waive pods/privilged reason=\"x\"", "waiver/invalid"),
        ("tidegate:waive source/unreadable reason=\"x\"", "waiver/invalid"),
        ("tidegate:wave pods/privileged reason=\"x\"", "waiver/invalid"),
    ] {
        let manifest = format!("# {comment}\n{DEPLOYMENT}");
        let folder = Folder::with(&[("web.yaml", manifest.as_str())]);
        let run = check(&folder, &["web.yaml", "-o", "json"]);
        let rules: Vec<String> = waived(&run).into_iter().map(|(rule, _)| rule).collect();
        assert!(rules.contains(&rule.to_owned()), "{comment}: {rules:?}");
        assert!(rules.contains(&"pods/privileged".to_owned()), "{comment}: {rules:?}");
    }
}

#[test]
fn init_makes_a_baseline_that_accepts_today_and_not_tomorrow() {
    let folder = Folder::with(&[("web.yaml", DEPLOYMENT)]);
    let run = tidegate().within(folder.path()).args(["init", "web.yaml"]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let again = tidegate().within(folder.path()).args(["init", "web.yaml"]).run();
    assert_eq!(again.code, 2, "nothing is overwritten");
    assert_eq!(check(&folder, &["web.yaml"]).code, 0);
    folder.write("web.yaml", format!("{DEPLOYMENT}---\n{}", DEPLOYMENT.replace("name: web", "name: api")));
    assert_eq!(check(&folder, &["web.yaml"]).code, 1);
}

#[test]
fn rules_explain_and_config_show_tell_what_holds() {
    let folder =
        Folder::with(&[("web.yaml", DEPLOYMENT), ("tidegate.yaml", "rules:\n  probes/identical: off\n")]);
    let call = |arguments: &[&str]| tidegate().within(folder.path()).args(arguments).run();
    let rules = call(&["rules"]);
    assert_eq!(rules.code, 0);
    assert!(rules.stdout.contains("pods/run-as-non-root"), "{}", rules.stdout);
    let listed: Value =
        serde_json::from_str(&call(&["rules", "--pack", "probes", "-o", "json"]).stdout).unwrap();
    let identical = listed.as_array().unwrap().iter().find(|rule| rule["id"] == "probes/identical").unwrap();
    assert_eq!(identical["enabled"], false);
    let explained = call(&["explain", "pods/run-as-non-root"]).stdout;
    for heading in
        ["Why", "Bad (deny-", "Good (allow-", "How to fix it", "When it is not a problem", "References"]
    {
        assert!(explained.contains(heading), "{heading}\n{explained}");
    }
    let wrong = call(&["explain", "pods/run-as-nonroot"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean pods/run-as-non-root?"));
    let object = call(&["explain", "--object", "web.yaml"]).stdout;
    assert!(object.contains("Deployment shop/web (apps/Deployment)"), "{object}");
    let line = |rule: &str| object.lines().find(|line| line.contains(rule)).unwrap().to_owned();
    assert!(line("pods/privileged").contains("yes  error"));
    assert!(line("disruption/budget-overlap").contains("no   it applies to policy/PodDisruptionBudget"));
    assert!(line("probes/identical").contains("tidegate.yaml:2"), "{object}");
    let shown = call(&["config", "show", "--origin"]).stdout;
    assert!(shown.contains("tidegate.yaml:2"), "{shown}");
    let script = call(&["completion", "bash"]);
    assert!(script.stdout.contains("_tidegate"), "{}", script.stderr);
}

/// Rules that look at kinds only are asked once a kind, but one by one where time is taken: an object must not be told by
/// the answer to another.
#[test]
fn what_is_asked_once_a_kind_is_said_of_every_object() {
    let object = |api: &str, kind: &str, name: &str, more: &str| {
        format!("---\napiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}}}\n{more}")
    };
    let config = |name: &str, more: &str| object("v1", "ConfigMap", name, more);
    let objects = [
        object("v1", "Endpoints", "a", ""),
        object("v1", "Endpoints", "b", ""),
        config("first", ""),
        config("misspelt", "dat: {a: b}\n"),
        config("second", "data: {a: b}\n"),
        config("Wrong_Name", ""),
        config("second", "data: {a: c}\n"),
        config("last", ""),
        object("policy/v1beta1", "PodDisruptionBudget", "a", "spec: {}\n"),
        object("policy/v1beta1", "PodDisruptionBudget", "b", "spec: {}\n"),
    ];
    let folder = Folder::with(&[("all.yaml", &objects.concat())]);
    let run = |more: &[&str]| {
        let arguments = ["all.yaml", "--rule", "schema", "-o", "json"];
        tidegate().within(folder.path()).arg("check").args(arguments).args(more).run()
    };
    let (once, each) = (run(&[]), run(&["--timings"]));
    assert_eq!(once.stdout, each.stdout);
    for (rule, times) in [
        ("schema/deprecated-api", 2),
        ("schema/removed-api", 2),
        ("schema/unknown-field", 1),
        ("schema/name-invalid", 1),
        ("schema/duplicate-object", 1),
    ] {
        let found = once.stdout.matches(&format!("\"rule\": \"{rule}\"")).count();
        assert_eq!(found, times, "{rule}");
    }
}
