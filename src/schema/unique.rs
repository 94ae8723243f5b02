//! Lists whose items must differ: by some of their keys (`list-type: map`) or as a whole (`set`).

use std::collections::HashSet;

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value as Json};

use super::node::{DocumentNode, Documents};
use crate::value::{self, Value};

/// The keyword: the keys that tell items apart; none where whole items do.
pub(super) const UNIQUE: &str = "x-tidegate-unique";

struct Unique {
    keys: Vec<Value>,
    /// Keys with a value when they are left out, as `protocol: TCP` of a port.
    defaults: Vec<Option<Value>>,
}

/// Makes the keyword of its value: keys, each alone or with its default behind an equals sign.
pub(super) fn factory<'a>(
    _: &'a Map<String, Json>,
    keys: &'a Json,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i, Documents>>, ValidationError<'a>> {
    let names = keys.as_array().into_iter().flatten().filter_map(Json::as_str);
    let mut unique = Unique { keys: Vec::new(), defaults: Vec::new() };
    for name in names {
        let (key, default) = name.split_once('=').map_or((name, None), |(key, default)| (key, Some(default)));
        unique.keys.push(value::string(key));
        unique.defaults.push(default.map(value::string));
    }
    Ok(Box::new(unique))
}

impl Unique {
    /// The position of the first item that equals an earlier one, and what they have in common.
    fn second(&self, list: &Value) -> Option<(usize, String)> {
        let items = value::items(list).filter(|items| items.len() > 1)?;
        let mut seen: HashSet<String> = HashSet::with_capacity(items.len());
        items.iter().enumerate().find_map(|(position, item)| {
            let identity = self.identity(item)?;
            if seen.contains(&identity) {
                return Some((position, identity));
            }
            seen.insert(identity);
            None
        })
    }

    fn identity(&self, item: &Value) -> Option<String> {
        if self.keys.is_empty() {
            return Some(value::text(item).map_or_else(|| item.to_string(), str::to_owned));
        }
        let mut parts = Vec::new();
        for (key, default) in self.keys.iter().zip(&self.defaults) {
            // An item without its key is another mistake, or is told apart by nothing.
            let member = value::object(item)?.get(key).or(default.as_ref());
            let (Some(name), Some(member)) = (value::text(key), member) else { continue };
            let shown = value::text(member).map_or_else(|| member.to_string(), str::to_owned);
            parts.push(format!("{name} {shown}"));
        }
        (!parts.is_empty()).then(|| parts.join(", "))
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
