//! Values and lists, versions of a definition, and what is not evaluated.

use super::*;

#[test]
fn numbers_and_texts_are_both_int_or_string() {
    let schema = json!({
        "x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}],
        "pattern": "^[0-9]+%?$", "maximum": 100,
    });
    for fit in [json!(80), json!("80%"), json!(null)] {
        assert_eq!(of_x(&schema, &fit), NOTHING);
    }
    assert_eq!(
        of_x(&schema, &json!(true)),
        ["spec.x: expected a whole number or text, found true; did you mean '\"true\"'?"]
    );
    assert_eq!(of_x(&schema, &json!("x")), ["spec.x: 'x' does not match the pattern ^[0-9]+%?$"]);
    assert_eq!(of_x(&schema, &json!(101)), ["spec.x: '101' is more than 100"]);
    let nested = json!({
        "x-kubernetes-int-or-string": true,
        "allOf": [{"anyOf": [{"type": "integer"}, {"type": "string"}]}, {"not": {"enum": ["80"]}}],
    });
    assert_eq!(of_x(&nested, &json!("81")), NOTHING);
    assert_eq!(of_x(&nested, &json!("80")).len(), 1);
    // `int32` is a format of one type.
    assert_eq!(
        of_x(&json!({"x-kubernetes-int-or-string": true, "format": "int32"}), &json!(9_000_000_000_u64)),
        NOTHING
    );
}

/// `numberValidator.Validate`, `IsValueValidAgainstRange`.
#[test]
fn numbers_have_the_range_of_their_format() {
    assert_eq!(of_x(&json!({"type": "integer", "format": "int32"}), &json!(2_147_483_648_u64)).len(), 1);
    assert_eq!(of_x(&json!({"type": "integer", "format": "int64"}), &json!(2_147_483_648_u64)), NOTHING);
    assert_eq!(of_x(&json!({"type": "number", "format": "int32"}), &json!(2_147_483_648_u64)), NOTHING);
    assert_eq!(of_x(&json!({"type": "integer"}), &json!(1.0)), NOTHING);
    assert_eq!(of_x(&json!({"type": "integer"}), &json!(1.5)).len(), 1);
    assert_eq!(of_x(&json!({"type": "number"}), &json!(1)), NOTHING);
    let open = json!({"type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 5, "exclusiveMaximum": false});
    assert_eq!(of_x(&open, &json!(0)).len(), 1);
    assert_eq!(of_x(&open, &json!(5)), NOTHING);
    assert_eq!(of_x(&json!({"type": "integer", "multipleOf": 5}), &json!(7)).len(), 1);
}

/// `ValidateListSetsAndMaps`.
#[test]
fn items_of_sets_and_maps_differ() {
    let list =
        |kind: &str, items: Value| json!({"type": "array", "x-kubernetes-list-type": kind, "items": items});
    let texts = json!({"type": "string"});
    assert_eq!(
        of_x(&list("set", texts.clone()), &json!(["a", "b", "a"])),
        ["spec.x[2]: another item of this list has a already"]
    );
    assert_eq!(of_x(&list("atomic", texts.clone()), &json!(["a", "a"])), NOTHING);
    assert_eq!(of_x(&json!({"type": "array", "items": texts}), &json!(["a", "a"])), NOTHING);
    assert_eq!(of_x(&list("set", json!({"x-kubernetes-int-or-string": true})), &json!([80, "80"])), NOTHING);
    let port = json!({
        "type": "object", "required": ["port"],
        "properties": {
            "port": {"x-kubernetes-int-or-string": true}, "name": {"type": "string"},
            "protocol": {"type": "string", "default": "TCP"},
        },
    });
    let mut map = list("map", port);
    map["x-kubernetes-list-map-keys"] = json!(["port", "protocol"]);
    assert_eq!(of_x(&map, &json!([{"port": 53}, {"port": 53, "protocol": "UDP"}, {"port": "53"}])), NOTHING);
    assert_eq!(
        of_x(&map, &json!([{"port": 53, "name": "a"}, {"port": 53, "protocol": "TCP"}])),
        ["spec.x[1]: another item of this list has port 53, protocol TCP already"],
        "the default is filled in first"
    );
    assert_eq!(of_x(&map, &json!([1])), ["spec.x[0]: expected a mapping, found 1"]);
}

#[test]
fn each_version_has_its_own_schema_and_a_kind_without_one_is_not_known() {
    let of_type =
        |kind: &str| json!({"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": kind}}}});
    let mut definition = definition(&json!({}));
    definition["spec"]["versions"] = json!([
        {"name": "v1alpha1", "schema": of_type("string")},
        {"name": "v1", "schema": of_type("integer")},
        {"name": "v2"},
    ]);
    let mut object = widget(&json!(1));
    assert_eq!(whole(&definition, &object), NOTHING);
    object["apiVersion"] = json!("example.com/v1alpha1");
    assert_eq!(whole(&definition, &object).len(), 1);
    let mut scope = CustomSchemas::default();
    assert_eq!(scope.add_document(&of(definition), "widgets.yaml"), 2);
    assert!(scope.find("example.com/v2", "Widget").is_none());
    assert!(scope.find("example.org/v1", "Widget").is_none());
}

