//! The chart behind a recorded render, and the values that it was made with.
//!
//! A record names its chart in `# Source:` comments and nothing else. The chart is looked for beside and above the
//! record; release and namespace are read from its text; the values are tried: those the user gave, the chart's
//! defaults, values files beside chart and record, the chart's `ci/` sets. A document of the record takes part where one
//! of these renders repeats it line by line.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::values_matrix::{files_in, own_sets};
use super::super::{ChartFacts, Render};
use super::prove::{Block, blocks, lines};
use super::search::{self, Sites};
use crate::source::Format;
use crate::source::discover::{is_chart, plain};
use crate::source::request::Request;

/// How many renders are tried for one record.
const TRIES: usize = 16;
/// How many folders above a record are looked into.
const LEVELS: usize = 5;
/// How many entries of one folder are looked at.
const ENTRIES: usize = 256;

/// Names of charts and their folders.
type ChartList = Arc<Vec<(String, PathBuf)>>;

/// Finds charts by their names near a file. What a folder holds is looked up once.
#[derive(Debug, Default)]
pub(in crate::source) struct ChartFinder {
    charts: Mutex<HashMap<PathBuf, ChartList>>,
}

impl ChartFinder {
    /// The nearest chart of a name: in a folder of the record, beside it, or in those above up to the repository's root.
    fn find(&self, record: &Path, name: &str) -> Option<PathBuf> {
        let absolute = std::path::absolute(record).ok()?;
        for folder in absolute.ancestors().skip(1).take(LEVELS) {
            let found =
                self.charts_in(folder).iter().find(|(chart, _)| chart == name).map(|(_, path)| path.clone());
            if found.is_some() {
                return found.map(|path| as_named(&path, record));
            }
            if folder.join(".git").exists() {
                return None;
            }
        }
        None
    }

    /// The folder itself, folders in it, and those in its `charts` folder.
    fn charts_in(&self, folder: &Path) -> ChartList {
        let mut known = self.charts.lock().unwrap_or_else(PoisonError::into_inner);
        let list = || {
            let inner = [folder.to_owned(), folder.join("charts")];
            let mut folders: Vec<PathBuf> = inner
                .iter()
                .filter_map(|folder| std::fs::read_dir(folder).ok())
                .flat_map(|entries| entries.filter_map(Result::ok).take(ENTRIES).map(|entry| entry.path()))
                .collect();
            folders.sort();
            folders.insert(0, folder.to_owned());
            let charts = folders.into_iter().filter(|folder| is_chart(folder));
            Arc::new(charts.map(|folder| (ChartFacts::of(&folder).name, folder)).collect())
        };
        Arc::clone(known.entry(folder.to_owned()).or_insert_with(list))
    }
}

/// Relative to the working folder where the record was named so.
fn as_named(path: &Path, record: &Path) -> PathBuf {
    if record.is_absolute() {
        return path.to_owned();
    }
    let here = std::path::absolute(".").map(|here| plain(&here));
    here.ok().and_then(|here| path.strip_prefix(here).ok().map(plain)).unwrap_or_else(|| path.to_owned())
}

/// The chart of a record: the one that the user named, if it has the record's name, else the nearest.
pub(super) fn chart_of(
    text: &str,
    record: &Path,
    request: &Request,
    finder: &ChartFinder,
) -> Option<PathBuf> {
    let name = lines(text).find_map(crate::source::discover::source_comment)?.split('/').next()?;
    match &request.chart {
        Some(chart) => (ChartFacts::of(chart).name == name).then(|| chart.clone()),
        None => finder.find(record, name),
    }
}

/// The template lines of those documents of a record that a render of the chart repeats.
pub(super) fn sites(text: &str, chart: &Path, record: &Path, request: &Request) -> Sites {
    let mut search = Search {
        chart,
        request,
        open: (0..blocks(text).len()).collect(),
        recorded: blocks(text),
        found: Sites::new(),
        tries: 0,
    };
    let mut sets = values(chart, record, request);
    for (release, namespace) in releases(text, chart, request) {
        let repeating: Vec<bool> =
            sets.iter().map(|files| search.attempt((&release, &namespace), files.clone())).collect();
        // Values that repeat a part of the record are the right ones; what is left has another release or namespace.
        if repeating.contains(&true) {
            let mut repeating = repeating.into_iter();
            sets.retain(|_| repeating.next().unwrap_or_default());
        }
    }
    search.found
}

struct Search<'a> {
    chart: &'a Path,
    request: &'a Request,
    recorded: Vec<Block<'a>>,
    /// Documents of the record that no render has repeated yet.
    open: BTreeSet<usize>,
    found: Sites,
    tries: usize,
}

impl Search<'_> {
    /// Whether a render repeats documents that none before it did.
    fn attempt(&mut self, names: (&str, &str), values: Vec<PathBuf>) -> bool {
        if self.open.is_empty() || self.tries == TRIES {
            return false;
        }
        self.tries += 1;
        let render = candidate(self.chart, names, values, &self.recorded, self.request);
        let Ok(made) = render.text(&self.request.renderers) else { return false };
        let pairs = repeated(&self.recorded, &blocks(&made), &self.open);
        if pairs.is_empty() {
            return false;
        }
        let proven = search::sites(&render, &made, &self.request.renderers).unwrap_or_default();
        self.found.extend(carried_over(&pairs, &proven));
        self.open.retain(|position| !pairs.iter().any(|pair| pair.position == *position));
        true
    }
}

