//! A request's scopes in order, and loading one: reading its files, rendering its charts and kustomizations.
//!
//! Three ways in which users will break it, and what it answers:
//!
//! 1. *A path that is not there, or a values file*: an error that names it, before anything is read. A file, folder or
//!    link that a walk meets and cannot read is one unreadable entry of its scope; the rest is read.
//! 2. *The same manifest twice* (a base and its overlays, a chart's `templates/`, a link to a folder, one path named
//!    twice): what a chart or kustomization is made of is read as part of it only; a folder reached twice is read once.
//! 3. *Nothing to check* (an ignored folder, a library chart): the scope is there and empty, what was passed over is
//!    named; an empty result is the caller's to report.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::command::CommandError;
use super::discover::{self, IgnoreGlobs, PlanError, Skipped, plain};
use super::helm::marked::recorded::ChartFinder;
use super::helm::marked::{Origin, TemplateMap};
use super::helm::{self, ChartFacts, Render, values_matrix};
use super::request::{Request, ScopeMode, ValuesSet};
use super::{Document, Format, Read, SourceFile, Unreadable, kustomize, read};
use crate::finding::TemplateSite;

/// All scopes of a request.
#[derive(Debug)]
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
    inputs: Vec<Input>,
    request: Arc<Request>,
    finder: Arc<ChartFinder>,
}

/// A part of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Input {
    Stdin,
    File(PathBuf),
    /// What could not be looked at, and why.
    Broken(PathBuf, String),
    Chart(PathBuf, Option<ValuesSet>),
    Kustomization(PathBuf),
}

/// A chart or kustomization that could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrendered {
    /// The chart or kustomization.
    pub path: Arc<str>,
    /// What should have rendered it.
    pub program: Arc<str>,
    /// What went wrong, in the program's words where it has any.
    pub words: String,
    /// What to do about it.
    pub help: String,
}

/// One scope with its documents.
#[derive(Debug)]
pub struct LoadedScope {
    /// As planned.
    pub name: Arc<str>,
    /// Of objects that name none.
    pub namespace: Arc<str>,
    /// In order of source and position.
    pub reads: Vec<Read>,
    /// Charts and kustomizations that could not be rendered.
    pub unrendered: Vec<Unrendered>,
    maps: Vec<TemplateMap>,
}

impl LoadedScope {
    /// The template of a line of a document, counted from 1 in the document's file; `None` for what is no Helm render.
    /// May render the chart once more.
    pub fn template_site(&self, document: &Document, line: u32) -> Option<TemplateSite> {
        self.template_of(&document.file, line)
    }

    /// As [`Self::template_site`], for a place that could not be read.
    pub fn template_of(&self, file: &Arc<SourceFile>, line: u32) -> Option<TemplateSite> {
        self.maps.iter().find(|map| Arc::ptr_eq(map.file(), file))?.site(line)
    }
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
        let scope = |name: &str, inputs: Vec<Input>| ScopePlan {
            name: Arc::from(name),
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
            return Plan { scopes: vec![scope(name, inputs.collect())], skipped };
        }
        let mut scopes = Vec::new();
        for (argument, parts) in self.parts {
            if request.scope == ScopeMode::Path || parts.is_empty() {
                scopes.push(scope(&argument, parts.into_iter().map(|(_, input)| input).collect()));
                continue;
            }
            // The files of the argument itself come first: no path below it sorts before it.
            for (name, inputs) in grouped(parts, &argument) {
                scopes.push(scope(&name, inputs));
            }
        }
        Plan { scopes, skipped }
    }
}

