//! Pods in which one thing is changed at a time: a pod that the level restricted lets in, and each way to break a control
//! or to keep just inside of it.

use serde_json::{Value as Json, json};

/// Lets in what it is by every level and version.
fn good() -> Json {
    let container = |name: &str| {
        json!({
            "name": name, "image": "registry.example.com/a:1",
            "securityContext": {
                "allowPrivilegeEscalation": false, "runAsNonRoot": true, "capabilities": {"drop": ["ALL"]},
                "seccompProfile": {"type": "RuntimeDefault"},
            },
        })
    };
    let mut side = container("side");
    side["restartPolicy"] = json!("Always");
    let init = [container("init"), side];
    json!({"metadata": {"annotations": {}}, "spec": {"containers": [container("main")], "initContainers": init}})
}

/// Members of the pod's spec.
fn of_pod() -> Vec<Json> {
    let context = |context: Json| json!({"securityContext": context});
    let windows = |context: Json| {
        let containers = json!([{"name": "main", "image": "a:1"}]);
        json!({"os": {"name": "windows"}, "containers": containers, "initContainers": null, "securityContext": context})
    };
    let mut all = vec![
        json!({}),
        json!({"hostNetwork": true}),
        json!({"hostPID": true}),
        json!({"hostIPC": true}),
        json!({"hostNetwork": false, "hostUsers": false}),
        context(json!({"runAsNonRoot": false})),
        context(json!({"runAsUser": 0})),
        context(json!({"runAsUser": 1000, "runAsNonRoot": true})),
        context(json!({"seccompProfile": {"type": "Unconfined"}})),
        context(json!({"seccompProfile": {"type": "Localhost", "localhostProfile": "a.json"}})),
        context(json!({"appArmorProfile": {"type": "Unconfined"}})),
        context(json!({"appArmorProfile": {"type": "RuntimeDefault"}})),
        context(json!({"seLinuxOptions": {"level": "s0:c1,c2"}})),
        context(json!({"seLinuxOptions": {"user": "u"}})),
        context(json!({"seLinuxOptions": {"role": "r"}})),
        windows(json!({"runAsNonRoot": true})),
        windows(json!({})),
        json!({"hostNetwork": true, "os": {"name": "windows"}, "initContainers": null,
            "containers": [{"name": "main", "image": "a:1"}],
            "securityContext": {"windowsOptions": {"hostProcess": true}}}),
    ];
    for kind in ["container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t"] {
        all.push(context(json!({"seLinuxOptions": {"type": kind}})));
    }
    for name in [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
        "net.ipv4.tcp_slow_start_after_idle",
        "net.ipv4.tcp_notsent_lowat",
        "net.core.somaxconn",
        "kernel.msgmax",
    ] {
        all.push(context(json!({"sysctls": [{"name": name, "value": "1"}]})));
    }
    all
}

/// Volumes by their sources.
fn volumes() -> Vec<Json> {
    let sources = [
        json!({"emptyDir": {}}),
        json!({"hostPath": {"path": "/a"}}),
        json!({"nfs": {"server": "a", "path": "/a"}}),
        json!({"iscsi": {"targetPortal": "a:1", "iqn": "iqn.2001-04.com.example:a", "lun": 0}}),
        json!({"gitRepo": {"repository": "https://example.com/a.git"}}),
        json!({"awsElasticBlockStore": {"volumeID": "a"}}),
        json!({"gcePersistentDisk": {"pdName": "a"}}),
        json!({"azureFile": {"secretName": "a", "shareName": "a"}}),
        json!({"cephfs": {"monitors": ["a"]}}),
        json!({"rbd": {"monitors": ["a"], "image": "a"}}),
        json!({"fc": {"targetWWNs": ["a"], "lun": 0}}),
        json!({"flexVolume": {"driver": "example.com/a"}}),
        json!({"csi": {"driver": "example.com"}}),
        json!({"image": {"reference": "a:1"}}),
        json!({"configMap": {"name": "a"}}),
        json!({"secret": {"secretName": "a"}}),
        json!({"projected": {"sources": []}}),
        json!({"downwardAPI": {"items": []}}),
        json!({"persistentVolumeClaim": {"claimName": "a"}}),
        json!({}),
    ];
    let named = |mut source: Json| {
        source["name"] = json!("a");
        json!({"volumes": [source]})
    };
    sources.into_iter().map(named).collect()
}

