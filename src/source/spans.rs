//! Where every node of a document is: one flat vector in the order of the text, beside the value and not in it.

use super::intern::hash;
use crate::finding::{Path, Step};

/// One node. Offsets are bytes in the file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    /// Where it begins for a person: its key, where it is a member.
    pub(super) at: u32,
    /// Where its value begins.
    pub(super) start: u32,
    /// Behind its last character.
    pub(super) end: u32,
    /// Nodes from this one to its last descendant.
    pub(super) size: u32,
    /// The hash of its key; 0 for items and the root.
    pub(super) key: u32,
}

impl Node {
    /// Whether the key stands in the text as it is. Tells keys with equal hashes apart.
    pub(super) fn is_written(&self, key: &str, text: &str) -> bool {
        let raw = text.get(self.at as usize..).unwrap_or_default();
        raw.strip_prefix(['"', '\'']).unwrap_or(raw).starts_with(key)
    }
}

/// The nodes of one document, parents before children. Nodes that an alias or a merge brought in point to where they
/// are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanIndex {
    nodes: Box<[Node]>,
}

impl SpanIndex {
    pub(super) fn new(nodes: &[Node]) -> Self {
        Self { nodes: nodes.into() }
    }

    /// The number of nodes, aliases expanded.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node; no document is like this.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node at `path`, else its nearest ancestor that exists, and how many steps led there. `text` is the file's.
    pub(super) fn find(&self, path: &Path, text: &str) -> Option<(Node, usize)> {
        let mut found = (0, *self.nodes.first()?);
        for (taken, step) in path.steps().iter().enumerate() {
            let next = match step {
                Step::Key(key) => {
                    let hash = hash(key);
                    let mut equal = self.children(found.0).filter(|(_, node)| node.key == hash);
                    match equal.next() {
                        Some(first) if !first.1.is_written(key, text) => {
                            equal.find(|(_, node)| node.is_written(key, text)).or(Some(first))
                        }
                        first => first,
                    }
                }
                Step::Index(index) => {
                    self.children(found.0).nth(*index as usize).filter(|(_, node)| node.key == 0)
                }
            };
            match next {
                Some(node) => found = node,
                None => return Some((found.1, taken)),
            }
        }
        Some((found.1, path.steps().len()))
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The children of the node at `parent`, with their positions in the vector.
    pub(super) fn children(&self, parent: usize) -> impl Iterator<Item = (usize, Node)> {
        let end = self.nodes.get(parent).map_or(0, |node| parent + node.size as usize);
        let mut next = parent + 1;
        std::iter::from_fn(move || {
            let at = next;
            let node = *self.nodes.get(at).filter(|_| at < end)?;
            next = at + (node.size as usize).max(1);
            Some((at, node))
        })
    }
}
