package tidegate.disruption.empty_dir_lost_on_drain_test

import data.tidegate.disruption.empty_dir_lost_on_drain

db(kind, metadata, pod_spec) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": object.union({"name": "db"}, metadata),
	"spec": {"template": {"spec": pod_spec}},
}

pod(places, empty_dir) := {
	"volumes": [{"name": "data", "emptyDir": empty_dir}],
	"containers": [{"name": "db", "volumeMounts": [{"name": "data", "mountPath": place} | some place in places]}],
}

verdict(kind, metadata, pod_spec) := findings if {
	findings := empty_dir_lost_on_drain.deny with input.object as db(kind, metadata, pod_spec)
}

data_lost(text) := {
	"msg": sprintf("the data of %s are kept in an emptyDir: they are gone when the pod leaves its node", [text]),
	"path": ["spec", "template", "spec", "volumes", 0],
}

lost(text) := {
	"msg": sprintf("what is written to %s is in an emptyDir: it is gone when the pod leaves its node", [text]),
	"path": ["spec", "template", "spec", "volumes", 0],
	"severity": "info",
}

postgres := ["/var/lib/postgresql/data"]

test_known_data_directories if {
	expected := {data_lost("PostgreSQL in /var/lib/postgresql/data")}
	verdict("Deployment", {}, pod(postgres, {})) == expected
	verdict("StatefulSet", {}, pod(postgres, {"sizeLimit": "1Gi"})) == expected
	verdict("Deployment", {}, pod(["/var/lib/postgresql/data/"], {"medium": "Memory"})) == expected
	verdict("StatefulSet", {}, pod(["/data/db", "/backup"], {})) == {data_lost("MongoDB in /backup and /data/db")}
}

test_a_stateful_set_is_there_for_its_data if {
	every place in ["/data", "/srv/app/data/"] {
		text := sprintf(`StatefulSet "db" in %s`, [trim_suffix(place, "/")])
		verdict("StatefulSet", {}, pod([place], {})) == {data_lost(text)}
		verdict("Deployment", {}, pod([place], {})) == {lost(trim_suffix(place, "/"))}
	}
	verdict("StatefulSet", {}, pod(["/uploads"], {})) == {lost("/uploads")}
	verdict("StatefulSet", {}, pod(["/var/cache/data"], {})) == set()
	known := pod(["/var/lib/postgresql/data"], {})
	verdict("StatefulSet", {}, known) == {data_lost("PostgreSQL in /var/lib/postgresql/data")}
}

# Bitnami's MongoDB arbiter, which holds no data, has one volume for all that it writes.
test_a_volume_for_everything_is_not_one_for_data if {
	verdict("StatefulSet", {}, pod(["/bitnami/mongodb", "/opt/bitnami/mongodb/logs", "/tmp"], {})) == set()
}

# An init container that sets the owner of the folder does not fill it.
test_known_data_directories_stay_data_whatever_comes_first if {
	init := {"initContainers": [{"name": "chown", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}]}
	expected := {data_lost("PostgreSQL in /var/lib/postgresql/data")}
	verdict("StatefulSet", {}, object.union(pod(postgres, {}), init)) == expected
}

test_other_places_are_worth_knowing if {
	verdict("Deployment", {}, pod(["/uploads"], {})) == {lost("/uploads")}
	verdict("Deployment", {}, pod(["/uploads", "/data"], {"sizeLimit": "1Gi"})) == {lost("/data and /uploads")}
}

test_what_nobody_misses if {
	verdict("Deployment", {}, pod(["/tmp"], {})) == set()
	verdict("Deployment", {}, pod(["/uploads", "/var/cache/app"], {})) == set()
	verdict("Deployment", {}, pod(["/uploads"], {"medium": "Memory"})) == set()
	verdict("Deployment", {}, pod([], {})) == set()
	init := {"initContainers": [{"name": "fetch", "volumeMounts": [{"name": "data", "mountPath": "/plugins"}]}]}
	verdict("Deployment", {}, object.union(pod(["/plugins"], {}), init)) == set()
}

test_other_volumes_outlive_the_pod if {
	claim := {
		"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
		"containers": [{"name": "db", "volumeMounts": [{"name": "data", "mountPath": "/var/lib/postgresql/data"}]}],
	}
	verdict("Deployment", {}, claim) == set()
}

test_pods_of_a_daemonset_stay if {
	verdict("DaemonSet", {}, pod(postgres, {})) == set()
	agent := {
		"apiVersion": "apps.kruise.io/v1alpha1",
		"kind": "DaemonSet",
		"metadata": {"name": "agent"},
		"spec": {"template": {"spec": pod(postgres, {})}},
	}
	found := empty_dir_lost_on_drain.deny with input.object as agent
	found == set()
}

test_hooks_and_owned_objects_are_somebody_elses if {
	hook := {"annotations": {"helm.sh/hook": "post-install"}}
	owned := {"ownerReferences": [{"kind": "App", "name": "web", "controller": true}]}
	verdict("Deployment", hook, pod(postgres, {})) == set()
	verdict("Deployment", owned, pod(postgres, {})) == set()
	verdict("Deployment", hook, pod(["/uploads"], {})) == set()
}

test_what_nobody_mounts_holds_nothing if {
	verdict("Deployment", {}, pod([], {})) == set()
}
