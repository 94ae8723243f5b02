//! The documents beside the code name only files that exist.

use std::fs;

use crate::support::root;

/// The words of a document that look like paths of the checkout: link targets, and words in backticks or indented code
/// that begin with one of its folders. Words with a placeholder (`policies/PACK/NAME`, `deny-*.yaml`) are none.
fn paths(document: &str, folders: &[String]) -> Vec<String> {
    let words = document.split(|c: char| c.is_whitespace() || "`()<>\",;".contains(c));
    words
        .map(|word| word.trim_end_matches(['.', ':']))
        .filter(|word| !word.contains(['*', '…']) && !word.split('/').any(is_placeholder))
        .filter(|word| {
            word.split_once('/').is_some_and(|(first, _)| folders.iter().any(|known| known == first))
        })
        .map(str::to_owned)
        .collect()
}

fn is_placeholder(part: &str) -> bool {
    part.len() > 1 && part.chars().all(|c| c.is_ascii_uppercase())
}

fn folders() -> Vec<String> {
    let entries = fs::read_dir(root()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

#[test]
fn paths_in_documents_exist() {
    let mut missing = Vec::new();
    for name in ["README.md", "CONTRIBUTING.md"] {
        let document = fs::read_to_string(root().join(name)).unwrap();
        let found = paths(&document, &folders());
        assert!(!found.is_empty(), "{name} names files, and none was recognised");
        missing.extend(
            found
                .into_iter()
                // `file:line:column`, as findings write it.
                .map(|path| path.split(':').next().unwrap_or_default().to_owned())
                .filter(|path| !root().join(path).exists())
                .map(|path| format!("{name}: {path}")),
        );
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn paths_are_told_from_other_words() {
    let folders = ["src".to_owned(), "policies".to_owned()];
    let document =
        "see `src/lib.rs`, [x](policies/lib). `cargo run src/main.rs:` and/or policies/PACK/NAME src/*.rs";
    assert_eq!(paths(document, &folders), ["src/lib.rs", "policies/lib", "src/main.rs"]);
}
