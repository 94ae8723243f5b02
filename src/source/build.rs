//! Builds the value and the span index of one document at a time, from the calls of a YAML or JSON driver.
//!
//! No recursion, and no allocation a node beyond what the value itself needs: open nodes lie on shared stacks.

use std::collections::BTreeMap;

use super::Limits;
use super::anchors::Anchors;
use super::file::narrow;
use super::intern::{Interner, hash};
use super::spans::{Node, SpanIndex};
use crate::value::{Object, Value, list};

/// Why a document cannot be built, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: FaultKind,
}

/// What is wrong with a document that is well-formed text.
#[derive(Debug)]
pub(super) enum FaultKind {
    /// The second of two equal keys; the byte offset of the first.
    DuplicateKey(String, usize),
    ComplexKey,
    /// A null or a number that no Go key can hold.
    KeyRefused,
    TooDeep,
    TooManyNodes,
    TooMuchExpanded,
    AnchorInItself,
    MergeOfNoMap,
    NotFinite,
    WrongTag(String),
    NotBase64,
}

/// The key of the member that is being built.
struct PendingKey {
    /// `None` for a merge.
    key: Option<Value>,
    hash: u32,
    start: u32,
    end: u32,
}

enum Shape {
    List,
    Object(Option<PendingKey>),
}

struct Frame {
    /// Its node.
    node: usize,
    /// Where its items or members begin on their stack.
    base: usize,
    shape: Shape,
    anchor: usize,
    /// Where its last child ends.
    end: u32,
    merges: Vec<Merge>,
}

/// Up to this many members, inserting one by one is quicker than sorting.
const SMALL: usize = 6;

/// A value behind a `<<`, and its node.
pub(super) struct Merge {
    pub(super) value: Value,
    pub(super) node: usize,
}

/// A finished document.
pub(super) struct Built {
    pub(super) value: Value,
    pub(super) spans: SpanIndex,
    pub(super) nulls: bool,
}

/// The builder of the documents of one file.
pub(super) struct Builder<'l> {
    pub(super) limits: &'l Limits,
    pub(super) nodes: Vec<Node>,
    pub(super) anchors: Anchors,
    frames: Vec<Frame>,
    items: Vec<Value>,
    members: Vec<(Value, Value)>,
    root: Option<Value>,
    /// Some member is null.
    nulls: bool,
    keys: Interner,
    texts: Interner,
}