/// Members of one container, and whether the pod has a user namespace of its own.
fn of_container() -> Vec<(Json, bool)> {
    let context = |context: Json| (json!({"securityContext": context}), false);
    let probe =
        |action: Json| json!({"periodSeconds": 5, "httpGet": null, "tcpSocket": null}).merged(&action);
    let elsewhere = json!({"httpGet": {"host": "127.0.0.1", "port": 80, "path": "/"}});
    let socket = json!({"tcpSocket": {"host": "127.0.0.1", "port": 80}});
    vec![
        context(json!({"privileged": true, "allowPrivilegeEscalation": true})),
        context(json!({"allowPrivilegeEscalation": true})),
        context(json!({"allowPrivilegeEscalation": null})),
        context(json!({"capabilities": null})),
        context(json!({"capabilities": {"drop": ["all"]}})),
        context(json!({"capabilities": {"drop": ["NET_RAW", "ALL"], "add": ["NET_BIND_SERVICE"]}})),
        context(json!({"capabilities": {"drop": ["ALL"], "add": ["CHOWN"]}})),
        context(json!({"capabilities": {"drop": ["ALL"], "add": ["SYS_CHROOT", "NET_RAW"]}})),
        context(json!({"capabilities": {"drop": [], "add": ["CAP_KILL"]}})),
        context(json!({"seccompProfile": null})),
        context(json!({"seccompProfile": {"type": "Unconfined"}})),
        context(json!({"seccompProfile": {"type": "Localhost", "localhostProfile": "a.json"}})),
        context(json!({"appArmorProfile": {"type": "Unconfined"}})),
        context(json!({"appArmorProfile": {"type": "Localhost", "localhostProfile": "a"}})),
        context(json!({"seLinuxOptions": {"type": "container_engine_t", "user": "u"}})),
        context(json!({"runAsNonRoot": null})),
        context(json!({"runAsNonRoot": false})),
        context(json!({"runAsUser": 0})),
        context(json!({"runAsUser": 5})),
        context(json!({"procMount": "Default"})),
        (json!({"securityContext": {"procMount": "Unmasked"}}), true),
        (json!({"securityContext": {"runAsNonRoot": false, "runAsUser": 0}}), true),
        (json!({"securityContext": {"runAsNonRoot": null}}), true),
        (json!({"ports": [{"containerPort": 80, "hostPort": 80}]}), false),
        (json!({"ports": [{"containerPort": 80, "hostPort": 0}]}), false),
        (json!({"livenessProbe": probe(elsewhere.clone())}), false),
        (json!({"readinessProbe": probe(socket.clone())}), false),
        (json!({"startupProbe": probe(elsewhere.clone())}), false),
        (json!({"livenessProbe": probe(json!({"httpGet": {"host": "", "port": 80, "path": "/"}}))}), false),
        (json!({"lifecycle": {"preStop": elsewhere}}), false),
        (json!({"lifecycle": {"postStart": socket}}), false),
    ]
}

fn annotations() -> Vec<Json> {
    let names = [
        "seccomp.security.alpha.kubernetes.io/pod",
        "container.seccomp.security.alpha.kubernetes.io/main",
        "container.seccomp.security.alpha.kubernetes.io/other",
        "container.apparmor.security.beta.kubernetes.io/main",
    ];
    let values = ["unconfined", "runtime/default", "docker/default", "localhost/a", ""];
    names.iter().flat_map(|name| values.map(|value| json!({*name: value}))).collect()
}

/// All of them.
pub(super) fn variants() -> Vec<Json> {
    let mut all = Vec::new();
    for members in of_pod().into_iter().chain(volumes()) {
        all.push(good().merged(&json!({"spec": members})));
    }
    for (members, own_users) in of_container() {
        for (list, at) in [("containers", 0), ("initContainers", 1)] {
            let mut pod = good();
            pod["spec"][list][at] = pod["spec"][list][at].clone().merged(&members);
            if own_users {
                pod["spec"]["hostUsers"] = json!(false);
            }
            all.push(pod);
        }
    }
    all.extend(
        annotations().into_iter().map(|some| good().merged(&json!({"metadata": {"annotations": some}}))),
    );
    // Bare containers under a pod that says it for them, and under one that does not.
    for context in [json!({"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}), json!({})] {
        let containers = json!([{"name": "main", "image": "a:1"}, {"name": "other", "image": "a:1"}]);
        all.push(json!({
            "metadata": {"annotations": {}}, "spec": {"containers": containers, "securityContext": context},
        }));
    }
    all
}

/// JSON merge patch, RFC 7386.
trait Merged {
    fn merged(self, patch: &Json) -> Json;
}

impl Merged for Json {
    fn merged(mut self, patch: &Json) -> Json {
        let Json::Object(members) = patch else { return patch.clone() };
        if !self.is_object() {
            self = json!({});
        }
        for (key, value) in members {
            if value.is_null() {
                self.as_object_mut().unwrap().remove(key);
            } else {
                self[key] = self.get(key).cloned().unwrap_or(Json::Null).merged(value);
            }
        }
        self
    }
}
