//! Keeps renders of charts: the same chart tree, values, flags and helm give the same text without running helm.
//!
//! An entry is one file: a line with the checksum of the rest, then the rest. What does not fit its checksum is no
//! entry. Renders hold what values hold, passwords too, so the folder is for its owner only. Nothing here fails: what
//! cannot be read or written is rendered again.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

/// All entries together; the oldest go first.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
const ENDING: &str = "render";
const HEAD: &str = "tidegate render 1 ";

/// A folder of renders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
    most_bytes: u64,
}

impl Cache {
    /// In the given folder, made when first needed.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), most_bytes: MOST_BYTES }
    }

    /// With another bound on the bytes of all entries together.
    #[must_use]
    pub fn bounded(mut self, bytes: u64) -> Self {
        self.most_bytes = bytes;
        self
    }

    /// `$TIDEGATE_CACHE`, `$XDG_CACHE_HOME/tidegate/renders` or `~/.cache/tidegate/renders`; `None` without any of them.
    pub fn from_environment() -> Option<Self> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        set("TIDEGATE_CACHE")
            .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("tidegate/renders")))
            .or_else(|| set("HOME").map(|folder| folder.join(".cache/tidegate/renders")))
            .map(Self::at)
    }

    /// The text kept under a key.
    pub fn get(&self, key: &str) -> Option<String> {
        let path = self.path(key);
        let entry = std::fs::read_to_string(&path).ok()?;
        let text = entry.split_once('\n').and_then(|(head, text)| {
            (head.strip_prefix(HEAD) == Some(checksum(text).as_str())).then_some(text)
        });
        let Some(text) = text else {
            // Cut short or changed: the next render takes its place.
            let _ = std::fs::remove_file(&path);
            return None;
        };
        touch(&path);
        Some(text.to_owned())
    }

    /// Keeps a text under a key.
    pub fn put(&self, key: &str, text: &str) {
        // A full disk or a folder without write access costs time, nothing else.
        let _ = self.try_put(key, text);
    }

    fn try_put(&self, key: &str, text: &str) -> std::io::Result<()> {
        make_folder(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        write!(file, "{HEAD}{}\n{text}", checksum(text))?;
        file.persist(self.path(key)).map_err(|error| error.error)?;
        self.evict()
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key).with_extension(ENDING)
    }

    fn evict(&self) -> std::io::Result<()> {
        let mut entries: Vec<(SystemTime, PathBuf, u64)> = std::fs::read_dir(&self.folder)?
            .filter_map(Result::ok)
            .filter(|entry| entry.path().extension() == Some(OsStr::new(ENDING)))
            .filter_map(|entry| {
                let data = entry.metadata().ok()?;
                Some((data.modified().ok()?, entry.path(), data.len()))
            })
            .collect();
        let mut bytes: u64 = entries.iter().map(|(_, _, length)| length).sum();
        entries.sort();
        for (_, path, length) in entries {
            if bytes <= self.most_bytes {
                break;
            }
            // Somebody else may have been faster.
            let _ = std::fs::remove_file(path);
            bytes = bytes.saturating_sub(length);
        }
        Ok(())
    }
}

/// What was used last is evicted last.
fn touch(path: &Path) {
    if let Ok(file) = std::fs::File::options().append(true).open(path) {
        let _ = file.set_modified(SystemTime::now());
    }
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

fn checksum(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

/// Digits of a digest.
pub(in crate::source) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Builds a key from parts that cannot run into each other.
#[derive(Default)]
pub(in crate::source) struct KeyBuilder(Sha256);

impl KeyBuilder {
    pub(in crate::source) fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    pub(in crate::source) fn finish(self) -> String {
        hexadecimal(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::at(folder.path().join("renders"));
        (folder, cache)
    }

    #[test]
    fn what_was_put_is_got() {
        let (_folder, cache) = cache();
        assert_eq!(cache.get("a"), None);
        cache.put("a", "one\ntwo\n");
        cache.put("b", "");
        assert_eq!(cache.get("a").as_deref(), Some("one\ntwo\n"));
        assert_eq!(cache.get("b").as_deref(), Some(""));
    }

    #[test]
    fn an_entry_that_was_cut_or_changed_is_none_and_goes_away() {
        let (_folder, cache) = cache();
        for broken in ["", "tidegate render 1 \n", "no head", "tidegate render 1 00\nkind: Pod\n"] {
            cache.put("a", "kind: Pod\n");
            std::fs::write(cache.path("a"), broken).unwrap();
            assert_eq!(cache.get("a"), None, "{broken:?}");
            assert!(!cache.path("a").exists());
        }
        cache.put("a", "kind: Pod\n");
        let mut bytes = std::fs::read(cache.path("a")).unwrap();
        *bytes.last_mut().unwrap() = 0xff;
        std::fs::write(cache.path("a"), bytes).unwrap();
        assert_eq!(cache.get("a"), None, "no UTF-8");
    }

    #[test]
    fn the_least_recently_used_entries_are_evicted() {
        let (_folder, cache) = cache();
        let cache = cache.bounded(450);
        let age = |key: &str, seconds: u64| {
            let time = SystemTime::now() - std::time::Duration::from_secs(seconds);
            std::fs::File::options().append(true).open(cache.path(key)).unwrap().set_modified(time).unwrap();
        };
        for (key, seconds) in [("a", 300), ("b", 200), ("c", 100)] {
            cache.put(key, &"x".repeat(60));
            age(key, seconds);
        }
        assert!(cache.get("a").is_some(), "being used keeps it");
        cache.put("d", &"x".repeat(60));
        assert_eq!(cache.get("b"), None);
        assert!(cache.get("a").is_some() && cache.get("c").is_some() && cache.get("d").is_some());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_no_failure() {
        let (folder, _) = cache();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let cache = Cache::at(folder.path().join("file/below"));
        cache.put("a", "text");
        assert_eq!(cache.get("a"), None);
    }

    #[cfg(unix)]
    #[test]
    fn renders_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, cache) = cache();
        cache.put("a", "text");
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&cache.folder), mode(&cache.path("a"))), (0o700, 0o600));
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        let key = |parts: &[&str]| {
            let mut builder = KeyBuilder::default();
            for part in parts {
                builder.add(part.as_bytes());
            }
            builder.finish()
        };
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
        assert_ne!(key(&["a", ""]), key(&["a"]));
    }
}
