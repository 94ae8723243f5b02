//! Where the configuration file is: from the working directory upwards, to the root of the repository and no further.

use std::path::{Path, PathBuf};

use super::{ConfigError, Origin};

/// Both are read; both in one folder are an error.
const NAMES: [&str; 2] = ["tidegate.yaml", "tidegate.yml"];

/// What people also call it. Passing such a file over in silence would leave its author believing that it counts.
const LOOKALIKES: [&str; 5] =
    [".tidegate.yaml", ".tidegate.yml", "tidegate.json", "tidegate.toml", ".tidegate.toml"];

/// What the search came upon.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Search {
    /// The file, relative to the directory where the search began.
    pub(super) file: Option<PathBuf>,
    /// Files that are not read though their names suggest it.
    pub(super) lookalikes: Vec<PathBuf>,
}

/// Searches from a folder upwards. The folder that holds `.git` (a folder, or a file in a worktree) is the last.
pub(super) fn search(directory: &Path) -> Result<Search, ConfigError> {
    let directory = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let mut search = Search::default();
    let mut way = PathBuf::new();
    for folder in directory.ancestors() {
        let here = |name: &&str| is_there(&folder.join(name));
        let found: Vec<&str> = NAMES.into_iter().filter(here).collect();
        match found.as_slice() {
            [] => {}
            [name] => {
                search.file = Some(way.join(name));
                return Ok(search);
            }
            _ => {
                let message = format!(
                    "there are {} and {}",
                    way.join(NAMES[0]).display(),
                    way.join(NAMES[1]).display()
                );
                return Err(ConfigError::new(message, &Origin::Default)
                    .with_help("keep one of them, or choose with --config"));
            }
        }
        search.lookalikes.extend(LOOKALIKES.into_iter().filter(here).map(|name| way.join(name)));
        if folder.join(".git").symlink_metadata().is_ok() {
            break;
        }
        way.push("..");
    }
    Ok(search)
}

/// Anything but a folder: a link that leads nowhere is found, so that opening it says what is wrong.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A folder with these entries; a name that ends in `/` is a folder.
    fn tree(entries: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for entry in entries {
            let path = root.path().join(entry);
            if entry.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, "").unwrap();
            }
        }
        root
    }

    fn found(entries: &[&str], from: &str) -> Option<PathBuf> {
        let root = tree(entries);
        search(&root.path().join(from)).unwrap().file
    }

    #[test]
    fn the_nearest_file_upwards_counts() {
        assert_eq!(found(&[".git/", "tidegate.yaml"], ""), Some("tidegate.yaml".into()));
        assert_eq!(found(&[".git/", "tidegate.yaml", "a/b/"], "a/b"), Some("../../tidegate.yaml".into()));
        assert_eq!(
            found(&[".git/", "tidegate.yaml", "a/tidegate.yml", "a/b/"], "a/b"),
            Some("../tidegate.yml".into())
        );
    }

    #[test]
    fn the_search_ends_at_the_root_of_the_repository() {
        assert_eq!(found(&["tidegate.yaml", "repo/.git/", "repo/a/"], "repo/a"), None);
        // In a worktree or submodule `.git` is a file.
        assert_eq!(found(&["tidegate.yaml", "repo/.git", "repo/a/"], "repo/a"), None);
        assert_eq!(found(&["tidegate.yaml", "no-repo/a/"], "no-repo/a"), Some("../../tidegate.yaml".into()));
    }

    #[test]
    fn a_folder_of_that_name_is_no_configuration() {
        assert_eq!(found(&[".git/", "tidegate.yaml/"], ""), None);
    }

    #[test]
    fn both_spellings_in_one_folder_are_an_error() {
        let root = tree(&[".git/", "tidegate.yaml", "tidegate.yml", "a/"]);
        assert_eq!(
            search(&root.path().join("a")).unwrap_err().to_string(),
            "there are ../tidegate.yaml and ../tidegate.yml; keep one of them, or choose with --config"
        );
    }

    #[test]
    fn a_file_of_nearly_the_right_name_is_named() {
        let root = tree(&[".git/", ".tidegate.yaml", "a/tidegate.json"]);
        let search = search(&root.path().join("a")).unwrap();
        assert_eq!(
            (search.file, search.lookalikes),
            (None, vec!["tidegate.json".into(), "../.tidegate.yaml".into()])
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let root = tree(&[".git/"]);
        std::os::unix::fs::symlink("gone", root.path().join("tidegate.yaml")).unwrap();
        assert_eq!(search(root.path()).unwrap().file, Some("tidegate.yaml".into()));
    }
}
