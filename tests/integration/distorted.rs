//! Distorted objects: what the engine's machine says of them is what its interpreter says.
//!
//! A build with debug assertions, as tests are, asks the interpreter after the machine and ends where they differ. Here it
//! is given the examples of all rules, each with a line that says something else or is gone.

use std::fs;
use std::path::PathBuf;

use crate::support::folder::Folder;
use crate::support::program::tidegate;
use crate::support::root;

/// What a value is replaced by; the last stands for a line that is gone.
const VALUES: &[&str] = &[
    "null", "\"\"", "0", "1", "x", "${X}", "[]", "{}", "[null]", "{a: 1}", "true", "false", "50%", "[a, b]",
    "",
];

/// Distortions of each example.
const EACH: usize = 2;

#[test]
fn the_machine_and_the_interpreter_agree_on_distorted_objects() {
    let folder = Folder::new();
    let mut written = 0;
    for (number, path) in examples().iter().enumerate() {
        let text = fs::read_to_string(path).unwrap();
        for round in 0..EACH {
            let distorted = distorted(&text, number * EACH + round);
            folder.write(&format!("{number:04}-{round}.yaml"), distorted);
            written += 1;
        }
    }
    assert!(written > 500, "{written} files");
    let report = folder.path().join("report.out");
    let run = tidegate()
        .args(["check", "--no-config", "--profile", "strict", "--scope", "file"])
        .arg(folder.path())
        .arg("-o")
        .arg(format!("json={}", report.display()))
        .run();
    assert!(!run.stderr.contains("for the machine"), "{}", run.stderr);
    assert!((1..=2).contains(&run.code), "{}: {}", run.code, run.stderr);
    assert!(fs::metadata(&report).unwrap().len() > 100_000);
}

/// YAML examples of rules, in order.
fn examples() -> Vec<PathBuf> {
    let is_example = |name: &str| {
        (name.starts_with("allow-") || name.starts_with("deny-"))
            && name.split_once('.').is_some_and(|(_, ending)| ending == "yaml")
    };
    let entries =
        walkdir::WalkDir::new(root().join("policies")).sort_by_file_name().into_iter().map(Result::unwrap);
    entries
        .filter(|entry| is_example(&entry.file_name().to_string_lossy()))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// The text with one line changed. Which and how follows from `seed`; what is no YAML any more is told as such.
fn distorted(text: &str, seed: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mixed = seed.wrapping_mul(0x9e37_79b9).rotate_left(13).wrapping_add(seed);
    let candidates: Vec<usize> = (0..lines.len())
        .filter(|at| {
            lines[*at].contains(": ")
                && !["kind:", "apiVersion:", "#"].iter().any(|word| lines[*at].trim_start().starts_with(word))
        })
        .collect();
    let Some(at) = candidates.get(mixed % candidates.len().max(1)) else { return text.to_owned() };
    let value = VALUES[(mixed / 7) % VALUES.len()];
    let key = lines[*at].split_once(": ").map_or("", |(key, _)| key);
    let line = if value.is_empty() { String::new() } else { format!("{key}: {value}") };
    let changed =
        lines.iter().enumerate().map(|(number, old)| if number == *at { line.as_str() } else { old });
    changed.collect::<Vec<_>>().join("\n") + "\n"
}
