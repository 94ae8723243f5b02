//! A folder that a test fills and that is gone afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A temporary folder; removed when it is dropped.
pub(crate) struct Folder {
    temporary: TempDir,
    path: PathBuf,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        let temporary =
            tempfile::Builder::new().prefix("tidegate-test-").tempdir().expect("a temporary folder");
        // Resolved, so that what a program prints of it can be recognised (`/tmp` is a link on some systems).
        let path = temporary.path().canonicalize().expect("the temporary folder exists");
        Self { temporary, path }
    }

    /// A folder with these files: relative path and text.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// Where it is, with links resolved.
    pub(crate) fn path(&self) -> &Path {
        debug_assert!(self.temporary.path().exists());
        &self.path
    }

    /// Writes a file, with the folders above it, byte for byte; answers where it is.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        path
    }
}
