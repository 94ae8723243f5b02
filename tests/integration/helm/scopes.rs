//! Which scopes charts make, how they are rendered, and what is said where they are not.

use std::path::PathBuf;
use std::time::Duration;

use tidegate::source::{CommandLimits, HelmOptions, Program, Request, Skipped, ValuesSet, plan};

use super::{loaded, renderers, request, text};
use crate::support::folder::Folder;
use crate::support::program::Program as Call;
use crate::support::tools::tool;

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";
const TEMPLATE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\ndata:\n  \
                        namespace: {{ .Release.Namespace }}\n  size: {{ .Values.size | quote }}\n  \
                        kube: {{ .Capabilities.KubeVersion.Version }}\n  \
                        has: {{ .Capabilities.APIVersions.Has \"example.com/v1\" | quote }}\n";

fn shop() -> Folder {
    Folder::with(&[
        ("shop/Chart.yaml", CHART),
        ("shop/values.yaml", "size: small\n"),
        ("shop/templates/web.yaml", TEMPLATE),
    ])
}

fn names(request: &Request) -> Vec<String> {
    plan(request).unwrap().scopes.iter().map(|scope| scope.name.to_string()).collect()
}

#[test]
fn options_reach_helm_and_release_and_namespace_have_plain_defaults() {
    let folder = shop();
    let mut request = request([folder.path().join("shop")]);
    let defaults = text(&loaded(&request)[0]);
    assert!(defaults.contains("{name: 'shop'}") && defaults.contains("namespace: default"), "{defaults}");
    assert!(defaults.contains("size: \"small\"") && defaults.contains("has: \"false\""), "{defaults}");
    folder.write("Up_Per/Chart.yaml", CHART.replace("shop", "Up_Per"));
    folder.write("Up_Per/templates/web.yaml", TEMPLATE);
    let named = text(&loaded(&super::request([folder.path().join("Up_Per")]))[0]);
    assert!(named.contains("{name: 'up-per'}"), "{named}");
    request.namespace = Some("team".into());
    request.helm = HelmOptions {
        values: vec![folder.write("-big, é.yaml", "size: big\n")],
        set: vec!["size=set".to_owned()],
        release_name: Some("prod".to_owned()),
        kube_version: Some("1.31.2".to_owned()),
        api_versions: vec!["example.com/v1".to_owned()],
        ..HelmOptions::default()
    };
    let scope = &loaded(&request)[0];
    let told = text(scope);
    assert_eq!(&*scope.namespace, "team");
    for line in ["{name: 'prod'}", "namespace: team", "size: \"set\"", "kube: v1.31.2", "has: \"true\""] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}

#[test]
fn values_of_a_chart_and_of_a_matrix_are_scopes() {
    let folder = shop();
    folder.write("shop/ci/b-values.yaml", "size: b\n");
    folder.write("shop/ci/a-values.yaml", "size: a\n");
    let chart = folder.path().join("shop");
    let shown = chart.display();
    let mut request = request([&chart]);
    assert_eq!(
        names(&request),
        [format!("{shown}"), format!("{shown} (ci/a-values.yaml)"), format!("{shown} (ci/b-values.yaml)")]
    );
    let sizes: Vec<bool> = loaded(&request)
        .iter()
        .zip(["small", "a", "b"])
        .map(|(scope, size)| text(scope).contains(&format!("size: \"{size}\"")))
        .collect();
    assert_eq!(sizes, [true; 3]);
    let (one, two) = (folder.write("one.yaml", "size: one\n"), folder.write("two.yaml", "size: two\n"));
    request.helm.matrix = vec![
        ValuesSet { name: "prod".into(), files: vec![one.clone(), two] },
        ValuesSet { name: "dev".into(), files: vec![one] },
    ];
    let scopes = loaded(&request);
    assert_eq!(
        (&*scopes[0].name, &*scopes[1].name),
        (&*format!("{shown} (prod)"), &*format!("{shown} (dev)"))
    );
    assert!(text(&scopes[0]).contains("two") && text(&scopes[1]).contains("one"));
}

#[test]
fn a_walk_takes_outermost_charts_and_names_libraries() {
    let folder = shop();
    let root = folder.path();
    folder.write("shop/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n");
    folder.write("shop/charts/sub/templates/sub.yaml", "a: {{ .x }}");
    folder.write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n");
    folder.write("lib/templates/_lib.yaml", "{{ define \"x\" }}{{ end }}");
    folder.write("other.yaml", "a: 1\n");
    let request = request([root]);
    assert_eq!(names(&request), [root.display().to_string(), root.join("shop").display().to_string()]);
    let skipped =
        Skipped { path: root.join("lib"), why: "a library chart: it renders nothing by itself".to_owned() };
    assert_eq!(plan(&request).unwrap().skipped, std::slice::from_ref(&skipped));
    let named = super::request([root.join("lib")]);
    assert_eq!(plan(&named).unwrap().skipped, [skipped]);
    assert!(loaded(&named)[0].reads.is_empty());
}

#[test]
fn a_packed_chart_is_rendered_where_it_is_named() {
    let folder = shop();
    let run =
        Call::new(tool("helm")).arg("package").arg(folder.path().join("shop")).within(folder.path()).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let scope = loaded(&request([folder.path().join("shop-1.0.0.tgz")])).remove(0);
    assert!(text(&scope).contains("# Source: shop/templates/web.yaml"));
    let site = super::site(&scope, 4).unwrap();
    assert_eq!((&*site.file, site.line), ("shop/templates/web.yaml", None));
}

#[test]
fn a_failure_has_helms_words_and_what_to_do_and_the_rest_is_rendered() {
    let folder = shop();
    folder.write(
        "needs/Chart.yaml",
        "apiVersion: v2\nname: needs\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.0.0, repository: 'file://../db'}\n",
    );
    folder.write("wants/Chart.yaml", CHART.replace("shop", "wants"));
    folder.write("wants/templates/a.yaml", "a: {{ required \"give me a name\" .Values.name }}\n");
    folder.write("new/Chart.yaml", format!("{}kubeVersion: '>=1.99.0'\n", CHART.replace("shop", "new")));
    folder.write("broken/Chart.yaml", CHART.replace("shop", "broken"));
    folder.write("broken/templates/a.yaml", "a: {{ .x \n");
    let scopes = loaded(&request([folder.path()]));
    let said: Vec<(&str, &str)> = scopes
        .iter()
        .flat_map(|scope| &scope.unrendered)
        .map(|failure| (failure.words.as_str(), failure.help.as_str()))
        .collect();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let expected = [
        (
            "parse error at (broken/templates/a.yaml:",
            format!("mend the chart until `helm template {}` succeeds", path("broken")),
        ),
        (
            "missing in charts/ directory: db",
            format!("fetch the charts it depends on: helm dependency build {}", path("needs")),
        ),
        ("incompatible with Kubernetes", "name the cluster's version with --kube-version".to_owned()),
        ("give me a name", "if a value is missing, give it with -f, --set or --values-matrix".to_owned()),
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for ((words, help), (part, start)) in said.iter().zip(&expected) {
        assert!(words.contains(part), "{words}");
        assert!(help.starts_with(start.as_str()), "{help}");
    }
    assert_eq!(scopes.iter().filter(|scope| !scope.reads.is_empty()).count(), 1, "shop is there");
}

#[test]
fn no_helm_and_a_helm_that_hangs_are_told() {
    let folder = shop();
    let mut request = request([folder.path().join("shop")]);
    request.renderers.helm = Program { path: PathBuf::from("tidegate-no-helm"), arguments: Vec::new() };
    let failure = loaded(&request).remove(0).unrendered.remove(0);
    assert_eq!(failure.words, "there is no program 'tidegate-no-helm'");
    assert!(failure.help.contains("TIDEGATE_HELM"), "{}", failure.help);
    request.renderers.helm =
        Program { path: PathBuf::from("sh"), arguments: vec!["-c".into(), "exec sleep 60".into()] };
    request.renderers.limits = CommandLimits { time: Duration::from_millis(200), ..CommandLimits::default() };
    let failure = loaded(&request).remove(0).unrendered.remove(0);
    assert_eq!(failure.words, "'sh' did not end within 200 ms and was stopped");
}

/// helm behind a script that writes down what it was asked.
fn counted(folder: &Folder) -> (Program, PathBuf) {
    let log = folder.path().join("log");
    let script = folder.write("helm.sh", "echo \"$3\" >> \"$1\"\nhelm=$2\nshift 2\nexec \"$helm\" \"$@\"\n");
    let arguments = vec![script.into(), log.clone().into(), tool("helm").into()];
    (Program { path: PathBuf::from("sh"), arguments }, log)
}

#[test]
fn a_render_is_kept_until_something_that_it_depends_on_changes() {
    let (folder, cache) = (shop(), Folder::new());
    let mut request = request([folder.path().join("shop")]);
    request.renderers = renderers(Some(&cache));
    let (helm, log) = counted(&folder);
    request.renderers.helm = helm;
    let renders = |request: &Request| {
        let text = text(&loaded(request)[0]);
        let log = std::fs::read_to_string(&log).unwrap();
        (text, log.lines().filter(|line| *line == "template").count())
    };
    let (first, count) = renders(&request);
    assert_eq!(count, 1);
    assert_eq!(renders(&request), (first.clone(), 1), "kept");
    folder.write("shop/values.yaml", "size: other\n");
    assert_eq!(renders(&request).1, 2, "another chart");
    request.helm.values = vec![folder.write("v.yaml", "size: v\n")];
    assert_eq!(renders(&request).1, 3, "other values");
    folder.write("v.yaml", "size: w\n");
    assert!(renders(&request).0.contains("size: \"w\""), "the same name, other content");
    request.helm.set = vec!["size=x".to_owned()];
    assert_eq!(renders(&request).1, 5, "other flags");
    request.namespace = Some("team".into());
    assert_eq!(renders(&request).1, 6, "another namespace");
    for entry in walkdir::WalkDir::new(cache.path()).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            std::fs::write(entry.path(), "tidegate render 1 cut").unwrap();
        }
    }
    assert_eq!(renders(&request).1, 7, "what is broken is rendered again");
    request.renderers.cache = None;
    assert_eq!(renders(&request).1, 8, "no cache");
}

#[test]
fn blanks_and_other_alphabets_in_names_are_no_matter() {
    let folder = Folder::with(&[
        ("мой магазин/-chart é/Chart.yaml", CHART),
        ("мой магазин/-chart é/values.yaml", "size: small\n"),
        ("мой магазин/-chart é/templates/web ü.yaml", TEMPLATE),
    ]);
    let scopes = loaded(&request([folder.path()]));
    let scope = scopes.last().unwrap();
    assert_eq!(scope.unrendered, []);
    let line = text(scope).lines().position(|line| line.starts_with("  size:")).unwrap() + 1;
    let site = super::site(scope, u32::try_from(line).unwrap()).unwrap();
    let template = folder.path().join("мой магазин/-chart é/templates/web ü.yaml");
    assert_eq!((&*site.file, site.line), (&*template.to_string_lossy(), Some(6)));
}
