//! A real kube-apiserver is the oracle of the Pod Security Standards: every pod template there is, as a Pod, is dry-run into
//! namespaces of both levels and of many versions of the policy. It is let in or refused, and for the same controls, as
//! the pack `pods` says: of the Pod by the rules of the controls, of a Deployment with the same template by
//! `pods/admitted-but-rejected`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value as Json, json};
use tidegate::finding::GroupKind;
use tidegate::policy::{Library, builtin};

use super::objects::{Sample, lines, of_a_corpus, of_the_project, text};
use super::server::{Answer, Server};
use super::variants::variants;
use crate::support::folder::Folder;
use crate::support::program::tidegate;

/// On both sides of each version that changed a control, and what `latest` is.
const VERSIONS: [&str; 12] = [
    "v1.0", "v1.7", "v1.18", "v1.21", "v1.22", "v1.24", "v1.26", "v1.30", "v1.33", "v1.34", "v1.36", "latest",
];

/// Those that are asked about everything; the others about pods in which one thing is changed.
const MAIN: [&str; 3] = ["v1.18", "v1.24", "latest"];

/// What the API server says of a control, and the rule that tells of it.
const REASONS: [(&str, &str); 16] = [
    ("allowPrivilegeEscalation != false", "pods/privilege-escalation"),
    ("non-default capabilities", "pods/capabilities"),
    ("unrestricted capabilities", "pods/capabilities"),
    ("host namespaces", "pods/host-namespaces"),
    ("hostPath volumes", "pods/host-path"),
    ("hostPort", "pods/host-ports"),
    ("probe or lifecycle host", "pods/probe-host"),
    ("privileged", "pods/privileged"),
    ("procMount", "pods/proc-mount"),
    ("runAsNonRoot != true", "pods/run-as-non-root"),
    ("runAsUser=0", "pods/run-as-non-root"),
    ("seccompProfile", "pods/seccomp"),
    ("seLinuxOptions", "pods/selinux"),
    ("forbidden sysctls", "pods/sysctls"),
    ("hostProcess", "pods/windows-host-process"),
    ("forbidden AppArmor profile", "pods/apparmor"),
];

type Rules = BTreeSet<String>;

/// A level and a version of the policy, and the namespace that has them.
struct Policy {
    level: &'static str,
    version: &'static str,
    namespace: String,
}

fn policies() -> Vec<Policy> {
    let of = |level| VERSIONS.map(|version| (level, version));
    let all = of("baseline").into_iter().chain(of("restricted"));
    all.map(|(level, version)| {
        let namespace = format!("{level}-{}", version.replace('.', "-"));
        Policy { level, version, namespace }
    })
    .collect()
}

impl Policy {
    fn object(&self) -> Json {
        let labels = json!({
            "pod-security.kubernetes.io/enforce": self.level,
            "pod-security.kubernetes.io/enforce-version": self.version,
        });
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace, "labels": labels}})
    }
}

/// The pod templates of some objects, as `{metadata: {annotations}, spec}`, each once.
fn templates(samples: &[Sample]) -> Vec<Json> {
    let kinds = Library::read(&[builtin()], &[]).unwrap().kinds;
    let mut seen = BTreeSet::new();
    let mut templates = Vec::new();
    for sample in samples.iter().filter(|sample| !sample.has_placeholder()) {
        let kind = text(&sample.object, "/kind");
        let group = text(&sample.object, "/apiVersion").rsplit_once('/').map_or("", |(group, _)| group);
        let name = if group.is_empty() { kind.to_owned() } else { format!("{group}/{kind}") };
        let Some(path) = kinds.get(&GroupKind::parse(&name)).and_then(|kind| kind.pod_template.as_ref())
        else {
            continue;
        };
        let pointer = path.iter().fold(String::new(), |pointer, key| pointer + "/" + key);
        let Some(spec) = sample.object.pointer(&format!("{pointer}/spec")).filter(|spec| spec.is_object())
        else {
            continue;
        };
        let mut spec = spec.clone();
        claims(&sample.object, &mut spec);
        let annotations = sample.object.pointer(&format!("{pointer}/metadata/annotations"));
        let template =
            json!({"metadata": {"annotations": annotations.cloned().unwrap_or(json!({}))}, "spec": spec});
        if seen.insert(template.to_string()) {
            templates.push(template);
        }
    }
    templates
}

/// A StatefulSet's pods have volumes that its template does not name.
fn claims(object: &Json, spec: &mut Json) {
    let claims = object.pointer("/spec/volumeClaimTemplates").and_then(Json::as_array);
    for name in claims.into_iter().flatten().map(|claim| text(claim, "/metadata/name").to_owned()) {
        let volume = json!({"name": name, "persistentVolumeClaim": {"claimName": name}});
        match spec.get_mut("volumes").and_then(Json::as_array_mut) {
            Some(volumes) => volumes.push(volume),
            None => spec["volumes"] = json!([volume]),
        }
    }
}