#[test]
fn definitions_of_before_v1_have_one_schema_at_the_top() {
    let old = json!({
        "apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition",
        "spec": {
            "group": "example.com", "version": "v1", "names": {"kind": "Widget"}, "preserveUnknownFields": false,
            "validation": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object", "properties": {"a": {"type": "string"}}}}}},
        },
    });
    assert_eq!(whole(&old, &widget(&json!({"a": "1"}))), NOTHING);
    assert_eq!(
        whole(&old, &widget(&json!({"b": "1"}))),
        ["spec.b: unknown field 'b': the fields here are a"]
    );
    let mut several = old;
    several["spec"]["versions"] = json!([{"name": "v1"}, {"name": "v1beta1"}]);
    assert_eq!(whole(&several, &widget(&json!({"a": 1}))).len(), 1);
}

/// `PrepareForCreate` removes the status, once the decoder has reported its unknown fields.
#[test]
fn the_status_of_a_new_object_is_thrown_away() {
    let status = json!({"type": "object", "required": ["phase"], "properties": {"phase": {"type": "string", "enum": ["Ready"]},
        "items": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}}});
    let mut definition = definition(&json!({"type": "object", "properties": {"status": status}}));
    let mut object = widget(&json!({}));
    object.as_object_mut().unwrap().remove("spec");
    object["status"] = json!({"items": ["a", "a"]});
    assert_eq!(whole(&definition, &object).len(), 2);
    definition["spec"]["versions"][0]["subresources"] = json!({"status": {}});
    assert_eq!(whole(&definition, &object), NOTHING);
    object["status"] = json!({"phase": 1, "phse": 1});
    assert_eq!(whole(&definition, &object), ["status.phse: unknown field 'phse'; did you mean 'phase'?"]);
    object["status"] = json!(null);
    assert_eq!(whole(&definition, &object), NOTHING);
}

/// `StripUnsupportedFormatsPostProcessorForVersion`: what the server does not know it does not check.
#[test]
fn formats_are_checked_as_the_server_does() {
    let text = |format: &str, x: &str| of_x(&json!({"type": "string", "format": format}), &json!(x)).len();
    assert_eq!((text("date-time", "2027-03-31T12:00:00Z"), text("date-time", "yesterday")), (0, 1));
    assert_eq!((text("duration", "5m"), text("duration", "soon")), (0, 1));
    assert_eq!((text("uuid", "123e4567e89b12d3a456426614174000"), text("uuid", "1")), (0, 1));
    assert_eq!((text("ipv4", "010.0.0.1"), text("ipv4", "fd00::1")), (0, 1));
    assert_eq!((text("cidr", "010.0.0.0/8"), text("cidr", "10.0.0.0")), (0, 1));
    assert_eq!((text("byte", "YQ=="), text("byte", "*")), (0, 1));
    for unknown in
        ["quantity", "int-or-string", "time", "regex", "iri", "uri-reference", "json-pointer", "int32", "x"]
    {
        assert_eq!(text(unknown, "{]"), 0, "{unknown}");
    }
    assert_eq!(
        of_x(&json!({"type": "string", "format": "duration"}), &json!("soon")),
        ["spec.x: 'soon' is no duration, as in 1h30m or 5 minutes"]
    );
}

