//! The values of a chart as helm merges them, beside the schemas that judge them, and which file wrote what.
//!
//! helm holds every chart's values against its `values.schema.json` before it renders; a chart that rendered fits. So
//! this is asked only where it did not render: to say which line of which file is wrong, which helm does not. Compiling
//! schemas is not done here.
//!
//! Three ways in which users will break it, and what it answers:
//!
//! 1. *Values that cannot be merged here as helm does* (a file behind a URL, a file that is no mapping, `--set` with list
//!    positions): there are none, and what helm said stays the only word on it.
//! 2. *Values that depend on what is not read here* (a packed subchart, `import-values`): they count only where helm
//!    itself blames a schema.
//! 3. *A mistake that several sets share*: it is placed in the file that wrote it, the same for each of them.

mod coalesce;
mod set;
mod tree;

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::super::scope::name_of;
use super::super::{Document, Format, Limits, Read, SourceFile, SpanIndex, node_at, read};
use crate::finding::{Path, Step};
use crate::value::{self, Value};
use tree::Chart;

/// The longest schema and the longest values file that are read, in bytes.
const LONGEST: usize = 4 << 20;

/// The key under which a chart hands values to all charts in it.
const GLOBAL: &str = "global";

/// The merged values of one chart, the files that they come from and the schemas that they have to fit.
#[derive(Debug)]
pub struct ChartValues {
    /// The files' documents. Of what two of them write the earlier one's holds.
    pub documents: Vec<Document>,
    /// The chart's schema and those of the charts in it; at least one.
    pub schemas: Vec<ValuesSchema>,
    /// The values that `--set` gives.
    set: Value,
    /// Where in the values each document's root is.
    roots: Vec<Path>,
    /// Whether helm may merge something else.
    guessed: bool,
}

/// One `values.schema.json`, and the values that it is for.
#[derive(Debug)]
pub struct ValuesSchema {
    /// The file; without a text where it is too long.
    pub file: Arc<SourceFile>,
    /// Where the values are.
    pub at: Path,
    /// The values.
    pub values: Json,
}

/// The place of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenAt {
    /// Position of the document.
    pub document: usize,
    /// Where in the document.
    pub path: Path,
    /// It is not there: the path is that of its nearest parent.
    pub is_parent: bool,
    /// `--set` wrote it over what stands there.
    pub overridden: bool,
}

impl ValuesSchema {
    /// Its text, or why there is none.
    pub fn text(&self) -> Result<&str, String> {
        match self.file.oversize() {
            Some(length) => Err(format!("it has {length} bytes or more; at most {LONGEST} are read")),
            None if self.file.is_binary() => Err("it is neither UTF-8 nor UTF-16 text".to_owned()),
            None => Ok(self.file.text()),
        }
    }
}

impl ChartValues {
    /// Reads and merges. `None` where no schema speaks, or where it cannot be known what helm would merge.
    pub(in crate::source) fn read(chart: &FilePath, files: &[PathBuf], set: &[String]) -> Option<Self> {
        if !tree::has_schema(chart) {
            return None;
        }
        let chart = Chart::read(chart)?;
        let mut given = Map::new();
        let mut layers = Vec::new();
        for file in files {
            let documents = values_file(file)?;
            for document in &documents {
                coalesce::overlay(&mut given, mapping(document)?);
            }
            layers.splice(0..0, documents.into_iter().rev().map(|document| (document, Path::root())));
        }
        let mut written = Map::new();
        set.iter().try_for_each(|text| set::apply(&mut written, text))?;
        coalesce::overlay(&mut given, written.clone());
        let enabled = chart.enabled(&given);
        let values = coalesce::coalesce(&enabled, given);
        let (mut schemas, guessed) = (Vec::new(), enabled.is_guessed());
        enabled.schemas(&values, &Path::root(), &mut schemas);
        enabled.layers(&Path::root(), &mut layers);
        let (documents, roots) = layers.into_iter().unzip();
        let set = value::from_json(Json::Object(written));
        (!schemas.is_empty()).then_some(Self { documents, schemas, set, roots, guessed })
    }

    /// Whether helm is known to merge these same values, or blames their schema in what it says.
    pub(in crate::source) fn is_sure(&self, words: &str) -> bool {
        !self.guessed || blames_schema(words)
    }

