//! One scope in which every rule fires, so that none is silent for good: the storefront's production, and what it lacks.

use crate::support::program::tidegate;

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

/// A namespace that lets in what it then refuses, and one that refuses nothing.
const LEVELS: &str = "\
apiVersion: v1
kind: Namespace
metadata: {name: guarded, labels: {pod-security.kubernetes.io/enforce: restricted}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: open}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: guest, namespace: guarded}
spec:
  selector: {matchLabels: {app: guest}}
  template:
    metadata: {labels: {app: guest}}
    spec:
      hostPID: true
      securityContext:
        runAsNonRoot: true
        appArmorProfile: {type: Unconfined}
        seLinuxOptions: {type: spc_t}
        sysctls: [{name: kernel.msgmax, value: '1'}]
        windowsOptions: {hostProcess: true}
      volumes: [{name: node, hostPath: {path: /}}, {name: files, nfs: {server: nas, path: /}}]
      containers:
        - name: guest
          image: registry.example/guest:latest
          ports: [{containerPort: 80, hostPort: 80}]
          securityContext: {procMount: Unmasked}
          livenessProbe: {tcpSocket: {host: example.com, port: 80}}
";

/// The nodes of the storefront have interfaces of 1500 bytes.
const NETWORKS: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: antrea-config, namespace: kube-system}
data:
  antrea-agent.conf: |
    trafficEncryptionMode: wireGuard
    defaultMTU: 1450
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-flannel-cfg, namespace: kube-system}
data:
  net-conf.json: |
    {\"Backend\": {\"Type\": \"vxlan\", \"MTU\": 1450}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: lab, namespace: kube-system}
data:
  10-lab.conflist: \"{\"
---
apiVersion: v1
kind: ConfigMap
metadata: {name: cilium-config, namespace: kube-system}
data:
  mtu: \"1400\"
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata: {name: backup}
spec:
  config: '{\"type\": \"macvlan\", \"master\": \"eth9\", \"mtu\": 9000}'
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata: {name: replicas}
spec:
  config: '{\"type\": \"macvlan\", \"master\": \"eth9\", \"mtu\": 1200, \"ipam\": {\"range\": \"fd00::/64\"}}'
---
apiVersion: v1
kind: Pod
metadata: {name: builder}
spec:
  containers:
  - {name: docker, image: 'docker:28-dind'}
";

const EARLIER: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: cilium-config, namespace: kube-system}
data:
  mtu: \"1500\"
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
        ("levels.yaml", LEVELS),
        ("networks.yaml", NETWORKS),
        ("state.yaml", include_str!("../../testdata/firing/state.yaml")),
        ("tools.yaml", include_str!("../../testdata/firing/tools.yaml")),
        ("changed.yaml", &crate::changes::after()),
        ("Dockerfile", "FROM golang:1.26\nCMD [\"air\"]\n"),
        ("air.toml", "root = '.'\n"),
    ];
    let folder = crate::support::folder::Folder::with(&files);
    let earlier = [("networks.yaml", EARLIER), ("changed.yaml", crate::changes::BEFORE)];
    let earlier = crate::support::folder::Folder::with(&earlier);
    let run = tidegate()
        .args(["check", "testdata/storefront/rendered/production.yaml", folder.path().to_str().unwrap()])
        .args(["--scope", "run", "--profile", "strict", "--param", "rollout.nodes=1", "-o", "json"])
        .args(["--complete", "ServiceAccount", "--complete", "PersistentVolumeClaim"])
        .args(["--old", earlier.path().to_str().unwrap()])
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
