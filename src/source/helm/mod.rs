//! Helm charts: what a chart folder is, its renders by the user's own `helm template`, and from which line of a
//! template a rendered line comes.
//!
//! Three ways in which users will break it, and what it answers:
//!
//! 1. *No helm, or the chart does not render* (a dependency not fetched, a required value missing, a template that never
//!    ends): the scope has an [`Unrendered`](super::Unrendered) with helm's own words and what to do, within a limit on
//!    time and output; everything else is judged.
//! 2. *A chart that does not behave as text with holes* (helpers whose result is compared, hashed, cut or parsed, random
//!    passwords, text that is generated line by line): the template's line is given only for rendered lines where
//!    [`marked`] proves it; the others name the template without a line. A wrong line is worse than none.
//! 3. *A cache that lies* (another helm, another values file of the same name, a file cut off by a full disk): the key
//!    covers the contents of chart and values, flags and helm's version; an entry that does not fit its checksum is none.

pub(super) mod cache;
pub(super) mod marked;
pub(super) mod values;
pub(super) mod values_matrix;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde_yaml::{Mapping, Value};

use super::Format;
use super::command::{CommandError, Program};
use super::request::{HelmOptions, Renderers, ValuesSet};
use cache::KeyBuilder;

/// What `Chart.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ChartFacts {
    /// Empty where it cannot be told; helm will say why.
    pub(super) name: String,
    pub(super) library: bool,
    /// The versions of Kubernetes that it says it is for.
    pub(super) kube_version: Option<String>,
    /// Names under which subcharts are used, with the names that they have: alias → name.
    pub(super) aliases: Vec<(String, String)>,
}

impl ChartFacts {
    /// Of a chart folder; without any for a packed chart.
    pub(super) fn of(chart: &Path) -> Self {
        let content: Mapping = std::fs::read_to_string(chart.join("Chart.yaml"))
            .ok()
            .and_then(|text| serde_yaml::from_str(&text).ok())
            .unwrap_or_default();
        let text = |map: &Mapping, key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
        let dependencies = content.get("dependencies").and_then(Value::as_sequence);
        let aliases = dependencies
            .into_iter()
            .flatten()
            .filter_map(Value::as_mapping)
            .filter_map(|dependency| Some((text(dependency, "alias")?, text(dependency, "name")?)))
            .collect();
        Self {
            name: text(&content, "name").unwrap_or_default(),
            library: text(&content, "type").as_deref() == Some("library"),
            kube_version: text(&content, "kubeVersion"),
            aliases,
        }
    }
}

/// The files in `crds/` of a chart and of the charts in it.
pub(super) fn definition_files(chart: &Path) -> Vec<PathBuf> {
    let is_read = |name: &str| Format::of(name).is_some();
    let mut files = values_matrix::files_in(&chart.join("crds"), is_read);
    let Ok(inner) = std::fs::read_dir(chart.join("charts")) else { return files };
    let mut charts: Vec<PathBuf> = inner.filter_map(Result::ok).map(|entry| entry.path()).collect();
    charts.sort();
    files.extend(charts.iter().filter(|path| path.is_dir()).flat_map(|chart| definition_files(chart)));
    files
}

/// One chart with one set of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Render {
    pub(super) chart: PathBuf,
    pub(super) values: Vec<PathBuf>,
    pub(super) set: Vec<String>,
    pub(super) release: String,
    pub(super) namespace: Arc<str>,
    pub(super) kube_version: Option<String>,
    pub(super) api_versions: Vec<String>,
    pub(super) include_crds: bool,
}

impl Render {
    /// As the options say.
    pub(super) fn of(
        chart: &Path,
        set: Option<&ValuesSet>,
        options: &HelmOptions,
        namespace: Arc<str>,
    ) -> Self {
        let files = set.map(|set| set.files.as_slice()).unwrap_or_default();
        Self {
            chart: chart.to_owned(),
            values: options.values.iter().chain(files).cloned().collect(),
            set: options.set.clone(),
            release: options.release_name.clone().unwrap_or_else(|| release_name(chart)),
            namespace,
            kube_version: options.kube_version.clone(),
            api_versions: options.api_versions.clone(),
            include_crds: options.include_crds,
        }
    }

    /// The text that helm makes, or made before.
    pub(super) fn text(&self, renderers: &Renderers) -> Result<String, CommandError> {
        let kept = match &renderers.cache {
            Some(cache) => self.key(&version(renderers)?).map(|key| (cache, key)),
            None => None,
        };
        if let Some(text) = kept.as_ref().and_then(|(cache, key)| cache.get(key)) {
            return Ok(text);
        }
        let text = renderers.helm.clone().with(self.arguments()).run(renderers.limits)?;
        if let Some((cache, key)) = kept {
            cache.put(&key, &text);
        }
        Ok(text)
    }

