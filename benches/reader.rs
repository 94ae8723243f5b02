//! How fast files become values with positions: `cargo bench --bench reader`. With `TIDEGATE_CORPUS=FOLDER` also over
//! the renders of a corpus. Throughput is that of one core.

use std::path::Path;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use tidegate::source::{Format, Limits, read_bytes};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The YAML files below a folder; none where it does not exist.
fn yaml_files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let yaml = entries.filter(|entry| Format::of(&entry.file_name().to_string_lossy()) == Some(Format::Yaml));
    yaml.filter_map(|entry| std::fs::read(entry.path()).ok()).collect()
}

fn read_each(bencher: Bencher<'_, '_>, files: &[Vec<u8>], format: Format) {
    let bytes: usize = files.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for file in files {
            black_box(read_bytes("bench", file, format, &Limits::default()));
        }
    });
}

#[divan::bench]
fn storefront(bencher: Bencher<'_, '_>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    read_each(bencher, &yaml_files(&root.join("testdata/storefront/rendered")), Format::Yaml);
}

#[divan::bench(sample_count = 10)]
fn corpus(bencher: Bencher<'_, '_>) {
    let folder = std::env::var_os("TIDEGATE_CORPUS").unwrap_or_default();
    let files = if folder.is_empty() { Vec::new() } else { yaml_files(&Path::new(&folder).join("rendered")) };
    read_each(bencher, &files, Format::Yaml);
}

/// The same documents as JSON, one a line.
#[divan::bench]
fn json_lines(bencher: Bencher<'_, '_>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for file in yaml_files(&root.join("testdata/storefront/rendered")) {
        let reads = read_bytes("bench", &file, Format::Yaml, &Limits::default());
        for document in reads.iter().filter_map(|read| read.document()) {
            text.push_str(&document.value.to_string());
            text.push('\n');
        }
    }
    read_each(bencher, &[text.into_bytes()], Format::JsonLines);
}
