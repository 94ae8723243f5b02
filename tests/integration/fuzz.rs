//! The fuzz entries over seeds and ten thousand mutations of them each, the same ones in every run.

use std::fs;
use std::path::PathBuf;

use crate::support::root;
use tidegate::policy::fuzz::module_any;
use tidegate::schema::fuzz::schema_any;
use tidegate::source::fuzz::read_any;

const MUTATIONS: usize = 10_000;

/// Words that a blind mutation would hardly hit.
const WORDS: &[&[u8]] = &[
    b"---\n",
    b"\n---\n",
    b"...\n",
    b"- ",
    b": ",
    b"{{x}}",
    b"{",
    b"}",
    b"[",
    b"]",
    b"&a ",
    b"*a",
    b"<<: *a\n",
    b"|\n  ",
    b">-\n",
    b"\"",
    b"'",
    b"# tidegate:waive x\n",
    b"\n# Source: a/b\n",
    b"!!str ",
    b"!!binary ",
    b"%YAML 1.1\n",
    b"\r\n",
    b"\r",
    b"\t",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xf0\x9f\x98\x80",
    b"? ",
    b"\\u",
    b"\0",
    b",",
    b"0x",
    b"1e400",
    b"# METADATA\n",
    b"#   severity: error\n",
    b"package tidegate.a.b\n",
    b" contains ",
    b" if {",
    b"some x in ",
    b"`",
    b"$ref: \"#\"",
    b"{$ref: \"#/definitions/a\"}",
    b"oneOf: ",
    b"nullable: true",
    b"default: ",
    b"null",
    b"x-kubernetes-preserve-unknown-fields: true",
    b"additionalProperties: ",
    b"(a|b)*{2,}",
];

/// Xorshift: small, and equal everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

fn mutate(seed: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(12)).min(bytes.len());
        match dice.below(6) {
            0 => {
                bytes.drain(at..end);
            }
            1 => {
                let word = WORDS[dice.below(WORDS.len())];
                bytes.splice(at..at, word.iter().copied());
            }
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => {
                let from = dice.below(other.len());
                let part = other[from..(from + dice.below(40)).min(other.len())].to_vec();
                bytes.splice(at..end, part);
            }
            4 => bytes.truncate(at),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
    bytes
}

type Entry = fn(&[u8]) -> Result<(), String>;

fn survives(entry: Entry, names: &[PathBuf]) {
    let seeds: Vec<Vec<u8>> = names.iter().map(|name| fs::read(name).unwrap()).collect();
    assert!(seeds.len() >= 5);
    for (name, seed) in names.iter().zip(&seeds) {
        entry(seed).unwrap_or_else(|broken| panic!("{}: {broken}", name.display()));
    }
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for number in 0..MUTATIONS {
        let seed = &seeds[number % seeds.len()];
        let bytes = mutate(seed, &seeds[dice.below(seeds.len())], &mut dice);
        let shown = String::from_utf8_lossy(&bytes);
        let outcome = std::panic::catch_unwind(|| entry(&bytes));
        let broken = outcome.unwrap_or_else(|_| Err("a panic".to_owned())).err();
        assert_eq!(broken, None, "mutation {number}\n{shown:?}");
    }
}

/// Files below a folder of the checkout that fit, sorted.
fn files(folder: &str, fits: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name().into_iter();
    let files = entries.map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .filter(|entry| fits(&entry.file_name().to_string_lossy()))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

#[test]
fn nothing_breaks_the_reader() {
    survives(read_any, &files("testdata/fuzz/reader", |_| true));
}

#[test]
fn nothing_breaks_the_loading_of_rules() {
    survives(module_any, &files("policies", |name| name == "rule.rego"));
}

#[test]
fn nothing_breaks_the_judging_by_schemas() {
    survives(schema_any, &files("testdata/fuzz/schema", |_| true));
}
