use serde_json::json;

use super::*;

fn mistakes(schema: &serde_json::Value, document: &serde_json::Value) -> Vec<String> {
    let schema = Schema::compile("test", &schema.to_string()).unwrap();
    schema.validate(document).iter().map(ToString::to_string).collect()
}

#[test]
fn a_document_that_fits_has_no_mistake() {
    assert_eq!(mistakes(&json!({"type": "object"}), &json!({})), Vec::<String>::new());
}

#[test]
fn every_unknown_key_is_a_mistake_of_its_own_at_the_key() {
    let schema = json!({"properties": {"profile": {}, "packs": {}}, "additionalProperties": false});
    assert_eq!(
        mistakes(&schema, &json!({"profil": 1, "helm": 2, "packs": 3})),
        [
            "helm: unknown key 'helm': the keys here are packs, profile",
            "profil: unknown key 'profil'; did you mean 'profile'?"
        ]
    );
}

#[test]
fn a_key_found_through_a_reference_knows_its_siblings() {
    let schema = json!({
        "properties": {"waivers": {"items": {"$ref": "#/$defs/waiver"}}},
        "$defs": {"waiver": {"properties": {"reason": {}}, "required": ["reason"], "additionalProperties": false}}
    });
    assert_eq!(
        mistakes(&schema, &json!({"waivers": [{"reson": "x"}]})),
        [
            "waivers[0]: the key 'reason' is missing here",
            "waivers[0].reson: unknown key 'reson'; did you mean 'reason'?"
        ]
    );
}

#[test]
fn a_wrong_word_names_the_words_there_are() {
    let schema = json!({"enum": ["standard", "strict", true]});
    assert_eq!(
        mistakes(&schema, &json!("stict")),
        ["'stict' is not one of standard, strict, true; did you mean 'strict'?"]
    );
    assert_eq!(mistakes(&schema, &json!(7)), ["'7' is not one of standard, strict, true"]);
}

#[test]
fn a_number_where_text_belongs_wants_quotes() {
    let schema = json!({"type": "string"});
    assert_eq!(mistakes(&schema, &json!(0.1)), ["expected text, found 0.1; did you mean '\"0.1\"'?"]);
    assert_eq!(mistakes(&schema, &json!([])), ["expected text, found a list"]);
}

#[test]
fn of_several_forms_only_the_meant_one_is_spoken_of() {
    let schema = json!({"anyOf": [
        {"enum": ["enforce", "observe"], "type": "string"},
        {"type": "array", "items": {"required": ["action"]}}
    ]});
    assert_eq!(mistakes(&schema, &json!([{}])), ["[0]: the key 'action' is missing here"]);
    assert_eq!(
        mistakes(&schema, &json!("enforced")),
        ["'enforced' is not one of enforce, observe; did you mean 'enforce'?"]
    );
    assert_eq!(mistakes(&schema, &json!(7)), ["expected text or a list, found 7"]);
}

#[test]
fn a_title_says_what_belongs_there() {
    let schema = json!({"propertyNames": {"pattern": "^[a-z]+$", "title": "pack name, as in pods"}});
    assert_eq!(mistakes(&schema, &json!({"Pods": 1})), ["Pods: 'Pods' is no pack name, as in pods"]);
}

#[test]
fn a_reference_that_leads_out_is_refused_and_not_followed() {
    for reference in ["https://example.com/x.json", "file:///etc/passwd", "other.json"] {
        let text = json!({"$id": "https://tidegate.dev/x.json", "$ref": reference}).to_string();
        assert!(matches!(Schema::compile("x", &text), Err(SchemaError::Invalid { .. })), "{reference}");
    }
}

#[test]
fn text_that_is_no_schema_is_an_error_with_its_name() {
    assert!(Schema::compile("x", "{").unwrap_err().to_string().starts_with("the schema x is no JSON"));
    let error = Schema::compile("x", r#"{"type": "text"}"#).unwrap_err().to_string();
    assert!(error.starts_with("the schema x does not compile: at '/type'"), "{error}");
}

#[test]
fn a_schema_that_costs_too_much_is_refused_before_it_is_compiled() {
    let error = Schema::compile("x", r##"{"$ref": "#"}"##).unwrap_err().to_string();
    assert!(error.contains("a definition in it is made of itself"), "{error}");
    let text = format!("{}!", "a".repeat(100_000));
    let schema = Schema::compile("x", r#"{"pattern": "^(a+)+$"}"#).unwrap();
    let start = std::time::Instant::now();
    assert!(!schema.accepts(&json!(text)) && start.elapsed() < std::time::Duration::from_secs(5));
}
