//! The cases: schemas that refer, multiply, swell or match.

use serde_json::{Value, json};

/// What a case gives: the name of the schema's file, its text, the object's text.
pub(super) type Case = (&'static str, String, String);

pub(super) const FILE: &str = "example.com/widget_v1.json";

pub(super) fn object(members: &Value) -> String {
    let mut object = json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}});
    for (key, member) in members.as_object().unwrap() {
        object[key] = member.clone();
    }
    object.to_string()
}

fn schema(schema: &Value, members: &Value) -> Case {
    (FILE, schema.to_string(), object(members))
}

fn definition(spec: &str, members: &Value) -> Case {
    let text = format!(
        r#"{{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","spec":{{"group":"example.com",
        "names":{{"kind":"Widget"}},"versions":[{{"name":"v1","schema":{{"openAPIV3Schema":{{"type":"object","properties":
        {{"spec":{spec}}}}}}}}}]}}}}"#
    );
    ("crd.json", text, object(members))
}

/// Objects inside each other.
fn nested(depth: usize, key: &str, innermost: Value) -> Value {
    (0..depth).fold(innermost, |inner, _| json!({ key: inner }))
}

/// Definitions `d0` to `dN`, each made of the next by `made`.
fn chain(count: usize, made: impl Fn(&str) -> Value) -> Value {
    let mut definitions = serde_json::Map::new();
    for number in 0..count {
        definitions.insert(format!("d{number}"), made(&format!("#/definitions/d{}", number + 1)));
    }
    definitions.insert(format!("d{count}"), json!({"type": ["object", "integer"]}));
    json!({"$ref": "#/definitions/d0", "definitions": definitions})
}

fn recursive() -> Value {
    json!({
        "properties": {"spec": {"$ref": "#/$defs/node"}},
        "$defs": {"node": {"properties": {"next": {"$ref": "#/$defs/node"}, "size": {"type": "integer"}}, "additionalProperties": false}},
    })
}

fn references(name: &str) -> Option<Case> {
    let deep = json!({"spec": nested(200, "next", json!({"size": "3"}))});
    Some(match name {
        "self" => schema(&recursive(), &deep),
        "mutual" => schema(
            &json!({
                "properties": {"spec": {"$ref": "#/definitions/a"}},
                "definitions": {
                    "a": {"properties": {"next": {"$ref": "#/definitions/b"}, "size": {"type": "integer"}}},
                    "b": {"properties": {"next": {"$ref": "#/definitions/a"}, "size": {"type": "integer"}}},
                },
            }),
            &deep,
        ),
        "itself" => schema(&json!({"$ref": "#"}), &deep),
        "circle" => schema(
            &json!({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}}),
            &deep,
        ),
        "https" => schema(&json!({"properties": {"spec": {"$ref": "https://example.com/x.json"}}}), &deep),
        "http" => schema(&json!({"allOf": [{"$ref": "http://example.com/x.json#/definitions/a"}]}), &deep),
        "file" => schema(&json!({"$ref": "file:///etc/passwd"}), &deep),
        "relative" => schema(&json!({"$ref": "../../etc/passwd"}), &deep),
        "urn" => schema(&json!({"$ref": "urn:example:x"}), &deep),
        "based" => {
            schema(&json!({"$id": "file:///etc/hosts", "properties": {"spec": {"$ref": "passwd"}}}), &deep)
        }
        "inner-id" => schema(
            &json!({"properties": {"spec": {"$id": "https://example.com/a", "$ref": "#/definitions/a"}}, "definitions": {"a": {}}}),
            &deep,
        ),
        "dynamic" => {
            schema(&json!({"$dynamicAnchor": "a", "properties": {"spec": {"$dynamicRef": "#a"}}}), &deep)
        }
        "recursive-ref" => {
            schema(&json!({"$recursiveAnchor": true, "allOf": [{"$recursiveRef": "#"}]}), &deep)
        }
        "own-id" => schema(
            &json!({"$id": "https://example.com/w.json", "properties": {"spec": {"$ref": "https://example.com/w.json#/$defs/a"}},
                "$defs": {"a": {"type": "integer"}}}),
            &deep,
        ),
        "anchor" => schema(
            &json!({"properties": {"spec": {"$ref": "#here"}}, "$defs": {"a": {"$anchor": "here", "type": "integer"}}}),
            &deep,
        ),
        "meta" => schema(&json!({"$schema": "https://example.com/meta.json", "type": "object"}), &deep),
        "crd-ref" => {
            definition(r#"{"type":"object","properties":{"a":{"$ref":"https://example.com/x.json"}}}"#, &deep)
        }
        "no-schema" => (FILE, "[1, 2]".to_owned(), object(&deep)),
        "no-json" => (FILE, "{\"type\": ".to_owned(), object(&deep)),
        "wrong" => schema(&json!({"properties": {"spec": {"type": "text"}}}), &deep),
        "deep-json" => (FILE, format!("{}{}", "{\"not\":".repeat(9999), "}".repeat(9999)), object(&deep)),
        _ => return None,
    })
}

