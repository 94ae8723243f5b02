//! The reader over a corpus of real renders: a folder named by `TIDEGATE_CORPUS` that holds `rendered/` and `raw/`.
//!
//! libtest cannot skip a test while it runs, so these are marked ignored and say how to run them; run without a corpus
//! they fail instead of passing over nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tidegate::source::{Format, Limits, Read, read_bytes};
use walkdir::WalkDir;

/// Rendered sets with documents that no reader can take.
const UNREADABLE_SETS: [&str; 2] = ["k8s-examples-archived", "karmada-samples"];

/// Files as they lie in repositories, with documents of the same kind.
const UNREADABLE_RAW: [&str; 2] = [
    "argo-application/external-secrets+external-secrets__docs_snippets_manifest-argocd-app.yaml",
    "karmada-propagation/karmada-io+karmada__examples_customresourceinterpreter_webhook-configuration.yaml",
];

fn corpus() -> PathBuf {
    let folder = std::env::var_os("TIDEGATE_CORPUS").expect("TIDEGATE_CORPUS names the corpus folder");
    PathBuf::from(folder)
}

/// Every file below a folder that is read, by its path from there.
fn read_all(folder: &Path) -> Vec<(String, Vec<Read>)> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("the corpus can be walked");
        let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        if let Some(format) = Format::of(&name).filter(|_| entry.file_type().is_file()) {
            let bytes = std::fs::read(entry.path()).unwrap();
            let reads = read_bytes(Arc::from(&*name), &bytes, format, &Limits::default());
            files.push((name, reads));
        }
    }
    files
}

fn unreadable(files: &[(String, Vec<Read>)]) -> BTreeSet<&str> {
    let failed = |reads: &[Read]| reads.iter().any(|read| read.unreadable().is_some());
    files.iter().filter(|(_, reads)| failed(reads)).map(|(name, _)| name.as_str()).collect()
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn every_render_is_read() {
    let files = read_all(&corpus().join("rendered"));
    assert!(files.len() > 50, "{} files are no corpus", files.len());
    let sets: BTreeSet<_> = unreadable(&files).iter().filter_map(|name| name.split('/').next()).collect();
    assert_eq!(sets, BTreeSet::from(UNREADABLE_SETS));
    let failures = files.iter().flat_map(|(_, reads)| reads).filter_map(Read::unreadable);
    for failure in failures {
        let line = failure.span.expect("every failure has a place").start.line;
        let text = failure.file.line(line).unwrap();
        let named = failure.message.contains("stands twice") || text.contains("{{");
        assert!(named, "{} line {line}: {}", failure.file.name(), failure.message);
    }
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn every_raw_file_is_read() {
    let files = read_all(&corpus().join("raw"));
    assert!(files.len() > 50, "{} files are no corpus", files.len());
    assert_eq!(unreadable(&files), BTreeSet::from(UNREADABLE_RAW));
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn what_holds_for_any_document_holds_for_real_ones() {
    for entry in WalkDir::new(corpus()).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() && Format::of(&entry.file_name().to_string_lossy()).is_some() {
            let bytes = std::fs::read(entry.path()).unwrap();
            let broken = tidegate::source::fuzz::read_any(&bytes).err();
            assert_eq!(broken, None, "{}", entry.path().display());
        }
    }
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn every_document_has_the_template_that_was_named_last() {
    let mut templates = 0;
    for (name, reads) in read_all(&corpus().join("rendered")) {
        for document in reads.iter().filter_map(Read::document) {
            let first = document.locate(&tidegate::finding::Path::root()).start.line;
            let above = (1..first).rev().filter_map(|line| document.file.line(line));
            let named =
                above.filter_map(|line| line.strip_prefix("# Source: ")).find(|name| !name.contains("://"));
            assert_eq!(document.template.as_deref(), named, "{name} line {first}");
            templates += usize::from(named.is_some());
        }
    }
    assert!(templates > 1000, "{templates} documents have a template");
}
