//! Workloads as a repository has them, and the pods that a cluster makes of them.

use serde_json::{Value as Json, json};

/// What runs pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Deployment,
    ReplicaSet,
    StatefulSet,
    ReplicationController,
    Rollout,
    /// A Rollout that runs the pods of a Deployment's template.
    BorrowingRollout,
    CloneSet,
    KruiseStatefulSet,
    DeploymentConfig,
    DaemonSet,
    KruiseDaemonSet,
    Job,
    /// A job that Helm runs before an upgrade.
    Hook,
    CronJob,
    Pod,
    /// The pod of `helm test`.
    TestPod,
    /// Of an operator, which makes pods that stand in no manifest: one with a scale and one without.
    Widget,
    Gadget,
}

impl Kind {
    pub(super) const SCALABLE: [Self; 9] = [
        Self::Deployment,
        Self::StatefulSet,
        Self::ReplicaSet,
        Self::ReplicationController,
        Self::Rollout,
        Self::BorrowingRollout,
        Self::CloneSet,
        Self::KruiseStatefulSet,
        Self::DeploymentConfig,
    ];
    pub(super) const BY_THE_NODE: [Self; 2] = [Self::DaemonSet, Self::KruiseDaemonSet];
    pub(super) const ENDING: [Self; 3] = [Self::Job, Self::Hook, Self::CronJob];
    pub(super) const BARE: [Self; 2] = [Self::Pod, Self::TestPod];
    pub(super) const OPERATORS: [Self; 2] = [Self::Widget, Self::Gadget];

    /// `apiVersion` and `kind` of the manifest.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Deployment => ("apps/v1", "Deployment"),
            Self::ReplicaSet => ("apps/v1", "ReplicaSet"),
            Self::StatefulSet => ("apps/v1", "StatefulSet"),
            Self::ReplicationController => ("v1", "ReplicationController"),
            Self::Rollout | Self::BorrowingRollout => ("argoproj.io/v1alpha1", "Rollout"),
            Self::CloneSet => ("apps.kruise.io/v1alpha1", "CloneSet"),
            Self::KruiseStatefulSet => ("apps.kruise.io/v1beta1", "StatefulSet"),
            Self::DeploymentConfig => ("apps.openshift.io/v1", "DeploymentConfig"),
            Self::DaemonSet => ("apps/v1", "DaemonSet"),
            Self::KruiseDaemonSet => ("apps.kruise.io/v1alpha1", "DaemonSet"),
            Self::Job | Self::Hook => ("batch/v1", "Job"),
            Self::CronJob => ("batch/v1", "CronJob"),
            Self::Pod | Self::TestPod => ("v1", "Pod"),
            Self::Widget => ("example.dev/v1", "Widget"),
            Self::Gadget => ("example.dev/v1", "Gadget"),
        }
    }

    /// What stands between it and its pods.
    fn between(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Deployment | Self::Rollout | Self::BorrowingRollout => Some(("apps/v1", "ReplicaSet")),
            Self::DeploymentConfig => Some(("v1", "ReplicationController")),
            Self::CronJob => Some(("batch/v1", "Job")),
            _ => None,
        }
    }

    pub(super) fn is(self, among: &[Self]) -> bool {
        among.contains(&self)
    }
}

/// Of the custom kinds, each with what the controller reads of it: whether it has a scale.
pub(super) fn definitions() -> Vec<Json> {
    [
        ("argoproj.io", "v1alpha1", "Rollout", true),
        ("apps.kruise.io", "v1alpha1", "CloneSet", true),
        ("apps.kruise.io", "v1beta1", "StatefulSet", true),
        ("apps.kruise.io", "v1alpha1", "DaemonSet", false),
        ("apps.openshift.io", "v1", "DeploymentConfig", true),
        ("example.dev", "v1", "Widget", true),
        ("example.dev", "v1", "Gadget", false),
    ]
    .map(|(group, version, kind, scales)| {
        let plural = format!("{}s", kind.to_lowercase());
        let scale = json!({"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"});
        json!({
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": format!("{plural}.{group}")},
            "spec": {
                "group": group, "scope": "Namespaced",
                "names": {"kind": kind, "listKind": format!("{kind}List"), "plural": plural, "singular": kind.to_lowercase()},
                "versions": [{
                    "name": version, "served": true, "storage": true,
                    "subresources": if scales { json!({"scale": scale}) } else { json!({}) },
                    "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
                }],
            },
        })
    })
    .into()
}

