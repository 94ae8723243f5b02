//! What every command needs first: settings, the library, the selection, the compiled rules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, anyhow};

use super::args::{CheckArgs, ConfigArgs, RuleArgs};
use super::terminal;
use crate::config::{self, ConfigFile, Environment, KnownNames, Overrides, RuleState, Settings, Words};
use crate::engine::Limits;
use crate::finding::{EnforcementPoint, RuleId};
use crate::policy::{AddedKind, Library, Params, PolicySource, RuleSet, Selection, builtin};

/// Flags about configuration and rules, as the configuration room takes them.
pub(super) fn overrides(config: &ConfigArgs, rules: &RuleArgs) -> Overrides {
    let file = match (&config.config, config.no_config) {
        (Some(file), _) => ConfigFile::Named(file.clone()),
        (None, true) => ConfigFile::Skipped,
        (None, false) => ConfigFile::Found,
    };
    Overrides {
        config: file,
        words: Words {
            profile: rules.profile.clone(),
            level: rules.level.clone(),
            rules_as_of: rules.rules_as_of.clone(),
            ..Words::default()
        },
        rules: rules.rules.clone(),
        skip_rules: rules.skip_rules.clone(),
        severity: rules.severity.clone(),
        kinds: rules.kinds.clone(),
        params: rules.params.clone(),
        policy: rules.policy.clone(),
        ..Overrides::default()
    }
}

/// All flags of `check`.
pub(super) fn check_overrides(args: &CheckArgs) -> Overrides {
    let mut overrides = overrides(&args.config, &args.rules);
    overrides.words.scope.clone_from(&args.knowledge.scope);
    overrides.words.namespace.clone_from(&args.knowledge.namespace);
    overrides.words.fail_on.clone_from(&args.output.fail_on);
    overrides.words.baseline.clone_from(&args.output.baseline);
    let versions = &args.schemas.kube_version;
    overrides.words.kube_version = (!versions.is_empty()).then(|| versions.join(","));
    overrides.schemas.clone_from(&args.schemas.schemas);
    overrides.complete.clone_from(&args.knowledge.complete);
    overrides.inventory.clone_from(&args.knowledge.inventory);
    overrides.api_versions.clone_from(&args.helm.api_versions);
    overrides.include_crds = args.helm.include_crds;
    overrides
}

/// The settings that hold here. Notices go to standard error.
pub(super) fn settings(overrides: &Overrides) -> anyhow::Result<Settings> {
    let settings = config::resolve(Path::new("."), overrides, &Environment::of_process())
        .map_err(|errors| anyhow!("the configuration cannot be used\n{errors}"))?;
    for notice in &settings.notices {
        terminal::note(&format!("note: {notice}"));
    }
    Ok(settings)
}

/// The built-in policies and those that the settings name.
pub(super) fn library(settings: &Settings) -> anyhow::Result<Library> {
    let mut sources: Vec<PolicySource> = vec![builtin()];
    for folder in &settings.policy {
        sources.push(PolicySource::read(&folder.value).map_err(|error| anyhow!("{error}"))?);
    }
    let added: Vec<AddedKind> = settings
        .kinds
        .iter()
        .map(|kind| AddedKind {
            kind: kind.value.kind.clone(),
            namespaced: kind.value.namespaced,
            pod_template: kind.value.pod_template.iter().map(ToString::to_string).collect(),
        })
        .collect();
    let library = Library::read(&sources, &added).map_err(|errors| policy_errors(&errors))?;
    check_names(settings, &library)?;
    Ok(library)
}

/// Names of rules, packs and parameters that nothing has.
fn check_names(settings: &Settings, library: &Library) -> anyhow::Result<()> {
    let mut params: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rule in &library.rules {
        params.entry(rule.card.id.pack().to_owned()).or_default().extend(rule.params.keys().cloned());
    }
    let known = KnownNames { rules: ids(library), params };
    let unknown = settings.unknown_names(&known);
    if unknown.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = unknown.iter().map(ToString::to_string).collect();
    Err(anyhow!("the configuration cannot be used\n{}", lines.join("\n")))
}

/// Every rule of a library.
pub(super) fn ids(library: &Library) -> BTreeSet<RuleId> {
    library.rules.iter().map(|rule| rule.card.id.clone()).collect()
}

/// The rules that are on, compiled for a place.
pub(super) fn rule_set(
    settings: &Settings,
    library: &Library,
    place: EnforcementPoint,
) -> anyhow::Result<RuleSet> {
    let is_on = |state: &RuleState| matches!(state, RuleState::On { .. });
    let enabled = library
        .rules
        .iter()
        .filter(|rule| is_on(&settings.selection.rule_state(&rule.card)))
        .map(|rule| rule.card.id.clone())
        .collect();
    let selection =
        Selection { enabled, params: params(settings, library), place, limits: Limits::default() };
    RuleSet::compile(library, &selection)
        .map_err(|errors| policy_errors(&errors))
        .context("compiling the policies")
}

/// Parameters that the settings give to declared keys.
fn params(settings: &Settings, library: &Library) -> Params {
    let mut params = Params::new();
    for rule in &library.rules {
        let pack = rule.card.id.pack();
        for key in rule.params.keys() {
            if let Some(given) = settings.params.get(pack, key) {
                let keys = params.entry(pack.to_owned()).or_default();
                keys.insert(key.clone(), crate::value::from_json(given.value));
            }
        }
    }
    params
}

fn policy_errors(errors: &[crate::policy::PolicyError]) -> anyhow::Error {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    anyhow!("the policies cannot be used\n{}", lines.join("\n"))
}
