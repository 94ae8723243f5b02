//! Each keyword of a structural schema against what apiextensions-apiserver does with it. The comments name the function
//! there that a test was read from. This file: nulls, defaults, pruning, resources inside resources.

use serde_json::{Value, json};

use crate::schema::{Catalog, CustomSchemas, Judgement, Question, Targets};
use crate::value::{self, Value as Document};

fn of(value: serde_json::Value) -> Document {
    value::from_json(value)
}

fn definition(schema: &Value) -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "spec": {
            "group": "example.com", "names": {"kind": "Widget"},
            "versions": [{"name": "v1", "schema": {"openAPIV3Schema": schema}}],
        },
    })
}

fn judgement(definition: &Value, object: &Value) -> Judgement {
    let mut scope = CustomSchemas::default();
    scope.add_document(&of(definition.clone()), "widgets.yaml");
    let written = of(object.clone());
    let without_nulls = value::without_null_members(&written);
    let has_nulls = written != without_nulls;
    let text = |key: &str| object[key].as_str().unwrap().to_owned();
    let judgement = Catalog::default().judge(&Question {
        written: &written,
        object: if has_nulls { &without_nulls } else { &written },
        api_version: &text("apiVersion"),
        kind: &text("kind"),
        targets: &Targets::default(),
        scope: &scope,
    });
    assert!(judgement.known);
    assert_eq!(judgement.broken, None);
    judgement
}

fn whole(definition: &Value, object: &Value) -> Vec<String> {
    judgement(definition, object).mistakes.iter().map(|found| found.mistake.to_string()).collect()
}

fn widget(spec: &Value) -> Value {
    json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}, "spec": spec})
}

/// What is said of a `spec` by its schema.
fn of_spec(schema: &Value, spec: &Value) -> Vec<String> {
    whole(&definition(&json!({"type": "object", "properties": {"spec": schema}})), &widget(spec))
}

/// What is said of `spec.x` by its schema.
fn of_x(schema: &Value, x: &Value) -> Vec<String> {
    of_spec(&json!({"type": "object", "properties": {"x": schema}}), &json!({"x": x}))
}

const NOTHING: [&str; 0] = [];

#[path = "structural_tests/values.rs"]
mod values;

/// `PruneNonNullableNullsWithoutDefaults`, then `Default`.
#[test]
fn a_null_is_no_member_unless_the_field_takes_it() {
    let text = json!({"type": "string", "minLength": 1});
    assert_eq!(of_x(&text, &json!(null)), NOTHING);
    let required = json!({"type": "object", "required": ["x"], "properties": {"x": text}});
    assert_eq!(of_spec(&required, &json!({"x": null})), ["spec: the field 'x' is missing here"]);
    let nullable = json!({"type": "object", "required": ["x"], "properties": {"x": {"type": "string", "nullable": true}}});
    assert_eq!(of_spec(&nullable, &json!({"x": null})), NOTHING);
    assert_eq!(of_spec(&nullable, &json!({})), ["spec: the field 'x' is missing here"]);
    let others = json!({"type": "object", "additionalProperties": {"type": "string"}});
    assert_eq!(of_x(&others, &json!({"a": null})), NOTHING);
    let list = json!({"type": "array", "items": {"type": "string"}});
    assert_eq!(of_x(&list, &json!(["a", null])), ["spec.x[1]: expected text, found nothing"]);
    let list = json!({"type": "array", "items": {"type": "string", "nullable": true}});
    assert_eq!(of_x(&list, &json!(["a", null])), NOTHING);
    assert_eq!(
        of_spec(&json!({"type": "object"}), &json!({"y": null})),
        ["spec.y: unknown field 'y'"],
        "an unknown field is one whatever its value"
    );
}

/// `basicCommonValidator.Validate`, and `SchemaValidator.Validate` of nil: type and enum only.
#[test]
fn of_a_null_only_type_and_words_are_asked() {
    let words = json!({"type": "string", "nullable": true, "enum": ["a", "b"]});
    assert_eq!(of_x(&words, &json!(null)), ["spec.x: expected one of a, b, found nothing"]);
    let one = json!({
        "type": "object", "nullable": true, "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}], "not": {"required": ["c"]},
    });
    assert_eq!(of_x(&one, &json!(null)), NOTHING);
    assert_eq!(of_x(&one, &json!({"a": "1"})), NOTHING);
    assert_eq!(of_x(&one, &json!({"a": "1", "b": "1"})), ["spec.x: fits more than one of the allowed forms"]);
    assert_eq!(of_x(&one, &json!({})).len(), 1);
}

