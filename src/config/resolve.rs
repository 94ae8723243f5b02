//! Layers → settings: a flag beats the environment, that beats the file, that beats what is built in. Lists add up.
//! Every layer is checked, also where a stronger one decides.

use std::fmt;
use std::path::{Path as FilePath, PathBuf};

use ignore::gitignore::GitignoreBuilder;

use super::error::Mistakes;
use super::layers::Layers;
use super::pattern::checked_kind;
use super::resolve_judgement::{actions, params, waivers};
use super::{
    Calendar, ConfigError, ConfigErrors, Development, Environment, FailOn, Given, Inventory, KindPattern,
    KubeVersions, Origin, Overrides, PodKind, Profile, Reading, RulePattern, ScopeMode, Selection, Settings,
    Word,
};
use crate::finding::{GroupKind, RuleId};

/// Resolves the settings that hold in a working directory. All mistakes of all layers are reported together.
pub fn resolve(
    directory: &FilePath,
    overrides: &Overrides,
    environment: &Environment,
) -> Result<Settings, ConfigErrors> {
    let (mut mistakes, mut notices) = (Mistakes::default(), Vec::new());
    let layers = Layers::read(directory, overrides, environment, &mut mistakes, &mut notices);
    let calendar = Calendar::of(environment).map_err(|error| mistakes.add(error)).ok();
    let fail_on = word(&layers, Word::FailOn, &mut mistakes, str::parse::<FailOn>);
    let settings = Settings {
        file: layers.file(),
        selection: selection(&layers, &mut mistakes),
        actions: actions(&layers, &mut mistakes),
        params: params(&layers, &mut mistakes),
        policy: policy(&layers, &mut mistakes),
        reading: reading(&layers, &mut mistakes),
        kinds: kinds(&layers),
        inventory: inventory(&layers, &mut mistakes),
        waivers: waivers(&layers, &mut mistakes),
        fail_on: fail_on.unwrap_or(Given::default_value(FailOn::Deny)),
        calendar: calendar.unwrap_or(Calendar::LIVE),
        notices,
    };
    mistakes.finish(settings)
}

