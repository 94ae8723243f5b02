//! Which rules are on, and how severe they are.
//!
//! For one rule the first of these that speaks of it decides: `--skip-rule`, `--rule`, `rules`, `packs`, the profile.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Development, Given, KindPattern, Origin, Profile, RulePattern, Version};
use crate::finding::{GroupKind, RuleCard, RuleId, Severity};

/// What was said about the selection of rules and objects.
#[derive(Debug, Clone)]
pub struct Selection {
    /// What is on where nothing else is said.
    pub profile: Given<Profile>,
    /// `packs`
    pub packs: BTreeMap<Arc<str>, Given<bool>>,
    /// `rules`
    pub rules: BTreeMap<RuleId, Given<bool>>,
    /// `severity`
    pub severity: BTreeMap<RuleId, Given<Severity>>,
    /// `rules_as_of`
    pub as_of: Option<Given<Version>>,
    /// `--rule`: if there is one, only rules that one of them names.
    pub only: Vec<Given<RulePattern>>,
    /// `--skip-rule`
    pub skip: Vec<Given<RulePattern>>,
    /// `--severity`: findings below are of no interest.
    pub floor: Option<Given<Severity>>,
    /// `--kind`: if there is one, only objects of these kinds.
    pub kinds: Vec<Given<KindPattern>>,
    /// Where the rules about reloading have nothing to say.
    pub development: Development,
}

/// Whether a rule is on.
#[derive(Debug, Clone)]
pub enum RuleState {
    /// It is; this is its severity here. A finding that gives itself a lower one keeps that.
    On {
        /// The severity here.
        severity: Severity,
        /// It is newer than `rules_as_of` and is info for that reason.
        newer: bool,
    },
    /// It is not.
    Off(Off),
}

/// Why a rule is off.
#[derive(Debug, Clone)]
pub enum Off {
    /// `--rule` names others.
    NotChosen,
    /// `--skip-rule`, `rules` or `packs` say so.
    Said(Origin),
    /// The profile leaves it out.
    Profile(Given<Profile>),
    /// All its findings would be below `--severity`.
    BelowFloor(Severity),
}

impl fmt::Display for Off {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotChosen => f.write_str("not chosen by --rule"),
            Self::Said(origin) => write!(f, "off by {origin}"),
            Self::Profile(profile) => write!(f, "off in profile {} ({})", profile.value, profile.origin),
            Self::BelowFloor(severity) => write!(f, "its severity {severity} is below --severity"),
        }
    }
}

impl Selection {
    /// Whether a rule is on, and how severe it is.
    pub fn rule_state(&self, card: &RuleCard) -> RuleState {
        let names = |patterns: &[Given<RulePattern>]| {
            patterns.iter().find(|pattern| pattern.value.matches(&card.id)).map(|given| given.origin.clone())
        };
        if let Some(origin) = names(&self.skip) {
            return RuleState::Off(Off::Said(origin));
        }
        let chosen = names(&self.only).is_some();
        if !self.only.is_empty() && !chosen {
            return RuleState::Off(Off::NotChosen);
        }
        let rule = self.rules.get(&card.id);
        let said = rule.or_else(|| self.packs.get(card.id.pack()));
        if !chosen && let Some(said) = said.filter(|said| !said.value) {
            return RuleState::Off(Off::Said(said.origin.clone()));
        }
        let from_profile = self.profile.value.severity(card);
        if !chosen && said.is_none() && from_profile.is_none() {
            return RuleState::Off(Off::Profile(self.profile.clone()));
        }
        let wanted = chosen || rule.is_some();
        let (severity, newer) = self.severity_of(card, from_profile, wanted);
        match &self.floor {
            Some(floor) if severity < floor.value => RuleState::Off(Off::BelowFloor(severity)),
            _ => RuleState::On { severity, newer },
        }
    }

    /// Whether somebody said that a rule is off, whatever it is part of.
    pub fn switched_off(&self, rule: &RuleId) -> bool {
        self.skip.iter().any(|pattern| pattern.value.matches(rule))
            || self.rules.get(rule).is_some_and(|said| !said.value)
    }

    fn severity_of(&self, card: &RuleCard, from_profile: Option<Severity>, wanted: bool) -> (Severity, bool) {
        if let Some(said) = self.severity.get(&card.id) {
            return (said.value, false);
        }
        let severity = from_profile.unwrap_or(card.severity);
        let newer = !wanted && self.is_newer(card);
        (if newer { Severity::Info } else { severity }, newer)
    }

    fn is_newer(&self, card: &RuleCard) -> bool {
        let (Some(as_of), Ok(since)) = (&self.as_of, card.since.parse::<Version>()) else { return false };
        since > as_of.value
    }

    /// Whether objects of a kind are judged.
    pub fn judges(&self, kind: &GroupKind) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted.value.matches(kind))
    }
}