/// An autoscaler, by the fields that bound it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scaler {
    Horizontal { min: Option<u64>, max: u64 },
    Keda { min: Option<u64>, max: u64 },
}

/// One workload of a case.
#[derive(Debug, Clone)]
pub(super) struct Workload {
    pub(super) kind: Kind,
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) labels: Json,
    /// As the manifest says it; `None` where it leaves it out.
    pub(super) replicas: Option<u64>,
    pub(super) scaler: Option<Scaler>,
    /// Nodes that a pod runs on each.
    pub(super) nodes: u64,
    /// Whether the pods of a job are at work; else they are done, and there until somebody deletes the job.
    pub(super) running: bool,
    pub(super) suspended: bool,
}

/// When the cluster is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Time {
    /// Every autoscaler has gone as low as it may.
    Low,
    /// As high.
    High,
    /// As low, but that what is scaled to nothing or suspended has a pod.
    Woken,
    /// As low, and no pod is ready.
    Ill,
}

impl Workload {
    /// How many pods it has.
    pub(super) fn pods(&self, time: Time) -> u64 {
        let count = if self.suspended {
            0
        } else if self.kind.is(&Kind::BY_THE_NODE) {
            self.nodes
        } else if self.kind.is(&Kind::SCALABLE) || self.kind.is(&Kind::OPERATORS) {
            self.replicas_at(time)
        } else {
            1
        };
        if time == Time::Woken { count.max(1) } else { count }
    }

    fn replicas_at(&self, time: Time) -> u64 {
        match self.scaler {
            // Switched off by hand.
            Some(Scaler::Horizontal { .. }) if self.replicas == Some(0) => 0,
            Some(Scaler::Horizontal { max, .. } | Scaler::Keda { max, .. }) if time == Time::High => max,
            // What is scaled to zero has no pods to speak of; one is the fewest while it runs.
            Some(Scaler::Horizontal { min, .. } | Scaler::Keda { min, .. }) => min.unwrap_or(1).max(1),
            None => self.replicas.unwrap_or(1),
        }
    }

    /// What Tidegate reads.
    pub(super) fn manifests(&self) -> Vec<Json> {
        if self.kind.is(&Kind::OPERATORS) {
            return vec![self.object(self.replicas)];
        }
        let mut all = vec![self.object(self.replicas)];
        if self.kind == Kind::BorrowingRollout {
            all.push(self.lender());
        }
        all.extend(self.scaler.map(|scaler| self.autoscaler(scaler)));
        all
    }

