//! `tidegate.yaml` as written: the shape that its schema describes, and nothing resolved.
//!
//! The keys are read in three parts that share one mapping, so that no struct holds them all. Unknown keys are the
//! schema's to refuse; where a value stands is the document's to know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileConfig {
    /// Which rules are on, and how severe.
    pub selection: SelectionKeys,
    /// What findings do.
    pub judgement: JudgementKeys,
    /// What is read, and how.
    pub reading: ReadingKeys,
}

impl FileConfig {
    /// From a value that its schema accepts.
    pub(super) fn of(value: &Value) -> Result<Self, serde_json::Error> {
        if value.is_null() {
            return Ok(Self::default());
        }
        Ok(Self {
            selection: Deserialize::deserialize(value)?,
            judgement: Deserialize::deserialize(value)?,
            reading: Deserialize::deserialize(value)?,
        })
    }
}

/// Which rules are on, and how severe.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SelectionKeys {
    /// `profile`
    pub profile: Option<String>,
    /// `packs`
    pub packs: Option<BTreeMap<String, Switch>>,
    /// `rules`
    pub rules: Option<BTreeMap<String, Switch>>,
    /// `severity`
    pub severity: Option<BTreeMap<String, String>>,
    /// `rules_as_of`
    pub rules_as_of: Option<String>,
    /// `development`
    pub development: Option<DevelopmentKeys>,
}

/// What findings do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JudgementKeys {
    /// `actions`
    pub actions: Option<BTreeMap<String, Option<ActionsKeys>>>,
    /// `params`
    pub params: Option<BTreeMap<String, Option<BTreeMap<String, Value>>>>,
    /// `level`
    pub level: Option<String>,
    /// `waivers`
    pub waivers: Option<Vec<WaiverKeys>>,
    /// `baseline`
    pub baseline: Option<String>,
    /// `fail_on`
    pub fail_on: Option<String>,
}

/// What is read, and how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadingKeys {
    /// `policy`
    pub policy: Option<Vec<String>>,
    /// `ignore`
    pub ignore: Option<Vec<String>>,
    /// `kinds`
    pub kinds: Option<Vec<KindKeys>>,
    /// `inventory`
    pub inventory: Option<InventoryKeys>,
    /// `scope`
    pub scope: Option<String>,
    /// `namespace`
    pub namespace: Option<String>,
    /// `kube_version`
    pub kube_version: Option<OneOrMany>,
    /// `schemas`
    pub schemas: Option<Vec<String>>,
    /// `helm`
    pub helm: Option<HelmKeys>,
}

/// `on`, `off`, `true`, `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "SwitchWord", into = "bool")]
pub struct Switch(pub bool);

#[derive(Deserialize)]
#[serde(untagged)]
enum SwitchWord {
    Plain(bool),
    Word(String),
}

impl From<SwitchWord> for Switch {
    fn from(word: SwitchWord) -> Self {
        match word {
            SwitchWord::Plain(on) => Self(on),
            SwitchWord::Word(word) => Self(word == "on"),
        }
    }
}

impl From<Switch> for bool {
    fn from(switch: Switch) -> Self {
        switch.0
    }
}

/// One text, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// `rules: pods/privileged`
    One(String),
    /// `rules: [pods/privileged]`
    Many(Vec<String>),
}

impl OneOrMany {
    /// The texts.
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

/// `actions.ci` and its siblings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ActionsKeys {
    /// One response for all.
    All(String),
    /// Entries.
    Entries(Vec<ActionKeys>),
}

/// An entry of `actions.ci` and its siblings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActionKeys {
    /// `action`
    pub action: String,
    /// `rules`
    pub rules: Option<OneOrMany>,
    /// `packs`
    pub packs: Option<OneOrMany>,
    /// `severity`
    pub severity: Option<String>,
    /// `namespaces`
    pub namespaces: Option<OneOrMany>,
}

/// An entry of `waivers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverKeys {
    /// `rules`
    pub rules: OneOrMany,
    /// `kind`
    pub kind: Option<String>,
    /// `namespace`
    pub namespace: Option<String>,
    /// `name`
    pub name: Option<String>,
    /// `path`
    pub path: Option<String>,
    /// `reason`
    pub reason: String,
    /// `owner`
    pub owner: Option<String>,
    /// `until`
    pub until: Option<String>,
}

/// An entry of `kinds`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindKeys {
    /// `group`
    pub group: String,
    /// `kind`
    pub kind: String,
    /// `pod_template`
    pub pod_template: Vec<String>,
    /// `namespaced`
    pub namespaced: Option<bool>,
}

/// `development`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DevelopmentKeys {
    /// `namespaces`
    pub namespaces: Option<Vec<String>>,
    /// `paths`
    pub paths: Option<Vec<String>>,
}

/// `inventory`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InventoryKeys {
    /// `complete`
    pub complete: Option<Vec<String>>,
    /// `files`
    pub files: Option<Vec<String>>,
}

/// `helm`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HelmKeys {
    /// `kube_version`
    pub kube_version: Option<String>,
    /// `api_versions`
    pub api_versions: Option<Vec<String>>,
    /// `include_crds`
    pub include_crds: Option<bool>,
}
