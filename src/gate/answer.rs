//! What rules answer, read strictly: an answer that is not understood is an error, never nothing.

use std::sync::Arc;

use super::parts::{self, Part};
use crate::finding::{ObjectRef, Path, Severity, Step};
use crate::value::{self, Value};

/// One finding as a rule gave it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// With the rules of its parts.
    pub(super) message: Arc<str>,
    /// Without them.
    pub(super) said: Arc<str>,
    pub(super) path: Path,
    pub(super) severity: Option<Severity>,
    pub(super) related: Vec<(ObjectRef, Path)>,
    pub(super) key: Option<String>,
    pub(super) measure: Option<f64>,
    /// The rules that it puts together, if it does.
    pub(super) parts: Vec<Part>,
    /// The rule could not tell: a value is a placeholder.
    pub(super) unknown: bool,
}

/// The members of a native finding.
const KEYS: &[&str] = &["msg", "path", "severity", "related", "key", "measure", "parts", "unknown"];

/// Reads the value of a native `deny`.
pub(super) fn native(value: &Value) -> Result<Vec<Answer>, String> {
    let Value::Set(findings) = value else { return Err(format!("deny is {}, not a set", kind(value))) };
    findings.iter().map(finding).collect()
}

fn finding(value: &Value) -> Result<Answer, String> {
    let Some(members) = value::object(value) else {
        return Err(format!("a finding is {}, not an object with msg and path", kind(value)));
    };
    for key in members.keys() {
        if value::text(key).is_none_or(|key| !KEYS.contains(&key)) {
            return Err(format!("a finding has the unknown member {key}: there are {}", KEYS.join(", ")));
        }
    }
    let said: Arc<str> = match value::get(value, "msg").and_then(value::text) {
        Some(message) if !message.is_empty() => Arc::from(message),
        _ => return Err("a finding has no msg".to_owned()),
    };
    let place = value::get(value, "path").ok_or("a finding has no path")?;
    let severity = match value::get(value, "severity") {
        None => None,
        Some(word) => {
            Some(value::text(word).unwrap_or_default().parse::<Severity>().map_err(|e| e.to_string())?)
        }
    };
    let related = match value::get(value, "related") {
        None => Vec::new(),
        Some(one @ Value::Object(_)) => vec![related(one)?],
        Some(many) => {
            let items: Vec<&Value> = match many {
                Value::Array(items) => items.iter().collect(),
                Value::Set(items) => items.iter().collect(),
                other => return Err(format!("related is {}", kind(other))),
            };
            items.into_iter().map(related).collect::<Result<_, _>>()?
        }
    };
    let key =
        value::get(value, "key").map(|key| value::text(key).map_or_else(|| key.to_string(), str::to_owned));
    let measure = match value::get(value, "measure") {
        None => None,
        Some(Value::Number(number)) => number.as_f64(),
        Some(other) => return Err(format!("measure is {}, not a number", kind(other))),
    };
    let parts = match value::get(value, "parts") {
        None => Vec::new(),
        Some(given) => parts::read(given, path)?,
    };
    let unknown = value::get(value, "unknown") == Some(&Value::Bool(true));
    let message = parts::name(&said, &parts);
    Ok(Answer { message, said, path: path(place)?, severity, related, key, measure, parts, unknown })
}

fn path(value: &Value) -> Result<Path, String> {
    let Some(steps) = value::items(value) else {
        return Err(format!("path is {}, not an array", kind(value)));
    };
    let step = |step: &Value| match step {
        Value::String(key) => Ok(Step::Key(Arc::clone(key))),
        Value::Number(n) => {
            let index = n.as_u64().and_then(|n| u32::try_from(n).ok());
            index.map(Step::Index).ok_or_else(|| format!("path has {step}, which is no list position"))
        }
        other => Err(format!("path has {}", kind(other))),
    };
    steps.iter().map(step).collect()
}

fn related(value: &Value) -> Result<(ObjectRef, Path), String> {
    let object = value::get(value, "object").ok_or("related has no object")?;
    let own = |keys: &[&str]| value::member(object, keys).and_then(value::text);
    let kind_name = own(&["kind"]).ok_or("related.object has no kind")?;
    let name = own(&["name"]).or_else(|| own(&["metadata", "name"])).unwrap_or_default();
    let namespace = own(&["namespace"]).or_else(|| own(&["metadata", "namespace"])).unwrap_or_default();
    // `kind` may be written as the inventory writes it: group/Kind.
    let (group, bare) = kind_name.rsplit_once('/').unwrap_or(("", kind_name));
    let api_version = own(&["apiVersion"]).map_or_else(|| version_of(group), str::to_owned);
    let identity = ObjectRef {
        api_version: Arc::from(api_version),
        kind: Arc::from(bare),
        namespace: Arc::from(namespace),
        name: Arc::from(name),
    };
    let place = value::get(value, "path").map_or_else(|| Ok(Path::root()), path)?;
    Ok((identity, place))
}

