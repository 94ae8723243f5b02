//! Documents as the validator reads them: in place, without a copy in another type.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};

use super::steps;
use crate::value::{self, Value};

/// The validator's name for documents of ours.
#[derive(Debug)]
pub(super) struct Documents;

/// A node of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct DocumentNode<'a>(pub(super) &'a Value);

pub(super) struct Members<'a>(&'a value::Object);
pub(super) struct MembersIter<'a>(value::MembersIter<'a>);
pub(super) struct Items<'a>(&'a [Value]);
pub(super) struct ItemsIter<'a>(std::slice::Iter<'a, Value>);
/// A value that is a number; the engine does not name the type inside it.
pub(super) struct NumberOf<'a>(&'a Value);

impl Json for Documents {
    type Node<'a> = DocumentNode<'a>;
    type PreparedKey = Value;
    type StringBuffer = Option<Value>;

    // A lookup is a binary search that compares keys; a pass over the members costs less than two of them.
    const KEYS_PER_LOOKUP: usize = 2;

    fn prepare_key(key: &str) -> Value {
        value::string(key)
    }

    fn with_string_node<T>(
        buffer: &mut Option<Value>,
        string: &str,
        f: impl FnOnce(DocumentNode<'_>) -> T,
    ) -> T {
        f(DocumentNode(buffer.insert(value::string(string))))
    }
}

impl<'a> Node<'a, Documents> for DocumentNode<'a> {
    type Object = Members<'a>;
    type Array = Items<'a>;
    type Number = NumberOf<'a>;

    fn as_object(&self) -> Option<Members<'a>> {
        value::object(self.0).filter(|_| steps::take()).map(Members)
    }

    fn as_array(&self) -> Option<Items<'a>> {
        value::items(self.0).filter(|_| steps::take()).map(Items)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        value::text(self.0).map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<NumberOf<'a>> {
        self.is_number().then_some(NumberOf(self.0))
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.0 {
            Value::Bool(boolean) => Some(*boolean),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn is_number(&self) -> bool {
        matches!(self.0, Value::Number(_))
    }

    fn json_type(&self) -> JsonType {
        match self.0 {
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Array(_) => JsonType::Array,
            Value::Object(_) => JsonType::Object,
            // Documents hold neither sets nor undefined.
            Value::Null | Value::Set(_) | Value::Undefined => JsonType::Null,
        }
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        match (self.0, expected) {
            (Value::String(text), serde_json::Value::String(other)) => **text == **other,
            (Value::String(_), _) | (_, serde_json::Value::String(_)) => false,
            _ => jsonschema::json::cmp::equal(&self.to_value(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        Cow::Owned(value::to_json(self.0))
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(self.0).addr()))
    }
}

impl<'a> Object<'a, Documents> for Members<'a> {
    type Node = DocumentNode<'a>;
    type MemberName = &'a str;
    type MembersIter = MembersIter<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &Value) -> Option<DocumentNode<'a>> {
        self.0.get(key).map(DocumentNode)
    }

    fn members(&self) -> MembersIter<'a> {
        MembersIter(self.0.iter_sorted())
    }
}

impl<'a> Iterator for MembersIter<'a> {
    type Item = (&'a str, DocumentNode<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        // Keys of documents are texts; the reader sees to that.
        self.0.by_ref().find_map(|(key, member)| Some((value::text(key)?, DocumentNode(member))))
    }
}

impl<'a> Array<'a, Documents> for Items<'a> {
    type Node = DocumentNode<'a>;
    type ElementsIter = ItemsIter<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn elements(&self) -> ItemsIter<'a> {
        ItemsIter(self.0.iter())
    }
}

impl<'a> Iterator for ItemsIter<'a> {
    type Item = DocumentNode<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(DocumentNode)
    }
}

macro_rules! of_number {
    ($value:expr, $number:ident => $answer:expr, $otherwise:expr) => {
        match $value {
            Value::Number($number) => $answer,
            _ => $otherwise,
        }
    };
}

impl JsonNumber for NumberOf<'_> {
    fn as_u64(&self) -> Option<u64> {
        of_number!(self.0, number => number.as_u64(), None)
    }

    fn as_i64(&self) -> Option<i64> {
        of_number!(self.0, number => number.as_i64(), None)
    }

    fn as_f64(&self) -> Option<f64> {
        of_number!(self.0, number => number.as_f64(), None)
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(of_number!(self.0, number => number.format_decimal(), String::new()))
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        match value::to_json(self.0) {
            serde_json::Value::Number(number) => Cow::Owned(number),
            _ => Cow::Owned(serde_json::Number::from(0)),
        }
    }

    fn is_integer(&self) -> bool {
        of_number!(self.0, number => number.is_integer(), false)
    }
}
