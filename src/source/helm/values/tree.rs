//! A chart folder and the chart folders in it, as far as values are concerned: defaults, schemas, who takes part.

use std::path::Path as FilePath;
use std::sync::Arc;

use serde_json::{Map, Value as Json};
use serde_yaml::{Mapping, Value as Yaml};

use super::super::super::load::read_bounded;
use super::super::super::scope::name_of;
use super::super::super::{Document, Limits, SourceFile};
use super::{LONGEST, ValuesSchema, coalesce, mapping, values_file, without_content};
use crate::finding::{Path, Step};

/// Charts within charts go no deeper than this here.
const DEEPEST: usize = 8;

const SCHEMA: &str = "values.schema.json";

/// A chart, under the name by which the chart around it knows it.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    pub(super) name: String,
    /// The charts in it.
    pub(super) inner: Vec<Chart>,
    /// Of its `values.yaml`; at least one.
    defaults: Vec<Document>,
    schema: Option<Arc<SourceFile>>,
    /// What switches it on and off.
    condition: String,
    tags: Vec<String>,
    /// Something that gives values is not read here.
    guessed: bool,
}

/// What a chart says of one that it uses.
#[derive(Debug, Default)]
struct Dependency {
    name: String,
    alias: Option<String>,
    condition: String,
    tags: Vec<String>,
    imports: bool,
}

/// Whether a chart folder, or one in it, has a schema for values.
pub(super) fn has_schema(chart: &FilePath) -> bool {
    fn any(chart: &FilePath, depth: usize) -> bool {
        chart.join(SCHEMA).is_file()
            || (depth < DEEPEST && folders(chart).iter().any(|inner| any(inner, depth + 1)))
    }
    any(chart, 0)
}

impl Chart {
    /// Reads a chart folder; `None` where helm could not merge its values.
    pub(super) fn read(folder: &FilePath) -> Option<Self> {
        Self::read_to(folder, 0)
    }

    fn read_to(folder: &FilePath, depth: usize) -> Option<Self> {
        let facts = yaml(&folder.join("Chart.yaml"))?;
        let path = folder.join("values.yaml");
        let defaults = if path.exists() {
            values_file(&path)?
        } else {
            vec![without_content(SourceFile::from_text(name_of(&path), ""))]
        };
        defaults.iter().try_for_each(|document| mapping(document).map(drop))?;
        let mut chart = Self {
            name: facts.get("name").and_then(Yaml::as_str).unwrap_or_default().to_owned(),
            inner: Vec::new(),
            defaults,
            schema: schema(&folder.join(SCHEMA)),
            condition: String::new(),
            tags: Vec::new(),
            guessed: depth == DEEPEST,
        };
        if depth < DEEPEST {
            let mut dependencies = dependencies(&facts);
            dependencies.extend(dependencies_of_old(folder));
            let found: Vec<Self> =
                folders(folder).iter().map(|inner| Self::read_to(inner, depth + 1)).collect::<Option<_>>()?;
            chart.take(found, &dependencies);
        }
        Some(chart)
    }

    /// Each use of a chart is one of its own, under the name of that use.
    fn take(&mut self, found: Vec<Self>, dependencies: &[Dependency]) {
        for dependency in dependencies {
            let used = found.iter().find(|chart| chart.name == dependency.name);
            self.guessed |= dependency.imports || used.is_none();
            if let Some(used) = used {
                self.inner.push(Self {
                    name: dependency.alias.clone().unwrap_or_else(|| used.name.clone()),
                    condition: dependency.condition.clone(),
                    tags: dependency.tags.clone(),
                    ..used.clone()
                });
            }
        }
        let is_named = |chart: &Self| dependencies.iter().any(|dependency| dependency.name == chart.name);
        self.inner.extend(found.into_iter().filter(|chart| !is_named(chart)));
    }

    /// What `values.yaml` says.
    pub(super) fn defaults(&self) -> Map<String, Json> {
        let mut all = Map::new();
        for members in self.defaults.iter().filter_map(mapping) {
            coalesce::overlay(&mut all, members);
        }
        all
    }

    /// Without the charts in it that tags or conditions switch off.
    pub(super) fn enabled(&self, given: &Map<String, Json>) -> Self {
        let values = coalesce::coalesce(self, given.clone());
        let mut chart = self.clone();
        chart.switch(&values, &mut Vec::new());
        chart
    }

