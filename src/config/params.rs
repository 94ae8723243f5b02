//! Parameters of rules: by pack, with the Pod Security level as a parameter of every pack.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::{Given, KnownNames, Level};

/// The key under which every pack is given the level.
const LEVEL: &str = "level";

/// What the configuration and `--param` say; the rules' own defaults are not in here.
#[derive(Debug, Clone, Default)]
pub struct Params {
    /// Pod Security level of namespaces that declare none.
    pub level: Option<Given<Level>>,
    packs: BTreeMap<Arc<str>, BTreeMap<Arc<str>, Given<Value>>>,
}

impl Params {
    /// The value of a pack's parameter; `None` where the rule's default holds.
    ///
    /// For `level`, a pack's own value and the level of all packs compete: the stronger layer wins, of equals the
    /// pack's own.
    pub fn get(&self, pack: &str, key: &str) -> Option<Given<Value>> {
        let own = self.packs.get(pack).and_then(|keys| keys.get(key));
        let general = self.level.as_ref().filter(|_| key == LEVEL);
        match (own, general) {
            (Some(own), Some(general)) if general.origin.layer() <= own.origin.layer() => Some(own.clone()),
            (_, Some(general)) => {
                Some(Given::new(Value::from(general.value.as_str()), general.origin.clone()))
            }
            (own, None) => own.cloned(),
        }
    }

    /// The values that are set of the parameters there are, by pack and key.
    pub fn of_known(&self, known: &KnownNames) -> BTreeMap<String, BTreeMap<String, Value>> {
        let values = |(pack, keys): (&String, &BTreeSet<String>)| {
            let value = |key: &String| Some((key.clone(), self.get(pack, key)?.value));
            (pack.clone(), keys.iter().filter_map(value).collect())
        };
        known.params.iter().map(values).collect()
    }

    /// Every parameter that is set, by pack and key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &Given<Value>)> {
        self.packs
            .iter()
            .flat_map(|(pack, keys)| keys.iter().map(move |(key, value)| (&**pack, &**key, value)))
    }

    /// Sets a parameter, over what a weaker layer said.
    pub(super) fn set(&mut self, pack: &str, key: &str, value: Given<Value>) {
        self.packs.entry(Arc::from(pack)).or_default().insert(Arc::from(key), value);
    }
}
