//! What documents hold.

use super::*;

fn kinds() -> Kinds {
    let data = r#"{"kinds": {"apps/Deployment": {"namespaced": true}, "Node": {"namespaced": false}}, "groups": {}}"#;
    Kinds::from_data(&Value::from_json_str(data).unwrap()).unwrap()
}

fn found(text: &str) -> Vec<String> {
    let kinds = kinds();
    let value = Value::from_json_str(text).unwrap();
    objects_in(&value, Names { kinds: &kinds, namespace: "shop" })
        .into_iter()
        .map(|found| match found {
            Found::Object { identity, kind, prefix, .. } => format!("{kind} {identity} at '{prefix}'"),
            Found::Other { what, prefix } => format!("{what} at '{prefix}'"),
        })
        .collect()
}

#[test]
fn lists_are_opened_and_positions_kept() {
    let text = r#"{"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}},
        {"kind": "x"},
        {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "namespace": "odd"}}]}]}"#;
    assert_eq!(
        found(text),
        [
            "apps/Deployment Deployment shop/a at 'items[0]'",
            "a mapping without apiVersion at 'items[1]'",
            "Node Node n at 'items[2].items[0]'",
        ]
    );
}

#[test]
fn items_of_a_typed_list_inherit_its_kind() {
    let text = r#"{"apiVersion": "apps/v1", "kind": "DeploymentList", "items": [{"metadata": {"generateName": "web-"}}]}"#;
    assert_eq!(found(text), ["apps/Deployment Deployment shop/web-* at 'items[0]'"]);
    assert!(found(r#"{"apiVersion": "v1", "kind": "List", "items": null}"#).is_empty());
}

#[test]
fn a_custom_kind_that_ends_in_list_is_an_object() {
    let text = r#"{"apiVersion": "acme.io/v1", "kind": "AllowList", "metadata": {"name": "a"}, "spec": {}}"#;
    assert_eq!(found(text), ["acme.io/AllowList AllowList shop/a at ''"]);
}

#[test]
fn what_is_no_object_is_named() {
    for (text, what) in [
        (r#"{"a": 1}"#, "a mapping without apiVersion and kind at ''"),
        (r#"{"apiVersion": "v1", "kind": ""}"#, "a mapping without kind at ''"),
        ("[1, 2]", "a list of 2 items at ''"),
        ("\"x\"", "a text at ''"),
        ("5", "a number at ''"),
    ] {
        assert_eq!(found(text), [what]);
    }
}

#[test]
fn the_namespace_is_filled_in_and_nulls_are_gone() {
    let kinds = kinds();
    let value = Value::from_json_str(
        r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "labels": null}}"#,
    )
    .unwrap();
    let found = objects_in(&value, Names { kinds: &kinds, namespace: "shop" });
    let [Found::Object { object, .. }] = found.as_slice() else { panic!("one object") };
    let wanted =
        r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "namespace": "shop"}}"#;
    assert_eq!(*object, Value::from_json_str(wanted).unwrap());
}