    fn switch(&mut self, values: &Map<String, Json>, at: &mut Vec<String>) {
        self.inner.retain(|inner| inner.is_on(values, at));
        for inner in &mut self.inner {
            at.push(inner.name.clone());
            inner.switch(values, at);
            at.pop();
        }
    }

    /// A condition, where it has a value, comes before tags.
    fn is_on(&self, values: &Map<String, Json>, at: &[String]) -> bool {
        let switch = |condition: &str| {
            let keys = at.iter().map(String::as_str).chain(condition.split('.'));
            let mut keys = keys.map(str::to_owned);
            let first = keys.next().and_then(|key| values.get(&key));
            keys.try_fold(first?, |node, key| node.get(&key))?.as_bool()
        };
        let tag = |tag: &String| values.get("tags")?.get(tag)?.as_bool();
        let tags: Vec<bool> = self.tags.iter().filter_map(tag).collect();
        let mut conditions = self.condition.trim().split(',').filter(|condition| !condition.is_empty());
        conditions.find_map(switch).unwrap_or(tags.is_empty() || tags.contains(&true))
    }

    /// Whether helm may know of values that are not read here.
    pub(super) fn is_guessed(&self) -> bool {
        self.guessed || self.inner.iter().any(Self::is_guessed)
    }

    /// The schemas of the chart and of those in it, with the values that each is for.
    pub(super) fn schemas(&self, values: &Map<String, Json>, at: &Path, schemas: &mut Vec<ValuesSchema>) {
        if let Some(file) = &self.schema {
            let values = Json::Object(values.clone());
            schemas.push(ValuesSchema { file: Arc::clone(file), at: at.clone(), values });
        }
        for inner in &self.inner {
            if let Some(Json::Object(values)) = values.get(&inner.name) {
                inner.schemas(values, &below(at, &inner.name), schemas);
            }
        }
    }

    /// The documents of its defaults and of those in it, what counts more first, with the place of their root.
    pub(super) fn layers(&self, at: &Path, layers: &mut Vec<(Document, Path)>) {
        layers.extend(self.defaults.iter().rev().map(|document| (document.clone(), at.clone())));
        for inner in &self.inner {
            inner.layers(&below(at, &inner.name), layers);
        }
    }
}

fn below(at: &Path, name: &str) -> Path {
    let mut path = at.clone();
    path.push(Step::Key(Arc::from(name)));
    path
}

/// A schema that is too long or no text stays one, to be told of.
fn schema(path: &FilePath) -> Option<Arc<SourceFile>> {
    let limits = Limits { bytes: LONGEST, ..Limits::default() };
    let bytes = read_bounded(path, limits.bytes).ok()?;
    Some(SourceFile::from_bytes(name_of(path), &bytes, &limits))
}

/// The chart folders in `charts/`, sorted.
fn folders(chart: &FilePath) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(chart.join("charts")) else { return Vec::new() };
    let is_hidden = |path: &FilePath| {
        path.file_name().and_then(|name| name.to_str()).is_none_or(|name| name.starts_with(['_', '.']))
    };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut folders: Vec<_> =
        paths.filter(|path| !is_hidden(path) && path.join("Chart.yaml").is_file()).collect();
    folders.sort();
    folders
}

fn yaml(path: &FilePath) -> Option<Mapping> {
    let bytes = read_bounded(path, LONGEST).ok()?;
    serde_yaml::from_slice(&bytes).ok()
}

/// Charts of the first generation name what they use in a file of its own.
fn dependencies_of_old(folder: &FilePath) -> Vec<Dependency> {
    yaml(&folder.join("requirements.yaml")).map(|content| dependencies(&content)).unwrap_or_default()
}

fn dependencies(content: &Mapping) -> Vec<Dependency> {
    let text = |map: &Mapping, key: &str| map.get(key).and_then(Yaml::as_str).map(str::to_owned);
    let one = |map: &Mapping| Dependency {
        name: text(map, "name").unwrap_or_default(),
        alias: text(map, "alias").filter(|alias| !alias.is_empty()),
        condition: text(map, "condition").unwrap_or_default(),
        tags: map
            .get("tags")
            .and_then(Yaml::as_sequence)
            .into_iter()
            .flatten()
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect(),
        imports: map.contains_key("import-values"),
    };
    let listed = content.get("dependencies").and_then(Yaml::as_sequence);
    listed.into_iter().flatten().filter_map(Yaml::as_mapping).map(one).collect()
}
