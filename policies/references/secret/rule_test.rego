package tidegate.references.secret_test

import data.tidegate.references.secret

pod(env) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p", "namespace": "shop"},
	"spec": {"containers": [{"name": "web", "env": [{"name": "X", "valueFrom": env}]}]},
}

from(name, key) := pod({"secretKeyRef": {"name": name, "key": key}})

pulling(names) := object.union(pod({}), {"spec": {"imagePullSecrets": names}})

inventory := {
	"Secret": {"shop": {"web": {"data": {"token": ""}}}},
	"bitnami.com/SealedSecret": {"shop": {"sealed": {}}},
	"cert-manager.io/Certificate": {"shop": {"c": {"spec": {"secretName": "tls"}}}},
	"external-secrets.io/ExternalSecret": {"shop": {
		"a": {"spec": {"target": {"name": "login"}}},
		"b": {"spec": {}},
		"c": {"spec": {"target": {"name": "web"}}},
	}},
}

judged(obj, there) := findings if {
	complete := {"shop": {"Secret": true}}
	findings := secret.deny with input as {"object": obj, "inventory": there, "complete": complete}
}

own := {"Secret": inventory.Secret}

path(tail) := array.concat(["spec", "containers", 0, "env", 0, "valueFrom", "secretKeyRef"], tail)

test_absent if {
	judged(from("api", "token"), inventory) == {{
		"msg": `there is no Secret "api" in namespace "shop", which the pods need to start`,
		"path": path(["name"]),
	}}
}

test_a_missing_key if {
	judged(from("web", "TOKEN"), own) == {{
		"msg": `Secret "web" has no key "TOKEN", which the pods need to start`,
		"path": path(["key"]),
		"related": [{"object": {"kind": "Secret", "namespace": "shop", "name": "web"}, "path": ["data"]}],
	}}
	judged(from("web", "token"), own) == set()
	judged(from("web", "TOKEN"), inventory) == set()
}

test_made_by_others if {
	every name in ["sealed", "tls", "login", "b"] {
		judged(from(name, "token"), inventory) == set()
		count(judged(from(name, "token"), own)) == 1
		judged(pulling([{"name": name}]), inventory) == set()
	}
	count(judged(from("a", "token"), inventory)) == 1
}

job(arguments) := {"batch/Job": {"shop": {"certgen": {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": "certgen"},
	"spec": {"template": {"spec": {"containers": [{"name": "create", "args": arguments}]}}},
}}}}

# Hook jobs of ingress-nginx and others make the certificates of a webhook before its pods start.
test_what_a_job_is_told_to_make if {
	judged(from("tls", "token"), job(["create", "--secret-name=tls"])) == set()
	judged(from("tls", "token"), job(["create", "--cert-secret-name=tls"])) == set()
	every arguments in [["create"], ["--secret-name=other"], ["--service-name=tls"], "text"] {
		count(judged(from("tls", "token"), job(arguments))) == 1
	}
}

test_a_pull_secret_is_info if {
	judged(pulling([{"name": "web"}, {"name": "registry"}]), inventory) == {{
		"severity": "info",
		"msg": `there is no Secret "registry" in namespace "shop": images are pulled without it`,
		"path": ["spec", "imagePullSecrets", 1, "name"],
	}}
	judged(pulling("text"), inventory) == set()
}

test_a_config_map_is_no_secret if {
	judged(pod({"configMapKeyRef": {"name": "api", "key": "level"}}), inventory) == set()
}

test_not_known if {
	secret.deny == set() with input as {"object": from("api", "token")}
	secret.deny == set() with input as {"object": pulling([{"name": "registry"}])}
}

test_what_a_controller_owns if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	judged(object.union(from("api", "token"), owned), inventory) == set()
	judged(object.union(from("web", "TOKEN"), owned), own) == set()
	judged(object.union(pulling([{"name": "registry"}]), owned), inventory) == set()
}
