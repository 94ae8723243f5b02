//! Pages on disk against pages as they should be.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use super::{Page, is_page};

/// Changed lines that are shown of one page.
const SHOWN: usize = 12;

/// A page that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The file.
    pub path: PathBuf,
    /// The first lines that differ: `-` as it is, `+` as it should be.
    pub diff: String,
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} is not what METADATA and examples say; run `tidegate docs`\n{}",
            self.path.display(),
            self.diff
        )
    }
}

/// Pages below `root` that are missing, differ, or belong to no rule any more.
pub fn check(root: &Path, pages: &[Page]) -> io::Result<Vec<Stale>> {
    let mut stale = Vec::new();
    for page in pages {
        let path = root.join(&page.path);
        let there = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        if there != page.text {
            stale.push(Stale { path, diff: diff(&there, &page.text) });
        }
    }
    for path in leftover(root, pages)? {
        stale.push(Stale { path, diff: "- the page of a rule that is not there any more\n".to_owned() });
    }
    Ok(stale)
}

/// Writes the pages that differ and removes those of rules that are gone; returns the files that changed.
pub fn write_all(root: &Path, pages: &[Page]) -> io::Result<Vec<PathBuf>> {
    let mut changed = Vec::new();
    for page in pages {
        let path = root.join(&page.path);
        if std::fs::read_to_string(&path).is_ok_and(|text| text == page.text) {
            continue;
        }
        std::fs::write(&path, &page.text)?;
        changed.push(path);
    }
    for path in leftover(root, pages)? {
        std::fs::remove_file(&path)?;
        changed.push(path);
    }
    Ok(changed)
}

fn leftover(root: &Path, pages: &[Page]) -> io::Result<Vec<PathBuf>> {
    let known: BTreeSet<PathBuf> = pages.iter().map(|page| root.join(&page.path)).collect();
    let mut found = Vec::new();
    for entry in ignore::WalkBuilder::new(root).standard_filters(false).sort_by_file_path(Ord::cmp).build() {
        let entry = entry.map_err(io::Error::other)?;
        let path = entry.path();
        if path.file_name().is_some_and(|name| name == "README.md") && !known.contains(path) && is_page(path)
        {
            found.push(path.to_owned());
        }
    }
    Ok(found)
}

/// What lies between the lines that both begin and end with.
fn diff(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let middle = |lines: &[&str], sign: &str| -> Vec<String> {
        let lines = lines.get(start..lines.len() - end).unwrap_or_default();
        lines.iter().map(|line| format!("{sign} {line}")).collect()
    };
    let (less, more) = (middle(&old, "-"), middle(&new, "+"));
    let mut text = format!("@ line {}\n", start + 1);
    for part in [less, more] {
        for line in part.iter().take(SHOWN) {
            text.push_str(line);
            text.push('\n');
        }
        if part.len() > SHOWN {
            let _ = writeln!(text, "  … {} more lines", part.len() - SHOWN);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_what_changed_and_not_the_rest() {
        assert_eq!(diff("a\nb\nc\n", "a\nx\nc\n"), "@ line 2\n- b\n+ x\n");
        assert_eq!(diff("a\na\n", "a\n"), "@ line 2\n- a\n");
        assert!(diff("", &"x\n".repeat(20)).ends_with("+ x\n  … 8 more lines\n"));
    }

    #[test]
    fn missing_changed_and_leftover_pages_are_stale_until_written() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for rule in ["a/one", "a/gone", "a/hand"] {
            std::fs::create_dir_all(root.join(rule)).unwrap();
        }
        std::fs::write(root.join("a/gone/README.md"), super::super::NOTE).unwrap();
        std::fs::write(root.join("a/hand/README.md"), "written by hand\n").unwrap();
        let pages = [Page { path: "a/one/README.md".to_owned(), text: "new\n".to_owned() }];
        let names: Vec<PathBuf> = check(root, &pages).unwrap().into_iter().map(|stale| stale.path).collect();
        assert_eq!(names, [root.join("a/one/README.md"), root.join("a/gone/README.md")]);
        assert_eq!(write_all(root, &pages).unwrap(), names);
        assert!(check(root, &pages).unwrap().is_empty());
        assert!(root.join("a/hand/README.md").exists());
    }
}
