use std::collections::BTreeSet;

use super::super::parse::parse;
use super::super::{Limits, Program};
use super::keep::{Lasts, Needs};
use super::*;
use crate::value::{self, Value};

fn modules(texts: &[&str]) -> Vec<(Module, Tree)> {
    let module = |text: &&str| Module { path: Arc::from("x.rego"), text: Arc::from(*text) };
    let parsed = |module: Module| (module.clone(), parse(&module.path, &module.text).unwrap());
    texts.iter().map(module).map(parsed).collect()
}

/// The linked text, without the rules about what is kept.
fn text(texts: &[&str]) -> Option<String> {
    let linked = linked(&modules(texts))?;
    let text = linked.modules.last().unwrap().text.to_string();
    let is_kept = |line: &&str| line.contains("kept_");
    let lines: Vec<&str> = text.lines().filter(|line| !is_kept(line)).collect();
    Some(lines.join("\n") + "\n")
}

#[test]
fn rules_of_all_packages_are_renamed_wherever_they_are_named() {
    let lib = "package tidegate.lib.a\n\nname := \"a\"\n\nlist contains x if some x in input.list\n\nf(x) := y if y := [name, x]\n";
    let rule = "package tidegate.p.r\n\nimport data.tidegate.lib.a\nimport data.tidegate.lib.a.list as names\n\ndeny contains x if {\n\tsome x in a.list\n\tx in names\n\ta.f(a.name)[0] == data.tidegate.lib.a.name\n\town[x]\n}\n\nown[x] := 1 if {\n\tsome x in a.list\n\tdata.lib.facts.table[x]\n}\n";
    let wanted = "package linked\n\
        r0_name_own := \"a\"\n\
        r0_list contains x if { some x in input.list }\n\
        r0_f(x) := y if { y := [r0_name, x]; y == y }\n\
        r1_deny contains x if { some x in r0_list; x in r0_list; r0_f(r0_name)[0] == r0_name; r1_own[x] }\n\
        r1_own[x] := 1 if { some x in r0_list; linked_data_facts.table[x] }\n\
        linked_data_facts := data.lib.facts\n";
    assert_eq!(text(&[lib, rule]).unwrap(), wanted);
}

#[test]
fn a_name_that_a_query_binds_means_what_is_bound_there_and_in_what_is_inside_of_it() {
    let rule = "package tidegate.p.r\n\nx if input.x\n\ny if input.y\n\nf(x) if [x, y]\n\na if [x | some x in input.list; [x, y]]\n\nb if {\n\tevery y in input.list { y == x }\n\tsome x\n\tx == y\n}\n";
    let wanted = "package linked\n\
        r0_x := true if { input.x }\n\
        r0_y := true if { input.y }\n\
        r0_f(x) := true if { [x, r0_y] }\n\
        r0_a := true if { [x | some x in input.list; [x, r0_y]] }\n\
        r0_b := true if { linked_value_1 := input.list; linked_value_1 == linked_value_1; count({linked_value_2 | some linked_value_2, y in linked_value_1; y == x}) == count(linked_value_1); some x; x == r0_y }\n";
    assert_eq!(text(&[rule]).unwrap(), wanted);
}

#[test]
fn what_cannot_be_renamed_surely_is_not_linked() {
    for text in [
        "package tidegate.p.r\n\nx if data.tidegate.lib.a\n",
        "package tidegate.p.r\n\nx if data.tidegate.lib.a[input.name]\n",
        "package tidegate.p.r\n\nx if data.lib[input.name]\n",
        "package tidegate.p.r\n\na.b := 1\n",
        "package tidegate.p.r\n\na[x] contains y if some x, y in input.map\n",
        "package tidegate.p.r\n\nx if y with data.lib.a as 1\n\ny := data.lib.a\n",
        "package tidegate.p.r\n\nx if { r0_y := 1; r0_y > 0 }\n",
        "package main\n\nx if data.tidegate.p.r.y\n",
    ] {
        assert!(linked(&modules(&["package tidegate.lib.a\n\nb := input.b\n", text])).is_none(), "{text}");
    }
}

#[test]
fn other_modules_stay_as_they_are() {
    let texts = [
        "package main\n\ndeny contains 1 if input.x\n",
        "package tidegate.p.r\n\ndeny contains 1 if input.x\n",
    ];
    let linked = linked(&modules(&texts)).unwrap();
    assert_eq!(linked.modules.len(), 2);
    assert_eq!(&*linked.modules[0].text, texts[0]);
    assert_eq!(linked.names.get("data.tidegate.p.r.deny").map(|name| &**name), Some("data.linked.r0_deny"));
}

