//! The controllers of `Deployment`, `StatefulSet` and `DaemonSet` are the oracle of the rules `rollout/*` and of what
//! `lib/update` counts: how many pods an update takes away and adds before the first new one is ready. They update
//! generated workloads on a real server to pods that never get ready; `tests/tools/rollouts` runs them.
//!
//! The counts stay in the build's `tmp/oracle`: `rollouts.jsonl` is every case with what the controllers left and what was
//! said. `TIDEGATE_ORACLE_SEED=N` makes other cases than the usual ones.

mod cases;
mod cluster;
mod judge;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use serde_json::json;

use self::cases::{Case, Kind, cases};
use self::cluster::Left;
use self::judge::{Fences, Said};
use super::objects::lines;

const CASES: usize = 200;
const SEED: u64 = 1;

/// What the controllers show: how many pods they took away and added.
fn witnessed(case: &Case, left: &Left) -> Fences {
    assert_eq!(left.before, case.pods, "{}: {left:?}", case.object);
    let unavailable = left.before - left.old;
    // Those that come in the place of pods that went are none more.
    Fences { unavailable, surge: left.new.saturating_sub(unavailable) }
}

/// What the library says they do. An update that waits for somebody to delete pods does nothing.
fn counted(case: &Case, fences: Option<Fences>) -> Fences {
    assert_eq!(fences.is_none(), case.waits(), "{}", case.object);
    let Fences { unavailable, surge } = fences.unwrap_or_default();
    // A Deployment has no more new pods than it is to have.
    Fences { unavailable, surge: surge.min(case.pods - unavailable) }
}

/// What has to be said of a case where the controllers do this: by rule, how severe it is.
fn due(case: &Case, seen: Fences) -> Said {
    let (n, all) = (case.pods, seen.unavailable == case.pods);
    let outage = match case.kind {
        Kind::Deployment if all => Some(if n > 1 { "error" } else { "warning" }),
        // One pod of a StatefulSet has no other way to go.
        Kind::StatefulSet if all && n > 1 => Some("error"),
        _ => None,
    };
    let waits = match case.kind {
        Kind::Deployment => seen.unavailable == 0,
        Kind::DaemonSet => seen.surge > 0,
        Kind::StatefulSet => false,
    };
    // Half of all nodes is too much, whatever it comes to on those that there are; one node at a time is always fine.
    let half = !case.waits() && case.percentage() >= Some(50);
    let many = seen.unavailable > 1 && seen.unavailable * 2 >= n;
    [
        ("unavailable-during-update", outage),
        ("host-port-surge", waits.then_some("error")),
        ("daemon-set-max-unavailable", (case.kind == Kind::DaemonSet && (half || many)).then_some("warning")),
    ]
    .into_iter()
    .filter_map(|(rule, severity)| Some((rule.to_owned(), severity?.to_owned())))
    .collect()
}

#[test]
fn controllers_take_and_add_as_many_pods_as_is_said() {
    let seed = std::env::var("TIDEGATE_ORACLE_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    let cases = cases(seed, CASES);
    let left = cluster::ask(&cases);
    let (fences, said) = (judge::fences(&cases), judge::judge(&cases));
    let (mut kept, mut broken) = (Vec::new(), Vec::new());
    let mut numbers: BTreeMap<Kind, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut rules: BTreeSet<String> = BTreeSet::new();
    for (number, case) in cases.iter().enumerate() {
        let done = witnessed(case, &left[number]);
        let due = due(case, done);
        let agree = counted(case, fences[number]) == done && said[number] == due;
        let line = json!({
            "case": case.object, "pods": case.pods, "left": format!("{:?}", left[number]),
            "counted": format!("{:?}", fences[number]), "due": due, "said": said[number],
        });
        *numbers.entry(case.kind).or_default().entry(if agree { "agree" } else { "differ" }).or_default() +=
            1;
        rules.extend(due.into_keys());
        broken.extend((!agree).then(|| line.to_string()));
        kept.push(line);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("rollouts.jsonl"), lines(&kept)).unwrap();
    // Past the test runner's capture: the figures are what this test is run for.
    drop(writeln!(std::io::stderr(), "rollouts ({})\n{numbers:?}", folder.display()));
    assert!(broken.is_empty(), "{broken:#?}");
    if seed == SEED {
        assert_eq!(rules.len(), 3, "{rules:?}");
        assert!(numbers.len() == 3 && numbers.values().all(|counts| counts["agree"] > 40), "{numbers:?}");
    }
}
