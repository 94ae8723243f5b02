//! What reading yields: documents with positions, and places that could not be read.

use std::path::Path as FilePath;
use std::sync::Arc;

use super::build::Built;
use super::comments::Comment;
use super::spans::Node;
use super::{Limits, SourceFile, SpanIndex, ToolFile, dockerfile, json, procfile, toml, yaml};
use crate::finding::{Excerpt, Path, Span, Step};
use crate::value::{self, Value};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A stream of YAML documents.
    Yaml,
    /// JSON; several texts may follow each other.
    Json,
    /// One JSON text a line.
    JsonLines,
    /// TOML, one document.
    Toml,
    /// A Dockerfile: the list of its instructions.
    Dockerfile,
    /// A Procfile: commands by name.
    Procfile,
}

impl Format {
    /// Every format.
    pub const ALL: &[Self] =
        &[Self::Yaml, Self::Json, Self::JsonLines, Self::Toml, Self::Dockerfile, Self::Procfile];

    /// The format of manifests that a file name stands for; `None` for names that no manifest has.
    pub fn of(name: &str) -> Option<Self> {
        let extension = FilePath::new(name).extension()?.to_str()?;
        match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            _ => None,
        }
    }

    /// The format that a file name stands for, of manifests or of a [`ToolFile`].
    pub fn of_any(name: &str) -> Option<Self> {
        Self::of(name).or_else(|| ToolFile::of_name(name).map(ToolFile::format))
    }
}

/// The node at a path, if there is one.
pub fn node_at<'a>(root: &'a Value, path: &Path) -> Option<&'a Value> {
    path.steps().iter().try_fold(root, |node, step| match step {
        Step::Key(key) => value::get(node, key),
        Step::Index(index) => value::items(node)?.get(usize::try_from(*index).ok()?),
    })
}

/// One document, exactly as written: nulls, Lists and 64-bit integers are kept.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file it stands in.
    pub file: Arc<SourceFile>,
    /// Its number in the file from 0; documents without content are not counted, unreadable ones are.
    pub index: u32,
    /// Its value; aliases and merges are expanded (and shared, not copied).
    pub value: Value,
    /// Where its nodes are.
    pub spans: SpanIndex,
    /// Some member of a mapping is null; without one there is nothing to normalise.
    pub nulls: bool,
    /// The template that helm's `# Source:` comment names.
    pub template: Option<Arc<str>>,
    /// Its `# tidegate:` comments.
    pub comments: Vec<Comment>,
}

impl Document {
    /// The first document of a file, as it was built.
    pub(super) fn built(file: &Arc<SourceFile>, built: Built, comments: Vec<Comment>) -> Self {
        let Built { value, spans, nulls } = built;
        Self { file: Arc::clone(file), index: 0, value, spans, nulls, template: None, comments }
    }

    /// Where to point a person to for the node at `path`: from its key (or the node itself) to the end of the node if
    /// it ends on the same line, else to the end of that line. A path that does not exist gives its nearest parent.
    pub fn locate(&self, path: &Path) -> Span {
        let Some((node, _)) = self.spans.find(path, self.file.text()) else { return self.file.span(0, 0) };
        self.file.span(node.at as usize, self.head_end(node))
    }

    /// From the key (or the node itself) to behind the last character of the node; `None` if there is no such node.
    pub fn extent(&self, path: &Path) -> Option<Span> {
        let (node, taken) = self.spans.find(path, self.file.text())?;
        (taken == path.steps().len()).then(|| self.file.span(node.at as usize, node.end as usize))
    }

    /// The bytes of the node's value in the file's text, without its key; `None` if there is no such node.
    pub fn value_range(&self, path: &Path) -> Option<std::ops::Range<usize>> {
        let (node, taken) = self.spans.find(path, self.file.text())?;
        (taken == path.steps().len()).then_some(node.start as usize..node.end as usize)
    }

