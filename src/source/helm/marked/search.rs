//! Renders marked copies of a chart and gathers what they prove.
//!
//! Most charts take every mark at once. Where marks break a render or spoil a document, they are put into smaller sets
//! and tried again, for a bounded number of times; each render proves by itself what it proves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::super::{ChartFacts, Render, tree};
use super::flow::{Flow, Unmarked};
use super::lexer::pieces;
use super::lines::markable;
use super::prove::{Mark, Marks, Proof, digits, mark, prove};
use crate::source::command::CommandError;
use crate::source::discover::is_packed_chart;
use crate::source::request::Renderers;

/// Renders for one map at most.
const ROUNDS: usize = 20;
/// Longer files that are no templates are not searched for names.
const FOREIGN_BYTES: usize = 1 << 20;

/// Rendered line → template file, relative to the chart, and line.
pub(super) type Sites = BTreeMap<u32, (PathBuf, u32)>;

/// Finds the template lines of what `render` makes, whose text is `text`.
pub(super) fn sites(render: &Render, text: &str, renderers: &Renderers) -> Option<Sites> {
    let sheet = Sheet::of(render)?;
    let copy = Copy::of(&render.chart)?;
    let mut queue = vec![sheet.marks.keys().cloned().collect::<BTreeSet<String>>()];
    let mut proven: BTreeMap<u32, Option<(usize, u32)>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        // The largest first: one bad mark must not keep the others waiting.
        queue.retain(|set| !set.is_empty());
        let Some(largest) = (0..queue.len()).rev().max_by_key(|at| queue.get(*at).map(BTreeSet::len)) else {
            break;
        };
        let set = queue.remove(largest);
        sheet.write(copy.path(), &set)?;
        let attempt = Render { chart: copy.path().to_owned(), ..render.clone() };
        match attempt.text(renderers) {
            Ok(marked) => {
                let proof = prove(text, &marked, &sheet.marks);
                for (line, site) in &proof.lines {
                    // Two renders that prove different things prove nothing.
                    proven
                        .entry(*line)
                        .and_modify(|old| *old = old.filter(|old| old == site))
                        .or_insert(Some(*site));
                }
                queue.extend(sheet.smaller_for_spoilt(&set, &proof));
            }
            Err(CommandError::Failed { words }) => queue.extend(sheet.smaller_for_failed(&set, &words)),
            Err(_) => break,
        }
    }
    let path = |file: usize| sheet.files.get(file).map(|file| file.path.clone());
    Some(proven.into_iter().filter_map(|(line, site)| Some((line, (path(site?.0)?, site?.1)))).collect())
}

/// A template file of the chart.
struct TemplateFile {
    path: PathBuf,
    name: String,
    text: String,
}

/// The chart's templates and where they can be marked.
struct Sheet {
    files: Vec<TemplateFile>,
    marks: Marks,
}

impl Sheet {
    fn of(render: &Render) -> Option<Self> {
        let (mut files, mut flow, mut packed) = (Vec::new(), Flow::default(), false);
        for (relative, path) in tree(&render.chart).ok()? {
            packed |= is_packed_chart(&relative);
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            if is_template(&relative) {
                let name = relative.to_string_lossy().replace('\\', "/");
                files.push(TemplateFile { path: relative, name, text });
            } else if text.len() <= FOREIGN_BYTES {
                flow.add_foreign(&text);
            }
        }
        for values in &render.values {
            flow.add_foreign(&std::fs::read_to_string(values).ok()?);
        }
        render.set.iter().for_each(|set| flow.add_foreign(set));
        let cut: Vec<_> = files.iter().map(|file| pieces(&file.text)).collect();
        for (file, pieces) in files.iter().zip(&cut) {
            flow.add_template(&file.name, &file.text, pieces.as_ref()?);
        }
        let mut unmarked = flow.unmarked();
        if packed {
            unmarked.all_but(&ChartFacts::of(&render.chart).name);
        }
        let marks = files
            .iter()
            .zip(&cut)
            .enumerate()
            .filter(|(_, (file, _))| can_hold_marks(&file.path))
            .flat_map(|(number, (file, pieces))| {
                marks_of(number, file, pieces.as_deref().unwrap_or_default(), &unmarked)
            })
            .collect();
        Some(Self { files, marks })
    }

