//! A request's scopes in order. Reading and rendering them is `load`'s.
//!
//! Three ways in which users will break it, and what it answers:
//!
//! 1. *A path that is not there, or a values file*: an error that names it, before anything is read. A file, folder or
//!    link that a walk meets and cannot read is one unreadable entry of its scope; the rest is read.
//! 2. *The same manifest twice* (a base and its overlays, a chart's `templates/`, a link to a folder, one path named
//!    twice): what a chart or kustomization is made of is read as part of it only; a folder reached twice is read once.
//! 3. *Nothing to check* (an ignored folder, a library chart): the scope is there and empty, what was passed over is
//!    named; an empty result is the caller's to report.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::discover::{self, IgnoreGlobs, PlanError, Skipped, plain};
use super::helm::marked::recorded::ChartFinder;
use super::helm::{ChartFacts, values_matrix};
use super::kustomize;
use super::request::{Request, ScopeMode, ValuesSet};

/// All scopes of a request.
#[derive(Debug, Default)]
pub struct Plan {
    /// In the order of the arguments, then of paths.
    pub scopes: Vec<ScopePlan>,
    /// What was met and is not used, by path.
    pub skipped: Vec<Skipped>,
}

/// One scope, not yet read.
#[derive(Debug, Clone)]
pub struct ScopePlan {
    /// The path as the user named or a walk found it; a set of values in parentheses behind it.
    pub name: Arc<str>,
    /// The position of the path argument that it was found under.
    pub argument: usize,
    /// Its name below that argument; empty for the argument itself.
    pub within: Arc<str>,
    pub(super) inputs: Vec<Input>,
    pub(super) request: Arc<Request>,
    pub(super) finder: Arc<ChartFinder>,
}

/// A part of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Stdin,
    File(PathBuf),
    /// What could not be looked at, and why.
    Broken(PathBuf, String),
    Chart(PathBuf, Option<ValuesSet>),
    Kustomization(PathBuf),
}

/// Finds a request's scopes. Reads no more than is needed to tell them apart.
pub fn plan(request: &Request) -> Result<Plan, PlanError> {
    let globs = IgnoreGlobs::new(&request.ignore, &request.ignore_base)?;
    values_matrix::check(&request.helm)?;
    if let Some(chart) = request.chart.as_ref().filter(|chart| !discover::is_chart(chart)) {
        return Err(PlanError::NoChart(chart.display().to_string()));
    }
    let mut planner = Planner { request, globs, parts: Vec::new(), skipped: BTreeSet::new() };
    let mut seen = BTreeSet::new();
    for path in &request.paths {
        if seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())) {
            planner.add_argument(path)?;
        }
    }
    Ok(planner.finish())
}

struct Planner<'a> {
    request: &'a Request,
    globs: IgnoreGlobs,
    /// By argument: names of scopes and what is in them.
    parts: Vec<(String, Vec<(String, Input)>)>,
    skipped: BTreeSet<Skipped>,
}