/// `Default`, which comes before all validation.
#[test]
fn defaults_are_there_when_the_object_is_judged() {
    let schema = json!({
        "type": "object", "required": ["mode"], "minProperties": 1,
        "properties": {
            "mode": {"type": "string", "default": "a", "enum": ["a", "b"]},
            "a": {"type": "object", "default": {}, "required": ["size"],
                  "properties": {"size": {"type": "integer", "default": 3}}},
        },
        "oneOf": [
            {"properties": {"mode": {"enum": ["a"]}}, "required": ["a"]},
            {"properties": {"mode": {"enum": ["b"]}}, "not": {"required": ["a"]}},
        ],
    });
    assert_eq!(of_x(&schema, &json!({})), NOTHING);
    assert_eq!(of_x(&schema, &json!({"mode": null, "a": null})), NOTHING);
    assert_eq!(of_x(&schema, &json!({"a": {}})), NOTHING);
    assert_eq!(of_x(&schema, &json!({"mode": "b"})).len(), 1, "a is there by default");
    assert_eq!(of_x(&schema, &json!({"mode": "c"})).first().unwrap(), "spec.x.mode: 'c' is not one of a, b");
    let list = json!({"type": "array", "items": {"type": "string", "default": "a"}});
    assert_eq!(of_x(&list, &json!([null])), NOTHING);
    let others = json!({"type": "object", "additionalProperties": {"type": "integer", "default": 1}});
    assert_eq!(
        of_x(&others, &json!({"a": null, "b": "2"})),
        ["spec.x.b: expected a whole number, found the text '2'; did you mean '2'?"]
    );
}

/// `prune`: properties first, then additionalProperties, each with a schema of its own.
#[test]
fn other_members_stand_beside_known_ones() {
    let schema = json!({
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "additionalProperties": {"type": "object", "properties": {"b": {"type": "string"}}},
    });
    assert_eq!(of_x(&schema, &json!({"a": "1", "other": {"b": "1"}})), NOTHING);
    assert_eq!(
        of_x(&schema, &json!({"a": {"b": "1"}, "other": {"c": "1"}})),
        [
            "spec.x.a: expected text, found a mapping",
            "spec.x.other.c: unknown field 'c': the fields here are b"
        ]
    );
    let open = json!({"type": "object", "additionalProperties": true});
    assert_eq!(of_x(&open, &json!({"a": 1})), NOTHING);
    let closed = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true, "additionalProperties": false});
    assert_eq!(of_x(&closed, &json!({"a": 1})).len(), 1);
    // `{}` stands for a schema that says nothing: what is below it is pruned, not it.
    let empty = json!({"type": "object", "additionalProperties": {}});
    assert_eq!(of_x(&empty, &json!({"a": 1, "b": [2]})), NOTHING);
}

/// `skipPrune`: what is specified below is pruned all the same; items of a list that preserves are skipped too.
#[test]
fn what_is_specified_below_a_node_that_preserves_is_still_pruned() {
    let inner = json!({"type": "object", "properties": {"b": {"type": "object", "properties": {"c": {"type": "string"}}}}});
    let mut keeps = inner.clone();
    keeps["x-kubernetes-preserve-unknown-fields"] = json!(true);
    assert_eq!(of_x(&keeps, &json!({"new": {"deep": 1}, "b": {"c": "1"}})), NOTHING);
    assert_eq!(
        of_x(&keeps, &json!({"b": {"d": 1}})),
        ["spec.x.b.d: unknown field 'd': the fields here are c"]
    );
    let list = json!({"type": "array", "x-kubernetes-preserve-unknown-fields": true, "items": inner});
    assert_eq!(of_x(&list, &json!([{"new": 1}])), NOTHING);
    assert_eq!(
        of_x(&list, &json!([{"b": {"d": 1}}])),
        ["spec.x[0].b.d: unknown field 'd': the fields here are c"]
    );
    let lists = json!({"type": "array", "x-kubernetes-preserve-unknown-fields": true, "items": {"type": "array", "items": inner}});
    assert_eq!(of_x(&lists, &json!([[{"new": 1}]])), NOTHING);
    assert_eq!(
        of_x(&json!({"x-kubernetes-preserve-unknown-fields": true}), &json!({"a": [{"b": null}]})),
        NOTHING
    );
}

