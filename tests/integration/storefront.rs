//! The storefront: what is planted in it is found, in its line, and nothing else is.

use std::collections::BTreeSet;

use crate::support::program::tidegate;
use crate::support::tools::tool;

/// Rule, object, rendered line, template line, and whether that line is literal text.
struct Planted {
    rule: String,
    object: String,
    line: u64,
    template: String,
    template_line: Option<u64>,
    literal: bool,
    /// Where text that is not literal comes from.
    origin: Option<String>,
}

fn planted(environment: &str) -> Vec<Planted> {
    let text = std::fs::read_to_string("testdata/storefront/planted.yaml").unwrap();
    let list: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    let list = list.as_array().unwrap();
    assert!(list.len() >= 12, "about a dozen defects are planted");
    let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap().to_owned();
    list.iter()
        .filter_map(|entry| {
            Some(Planted {
                rule: text(entry, "rule"),
                object: text(entry, "object"),
                line: entry["rendered"][environment].as_u64()?,
                template: text(entry, "template"),
                template_line: entry["template_line"].as_u64(),
                literal: entry["literal"].as_bool().unwrap(),
                origin: entry["origin"].as_str().map(str::to_owned),
            })
        })
        .collect()
}

fn findings(environment: &str, variables: &[(&str, &str)]) -> Vec<serde_json::Value> {
    let file = format!("testdata/storefront/rendered/{environment}.yaml");
    let mut program = tidegate().args(["check", &file, "-o", "json"]);
    for (name, value) in variables {
        program = program.env(name, value);
    }
    let run = program.run();
    assert_eq!(run.code, 1, "{}", run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut all = Vec::new();
    for scope in report["scopes"].as_array().unwrap() {
        assert_eq!(scope["findings"].as_array().map(Vec::len), Some(0));
        for decision in scope["decisions"].as_array().unwrap() {
            // That nothing describes a kind of some operator is no defect of the storefront.
            let planted = |finding: &&serde_json::Value| finding["rule"] != "schema/unknown-kind";
            all.extend(decision["findings"].as_array().unwrap().iter().filter(planted).cloned());
        }
    }
    all
}

fn name(finding: &serde_json::Value) -> (String, String, u64) {
    let object = &finding["object"];
    let object = format!("{}/{}", object["kind"].as_str().unwrap(), object["name"].as_str().unwrap());
    (finding["rule"].as_str().unwrap().to_owned(), object, finding["location"]["line"].as_u64().unwrap())
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    for environment in ["staging", "production"] {
        let found: BTreeSet<_> =
            findings(environment, &[("TIDEGATE_HELM", "/nonexistent")]).iter().map(name).collect();
        let wanted: BTreeSet<_> = planted(environment)
            .into_iter()
            .map(|defect| (defect.rule, defect.object, defect.line))
            .collect();
        assert_eq!(found, wanted, "{environment}");
    }
}

#[test]
fn every_rule_of_this_issue_fires_on_the_storefront() {
    let rules: BTreeSet<String> = planted("production").into_iter().map(|defect| defect.rule).collect();
    assert_eq!(rules.len(), 17, "{rules:?}");
}

/// With the chart at hand the template's line is proven by a marked second render.
#[test]
fn literal_defects_have_their_template_line_and_no_line_is_wrong() {
    let helm = tool("helm");
    let helm = helm.to_str().unwrap();
    for environment in ["staging", "production"] {
        let found = findings(environment, &[("TIDEGATE_HELM", helm)]);
        for defect in planted(environment) {
            let finding = found
                .iter()
                .find(|finding| name(finding) == (defect.rule.clone(), defect.object.clone(), defect.line))
                .unwrap_or_else(|| panic!("{} in {environment}", defect.rule));
            let site = &finding["location"]["template"];
            let line = site["line"].as_u64();
            let place = format!("{} {} in {environment}: {site}", defect.rule, defect.object);
            let told = format!("{}:{}", site["file"].as_str().unwrap(), line.unwrap_or(0));
            let wanted = format!("{}:{}", defect.template, defect.template_line.unwrap_or(0));
            if defect.literal {
                assert!(told.ends_with(&wanted), "{place}");
            } else if line.is_some() {
                // Text of a helper is literal where the helper stands.
                let origin = defect.origin.as_deref().is_some_and(|origin| told.ends_with(origin));
                assert!(
                    origin || told.ends_with(&wanted),
                    "what is no literal text has its line or none: {place}"
                );
            }
        }
    }
}

/// What the storefront, being healthy in this, does not have: objects that no cluster takes as they are.
const MISTAKES: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker}}
    spec:
      containers: [{name: worker, image: 'registry.example/worker:1.0'}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: Worker_Settings, labels: {version: 1.0+build}}
data: {WORKERS: 4}
---
apiVersion: v1
kind: Service
metadata: {name: worker}
spec: {selectors: {app: worker}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: worker}
spec: {selector: {app: worker}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: worker}
---
apiVersion: policy/v1beta1
kind: PodSecurityPolicy
metadata: {name: worker}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: worker}
";

