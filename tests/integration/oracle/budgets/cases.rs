//! Cases from a seed: some workloads of a namespace, their autoscalers, and one or more budgets.

use serde_json::{Value as Json, json};

use super::super::mutate::Dice;
use super::workloads::{Kind, Scaler, Time, Workload};

/// What lands in a cluster together.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) workloads: Vec<Workload>,
    pub(super) budgets: Vec<Json>,
}

impl Case {
    /// What Tidegate reads.
    pub(super) fn manifests(&self) -> Vec<Json> {
        self.workloads.iter().flat_map(Workload::manifests).chain(self.budgets.iter().cloned()).collect()
    }

    /// When it is worth looking at.
    pub(super) fn times(&self) -> Vec<Time> {
        let differs = |time: &Time| {
            let mut pods = self.workloads.iter();
            *time == Time::Low
                || *time == Time::Ill && self.budgets.len() == 1
                || pods.any(|workload| workload.pods(*time) != workload.pods(Time::Low))
        };
        [Time::Low, Time::High, Time::Woken, Time::Ill].into_iter().filter(differs).collect()
    }

    /// What the cluster holds then, in namespaces that no other case or time has.
    pub(super) fn state(&self, time: Time) -> Vec<Json> {
        let suffix = format!("{time:?}").to_lowercase();
        let namespace = |name: &str| format!("{name}-{suffix}");
        let of = |name: &str| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace(name)}});
        let mut objects = vec![of(&self.name)];
        if self.budgets.iter().any(|budget| budget["metadata"]["namespace"] == self.elsewhere()) {
            objects.push(of(&self.elsewhere()));
        }
        for mut object in
            self.workloads.iter().flat_map(|workload| workload.state(time)).chain(self.budgets.clone())
        {
            let moved = namespace(object["metadata"]["namespace"].as_str().unwrap());
            object["metadata"]["namespace"] = Json::from(moved);
            objects.push(object);
        }
        objects
    }

    fn elsewhere(&self) -> String {
        format!("{}-elsewhere", self.name)
    }
}

/// As many cases, always the same for a seed.
pub(super) fn cases(seed: u64, count: usize) -> Vec<Case> {
    let mut dice = Dice(seed);
    (0..count).map(|number| case(&mut dice, number)).collect()
}

fn case(dice: &mut Dice, number: usize) -> Case {
    let mut case = Case { name: format!("case-{number:04}"), workloads: Vec::new(), budgets: Vec::new() };
    for (place, kinds) in kinds(dice).into_iter().enumerate() {
        let kind = *dice.pick(kinds);
        let made = workload(dice, &case.name, kind, ["front", "back", "side"][place]);
        case.workloads.push(made);
    }
    let budgets = *dice.pick(&[1, 1, 1, 1, 1, 2, 2, 2, 3]);
    for name in ["one", "two", "three"].iter().take(budgets) {
        let elsewhere = dice.below(30) == 0;
        let namespace = if elsewhere { case.elsewhere() } else { case.name.clone() };
        let spec = spec(dice, &case.workloads);
        case.budgets.push(json!({
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
            "metadata": {"name": name, "namespace": namespace}, "spec": spec,
        }));
    }
    case
}

/// Of which kinds a case's workloads are.
fn kinds(dice: &mut Dice) -> Vec<&'static [Kind]> {
    const PLAIN: &[Kind] = &Kind::SCALABLE;
    match dice.below(20) {
        0..9 => vec![PLAIN],
        9..12 => vec![PLAIN, PLAIN],
        12 => vec![PLAIN, PLAIN, &Kind::ENDING],
        13..15 => vec![PLAIN, &Kind::ENDING],
        15 => vec![PLAIN, &Kind::BY_THE_NODE],
        16 => vec![PLAIN, &Kind::BARE],
        17 => vec![*dice.pick(&[&Kind::BY_THE_NODE[..], &Kind::ENDING, &Kind::BARE])],
        18 => vec![&Kind::BARE, *dice.pick(&[&Kind::BARE[..], &Kind::BY_THE_NODE, &Kind::ENDING])],
        _ => vec![&Kind::OPERATORS, *dice.pick(&[PLAIN, &Kind::OPERATORS])],
    }
}