/// A setting of one word: what the strongest layer says that says something.
pub(super) fn word<T, E: fmt::Display>(
    layers: &Layers<'_>,
    word: Word,
    mistakes: &mut Mistakes,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<Given<T>> {
    let mut strongest = None;
    for (text, origin) in layers.word(word) {
        if let Some(value) = mistakes.take(parse(&text), &origin) {
            strongest = Some(Given::new(value, origin));
        }
    }
    strongest
}

/// The values of a flag that may be given several times.
fn flags<T, E: fmt::Display>(
    texts: &[String],
    flag: &'static str,
    mistakes: &mut Mistakes,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Vec<Given<T>> {
    let origin = Origin::Flag(flag);
    let given = |text: &String| Some(Given::new(mistakes.take(parse(text), &origin)?, origin.clone()));
    texts.iter().filter_map(given).collect()
}

fn selection(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Selection {
    let keys = &layers.config.selection;
    let overrides = layers.overrides;
    let profile = word(layers, Word::Profile, mistakes, str::parse::<Profile>);
    let packs = keys.packs.iter().flatten();
    let packs = packs
        .map(|(pack, on)| (pack.as_str().into(), Given::new(on.0, layers.at(&["packs", pack]))))
        .collect();
    let mut rules = std::collections::BTreeMap::new();
    for (rule, on) in keys.rules.iter().flatten() {
        let origin = layers.at(&["rules", rule]);
        if let Some(id) = mistakes.take(RuleId::new(rule), &origin) {
            rules.insert(id, Given::new(on.0, origin));
        }
    }
    let mut severity = std::collections::BTreeMap::new();
    for (rule, text) in keys.severity.iter().flatten() {
        let origin = layers.at(&["severity", rule]);
        let id = mistakes.take(RuleId::new(rule), &origin);
        if let (Some(id), Some(value)) = (id, mistakes.take(text.parse(), &origin)) {
            severity.insert(id, Given::new(value, origin));
        }
    }
    let floor = overrides.severity.as_slice();
    Selection {
        profile: profile.unwrap_or(Given::default_value(Profile::Standard)),
        packs,
        rules,
        severity,
        as_of: word(layers, Word::RulesAsOf, mistakes, str::parse),
        only: flags(&overrides.rules, "--rule", mistakes, str::parse::<RulePattern>),
        skip: flags(&overrides.skip_rules, "--skip-rule", mistakes, str::parse::<RulePattern>),
        floor: flags(floor, "--severity", mistakes, str::parse).into_iter().next(),
        kinds: flags(&overrides.kinds, "--kind", mistakes, |text| checked_kind(text).map(KindPattern::new)),
        development: Development::of(layers, mistakes),
    }
}

fn reading(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Reading {
    let keys = &layers.config.reading;
    let mut ignore = Vec::new();
    for (index, glob) in keys.ignore.iter().flatten().enumerate() {
        let origin = layers.at_item(&["ignore"], index);
        let checked = GitignoreBuilder::new("").add_line(None, glob).map(|_| glob.clone());
        ignore.extend(mistakes.take(checked, &origin).map(|glob| Given::new(glob, origin)));
    }
    let helm = keys.helm.as_ref();
    let mut api_versions = Vec::new();
    for (index, text) in helm.and_then(|helm| helm.api_versions.as_ref()).into_iter().flatten().enumerate() {
        api_versions.push(Given::new(text.clone(), layers.at_item(&["helm", "api_versions"], index)));
    }
    let plain = |text: &str| Ok::<_, std::convert::Infallible>(text.to_owned());
    api_versions.extend(flags(&layers.overrides.api_versions, "--api-versions", mistakes, plain));
    let in_file = helm.and_then(|helm| helm.include_crds);
    let include_crds = match in_file {
        _ if layers.overrides.include_crds => Given::new(true, Origin::Flag("--include-crds")),
        Some(include) => Given::new(include, layers.at(&["helm", "include_crds"])),
        None => Given::default_value(false),
    };
    let scope = word(layers, Word::Scope, mistakes, str::parse::<ScopeMode>);
    let targets = word(layers, Word::KubeVersion, mistakes, str::parse::<KubeVersions>);
    Reading {
        ignore,
        ignore_base: layers.base.clone(),
        scope: scope.unwrap_or(Given::default_value(ScopeMode::Auto)),
        namespace: word(layers, Word::Namespace, mistakes, namespace),
        kube_version: of_charts(layers, targets.as_ref()),
        schemas: schemas(layers, mistakes),
        targets,
        api_versions,
        include_crds,
    }
}

/// The version that charts see: the newest that a flag or the environment names, else the file's own for charts, else the
/// newest that the file names.
fn of_charts(layers: &Layers<'_>, targets: Option<&Given<KubeVersions>>) -> Option<Given<String>> {
    let helm = layers.config.reading.helm.as_ref().and_then(|helm| helm.kube_version.clone());
    let stronger =
        targets.is_some_and(|given| matches!(given.origin, Origin::Flag(_) | Origin::Environment(_)));
    let newest =
        || targets.and_then(|given| Some(Given::new(given.value.newest()?.to_owned(), given.origin.clone())));
    match helm {
        Some(text) if !stronger => Some(Given::new(text, layers.at(&["helm", "kube_version"]))),
        _ => newest(),
    }
}

fn schemas(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Vec<Given<PathBuf>> {
    paths(
        layers,
        (&["schemas"], layers.config.reading.schemas.as_deref()),
        (&layers.overrides.schemas, "--schemas"),
        mistakes,
    )
}

fn namespace(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let edges = text.as_bytes().first().is_some_and(|b| plain(*b))
        && text.as_bytes().last().is_some_and(|b| plain(*b));
    if edges && text.len() <= 63 && text.bytes().all(|byte| plain(byte) || byte == b'-') {
        return Ok(text.to_owned());
    }
    Err(format!("'{text}' is no name of a namespace: use lower case letters, digits and hyphens, at most 63"))
}

fn policy(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Vec<Given<PathBuf>> {
    paths(
        layers,
        (&["policy"], layers.config.reading.policy.as_deref()),
        (&layers.overrides.policy, "--policy"),
        mistakes,
    )
}

fn inventory(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Inventory {
    let keys = layers.config.reading.inventory.clone().unwrap_or_default();
    let mut complete = Vec::new();
    for (index, text) in keys.complete.iter().flatten().enumerate() {
        let origin = layers.at_item(&["inventory", "complete"], index);
        complete.push(Given::new(GroupKind::parse(text), origin));
    }
    let parse = |text: &str| checked_kind(text).map(GroupKind::parse);
    complete.extend(flags(&layers.overrides.complete, "--complete", mistakes, parse));
    let flags = (layers.overrides.inventory.as_slice(), "--inventory");
    let files = paths(layers, (&["inventory", "files"], keys.files.as_deref()), flags, mistakes);
    Inventory { complete, files }
}

/// Paths of the file, which begin at its folder, and of a flag, which begin at the working directory. All must exist:
/// a mistyped folder would leave out what it holds in silence.
fn paths(
    layers: &Layers<'_>,
    (keys, in_file): (&[&str], Option<&[String]>),
    (by_flag, flag): (&[PathBuf], &'static str),
    mistakes: &mut Mistakes,
) -> Vec<Given<PathBuf>> {
    let in_file = in_file.unwrap_or_default().iter().enumerate();
    let in_file =
        in_file.map(|(index, text)| Given::new(layers.base.join(text), layers.at_item(keys, index)));
    let by_flag = by_flag.iter().map(|path| Given::new(path.clone(), Origin::Flag(flag)));
    let given: Vec<Given<PathBuf>> = in_file.chain(by_flag).collect();
    for path in &given {
        if !layers.directory.join(&path.value).exists() {
            mistakes.add(ConfigError::new(format!("{} is not there", path.value.display()), &path.origin));
        }
    }
    given
}

fn kinds(layers: &Layers<'_>) -> Vec<Given<PodKind>> {
    let kinds = layers.config.reading.kinds.iter().flatten().enumerate();
    let kind = |(index, keys): (usize, &super::file::KindKeys)| {
        let kind = PodKind {
            kind: GroupKind { group: keys.group.as_str().into(), kind: keys.kind.as_str().into() },
            pod_template: keys.pod_template.iter().map(|name| name.as_str().into()).collect(),
            namespaced: keys.namespaced.unwrap_or(true),
        };
        Given::new(kind, layers.at_item(&["kinds"], index))
    };
    kinds.map(kind).collect()
}
