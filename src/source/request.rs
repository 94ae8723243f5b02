//! What a run is asked to read: paths, how they are cut into scopes, and how charts are rendered.
//!
//! Plain data. Reading the command line and the configuration is not done here.

use std::path::PathBuf;
use std::sync::Arc;

use super::command::{CommandLimits, Program};
use super::{Limits, helm::cache::Cache};

/// How files are put together into scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScopeMode {
    /// One chart with one set of values, one kustomization, one file with `# Source:` comments each; the other files of
    /// a path argument together.
    #[default]
    Auto,
    /// Every file, chart with values and kustomization by itself.
    File,
    /// Everything under one path argument together.
    Path,
    /// Everything together.
    Run,
}

/// A named list of values files: one more scope for every chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValuesSet {
    /// As the user calls it; part of the scope's name.
    pub name: Arc<str>,
    /// Later files win.
    pub files: Vec<PathBuf>,
}

/// What `helm template` is told, for every chart alike.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HelmOptions {
    /// `-f`, in order; before the files of a set.
    pub values: Vec<PathBuf>,
    /// `--set`, in order.
    pub set: Vec<String>,
    /// The release's name; the chart's where there is none.
    pub release_name: Option<String>,
    /// `--kube-version`.
    pub kube_version: Option<String>,
    /// `--api-versions`, in order.
    pub api_versions: Vec<String>,
    /// `--include-crds`.
    pub include_crds: bool,
    /// Each a scope for every chart. With any of them the chart's own `ci/*-values.yaml` are not used.
    pub matrix: Vec<ValuesSet>,
}

/// The programs that render, their limits, and where renders are kept.
#[derive(Debug, Clone)]
pub struct Renderers {
    /// `helm`, or what `TIDEGATE_HELM` names.
    pub helm: Program,
    /// A program that `build`s kustomizations: `kustomize build`, `kubectl kustomize`.
    pub kustomize: Program,
    /// Of each run of one of them.
    pub limits: CommandLimits,
    /// Of charts; `None` with `--no-cache`.
    pub cache: Option<Cache>,
}

impl Renderers {
    /// As the environment says: `TIDEGATE_HELM`, `TIDEGATE_KUSTOMIZE`, `TIDEGATE_KUBECTL`, `TIDEGATE_CACHE`.
    pub fn from_environment() -> Self {
        Self {
            helm: Program::from_environment("TIDEGATE_HELM", "helm"),
            kustomize: super::kustomize::program(),
            limits: CommandLimits::default(),
            cache: Cache::from_environment(),
        }
    }
}

/// What to read, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files, folders, charts, kustomizations, `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// What standard input is called and, by its ending, what it is.
    pub stdin_filename: Option<PathBuf>,
    /// How files are put together.
    pub scope: ScopeMode,
    /// What a walk leaves out, written as in `.gitignore`, relative to `ignore_base`.
    pub ignore: Vec<String>,
    /// The folder that `ignore` is relative to.
    pub ignore_base: PathBuf,
    /// The namespace of every scope, over what a release or a kustomization says.
    pub namespace: Option<Arc<str>>,
    /// The chart that recorded renders were made from; where `None`, it is looked for beside and above them.
    pub chart: Option<PathBuf>,
    /// How charts are rendered.
    pub helm: HelmOptions,
    /// With which programs.
    pub renderers: Renderers,
    /// Of the reader.
    pub limits: Limits,
}

impl Request {
    /// The given paths, everything else as it is without flags and configuration.
    pub fn new<I: IntoIterator<Item: Into<PathBuf>>>(paths: I) -> Self {
        Self {
            paths: paths.into_iter().map(Into::into).collect(),
            stdin_filename: None,
            scope: ScopeMode::Auto,
            ignore: Vec::new(),
            ignore_base: PathBuf::from("."),
            namespace: None,
            chart: None,
            helm: HelmOptions::default(),
            renderers: Renderers::from_environment(),
            limits: Limits::default(),
        }
    }
}