    /// Writes the templates with these marks into a copy of the chart.
    fn write(&self, copy: &Path, set: &BTreeSet<String>) -> Option<()> {
        let mut by_file: BTreeMap<usize, BTreeMap<usize, &str>> = BTreeMap::new();
        for digits in set {
            let marked = self.marks.get(digits)?;
            by_file.entry(marked.file).or_default().insert(marked.line.at, digits);
        }
        for (number, file) in self.files.iter().enumerate() {
            let (mut text, mut done) = (String::with_capacity(file.text.len()), 0);
            for (at, digits) in by_file.get(&number).into_iter().flatten() {
                text.push_str(file.text.get(done..*at)?);
                text.push_str(&mark(digits));
                done = *at;
            }
            text.push_str(file.text.get(done..)?);
            std::fs::write(copy.join(&file.path), text).ok()?;
        }
        Some(())
    }

    /// helm names the file that it fails on; without the marks in it the others may do.
    fn smaller_for_failed(&self, set: &BTreeSet<String>, words: &str) -> Vec<BTreeSet<String>> {
        let blamed = |digits: &&String| {
            let file = self.marks.get(*digits).and_then(|marked| self.files.get(marked.file));
            file.is_some_and(|file| words.contains(file.name.as_str()))
        };
        let (named, others): (BTreeSet<_>, BTreeSet<_>) = set.iter().partition(blamed);
        let owned = |set: BTreeSet<&String>| set.into_iter().cloned().collect::<BTreeSet<String>>();
        if named.is_empty() || others.is_empty() {
            return self.halves(set);
        }
        let (named, others) = (owned(named), owned(others));
        let mut sets = vec![others];
        sets.extend(self.halves(&named));
        sets
    }

    /// What spoils a document stands in its own template or in a helper.
    fn smaller_for_spoilt(&self, set: &BTreeSet<String>, proof: &Proof) -> Vec<BTreeSet<String>> {
        if proof.spoilt.is_empty() {
            return Vec::new();
        }
        let suspects: BTreeSet<String> = set
            .iter()
            .filter(|digits| {
                let Some(marked) = self.marks.get(*digits) else { return false };
                let name = self.files.get(marked.file).map(|file| file.name.as_str()).unwrap_or_default();
                let near = proof.spoilt.keys().any(|source| source.ends_with(name));
                near || marked.line.define.is_some()
                    || proof.spoilt.values().flatten().any(|seen| seen == *digits)
            })
            .cloned()
            .collect();
        self.halves(&suspects)
    }

    /// Files' own lines apart from named templates; else by file and line.
    fn halves(&self, set: &BTreeSet<String>) -> Vec<BTreeSet<String>> {
        if set.len() < 2 {
            return Vec::new();
        }
        let of_define =
            |digits: &&String| self.marks.get(*digits).is_some_and(|marked| marked.line.define.is_some());
        let (defines, bodies): (Vec<&String>, Vec<&String>) = set.iter().partition(of_define);
        let (left, right) = if defines.is_empty() || bodies.is_empty() {
            let mut all: Vec<&String> = set.iter().collect();
            all.sort_by_key(|digits| self.marks.get(*digits).map(|marked| (marked.file, marked.line.line)));
            let right = all.split_off(all.len() / 2);
            (all, right)
        } else {
            (bodies, defines)
        };
        [left, right].into_iter().map(|half| half.into_iter().cloned().collect()).collect()
    }
}

fn marks_of(
    number: usize,
    file: &TemplateFile,
    pieces: &[super::lexer::Piece],
    unmarked: &Unmarked,
) -> Vec<(String, Mark)> {
    markable(&file.text, pieces)
        .into_iter()
        .filter(|line| unmarked.allows(&file.name, line.define.as_deref()))
        .map(|line| (digits(&file.name, line.line), Mark { file: number, line }))
        .collect()
}

/// `templates/…` of the chart or of a chart in `charts/`.
fn is_template(relative: &Path) -> bool {
    let mut parts = relative.iter().filter_map(|part| part.to_str());
    loop {
        match parts.next() {
            Some("templates") => return true,
            Some("charts") if parts.next().is_some() => {}
            _ => return false,
        }
    }
}

/// Files of other kinds may be JSON, notes or text, where a comment has no place.
fn can_hold_marks(relative: &Path) -> bool {
    let ending = relative.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    matches!(ending, "yaml" | "yml" | "tpl")
}

/// A copy of a chart that goes away with its value.
struct Copy {
    folder: tempfile::TempDir,
}

impl Copy {
    fn of(chart: &Path) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("tidegate-chart-").tempdir().ok()?;
        for (relative, path) in tree(chart).ok()? {
            let to = folder.path().join(relative);
            std::fs::create_dir_all(to.parent()?).ok()?;
            // Contents only: a chart that may not be written to can still be copied.
            std::fs::write(to, std::fs::read(path).ok()?).ok()?;
        }
        Some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}
