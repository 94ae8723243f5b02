//! Cases from a seed: a workload each, with the settings of its update.

use serde_json::{Value as Json, json};

use super::super::mutate::Dice;

/// What is updated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Deployment,
    StatefulSet,
    DaemonSet,
}

/// One of them in a namespace of its own.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) kind: Kind,
    /// How many pods it has when all is well.
    pub(super) pods: usize,
    pub(super) object: Json,
    /// What else there is.
    pub(super) nodes: Vec<Json>,
}

impl Case {
    /// Whether its pods stay until somebody deletes them.
    pub(super) fn waits(&self) -> bool {
        self.object["spec"]["updateStrategy"]["type"] == "OnDelete"
    }

    /// What it says of the pods that may go, where that is a percentage.
    pub(super) fn percentage(&self) -> Option<u64> {
        let value = self.object["spec"]["updateStrategy"]["rollingUpdate"]["maxUnavailable"].as_str()?;
        value.trim_end_matches('%').parse().ok()
    }

    pub(super) fn name(&self) -> &str {
        self.object["metadata"]["name"].as_str().unwrap()
    }
}

/// As many cases, always the same for a seed.
pub(super) fn cases(seed: u64, count: usize) -> Vec<Case> {
    let mut dice = Dice(seed);
    let kinds = [Kind::Deployment, Kind::StatefulSet, Kind::StatefulSet, Kind::DaemonSet];
    (0..count).map(|number| case(&mut dice, kinds[number % kinds.len()], number)).collect()
}

fn case(dice: &mut Dice, kind: Kind, number: usize) -> Case {
    let name = format!("case-{number:03}");
    let pods = 1 + dice.below(7);
    let labels = json!({"app": name});
    let container = json!({"name": "main", "image": "registry.example/main:1.0"});
    let mut spec = json!({
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
    });
    let mut nodes = Vec::new();
    match kind {
        Kind::Deployment => {
            spec["replicas"] = json!(pods);
            spec["strategy"] = deployment(dice);
        }
        Kind::StatefulSet => {
            spec["replicas"] = json!(pods);
            spec["serviceName"] = json!(name);
            spec["updateStrategy"] = stateful_set(dice);
            set(&mut spec, "podManagementPolicy", dice.pick(&[Json::Null, json!("Parallel")]));
            set(&mut spec, "ordinals", dice.pick(&[Json::Null, Json::Null, json!({"start": 3})]));
        }
        Kind::DaemonSet => {
            spec["updateStrategy"] = daemon_set(dice);
            spec["template"]["spec"]["nodeSelector"] = json!({"of": name});
            nodes = (0..pods).map(|place| node(&name, place)).collect();
        }
    }
    // An empty mapping means as much as none.
    if dice.below(2) == 0 {
        let empty = |value: &mut Json| value.as_object().is_some_and(serde_json::Map::is_empty);
        spec.as_object_mut().unwrap().retain(|_, value| !empty(value));
    }
    let object = json!({
        "apiVersion": "apps/v1", "kind": format!("{kind:?}"), "metadata": {"name": name, "namespace": name}, "spec": spec,
    });
    Case { kind, pods, object, nodes }
}

fn node(of: &str, place: usize) -> Json {
    let metadata = json!({"name": format!("{of}-{place}"), "labels": {"of": of}});
    json!({"apiVersion": "v1", "kind": "Node", "metadata": metadata})
}

/// A number or a percentage that is more than none; `null` is left out.
fn amount(dice: &mut Dice) -> Json {
    const PERCENTS: [u64; 16] = [1, 10, 14, 20, 25, 33, 34, 49, 50, 51, 66, 67, 75, 90, 99, 100];
    match dice.below(10) {
        0 | 1 => Json::Null,
        2..5 => json!(*dice.pick(&[1, 1, 2, 2, 3, 4, 5, 6, 7, 9])),
        _ => json!(format!("{}%", dice.pick(&PERCENTS))),
    }
}

fn set(object: &mut Json, field: &str, value: &Json) {
    if !value.is_null() {
        object[field] = value.clone();
    }
}

fn rolling(fields: &[(&str, Json)]) -> Json {
    let mut rolling = json!({});
    for (field, value) in fields {
        set(&mut rolling, field, value);
    }
    if rolling == json!({}) { rolling } else { json!({"rollingUpdate": rolling}) }
}

/// Not both nothing, which is refused.
fn deployment(dice: &mut Dice) -> Json {
    let none = [json!(0), json!("0%")];
    let (mut surge, mut unavailable) = (amount(dice), amount(dice));
    match dice.below(3) {
        0 => surge = dice.pick(&none).clone(),
        1 => unavailable = dice.pick(&none).clone(),
        _ => (),
    }
    // A quarter each where nothing is written.
    rolling(&[("maxSurge", surge), ("maxUnavailable", unavailable)])
}

fn stateful_set(dice: &mut Dice) -> Json {
    if dice.below(12) == 0 {
        return json!({"type": "OnDelete"});
    }
    let partition = dice.pick(&[Json::Null, Json::Null, json!(0), json!(1), json!(2), json!(9)]).clone();
    rolling(&[("maxUnavailable", amount(dice)), ("partition", partition)])
}

/// Pods are taken away first or added first, never both.
fn daemon_set(dice: &mut Dice) -> Json {
    match dice.below(12) {
        0 => json!({"type": "OnDelete"}),
        1..7 => rolling(&[("maxUnavailable", amount(dice))]),
        _ => match amount(dice) {
            Json::Null => json!({}),
            surge => rolling(&[("maxSurge", surge), ("maxUnavailable", json!(0))]),
        },
    }
}
