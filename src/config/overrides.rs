//! What flags and variables say, as written. Nothing is checked here; `resolve` reads all layers the same way.

use std::path::PathBuf;

/// A setting that is one word, and is therefore a key, a variable and a flag of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Which rules are on.
    Profile,
    /// Pod Security level of namespaces that declare none.
    Level,
    /// What lands in one cluster together.
    Scope,
    /// Namespace of objects that name none.
    Namespace,
    /// The action that fails a run.
    FailOn,
    /// The baseline's file.
    Baseline,
    /// Newer rules are info.
    RulesAsOf,
    /// Kubernetes versions that manifests go to, divided by commas.
    KubeVersion,
}

impl Word {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Profile,
        Self::Level,
        Self::Scope,
        Self::Namespace,
        Self::FailOn,
        Self::Baseline,
        Self::RulesAsOf,
        Self::KubeVersion,
    ];

    /// Its path in the configuration file.
    pub const fn key(self) -> &'static [&'static str] {
        match self {
            Self::Profile => &["profile"],
            Self::Level => &["level"],
            Self::Scope => &["scope"],
            Self::Namespace => &["namespace"],
            Self::FailOn => &["fail_on"],
            Self::Baseline => &["baseline"],
            Self::RulesAsOf => &["rules_as_of"],
            Self::KubeVersion => &["kube_version"],
        }
    }

    /// Its environment variable.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Profile => "TIDEGATE_PROFILE",
            Self::Level => "TIDEGATE_LEVEL",
            Self::Scope => "TIDEGATE_SCOPE",
            Self::Namespace => "TIDEGATE_NAMESPACE",
            Self::FailOn => "TIDEGATE_FAIL_ON",
            Self::Baseline => "TIDEGATE_BASELINE",
            Self::RulesAsOf => "TIDEGATE_RULES_AS_OF",
            Self::KubeVersion => "TIDEGATE_KUBE_VERSION",
        }
    }

    /// Its flag.
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Profile => "--profile",
            Self::Level => "--level",
            Self::Scope => "--scope",
            Self::Namespace => "--namespace",
            Self::FailOn => "--fail-on",
            Self::Baseline => "--baseline",
            Self::RulesAsOf => "--rules-as-of",
            Self::KubeVersion => "--kube-version",
        }
    }
}

/// The settings of one word, as one layer gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// [`Word::Profile`]
    pub profile: Option<String>,
    /// [`Word::Level`]
    pub level: Option<String>,
    /// [`Word::Scope`]
    pub scope: Option<String>,
    /// [`Word::Namespace`]
    pub namespace: Option<String>,
    /// [`Word::FailOn`]
    pub fail_on: Option<String>,
    /// [`Word::Baseline`]
    pub baseline: Option<String>,
    /// [`Word::RulesAsOf`]
    pub rules_as_of: Option<String>,
    /// [`Word::KubeVersion`]
    pub kube_version: Option<String>,
}

impl Words {
    /// The field of a word.
    pub(super) const fn slot(&mut self, word: Word) -> &mut Option<String> {
        match word {
            Word::Profile => &mut self.profile,
            Word::Level => &mut self.level,
            Word::Scope => &mut self.scope,
            Word::Namespace => &mut self.namespace,
            Word::FailOn => &mut self.fail_on,
            Word::Baseline => &mut self.baseline,
            Word::RulesAsOf => &mut self.rules_as_of,
            Word::KubeVersion => &mut self.kube_version,
        }
    }

    /// What is given for a word.
    pub(super) fn get(&self, word: Word) -> Option<&str> {
        match word {
            Word::Profile => self.profile.as_deref(),
            Word::Level => self.level.as_deref(),
            Word::Scope => self.scope.as_deref(),
            Word::Namespace => self.namespace.as_deref(),
            Word::FailOn => self.fail_on.as_deref(),
            Word::Baseline => self.baseline.as_deref(),
            Word::RulesAsOf => self.rules_as_of.as_deref(),
            Word::KubeVersion => self.kube_version.as_deref(),
        }
    }
}

/// Which configuration file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ConfigFile {
    /// The one that `TIDEGATE_CONFIG` names, else the one found from the working directory upwards, if there is one.
    #[default]
    Found,
    /// This one (`--config`).
    Named(PathBuf),
    /// None (`--no-config`).
    Skipped,
}

/// What the flags say. The names are those of the flags.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config FILE`, `--no-config`.
    pub config: ConfigFile,
    /// `--profile`, `--level`, …
    pub words: Words,
    /// `--rule PACK/RULE|PACK`: only these.
    pub rules: Vec<String>,
    /// `--skip-rule PACK/RULE|PACK`.
    pub skip_rules: Vec<String>,
    /// `--severity`: the lowest that is of interest.
    pub severity: Option<String>,
    /// `--kind KIND|GROUP/KIND`: only objects of these kinds.
    pub kinds: Vec<String>,
    /// `--param PACK.KEY=VALUE`.
    pub params: Vec<String>,
    /// `--policy DIR`, relative to the working directory.
    pub policy: Vec<PathBuf>,
    /// `--complete KIND|GROUP/KIND`.
    pub complete: Vec<String>,
    /// `--inventory DIR|FILE`, relative to the working directory.
    pub inventory: Vec<PathBuf>,
    /// `--schemas DIR|FILE`, relative to the working directory.
    pub schemas: Vec<PathBuf>,
    /// `--api-versions`.
    pub api_versions: Vec<String>,
    /// `--include-crds`.
    pub include_crds: bool,
}
