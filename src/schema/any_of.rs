//! Objects that must have one of several members: a probe a handler, an object a name.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value as Json};

use super::node::{DocumentNode, Documents};
use crate::value::{self, Value};

/// The keyword: the members of which one at least must be there.
pub(super) const ANY_OF: &str = "x-tidegate-any-of";

struct AnyOf {
    names: Vec<Value>,
}

/// Makes the keyword of its value.
#[allow(clippy::unnecessary_wraps, reason = "the validator asks for a result")]
pub(super) fn factory<'a>(
    _: &'a Map<String, Json>,
    names: &'a Json,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i, Documents>>, ValidationError<'a>> {
    let names = names.as_array().into_iter().flatten().filter_map(Json::as_str).map(value::string).collect();
    Ok(Box::new(AnyOf { names }))
}

impl<'i> Keyword<'i, Documents> for AnyOf {
    fn validate(&self, instance: DocumentNode<'i>) -> Result<(), ValidationError<'i>> {
        if Keyword::<Documents>::is_valid(self, instance) {
            return Ok(());
        }
        let names: Vec<&str> = self.names.iter().filter_map(value::text).collect();
        // `explain` turns this into words.
        Err(ValidationError::custom(format!("\t{}", names.join(" "))))
    }

    fn is_valid(&self, instance: DocumentNode<'i>) -> bool {
        let Some(members) = value::object(instance.0) else { return true };
        let is_there = |value: &Value| value::text(value) != Some("");
        self.names.iter().any(|name| members.get(name).is_some_and(is_there))
    }
}