fn multiplied(name: &str) -> Option<Case> {
    let twice =
        |keyword: &'static str| move |next: &str| json!({ keyword: [{"$ref": next}, {"$ref": next}] });
    let below = |next: &str| {
        let a = json!({"properties": {"a": {"$ref": next}}});
        json!({"oneOf": [a, a], "anyOf": [a, a]})
    };
    let list = |next: &str| json!({"allOf": [{"items": {"$ref": next}}, {"items": {"$ref": next}}]});
    let lists = (0..100).fold(json!(1), |inner, _| json!([inner]));
    Some(match name {
        "all-of" => schema(&chain(25, twice("allOf")), &json!({})),
        "one-of" => schema(&chain(25, twice("oneOf")), &json!({})),
        "any-of-few" => schema(&chain(10, twice("anyOf")), &json!({})),
        "one-of-below" => {
            let mut whole = chain(25, below);
            whole["$ref"] = json!("#/definitions/root");
            whole["definitions"]["root"] = json!({"properties": {"spec": {"$ref": "#/definitions/d0"}}});
            schema(&whole, &json!({"spec": nested(25, "a", json!("x"))}))
        }
        "lists-below" => {
            let mut whole = chain(100, list);
            whole["$ref"] = json!("#/definitions/root");
            whole["definitions"]["root"] = json!({"properties": {"spec": {"$ref": "#/definitions/d0"}}});
            schema(&whole, &json!({"spec": lists}))
        }
        "long-chain" => schema(
            &chain(2_400, |next| json!({"properties": {"a": {"$ref": next}}})),
            &json!({"a": {"a": 1}}),
        ),
        "longer-chain" => {
            schema(&chain(100_000, |next| json!({"properties": {"a": {"$ref": next}}})), &json!({}))
        }
        "nested-forms" => schema(&chain(30, |next| json!({"allOf": [{"$ref": next}]})), &json!({})),
        "too-nested-forms" => schema(&chain(40, |next| json!({"allOf": [{"$ref": next}]})), &json!({})),
        "deep-on-deep" => {
            let mut whole = chain(28, |next| json!({"allOf": [{"$ref": next}]}));
            whole["definitions"]["d28"] = json!({"properties": {"spec": {"$ref": "#"}, "a": {"$ref": "#"}}, "not": {"type": "integer"}});
            schema(&whole, &json!({"spec": nested(250, "a", json!(1))}))
        }
        _ => return None,
    })
}

/// `count` parts of a text, with commas between them.
fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