#[test]
fn a_pattern_that_only_the_server_could_read_is_not_evaluated_and_said_so() {
    let schema = |pattern: &str| {
        let x = json!({"type": "string", "pattern": pattern});
        definition(
            &json!({"type": "object", "properties": {"spec": {"type": "object", "properties": {"x": x}}}}),
        )
    };
    let object = widget(&json!({"x": "b c"}));
    assert_eq!(
        whole(&schema("^[[:alpha:]]+$"), &object),
        ["spec.x: 'b c' does not match the pattern ^[[:alpha:]]+$"]
    );
    let unread = judgement(&schema(r"^(?!a)"), &object);
    assert_eq!(
        (unread.mistakes.len(), unread.unevaluated.as_slice()),
        (0, &["1 pattern of widgets.yaml".to_owned()][..])
    );
}

#[test]
fn rules_in_cel_are_counted_wherever_they_stand() {
    let rule = json!([{"rule": "self.a == 'b'"}]);
    let schema = json!({
        "type": "object", "x-kubernetes-validations": rule,
        "properties": {"spec": {"type": "object", "x-kubernetes-validations": [{"rule": "true"}, {"rule": "false"}],
            "properties": {"a": {"type": "array", "items": {"type": "string", "x-kubernetes-validations": rule}}}}},
    });
    assert_eq!(
        judgement(&definition(&schema), &widget(&json!({}))).unevaluated,
        ["4 validation rules in CEL of widgets.yaml"]
    );
}

#[test]
fn the_number_of_members_and_items_is_bounded() {
    let object = json!({"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1, "maxProperties": 2});
    assert_eq!(of_x(&object, &json!({})), ["spec.x: must not be empty"]);
    assert_eq!(of_x(&object, &json!({"a": null})), ["spec.x: must not be empty"]);
    assert_eq!(of_x(&object, &json!({"a": "1"})), NOTHING);
    assert_eq!(of_x(&object, &json!({"a": "1", "b": "1", "c": "1"})).len(), 1);
    let list = json!({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3});
    assert_eq!(of_x(&list, &json!(["a"])), ["spec.x: needs at least 2 items"]);
    assert_eq!(of_x(&list, &json!(["a", "b", "c", "d"])), ["spec.x: has more than 3 items"]);
    let text = json!({"type": "string", "minLength": 2, "maxLength": 3});
    assert_eq!(of_x(&text, &json!("äöü")), NOTHING, "characters, not bytes");
    assert_eq!(of_x(&text, &json!("äöüß")).len(), 1);
}

/// `objectValidator` applies to objects only, and so on: a keyword says nothing of other types.
#[test]
fn junctors_validate_and_do_not_prune() {
    let schema = json!({
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "anyOf": [{"required": ["a"], "properties": {"a": {"pattern": "^x"}}}, {"required": ["b"]}],
        "allOf": [{"properties": {"a": {"minLength": 2}}}],
        "not": {"properties": {"b": {"enum": ["z"]}}, "required": ["b"]},
    });
    assert_eq!(of_x(&schema, &json!({"a": "xy"})), NOTHING);
    assert_eq!(of_x(&schema, &json!({"b": "y"})), NOTHING);
    assert_eq!(of_x(&schema, &json!({"b": "z"})).len(), 1);
    assert_eq!(of_x(&schema, &json!({"a": "x", "b": "y"})).len(), 1);
    assert_eq!(
        of_x(&schema, &json!({"a": "xy", "c": 1})),
        ["spec.x.c: unknown field 'c': the fields here are a, b"]
    );
}

/// The server takes names that stand in `required` twice; validators of schemas do not.
#[test]
fn what_is_no_mistake_to_the_server_does_not_make_a_schema_unusable() {
    let schema = json!({
        "type": "object", "required": ["x", "x"], "properties": {"x": {"type": "string", "description": 1, "example": {}}},
        "x-kubernetes-map-type": "atomic", "title": "t", "externalDocs": {"url": "https://example.com"},
    });
    assert_eq!(of_spec(&schema, &json!({})), ["spec: the field 'x' is missing here"]);
}