impl Planner<'_> {
    fn add_argument(&mut self, path: &Path) -> Result<(), PlanError> {
        let argument = name_of(&plain(path));
        if path == Path::new("-") {
            let name = self.request.stdin_filename.as_deref().map_or_else(|| "<stdin>".to_owned(), name_of);
            self.parts.push((name.clone(), vec![(name, Input::Stdin)]));
            return Ok(());
        }
        let data = std::fs::metadata(path);
        if matches!(&data, Err(error) if error.kind() == std::io::ErrorKind::NotFound) {
            return Err(PlanError::MissingPath(path.display().to_string()));
        }
        // Any other failure is met again where it is read.
        let is_dir = data.is_ok_and(|data| data.is_dir());
        let path = plain(path);
        let parts = if discover::is_chart(&path) || (!is_dir && discover::is_packed_chart(&path)) {
            self.chart(&path)
        } else if is_dir {
            self.folder(&path, &argument)
        } else {
            vec![(argument.clone(), Input::File(path))]
        };
        self.parts.push((argument, parts));
        Ok(())
    }

    fn chart(&mut self, chart: &Path) -> Vec<(String, Input)> {
        if ChartFacts::of(chart).library {
            let why = "a library chart: it renders nothing by itself".to_owned();
            self.skipped.insert(Skipped { path: chart.to_owned(), why });
            return Vec::new();
        }
        let name = name_of(chart);
        let sets = values_matrix::sets_of(chart, &self.request.helm);
        let named = |set: Option<ValuesSet>| {
            let scope = set.as_ref().map_or_else(|| name.clone(), |set| format!("{name} ({})", set.name));
            (scope, Input::Chart(chart.to_owned(), set))
        };
        sets.into_iter().map(named).collect()
    }

    fn folder(&mut self, folder: &Path, argument: &str) -> Vec<(String, Input)> {
        let mut found = discover::walk(folder, &self.globs);
        kustomize::settle(&mut found, folder);
        self.skipped.extend(found.skipped);
        let mut parts: Vec<(String, Input)> = Vec::new();
        let both = found.kustomizations.iter().any(|built| built == folder);
        let together = if both { format!("{argument} (other files)") } else { argument.to_owned() };
        for file in found.files {
            let apart = self.request.scope == ScopeMode::File || discover::is_recorded_render(&file);
            let scope = if apart { name_of(&file) } else { together.clone() };
            parts.push((scope, Input::File(file)));
        }
        for (path, why) in found.broken {
            parts.push((together.clone(), Input::Broken(path, why)));
        }
        for folder in found.kustomizations {
            parts.push((name_of(&folder), Input::Kustomization(folder)));
        }
        for chart in found.charts {
            parts.extend(self.chart(&chart));
        }
        parts
    }

    fn finish(self) -> Plan {
        let request = Arc::new(self.request.clone());
        let finder = Arc::new(ChartFinder::default());
        let scope = |(at, argument): (usize, &str), name: &str, inputs: Vec<Input>| ScopePlan {
            name: Arc::from(name),
            argument: at,
            within: Arc::from(name.strip_prefix(argument).unwrap_or(name).trim_start_matches('/')),
            inputs,
            request: Arc::clone(&request),
            finder: Arc::clone(&finder),
        };
        let skipped = self.skipped.into_iter().collect();
        if request.scope == ScopeMode::Run {
            let names: Vec<&str> = self.parts.iter().map(|(name, _)| name.as_str()).collect();
            let name = if let [one] = names.as_slice() { *one } else { "all paths" };
            let inputs =
                self.parts.iter().flat_map(|(_, parts)| parts.iter().map(|(_, input)| input.clone()));
            return Plan { scopes: vec![scope((0, name), name, inputs.collect())], skipped };
        }
        let mut scopes = Vec::new();
        for (at, (argument, parts)) in self.parts.into_iter().enumerate() {
            let of = (at, argument.as_str());
            if request.scope == ScopeMode::Path || parts.is_empty() {
                scopes.push(scope(of, &argument, parts.into_iter().map(|(_, input)| input).collect()));
                continue;
            }
            // The files of the argument itself come first: no path below it sorts before it.
            for (name, inputs) in grouped(parts, &argument) {
                scopes.push(scope(of, &name, inputs));
            }
        }
        Plan { scopes, skipped }
    }
}

/// Puts inputs of one scope together, in order of path and, for a chart, of its sets.
fn grouped(parts: Vec<(String, Input)>, argument: &str) -> Vec<(String, Vec<Input>)> {
    let mut groups: Vec<(String, Vec<Input>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (name, input) in parts {
        let at = *known.entry(name.clone()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, inputs)) => inputs.push(input),
            None => groups.push((name, vec![input])),
        }
    }
    let key = |inputs: &[Input]| match inputs.first() {
        Some(
            Input::Chart(path, _) | Input::Kustomization(path) | Input::File(path) | Input::Broken(path, _),
        ) => path.clone(),
        _ => PathBuf::new(),
    };
    groups.sort_by_cached_key(|(name, inputs)| (name != argument, key(inputs)));
    groups
}

/// A path as it is shown.
pub(super) fn name_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
