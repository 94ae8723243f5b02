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
use crate::source::discover::{is_chart, plain};
use crate::source::request::Request;

/// How many renders are tried for one record.
const TRIES: usize = 16;
/// How many folders above a record are looked into.
const LEVELS: usize = 5;
/// How many entries of one folder are looked at.
const ENTRIES: usize = 256;

/// Finds charts by their names near a file. What a folder holds is looked up once.
#[derive(Debug, Default)]
pub(in crate::source) struct ChartFinder {
    charts: Mutex<HashMap<PathBuf, Arc<Vec<(String, PathBuf)>>>>,
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
    fn charts_in(&self, folder: &Path) -> Arc<Vec<(String, PathBuf)>> {
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
    let recorded = blocks(text);
    let mut open: BTreeSet<usize> = (0..recorded.len()).collect();
    let mut found = Sites::new();
    let mut tries = 0;
    for (release, namespace) in releases(text, chart, request) {
        for values in values(chart, record, request) {
            if open.is_empty() || tries == TRIES {
                return found;
            }
            tries += 1;
            let render = candidate(chart, (&release, &namespace), values, &recorded, request);
            let Ok(made) = render.text(&request.renderers) else { continue };
            let pairs = repeated(&recorded, &blocks(&made), &open);
            if !pairs.is_empty() {
                let proven = search::sites(&render, &made, &request.renderers).unwrap_or_default();
                found.extend(carried_over(&pairs, &proven));
                open.retain(|position| !pairs.iter().any(|pair| pair.position == *position));
            }
        }
        if open.len() < recorded.len() {
            break;
        }
    }
    found
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
    let named = |given: Option<&str>, keys: &[&str], otherwise: &str| match given {
        Some(given) => vec![given.to_owned()],
        None => {
            let mut names = frequent(text, keys);
            names.truncate(2);
            names.push(otherwise.to_owned());
            names.dedup();
            names
        }
    };
    let name = ChartFacts::of(chart).name;
    let keys = ["app.kubernetes.io/instance:", "release:"];
    let releases = named(request.helm.release_name.as_deref(), &keys, &name);
    let namespaces = named(request.namespace.as_deref(), &["namespace:"], "default");
    let pair = |release: &String| {
        let release = release.clone();
        namespaces.iter().map(move |namespace| (release.clone(), namespace.clone())).collect::<Vec<_>>()
    };
    releases.iter().flat_map(pair).collect()
}

/// The values that stand behind one of these keys, the most frequent first.
fn frequent(text: &str, keys: &[&str]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines(text) {
        let line = line.trim();
        let value = keys
            .iter()
            .find_map(|key| line.strip_prefix(key))
            .map(|value| value.trim().trim_matches(['"', '\'']));
        if let Some(value) = value.filter(|value| !value.is_empty() && !value.contains([' ', '{', '$'])) {
            *counts.entry(value).or_default() += 1;
        }
    }
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
    let looks_so =
        |name: &str| name.starts_with("values") && (name.ends_with(".yaml") || name.ends_with(".yml"));
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
