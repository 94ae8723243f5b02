//! What a JSON Schema from outside may cost, told before it is compiled.
//!
//! The validator follows every reference, and has no bound of its own. Forms that lead twice to the next definition, twenty
//! times over, make a million; one that leads to itself without a step into the document never ends; a hundred thousand
//! definitions in a row are as deep a stack. What can be told from the schema alone is refused here; what depends on the
//! document too is bounded by [the steps that a judgement may take](super::node).

use std::collections::HashMap;

use serde_json::Value as Json;

/// The largest number of nodes: a document with every definition of a large project has about 300,000.
const MOST_NODES: usize = 1_000_000;

/// The largest number of patterns of keys, which are compiled at once, to 64 KiB at most each.
const MOST_KEY_PATTERNS: usize = 500;

/// The largest number of forms that one place of a document is held against: Kubernetes' own reach 11.
const MOST_FORMS: u64 = 5_000;

/// The longest way through references and forms that takes no step into the document.
const DEEPEST_FORMS: usize = 64;

/// The longest way through a schema. Compiling takes about 2 kB of stack a step.
const DEEPEST: usize = 5_000;

/// Keywords whose value is a schema, or a list of schemas, for the same place of the document.
const HERE: &[&str] = &["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];

/// Keywords whose value is a schema, or a list of schemas, for a place below.
const BELOW: &[&str] = &[
    "items",
    "additionalItems",
    "prefixItems",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords whose value holds schemas by name, for places below.
const NAMED: &[&str] = &["properties", "patternProperties"];

/// Keywords whose value holds schemas by name, which count only where something refers to them.
const STORED: &[&str] = &["$defs", "definitions"];

/// How a schema is to be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    /// The longest way through the schema.
    pub(super) depth: usize,
    /// The longest way through it that takes no step into the document.
    pub(super) forms_depth: usize,
}

/// What the schema costs, or why it is refused.
pub(super) fn cost(schema: &Json) -> Result<Cost, String> {
    let mut walk =
        Walk { root: schema, forms: HashMap::new(), seen: HashMap::new(), key_patterns: 0, nodes: 0 };
    walk.count(schema)?;
    walk.everything()?;
    let deepest_forms = walk.forms.values().map(|forms| forms.map_or(0, |(_, depth)| depth)).max();
    let depth = walk.seen.values().copied().max();
    Ok(Cost { depth: depth.unwrap_or_default(), forms_depth: deepest_forms.unwrap_or_default() })
}

struct Walk<'a> {
    root: &'a Json,
    /// By address of a subschema: the forms that it stands for and how deep they nest; nothing while it is looked at.
    forms: HashMap<usize, Option<(u64, usize)>>,
    /// By address of a subschema: how deep the way to it was.
    seen: HashMap<usize, usize>,
    key_patterns: usize,
    nodes: usize,
}

fn address(schema: &Json) -> usize {
    std::ptr::from_ref(schema).addr()
}

/// The schemas in the value of a keyword.
fn schemas(value: &Json) -> &[Json] {
    match value {
        Json::Array(several) => several,
        one => std::slice::from_ref(one),
    }
}