/// Every way to end badly, and to be asked wrongly.
const ENDINGS: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: feed}
spec:
  selector: {matchLabels: {app: feed}}
  template:
    metadata: {labels: {app: feed}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: feed
          image: 'registry.example/feed:1.0'
          command: [sh, -c, 'prepare; feed']
          lifecycle: {preStop: {tcpSocket: {port: 80}}, postStart: {exec: {command: [pkill, '-9', feed]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers: [{name: api, image: 'registry.example/api:1.0', ports: [{containerPort: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: wiki}
spec:
  progressDeadlineSeconds: 1800
  selector: {matchLabels: {app: wiki}}
  template:
    metadata: {labels: {app: wiki}, annotations: {tidegate.dev/startup-seconds: '90'}}
    spec:
      initContainers: [{name: fill, image: 'registry.example/wiki:1.0', readinessProbe: {tcpSocket: {port: 80}}}]
      containers:
        - name: wiki
          image: 'registry.example/wiki:1.0'
          livenessProbe: {exec: {command: [up]}, periodSeconds: 2, timeoutSeconds: 5, successThreshold: 2}
          readinessProbe: {exec: {command: [up]}, terminationGracePeriodSeconds: 5}
";

/// Updates that stand still or fail; on a cluster of one node, as the parameter says.
const UPDATES: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: ledger}
spec:
  replicas: 1
  minReadySeconds: 600
  selector: {matchLabels: {app: ledger, tier: back}}
  template:
    metadata: {labels: {app: ledger}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: ledger}}}
      volumes: [{name: data, persistentVolumeClaim: {claimName: ledger}}]
      containers:
        - name: ledger
          image: 'registry.example/ledger:1.0'
          ports: [{containerPort: 8443, hostPort: 8443}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ledger}
spec: {accessModes: [ReadWriteOncePod], resources: {requests: {storage: 1Gi}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ledger}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ledger}
  minReplicas: 1
  maxReplicas: 2
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: press}
spec:
  replicas: 2
  strategy: {type: Recreate}
  selector: {matchLabels: {app: press}}
  template:
    metadata: {labels: {app: press}}
    spec:
      containers: [{name: press, image: 'registry.example/press:1.0'}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  updateStrategy: {rollingUpdate: {maxUnavailable: 100%}}
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: 'registry.example/agent:1.0'}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: archive}
spec:
  serviceName: archive-members
  selector: {matchLabels: {app: archive}}
  template:
    metadata: {labels: {app: archive}}
    spec:
      containers: [{name: archive, image: 'registry.example/archive:1.0'}]
";

/// Names that lead nowhere.
const NOWHERE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: ghost}
spec:
  selector: {matchLabels: {app: ghost}}
  template:
    metadata: {labels: {app: ghost}}
    spec:
      serviceAccountName: nowhere
      volumes: [{name: data, persistentVolumeClaim: {claimName: nowhere}}]
      containers:
        - name: ghost
          image: 'registry.example/ghost:1.0'
          env:
            - {name: A, valueFrom: {configMapKeyRef: {name: ghost, key: nowhere}}}
            - {name: B, valueFrom: {secretKeyRef: {name: ghost, key: nowhere}}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: ghost}, data: {a: b}}
---
{apiVersion: v1, kind: Secret, metadata: {name: ghost}, stringData: {a: b}}
---
apiVersion: v1
kind: Service
metadata: {name: ghost}
spec: {selector: {app: nowhere}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: ghost-admin}
spec: {selector: {app: ghost}, ports: [{port: 80, targetPort: nowhere}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ghost}
spec: {podSelector: {matchLabels: {app: nowhere}}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ghost}
spec: {defaultBackend: {service: {name: nowhere, port: {number: 80}}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ghost}
spec: {rules: [{backendRefs: [{name: nowhere, port: 80}]}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ghost}
spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ghost}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: agent}
spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: DaemonSet, name: nowhere}}
";

/// Drains that wait for ever, take everything, or lose what was written.
const DRAINS: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: depot}
spec:
  replicas: 2
  selector: {matchLabels: {app: depot}}
  template:
    metadata:
      labels: {app: depot}
      annotations: {cluster-autoscaler.kubernetes.io/safe-to-evict: 'false'}
    spec:
      volumes: [{name: data, emptyDir: {}}]
      containers:
        - name: depot
          image: 'registry.example/depot:1.0'
          volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: unset}
spec: {selector: {matchLabels: {app: agent}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: none}
spec: {minAvailable: 0, selector: {matchLabels: {app: depot}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: agent}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: agent}}}
";

/// One scope in which every rule fires: none of them is silent for good.
#[test]
fn every_rule_can_fire() {
    let files = [
        ("worker.yaml", MISTAKES),
        ("endings.yaml", ENDINGS),
        ("updates.yaml", UPDATES),
        ("ghost.yaml", NOWHERE),
        ("depot.yaml", DRAINS),
    ];
    let folder = crate::support::folder::Folder::with(&files);
    let run = tidegate()
        .args(["check", "testdata/storefront/rendered/production.yaml", folder.path().to_str().unwrap()])
        .args(["--scope", "run", "--profile", "strict", "--param", "rollout.nodes=1", "-o", "json"])
        .args(["--complete", "ServiceAccount", "--complete", "PersistentVolumeClaim"])
        .env("TIDEGATE_HELM", "/nonexistent")
        .run();
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["scopes"].as_array().unwrap().len(), 1);
    let rules = report["rules"].as_array().unwrap();
    assert!(rules.len() >= 50);
    let silent: Vec<&str> =
        rules.iter().filter(|rule| rule["findings"] == 0).map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(silent, [""; 0]);
}
