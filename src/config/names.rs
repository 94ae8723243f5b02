//! Names that only the loaded policies can know: rules, packs, parameters. Whoever has both asks here.

use std::collections::{BTreeMap, BTreeSet};

use super::{ConfigError, Given, Origin, RulePattern, Settings};
use crate::finding::RuleId;

/// The names there are.
#[derive(Debug, Clone, Default)]
pub struct KnownNames {
    /// Every rule that is loaded.
    pub rules: BTreeSet<RuleId>,
    /// The keys of parameters, by pack.
    pub params: BTreeMap<String, BTreeSet<String>>,
}

impl KnownNames {
    fn packs(&self) -> BTreeSet<&str> {
        self.rules.iter().map(RuleId::pack).collect()
    }

    fn rule(&self, rule: &RuleId, origin: &Origin) -> Option<ConfigError> {
        let known = self.rules.iter().map(RuleId::as_str);
        (!self.rules.contains(rule)).then(|| ConfigError::unknown("rule", rule.as_str(), known, origin))
    }

    fn pack(&self, pack: &str, origin: &Origin) -> Option<ConfigError> {
        let packs = self.packs();
        (!packs.contains(pack)).then(|| ConfigError::unknown("pack", pack, packs, origin))
    }

    fn pattern(&self, given: &Given<RulePattern>) -> Option<ConfigError> {
        match &given.value {
            RulePattern::Rule(rule) => self.rule(rule, &given.origin),
            RulePattern::Pack(pack) => self.pack(pack, &given.origin),
        }
    }

    fn param(&self, pack: &str, key: &str, origin: &Origin) -> Option<ConfigError> {
        if let Some(error) = self.pack(pack, origin) {
            return Some(error);
        }
        let keys = self.params.get(pack);
        let known = keys.into_iter().flatten().map(String::as_str);
        let is_known = keys.is_some_and(|keys| keys.contains(key));
        (!is_known).then(|| ConfigError::unknown(&format!("parameter of pack {pack}"), key, known, origin))
    }
}

impl Settings {
    /// The mistakes of naming what is not there, wherever the settings name a rule, a pack or a parameter.
    pub fn unknown_names(&self, known: &KnownNames) -> Vec<ConfigError> {
        let selection = &self.selection;
        let mut errors = Vec::new();
        errors.extend(selection.only.iter().chain(&selection.skip).filter_map(|given| known.pattern(given)));
        errors.extend(selection.packs.iter().filter_map(|(pack, given)| known.pack(pack, &given.origin)));
        errors.extend(selection.rules.iter().filter_map(|(rule, given)| known.rule(rule, &given.origin)));
        errors.extend(selection.severity.iter().filter_map(|(rule, given)| known.rule(rule, &given.origin)));
        for entry in self.actions.ci.iter().chain(&self.actions.admission).chain(&self.actions.audit) {
            errors.extend(entry.value.rules.iter().filter_map(|rule| known.rule(rule, &entry.origin)));
            errors.extend(entry.value.packs.iter().filter_map(|pack| known.pack(pack, &entry.origin)));
        }
        errors.extend(
            self.params.iter().filter_map(|(pack, key, given)| known.param(pack, key, &given.origin)),
        );
        for waiver in &self.waivers.entries {
            let (Some(file), Some(span)) = (&self.file, waiver.location.span) else { continue };
            let origin = Origin::File { file: file.clone(), span };
            errors.extend(waiver.rules.iter().filter_map(|rule| known.rule(rule, &origin)));
        }
        errors
    }
}
