//! The table of deprecated and removed APIs against what the newest Kubernetes says of itself (`schemas/kubernetes`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::support::root;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Lifecycle {
    deprecated: Option<u32>,
    removed: Option<u32>,
    #[serde(rename = "use")]
    heir: Option<String>,
    since: Option<u32>,
}

/// `policy/v1` and `PodDisruptionBudget`.
type Api = (String, String);

fn table() -> BTreeMap<Api, Lifecycle> {
    #[derive(Deserialize)]
    struct Data {
        lifecycles: BTreeMap<String, BTreeMap<String, Lifecycle>>,
    }
    let text = std::fs::read_to_string(root().join("policies/lib/apis/data.yaml")).unwrap();
    let data: Data = serde_yaml::from_str(&text).unwrap();
    let of = |(api, kinds): (String, BTreeMap<String, Lifecycle>)| {
        kinds.into_iter().map(move |(kind, lifecycle)| ((api.clone(), kind), lifecycle))
    };
    data.lifecycles.into_iter().flat_map(of).collect()
}

/// A kind as Kubernetes defines it: the minors that have it, and its lifecycle by the newest of them.
struct Kind {
    first: u32,
    last: u32,
    deprecated: Option<u32>,
    removed: Option<u32>,
}

fn minor(version: &str) -> u32 {
    version.strip_prefix("1.").unwrap().parse().unwrap()
}

fn kinds() -> BTreeMap<Api, Kind> {
    let text = std::fs::read_to_string(root().join("schemas/kubernetes/kinds.tsv")).unwrap();
    let mut kinds: BTreeMap<Api, Kind> = BTreeMap::new();
    for line in text.lines() {
        let [api, kind, _, minors, lifecycle] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let (first, last) = minors.split_once('-').map(|(first, last)| (minor(first), minor(last))).unwrap();
        let lifecycle: serde_json::Value = serde_json::from_str(lifecycle).unwrap();
        let at = |key: &str| lifecycle.get(key).and_then(serde_json::Value::as_str).map(minor);
        let mut here = Kind { first, last, deprecated: at("deprecated"), removed: at("removed") };
        let api = (api.to_owned(), kind.to_owned());
        // A kind whose definition changed may have several lines; the newest tells its lifecycle.
        if let Some(known) = kinds.remove(&api) {
            here.first = here.first.min(known.first);
            if known.last > here.last {
                here = Kind { first: here.first, ..known };
            }
        }
        kinds.insert(api, here);
    }
    kinds
}

#[test]
fn what_the_newest_kubernetes_deprecates_is_in_the_table() {
    let (table, kinds) = (table(), kinds());
    let newest = kinds.values().map(|kind| kind.last).max().unwrap();
    let mut told = 0;
    for (api, kind) in kinds.iter().filter(|(_, kind)| kind.last == newest) {
        if kind.deprecated.is_some() || kind.removed.is_some() {
            let entry =
                table.get(api).unwrap_or_else(|| panic!("{api:?} is deprecated and not in the table"));
            assert_eq!((entry.deprecated, entry.removed), (kind.deprecated, kind.removed), "{api:?}");
            told += 1;
        } else if let Some(entry) = table.get(api) {
            // Types that outlived their API, which no server offers.
            assert!(entry.removed.is_some_and(|removed| removed < 34), "{api:?} is not deprecated");
        }
    }
    assert!(told > 20, "{told}");
}

#[test]
fn what_a_minor_no_longer_has_is_in_the_table() {
    let (table, kinds) = (table(), kinds());
    let newest = kinds.values().map(|kind| kind.last).max().unwrap();
    // No object of the cluster: what the kubelet once answered.
    let never_served = BTreeSet::from([("v1".to_owned(), "PodStatusResult".to_owned())]);
    for (api, kind) in kinds.iter().filter(|(api, kind)| kind.last < newest && !never_served.contains(*api)) {
        let removed = table.get(api).and_then(|entry| entry.removed);
        assert!(
            removed.is_some_and(|removed| removed <= kind.last + 1),
            "{api:?} went after 1.{}",
            kind.last
        );
    }
}

#[test]
fn what_takes_the_place_of_an_api_is_there() {
    let (table, kinds) = (table(), kinds());
    for ((api, kind), entry) in &table {
        let Some(heir) = &entry.heir else { continue };
        let (version, name) = heir.split_once(' ').unwrap_or((heir, kind));
        let found = kinds.get(&(version.to_owned(), name.to_owned()));
        let Some(found) = found else {
            // Scale and the like are no objects of their own, so the definitions do not have them all.
            assert_eq!(entry.since, None, "{api} {kind}: there is no {version} {name}");
            continue;
        };
        // What the oldest of the definitions has may be older still.
        let oldest = kinds.values().map(|kind| kind.first).min().unwrap();
        if found.first > oldest {
            assert_eq!(entry.since, Some(found.first), "{api} {kind}");
        } else {
            assert!(entry.since.is_none_or(|since| since <= oldest), "{api} {kind}");
        }
    }
}