fn workload(dice: &mut Dice, namespace: &str, kind: Kind, component: &str) -> Workload {
    const REPLICAS: [Option<u64>; 15] = [
        None,
        Some(0),
        Some(1),
        Some(1),
        Some(2),
        Some(2),
        Some(2),
        Some(3),
        Some(3),
        Some(3),
        Some(4),
        Some(5),
        Some(6),
        Some(7),
        Some(10),
    ];
    let app = if dice.below(6) == 0 { "other" } else { "shop" };
    let may_scale = kind.is(&[Kind::Deployment, Kind::StatefulSet, Kind::Rollout, Kind::CloneSet]);
    let scaler = if may_scale && dice.below(3) == 0 { Some(scaler(dice)) } else { None };
    Workload {
        kind,
        namespace: namespace.to_owned(),
        name: component.to_owned(),
        labels: json!({"app": app, "component": component}),
        replicas: *dice.pick(&REPLICAS),
        scaler,
        nodes: *dice.pick(&[1, 2, 3]),
        running: dice.below(3) == 0,
        suspended: kind.is(&[Kind::Job, Kind::CronJob]) && dice.below(5) == 0,
    }
}

fn scaler(dice: &mut Dice) -> Scaler {
    let lowest = *dice.pick(&[None, Some(1), Some(2), Some(2), Some(3)]);
    let max = lowest.unwrap_or(1) + *dice.pick(&[0, 1, 2, 4]);
    if dice.below(3) == 0 {
        let min = if dice.below(3) == 0 { Some(0) } else { lowest };
        return Scaler::Keda { min, max };
    }
    Scaler::Horizontal { min: lowest, max }
}

fn spec(dice: &mut Dice, workloads: &[Workload]) -> Json {
    let mut spec = json!({});
    let of = dice.below(workloads.len());
    if let Some(selector) = selector(dice, &workloads[of].labels) {
        spec["selector"] = selector;
    }
    let pods = workloads[of].pods(*dice.pick(&[Time::Low, Time::Low, Time::High]));
    let all = workloads.iter().map(|workload| workload.pods(Time::Low)).sum();
    match dice.below(14) {
        0 => (),
        1..8 => spec["minAvailable"] = limit(dice, pods, all),
        _ => spec["maxUnavailable"] = limit(dice, pods, all),
    }
    match dice.below(6) {
        0 => spec["unhealthyPodEvictionPolicy"] = json!("AlwaysAllow"),
        1 => spec["unhealthyPodEvictionPolicy"] = json!("IfHealthyBudget"),
        _ => (),
    }
    spec
}

/// A number or a percentage, mostly about where it begins to matter.
fn limit(dice: &mut Dice, pods: u64, all: u64) -> Json {
    const PERCENTS: [u64; 18] = [0, 0, 1, 10, 25, 33, 34, 50, 51, 66, 67, 75, 80, 90, 91, 99, 100, 100];
    if dice.below(5) < 2 {
        return json!(format!("{}%", dice.pick(&PERCENTS)));
    }
    json!(*dice.pick(&[0, 1, 1, 2, pods.saturating_sub(1), pods, pods, pods + 1, all.saturating_sub(1), all]))
}

/// A selector for pods with these labels, or one that just misses them.
fn selector(dice: &mut Dice, labels: &Json) -> Option<Json> {
    let app = &labels["app"];
    let expression = |key: &str, operator: &str, values: Json| match values {
        Json::Null => json!({"matchExpressions": [{"key": key, "operator": operator}]}),
        values => json!({"matchExpressions": [{"key": key, "operator": operator, "values": values}]}),
    };
    let both = |component: &Json| {
        json!({
            "matchLabels": {"app": app},
            "matchExpressions": [{"key": "component", "operator": "In", "values": [component, "nobody"]}],
        })
    };
    Some(match dice.below(30) {
        0..8 => json!({"matchLabels": {"app": app}}),
        8..13 => json!({"matchLabels": labels}),
        13 => json!({}),
        14 => json!({"matchLabels": {}, "matchExpressions": []}),
        15 => expression("component", "In", json!([labels["component"], "nobody"])),
        16 => expression("component", "In", json!(["nobody", "nothing"])),
        17 => expression("component", "NotIn", json!([labels["component"]])),
        18 => expression("track", "NotIn", json!(["canary"])),
        19 => expression("app", "Exists", Json::Null),
        20 => expression("track", "Exists", Json::Null),
        21 => expression("track", "DoesNotExist", Json::Null),
        22 => expression("app", "DoesNotExist", Json::Null),
        23 => both(&labels["component"]),
        24 => both(&json!("nowhere")),
        25 => json!({"matchLabels": {"app": "shpo"}}),
        26 => json!({"matchLabels": {"app": app, "component": "frontend"}}),
        27 => json!({"matchLabels": {"app": app, "track": "stable"}}),
        28 => Json::Null,
        _ => return None,
    })
}
