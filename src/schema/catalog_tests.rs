use super::*;

fn judge(text: &str) -> Vec<String> {
    let object = Value::from_json_str(text).unwrap();
    let own = |key: &str| value::get(&object, key).and_then(value::text).unwrap().to_owned();
    let (api_version, kind) = (own("apiVersion"), own("kind"));
    let question = Question {
        written: &object,
        object: &object,
        api_version: &api_version,
        kind: &kind,
        targets: &Targets::default(),
        scope: &CustomSchemas::default(),
    };
    let judgement = Catalog::default().judge(&question);
    judgement.mistakes.iter().map(|found| found.mistake.to_string()).collect()
}

#[test]
fn a_mistyped_field_is_one_mistake() {
    let said = judge(
        r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
            "spec": {"replicas": "3", "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
            "spec": {"securityContext": {"runAsNonroot": true}, "containers": [{"name": "web", "imagee": "x", "resources": {"limits": {"memory": "1GB"}}}]}}}}"#,
    );
    assert_eq!(
        said,
        [
            "spec.replicas: expected a whole number, found the text '3'; did you mean '3'?",
            "spec.template.spec.containers[0].imagee: unknown field 'imagee'; did you mean 'image'?",
            "spec.template.spec.containers[0].resources.limits.memory: '1GB' is no quantity, as in 500m, 2Gi or 1.5",
            "spec.template.spec.securityContext.runAsNonroot: unknown field 'runAsNonroot'; did you mean 'runAsNonRoot'?",
        ]
    );
}

#[test]
fn a_mistake_in_a_secret_does_not_tell_what_it_holds() {
    let said = judge(
        r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"},
            "data": {"password": "hunter2!"}, "stringData": {"pin": 4711, "user": "web"}}"#,
    );
    assert_eq!(
        said,
        [
            "data.password: the value is not base64 text, as every value of data has to be",
            "stringData.pin: the value is not text, as every value of stringData has to be",
        ]
    );
}

#[test]
fn documents_of_talos_are_no_objects_of_kubernetes() {
    assert_eq!(judge(r#"{"apiVersion": "v1alpha1", "kind": "LinkConfig", "name": "eth0"}"#), [""; 0]);
    let said = judge(r#"{"apiVersion": "v1alpha1", "kind": "Deployment", "metadata": {"name": "web"}}"#);
    assert_eq!(said, ["apiVersion: there is no kind Deployment in v1alpha1; did you mean 'apps/v1'?"]);
}

#[test]
fn a_mistyped_key_is_not_also_missing() {
    let said = judge(
        r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
            "spec": {"containers": [{"nam": "web", "image": "x", "livenessProbe": {"httpget": {"port": 80}}}]}}"#,
    );
    assert_eq!(
        said,
        [
            "spec.containers[0].livenessProbe.httpget: unknown field 'httpget'; did you mean 'httpGet'?",
            "spec.containers[0].nam: unknown field 'nam'; did you mean 'name'?",
        ]
    );
}

#[test]
fn a_kind_of_no_version_names_the_versions_there_are() {
    let said = judge(r#"{"apiVersion": "v1", "kind": "Deployment", "metadata": {"name": "web"}}"#);
    assert_eq!(said, ["apiVersion: there is no kind Deployment in v1; did you mean 'apps/v1'?"]);
    let said = judge(r#"{"apiVersion": "apps/v1", "kind": "Deploymnet", "metadata": {"name": "web"}}"#);
    assert_eq!(said, ["kind: there is no kind Deploymnet in apps/v1; did you mean 'Deployment'?"]);
    // A kubeconfig is no object of a cluster.
    assert_eq!(judge(r#"{"apiVersion": "v1", "kind": "Config", "clusters": []}"#), [""; 0]);
}

#[test]
fn items_that_must_differ_and_members_of_which_one_must_be_there() {
    let said = judge(
        r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "web-"}, "spec": {"containers": [
            {"name": "web", "image": "x", "readinessProbe": {"periodSeconds": 5}}, {"name": "web", "image": "y"}]}}"#,
    );
    assert_eq!(
        said,
        [
            "spec.containers[0].readinessProbe: one of the fields exec, grpc, httpGet, tcpSocket is missing here",
            "spec.containers[1]: another item of this list has name web already",
        ]
    );
}

#[test]
fn what_is_filled_in_later_is_unknown_and_versions_that_mind_are_named() {
    let object = Value::from_json_str(
        r#"{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "1a"}, "spec": {"ports": [{"port": "${PORT}"}]}}"#,
    )
    .unwrap();
    let targets = Targets::declared(["1.34", "1.37"].map(|text| text.parse::<KubeVersion>().unwrap()));
    let question = Question {
        written: &object,
        object: &object,
        api_version: "v1",
        kind: "Service",
        targets: &targets,
        scope: &CustomSchemas::default(),
    };
    let judgement = Catalog::default().judge(&question);
    let told: Vec<(String, Vec<String>, bool)> = judgement
        .mistakes
        .iter()
        .map(|found| {
            let versions = found.versions.iter().map(ToString::to_string).collect();
            (found.mistake.path.to_string(), versions, found.unknown)
        })
        .collect();
    // Names of Services may begin with a digit since 1.36.
    let expected = [
        ("metadata.name".to_owned(), vec!["1.34".to_owned()], false),
        ("spec.ports[0].port".to_owned(), vec![], true),
    ];
    assert_eq!(told, expected);
}