fn lasts(texts: &[&str]) -> Vec<(String, Lasts)> {
    let modules = modules(texts);
    let names = Names::of(modules.iter().map(|(_, tree)| tree)).unwrap();
    let mut needs: BTreeMap<String, Needs> = BTreeMap::new();
    for (_, tree) in &modules {
        Writer::new(tree, &names, &mut needs).unwrap().rules(tree);
    }
    keep::kept(&needs).into_iter().collect()
}

#[test]
fn a_rule_lasts_as_long_as_all_that_it_asks() {
    let text = "package tidegate.p.r\n\nalways := {1, 2}\n\nshared := {x | some x in input.inventory.Service; x in always}\n\nthrough := f(1)\n\nf(x) := shared[x]\n\nonce := input.object\n\nthrough_once := g(1)\n\ng(x) := [x, once]\n\nwhole := input\n\ntime := time.now_ns()\n\nchanged if shared with input as {}\n\ntwice if input.complete.x\n\ntwice if input.object\n";
    let wanted = [("r0_always", Lasts::Always), ("r0_shared", Lasts::Shared), ("r0_through", Lasts::Shared)];
    assert_eq!(lasts(&[text]), wanted.map(|(name, lasts)| (name.to_owned(), lasts)));
}

const SCOPE: &str = "package tidegate.p.r\n\nnames := {name | some name, _ in input.inventory}\n\nnone := input.inventory.nothing\n\nwords := {\"a\", \"b\"}\n\ndeny contains name if {\n\tsome name in names\n\tnot none\n\tname != input.object\n\tname in words\n}\n";

fn judged(evaluator: &mut super::super::Evaluator, object: &str, inventory: &Value) -> String {
    let input = value::object_from([("object", Value::from(object)), ("inventory", inventory.clone())]);
    evaluator.evaluate("data.tidegate.p.r.deny", input).unwrap().to_string()
}

