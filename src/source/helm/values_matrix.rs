//! Which sets of values a chart is rendered with; each is a scope.
//!
//! A chart brings sets of its own: its default values, and every `ci/*-values.yaml`, as chart-testing has it. They are
//! used where the user chooses none. `--values-matrix` replaces them, `-f` leaves the default set alone and lies under
//! every set of a matrix.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::discover::PlanError;
use super::super::request::{HelmOptions, ValuesSet};

impl ValuesSet {
    /// From `NAME=FILE[,FILE…]`.
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let wrong = || PlanError::Set(text.to_owned());
        let (name, files) = text.split_once('=').ok_or_else(wrong)?;
        let files: Vec<PathBuf> = files.split(',').map(|file| PathBuf::from(file.trim())).collect();
        let empty = name.trim().is_empty() || files.iter().any(|file| file.as_os_str().is_empty());
        if empty { Err(wrong()) } else { Ok(Self { name: Arc::from(name.trim()), files }) }
    }
}

/// Whether helm fetches the values itself.
fn is_url(file: &Path) -> bool {
    file.to_str().is_some_and(|text| text.contains("://"))
}

/// Fails where a values file is missing or two sets have one name, before anything is rendered.
pub(in crate::source) fn check(options: &HelmOptions) -> Result<(), PlanError> {
    let files = options.values.iter().chain(options.matrix.iter().flat_map(|set| &set.files));
    for file in files {
        if !is_url(file) && !file.is_file() {
            return Err(PlanError::MissingValues(file.display().to_string()));
        }
    }
    for (position, set) in options.matrix.iter().enumerate() {
        if options.matrix.iter().take(position).any(|other| other.name == set.name) {
            return Err(PlanError::TwoSets(set.name.to_string()));
        }
    }
    Ok(())
}

/// The sets of a chart in order; `None` is the set without a name.
pub(in crate::source) fn sets_of(chart: &Path, options: &HelmOptions) -> Vec<Option<ValuesSet>> {
    if !options.matrix.is_empty() {
        return options.matrix.iter().cloned().map(Some).collect();
    }
    let mut sets = vec![None];
    if options.values.is_empty() {
        sets.extend(own_sets(chart).into_iter().map(Some));
    }
    sets
}

/// `ci/*-values.yaml` of a chart.
pub(in crate::source) fn own_sets(chart: &Path) -> Vec<ValuesSet> {
    files_in(&chart.join("ci"), |name| name.ends_with("-values.yaml"))
        .into_iter()
        .map(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            ValuesSet { name: Arc::from(format!("ci/{name}")), files: vec![file.clone()] }
        })
        .collect()
}

/// The files of a folder whose names fit, sorted; none where there is no such folder.
pub(in crate::source) fn files_in(folder: &Path, fits: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(&fits))
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_a_name_and_files() {
        let set = ValuesSet::parse("prod=a.yaml, b c.yaml").unwrap();
        assert_eq!(
            (&*set.name, set.files),
            ("prod", vec![PathBuf::from("a.yaml"), PathBuf::from("b c.yaml")])
        );
        for text in ["prod", "=a.yaml", "prod=", "prod=a.yaml,", " =a"] {
            assert_eq!(ValuesSet::parse(text), Err(PlanError::Set(text.to_owned())));
        }
    }

    #[test]
    fn a_matrix_replaces_the_sets_of_the_chart_and_chosen_values_leave_one() {
        let chart = tempfile::tempdir().unwrap();
        std::fs::create_dir(chart.path().join("ci")).unwrap();
        for name in ["b-values.yaml", "a-values.yaml", "notes.yaml"] {
            std::fs::write(chart.path().join("ci").join(name), "").unwrap();
        }
        let names = |options: &HelmOptions| -> Vec<Option<String>> {
            let sets = sets_of(chart.path(), options);
            sets.into_iter().map(|set| set.map(|set| set.name.to_string())).collect()
        };
        let mut options = HelmOptions::default();
        let ci = |name: &str| Some(format!("ci/{name}-values.yaml"));
        assert_eq!(names(&options), [None, ci("a"), ci("b")]);
        options.values = vec![PathBuf::from("x.yaml")];
        assert_eq!(names(&options), [None]);
        options.matrix =
            vec![ValuesSet::parse("prod=p.yaml").unwrap(), ValuesSet::parse("dev=d.yaml").unwrap()];
        assert_eq!(names(&options), [Some("prod".to_owned()), Some("dev".to_owned())]);
    }

    #[test]
    fn missing_files_and_equal_names_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("v.yaml");
        std::fs::write(&file, "").unwrap();
        let set = |name: &str, file: &Path| ValuesSet { name: Arc::from(name), files: vec![file.to_owned()] };
        let mut options =
            HelmOptions { matrix: vec![set("a", &file), set("b", &file)], ..HelmOptions::default() };
        assert_eq!(check(&options), Ok(()));
        options.matrix.push(set("a", &file));
        assert_eq!(check(&options), Err(PlanError::TwoSets("a".to_owned())));
        options.matrix = vec![set("a", &folder.path().join("w.yaml"))];
        assert!(matches!(check(&options), Err(PlanError::MissingValues(name)) if name.ends_with("w.yaml")));
        options.matrix = vec![set("a", Path::new("https://example.com/values.yaml"))];
        assert_eq!(check(&options), Ok(()), "helm fetches it");
    }
}
