//! One parser event → one call of the builder.

use std::borrow::Cow;

use granit_parser::{Event, ScalarStyle, Span, Tag};

use super::{Stream, end_of, start_of};
use crate::source::build::{Fault, FaultKind};
use crate::source::comments;
use crate::source::scalar::{self, Meaning};
use crate::value::Value;

/// The namespace of `!!str` and its like.
const YAML_TAGS: &str = "tag:yaml.org,2002:";

impl Stream<'_, '_> {
    #[inline]
    pub(super) fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let (start, end) = (start_of(span), end_of(span));
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&Scalar { text: &text, style, anchor, tag: tag.as_deref(), start, end })
            }
            Event::MappingStart(_, anchor, _) => self.builder.open_object(anchor, start, start),
            Event::SequenceStart(_, anchor, _) => self.builder.open_list(anchor, start, start),
            Event::MappingEnd | Event::SequenceEnd => self.builder.close((end > start).then_some(end)),
            Event::Alias(id) => self.alias(id, start, end),
            Event::DocumentStart(explicit, _) => {
                self.document_start(explicit, span);
                Ok(())
            }
            Event::DocumentEnd => {
                self.document_end(span);
                Ok(())
            }
            Event::Comment(..) => {
                self.comments.extend(comments::comment(self.file, start, end));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    #[inline]
    fn scalar(&mut self, scalar: &Scalar<'_>) -> Result<(), Fault> {
        if self.builder.wants_key() {
            return self.key(scalar);
        }
        let absent = scalar.is_absent(self.file.text());
        let (start, end) = match scalar.style {
            _ if absent => {
                let behind = self.builder.behind_key().unwrap_or(scalar.start);
                (behind, behind)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => block(self.file.text(), scalar.start, scalar.end),
            _ => (scalar.start, scalar.end),
        };
        let value = match scalar.meaning()? {
            Meaning::Text => self.builder.text(&scalar.content()?),
            Meaning::NotFinite => return Err(scalar.fault(FaultKind::NotFinite)),
            // A document without content.
            Meaning::Null if absent && scalar.anchor == 0 && self.builder.is_untouched() => return Ok(()),
            meaning => meaning.value().unwrap_or(Value::Null),
        };
        if scalar.anchor != 0 {
            let node = self.builder.nodes.len();
            self.builder.anchors.complete(scalar.anchor, &value, Some(node));
        }
        self.builder.leaf(value, start, end)
    }

    #[inline]
    fn key(&mut self, scalar: &Scalar<'_>) -> Result<(), Fault> {
        let Scalar { start, end, .. } = *scalar;
        if scalar.is_merge() {
            self.builder.merge_key(start, end);
            return Ok(());
        }
        match scalar.meaning()? {
            Meaning::Text => self.builder.key(&scalar.content()?, start, end),
            meaning => {
                let text = scalar::key_text(meaning, scalar.text);
                let text = text.ok_or_else(|| scalar.fault(FaultKind::KeyRefused))?;
                self.builder.key(&text, start, end);
            }
        }
        if scalar.anchor != 0 {
            let value = scalar.meaning()?.value();
            let value = value.unwrap_or_else(|| self.builder.text(scalar.text));
            self.builder.anchors.complete(scalar.anchor, &value, None);
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), Fault> {
        let fault = |kind| Fault { start, end, kind };
        let (value, node) = self.builder.anchors.get(id).ok_or_else(|| fault(FaultKind::AnchorInItself))?;
        if !self.builder.wants_key() {
            return self.builder.again(value, node, start, end);
        }
        let text = match &value {
            Value::String(text) => Some(text.to_string()),
            Value::Bool(bool) => Some(bool.to_string()),
            Value::Number(number) => number
                .as_i64()
                .map(|number| number.to_string())
                .or_else(|| number.as_f64().filter(|_| number.as_u64().is_none()).map(scalar::general)),
            Value::Null => None,
            _ => return Err(fault(FaultKind::ComplexKey)),
        };
        self.builder.key(&text.ok_or_else(|| fault(FaultKind::KeyRefused))?, start, end);
        Ok(())
    }
}

/// From the header of a block scalar to its last character; the parser reports from its first to the line behind it.
fn block(text: &str, start: usize, end: usize) -> (usize, usize) {
    let end = start + text.get(start..end).unwrap_or_default().trim_end().len();
    let above = text.get(..start).unwrap_or_default().trim_end();
    let line_start = above.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = above.get(line_start..).unwrap_or_default();
    let is_header = |(at, _): &(usize, &str)| {
        let rest = line.get(at + 1..).unwrap_or_default();
        let rest = rest.trim_start_matches(|char: char| char.is_ascii_digit() || matches!(char, '+' | '-'));
        rest.is_empty() || (rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#'))
    };
    match line.match_indices(['|', '>']).find(is_header) {
        Some((at, _)) => (line_start + at, end.max(line_start + line.len())),
        None => (start, end),
    }
}

/// A scalar event.
struct Scalar<'e> {
    text: &'e str,
    style: ScalarStyle,
    anchor: usize,
    tag: Option<&'e Tag>,
    start: usize,
    end: usize,
}

impl Scalar<'_> {
    fn fault(&self, kind: FaultKind) -> Fault {
        Fault { start: self.start, end: self.end, kind }
    }

    /// Nothing is written here: the parser reports a `~` that the text does not have.
    fn is_absent(&self, text: &str) -> bool {
        self.text == "~" && self.style == ScalarStyle::Plain && text.get(self.start..self.end) != Some("~")
    }

    fn is_merge(&self) -> bool {
        self.text == "<<"
            && match self.tag {
                None => self.style == ScalarStyle::Plain,
                Some(tag) => tag.suffix_in_namespace(YAML_TAGS).as_deref() == Some("merge"),
            }
    }

    /// What it means: a tag decides, else quotes, else the plain text.
    #[inline]
    fn meaning(&self) -> Result<Meaning, Fault> {
        match self.tag {
            None if self.style == ScalarStyle::Plain => Ok(scalar::plain(self.text)),
            None => Ok(Meaning::Text),
            Some(tag) => self.tagged(tag),
        }
    }

    fn tagged(&self, tag: &Tag) -> Result<Meaning, Fault> {
        let name = tag.suffix_in_namespace(YAML_TAGS).unwrap_or_default();
        let plain = scalar::plain(self.text);
        let fits = match name.as_ref() {
            "bool" => matches!(plain, Meaning::Bool(_)),
            "int" => matches!(plain, Meaning::Unsigned(_) | Meaning::Negative(_)),
            "float" => !matches!(plain, Meaning::Null | Meaning::Bool(_) | Meaning::Text),
            "null" => plain == Meaning::Null,
            // `!!str`, tags of one's own and all others leave the text as it is.
            _ => return Ok(Meaning::Text),
        };
        if fits { Ok(plain) } else { Err(self.fault(FaultKind::WrongTag(format!("!!{name}")))) }
    }

    /// The text that the value holds: the scalar's own, or what its base64 stands for.
    fn content(&self) -> Result<Cow<'_, str>, Fault> {
        let binary =
            self.tag.is_some_and(|tag| tag.suffix_in_namespace(YAML_TAGS).as_deref() == Some("binary"));
        if !binary {
            return Ok(Cow::Borrowed(self.text));
        }
        let packed: String = self.text.chars().filter(|char| !matches!(char, '\n' | '\r')).collect();
        let bytes = data_encoding::BASE64.decode(packed.as_bytes());
        let bytes = bytes.map_err(|_| self.fault(FaultKind::NotBase64))?;
        Ok(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()))
    }
}
