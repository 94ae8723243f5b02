//! Resolving as a whole: a file on disk, variables and flags.

use std::fs;
use std::path::{Path as FilePath, PathBuf};

use super::*;

mod actions;
mod agreement;
mod layers;
mod mistakes;
mod selection;

/// A repository with a `tidegate.yaml` and, beside it, what `every-key.yaml` names.
struct Repository(tempfile::TempDir);

impl Repository {
    fn with(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in [".git", "our-policies", "deploy/base"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("cluster.yaml"), "").unwrap();
        fs::write(folder.path().join("tidegate.yaml"), config).unwrap();
        Self(folder)
    }

    fn path(&self) -> &FilePath {
        self.0.path()
    }

    fn settings(&self) -> Settings {
        self.resolve(&Overrides::default(), &[]).unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn resolve(&self, overrides: &Overrides, variables: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
        resolve(self.path(), overrides, &Environment::from_pairs(variables.iter().copied()))
    }
}

fn sample(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/config").join(name);
    fs::read_to_string(path).unwrap()
}

fn mistakes_of(config: &str) -> Vec<String> {
    match Repository::with(config).resolve(&Overrides::default(), &[]) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}
