//! Files of tools beside manifests: what rules are given of them, and what is said of those that cannot be read.

use crate::support::folder::Folder;
use crate::support::program::{Run, tidegate};

const DOCKERFILE: &str =
    "FROM golang:1.26 AS build\nRUN go build -o /app .\nFROM scratch\nCMD [\"air\", \"-c\", \".air.toml\"]\n";

/// Says what it is given: the format, and the command of the last instruction or the value of `build`.
const RULE: &str = "# METADATA
# title: Files are seen
# description: For the test.
# custom:
#   severity: warning
#   applies_to: [file/dockerfile, file/air-toml, file/compose, file/nodemon, file/procfile, file/toml]
#   remediation: Mend it.
#   not_a_problem: Never.
package tidegate.reload.seen

deny contains {\"msg\": input.file.format, \"path\": [\"services\"]} if {
\tnot is_array(input.file.document)
\tinput.object == null
}

deny contains {\"msg\": input.file.document[n].Value[0], \"path\": [n, \"Value\", 0]} if {
\tis_array(input.file.document)
\tinput.file.document[n].Cmd == \"cmd\"
\tendswith(input.file.path, \"Dockerfile\")
}
";

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    tidegate()
        .within(folder.path())
        .args(["check", "-o", "compact", "-v", "--policy", "p"])
        .args(arguments)
        .run()
}

fn lines(run: &Run) -> Vec<&str> {
    assert_eq!(run.stderr, "");
    run.stdout.lines().filter(|line| !line.starts_with("tidegate:")).collect()
}

fn folder(files: &[(&str, &str)]) -> Folder {
    let mut all = vec![("p/reload/seen/rule.rego", RULE)];
    all.extend(files);
    Folder::with(&all)
}

#[test]
fn rules_are_given_files_of_tools() {
    let folder = folder(&[
        ("app/.air.toml", "[build]\nbin = 'x'\n"),
        ("app/Dockerfile", DOCKERFILE),
        ("app/Procfile", "web: air\n"),
        ("app/compose.yaml", "name: x\nservices:\n  web: {image: a}\n"),
        ("app/nodemon.json", "{\"exec\": \"go run .\"}"),
        ("other.toml", "a = 1\n"),
    ]);
    let run = check(&folder, &["app", "other.toml", "--rule", "reload/seen"]);
    assert_eq!(
        lines(&run),
        [
            "app/.air.toml:1:2: warning[reload/seen] air-toml",
            "app/Dockerfile:4:6: warning[reload/seen] air",
            "app/Procfile:1:1: warning[reload/seen] procfile",
            "app/compose.yaml:2:1: warning[reload/seen] compose",
            "app/nodemon.json:1:1: warning[reload/seen] nodemon",
            "other.toml:1:1: warning[reload/seen] toml",
        ]
    );
    assert_eq!(run.code, 0);
}

/// They share their format with manifests and are told by what they hold.
#[test]
fn configurations_of_networks_are_judged() {
    let talos = "version: v1alpha1\nmachine:\n  type: worker\n  network:\n    interfaces:\n    - {interface: eth0, mtu: '9000'}\n";
    let cni =
        "{\"cniVersion\": \"1.0.0\", \"name\": \"a\", \"plugins\": [{\"type\": \"bridge\", \"mtu\": 90}]}";
    let folder = Folder::with(&[
        ("n/controlplane.yaml", talos),
        ("n/10-a.conflist", cni),
        ("n/list.json", &cni.replace("90", "95")),
        ("n/hosts.yaml", "hosts: [a]\n"),
        ("n/object.yaml", "apiVersion: acme.io/v1\nkind: Machine\nmachine: {network: {}}\n"),
    ]);
    let arguments = ["check", "-o", "compact", "--rule", "network", "n"];
    let run = tidegate().within(folder.path()).args(arguments).run();
    assert_eq!(
        lines(&run),
        [
            "n/10-a.conflist:1:69: error[network/mtu-invalid] mtu 90 is below the 576 bytes that IP requires",
            "n/controlplane.yaml:6:25: error[network/mtu-invalid] mtu \"9000\" is a text, and has to be a number, without quotes",
            "n/list.json:1:69: error[network/mtu-invalid] mtu 95 is below the 576 bytes that IP requires",
        ]
    );
}