fn name(number: usize) -> String {
    format!("pod-{number}")
}

fn pod(template: &Json, number: usize, namespace: &str) -> Json {
    let metadata = json!({
        "name": name(number), "namespace": namespace, "annotations": template["metadata"]["annotations"],
    });
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]})
}

fn deployment(template: &Json, number: usize, namespace: &str) -> Json {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name(number), "namespace": namespace},
        "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {
            "metadata": {"labels": {"a": "b"}, "annotations": template["metadata"]["annotations"]},
            "spec": template["spec"],
        }},
    })
}

/// The rules of the controls that the API server names; `None` where it did not come to that.
fn named(answer: &Answer, template: &Json) -> Option<Rules> {
    if answer.accepted() {
        return Some(Rules::new());
    }
    let (_, said) = answer.message.split_once("violates PodSecurity ")?;
    let (_, said) = said.split_once(": ")?;
    let mut rules: Rules =
        reasons(said).iter().flat_map(|(reason, detail)| rules_of(reason, detail)).collect();
    if spec(template, "hostNetwork") == Some(&json!(true)) && !has_host_port(&template["spec"]) {
        // The API server filled them in; what a person wrote is hostNetwork.
        rules.remove("pods/host-ports");
    }
    Some(rules)
}

fn spec<'a>(template: &'a Json, field: &str) -> Option<&'a Json> {
    template["spec"].get(field)
}

fn has_host_port(spec: &Json) -> bool {
    let lists = ["containers", "initContainers", "ephemeralContainers"];
    let containers = lists.iter().filter_map(|list| spec.get(list)?.as_array()).flatten();
    let mut ports = containers.filter_map(|container| container.get("ports")?.as_array()).flatten();
    ports.any(|port| port.get("hostPort").and_then(Json::as_i64).is_some_and(|port| port != 0))
}

