//! Lists whose items must differ: by some of their keys (`list-type: map`) or as a whole (`set`).

use std::collections::HashSet;

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value as Json};

use super::node::{DocumentNode, Documents};
use crate::value::{self, Value};

/// The keyword: the keys that tell items apart; none where whole items do.
pub(super) const UNIQUE: &str = "x-tidegate-unique";

/// One way in which items must differ.
struct Difference {
    keys: Vec<Value>,
    /// Values of keys that are left out, as `protocol: TCP` of a port.
    defaults: Vec<Option<Value>>,
}

struct Unique(Vec<Difference>);

/// Makes the keyword of its value: keys, each alone or with its default behind an equals sign; or several lists of them.
#[allow(clippy::unnecessary_wraps, reason = "the validator asks for a result")]
pub(super) fn factory<'a>(
    _: &'a Map<String, Json>,
    keys: &'a Json,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i, Documents>>, ValidationError<'a>> {
    let listed = keys.as_array().map(Vec::as_slice).unwrap_or_default();
    let several: Vec<Difference> =
        listed.iter().filter_map(Json::as_array).map(|keys| Difference::new(keys)).collect();
    Ok(Box::new(Unique(if several.is_empty() { vec![Difference::new(listed)] } else { several })))
}

impl Difference {
    fn new(names: &[Json]) -> Self {
        let mut difference = Self { keys: Vec::new(), defaults: Vec::new() };
        for name in names.iter().filter_map(Json::as_str) {
            let (key, default) =
                name.split_once('=').map_or((name, None), |(key, default)| (key, Some(default)));
            difference.keys.push(value::string(key));
            difference.defaults.push(default.map(value::string));
        }
        difference
    }

    /// The position of the first item that equals an earlier one, and what they have in common.
    fn second(&self, items: &[Value]) -> Option<(usize, String)> {
        let mut seen: HashSet<String> = HashSet::with_capacity(items.len());
        items.iter().enumerate().find_map(|(position, item)| {
            let (identity, shown) = self.identity(item)?;
            (!seen.insert(identity)).then_some((position, shown))
        })
    }

    /// What tells an item apart, and the same in words.
    fn identity(&self, item: &Value) -> Option<(String, String)> {
        let words = |value: &Value| value::text(value).map_or_else(|| value.to_string(), str::to_owned);
        if self.keys.is_empty() {
            return Some((item.to_string(), words(item)));
        }
        let (mut identity, mut shown) = (Vec::new(), Vec::new());
        for (key, default) in self.keys.iter().zip(&self.defaults) {
            // An item without its key is another mistake, or is told apart by nothing.
            let member = value::object(item)?.get(key).or(default.as_ref());
            let (Some(name), Some(member)) = (value::text(key), member) else { continue };
            identity.push(format!("{name} {member}"));
            shown.push(format!("{name} {}", words(member)));
        }
        (!identity.is_empty()).then(|| (identity.join(", "), shown.join(", ")))
    }
}

impl Unique {
    fn second(&self, list: &Value) -> Option<(usize, String)> {
        let items = value::items(list).filter(|items| items.len() > 1)?;
        self.0.iter().find_map(|difference| difference.second(items))
    }
}

impl<'i> Keyword<'i, Documents> for Unique {
    fn validate(&self, instance: DocumentNode<'i>) -> Result<(), ValidationError<'i>> {
        match self.second(instance.0) {
            None => Ok(()),
            // The keyword knows the list only; `explain` turns the position into a step of the path.
            Some((position, identity)) => Err(ValidationError::custom(format!("{position}\t{identity}"))),
        }
    }

    fn is_valid(&self, instance: DocumentNode<'i>) -> bool {
        self.second(instance.0).is_none()
    }
}
