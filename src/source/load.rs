//! Loading a scope: reading its files, rendering its charts and kustomizations. What fails is part of the scope; nothing
//! here ends a run.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::helm::marked::{Origin, TemplateMap};
use super::helm::values::{self, ChartValues};
use super::helm::{self, ChartFacts, Render};
use super::request::ValuesSet;
use super::scope::{Input, ScopePlan, name_of};
use super::{Document, Format, Limits, Read, SourceFile, Unreadable, kustomize, read, read_bytes};
use crate::finding::TemplateSite;

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
    /// Values of charts that did not render, where a schema may be the reason.
    pub values: Vec<ChartValues>,
    /// `kubeVersion` of the chart, where it has one.
    pub kube_constraint: Option<Arc<str>>,
    /// Folders of charts with definitions that helm installs before the rest.
    definitions: Vec<PathBuf>,
    maps: Vec<TemplateMap>,
}

impl LoadedScope {
    /// The template of a line of a document, counted from 1 in the document's file; `None` for what is no Helm render.
    /// May render the chart once more.
    pub fn template_site(&self, document: &Document, line: u32) -> Option<TemplateSite> {
        let without_line =
            || document.template.as_ref().map(|file| TemplateSite { file: Arc::clone(file), line: None });
        self.template_of(&document.file, line).or_else(without_line)
    }

    /// The definitions of custom kinds that its charts bring, read when they are asked for. What cannot be read in them is
    /// helm's to complain of.
    pub fn chart_definitions(&self) -> Vec<Document> {
        let limits = Limits::default();
        let files = self.definitions.iter().flat_map(|folder| helm::definition_files(folder));
        let documents = files.flat_map(|path| {
            let bytes = read_bounded(&path, limits.bytes).unwrap_or_default();
            read_bytes(name_of(&path), &bytes, Format::of(&name_of(&path)).unwrap_or(Format::Yaml), &limits)
        });
        documents.filter_map(|read| read.document().cloned()).collect()
    }

    /// Bytes of the texts of its documents.
    pub(super) fn bytes(&self) -> usize {
        let mut files: Vec<_> = self.reads.iter().filter_map(Read::document).map(|read| &read.file).collect();
        files.dedup_by(|one, other| Arc::ptr_eq(one, other));
        files.into_iter().map(|file| file.text().len()).sum()
    }

    /// As [`Self::template_site`], for a place that could not be read.
    pub fn template_of(&self, file: &Arc<SourceFile>, line: u32) -> Option<TemplateSite> {
        self.maps.iter().find(|map| Arc::ptr_eq(map.file(), file))?.site(line)
    }
}

/// Reads or renders one scope. Scopes may be loaded at the same time.
pub fn load(plan: &ScopePlan) -> LoadedScope {
    let namespace = namespace(plan);
    let load_input = |input: &Input| {
        let mut part = Part::default();
        part.add(plan, &namespace, input);
        part
    };
    let parts: Vec<Part> = plan.inputs.par_iter().map(load_input).collect();
    let mut scope = LoadedScope {
        name: Arc::clone(&plan.name),
        namespace,
        reads: Vec::new(),
        unrendered: Vec::new(),
        values: Vec::new(),
        kube_constraint: None,
        definitions: Vec::new(),
        maps: Vec::new(),
    };
    for input in &plan.inputs {
        if let Input::Chart(chart, _) = input {
            scope.kube_constraint = ChartFacts::of(chart).kube_version.map(Arc::from);
            scope.definitions.push(chart.clone());
        }
    }
    for part in parts {
        scope.reads.extend(part.reads);
        scope.unrendered.extend(part.unrendered);
        scope.values.extend(part.values);
        scope.maps.extend(part.map);
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

/// What one input of a scope yields.
#[derive(Default)]
struct Part {
    reads: Vec<Read>,
    unrendered: Option<Unrendered>,
    values: Option<ChartValues>,
    map: Option<TemplateMap>,
}

impl Part {
    fn add(&mut self, plan: &ScopePlan, namespace: &Arc<str>, input: &Input) {
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
            Input::Chart(chart, set) => self.add_chart(plan, namespace, (chart, set.as_ref())),
            Input::Kustomization(folder) => self.add_kustomization(plan, folder),
        }
    }

    fn add_bytes(&mut self, plan: &ScopePlan, (name, path): (&str, &Path), bytes: std::io::Result<Vec<u8>>) {
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => return self.refuse(name, error.to_string()),
        };
        let file = SourceFile::from_bytes(name, &bytes, &plan.request.limits);
        self.reads.extend(read(&file, Format::of_any(name).unwrap_or(Format::Yaml), &plan.request.limits));
        if self.reads.iter().any(is_from_template) {
            let origin =
                Origin::Recorded(path.to_owned(), Arc::clone(&plan.request), Arc::clone(&plan.finder));
            self.map = Some(TemplateMap::new(file, origin));
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

    fn add_chart(
        &mut self,
        plan: &ScopePlan,
        namespace: &Arc<str>,
        (chart, set): (&Path, Option<&ValuesSet>),
    ) {
        let request = &plan.request;
        let render = Render::of(chart, set, &request.helm, Arc::clone(namespace));
        match render.text(&request.renderers) {
            Ok(text) => {
                let file = self.add_render(plan, chart, &text);
                let origin = Origin::Made(Box::new(render), Arc::clone(request));
                self.map = Some(TemplateMap::new(file, origin));
            }
            Err(error) => {
                let help = helm::help(&error, chart);
                let words = values::settled(&error.to_string());
                self.values = ChartValues::read(chart, &render.values, &render.set)
                    .filter(|values| values.is_sure(&words));
                self.add_unrendered(chart, request.renderers.helm.name(), words, help);
            }
        }
    }

    fn add_kustomization(&mut self, plan: &ScopePlan, folder: &Path) {
        let renderers = &plan.request.renderers;
        match kustomize::build(folder, renderers) {
            Ok(text) => drop(self.add_render(plan, folder, &text)),
            Err(error) => {
                let help = kustomize::help(&error).to_owned();
                self.add_unrendered(folder, renderers.kustomize.name(), error.to_string(), help);
            }
        }
    }

    fn add_render(&mut self, plan: &ScopePlan, from: &Path, text: &str) -> Arc<SourceFile> {
        let file = SourceFile::from_bytes(name_of(from), text.as_bytes(), &plan.request.limits);
        self.reads.extend(read(&file, Format::Yaml, &plan.request.limits));
        file
    }

    fn add_unrendered(&mut self, path: &Path, program: String, words: String, help: String) {
        self.unrendered =
            Some(Unrendered { path: Arc::from(name_of(path)), program: Arc::from(program), words, help });
    }
}

fn is_from_template(read: &Read) -> bool {
    match read {
        Read::Document(document) => document.template.is_some(),
        Read::Unreadable(place) => place.template.is_some(),
    }
}

/// One byte more than the limit, so that the reader sees that there is more.
pub(super) fn read_bounded(path: &Path, limit: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