    /// The lines to show for the node at `path`.
    pub fn excerpt(&self, path: &Path) -> Excerpt {
        self.file.excerpt(self.locate(path))
    }

    fn head_end(&self, node: Node) -> usize {
        let (at, end) = (node.at as usize, node.end as usize);
        let text = self.file.text();
        // An alias points to its own token, its descendants to the anchor: never end before the beginning.
        let Some(whole) = text.get(at..end) else { return at };
        let Some(line_end) = whole.find(['\n', '\r']) else { return end };
        let line = whole.get(..line_end).unwrap_or(whole);
        let line = line.find(" #").and_then(|comment| line.get(..comment)).unwrap_or(line);
        at + line.trim_end().len()
    }
}

/// A document, or a whole file, that could not be read.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Where reading stopped; `None` where the file as a whole is meant.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The template that helm's `# Source:` comment names.
    pub template: Option<Arc<str>>,
}

impl Unreadable {
    /// The lines to show.
    pub fn excerpt(&self) -> Option<Excerpt> {
        self.span.map(|span| self.file.excerpt(span))
    }
}

/// One document of a file, or its failure.
#[derive(Debug, Clone)]
pub enum Read {
    /// It was read.
    Document(Document),
    /// It was not; what follows it may have been.
    Unreadable(Unreadable),
}

impl Read {
    /// The document, if it was read.
    pub fn document(&self) -> Option<&Document> {
        match self {
            Self::Document(document) => Some(document),
            Self::Unreadable(_) => None,
        }
    }

    /// The failure, if it was not.
    pub fn unreadable(&self) -> Option<&Unreadable> {
        match self {
            Self::Document(_) => None,
            Self::Unreadable(unreadable) => Some(unreadable),
        }
    }
}

/// Reads a file: its documents in order, those without content left out.
///
/// A document that cannot be read is one [`Unreadable`]; everything that can be read beside it is. A `.json` file that is
/// no JSON but YAML is read as YAML, as kubectl does.
pub fn read(file: &Arc<SourceFile>, format: Format, limits: &Limits) -> Vec<Read> {
    if let Some(refusal) = refuse(file, limits) {
        return vec![Read::Unreadable(refusal)];
    }
    match format {
        Format::Yaml => yaml::read(file, limits),
        Format::JsonLines => json::read_lines(file, limits),
        Format::Toml => toml::read(file, limits).into_iter().collect(),
        Format::Dockerfile => dockerfile::read(file, limits).into_iter().collect(),
        Format::Procfile => procfile::read(file, limits).into_iter().collect(),
        Format::Json => json::read(file, limits).unwrap_or_else(|as_json| {
            let as_yaml = yaml::read(file, limits);
            let readable = !as_yaml.is_empty() && as_yaml.iter().all(|read| read.document().is_some());
            if readable { as_yaml } else { as_json }
        }),
    }
}

/// Reads bytes under a name. The same as [`SourceFile::from_bytes`] and [`read`].
pub fn read_bytes(name: impl Into<Arc<str>>, bytes: &[u8], format: Format, limits: &Limits) -> Vec<Read> {
    read(&SourceFile::from_bytes(name, bytes, limits), format, limits)
}

fn refuse(file: &Arc<SourceFile>, limits: &Limits) -> Option<Unreadable> {
    let whole = |message: String, help: &str| Unreadable {
        file: Arc::clone(file),
        span: None,
        message,
        help: help.to_owned(),
        template: None,
    };
    let length = file.oversize().unwrap_or(file.text().len());
    if length > limits.bytes {
        return Some(whole(
            format!("the file has {length} bytes; at most {} are read", limits.bytes),
            "split the file, or leave it out if it is no manifest",
        ));
    }
    file.is_binary().then(|| {
        whole(
            "the file is neither UTF-8 nor UTF-16 text".to_owned(),
            "leave it out if it is no manifest; else save it as UTF-8",
        )
    })
}