    /// Which file wrote the value at `path`.
    pub fn written_at(&self, path: &Path) -> Option<WrittenAt> {
        let ways = ways(path);
        let overridden = ways.iter().any(|way| gives(&self.set, way));
        for way in &ways {
            let found = self.places(way).find(|(_, _, reached)| *reached == way.steps().len());
            if let Some((document, path, _)) = found {
                return Some(WrittenAt { document, path, is_parent: false, overridden });
            }
        }
        // Of equally near parents the first wins, which max_by_key would not give.
        let nearest = self.places(path).rev().max_by_key(|(_, _, reached)| *reached);
        nearest.map(|(document, path, _)| WrittenAt { document, path, is_parent: true, overridden })
    }

    /// For every document that has a part of a path: its position, what it has of the path, and how far that leads.
    fn places(&self, path: &Path) -> impl DoubleEndedIterator<Item = (usize, Path, usize)> {
        let place = |(position, (document, root)): (usize, (&Document, &Path))| {
            let inner = path.steps().strip_prefix(root.steps())?;
            let wanted: Path = inner.iter().cloned().collect();
            let taken = document.spans.find(&wanted, document.file.text()).map_or(0, |(_, taken)| taken);
            let found: Path = inner.iter().take(taken).cloned().collect();
            Some((position, found, root.steps().len() + taken))
        };
        let places: Vec<_> = self.documents.iter().zip(&self.roots).enumerate().filter_map(place).collect();
        places.into_iter()
    }
}

/// Whether helm says that values do not fit a schema.
pub(super) fn blames_schema(words: &str) -> bool {
    words.contains("don't meet the specifications")
}

/// What helm says, the mistakes of each chart in order: helm has them in another one each time.
pub(in crate::source) fn settled(words: &str) -> String {
    let mut chart: Vec<String> = Vec::new();
    let mut settled: Vec<String> = Vec::new();
    for line in words.lines() {
        match chart.last_mut() {
            _ if line.starts_with("- at ") => chart.push(line.to_owned()),
            // Further lines of a mistake.
            Some(last) if line.starts_with(' ') => {
                last.push('\n');
                last.push_str(line);
            }
            _ => {
                chart.sort();
                settled.append(&mut chart);
                settled.push(line.to_owned());
            }
        }
    }
    chart.sort();
    settled.append(&mut chart);
    settled.join("\n")
}

/// Where a value may be written, what counts most first: a chart's globals come before those of the charts in it.
fn ways(path: &Path) -> Vec<Path> {
    let steps = path.steps();
    let is_global = |step: &Step| matches!(step, Step::Key(key) if &**key == GLOBAL);
    let mut ways: Vec<Path> = Vec::new();
    if let Some(at) = steps.iter().position(is_global) {
        let (charts, inner) = steps.split_at(at);
        ways.extend((0..at).map(|count| charts.iter().take(count).chain(inner).cloned().collect()));
    }
    ways.push(path.clone());
    ways
}

/// Whether there is a value at a path that stands for itself: a mapping only adds to what others write.
fn gives(set: &Value, path: &Path) -> bool {
    node_at(set, path).is_some_and(|node| value::object(node).is_none())
}

/// The documents of a values file in order, one without content where it has none; `None` where it cannot be read.
fn values_file(path: &FilePath) -> Option<Vec<Document>> {
    let limits = Limits { bytes: LONGEST, ..Limits::default() };
    let bytes = super::super::load::read_bounded(path, limits.bytes).ok()?;
    let file = SourceFile::from_bytes(name_of(path), &bytes, &limits);
    let reads = read(&file, Format::Yaml, &limits);
    let mut documents: Vec<Document> =
        reads.iter().map(Read::document).map(Option::<&Document>::cloned).collect::<Option<_>>()?;
    if documents.is_empty() {
        documents.push(without_content(file));
    }
    Some(documents)
}

/// A place to point to in a file that says nothing.
fn without_content(file: Arc<SourceFile>) -> Document {
    Document {
        file,
        index: 0,
        value: Value::new_object(),
        spans: SpanIndex::new(&[]),
        nulls: false,
        template: None,
        comments: Vec::new(),
    }
}

/// The values that a document gives; helm takes a mapping, or nothing.
fn mapping(document: &Document) -> Option<Map<String, Json>> {
    match value::to_json(&document.value) {
        Json::Object(members) => Some(members),
        Json::Null => Some(Map::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
