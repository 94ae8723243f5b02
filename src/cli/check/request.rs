//! From flags and settings to what is read and what is known beyond it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{anyhow, bail};

use super::old;
use crate::cli::args::CheckArgs;
use crate::cli::terminal;
use crate::config::{self, Settings};
use crate::gate::{self, Knowledge};
use crate::policy::RuleSet;
use crate::review::{Names, TRAVELLING, inventory_from_documents};
use crate::source::{self, HelmOptions, LoadedScope, Read, Request, ScopeMode, ScopePlan, ValuesSet};
use crate::value::Value;

/// What to read.
pub(super) fn request(args: &CheckArgs, settings: &Settings) -> anyhow::Result<Request> {
    let reading = &settings.reading;
    let mut request = Request::new(&args.paths);
    request.stdin_filename.clone_from(&args.knowledge.stdin_filename);
    request.scope = match reading.scope.value {
        config::ScopeMode::Auto => ScopeMode::Auto,
        config::ScopeMode::File => ScopeMode::File,
        config::ScopeMode::Path => ScopeMode::Path,
        config::ScopeMode::Run => ScopeMode::Run,
    };
    request.ignore = reading.ignore.iter().map(|glob| glob.value.clone()).collect();
    request.ignore_base.clone_from(&reading.ignore_base);
    request.namespace = reading.namespace.as_ref().map(|namespace| Arc::from(namespace.value.as_str()));
    request.chart.clone_from(&args.helm.chart);
    request.helm = HelmOptions {
        values: args.helm.values.clone(),
        set: args.helm.set.clone(),
        release_name: args.helm.release_name.clone(),
        kube_version: reading.kube_version.as_ref().map(|version| version.value.clone()),
        api_versions: reading.api_versions.iter().map(|version| version.value.clone()).collect(),
        include_crds: reading.include_crds.value,
        matrix: args.helm.values_matrix.iter().map(|set| ValuesSet::parse(set)).collect::<Result<_, _>>()?,
    };
    if args.helm.no_cache {
        request.renderers.cache = None;
    }
    Ok(request)
}

/// Says by which schemas versions are judged that have none here.
pub(super) fn warn_of_versions(settings: &Settings) {
    let named =
        settings.reading.targets.as_ref().map(|given| given.value.targets().versions).unwrap_or_default();
    for version in named {
        let nearest = version.nearest_embedded();
        if nearest != version {
            terminal::note(&format!(
                "note: there are no schemas of Kubernetes {version} here: fields are judged by those of {nearest}"
            ));
        }
    }
}

/// What is known beyond the files: dumps, completeness, the state before.
pub(super) fn knowledge(
    args: &CheckArgs,
    settings: &Settings,
    rules: &RuleSet,
    request: &Request,
) -> anyhow::Result<Knowledge> {
    let mut complete: BTreeSet<Arc<str>> =
        settings.inventory.complete.iter().map(|kind| Arc::from(kind.value.to_string())).collect();
    let mut inventory = Value::new_object();
    if !settings.inventory.files.is_empty() {
        let files = settings.inventory.files.iter().map(|file| file.value.clone());
        let scopes = read_all(request, files, "--inventory")?;
        let documents = scopes.iter().flat_map(|(_, scope)| scope.reads.iter().filter_map(Read::document));
        let namespace = request.namespace.clone().unwrap_or_else(|| Arc::from("default"));
        let names = Names { kinds: rules.kinds(), namespace: &namespace };
        let (dump, met) =
            inventory_from_documents(documents.map(|document| &document.value), names, &rules.reads());
        inventory = dump;
        // A dump of the cluster has what it has: kinds that are in it, and those that travel with workloads.
        complete.extend(met);
        complete.extend(TRAVELLING.iter().map(|kind| Arc::from(*kind)));
    }
    let old = old::states(&args.knowledge.old, rules, request)?;
    let schemas: Vec<PathBuf> = settings.reading.schemas.iter().map(|path| path.value.clone()).collect();
    let schemas = gate::catalog(&schemas).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!("what --schemas names cannot be used\n{}", lines.join("\n"))
    })?;
    let targets = settings.reading.targets.as_ref().map(|given| given.value.targets());
    Ok(Knowledge { inventory, complete, old, schemas, targets })
}

/// Reads paths that are not judged. What cannot be read would make rules blind, so it ends the run.
pub(super) fn read_all(
    request: &Request,
    paths: impl Iterator<Item = PathBuf>,
    flag: &str,
) -> anyhow::Result<Vec<(ScopePlan, LoadedScope)>> {
    let own = Request { paths: paths.collect(), stdin_filename: None, ..request.clone() };
    let mut wrong = Vec::new();
    let mut scopes = Vec::new();
    for plan in source::plan(&own)?.scopes {
        let scope = source::load(&plan);
        for bad in scope.reads.iter().filter_map(Read::unreadable) {
            let line = bad.span.map(|span| format!(":{}", span.start.line)).unwrap_or_default();
            wrong.push(format!("{}{line}: {} ({})", bad.file.name(), bad.message, bad.help));
        }
        wrong
            .extend(scope.unrendered.iter().map(|bad| format!("{}: {} ({})", bad.path, bad.words, bad.help)));
        scopes.push((plan, scope));
    }
    if !wrong.is_empty() {
        bail!("what {flag} names cannot be read, so rules would not see it\n{}", wrong.join("\n"));
    }
    Ok(scopes)
}
