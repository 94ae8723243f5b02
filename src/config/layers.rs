//! The three layers side by side: the file, the environment, the flags. Finds and reads the file; merges nothing.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use super::checked::Checked;
use super::error::Mistakes;
use super::{
    ConfigError, ConfigFile, Environment, FileConfig, Origin, Overrides, Word, Words, environment, find,
};
use crate::finding::{Path, Step};
use crate::schema::own;
use crate::source::SourceFile;

/// The layers as they are written, and the folder that each one's paths begin at.
pub(super) struct Layers<'a> {
    pub(super) directory: &'a FilePath,
    pub(super) overrides: &'a Overrides,
    pub(super) variables: Words,
    pub(super) config: FileConfig,
    checked: Option<Checked>,
    /// The folder of the configuration file, relative to the working directory.
    pub(super) base: PathBuf,
}

impl<'a> Layers<'a> {
    /// Reads all of them.
    pub(super) fn read(
        directory: &'a FilePath,
        overrides: &'a Overrides,
        environment: &Environment,
        mistakes: &mut Mistakes,
        notices: &mut Vec<String>,
    ) -> Self {
        for (name, meant) in environment.slips() {
            notices.push(format!("nothing reads the variable {name}: did you mean {meant}?"));
        }
        let mut layers = Self {
            directory,
            overrides,
            variables: environment.words(),
            config: FileConfig::default(),
            checked: None,
            base: PathBuf::new(),
        };
        match which(directory, overrides, environment, notices) {
            Ok(Some((path, asked_by))) => layers.open(&path, &asked_by, mistakes),
            Ok(None) => {}
            Err(error) => mistakes.add(error),
        }
        layers
    }

    fn open(&mut self, path: &FilePath, asked_by: &Origin, mistakes: &mut Mistakes) {
        self.base = path.parent().map(FilePath::to_owned).unwrap_or_default();
        match Checked::open(&self.directory.join(path), path, own::CONFIG.compiled(), asked_by) {
            Ok(checked) => {
                let config = mistakes.take(FileConfig::of(&checked.value), &checked.origin(&Path::root()));
                self.config = config.unwrap_or_default();
                self.checked = Some(checked);
            }
            Err(errors) => mistakes.extend(errors),
        }
    }

    /// The configuration file.
    pub(super) fn file(&self) -> Option<Arc<SourceFile>> {
        self.checked.as_ref().map(|checked| Arc::clone(checked.file()))
    }

    /// Where a key of the file is written.
    pub(super) fn at(&self, keys: &[&str]) -> Origin {
        self.at_path(&Path::of_keys(keys))
    }

    /// Where an item of a list of the file is written.
    pub(super) fn at_item(&self, keys: &[&str], index: usize) -> Origin {
        let mut path = Path::of_keys(keys);
        path.push(Step::Index(u32::try_from(index).unwrap_or(u32::MAX)));
        self.at_path(&path)
    }

    /// Where a node of the file is written.
    pub(super) fn at_path(&self, path: &Path) -> Origin {
        self.checked.as_ref().map_or(Origin::Default, |checked| checked.origin(path))
    }

    /// What the layers say of a setting of one word, from the weakest to the strongest.
    pub(super) fn word(&self, word: Word) -> Vec<(String, Origin)> {
        let selection = &self.config.selection;
        let judgement = &self.config.judgement;
        let reading = &self.config.reading;
        let in_file = match word {
            Word::Profile => selection.profile.as_ref(),
            Word::RulesAsOf => selection.rules_as_of.as_ref(),
            Word::Level => judgement.level.as_ref(),
            Word::FailOn => judgement.fail_on.as_ref(),
            Word::Baseline => judgement.baseline.as_ref(),
            Word::Scope => reading.scope.as_ref(),
            Word::Namespace => reading.namespace.as_ref(),
            Word::KubeVersion => None,
        };
        let mut said = Vec::new();
        if word == Word::KubeVersion {
            // What charts see is what manifests go to, unless that is said too.
            let of_helm = reading.helm.as_ref().and_then(|helm| helm.kube_version.clone());
            said.extend(of_helm.map(|text| (text, self.at(&["helm", "kube_version"]))));
            let versions = reading.kube_version.as_ref().map(|versions| versions.as_slice().join(","));
            said.extend(versions.map(|text| (text, self.at(word.key()))));
        }
        said.extend(in_file.map(|text| (text.clone(), self.at(word.key()))));
        said.extend(
            self.variables.get(word).map(|text| (text.to_owned(), Origin::Environment(word.variable()))),
        );
        said.extend(self.overrides.words.get(word).map(|text| (text.to_owned(), Origin::Flag(word.flag()))));
        said
    }
}

/// Which file is read, relative to the working directory, and who named it.
fn which(
    directory: &FilePath,
    overrides: &Overrides,
    environment: &Environment,
    notices: &mut Vec<String>,
) -> Result<Option<(PathBuf, Origin)>, ConfigError> {
    match (&overrides.config, environment.get(environment::CONFIG)) {
        (ConfigFile::Skipped, _) => Ok(None),
        (ConfigFile::Named(path), _) => Ok(Some((path.clone(), Origin::Flag("--config")))),
        (ConfigFile::Found, Some(path)) => {
            Ok(Some((PathBuf::from(path), Origin::Environment(environment::CONFIG))))
        }
        (ConfigFile::Found, None) => {
            let search = find::search(directory)?;
            if search.file.is_none() {
                let named = |path: &PathBuf| {
                    format!(
                        "{} is not read: configuration is found as tidegate.yaml or tidegate.yml",
                        path.display()
                    )
                };
                notices.extend(search.lookalikes.iter().map(named));
            }
            Ok(search.file.map(|path| (path, Origin::Default)))
        }
    }
}
