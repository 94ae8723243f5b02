//! The settings: resolved, checked, immutable. Everything else in Tidegate reads these and no layer of them.

use std::path::PathBuf;
use std::sync::Arc;

use super::{
    Actions, Baseline, Calendar, ConfigErrors, FailOn, Given, Level, Origin, Params, Ruling, ScopeMode,
    Selection, Waiver,
};
use crate::finding::{EnforcementPoint, GroupKind, RuleId, Severity};
use crate::schema::{KubeVersion, KubeVersionError, Targets};
use crate::source::SourceFile;

/// What is to be done, and who said so.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The configuration file; `None` where there is none.
    pub file: Option<Arc<SourceFile>>,
    /// Which rules are on, and how severe they are.
    pub selection: Selection,
    /// What findings do.
    pub actions: Actions,
    /// Parameters of rules.
    pub params: Params,
    /// Folders of policies beside the built-in packs; relative to the working directory.
    pub policy: Vec<Given<PathBuf>>,
    /// What is read, and how.
    pub reading: Reading,
    /// Kinds that carry a pod template, beside the built-in ones.
    pub kinds: Vec<Given<PodKind>>,
    /// What is known of the cluster.
    pub inventory: Inventory,
    /// What was accepted.
    pub waivers: Waivers,
    /// The action from which on a run counts as denied.
    pub fail_on: Given<FailOn>,
    /// What day it is.
    pub calendar: Calendar,
    /// What is odd but no mistake; for stderr.
    pub notices: Vec<String>,
}

/// What is read, and how.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Globs as in a `.gitignore` file in `ignore_base`.
    pub ignore: Vec<Given<String>>,
    /// The folder of the configuration file; relative to the working directory, empty for that itself.
    pub ignore_base: PathBuf,
    /// What lands in one cluster together.
    pub scope: Given<ScopeMode>,
    /// Namespace of objects that name none.
    pub namespace: Option<Given<String>>,
    /// Versions of Kubernetes that manifests go to; the newest where none is named.
    pub targets: Option<Given<KubeVersions>>,
    /// Kubernetes version that charts see.
    pub kube_version: Option<Given<String>>,
    /// Schemas of custom kinds: files and folders, relative to the working directory.
    pub schemas: Vec<Given<PathBuf>>,
    /// API versions that charts see beside the built-in ones.
    pub api_versions: Vec<Given<String>>,
    /// Whether the CRDs of a chart are rendered too.
    pub include_crds: Given<bool>,
}

/// Versions of Kubernetes, as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KubeVersions {
    /// As written, with patch and all, and the minor version that each is of.
    pub versions: Vec<(String, KubeVersion)>,
}

impl KubeVersions {
    /// What they are judged for.
    pub fn targets(&self) -> Targets {
        Targets::declared(self.versions.iter().map(|(_, minor)| *minor))
    }

    /// The newest, as it was written.
    pub fn newest(&self) -> Option<&str> {
        self.versions.iter().max_by_key(|(_, minor)| *minor).map(|(text, _)| text.as_str())
    }
}

impl std::str::FromStr for KubeVersions {
    type Err = KubeVersionError;

    /// Reads versions divided by commas.
    fn from_str(text: &str) -> Result<Self, KubeVersionError> {
        let version = |text: &str| Ok((text.trim().to_owned(), text.parse::<KubeVersion>()?));
        Ok(Self { versions: text.split(',').map(version).collect::<Result<_, _>>()? })
    }
}

impl std::fmt::Display for KubeVersions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<&str> = self.versions.iter().map(|(text, _)| text.as_str()).collect();
        f.write_str(&texts.join(", "))
    }
}

/// A kind that carries a pod template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodKind {
    /// Group and kind.
    pub kind: GroupKind,
    /// Member names from the object to the pod template.
    pub pod_template: Vec<Arc<str>>,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
}

/// What is known of the cluster besides the files that are judged.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Kinds of which the judged files hold every object.
    pub complete: Vec<Given<GroupKind>>,
    /// Dumps of the cluster; relative to the working directory.
    pub files: Vec<Given<PathBuf>>,
}

/// What was accepted, as far as the configuration says.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    /// The entries of `waivers`, in their order.
    pub entries: Vec<Waiver>,
    /// The baseline's file; relative to the working directory. It need not be there yet.
    pub baseline: Option<Given<PathBuf>>,
}

impl Settings {
    /// What is to be done with a finding of a rule on an object in `namespace` (empty: cluster-scoped).
    pub fn ruling(
        &self,
        rule: &RuleId,
        severity: Severity,
        point: EnforcementPoint,
        namespace: &str,
    ) -> Ruling {
        self.actions.ruling(rule, severity, point, namespace)
    }

    /// Reads the baseline, if one is named.
    pub fn load_baseline(&self) -> Result<Option<Baseline>, ConfigErrors> {
        self.waivers.baseline.as_ref().map(|file| Baseline::open(&file.value, &file.origin)).transpose()
    }