#[test]
fn what_is_kept_of_one_inventory_is_not_said_of_another() {
    let module = Module { path: Arc::from("x.rego"), text: Arc::from(SCOPE) };
    let program = Program::compile(&[module], &Value::new_object(), Limits::default()).unwrap();
    let mut evaluator = program.evaluator();
    let inventory = |text: &str| Value::from_json_str(text).unwrap();
    let (one, two) = (inventory(r#"{"a": 1, "c": 1}"#), inventory(r#"{"a": 1, "b": 1}"#));
    for _ in 0..3 {
        // The second and third time in a row its values are kept.
        for _ in 0..3 {
            assert_eq!(judged(&mut evaluator, "b", &one), r#"["a"]"#);
        }
        for _ in 0..3 {
            assert_eq!(judged(&mut evaluator, "b", &two), r#"["a"]"#);
            assert_eq!(judged(&mut evaluator, "x", &two), r#"["a","b"]"#);
        }
    }
    // A value made anew has another place, and a place that was given back may come again with something else in it.
    for name in ["a", "b", "c", "a", "b"] {
        let inventory = inventory(&format!(r#"{{"{name}": 1}}"#));
        let wanted = if name == "c" { "[]".to_owned() } else { format!(r#"["{name}"]"#) };
        assert_eq!(judged(&mut evaluator, "x", &inventory), wanted);
        assert_eq!(judged(&mut evaluator, "x", &inventory), wanted);
    }
}

/// Shapes that the machine answers wrongly as they stand.
const SHAPES: &str = r#"package tidegate.p.r

none(l) := concat(",", l) if count(l) > 0
bound := x if { x := none([]) } else := "other"
object := x if { x := {"a": none([])} } else := "other"
nested := x if { x := [none([])] } else := "other"
elements := [none([]) | some _ in input.nums]
members := {none([]) | some _ in input.nums}
values := {i: none([]) | some i in input.nums}
keys := {none([]): 1 | some _ in input.nums}
fields := [{"a": x.a} | some x in [{"a": 1}, {"b": 2}]]
set contains none([]) if some _ in input.nums
map[i] := none([]) if some i in input.nums
missing := none([])
looped := x if { some y in input.nums; y == 9; x := y } else := "other"
over_nothing := x if { some y in none([]); x := y } else := "other"
indexed := x if { input.nums[i] == 9; x := i } else := "other"
found := x if { some y in input.nums; y == 2; x := y } else := "other"
twice := x if { some y in input.nums; y == 9; x := y } else := x if { some y in input.nums; y == 1; x := y } else := "other"
yes(x) if { some y in input.nums; y == x } else := false
asked := [yes(2), yes(7)]
destructured := x if { [x, _] := none([]) } else := "other"
taken := x if { [x, _] := input.nums } else := "other"
parts := array.concat([object.union(s, {"f": 1}) | s := none([])], [1 | some y in input.nums; y == 9])
all if { every x in elements { x == 1 } }
every_undefined if { every x in input.nums { input.zz[x] } }
every_none if { every x in input.nums { none([x | x > 5]) } }
every_gathered if { every x in input.nums { count([y | y := x; y > 5]) == 0 } }
inner_fails := [x | some x in input.nums; v := [y | y := input.zz]; count(v) == 0]
inner_refused := {x | v := {y | not input.a; y := 1}; count(v) == 0; some x in input.nums}
every_in_elements := [x | some x in input.nums; every y in input.nums { y == 7 }]
every_missing if { every x in ["a", "b"] { input.map[x] } }
every_missing_compared if { every x in ["a", "b"] { input.map[x] == 1 } }
every_missing_in_objects if { every x in [{"v": null}, {}] { x.v == null } }
every_key if { every k, v in {"a": 1, "b": 2} { v > 0; k != "c" } }
every_other_key if { every k, _ in {"a": 1, "b": 2} { k != "b" } }
every_of_nothing if { every x in [] { x } }
every_of_undefined if { every x in input.zz { x } }
every_of_a_set if { every x in {1, 2} { x < 3 } }
every_false if { every _ in input.nums { input.no } }
every_compared if { every x in input.nums { input.zz == x } }
every_bound if { every x in input.nums { y := input.zz; y == x } }
every_some if { every x in input.nums { some y in input.zz; y == x } }
every_in if { every x in input.nums { x in input.zz } }
every_true if { every x in input.nums { x in input.nums } }
every_alike := x if { every x in input.nums { x > 0 }; x := 5 }
shadowed := [x | some x in array.concat([x | x := input.zz], [y | some y in input.nums])]
shadowing(x) := [x, [y | some y in input.nums]]
shadows := shadowing(9)
nested_not if not empty
empty if { some x in input.nums; x > 5 }
both := [x, y] if { some x in input.nums; some y in input.nums; x < y }
nothing := [set(), {}, [], ({"a"} & {"b"} == set()), 7 - 2 - 1, 2 * (3 + 4) % 5]
texts := ["tab\t", "quote\"", `raw\t`, "\u00e4", "ü", ""]
numbers := [1.5, 1e3, -0.5, 12345678901234567890]
members_of := [{"a": {"b": [1, {"c": 2}]}}["a"].b[1].c, input.map["a"], input["map"].a]
is_false := input.no
compared := input.a == 1
negative := [-1, 3 - (1 + 1), "a\"b", `a"b`, 1 in input.nums, {1} | {2}]
"#;

#[test]
fn what_is_written_is_answered_by_the_machine_as_by_the_interpreter() {
    let module = Module { path: Arc::from("x.rego"), text: Arc::from(SHAPES) };
    let tree = parse(&module.path, &module.text).unwrap();
    let rules: BTreeSet<Arc<str>> = super::super::syntax::outline_of(&tree)
        .rules
        .iter()
        .filter(|rule| rule.kind != super::super::HeadKind::Function && !rule.name.starts_with("shadowing"))
        .map(|rule| Arc::from(format!("data.tidegate.p.r.{}", rule.name)))
        .collect();
    let program = Program::compile(&[module], &Value::new_object(), Limits::default()).unwrap();
    let text = SHAPES.replacen("tidegate", "other", 1);
    let other = Module { path: Arc::from("y.rego"), text: Arc::from(text) };
    let plain = Program::compile(&[other], &Value::new_object(), Limits::default()).unwrap();
    assert!(
        plain.name("data.other.p.r.bound").is_none() && program.name("data.tidegate.p.r.bound").is_some()
    );
    let fast = program.clone().with_machine_for(rules.clone());
    assert!(fast.has_machine());
    let input = Value::from_json_str(r#"{"a": 1, "no": false, "nums": [1, 2], "map": {"a": 1}}"#).unwrap();
    let mut answers = BTreeMap::new();
    for rule in &rules {
        let wanted = program
            .evaluator()
            .evaluate(rule, input.clone())
            .unwrap_or_else(|e| panic!("{rule} interpreted: {e}"));
        let got = fast
            .evaluator()
            .evaluate(rule, input.clone())
            .unwrap_or_else(|e| panic!("{rule} by the machine: {e}"));
        assert_eq!(got.to_string(), wanted.to_string(), "{rule}");
        answers.insert(rule.rsplit('.').next().unwrap().to_owned(), got.to_string());
    }
    // The interpreter's answers are OPA's.
    let other = ["bound", "destructured", "indexed", "looped", "nested", "object", "over_nothing"];
    assert!(other.iter().all(|name| answers[*name] == r#""other""#), "{answers:#?}");
    let empty = ["elements", "members", "set", "parts"];
    assert!(empty.iter().all(|name| answers[*name] == "[]"), "{answers:#?}");
    assert_eq!(answers["fields"], r#"[{"a":1}]"#);
    assert_eq!(answers["asked"], "[true,false]");
}
