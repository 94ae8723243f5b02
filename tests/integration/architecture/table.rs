//! What the rooms may do: the design's table as data. The map in `src/lib.rs` repeats the rows of the rooms that exist,
//! word for word; the test compares them.

/// One room.
pub(crate) struct Room {
    /// The module's name.
    pub(crate) name: &'static str,
    /// The column "may import": rooms divided by commas, or one of the phrases that [`allowed`] knows.
    pub(crate) imports: &'static str,
}

const fn room(name: &'static str, imports: &'static str) -> Room {
    Room { name, imports }
}

/// The rooms in the order of the table. "Above" means an earlier row.
pub(crate) const ROOMS: &[Room] = &[
    room("value", "–"),
    room("finding", "–"),
    room("kinds", "value, finding"),
    room("source", "value, finding"),
    room("schema", "value, finding, source"),
    room("config", "finding, source, schema"),
    room("engine", "value, finding, source, schema"),
    room("policy", "value, finding, kinds, source, schema, engine"),
    room("review", "value, finding, kinds"),
    room("gate", "all above"),
    room("report", "finding"),
    room("fix", "gate and the rows above it"),
    room("fetch", "finding, config"),
    room("notifier", "finding, config, fetch"),
    room("cluster", "value, finding, config, policy, review"),
    room("server", "all but cli, conftest, devtool"),
    room("conftest", "gate and the rows above it, report, fetch"),
    room("devtool", "gate and the rows above it, report"),
    room("cli", "all"),
];

/// Foreign crates that belong to certain rooms, so that exchanging one stays a matter of one room.
pub(crate) const OWNERS: &[(&str, &[&str])] = &[
    // `value` re-exports the engine's value type and nothing else of it.
    ("regorus", &["value", "engine"]),
    ("granit_parser", &["source"]),
    ("toml", &["source"]),
    ("git2", &["source"]),
    // Typed settings are read with serde; documents never are.
    ("serde_yaml", &["source", "config"]),
    ("jsonschema", &["schema"]),
    // Charts are rendered in parallel, and reviews judged, and rules tested.
    ("rayon", &["source", "gate", "devtool"]),
    ("annotate_snippets", &["report"]),
    ("quick_junit", &["report", "devtool"]),
    ("reqwest", &["fetch"]),
    ("kube", &["cluster"]),
    ("k8s_openapi", &["cluster"]),
    ("axum", &["server"]),
    ("rustls", &["server"]),
    ("tokio", &["fetch", "notifier", "cluster", "server", "cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    // Rooms have errors of their own; only the outermost ones collect them. The engine's functions speak anyhow to regorus.
    ("anyhow", &["engine", "cli", "server"]),
];

/// The only rooms that may say `async`.
pub(crate) const ASYNC: &[&str] = &["fetch", "notifier", "cluster", "server", "cli"];

/// The rooms that this one may import, resolved from its phrase.
pub(crate) fn allowed(name: &str) -> Vec<&'static str> {
    let row = row_of(name).unwrap_or_else(|| panic!("`{name}` is not a room of the table"));
    let names = |rooms: &'static [Room]| rooms.iter().map(|room| room.name);
    match ROOMS[row].imports {
        "–" => Vec::new(),
        "all" => names(ROOMS).collect(),
        "all above" => names(&ROOMS[..row]).collect(),
        phrase => {
            if let Some(others) = phrase.strip_prefix("all but ") {
                let others: Vec<&str> = others.split(", ").collect();
                return names(ROOMS).filter(|room| !others.contains(room)).collect();
            }
            let mut rooms = Vec::new();
            for part in phrase.split(", ") {
                let through = part.strip_suffix(" and the rows above it");
                let last =
                    row_of(through.unwrap_or(part)).unwrap_or_else(|| panic!("`{part}` names no room"));
                rooms.extend(names(&ROOMS[if through.is_some() { 0 } else { last }..=last]));
            }
            rooms
        }
    }
}

fn row_of(name: &str) -> Option<usize> {
    ROOMS.iter().position(|room| room.name == name)
}

#[test]
fn phrases_mean_what_they_say() {
    assert_eq!(allowed("value"), [""; 0]);
    assert_eq!(allowed("review"), ["value", "finding", "kinds"]);
    let through_gate =
        ["value", "finding", "kinds", "source", "schema", "config", "engine", "policy", "review", "gate"];
    assert_eq!(allowed("gate"), through_gate[..9]);
    assert_eq!(allowed("fix"), through_gate);
    assert_eq!(allowed("devtool"), [&through_gate[..], &["report"]].concat());
    assert!(allowed("server").contains(&"cluster") && !allowed("server").contains(&"cli"));
    assert_eq!(allowed("cli").len(), ROOMS.len());
}

#[test]
fn no_two_rooms_import_each_other() {
    // `cli` and `server` may name nearly everything, themselves included; only `cli` reaches `server`.
    for room in ROOMS {
        for imported in allowed(room.name).into_iter().filter(|imported| *imported != room.name) {
            assert!(!allowed(imported).contains(&room.name), "{} and {imported}", room.name);
        }
    }
    for (krate, rooms) in OWNERS {
        assert!(rooms.iter().all(|room| row_of(room).is_some()), "an owner of {krate} is not a room");
    }
    assert!(ASYNC.iter().all(|room| row_of(room).is_some()));
}
