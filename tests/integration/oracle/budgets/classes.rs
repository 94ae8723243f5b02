//! Where a rule and the cluster differ for a reason that is known. Each class is told by the case alone.

use super::truth::Judged;
use super::workloads::{Kind, Workload};

/// A class, the rules that it is about, why they differ, and how it is told: by the case and both answers, the
/// cluster's first.
pub(super) struct Class {
    pub(super) name: &'static str,
    pub(super) why: &'static str,
    rules: &'static [&'static str],
    tells: fn(&Judged<'_>, Option<bool>, bool) -> bool,
}

pub(super) const CLASSES: [Class; 8] = [
    Class {
        name: "an operator's pods",
        why: "they stand in no manifest: what a budget makes of them is not in sight",
        rules: &[
            "budget-blocks-eviction",
            "budget-overlap",
            "budget-unscalable",
            "budget-without-effect",
            "(not all in sight)",
        ],
        tells: |judged, _, _| judged.selects(&Kind::OPERATORS),
    },
    Class {
        name: "bare pods",
        why: "a cluster's pods are not held in the inventory, so those without an owner count in no sum",
        rules: &["budget-blocks-eviction", "budget-overlap", "budget-without-effect"],
        tells: |judged, _, tidegate| only(judged, tidegate, |workload| workload.kind.is(&Kind::BARE)),
    },
    Class {
        name: "no pods",
        why: "no pod is there, or the controller counts none: the rule judges what the budget will do to the first ones",
        rules: &["budget-blocks-eviction", "budget-unset", "budget-without-effect"],
        tells: |judged, cluster, tidegate| {
            // Without a selector there never will be one.
            cluster.is_none() && tidegate && judged.budget["spec"]["selector"].is_object()
        },
    },
    Class {
        name: "pods of a job at work",
        why: "they come and go, and a budget is judged by the pods that stay",
        rules: &["budget-blocks-eviction", "budget-overlap"],
        tells: |judged, _, tidegate| {
            only(judged, tidegate, |workload| {
                workload.kind.is(&Kind::ENDING) || workload.kind.is(&Kind::BARE)
            })
        },
    },
    Class {
        name: "the pod of a test",
        why: "`helm test` runs it now and then, and a budget is judged by the pods that stay",
        rules: &["budget-unscalable"],
        tells: |judged, _, tidegate| {
            let running = |workload: &Workload| workload.kind == Kind::TestPod && !workload.is_done();
            !tidegate && judged.selected().any(running) && !judged.selects(&[Kind::Pod])
        },
    },
    Class {
        name: "a pod a node",
        why: "how many nodes there are stands in no manifest",
        rules: &["budget-blocks-eviction"],
        tells: |judged, cluster, tidegate| {
            cluster == Some(true) && !tidegate && judged.selects(&Kind::BY_THE_NODE)
        },
    },
    Class {
        name: "one pod",
        why: "a maxUnavailable of 1 over a single pod is right as soon as there are two",
        rules: &["budget-without-effect"],
        tells: |judged, cluster, tidegate| cluster == Some(true) && !tidegate && judged.high().healthy == 1,
    },
    Class {
        name: "written out",
        why: "who writes IfHealthyBudget has chosen what is the default",
        rules: &["unhealthy-pod-eviction"],
        tells: |judged, cluster, tidegate| {
            let policy = &judged.budget["spec"]["unhealthyPodEvictionPolicy"];
            cluster == Some(true) && !tidegate && policy == "IfHealthyBudget"
        },
    },
];

impl Class {
    /// The one that explains a difference.
    pub(super) fn of(
        rule: &str,
        judged: &Judged<'_>,
        cluster: Option<bool>,
        tidegate: bool,
    ) -> Option<&'static Self> {
        CLASSES.iter().find(|class| class.rules.contains(&rule) && (class.tells)(judged, cluster, tidegate))
    }
}

/// Whether pods like these are in the sum that the controller makes; and where budgets share pods unseen, only these.
fn only(judged: &Judged<'_>, tidegate: bool, like: fn(&Workload) -> bool) -> bool {
    let mine = |pod: &str| judged.case.workloads.iter().any(|workload| like(workload) && workload.made(pod));
    let counted = judged.selected().any(|workload| like(workload) && !workload.is_done());
    counted && (tidegate || judged.shared().all(mine))
}