    /// What the cluster holds: the workload, what it makes, and in the end its pods.
    pub(super) fn state(&self, time: Time) -> Vec<Json> {
        let count = self.pods(time);
        if self.kind.is(&Kind::BARE) {
            let mut pod = self.object(None);
            pod["status"] = self.status(time);
            return vec![pod];
        }
        let mut all = vec![self.object(Some(count))];
        if self.kind == Kind::BorrowingRollout {
            all.push(self.lender());
        }
        let (version, kind) = self.kind.names();
        let mut owner = json!({"apiVersion": version, "kind": kind, "name": self.name, "controller": true});
        if let Some((version, kind)) = self.kind.between() {
            let name = format!("{}-1", self.name);
            let mut spec = self.spec(version, kind, Some(count));
            let mut metadata = self.metadata(&name);
            metadata["ownerReferences"] = json!([owner]);
            if self.kind == Kind::CronJob {
                spec = job(&self.template());
            }
            all.push(json!({"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}));
            owner = json!({"apiVersion": version, "kind": kind, "name": name, "controller": true});
        }
        for number in 0..count {
            let mut metadata = self.metadata(&format!("{}-{number}", self.pod_prefix()));
            metadata["labels"] = self.labels.clone();
            metadata["ownerReferences"] = json!([owner]);
            let spec = self.template()["spec"].clone();
            let status = self.status(time);
            all.push(
                json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": status}),
            );
        }
        all
    }

    /// What the names of its pods begin with; no other workload's do.
    fn pod_prefix(&self) -> String {
        format!("{}-pod", self.name)
    }

    /// Whether a pod is one of its own.
    pub(super) fn made(&self, pod: &str) -> bool {
        pod == self.name || pod.starts_with(&self.pod_prefix())
    }

    /// A pod that has done its work is not ready, and evicting it disturbs nobody.
    pub(super) fn is_done(&self) -> bool {
        !self.running && (self.kind.is(&Kind::ENDING) || self.kind == Kind::TestPod)
    }

    fn status(&self, time: Time) -> Json {
        let (phase, ready) = match (self.is_done(), time) {
            (true, _) => ("Succeeded", "False"),
            (_, Time::Ill) => ("Running", "False"),
            _ => ("Running", "True"),
        };
        json!({"phase": phase, "conditions": [{"type": "Ready", "status": ready}]})
    }

    fn metadata(&self, name: &str) -> Json {
        json!({"name": name, "namespace": self.namespace})
    }

    fn template(&self) -> Json {
        let mut spec = json!({"containers": [{"name": "main", "image": "registry.example/main:1.0"}]});
        if self.kind.is(&Kind::ENDING) || self.kind == Kind::TestPod {
            spec["restartPolicy"] = json!("Never");
        }
        json!({"metadata": {"labels": self.labels}, "spec": spec})
    }

    fn object(&self, replicas: Option<u64>) -> Json {
        let (version, kind) = self.kind.names();
        let mut metadata = self.metadata(&self.name);
        if self.kind.is(&Kind::BARE) {
            metadata["labels"] = self.labels.clone();
        }
        let hook = match self.kind {
            Kind::Hook => Some("pre-upgrade"),
            Kind::TestPod => Some("test"),
            _ => None,
        };
        if let Some(hook) = hook {
            metadata["annotations"] = json!({"helm.sh/hook": hook});
        }
        let spec = self.spec(version, kind, replicas);
        json!({"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec})
    }

    fn spec(&self, version: &str, kind: &str, replicas: Option<u64>) -> Json {
        let template = self.template();
        let mut spec = match (version, kind) {
            (_, "Pod") => return template["spec"].clone(),
            (_, "Job") => {
                let mut spec = job(&template);
                spec["suspend"] = json!(self.suspended);
                return spec;
            }
            (_, "CronJob") => {
                let template = json!({"spec": job(&template)});
                return json!({"schedule": "@daily", "jobTemplate": template, "suspend": self.suspended});
            }
            ("v1" | "apps.openshift.io/v1", _) => json!({"selector": self.labels, "template": template}),
            ("example.dev/v1", _) => json!({"size": 1}),
            ("argoproj.io/v1alpha1", _) if self.kind == Kind::BorrowingRollout => {
                let lender =
                    json!({"apiVersion": "apps/v1", "kind": "Deployment", "name": self.lender_name()});
                json!({"selector": {"matchLabels": self.labels}, "workloadRef": lender})
            }
            ("apps/v1", "StatefulSet") => {
                json!({"selector": {"matchLabels": self.labels}, "serviceName": self.name, "template": template})
            }
            _ => json!({"selector": {"matchLabels": self.labels}, "template": template}),
        };
        if let Some(replicas) = replicas.filter(|_| kind != "DaemonSet") {
            spec["replicas"] = json!(replicas);
        }
        spec
    }

    fn lender_name(&self) -> String {
        format!("{}-template", self.name)
    }

    /// The Deployment whose template a Rollout borrows, and which has handed its pods over.
    fn lender(&self) -> Json {
        let spec =
            json!({"replicas": 0, "selector": {"matchLabels": self.labels}, "template": self.template()});
        let metadata = self.metadata(&self.lender_name());
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec})
    }

    fn autoscaler(&self, scaler: Scaler) -> Json {
        let (version, kind) = self.kind.names();
        let target = json!({"apiVersion": version, "kind": kind, "name": self.name});
        let metadata = self.metadata(&self.name);
        let set = |mut object: Json, field: &str, value: Option<u64>| {
            if let Some(value) = value {
                object["spec"][field] = json!(value);
            }
            object
        };
        match scaler {
            Scaler::Horizontal { min, max } => {
                let spec = json!({"scaleTargetRef": target, "maxReplicas": max});
                let object = json!({
                    "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata, "spec": spec,
                });
                set(object, "minReplicas", min)
            }
            Scaler::Keda { min, max } => {
                let triggers = json!([{"type": "cron"}]);
                let spec = json!({"scaleTargetRef": target, "maxReplicaCount": max, "triggers": triggers});
                let object = json!({
                    "apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": metadata, "spec": spec,
                });
                set(object, "minReplicaCount", min)
            }
        }
    }
}

fn job(template: &Json) -> Json {
    json!({"backoffLimit": 0, "template": template})
}
