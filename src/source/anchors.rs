//! Anchors, aliases and `<<` merges of one document, expanded within bounds.

use std::collections::BTreeMap;

use super::build::{Builder, Fault, FaultKind, Merge};
use crate::value::Value;

/// The finished anchors of the document that is being built.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// The value by id, and its node where it has one (keys have none).
    known: BTreeMap<usize, (Value, Option<usize>)>,
    /// Nodes that aliases and merges have brought in so far.
    pub(super) expanded: usize,
}

impl Anchors {
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.expanded = 0;
    }

    /// What an anchor names is finished.
    pub(super) fn complete(&mut self, id: usize, value: &Value, node: Option<usize>) {
        self.known.insert(id, (value.clone(), node));
    }

    /// What an anchor names; `None` while it is still open.
    pub(super) fn get(&self, id: usize) -> Option<(Value, Option<usize>)> {
        self.known.get(&id).cloned()
    }
}

impl Builder<'_> {
    /// Adds what stands behind `<<` keys to a mapping's own members, which win. Of a list the earlier wins, of several
    /// `<<` the later, as `PyYAML` and go-yaml have it.
    pub(super) fn merge(&mut self, merges: &[Merge], own: &mut BTreeMap<Value, Value>) -> Result<(), Fault> {
        for merge in merges.iter().rev() {
            match &merge.value {
                Value::Object(_) => self.merge_one(&merge.value, merge.node, own)?,
                Value::Array(items) => {
                    let mut node = merge.node + 1;
                    for item in items.iter() {
                        let size = self.nodes.get(node).map_or(1, |node| node.size as usize);
                        self.merge_one(item, node, own)?;
                        node += size;
                    }
                }
                _ => return Err(self.no_map(merge.node)),
            }
        }
        Ok(())
    }

    fn merge_one(
        &mut self,
        value: &Value,
        node: usize,
        own: &mut BTreeMap<Value, Value>,
    ) -> Result<(), Fault> {
        let Value::Object(members) = value else { return Err(self.no_map(node)) };
        let at = self.nodes.get(node).map_or((0, 0), |node| (node.start as usize, node.end as usize));
        let end = node + self.nodes.get(node).map_or(1, |node| node.size as usize);
        let mut missing: Vec<u32> = Vec::new();
        for (key, value) in members.iter_sorted() {
            if let std::collections::btree_map::Entry::Vacant(vacant) = own.entry(key.clone()) {
                vacant.insert(value.clone());
                missing.extend(crate::value::text(key).map(super::intern::hash));
            }
        }
        missing.sort_unstable();
        let mut child = node + 1;
        while child < end {
            let Some(&found) = self.nodes.get(child) else { break };
            if found.key != 0 && missing.binary_search(&found.key).is_ok() {
                self.expand(child, true, at)?;
            }
            child += (found.size as usize).max(1);
        }
        Ok(())
    }

    fn no_map(&self, node: usize) -> Fault {
        let at = self.nodes.get(node).copied();
        let (start, end) = at.map_or((0, 0), |node| (node.start as usize, node.end as usize));
        Fault { start, end, kind: FaultKind::MergeOfNoMap }
    }
}