#[test]
fn a_definition_may_keep_unknown_fields_everywhere() {
    let schema = json!({"type": "object", "properties": {"spec": {"type": "object", "properties": {"a": {"type": "string"}}}}});
    let mut old = definition(&schema);
    old["spec"]["preserveUnknownFields"] = json!(true);
    let object = widget(&json!({"a": 1, "b": {"c": 1}}));
    assert_eq!(whole(&old, &object), ["spec.a: expected text, found 1; did you mean '\"1\"'?"]);
    old["spec"]["preserveUnknownFields"] = json!(false);
    assert_eq!(whole(&old, &object).len(), 2);
    // Before v1 it was so unless it was said.
    old["apiVersion"] = json!("apiextensions.k8s.io/v1beta1");
    assert_eq!(whole(&old, &object).len(), 2);
    old["spec"].as_object_mut().unwrap().remove("preserveUnknownFields");
    assert_eq!(whole(&old, &object).len(), 1);
    let root = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": schema["properties"]});
    let mut object = object;
    object["data"] = json!(1);
    assert_eq!(whole(&definition(&root), &object).len(), 2, "spec is specified, data is not");
}

/// `validateEmbeddedResource`, and `CoerceWithOptions` for its metadata.
#[test]
fn a_resource_inside_another_has_a_kind_and_proper_metadata() {
    let schema = json!({"type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true});
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "spec": {"x": null}});
    assert_eq!(of_x(&schema, &pod), NOTHING, "it needs no metadata");
    let with = |metadata: Value| {
        let mut pod = pod.clone();
        pod["metadata"] = metadata;
        pod
    };
    assert_eq!(
        of_x(&schema, &with(json!({"labels": {"a": "b"}, "annotations": null, "creationTimestamp": null}))),
        NOTHING
    );
    assert_eq!(of_x(&schema, &with(json!({"name": "System:Any name"}))), NOTHING);
    assert_eq!(of_x(&schema, &with(json!({"name": "a/b"}))).len(), 1);
    assert_eq!(
        of_x(&schema, &with(json!({"lables": {}}))),
        ["spec.x.metadata.lables: unknown field 'lables'; did you mean 'labels'?"]
    );
    assert_eq!(of_x(&schema, &with(json!({"labels": {"a": 1}}))).len(), 1);
    assert_eq!(
        of_x(&schema, &json!({"kind": ""})),
        ["spec.x: the field 'apiVersion' is missing here", "spec.x.kind: must not be empty"]
    );
    let closed = json!({
        "type": "object", "x-kubernetes-embedded-resource": true, "required": ["spec"],
        "properties": {"kind": {"type": "string", "enum": ["Pod"]}, "spec": {"type": "object"}},
    });
    assert_eq!(of_x(&closed, &json!({"apiVersion": "v1", "kind": "Pod", "spec": {}})), NOTHING);
    assert_eq!(
        of_x(&closed, &json!({"apiVersion": "v1", "kind": "Job", "stats": {}})),
        [
            "spec.x: the field 'spec' is missing here",
            "spec.x.kind: 'Job' is not one of Pod",
            "spec.x.stats: unknown field 'stats': the fields here are apiVersion, kind, metadata, spec",
        ]
    );
}

#[test]
fn an_object_has_metadata_whatever_its_schema_says_of_it() {
    let schema = json!({
        "type": "object",
        "properties": {"metadata": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 3}}}},
    });
    let with = |metadata: Value| {
        let object = json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": metadata});
        whole(&definition(&schema), &object)
    };
    assert_eq!(with(json!({"name": "abc", "labels": {"a": "b"}, "finalizers": null})), NOTHING);
    assert_eq!(with(json!({"name": "abcd"})), ["metadata.name: is longer than 3 characters"]);
    assert_eq!(with(json!({"generateName": "abcd-"})), NOTHING);
    assert_eq!(with(json!({"name": "A"})).len(), 1);
    assert_eq!(with(json!({"name": "a", "lables": {}})).len(), 1);
    assert_eq!(with(json!({})), ["metadata: one of the fields name, generateName is missing here"]);
    assert_eq!(with(json!(null)), ["the field 'metadata' is missing here"]);
}