    /// Flags before `--`: a name or path may begin with a hyphen.
    fn arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["template".into()];
        for file in &self.values {
            arguments.push("--values".into());
            arguments.push(unsplit(file));
        }
        arguments.extend(self.flags().into_iter().map(OsString::from));
        arguments.extend(["--".into(), OsString::from(&self.release), self.chart.clone().into_os_string()]);
        arguments
    }

    fn flags(&self) -> Vec<String> {
        let mut flags = vec![format!("--namespace={}", self.namespace)];
        flags.extend(self.set.iter().map(|set| format!("--set={set}")));
        flags.extend(self.kube_version.iter().map(|version| format!("--kube-version={version}")));
        flags.extend(self.api_versions.iter().map(|version| format!("--api-versions={version}")));
        if self.include_crds {
            flags.push("--include-crds".to_owned());
        }
        flags
    }

    /// Everything that the text depends on; `None` where that cannot be read here.
    fn key(&self, version: &str) -> Option<String> {
        let mut key = KeyBuilder::default();
        for part in [version, &self.release].into_iter().chain(self.flags().iter().map(String::as_str)) {
            key.add(part.as_bytes());
        }
        key.add(b"values");
        for file in &self.values {
            key.add(&std::fs::read(file).ok()?);
        }
        key.add(b"chart");
        if self.chart.is_file() {
            key.add(&std::fs::read(&self.chart).ok()?);
        }
        for (name, path) in tree(&self.chart).ok()? {
            key.add(name.as_os_str().as_encoded_bytes());
            key.add(&std::fs::read(path).ok()?);
        }
        Some(key.finish())
    }
}

/// helm takes the value for a line of CSV: a comma would make two files of one.
fn unsplit(file: &Path) -> OsString {
    match file.to_str() {
        Some(text) if text.contains([',', '"']) => format!("\"{}\"", text.replace('"', "\"\"")).into(),
        _ => file.into(),
    }
}

/// helm's default would be `release-name`; many charts leave a prefix away where release and chart have one name. A
/// release's name is stricter than a chart's.
fn release_name(chart: &Path) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = ChartFacts::of(chart).name.chars().map(allowed).take(53).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "release-name".to_owned() } else { name.to_owned() }
}

/// All files of a chart folder, relative and as found, sorted; links are followed as helm does, `.git` is left out.
pub(super) fn tree(chart: &Path) -> std::io::Result<Vec<(PathBuf, PathBuf)>> {
    let mut files = Vec::new();
    if !chart.is_dir() {
        return Ok(files);
    }
    for entry in ignore::WalkBuilder::new(chart).standard_filters(false).follow_links(true).build() {
        let entry = entry.map_err(std::io::Error::other)?;
        let Ok(relative) = entry.path().strip_prefix(chart) else { continue };
        if entry.path().is_file() && !relative.starts_with(".git") {
            files.push((relative.to_owned(), entry.path().to_owned()));
        }
    }
    files.sort();
    Ok(files)
}

/// helm's version, asked once for each program.
fn version(renderers: &Renderers) -> Result<Arc<str>, CommandError> {
    static KNOWN: LazyLock<Mutex<HashMap<Program, Arc<str>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(version) = known.get(&renderers.helm) {
        return Ok(Arc::clone(version));
    }
    let text = renderers.helm.clone().with(["version", "--short"]).run(renderers.limits)?;
    let version: Arc<str> = Arc::from(text.trim());
    known.insert(renderers.helm.clone(), Arc::clone(&version));
    Ok(version)
}

/// What to do about a failure.
pub(super) fn help(error: &CommandError, chart: &Path) -> String {
    let chart = chart.display();
    match error {
        CommandError::Missing(_) => {
            "install helm, or name it with TIDEGATE_HELM; or render the chart elsewhere and check the result".to_owned()
        }
        CommandError::Start(..) | CommandError::NotText(_) => "see whether this is helm, and whether it may be run".to_owned(),
        CommandError::TimedOut { .. } | CommandError::TooMuch { .. } => {
            format!("see whether `helm template {chart}` ends by hand; a template may loop")
        }
        CommandError::Failed { words } if words.contains("checking for chart dependencies") => {
            format!("fetch the charts it depends on: helm dependency build {chart}")
        }
        CommandError::Failed { words } if words.contains("incompatible with Kubernetes") => {
            "name the cluster's version with --kube-version".to_owned()
        }
        CommandError::Failed { words } if values::blames_schema(words) => {
            "correct the values: the findings of schema/valid and schema/unknown-field name file and line where those are \
             known; what is missing can be given with -f, --set or --values-matrix"
                .to_owned()
        }
        CommandError::Failed { words } if words.contains("executing \"") || words.contains("execution error at") => {
            "if a value is missing, give it with -f, --set or --values-matrix; a chart's own ci/*-values.yaml are used too"
                .to_owned()
        }
        CommandError::Failed { .. } => format!("mend the chart until `helm template {chart}` succeeds"),
    }
}