impl<'l> Builder<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            nodes: Vec::new(),
            anchors: Anchors::default(),
            frames: Vec::new(),
            items: Vec::new(),
            members: Vec::new(),
            root: None,
            nulls: false,
            keys: Interner::new(),
            texts: Interner::new(),
        }
    }

    /// Forgets an unfinished document.
    pub(super) fn reset(&mut self) {
        self.nodes.clear();
        self.anchors.clear();
        self.frames.clear();
        self.items.clear();
        self.members.clear();
        self.root = None;
        self.nulls = false;
    }

    /// The finished document, `None` if nothing was built.
    pub(super) fn finish(&mut self) -> Option<Built> {
        let value = self.root.take()?;
        let spans = SpanIndex::new(&self.nodes);
        let nulls = self.nulls;
        self.reset();
        Some(Built { value, spans, nulls })
    }

    /// Whether the next scalar is a key.
    #[inline]
    pub(super) fn wants_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { shape: Shape::Object(None), .. }))
    }

    /// Whether the document has no node yet.
    pub(super) fn is_untouched(&self) -> bool {
        self.nodes.is_empty() && self.frames.is_empty()
    }

    /// Where an empty value stands: behind its key, if it has one.
    pub(super) fn behind_key(&self) -> Option<usize> {
        match self.frames.last() {
            Some(Frame { shape: Shape::Object(Some(key)), .. }) => Some(key.end as usize),
            _ => None,
        }
    }

    /// The shared string value of a text.
    #[inline]
    pub(super) fn text(&mut self, text: &str) -> Value {
        const LONGEST: usize = 24;
        if text.len() > LONGEST { crate::value::string(text) } else { self.texts.value(text, hash(text)) }
    }

    /// The key of the next member.
    #[inline]
    pub(super) fn key(&mut self, text: &str, start: usize, end: usize) {
        let hash = hash(text);
        let key = self.keys.value(text, hash);
        self.set_key(PendingKey { key: Some(key), hash, start: narrow(start), end: narrow(end) });
    }

    /// The next member is a `<<`.
    pub(super) fn merge_key(&mut self, start: usize, end: usize) {
        self.set_key(PendingKey { key: None, hash: 0, start: narrow(start), end: narrow(end) });
    }

    #[inline]
    fn set_key(&mut self, key: PendingKey) {
        if let Some(Frame { shape: Shape::Object(pending), .. }) = self.frames.last_mut() {
            *pending = Some(key);
        }
    }

    /// A value without children.
    #[inline]
    pub(super) fn leaf(&mut self, value: Value, start: usize, end: usize) -> Result<(), Fault> {
        self.open_node(start, end)?;
        self.put(value, self.nodes.len() - 1);
        Ok(())
    }

    /// A node that is already built comes in again: an alias at `start..end` of the subtree at `source`.
    pub(super) fn again(
        &mut self,
        value: Value,
        source: Option<usize>,
        start: usize,
        end: usize,
    ) -> Result<(), Fault> {
        self.open_node(start, end)?;
        let at = self.nodes.len() - 1;
        if let Some(source) = source {
            self.expand(source, false, (start, end))?;
            let size = narrow(self.nodes.len() - at);
            if let Some(node) = self.nodes.get_mut(at) {
                node.size = size;
            }
        }
        self.put(value, at);
        Ok(())
    }

    /// Copies the descendants of a node, or the node with them, to the end of the vector.
    pub(super) fn expand(&mut self, source: usize, itself: bool, at: (usize, usize)) -> Result<(), Fault> {
        let size = self.nodes.get(source).map_or(0, |node| node.size as usize);
        let range = source + usize::from(!itself)..source + size;
        let fault = |kind| Err(Fault { start: at.0, end: at.1, kind });
        if self.anchors.expanded + range.len() > self.limits.expanded {
            return fault(FaultKind::TooMuchExpanded);
        }
        if self.nodes.len() + range.len() > self.limits.nodes {
            return fault(FaultKind::TooManyNodes);
        }
        self.anchors.expanded += range.len();
        if range.end <= self.nodes.len() {
            self.nodes.extend_from_within(range);
        }
        Ok(())
    }

    /// A list begins.
    pub(super) fn open_list(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Fault> {
        let base = self.items.len();
        self.open(Shape::List, base, anchor, (start, end))
    }

    /// An object begins.
    pub(super) fn open_object(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Fault> {
        let base = self.members.len();
        self.open(Shape::Object(None), base, anchor, (start, end))
    }

    fn open(&mut self, shape: Shape, base: usize, anchor: usize, at: (usize, usize)) -> Result<(), Fault> {
        if self.wants_key() {
            return Err(Fault { start: at.0, end: at.1, kind: FaultKind::ComplexKey });
        }
        if self.frames.len() >= self.limits.depth {
            return Err(Fault { start: at.0, end: at.1, kind: FaultKind::TooDeep });
        }
        self.open_node(at.0, at.1)?;
        self.frames.push(Frame {
            node: self.nodes.len() - 1,
            base,
            shape,
            anchor,
            end: narrow(at.1),
            merges: Vec::new(),
        });
        Ok(())
    }

    /// The innermost list or object ends. `end` is behind its closing bracket; `None`: where its last descendant ends.
    pub(super) fn close(&mut self, end: Option<usize>) -> Result<(), Fault> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let value = match frame.shape {
            Shape::List => list(self.items.drain(frame.base..).collect()),
            Shape::Object(_) => self.object(&frame)?,
        };
        let size = self.nodes.len() - frame.node;
        if let Some(node) = self.nodes.get_mut(frame.node) {
            node.size = narrow(size);
            node.end = end.map_or(frame.end, narrow);
        }
        if frame.anchor != 0 {
            self.anchors.complete(frame.anchor, &value, Some(frame.node));
        }
        self.put(value, frame.node);
        Ok(())
    }

    fn object(&mut self, frame: &Frame) -> Result<Value, Fault> {
        let written = self.members.len() - frame.base;
        let members = self.members.drain(frame.base..);
        let mut map: BTreeMap<Value, Value> = if written <= SMALL {
            let mut map = BTreeMap::new();
            for (key, value) in members {
                map.insert(key, value);
            }
            map
        } else {
            members.collect()
        };
        if map.len() < written {
            return Err(self.duplicate(frame.node, &map));
        }
        if !frame.merges.is_empty() {
            self.merge(&frame.merges, &mut map)?;
        }
        Ok(Object::from(map).into_value())
    }

    /// The first repeated key of an object whose nodes are still the last ones.
    fn duplicate(&self, parent: usize, map: &BTreeMap<Value, Value>) -> Fault {
        let mut first_at = BTreeMap::new();
        let mut next = parent + 1;
        while let Some(node) = self.nodes.get(next) {
            next += (node.size as usize).max(1);
            let merge = node.key == 0;
            if let Some(first) = (!merge).then(|| first_at.insert(node.key, node.at as usize)).flatten() {
                let name = map.keys().filter_map(crate::value::text).find(|key| hash(key) == node.key);
                let kind = FaultKind::DuplicateKey(name.unwrap_or_default().to_owned(), first);
                let length = name.map_or(1, str::len);
                return Fault { start: node.at as usize, end: node.at as usize + length, kind };
            }
        }
        Fault { start: 0, end: 0, kind: FaultKind::DuplicateKey(String::new(), 0) }
    }

    #[inline]
    fn open_node(&mut self, start: usize, end: usize) -> Result<(), Fault> {
        if self.nodes.len() >= self.limits.nodes {
            return Err(Fault { start, end, kind: FaultKind::TooManyNodes });
        }
        let (start, end) = (narrow(start), narrow(end));
        let (at, key) = match self.frames.last() {
            Some(Frame { shape: Shape::Object(Some(pending)), .. }) => (pending.start, pending.hash),
            _ => (start, 0),
        };
        self.nodes.push(Node { at, start, end, size: 1, key });
        Ok(())
    }

    /// A finished value goes where it belongs.
    #[inline]
    fn put(&mut self, value: Value, node: usize) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(value);
            return;
        };
        frame.end = frame.end.max(self.nodes.get(node).map_or(0, |node| node.end));
        match &mut frame.shape {
            Shape::List => self.items.push(value),
            Shape::Object(pending) => match pending.take() {
                Some(PendingKey { key: Some(key), .. }) => {
                    self.nulls |= value == Value::Null;
                    self.members.push((key, value));
                }
                Some(PendingKey { key: None, .. }) => frame.merges.push(Merge { value, node }),
                None => {}
            },
        }
    }
}
