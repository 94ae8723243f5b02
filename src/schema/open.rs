//! Custom resources of well-known projects: the fields that rules read, described openly in `schemas/crds`.
//!
//! They never make a field unknown: a project may have fields, and versions, that nobody here has heard of.

use std::sync::{Arc, OnceLock};

use serde_json::{Value as Json, json};

use super::custom::{CustomKind, CustomSchemas};
use crate::source::{Format, Limits, Read, read_bytes};
use crate::value;

macro_rules! projects {
    ($($name:literal),* $(,)?) => {
        /// Names and texts of the descriptions.
        const PROJECTS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../schemas/crds/", $name, ".yaml")))),*];
    };
}

projects! {
    "argo-cd",
    "argo-rollouts",
    "calico",
    "cert-manager",
    "cilium",
    "cluster-api",
    "cluster-api-kubeadm",
    "flux",
    "flux-automation",
    "flux-helm",
    "gateway-api",
    "karmada",
    "keda",
    "multus",
    "prometheus-operator",
    "prometheus-servers",
}

/// The description of a kind.
pub(super) fn open_kind(api_version: &str, kind: &str) -> Option<&'static CustomKind> {
    static ALL: OnceLock<CustomSchemas> = OnceLock::new();
    let read_all = || {
        let mut all = CustomSchemas::default();
        for (name, text) in PROJECTS {
            // Tests hold that every text is read and every description compiles.
            if let Ok(project) = read(name, text) {
                add(&mut all, name, &project);
            }
        }
        all
    };
    ALL.get_or_init(read_all).find(api_version, kind).map(AsRef::as_ref)
}

fn read(name: &str, text: &str) -> Result<Json, String> {
    match read_bytes(name, text.as_bytes(), Format::Yaml, &Limits::default()).as_slice() {
        [Read::Document(document)] => Ok(value::to_json(&document.value)),
        [Read::Unreadable(bad)] => Err(bad.message.clone()),
        other => Err(format!("{} documents", other.len())),
    }
}

fn add(all: &mut CustomSchemas, name: &str, project: &Json) {
    let shared = Arc::new(project.get("$defs").cloned().unwrap_or_else(|| json!({})));
    let kinds = project.get("kinds").and_then(Json::as_object);
    for (group_kind, description) in kinds.into_iter().flatten() {
        let (group, kind) = group_kind.rsplit_once('/').unwrap_or(("", group_kind));
        let versions = description.get("versions").and_then(Json::as_array);
        let schema = description.get("schema").cloned().unwrap_or_else(|| json!({}));
        for version in versions.into_iter().flatten().filter_map(Json::as_str) {
            all.add_open(
                (group, version, kind),
                schema.clone(),
                &shared,
                &format!("schemas/crds/{name}.yaml"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_description_is_built_in_and_compiles() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/crds");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|entry| {
                entry.unwrap().path().file_name()?.to_str()?.strip_suffix(".yaml").map(str::to_owned)
            })
            .collect();
        let built_in: BTreeSet<String> = PROJECTS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(files, built_in);
        let mut kinds = 0;
        for (name, text) in PROJECTS {
            let project = read(name, text).expect(name);
            for (group_kind, description) in project["kinds"].as_object().expect(name) {
                let (group, kind) = group_kind.rsplit_once('/').expect(group_kind);
                for version in description["versions"].as_array().expect(group_kind) {
                    let api_version = format!("{group}/{}", version.as_str().expect(group_kind));
                    let custom = open_kind(&api_version, kind).expect(group_kind);
                    if let Err(why) = custom.compiled() {
                        panic!("{api_version} {kind}: {why}");
                    }
                    kinds += 1;
                }
            }
        }
        assert!(kinds > 90);
    }
}