/// A group alone; the version of a related object is not known from its inventory name.
fn version_of(group: &str) -> String {
    if group.is_empty() { "v1".to_owned() } else { format!("{group}/*") }
}

/// Reads the value of a conftest rule: a set or list of texts and of objects with `msg`; a text; or true.
pub(super) fn conftest(name: &str, value: &Value) -> Result<Vec<Answer>, String> {
    let plain = |message: &str| Answer {
        message: Arc::from(message),
        said: Arc::from(message),
        path: Path::root(),
        severity: None,
        related: Vec::new(),
        key: None,
        measure: None,
        parts: Vec::new(),
        unknown: false,
    };
    let one = |item: &Value| match item {
        Value::String(text) => Ok(plain(text)),
        Value::Object(_) => match value::get(item, "msg").and_then(value::text) {
            Some(text) => Ok(plain(text)),
            None => Err("an object in the answer has no msg".to_owned()),
        },
        other => {
            Err(format!("the answer holds {}, which is neither a text nor an object with msg", kind(other)))
        }
    };
    match value {
        Value::Undefined | Value::Bool(false) => Ok(Vec::new()),
        Value::Set(items) => items.iter().map(one).collect(),
        Value::Array(items) => items.iter().map(one).collect(),
        Value::Bool(true) => Ok(vec![plain(&format!("{name} is true"))]),
        other @ (Value::String(_) | Value::Object(_)) => Ok(vec![one(other)?]),
        other => Err(format!("the answer is {}", kind(other))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Set(_) => "a set",
        Value::Object(_) => "an object",
        Value::Undefined => "undefined",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(json: &str) -> Value {
        let items = Value::from_json_str(json).unwrap();
        Value::from(value::items(&items).unwrap().iter().cloned().collect::<std::collections::BTreeSet<_>>())
    }

    #[test]
    fn a_native_finding_is_read_whole() {
        let text = r#"[{"msg": "m", "path": ["spec", 0], "severity": "info", "key": "k", "measure": 2.5,
            "related": [{"object": {"kind": "apps/Deployment", "namespace": "a", "name": "w"}, "path": ["spec"]}]}]"#;
        let answers = native(&set(text)).unwrap();
        let [answer] = answers.as_slice() else { panic!("one answer") };
        assert_eq!(answer.path.to_string(), "spec[0]");
        assert_eq!((answer.severity, answer.measure), (Some(Severity::Info), Some(2.5)));
        let (object, path) = &answer.related[0];
        assert_eq!((object.to_string(), path.to_string()), ("Deployment a/w".to_owned(), "spec".to_owned()));
        assert_eq!(object.group_kind().to_string(), "apps/Deployment");
    }

    #[test]
    fn an_answer_that_is_not_understood_is_an_error() {
        for (text, said) in [
            (r#"["text"]"#, "a finding is a text, not an object with msg and path"),
            (r#"[{"path": []}]"#, "a finding has no msg"),
            (r#"[{"msg": "m"}]"#, "a finding has no path"),
            (r#"[{"msg": "m", "path": "spec"}]"#, "path is a text, not an array"),
            (
                r#"[{"msg": "m", "path": [], "severity": "fatal"}]"#,
                "'fatal' is no severity: use one of info, warning, error",
            ),
            (
                r#"[{"msg": "m", "path": [], "massage": 1}]"#,
                "a finding has the unknown member \"massage\": there are msg, path, severity, related, key, measure, parts, unknown",
            ),
        ] {
            assert_eq!(native(&set(text)).unwrap_err(), said);
        }
        assert_eq!(native(&Value::Bool(true)).unwrap_err(), "deny is a boolean, not a set");
    }

    #[test]
    fn a_conftest_answer_never_passes_because_of_its_shape() {
        assert_eq!(conftest("deny", &set(r#"["a", {"msg": "b", "x": 1}]"#)).unwrap().len(), 2);
        assert_eq!(&*conftest("deny", &Value::Bool(true)).unwrap()[0].message, "deny is true");
        assert!(conftest("deny", &Value::Undefined).unwrap().is_empty());
        assert!(conftest("deny", &set("[5]")).is_err());
        assert!(conftest("deny", &set(r#"[{"message": "b"}]"#)).is_err());
    }
}
