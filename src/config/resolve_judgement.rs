//! Layers → what findings do: actions, parameters, waivers.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::error::Mistakes;
use super::file::{ActionKeys, ActionsKeys, OneOrMany, WaiverKeys};
use super::layers::Layers;
use super::resolve::word;
use super::waiver::{Target, waivable};
use super::{
    ActionEntry, Actions, ConfigError, Given, KindPattern, Level, NamePattern, Origin, Params, PathPattern,
    Waiver, Waivers, Word, parse_day,
};
use crate::finding::{Path, RuleId, Step, WaiverSource};
use crate::source::{Format, Limits, read_bytes};

/// What findings do at each enforcement point.
pub(super) fn actions(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Actions {
    let mut of = |point: &str| {
        let keys = layers.config.judgement.actions.as_ref().and_then(|points| points.get(point)?.as_ref());
        match keys {
            None => Vec::new(),
            Some(ActionsKeys::All(word)) => {
                let keys = ActionKeys { action: word.clone(), ..ActionKeys::default() };
                let at = Path::of_keys(&["actions", point]);
                action(layers, &keys, &at, mistakes).into_iter().collect()
            }
            Some(ActionsKeys::Entries(entries)) => {
                let at = |index| item(&["actions", point], index);
                entries
                    .iter()
                    .enumerate()
                    .filter_map(|(i, keys)| action(layers, keys, &at(i), mistakes))
                    .collect()
            }
        }
    };
    Actions { ci: of("ci"), admission: of("admission"), audit: of("audit") }
}

fn action(
    layers: &Layers<'_>,
    keys: &ActionKeys,
    at: &Path,
    mistakes: &mut Mistakes,
) -> Option<Given<ActionEntry>> {
    let origin = layers.at_path(at);
    let mut each = Each { layers, at, mistakes };
    let entry = ActionEntry {
        response: each.one("action", Some(&keys.action), str::parse)?,
        rules: each.many("rules", keys.rules.as_ref(), RuleId::new),
        packs: keys.packs.iter().flat_map(OneOrMany::as_slice).map(|pack| Arc::from(pack.as_str())).collect(),
        severity: each.one("severity", keys.severity.as_ref(), str::parse),
        namespaces: each.many("namespaces", keys.namespaces.as_ref(), NamePattern::new),
    };
    Some(Given::new(entry, origin))
}

/// Reads the members of one mapping of the file, noting mistakes at the member.
struct Each<'a, 'b> {
    layers: &'a Layers<'b>,
    at: &'a Path,
    mistakes: &'a mut Mistakes,
}

impl Each<'_, '_> {
    fn origin(&self, key: &str) -> Origin {
        let mut path = self.at.clone();
        path.push(Step::Key(key.into()));
        self.layers.at_path(&path)
    }

    fn one<T, E: fmt::Display>(
        &mut self,
        key: &str,
        text: Option<&String>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let origin = self.origin(key);
        self.mistakes.take(parse(text?), &origin)
    }

    fn many<T, E: fmt::Display>(
        &mut self,
        key: &str,
        texts: Option<&OneOrMany>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        let origin = self.origin(key);
        let texts = texts.map(OneOrMany::as_slice).unwrap_or_default();
        texts.iter().filter_map(|text| self.mistakes.take(parse(text), &origin)).collect()
    }
}

/// Parameters of rules; a null is a parameter that is not set.
pub(super) fn params(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Params {
    let mut params = Params::default();
    params.level = word(layers, Word::Level, mistakes, str::parse::<Level>);
    for (pack, keys) in layers.config.judgement.params.iter().flatten() {
        for (key, value) in keys.iter().flatten().filter(|(_, value)| !value.is_null()) {
            params.set(pack, key, Given::new(value.clone(), layers.at(&["params", pack, key])));
        }
    }
    let origin = Origin::Flag("--param");
    for text in &layers.overrides.params {
        match param(text) {
            Ok((pack, key, value)) => params.set(pack, key, Given::new(value, origin.clone())),
            Err(message) => mistakes.add(
                ConfigError::new(message, &origin)
                    .with_help("write PACK.KEY=VALUE, the value as in YAML: network.underlay_mtu=1450"),
            ),
        }
    }
    params
}

fn param(text: &str) -> Result<(&str, &str, Value), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("'{text}' has no value"))?;
    let (pack, key) = name
        .split_once('.')
        .filter(|(pack, key)| !pack.is_empty() && !key.is_empty())
        .ok_or_else(|| format!("'{name}' names no pack and key"))?;
    let reads = read_bytes("--param", value.as_bytes(), Format::Yaml, &Limits::default());
    let document = match reads.as_slice() {
        [read] => read.document(),
        _ => None,
    };
    let value = document.and_then(|document| serde_json::to_value(&document.value).ok());
    let value = value.ok_or_else(|| format!("the value of '{name}' is not one YAML value"))?;
    Ok((pack, key, value))
}

/// The entries of `waivers` and the baseline's file.
pub(super) fn waivers(layers: &Layers<'_>, mistakes: &mut Mistakes) -> Waivers {
    let keys = layers.config.judgement.waivers.iter().flatten().enumerate();
    let entries = keys.filter_map(|(index, keys)| waiver(layers, keys, index, mistakes)).collect();
    let path = |text: &str| Ok::<_, std::convert::Infallible>(text.into());
    let mut baseline: Option<Given<std::path::PathBuf>> = word(layers, Word::Baseline, mistakes, path);
    if let Some(Given { value, origin: Origin::File { .. } }) = &mut baseline {
        *value = layers.base.join(&value);
    }
    Waivers { entries, baseline }
}

fn waiver(layers: &Layers<'_>, keys: &WaiverKeys, index: usize, mistakes: &mut Mistakes) -> Option<Waiver> {
    let at = item(&["waivers"], index);
    let location = layers.at_path(&at).location()?;
    let mut each = Each { layers, at: &at, mistakes };
    let rule = |text: &str| RuleId::new(text).map_err(Into::into).and_then(waivable);
    let target = Target {
        kind: keys.kind.as_deref().map(KindPattern::new),
        namespace: each.one("namespace", keys.namespace.as_ref(), NamePattern::new),
        name: each.one("name", keys.name.as_ref(), NamePattern::new),
        path: each.one("path", keys.path.as_ref(), str::parse::<PathPattern>).unwrap_or_default(),
    };
    Some(Waiver {
        rules: each.many("rules", Some(&keys.rules), rule),
        reason: Arc::from(keys.reason.trim()),
        owner: keys.owner.as_deref().map(Arc::from),
        until: each.one("until", keys.until.as_ref(), parse_day),
        source: WaiverSource::Configuration,
        location,
        target,
    })
}

fn item(keys: &[&str], index: usize) -> Path {
    let mut path = Path::of_keys(keys);
    path.push(Step::Index(u32::try_from(index).unwrap_or(u32::MAX)));
    path
}
