package tidegate.lib.scratch_test

import data.tidegate.lib.scratch

deployment(pod_spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web"},
	"spec": {"template": {"spec": pod_spec}},
}

mounting(mounts) := deployment({"containers": [{"name": "web", "volumeMounts": mounts}]})

test_volumes_that_go_with_the_pod if {
	scratch.volumes == [{"name": "b", "volume": {"medium": "Memory"}, "path": ["spec", "template", "spec", "volumes", 1]}] with input.object as deployment({"volumes": [
		{"name": "a", "configMap": {"name": "a"}},
		{"name": "b", "emptyDir": {"medium": "Memory"}},
		{"name": "c", "emptyDir": "text"},
	]})
}

# The StatefulSet controller replaces a volume that has the name of a claim.
test_a_claim_takes_the_place_of_a_volume if {
	workload := {
		"apiVersion": "apps/v1",
		"kind": "StatefulSet",
		"spec": {
			"volumeClaimTemplates": [{"metadata": {"name": "data"}}],
			"template": {"spec": {"volumes": [{"name": "data", "emptyDir": {}}, {"name": "other", "emptyDir": {}}]}},
		},
	}
	[volume.name | some volume in scratch.volumes] == ["other"] with input.object as workload
}

test_where_it_is_written if {
	scratch.written_at("a") == {"/data", "/"} with input.object as mounting([
		{"name": "a", "mountPath": "/data/"},
		{"name": "a", "mountPath": "/"},
		{"name": "a", "mountPath": "/read", "readOnly": true},
		{"name": "b", "mountPath": "/other"},
		{"name": "a", "mountPath": 7},
	])
	scratch.written_at("a") == {"/data"} with input.object as mounting([{"name": "a", "mountPath": "/data", "readOnly": false}])
	scratch.written_at("a") == set() with input.object as mounting([])
}

test_sidecars_write_and_init_containers_fill if {
	mount := [{"name": "a", "mountPath": "/plugins"}]
	init := deployment({"initContainers": [{"name": "copy", "volumeMounts": mount}]})
	sidecar := deployment({"initContainers": [{"name": "sync", "restartPolicy": "Always", "volumeMounts": mount}]})
	scratch.written_at("a") == set() with input.object as init
	scratch.written_at("a") == {"/plugins"} with input.object as sidecar
	scratch.filled_at_start("a") with input.object as init
	not scratch.filled_at_start("b") with input.object as init
	not scratch.filled_at_start("a") with input.object as sidecar
}

test_data_of_known_programs if {
	scratch.data_of({"/var/lib/postgresql/data"}) == "PostgreSQL"
	scratch.data_of({"/a", "/data/db"}) == "MongoDB"
	not scratch.data_of({"/var/lib/postgresql/data/conf"})
	not scratch.data_of({"/var/lib"})
	not scratch.data_of(set())
}

test_data_of_a_stateful_set if {
	obj := {"kind": "StatefulSet", "metadata": {"name": "db"}}
	found := scratch.data_of({"/data"}) with input.object as obj
	found == `StatefulSet "db"`
	not scratch.data_of({"/database"}) with input.object as obj
	not scratch.data_of({"/data"}) with input.object as {"kind": "Deployment", "metadata": {"name": "db"}}
}

test_what_nobody_misses if {
	every place in ["/tmp", "/var/tmp/x", "/var/cache/nginx", "/root/.cache", "/var/log", "/run", "/var/run/app", "/dev/shm", "/app/Temp-files"] {
		scratch.passing(place)
	}
	every place in ["/data", "/uploads", "/var/lib/app", "/catalogue"] { not scratch.passing(place) }
}