/// `reason (detail), reason (detail)`: details hold quoted texts, and parentheses only in those.
fn reasons(said: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut rest = said;
    while let Some((reason, tail)) = rest.split_once(" (") {
        let (mut quoted, mut end) = (false, tail.len());
        for (at, letter) in tail.char_indices() {
            match letter {
                '"' => quoted = !quoted,
                ')' if !quoted => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        all.push((reason.to_owned(), tail[..end].to_owned()));
        rest = tail[end..].trim_start_matches(')').trim_start_matches(", ");
    }
    all
}

fn rules_of(reason: &str, detail: &str) -> Vec<String> {
    if reason == "restricted volume types" {
        let (_, kinds) = detail.rsplit_once("restricted volume type").unwrap();
        let kinds: Vec<&str> = kinds.trim_start_matches('s').split([' ', ',', '"']).collect();
        let (paths, others): (Vec<&str>, Vec<&str>) =
            kinds.into_iter().filter(|kind| !kind.is_empty()).partition(|kind| *kind == "hostPath");
        let rule = |found: &[&str], rule: &str| (!found.is_empty()).then(|| rule.to_owned());
        return rule(&paths, "pods/host-path")
            .into_iter()
            .chain(rule(&others, "pods/volume-types"))
            .collect();
    }
    let rule = REASONS.iter().find(|(known, _)| reason.trim_end_matches('s') == known.trim_end_matches('s'));
    vec![rule.unwrap_or_else(|| panic!("what is '{reason}' ({detail})?")).1.to_owned()]
}

/// What Tidegate finds in one namespace: of each Pod its errors, of each Deployment the rules that are named.
fn judge(policy: &Policy, templates: &[Json]) -> BTreeMap<(String, String), Rules> {
    let numbered = || templates.iter().enumerate();
    let objects = std::iter::once(policy.object())
        .chain(numbered().map(|(number, template)| pod(template, number, &policy.namespace)))
        .chain(numbered().map(|(number, template)| deployment(template, number, &policy.namespace)));
    let folder = Folder::new();
    folder.write("objects.jsonl", lines(objects));
    let run = tidegate()
        .args(["check", "objects.jsonl", "--rule", "pods", "--severity", "error", "-o", "json"])
        .within(folder.path())
        .run();
    assert!(run.code < 2, "exit code {}: {}", run.code, run.stderr);
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let mut found: BTreeMap<(String, String), Rules> = BTreeMap::new();
    for decision in report["scopes"][0]["decisions"].as_array().unwrap() {
        let key = (text(decision, "/object/kind").to_owned(), text(decision, "/object/name").to_owned());
        let rules = found.entry(key).or_default();
        for finding in decision["findings"].as_array().unwrap() {
            let rule = text(finding, "/rule");
            if rule == "pods/admitted-but-rejected" {
                let (_, listed) = text(finding, "/message").split_once("refuses its pods for ").unwrap();
                rules
                    .extend(listed.replace(" and ", ", ").split(", ").map(|rule| format!("refused: {rule}")));
            } else {
                rules.insert(rule.to_owned());
            }
        }
    }
    found
}

/// What the two say of one template in one namespace, where that is not the same.
fn difference(
    policy: &Policy,
    template: &Json,
    server: &Rules,
    [of_pod, of_deployment]: [&Rules; 2],
) -> Option<String> {
    let mut own = of_pod.clone();
    let minor = policy.version.strip_prefix("v1.").and_then(|minor| minor.parse::<u32>().ok());
    if policy.level == "baseline" || (minor.is_some_and(|minor| minor < 23) && !server.contains(ROOT)) {
        // Told whatever the level; and of a user 0 before the API server asked for it, for the kubelet refuses that.
        own.remove(ROOT);
    }
    let refused: Rules =
        of_deployment.iter().filter_map(|rule| rule.strip_prefix("refused: ")).map(str::to_owned).collect();
    let said = format!(
        "{} {}: server {server:?}, Pod {own:?}, Deployment {refused:?}",
        policy.level, policy.version
    );
    (own != *server || refused != *server).then(|| format!("{said}\n{template}"))
}

const ROOT: &str = "pods/run-as-non-root";

/// Asks both about the templates in the namespaces; how many answers there were of each kind.
fn compare(name: &str, templates: &[Json]) {
    let variants = variants();
    let everything = [variants.clone(), templates.to_vec()].concat();
    let policies = policies();
    let folder = Folder::new();
    let namespaces: Vec<Json> = policies.iter().map(Policy::object).collect();
    let mut server = Server::with_namespaces(&folder, &[], &namespaces);
    let (mut admitted, mut refused, mut not_judged) = (0, BTreeMap::<String, usize>::new(), Vec::new());
    let mut differences = Vec::new();
    let mut all = 0;
    for policy in &policies {
        let templates = if MAIN.contains(&policy.version) { &everything } else { &variants };
        all += templates.len();
        let pods: Vec<Json> = templates
            .iter()
            .enumerate()
            .map(|(number, template)| pod(template, number, &policy.namespace))
            .collect();
        let answers = server.ask(&pods.iter().collect::<Vec<_>>());
        let found = judge(policy, templates);
        for ((number, template), answer) in templates.iter().enumerate().zip(&answers) {
            let Some(server) = named(answer, template) else {
                not_judged.push(answer.message.clone());
                continue;
            };
            admitted += usize::from(server.is_empty());
            for rule in &server {
                *refused.entry(rule.clone()).or_default() += 1;
            }
            let of = |kind: &str| &found[&(kind.to_owned(), self::name(number))];
            differences.extend(difference(policy, template, &server, [of("Pod"), of("Deployment")]));
        }
    }
    let said = format!(
        "{name}: {} templates, {all} questions, {admitted} let in, {} not judged, refused for {refused:?}",
        everything.len(),
        not_judged.len()
    );
    // Past the test runner's capture: the figures are what these tests are run for.
    drop(writeln!(std::io::stderr(), "{said}"));
    assert!(
        differences.is_empty(),
        "{} differences\n{}",
        differences.len(),
        differences[..differences.len().min(20)].join("\n")
    );
    assert!(not_judged.len() * 5 < all, "{:?}", not_judged.iter().collect::<BTreeSet<_>>());
    let rules: BTreeSet<&str> = REASONS.iter().map(|(_, rule)| *rule).chain(["pods/volume-types"]).collect();
    let silent: Vec<&&str> = rules.iter().filter(|rule| !refused.contains_key(**rule)).collect();
    assert!(admitted > 0 && silent.is_empty(), "nothing was refused for {silent:?}");
}

#[test]
fn the_projects_pods_are_let_in_and_refused_as_a_server_does() {
    compare("project", &templates(&of_the_project()));
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn the_pods_of_the_corpus_are_let_in_and_refused_as_a_server_does() {
    let corpus = std::env::var_os("TIDEGATE_CORPUS").expect("TIDEGATE_CORPUS names the corpus folder");
    let of_corpus = templates(&of_a_corpus(Path::new(&corpus)));
    assert!(of_corpus.len() > 200, "{} templates are no corpus", of_corpus.len());
    compare("corpus", &of_corpus);
}

#[test]
fn reasons_are_read_as_they_are_written() {
    let said = "host namespaces (hostPID=true), forbidden AppArmor profiles (annotations must not set AppArmor profile \
                type to \"a(b\", \"c)\"), restricted volume types (volumes \"a\", \"b\" use restricted volume types \
                \"hostPath\", \"nfs\")";
    let read = reasons(said);
    let names: Vec<&str> = read.iter().map(|(reason, _)| &**reason).collect();
    assert_eq!(names, ["host namespaces", "forbidden AppArmor profiles", "restricted volume types"]);
    let rules: Vec<String> = read.iter().flat_map(|(reason, detail)| rules_of(reason, detail)).collect();
    assert_eq!(rules, ["pods/host-namespaces", "pods/apparmor", "pods/host-path", "pods/volume-types"]);
}
