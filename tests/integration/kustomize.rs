//! Kustomizations, built by the pinned kustomize.

use std::path::{Path, PathBuf};

use tidegate::source::{CommandLimits, LoadedScope, Program, Renderers, Request, load, plan};

use crate::support::folder::Folder;
use crate::support::tools::tool;

const KIND: &str = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

fn kustomize() -> Program {
    Program { path: tool("kustomize"), arguments: vec!["build".into()] }
}

fn request(paths: &[PathBuf]) -> Request {
    let mut request = Request::new(paths);
    request.renderers = Renderers {
        helm: Program { path: PathBuf::from("no-helm-here"), arguments: Vec::new() },
        kustomize: kustomize(),
        limits: CommandLimits::default(),
        cache: None,
    };
    request
}

fn map(name: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n")
}

/// A base with two overlays, a component, generated maps, and files that belong to nothing.
fn overlays() -> Folder {
    let folder = Folder::new();
    folder.write("base/kustomization.yaml", format!("{KIND}resources: [web.yaml]\nnamespace: dev\n"));
    folder.write("base/web.yaml", map("web"));
    folder.write("base/notes.yaml", map("notes"));
    folder.write(
        "overlays/prod/kustomization.yml",
        format!(
            "{KIND}resources: [../../base]\ncomponents: [../../parts/tls]\nnamespace: prod\npatches:\n- path: big.yaml\n\
             configMapGenerator:\n- name: made\n  files: [key=settings.json]\n  options: {{disableNameSuffixHash: true}}\n"
        ),
    );
    folder.write("overlays/prod/big.yaml", format!("{}data: {{size: big}}\n", map("web")));
    folder.write("overlays/prod/settings.json", "{\"a\": 1}");
    folder.write("overlays/dev/Kustomization", format!("{KIND}resources: [../../base]\n"));
    folder.write(
        "parts/tls/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {tls: ready}\n",
    );
    folder.write(
        "parts/unused/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n",
    );
    folder.write(
        "clusters/kustomization.yaml",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux}\nspec: {path: ./base}\n",
    );
    folder
}

fn loaded(request: &Request) -> Vec<LoadedScope> {
    plan(request).unwrap().scopes.iter().map(load).collect()
}

fn names(scope: &LoadedScope) -> Vec<String> {
    scope
        .reads
        .iter()
        .map(|read| read.document().unwrap())
        .map(|document| {
            let name = tidegate::value::member(&document.value, &["metadata", "name"]);
            name.and_then(tidegate::value::text).unwrap_or_default().to_owned()
        })
        .collect()
}

fn short(scope: &LoadedScope, folder: &Path) -> String {
    Path::new(&*scope.name).strip_prefix(folder).unwrap().display().to_string()
}

#[test]
fn a_walk_builds_what_nothing_else_takes_in_and_reads_the_files_of_none() {
    let folder = overlays();
    let request = request(&[folder.path().to_owned()]);
    let scopes = loaded(&request);
    let found: Vec<_> = scopes.iter().map(|scope| (short(scope, folder.path()), names(scope))).collect();
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        found,
        [
            (String::new(), list(&["notes", "flux"])),
            ("overlays/dev".to_owned(), list(&["web"])),
            ("overlays/prod".to_owned(), list(&["made", "web"])),
        ]
    );
    assert_eq!(
        scopes.iter().map(|scope| &*scope.namespace).collect::<Vec<_>>(),
        ["default", "default", "prod"]
    );
    let skipped = plan(&request).unwrap().skipped;
    assert_eq!(
        skipped.iter().map(|skipped| skipped.path.clone()).collect::<Vec<_>>(),
        [folder.path().join("parts/unused")]
    );
}

#[test]
fn a_named_kustomization_is_built_though_others_take_it_in() {
    let folder = overlays();
    let scopes = loaded(&request(&[folder.path().join("base"), folder.path().join("overlays/prod")]));
    let found: Vec<_> = scopes.iter().map(|scope| (short(scope, folder.path()), &*scope.namespace)).collect();
    let expected = [("base", "dev"), ("base (other files)", "default"), ("overlays/prod", "prod")];
    assert_eq!(found, expected.map(|(name, namespace)| (name.to_owned(), namespace)));
    assert!(scopes[2].reads[0].document().unwrap().file.text().contains("size: big"));
}

#[test]
fn a_failure_has_kustomizes_words_and_the_rest_is_built() {
    let folder = overlays();
    folder.write("broken/kustomization.yaml", format!("{KIND}resources: [gone.yaml]\n"));
    let mut request = request(&[folder.path().to_owned()]);
    let scopes = loaded(&request);
    let failures: Vec<_> = scopes.iter().flat_map(|scope| &scope.unrendered).collect();
    assert_eq!(failures.len(), 1);
    assert!(failures[0].words.contains("gone.yaml"), "{}", failures[0].words);
    assert!(failures[0].path.ends_with("broken"));
    assert_eq!(scopes.iter().filter(|scope| !scope.reads.is_empty()).count(), 3);
    request.renderers.kustomize.path = PathBuf::from("tidegate-no-kustomize");
    let failure = loaded(&request)[1].unrendered[0].clone();
    assert_eq!(failure.words, "there is no program 'tidegate-no-kustomize'");
    assert!(failure.help.contains("TIDEGATE_KUBECTL"), "{}", failure.help);
}