fn candidate(
    chart: &Path,
    (release, namespace): (&str, &str),
    values: Vec<PathBuf>,
    recorded: &[Block<'_>],
    request: &Request,
) -> Render {
    let mut options = request.helm.clone();
    options.release_name = Some(release.to_owned());
    options.values = values;
    options.include_crds |= recorded.iter().any(|block| block.source.contains("/crds/"));
    Render::of(chart, None, &options, Arc::from(namespace))
}

/// A document of the record and the same one of a render.
struct Pair {
    position: usize,
    recorded: u32,
    made: u32,
    lines: u32,
}

fn repeated(recorded: &[Block<'_>], made: &[Block<'_>], open: &BTreeSet<usize>) -> Vec<Pair> {
    let mut by_source: BTreeMap<&str, Vec<&Block<'_>>> = BTreeMap::new();
    for block in made {
        by_source.entry(block.source).or_default().push(block);
    }
    let same = |one: &Block<'_>, other: &Block<'_>| {
        one.lines.len() == other.lines.len()
            && one.lines.iter().zip(&other.lines).all(|(one, other)| one.trim_end() == other.trim_end())
    };
    recorded
        .iter()
        .enumerate()
        .filter(|(position, _)| open.contains(position))
        .filter_map(|(position, block)| {
            let twin = by_source.get(block.source)?.iter().find(|other| same(block, other))?;
            let lines = u32::try_from(block.lines.len()).ok()?;
            Some(Pair { position, recorded: block.first, made: twin.first, lines })
        })
        .collect()
}

fn carried_over(pairs: &[Pair], proven: &Sites) -> Sites {
    let lines =
        pairs.iter().flat_map(|pair| (0..pair.lines).map(|line| (pair.recorded + line, pair.made + line)));
    lines.filter_map(|(recorded, made)| Some((recorded, proven.get(&made)?.clone()))).collect()
}

/// Pairs of release and namespace, the likeliest first.
fn releases(text: &str, chart: &Path, request: &Request) -> Vec<(String, String)> {
    let named = |given: Option<&str>, found: Vec<String>, otherwise: &str| {
        let found = found.into_iter().take(2).chain([otherwise.to_owned()]);
        let names: Vec<String> = given.map_or_else(|| found.collect(), |given| vec![given.to_owned()]);
        let mut seen = BTreeSet::new();
        names.into_iter().filter(|name| seen.insert(name.clone())).collect::<Vec<String>>()
    };
    let name = ChartFacts::of(chart).name;
    let instances = frequent(members(text, &["app.kubernetes.io/instance:", "release:"]));
    let releases = named(request.helm.release_name.as_deref(), instances, &name);
    let spaces = frequent(members(text, &["namespace:"]).chain(service_namespaces(text)));
    let namespaces = named(request.namespace.as_deref(), spaces, "default");
    let pair = |release: &String| {
        let release = release.clone();
        namespaces.iter().map(move |namespace| (release.clone(), namespace.clone())).collect::<Vec<_>>()
    };
    releases.iter().flat_map(pair).collect()
}

/// The values that stand behind one of these keys.
fn members<'a>(text: &'a str, keys: &'a [&str]) -> impl Iterator<Item = &'a str> {
    lines(text).filter_map(|line| {
        let line = line.trim();
        let value = keys.iter().find_map(|key| line.strip_prefix(key))?.trim().trim_matches(['"', '\'']);
        (!value.is_empty() && !value.contains([' ', '{', '$'])).then_some(value)
    })
}

/// The namespaces in names of services: `shop` in `web.shop.svc.cluster.local`.
fn service_namespaces(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(".svc").filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let outside = |c: char| !c.is_ascii_alphanumeric() && c != '-';
        let start = before.rfind(outside)?;
        // Only `name.namespace.svc` has one.
        let name = before.get(start + 1..).filter(|name| !name.is_empty())?;
        before.get(..=start)?.ends_with('.').then_some(name)
    })
}

/// The most frequent first, equals in order of the alphabet.
fn frequent<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    names.into_iter().map(|(name, _)| name.to_owned()).collect()
}

/// Lists of values files, the likeliest first.
fn values(chart: &Path, record: &Path, request: &Request) -> Vec<Vec<PathBuf>> {
    let given = &request.helm.values;
    let mut sets: Vec<Vec<PathBuf>> = Vec::new();
    for set in &request.helm.matrix {
        sets.push(given.iter().chain(&set.files).cloned().collect());
    }
    if !given.is_empty() || !sets.is_empty() {
        sets.push(given.clone());
        return sets;
    }
    let stem = record.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let folders = [Some(chart), chart.parent(), record.parent(), record.parent().and_then(Path::parent)];
    let looks_so = |name: &str| name.starts_with("values") && matches!(Format::of(name), Some(Format::Yaml));
    let mut files: Vec<PathBuf> =
        folders.into_iter().flatten().flat_map(|folder| files_in(&here(folder), looks_so)).collect();
    files.retain(|file| *file != chart.join("values.yaml"));
    files.extend(own_sets(chart).into_iter().flat_map(|set| set.files));
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(std::fs::canonicalize(file).unwrap_or_else(|_| file.clone())));
    let alike = |file: &PathBuf| !stem.is_empty() && file.to_string_lossy().contains(&stem);
    let (first, rest): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(alike);
    sets.extend(first.into_iter().map(|file| vec![file]));
    sets.push(Vec::new());
    sets.extend(rest.into_iter().map(|file| vec![file]));
    sets
}

/// The parent of a bare name is the working folder.
fn here(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}