/// A hundred bytes or so of a definition.
fn property(number: usize) -> String {
    format!(r#""property-with-a-long-name-{number:06}":{{"type":"string","description":"{number:<40}"}}"#)
}

fn definitions(name: &str) -> Option<Case> {
    Some(match name {
        "flat-100000" => {
            let case = definition(
                &format!(r#"{{"type":"object","properties":{{{}}}}}"#, many(100_000, property)),
                &json!({"spec": {"a": 1}}),
            );
            assert!(case.1.len() > 10_000_000);
            case
        }
        "flat-49000" => definition(
            &format!(r#"{{"type":"object","properties":{{{}}}}}"#, many(49_000, property)),
            &json!({"spec": {"property-with-a-lng-name-000007": "x", "property-with-a-long-name-000008": 1}}),
        ),
        "nested-10000" => {
            let spec = r#"{"type":"object","properties":{"a":"#.repeat(10_000)
                + r#"{"type":"string"}"#
                + &"}}".repeat(10_000);
            definition(&spec, &json!({"spec": {}}))
        }
        "nested-95" => {
            let spec = r#"{"type":"object","properties":{"a":"#.repeat(90)
                + r#"{"type":"string"}"#
                + &"}}".repeat(90);
            definition(&spec, &json!({"spec": nested(90, "a", json!(1))}))
        }
        _ => return None,
    })
}

fn large(name: &str) -> Option<Case> {
    let member = |number: usize| (format!("property-with-a-lng-name-{number:06}"), json!(1));
    let members: Value = (0..50_000).map(member).collect::<serde_json::Map<_, _>>().into();
    Some(match name {
        "enum" => definition(
            &format!(
                r#"{{"type":"string","enum":[{}]}}"#,
                many(500_000, |number| format!("\"word-{number}\""))
            ),
            &json!({"spec": "word"}),
        ),
        "unique" => schema(
            &json!({"properties": {"spec": {"uniqueItems": true}}}),
            &json!({"spec": (0..100_000).map(|number| json!({"a": number})).collect::<Vec<_>>()}),
        ),
        "set" => definition(
            r#"{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}"#,
            &json!({"spec": (0..100_000).map(|number| json!(format!("{}", number % 99_999))).collect::<Vec<_>>()}),
        ),
        "unknown-fields" => definition(
            &format!(r#"{{"type":"object","properties":{{{}}}}}"#, many(1_000, property)),
            &json!({"spec": members}),
        ),
        "wrong-types" => definition(
            r#"{"type":"array","items":{"type":"object","required":["b"],"properties":{"a":{"type":"string"}}}}"#,
            &json!({"spec": vec![json!({"a": 1}); 100_000]}),
        ),
        "definitions" => schema(
            &json!({"definitions": (0..50_000).map(|number| (format!("d{number}"), json!({"enum": [1, 2, 3], "properties": {"a": {"type": "string"}}}))).collect::<serde_json::Map<_, _>>(),
                "properties": {"spec": {"$ref": "#/definitions/d1/properties/a"}}}),
            &json!({"spec": 1}),
        ),
        _ => return None,
    })
}

fn patterns(name: &str) -> Option<Case> {
    let bomb = format!("{}!", "a".repeat(1 << 20));
    let of = |pattern: &str| {
        definition(&json!({"type": "string", "pattern": pattern}).to_string(), &json!({"spec": bomb}))
    };
    let many = |count: usize, pattern: &dyn Fn(usize) -> String| {
        let (mut properties, mut members) = (serde_json::Map::new(), serde_json::Map::new());
        for number in 0..count {
            properties.insert(format!("p{number}"), json!({"type": "string", "pattern": pattern(number)}));
            members.insert(format!("p{number}"), json!("x"));
        }
        definition(
            &json!({"type": "object", "properties": properties}).to_string(),
            &json!({"spec": members}),
        )
    };
    Some(match name {
        "backtrack" => of("^(a+)+$"),
        "repeated" => of("a{1000}{1000}"),
        "look-behind" => of("(?<=a)b"),
        "in-json-schema" => {
            schema(&json!({"properties": {"spec": {"pattern": "^(a|a)*$"}}}), &json!({"spec": bomb}))
        }
        "many-small" => many(20_000, &|number| format!("^[a-z]+{number}$")),
        "many-large" => many(5_000, &|number| format!("^[a-z]{{0,{}}}$", 600 + number % 400)),
        "of-keys" => schema(
            &json!({"patternProperties": {"^(a+)+$": {"type": "integer"}, "(\\pL{50}){100}": {}}}),
            &json!({bomb.as_str(): 1}),
        ),
        "many-of-keys" => {
            let all: serde_json::Map<_, _> = (0..5_000)
                .map(|number| (format!("^a{{0,{}}}$", number % 1000 + 100), json!({})))
                .chain((0..5_000).map(|n| (format!("x{n}"), json!({}))))
                .collect();
            schema(&json!({"patternProperties": all}), &json!({}))
        }
        _ => return None,
    })
}

pub(super) fn case(name: &str) -> Case {
    references(name)
        .or_else(|| multiplied(name))
        .or_else(|| definitions(name))
        .or_else(|| large(name))
        .or_else(|| patterns(name))
        .expect(name)
}