/// Puts inputs of one scope together, in order of path and, for a chart, of its sets.
fn grouped(parts: Vec<(String, Input)>, argument: &str) -> Vec<(String, Vec<Input>)> {
    let mut groups: Vec<(String, Vec<Input>)> = Vec::new();
    for (name, input) in parts {
        match groups.iter_mut().find(|(other, _)| *other == name) {
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

fn name_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Reads or renders one scope. Scopes may be loaded at the same time.
pub fn load(plan: &ScopePlan) -> LoadedScope {
    let mut scope = LoadedScope {
        name: Arc::clone(&plan.name),
        namespace: namespace(plan),
        reads: Vec::new(),
        unrendered: Vec::new(),
        maps: Vec::new(),
    };
    for input in &plan.inputs {
        scope.add(plan, input);
    }
    scope
}

/// The user's, else the kustomization's or the release's, else `default`.
fn namespace(plan: &ScopePlan) -> Arc<str> {
    let of_input = |input: &Input| match input {
        Input::Kustomization(folder) => kustomize::namespace(folder),
        Input::Chart(..) => {
            std::env::var("HELM_NAMESPACE").ok().filter(|name| !name.is_empty()).map(Arc::from)
        }
        _ => None,
    };
    let given = plan.request.namespace.clone();
    given.or_else(|| plan.inputs.iter().find_map(of_input)).unwrap_or_else(|| Arc::from("default"))
}

impl LoadedScope {
    fn add(&mut self, plan: &ScopePlan, input: &Input) {
        let limits = &plan.request.limits;
        match input {
            Input::Stdin => {
                let name = plan.request.stdin_filename.as_deref();
                let shown = name.map_or_else(|| "<stdin>".to_owned(), name_of);
                let mut bytes = Vec::new();
                let all = std::io::stdin().lock().take(limits.bytes as u64 + 1).read_to_end(&mut bytes);
                let record = name.unwrap_or(Path::new("stdin"));
                self.add_bytes(plan, (&shown, record), all.map(|_| bytes));
            }
            Input::File(path) => {
                self.add_bytes(plan, (&name_of(path), path), read_bounded(path, limits.bytes));
            }
            Input::Broken(path, why) => self.refuse(&name_of(path), why.clone()),
            Input::Chart(chart, set) => self.add_chart(plan, chart, set.as_ref()),
            Input::Kustomization(folder) => self.add_kustomization(plan, folder),
        }
    }

    fn add_bytes(&mut self, plan: &ScopePlan, (name, path): (&str, &Path), bytes: std::io::Result<Vec<u8>>) {
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => return self.refuse(name, error.to_string()),
        };
        let file = SourceFile::from_bytes(name, &bytes, &plan.request.limits);
        self.reads.extend(read(&file, Format::of(name).unwrap_or(Format::Yaml), &plan.request.limits));
        if self.reads.iter().any(|read| is_from_template(read, &file)) {
            let origin =
                Origin::Recorded(path.to_owned(), Arc::clone(&plan.request), Arc::clone(&plan.finder));
            self.maps.push(TemplateMap::new(file, origin));
        }
    }

    fn refuse(&mut self, name: &str, message: String) {
        self.reads.push(Read::Unreadable(Unreadable {
            file: SourceFile::from_text(name, ""),
            span: None,
            message,
            help: "make it readable, or leave it out".to_owned(),
            template: None,
        }));
    }

    fn add_chart(&mut self, plan: &ScopePlan, chart: &Path, set: Option<&ValuesSet>) {
        let request = &plan.request;
        let render = Render::of(chart, set, &request.helm, Arc::clone(&self.namespace));
        match render.text(&request.renderers) {
            Ok(text) => {
                let file = self.add_render(plan, chart, &text);
                let origin = Origin::Made(Box::new(render), Arc::clone(request));
                self.maps.push(TemplateMap::new(file, origin));
            }
            Err(error) => {
                let help = helm::help(&error, chart);
                self.add_unrendered(chart, request.renderers.helm.name(), &error, help);
            }
        }
    }

    fn add_kustomization(&mut self, plan: &ScopePlan, folder: &Path) {
        let renderers = &plan.request.renderers;
        match kustomize::build(folder, renderers) {
            Ok(text) => drop(self.add_render(plan, folder, &text)),
            Err(error) => {
                let help = kustomize::help(&error).to_owned();
                self.add_unrendered(folder, renderers.kustomize.name(), &error, help);
            }
        }
    }

    fn add_render(&mut self, plan: &ScopePlan, from: &Path, text: &str) -> Arc<SourceFile> {
        let file = SourceFile::from_bytes(name_of(from), text.as_bytes(), &plan.request.limits);
        self.reads.extend(read(&file, Format::Yaml, &plan.request.limits));
        file
    }

    fn add_unrendered(&mut self, path: &Path, program: String, error: &CommandError, help: String) {
        let words = error.to_string();
        self.unrendered.push(Unrendered {
            path: Arc::from(name_of(path)),
            program: Arc::from(program),
            words,
            help,
        });
    }
}

fn is_from_template(read: &Read, file: &Arc<SourceFile>) -> bool {
    match read {
        Read::Document(document) => document.template.is_some() && Arc::ptr_eq(&document.file, file),
        Read::Unreadable(place) => place.template.is_some() && Arc::ptr_eq(&place.file, file),
    }
}

/// One byte more than the limit, so that the reader sees that there is more.
fn read_bounded(path: &Path, limit: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
