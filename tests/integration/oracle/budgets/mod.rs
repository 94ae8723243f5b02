//! The disruption controller of Kubernetes is the oracle of the rules `disruption/budget-*`: what they say of manifests
//! is what it makes of the pods that these bring about, and what the server answers when such a pod is to be evicted.
//! `tests/tools/disruption` runs the controller, and this writes what a Deployment's and other controllers would.
//!
//! What was compared stays in the build's `tmp/oracle`: `budgets.txt` is the table, `budgets-differences.jsonl` every
//! case in which the two differ. `TIDEGATE_ORACLE_SEED=N` makes other cases than the usual ones.

mod cases;
mod classes;
mod cluster;
mod judge;
mod table;
mod truth;
mod workloads;

use std::collections::BTreeMap;

use self::cases::{Case, cases};
use self::cluster::Seen;
use self::judge::judge;
use self::table::Table;
use self::truth::Judged;
use self::workloads::{Time, definitions};

const CASES: usize = 300;
const SEED: u64 = 1;

/// What became of the budgets of each case, by name and time.
fn observe(cases: &[Case]) -> Vec<BTreeMap<String, BTreeMap<Time, Seen>>> {
    let asked: Vec<(usize, Time)> = cases
        .iter()
        .enumerate()
        .flat_map(|(number, case)| case.times().into_iter().map(move |time| (number, time)))
        .collect();
    let states: Vec<_> = asked.iter().map(|(number, time)| cases[*number].state(*time)).collect();
    let mut seen = vec![BTreeMap::<String, BTreeMap<Time, Seen>>::new(); cases.len()];
    for ((number, time), budgets) in asked.into_iter().zip(cluster::ask(&states, &definitions())) {
        for (name, one) in budgets {
            seen[number].entry(name).or_default().insert(time, one);
        }
    }
    seen
}

#[test]
fn budgets_do_in_a_cluster_what_the_rules_say() {
    let seed = std::env::var("TIDEGATE_ORACLE_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    let cases = cases(seed, CASES);
    let observed = observe(&cases);
    let (all_in_sight, some_in_sight) = (judge(&cases, true), judge(&cases, false));
    let mut table = Table::default();
    for (number, case) in cases.iter().enumerate() {
        for budget in &case.budgets {
            let name = budget["metadata"]["name"].as_str().unwrap();
            let times = observed[number][name].iter().map(|(time, seen)| (*time, seen)).collect();
            let judged = Judged { case, budget, seen: times };
            judged.assert_sound();
            table.add(&judged, all_in_sight[number].get(name));
            table.add_partial(&judged, some_in_sight[number].get(name));
        }
    }
    table.keep();
    let broken = table.broken();
    assert!(broken.is_empty(), "{broken:#?}");
    if seed == SEED {
        table.assert_telling();
    }
}
