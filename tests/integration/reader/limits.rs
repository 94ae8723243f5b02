//! Hostile input ends in an error, soon and in little memory.

use std::fmt::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{shown, yaml};
use tidegate::source::{Format, Limits, Read, read_bytes};

/// Nine lists, each of nine aliases of the one before.
fn billion_laughs() -> String {
    let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..=9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(",");
        writeln!(text, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    text
}

fn timed(text: &str) -> (Vec<Read>, Duration) {
    let start = Instant::now();
    let reads = yaml(text);
    (reads, start.elapsed())
}

#[test]
fn a_billion_laughs_are_an_error_at_once() {
    let text = billion_laughs();
    assert!(text.len() <= 1024);
    for text in
        [text.clone(), text.replace("[*", "{<<: [*").replace("]\n", "]}\n").replace("[x,", "[{x: 1},")]
    {
        let (reads, elapsed) = timed(&text);
        assert!(reads.len() == 1 && reads[0].unreadable().is_some(), "{:?}", shown(&reads));
        assert!(elapsed < Duration::from_millis(100), "{elapsed:?}");
    }
    assert!(shown(&yaml(&billion_laughs()))[0].contains("the aliases of this document expand to too much"));
}

/// Prints the peak memory of this process; only called in a process of its own.
#[test]
fn peak_memory_of_a_billion_laughs() {
    if std::env::var_os("TIDEGATE_TEST_PEAK").is_none() || !cfg!(target_os = "linux") {
        return;
    }
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().to_owned();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    };
    let before = peak();
    let reads = yaml(&billion_laughs());
    assert!(reads[0].unreadable().is_some());
    #[expect(clippy::print_stdout, reason = "what the process is started for")]
    {
        println!("peak grew by {} kB", peak() - before);
    }
}

#[test]
fn a_billion_laughs_stay_below_fifty_megabytes() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "reader::limits::peak_memory_of_a_billion_laughs", "--nocapture"])
        .env("TIDEGATE_TEST_PEAK", "1")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let grown = printed.split("peak grew by ").nth(1).and_then(|rest| rest.split(' ').next());
    let grown: u64 = grown.unwrap_or_else(|| panic!("{printed}")).parse().unwrap();
    assert!(grown < 50_000, "{grown} kB");
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let count = 100_000;
    let block = (0..2000).map(|depth| " ".repeat(depth) + "a:\n").collect::<String>();
    let compact = format!("{}x\n", "- ".repeat(count));
    let texts =
        ["[".repeat(count), "{a: ".repeat(count), "[".repeat(count) + &"]".repeat(count), block, compact];
    for text in texts {
        let (reads, elapsed) = timed(&format!("{text}\n---\nb: 1\n"));
        let lines = shown(&reads);
        assert!(lines[0].contains("nest too deep"), "{}: {:?}", &text[..20], &lines[0]);
        assert_eq!(lines.last().unwrap(), "{\"b\":1}", "{}", &text[..20]);
        assert!(elapsed < Duration::from_secs(5), "{}: {elapsed:?}", &text[..20]);
    }
    for text in ["[".repeat(count), "{\"a\":".repeat(count)] {
        let reads = read_bytes("x.json", text.as_bytes(), Format::Json, &Limits::default());
        assert!(shown(&reads)[0].contains("nest too deep"));
    }
}

#[test]
fn depth_is_counted_over_flow_and_block_together() {
    let limits = Limits { depth: 4, ..Limits::default() };
    let read = |text: &str| read_bytes("x.yaml", text.as_bytes(), Format::Yaml, &limits);
    assert!(read("a:\n  b: [{c: 1}]\n")[0].document().is_some());
    assert!(read("a:\n  b: [{c: []}]\n")[0].unreadable().is_some());
}

#[test]
fn the_deepest_allowed_value_can_be_dropped_cloned_and_printed() {
    let depth = Limits::default().depth;
    let text = "[".repeat(depth) + &"]".repeat(depth);
    let reads = yaml(&text);
    let document = reads[0].document().unwrap();
    assert_eq!(document.value.clone().to_string(), text);
    assert_eq!(document.spans.len(), depth);
}

#[test]
fn too_many_bytes_or_nodes_are_an_error() {
    let limits = Limits { bytes: 100, nodes: 10, ..Limits::default() };
    let read = |text: &str| shown(&read_bytes("x.yaml", text.as_bytes(), Format::Yaml, &limits));
    assert_eq!(read(&"#".repeat(101)), ["the file has 101 bytes; at most 100 are read"]);
    assert_eq!(read(&"#".repeat(100)), [""; 0]);
    assert!(read("[1,2,3,4,5,6,7,8,9]\n")[0].starts_with('['));
    let lines = read("[1,2,3,4,5,6,7,8,9,10]\n---\na: 1\n");
    assert_eq!(lines, ["1:20 the document is too large", "{\"a\":1}"]);
}

#[test]
fn too_many_documents_are_an_error() {
    let limits = Limits { documents: 2, ..Limits::default() };
    let read = |format, text: &str| shown(&read_bytes("x", text.as_bytes(), format, &limits));
    let message = "the file holds more than 2 documents; from here on nothing is read";
    let yaml = "a: 1\n---\na: {{x}}\n---\n# empty\n---\na: 3\n---\na: {{x}}\n---\na: 4\n";
    let lines = read(Format::Yaml, yaml);
    assert_eq!([&*lines[0], &*lines[2]], ["{\"a\":1}", &*format!("6:1 {message}")]);
    assert_eq!(lines.len(), 3);
    assert_eq!(read(Format::Yaml, "a: 1\n---\na: 2\n---\n# empty\n").len(), 2);
    assert_eq!(read(Format::Json, "1 2 3 4"), ["1", "2", &format!("1:5 {message}")]);
    assert_eq!(read(Format::JsonLines, "1\n2\n3\n4"), ["1", "2", &format!("3:1 {message}")]);
    assert_eq!(read(Format::JsonLines, "1\n2\n").len(), 2);
}

#[test]
fn an_alias_of_many_nodes_counts_each_time() {
    let limits = Limits { expanded: 10, ..Limits::default() };
    let read = |text: &str| shown(&read_bytes("x.yaml", text.as_bytes(), Format::Yaml, &limits));
    assert!(read("a: &a [1,2,3]\nb: [*a,*a,*a]\n")[0].starts_with('{'));
    assert!(read("a: &a [1,2,3]\nb: [*a,*a,*a,*a]\n")[0].starts_with("2:14 the aliases"));
}

#[test]
fn a_hundred_thousand_anchors_are_no_trap() {
    let mut text = String::new();
    for number in 0..100_000 {
        writeln!(text, "- &a{number} x").unwrap();
    }
    for _ in 0..100_000 {
        text.push_str("- *a0\n");
    }
    let (reads, elapsed) = timed(&text);
    assert!(reads[0].document().is_some());
    // A reader that looks through all anchors for each takes many minutes; other tests take the processors meanwhile.
    assert!(elapsed < Duration::from_secs(30), "{elapsed:?}");
}

#[test]
fn a_hundred_thousand_broken_documents_are_no_trap() {
    let (reads, elapsed) = timed(&"a: {{x}}\n---\n".repeat(20_000));
    assert_eq!(reads.len(), 20_000);
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
}
