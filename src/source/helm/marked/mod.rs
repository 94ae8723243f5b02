//! From which line of a template a rendered line comes, found by rendering a copy of the chart with a mark at the end of
//! its lines.
//!
//! A line is given where all of this holds, and only there:
//!
//! - the rendered line carries the mark of the template line ([`prove`]), in a document that the marks left as it was
//!   but for themselves;
//! - the rendered line begins as the template line begins, and its literal texts follow each other as they stand there
//!   ([`lines`]);
//! - no mark can have turned a decision of a template ([`flow`]).
//!
//! A helper's own line is given where its literal text is written. What an action makes of several lines (`toYaml`, a
//! value of several lines) has no line, but for its last, which the action's own line ends. Text of packed subcharts and
//! of files that `.Files.Get` reads has none either. Files of `crds/` are no templates: helm copies them, so their lines
//! are told by comparing.
//!
//! Nothing is rendered until a line is asked for. Not here: finding the node that a rendered line belongs to.

mod flow;
mod lexer;
mod lines;
mod prove;
pub(in crate::source) mod recorded;
mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::{ChartFacts, Render};
use crate::finding::TemplateSite;
use crate::source::SourceFile;
use crate::source::request::Request;
use recorded::ChartFinder;

/// The templates of one render.
#[derive(Debug)]
pub(in crate::source) struct TemplateMap {
    file: Arc<SourceFile>,
    origin: Origin,
    /// First line and template of each document.
    blocks: OnceLock<BTreeMap<u32, Arc<str>>>,
    known: OnceLock<Known>,
}

/// Where a render comes from.
#[derive(Debug)]
pub(in crate::source) enum Origin {
    /// Made in this run.
    Made(Box<Render>, Arc<Request>),
    /// A file at a path.
    Recorded(PathBuf, Arc<Request>, Arc<ChartFinder>),
}

#[derive(Debug, Default)]
struct Known {
    chart: Option<PathBuf>,
    sites: search::Sites,
}

impl TemplateMap {
    pub(in crate::source) fn new(file: Arc<SourceFile>, origin: Origin) -> Self {
        Self { file, origin, blocks: OnceLock::new(), known: OnceLock::new() }
    }

    /// The render.
    pub(in crate::source) fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// The template of a line of the render, counted from 1: a path that can be opened where the chart is at hand, else
    /// as helm names it; with its line where that is proven. `None` for lines under no `# Source:` comment.
    ///
    /// The first call may render the chart several times; other calls at the same time wait for it.
    pub(in crate::source) fn site(&self, rendered_line: u32) -> Option<TemplateSite> {
        let known = self.known.get_or_init(|| self.know());
        // Without a chart the document's own `# Source:` comment says all there is to say.
        let chart = known.chart.as_ref()?;
        let source = self.source(rendered_line)?;
        if let Some((file, line)) = known.sites.get(&rendered_line) {
            return Some(TemplateSite { file: shown(&chart.join(file)), line: Some(*line) });
        }
        let file = template_file(chart, &source).map_or(source, |file| shown(&file));
        Some(TemplateSite { file, line: None })
    }

    fn source(&self, line: u32) -> Option<Arc<str>> {
        let blocks = self.blocks.get_or_init(|| {
            let blocks = prove::blocks(self.file.text());
            blocks.into_iter().map(|block| (block.first, Arc::from(block.source))).collect()
        });
        blocks.range(..=line).next_back().map(|(_, source)| Arc::clone(source))
    }

    fn know(&self) -> Known {
        let text = self.file.text();
        let (chart, mut sites) = match &self.origin {
            Origin::Made(render, request) => {
                // A packed chart has no templates that can be opened.
                let chart = render.chart.is_dir().then(|| render.chart.clone());
                (chart, search::sites(render, text, &request.renderers).unwrap_or_default())
            }
            Origin::Recorded(path, request, finder) => {
                let chart = recorded::chart_of(text, path, request, finder);
                let sites = chart.as_ref().map(|chart| recorded::sites(text, chart, path, request));
                (chart, sites.unwrap_or_default())
            }
        };
        if let Some(chart) = &chart {
            sites.extend(copied(chart, text));
        }
        Known { chart, sites }
    }
}

/// The lines of files that helm copies as they are.
fn copied(chart: &Path, render: &str) -> search::Sites {
    let mut sites = search::Sites::new();
    for block in prove::blocks(render).iter().filter(|block| block.source.contains("/crds/")) {
        let Some(file) = template_file(chart, block.source) else { continue };
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let same = block.lines.iter().copied().eq(prove::lines(&text).take(block.lines.len()));
        if let (true, Ok(relative)) = (same, file.strip_prefix(chart)) {
            let lines = (block.first..).zip(1..).take(block.lines.len());
            sites.extend(lines.map(|(rendered, line)| (rendered, (relative.to_owned(), line))));
        }
    }
    sites
}

fn shown(path: &Path) -> Arc<str> {
    Arc::from(path.to_string_lossy())
}

/// The file that a `# Source:` comment names: `chart/charts/sub/templates/x.yaml`, where folders of subcharts may have
/// other names than the subcharts.
fn template_file(chart: &Path, source: &str) -> Option<PathBuf> {
    let mut rest = source.split_once('/')?.1;
    let mut folder = chart.to_owned();
    while let Some((name, inner)) = rest.strip_prefix("charts/").and_then(|rest| rest.split_once('/')) {
        folder = subchart(&folder, name)?;
        rest = inner;
    }
    let file = folder.join(rest);
    file.is_file().then_some(file)
}

fn subchart(chart: &Path, name: &str) -> Option<PathBuf> {
    let facts = ChartFacts::of(chart);
    let real = facts.aliases.iter().find(|(alias, _)| alias == name).map_or(name, |(_, name)| name);
    let direct = chart.join("charts").join(real);
    if ChartFacts::of(&direct).name == real {
        return Some(direct);
    }
    let entries = std::fs::read_dir(chart.join("charts")).ok()?;
    let mut folders: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    folders.sort();
    folders.into_iter().find(|folder| ChartFacts::of(folder).name == real)
}