impl<'a> Walk<'a> {
    fn count(&mut self, schema: &Json) -> Result<(), String> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(format!("it has more than {MOST_NODES} nodes: leave out what is not needed"));
        }
        match schema {
            Json::Object(members) => members.values().try_for_each(|member| self.count(member)),
            Json::Array(items) => items.iter().try_for_each(|item| self.count(item)),
            _ => Ok(()),
        }
    }

    /// Goes the way of a compiler: into each subschema once, from where it is met first.
    fn everything(&mut self) -> Result<(), String> {
        // A stack of our own, whatever the depth; what is met last is gone into first, as in a recursion.
        let mut open: Vec<(&'a Json, usize)> = vec![(self.root, 0)];
        while let Some((schema, depth)) = open.pop() {
            if self.seen.contains_key(&address(schema)) {
                continue;
            }
            self.seen.insert(address(schema), depth);
            if depth > DEEPEST {
                return Err(format!(
                    "its definitions refer to each other in a chain of more than {DEEPEST}: shorten it"
                ));
            }
            self.forms(schema, 0)?;
            let Some(members) = schema.as_object() else { continue };
            let own_id = members.get("$id").or_else(|| members.get("id"));
            if depth > 0 && own_id.and_then(Json::as_str).is_some_and(|id| !id.starts_with('#')) {
                return Err(
                    "a schema inside it has an $id of its own: write it under $defs without one".to_owned()
                );
            }
            for (keyword, value) in members {
                let name = keyword.as_str();
                if HERE.contains(&name) || BELOW.contains(&name) {
                    open.extend(schemas(value).iter().map(|inner| (inner, depth + 1)));
                } else if NAMED.contains(&name) || STORED.contains(&name) || is_dependency(name) {
                    open.extend(value.as_object().into_iter().flatten().map(|(_, inner)| (inner, depth + 1)));
                }
                if name == "patternProperties" {
                    self.key_patterns += value.as_object().map_or(0, serde_json::Map::len);
                }
            }
            if self.key_patterns > MOST_KEY_PATTERNS {
                return Err(format!("it has more than {MOST_KEY_PATTERNS} patternProperties"));
            }
            open.extend(self.referred(schema)?.map(|target| (target, depth + 1)));
        }
        Ok(())
    }

    /// The number of forms that a place is held against where it is held against this one, and how deep they nest.
    fn forms(&mut self, schema: &'a Json, depth: usize) -> Result<(u64, usize), String> {
        match self.forms.get(&address(schema)) {
            Some(Some(known)) => return Ok(*known),
            Some(None) => {
                return Err("a definition in it is made of itself: a $ref may come back only by way of properties or items"
                    .to_owned());
            }
            None => {}
        }
        if depth > DEEPEST_FORMS {
            return Err(format!(
                "more than {DEEPEST_FORMS} of its forms and references nest without a property"
            ));
        }
        let Some(members) = schema.as_object() else { return Ok((1, 0)) };
        self.forms.insert(address(schema), None);
        let (mut count, mut deepest) = (1_u64, 0);
        let here = HERE.iter().filter_map(|keyword| members.get(*keyword)).flat_map(schemas);
        let dependent = members.iter().filter(|(name, _)| is_dependency(name));
        let dependent = dependent.filter_map(|(_, value)| value.as_object()).flat_map(|all| all.values());
        let referred = self.referred(schema)?;
        for inner in here.chain(dependent).chain(referred) {
            let (more, below) = self.forms(inner, depth + 1)?;
            count = count.saturating_add(more);
            deepest = deepest.max(below + 1);
        }
        if count > MOST_FORMS {
            return Err(format!(
                "its forms (allOf, anyOf, oneOf) and references multiply to more than {MOST_FORMS}: write fewer alternatives"
            ));
        }
        self.forms.insert(address(schema), Some((count, deepest)));
        Ok((count, deepest))
    }

    /// What a `$ref` leads to.
    fn referred(&self, schema: &Json) -> Result<Option<&'a Json>, String> {
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            if schema.get(keyword).is_some() {
                return Err(format!("it uses {keyword}, which is not followed: write $ref"));
            }
        }
        let Some(reference) = schema.get("$ref").and_then(Json::as_str) else { return Ok(None) };
        let own = self.root.get("$id").and_then(Json::as_str).unwrap_or_default().trim_end_matches('#');
        let inner = if reference.starts_with('#') { Some(reference) } else { reference.strip_prefix(own) };
        let target = inner.filter(|_| reference.starts_with('#') || !own.is_empty()).and_then(|inner| {
            let pointer = inner.strip_prefix('#').unwrap_or(inner);
            self.root.pointer(&unescaped(pointer)).or_else(|| anchored(self.root, pointer))
        });
        target.map(Some).ok_or_else(|| {
            let shown: String = reference.chars().take(200).collect();
            format!("it refers to '{shown}', which is not in it; nothing is fetched: put what it refers to under $defs of the same file")
        })
    }
}

/// A subschema with a name of its own. Only where no pointer leads to it, which is rare.
fn anchored<'a>(schema: &'a Json, name: &str) -> Option<&'a Json> {
    let named = |key: &str, prefix: &str| {
        schema.get(key).and_then(Json::as_str).and_then(|own| own.strip_prefix(prefix)) == Some(name)
    };
    if !name.is_empty() && !name.starts_with('/') && (named("$anchor", "") || named("$id", "#")) {
        return Some(schema);
    }
    let stored = STORED.iter().filter_map(|keyword| schema.get(*keyword).and_then(Json::as_object));
    stored.flat_map(|all| all.values()).find_map(|inner| anchored(inner, name))
}

fn is_dependency(keyword: &str) -> bool {
    matches!(keyword, "dependentSchemas" | "dependencies")
}

/// A pointer in a URI: `%24` for `$`.
fn unescaped(pointer: &str) -> String {
    let mut bytes = Vec::with_capacity(pointer.len());
    let mut rest = pointer.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