#[test]
fn conftest_policies_see_them_as_conftest_would_show_them() {
    let policy = "package main\n\ndeny contains msg if {\n\tsome c in input\n\tc.Cmd == \"cmd\"\n\tc.Stage == 1\n\tmsg := sprintf(\"%s %v\", [c.Value[0], c.JSON])\n}\n\nwarn contains \"toml\" if input.build.bin\n";
    let folder = Folder::with(&[
        ("p/policy.rego", policy),
        ("Dockerfile", DOCKERFILE),
        ("air.toml", "[build]\nbin = 'x'\n"),
    ]);
    let run = check(&folder, &["Dockerfile", "air.toml", "--rule", "main"]);
    let lines = lines(&run);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("Dockerfile:1:1: error[main/deny] air true"), "{lines:?}");
    assert!(lines[1].starts_with("air.toml:1:2: warning[main/warn] toml"), "{lines:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_place() {
    let folder = folder(&[("Dockerfile", "FROM a\nRUM b\n"), ("air.toml", "a = 1\na = 2\n")]);
    let run = check(&folder, &[".", "--rule", "reload/seen"]);
    let lines = lines(&run);
    assert!(
        lines[0].starts_with("Dockerfile:2:1: error[source/unreadable] there is no instruction 'RUM'"),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("air.toml:2:1: error[source/unreadable] this is no TOML"), "{lines:?}");
    assert_eq!(run.code, 2);
}

#[test]
fn a_file_that_no_rule_judges_is_nothing_checked() {
    let folder = folder(&[("Dockerfile", DOCKERFILE)]);
    assert_eq!(check(&folder, &["Dockerfile", "--rule", "pods"]).code, 3);
}

#[test]
fn what_serves_development_is_silent() {
    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: NS}\nspec:\n  shareProcessNamespace: true\n  containers: []\n";
    const OBJECTS: &str = "# METADATA
# title: Objects are seen
# description: For the test.
# custom:
#   severity: warning
#   applies_to: [Pod]
#   remediation: Mend it.
#   not_a_problem: Never.
package tidegate.reload.objects

deny contains {\"msg\": input.object.metadata.namespace, \"path\": []}
";
    let folder = folder(&[
        ("p/reload/objects/rule.rego", OBJECTS),
        (
            "tidegate.yaml",
            "ignore: [p/, tidegate.yaml]\ndevelopment:\n  namespaces: [dev-*]\n  paths: [deploy/dev/, '*.override.yaml']\n",
        ),
        ("a.yaml", &POD.replace("NS", "dev-a")),
        ("b.yaml", &POD.replace("NS", "shop")),
        ("deploy/dev/c.yaml", &POD.replace("NS", "shop")),
        ("deploy/dev/Dockerfile", DOCKERFILE),
        ("compose.override.yaml", "services: {}\n"),
        ("compose.yaml", "services: {}\n"),
    ]);
    let both = ["--rule", "reload/seen", "--rule", "reload/objects"];
    let said = [
        "b.yaml:1:1: warning[reload/objects] shop (Pod shop/x)",
        "compose.yaml:1:1: warning[reload/seen] compose",
    ];
    let run = check(&folder, &[&["."][..], &both].concat());
    assert_eq!(lines(&run), said);
    // The names are relative to the configuration, wherever somebody stands.
    let run = tidegate()
        .within(folder.path().join("deploy"))
        .args(["check", "-o", "compact", "-v", "--policy", "../p", "dev"])
        .args(both)
        .run();
    assert_eq!(lines(&run), Vec::<&str>::new());
}