    /// Everything that is set, for people: `tidegate config show --origin`. In order of key.
    pub fn table(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        self.selection_rows(&mut rows);
        self.action_rows(&mut rows);
        self.reading_rows(&mut rows);
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        rows
    }

    fn selection_rows(&self, rows: &mut Vec<Row>) {
        let selection = &self.selection;
        rows.push(Row::of("profile", &selection.profile));
        let development = &selection.development;
        rows.extend(development.namespaces.iter().map(|name| Row::of("development.namespaces", name)));
        rows.extend(development.paths.iter().map(|glob| Row::of("development.paths", glob)));
        rows.extend(
            selection
                .packs
                .iter()
                .map(|(pack, on)| Row::new(format!("packs.{pack}"), switch(on.value), &on.origin)),
        );
        rows.extend(
            selection
                .rules
                .iter()
                .map(|(rule, on)| Row::new(format!("rules.{rule}"), switch(on.value), &on.origin)),
        );
        rows.extend(
            selection.severity.iter().map(|(rule, given)| Row::of(&format!("severity.{rule}"), given)),
        );
        rows.extend(selection.as_of.iter().map(|given| Row::of("rules_as_of", given)));
        rows.extend(selection.only.iter().map(|given| Row::of("only", given)));
        rows.extend(selection.skip.iter().map(|given| Row::of("skip", given)));
        rows.extend(selection.floor.iter().map(|given| Row::of("at_least", given)));
        rows.extend(selection.kinds.iter().map(|given| Row::of("only_kinds", given)));
    }

    fn action_rows(&self, rows: &mut Vec<Row>) {
        let points = [
            ("ci", &self.actions.ci),
            ("admission", &self.actions.admission),
            ("audit", &self.actions.audit),
        ];
        for (point, entries) in points {
            if entries.is_empty() {
                let default = if point == "ci" { "enforce" } else { "observe" };
                rows.push(Row::new(format!("actions.{point}"), default.to_owned(), &Origin::Default));
            }
            rows.extend(entries.iter().map(|entry| Row::of(&format!("actions.{point}"), entry)));
        }
        rows.extend(self.params.level.iter().map(|level: &Given<Level>| Row::of("level", level)));
        rows.extend(
            self.params.iter().map(|(pack, key, given)| Row::of(&format!("params.{pack}.{key}"), given)),
        );
        rows.push(Row::of("fail_on", &self.fail_on));
        rows.extend(self.waivers.baseline.iter().map(|file| Row::path("baseline", file)));
        rows.extend(self.waivers.entries.iter().map(Row::waiver));
    }

    fn reading_rows(&self, rows: &mut Vec<Row>) {
        let reading = &self.reading;
        rows.extend(self.policy.iter().map(|folder| Row::path("policy", folder)));
        rows.extend(reading.ignore.iter().map(|glob| Row::of("ignore", glob)));
        rows.push(Row::of("scope", &reading.scope));
        rows.extend(reading.namespace.iter().map(|given| Row::of("namespace", given)));
        rows.extend(reading.targets.iter().map(|given| Row::of("kube_version", given)));
        rows.extend(reading.schemas.iter().map(|path| Row::path("schemas", path)));
        rows.extend(reading.kube_version.iter().map(|given| Row::of("helm.kube_version", given)));
        rows.extend(reading.api_versions.iter().map(|given| Row::of("helm.api_versions", given)));
        rows.push(Row::of("helm.include_crds", &reading.include_crds));
        rows.extend(self.kinds.iter().map(|given| {
            let path = given.value.pod_template.join(".");
            Row::new("kinds".to_owned(), format!("{} at {path}", given.value.kind), &given.origin)
        }));
        rows.extend(self.inventory.complete.iter().map(|given| Row::of("inventory.complete", given)));
        rows.extend(self.inventory.files.iter().map(|file| Row::path("inventory.files", file)));
    }
}

/// One setting, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The key, as in the configuration file.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Where it comes from.
    pub origin: String,
}

impl Row {
    fn new(key: String, value: String, origin: &Origin) -> Self {
        Self { key, value, origin: origin.to_string() }
    }

    fn of<T: std::fmt::Display>(key: &str, given: &Given<T>) -> Self {
        Self::new(key.to_owned(), given.value.to_string(), &given.origin)
    }

    fn path(key: &str, given: &Given<PathBuf>) -> Self {
        Self::new(key.to_owned(), given.value.display().to_string(), &given.origin)
    }

    fn waiver(waiver: &Waiver) -> Self {
        let rules = waiver.rules.iter().map(RuleId::as_str).collect::<Vec<_>>().join(", ");
        let line = waiver.location.span.map_or(0, |span| span.start.line);
        Self {
            key: "waivers".to_owned(),
            value: format!("{rules} ({})", waiver.reason),
            origin: format!("{}:{line}", waiver.location.file),
        }
    }
}

fn switch(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}
