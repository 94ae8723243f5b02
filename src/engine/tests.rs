//! The engine on shapes that real manifests have, and on programs that must not be loaded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::value::Value;

fn module(text: &str) -> Module {
    Module { path: Arc::from("policy/x.rego"), text: Arc::from(text) }
}

fn compile(text: &str) -> Program {
    Program::compile(&[module(text)], &Value::new_object(), Limits::default()).unwrap()
}

fn refused(text: &str) -> String {
    let errors = Program::compile(&[module(text)], &Value::new_object(), Limits::default()).unwrap_err();
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn json(text: &str) -> Value {
    Value::from_json_str(text).unwrap()
}

const CONTAINERS: &str = "package x
deny contains c.name if { some c in input.initContainers }
deny contains c.name if { some c in input.containers; not c.ok }
deny contains name if { some c in input.containers; some e in c.env; name := e.name }";

#[test]
fn a_collection_that_is_none_is_iterated_as_opa_does_and_loses_no_other_finding() {
    let program = compile(CONTAINERS);
    let input = json(
        r#"{"initContainers": null, "containers": [{"name": "a", "env": "text"}, {"name": "b", "env": 5}]}"#,
    );
    assert_eq!(
        program.evaluator().evaluate("data.x.deny", input).unwrap().to_string(),
        r#"["a", "b"]"#.replace(", ", ",")
    );
}

#[test]
fn collections_inside_collections_are_guarded_too() {
    let program = compile(
        "package x\ndeny contains x if { some x in [y | some y in input.a] }\nok if { every x in [z | some z in input.b] { x > 1 } }",
    );
    let input = json(r#"{"a": null, "b": "text"}"#);
    assert_eq!(program.evaluator().evaluate("data.x.deny", input.clone()).unwrap(), Value::new_set());
    assert_eq!(program.evaluator().evaluate("data.x.ok", input).unwrap(), Value::from(true));
}

#[test]
fn an_unknown_function_is_an_error_at_load_with_place_and_advice() {
    let text = "package x\n\nimport data.tidegate.lib.selector\n\ndeny if { crypto.md5(\"a\") }\nf if { selector.missing(1) }\ng if { counts([1]) }\nh if { any([true]) }";
    let said = refused(text);
    assert!(said.contains("policy/x.rego:5:11: unknown function crypto.md5"), "{said}");
    assert!(said.contains("policy/x.rego:6:8: unknown function selector.missing"), "{said}");
    assert!(said.contains("unknown function counts (did you mean count?)"), "{said}");
    assert!(said.contains("unknown function any (it was removed in Rego v1"), "{said}");
}

#[test]
fn functions_of_modules_and_import_aliases_are_known() {
    let library =
        Module { path: Arc::from("lib.rego"), text: Arc::from("package lib.text\nup(x) := upper(x)") };
    let user = module(
        "package x\nimport data.lib.text as t\nimport data.lib.text\na := t.up(\"a\")\nb := text.up(\"b\")\nc := data.lib.text.up(\"c\")\nd := own(1)\nown(x) := x + 1",
    );
    let program = Program::compile(&[library, user], &Value::new_object(), Limits::default()).unwrap();
    let mut evaluator = program.evaluator();
    for (rule, value) in [("a", "A"), ("b", "B"), ("c", "C")] {
        assert_eq!(
            evaluator.evaluate(&format!("data.x.{rule}"), Value::new_object()).unwrap(),
            Value::from(value)
        );
    }
}

#[test]
fn a_syntax_error_names_file_line_and_column() {
    let said = refused("package x\n\ndeny contains if {");
    assert!(said.starts_with("policy/x.rego:3:"), "{said}");
}

#[test]
fn data_on_the_path_of_a_rule_is_an_error() {
    let data = json(r#"{"x": {"deny": [1], "other": 2}}"#);
    let errors =
        Program::compile(&[module("package x\ndeny contains 1")], &data, Limits::default()).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].to_string().contains("data.x.deny is a rule and is in a data file too"));
    let data = json(r#"{"x": {"other": 2}}"#);
    assert!(Program::compile(&[module("package x\ndeny contains 1")], &data, Limits::default()).is_ok());
}

#[test]
fn an_evaluation_without_end_is_ended() {
    let limits = Limits { time: Duration::from_millis(200), ..Limits::default() };
    let text = "package x\nn := numbers.range(1, 3000)\nslow contains [a, b] if { some a in n; some b in n; some c in n; a * b == c; c < 0 }";
    let program = Program::compile(&[module(text)], &Value::new_object(), limits).unwrap();
    let begun = Instant::now();
    let error = program.evaluator().evaluate("data.x.slow", Value::new_object()).unwrap_err();
    assert!(matches!(error, EvalError::TooSlow { .. }), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(error.to_string(), "the evaluation took longer than 200 ms and was ended");
}

#[test]
fn an_error_of_a_built_in_is_an_error_when_strict_and_undefined_when_not() {
    let program =
        compile("package x\ndeny contains \"a\" if { to_number(input.n) > 1 }\ndeny contains \"b\"");
    let mut evaluator = program.evaluator();
    let input = json(r#"{"n": "many"}"#);
    let error = evaluator.evaluate("data.x.deny", input.clone()).unwrap_err();
    assert!(error.to_string().contains("policy/x.rego:2"), "{error}");
    evaluator.strict(false);
    assert_eq!(evaluator.evaluate("data.x.deny", input).unwrap().to_string(), r#"["b"]"#);
}

#[test]
fn coverage_tells_lines_evaluated_from_lines_not() {
    let program = compile("package x\na if {\n\tinput.a\n\tinput.b\n}\n");
    let mut evaluator = program.evaluator();
    evaluator.count_coverage();
    evaluator.evaluate("data.x.a", json(r#"{"c": 1}"#)).unwrap();
    let coverage = evaluator.coverage();
    let lines = &coverage["policy/x.rego"];
    assert!(lines.covered.contains(&3) && lines.not_covered.contains(&4), "{lines:?}");
}

#[test]
fn an_outline_names_rules_calls_and_expressions() {
    let outline = outline("x.rego", "package a.b\n\nimport rego.v1\n\ndefault ok := false\n\nok if {\n\tsome x in input.y\n\tnot f(x)\n}\n\ndeny contains 1\n\nf(x) if x > 1\n").unwrap();
    assert_eq!(&*outline.package, "a.b");
    let heads: Vec<_> =
        outline.rules.iter().map(|rule| (&*rule.name, rule.kind, rule.position.line)).collect();
    assert_eq!(
        heads,
        [
            ("ok", HeadKind::Default, 5),
            ("ok", HeadKind::Value, 7),
            ("deny", HeadKind::Set, 12),
            ("f", HeadKind::Function, 14)
        ]
    );
    assert_eq!(outline.calls.len(), 1);
    let statements: Vec<_> = outline.expressions.iter().map(|e| (e.line, e.negated, e.binds)).collect();
    assert_eq!(statements, [(8, false, true), (9, true, false), (14, false, false)]);
}

#[test]
fn a_module_of_brackets_is_an_error_and_not_the_end_of_the_process() {
    for (open, count) in [("(", 100_000), ("[", 100_000), ("{\"a\":", 50_000)] {
        let said = refused(&format!("package x\n\na := {}1", open.repeat(count)));
        assert!(said.starts_with("policy/x.rego:3:1: brackets are nested more than 128 deep"), "{said}");
    }
    compile("package x\na := \"((((\" # [[[[\nb := `{{{{`");
}

/// The interpreter takes the value of an `else` without one for undefined.
#[test]
fn an_else_without_a_value_is_true() {
    let program = compile("package x\nok if {\n\tinput.a\n} else if {\n\tinput.b\n} else := 3 if input.c\n");
    let mut evaluator = program.evaluator();
    let mut value = |text: &str| evaluator.evaluate("data.x.ok", json(text)).unwrap();
    assert_eq!(value(r#"{"a": 1}"#), Value::from(true));
    assert_eq!(value(r#"{"b": 1}"#), Value::from(true));
    assert_eq!(value(r#"{"c": 1}"#), Value::from(3));
}

#[test]
fn a_statement_is_as_long_as_it_is_written() {
    let text = "package a\n\nok if {\n\tinput.kind != \"Pod\"\n\t`x` in input.list\n\tnot f(1) with input as \"y\"\n}\n\nf(1) if true\n";
    let outline = outline("x.rego", text).unwrap();
    let written: Vec<&str> = outline.expressions.iter().map(|e| &text[e.start..e.end]).collect();
    assert_eq!(outline.expressions.iter().map(|e| e.needed).collect::<Vec<_>>(), [false; 4]);
    assert_eq!(
        written,
        ["input.kind != \"Pod\"", "`x` in input.list", "not f(1) with input as \"y\"", "true"]
    );
}

#[test]
fn a_binding_is_needed_where_its_variable_is_used() {
    let text = "package a\n\nr contains x if {\n\tsome x, _ in input\n\ty := x\n\tz := [w | some w in y]\n\tsome [a, b] in [c | some b, c in z]\n\tb == 1\n}\n";
    let outline = outline("x.rego", text).unwrap();
    let needed: Vec<_> = outline.expressions.iter().map(|e| (&text[e.start..e.end], e.needed)).collect();
    assert_eq!(
        needed,
        [
            ("some x, _ in input", true),
            ("y := x", true),
            ("z := [w | some w in y]", true),
            ("some w in y", true),
            ("some [a, b] in [c | some b, c in z]", true),
            ("some b, c in z", true),
            ("b == 1", false)
        ]
    );
}

/// The interpreter forgets a package's imports inside its functions once that package was evaluated as a whole.
#[test]
fn a_function_sees_the_imports_of_its_package_after_the_package_was_evaluated() {
    let facts = Module { path: Arc::from("a.rego"), text: Arc::from("package lib.a\nvalue := {\"k\": 1}") };
    let helper = Module {
        path: Arc::from("b.rego"),
        text: Arc::from("package lib.b\nimport data.lib.a\nf(k) := a.value[k]\nother := 2"),
    };
    let user = module(
        "package x\nimport data.lib.b\nfirst := b.other\nsecond := b.f(\"k\")\nboth := [first, second]",
    );
    let program = Program::compile(&[facts, helper, user], &Value::new_object(), Limits::default()).unwrap();
    let value = program.evaluator().evaluate("data.x.both", Value::new_object()).unwrap();
    assert_eq!(value, json("[2, 1]"));
}
