//! Holds the sources to the design: arrows between rooms, owners of foreign crates, where `async` is, how long a file
//! may be, and whether the map in `src/lib.rs` shows the rooms that exist.
//!
//! [`table`] is what is allowed, [`arrows`] what a file does; this file brings the two together.

mod arrows;
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use self::arrows::{Reach, reaches};
use self::table::{ASYNC, OWNERS, ROOMS, allowed};
use crate::support::root;

const LONGEST: usize = 400;

/// What is wrong with one file of a room: `line: what`.
fn violations(source: &str, module: &[&str]) -> Vec<String> {
    let room = module[0];
    let found = match reaches(source, module) {
        Ok(found) => found,
        Err(error) => return vec![format!("1: cannot be read: {error}")],
    };
    let rooms = allowed(room);
    let wrong = |reach: &Reach| match reach {
        Reach::Room(other) if other == "*" => Some(format!("`{room}` imports the whole crate")),
        Reach::Room(other) => (!rooms.contains(&other.as_str()))
            .then(|| format!("`{room}` may not import `{other}` (it may: {})", rooms.join(", "))),
        Reach::Name(name) => OWNERS
            .iter()
            .find(|(krate, owners)| krate == name && !owners.contains(&room))
            .map(|(krate, owners)| format!("`{krate}` is used by {} only", owners.join(", "))),
        Reach::Async => (!ASYNC.contains(&room)).then(|| format!("`{room}` is not async")),
    };
    found.iter().filter_map(|(line, reach)| wrong(reach).map(|what| format!("{line}: {what}"))).collect()
}

/// A file that is too long and does not say why.
fn too_long(text: &str, reason: &str) -> Option<String> {
    let lines = text.lines().count();
    let excused = text.lines().any(|line| line.strip_prefix(reason).is_some_and(|why| why.trim().len() > 10));
    (lines > LONGEST && !excused)
        .then(|| format!("{lines} lines; divide it, or say why not in a line `{reason} …`"))
}

/// The rows of the map in the crate's documentation: room, and what it may import.
fn map_of(library: &str) -> Vec<(String, String)> {
    let rows = library.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    let cells = rows.map(|row| row.trim_end_matches([' ', '|']).split(" | ").collect::<Vec<_>>());
    cells
        .map(|cells| {
            (cells[0].trim_end_matches("`]").to_owned(), cells.last().map(|c| c.replace('`', "")).unwrap())
        })
        .collect()
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name().into_iter();
    let paths = entries.filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// `src/engine/limits.rs` → `["engine", "limits"]`; the crate's two roots have no module.
fn module_of(path: &Path) -> Vec<String> {
    let inner = path.strip_prefix(root().join("src")).expect("below src").with_extension("");
    let mut module: Vec<String> = inner.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    if matches!(module.join("/").as_str(), "lib" | "main") { Vec::new() } else { module }
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let module = module_of(&path);
        let Some(room) = module.first() else { continue };
        if !ROOMS.iter().any(|known| known.name == room) {
            wrong.push(format!("{}: `{room}` is not a room of the table", shown(&path)));
            continue;
        }
        let module: Vec<&str> = module.iter().map(String::as_str).collect();
        let found = violations(&fs::read_to_string(&path).unwrap(), &module);
        wrong.extend(found.iter().map(|what| format!("{}:{what}", shown(&path))));
    }
    assert!(wrong.is_empty(), "{}\nThe table is tests/integration/architecture/table.rs.", wrong.join("\n"));
}

#[test]
fn the_program_is_the_command_line_and_nothing_else() {
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    let paths =
        main.split("tidegate::").skip(1).map(|path| path.split(|c: char| !c.is_alphanumeric()).next());
    let others: Vec<_> = paths.flatten().filter(|room| *room != "cli").collect();
    assert!(others.is_empty(), "src/main.rs reaches past `cli`: {others:?}");
    assert!(main.lines().count() <= 40, "src/main.rs only starts the program");
}

#[test]
fn the_map_shows_the_rooms_that_exist() {
    let library = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let there: BTreeSet<String> =
        files("src", "rs").iter().filter_map(|path| module_of(path).into_iter().next()).collect();
    let expected: Vec<(String, String)> = ROOMS
        .iter()
        .filter(|room| there.contains(room.name))
        .map(|room| (room.name.to_owned(), room.imports.to_owned()))
        .collect();
    assert_eq!(map_of(&library), expected, "left: the map in src/lib.rs; right: the table, in its order");
}

#[test]
fn files_are_short_or_say_why_not() {
    let rust = ["src", "tests", "benches", "fuzz"].iter().flat_map(|folder| files(folder, "rs"));
    let rego = files("policies", "rego").into_iter();
    let checked = rust.map(|path| (path, "//! Length:")).chain(rego.map(|path| (path, "# Length:")));
    let wrong: Vec<String> = checked
        .filter_map(|(path, reason)| {
            let found = too_long(&fs::read_to_string(&path).unwrap(), reason)?;
            Some(format!("{}: {found}", shown(&path)))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_forbidden_arrow_is_named_with_its_line() {
    assert_eq!(
        violations("use crate::value::Value;\n\nfn f() { crate::gate::judge() }", &["source", "yaml"]),
        ["3: `source` may not import `gate` (it may: value, finding)"]
    );
    assert_eq!(violations("use crate::finding::Finding;", &["report"]), [""; 0]);
    assert_eq!(violations("use crate::*;", &["cli"]), ["1: `cli` imports the whole crate"]);
}

#[test]
fn a_crate_in_a_strange_room_is_named() {
    assert_eq!(violations("use regorus::Engine;", &["gate"]), ["1: `regorus` is used by value, engine only"]);
    assert_eq!(violations("use regorus::Engine;", &["engine", "run"]), [""; 0]);
    assert_eq!(violations("#[derive(clap::Args)] struct A;", &["config"]), ["1: `clap` is used by cli only"]);
    assert_eq!(violations("async fn f() {}", &["gate"]), ["1: `gate` is not async"]);
}

#[test]
fn a_long_file_needs_a_reason() {
    let long = "x\n".repeat(LONGEST + 1);
    assert!(too_long(&long, "//! Length:").is_some());
    assert!(too_long(&format!("//! Length:\n{long}"), "//! Length:").is_some(), "an empty reason is none");
    assert!(
        too_long(&format!("//! Length: one table, read from top to bottom\n{long}"), "//! Length:").is_none()
    );
    assert!(too_long(&"x\n".repeat(LONGEST), "//! Length:").is_none());
}

#[test]
fn the_map_is_read_row_by_row() {
    let text = "//! | room | what | may import |\n//! | --- | --- | --- |\n//! | [`value`] | a, b | – |\n\
                //! | [`source`] | c | `value`, finding |\n";
    let rows = [("value", "–"), ("source", "value, finding")];
    assert_eq!(map_of(text), rows.map(|(room, imports)| (room.to_owned(), imports.to_owned())));
}
