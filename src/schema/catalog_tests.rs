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
