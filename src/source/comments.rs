//! `# tidegate:` comments: what they say, where they stand and which node they govern.

use std::sync::Arc;

use super::Document;
use super::file::narrow;
use super::intern::hash;
use crate::finding::{Path, Span, Step};
use crate::value::{Object, Value, text};

/// What a comment begins with to be kept.
const MARK: &str = "tidegate:";

/// A `# tidegate:` comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text from `tidegate:` on, without blanks around it.
    pub text: Arc<str>,
    /// From `#` to the end of the line.
    pub span: Span,
    /// Nothing but blanks stands before it on its line.
    pub alone: bool,
    start: u32,
    end: u32,
}

/// Whether a text may hold such comments; if not, the parser need not look at comments at all.
pub(super) fn may_occur(text: &str) -> bool {
    text.contains(MARK)
}

/// The comment at `start..end` of the file's text, `None` if it is not for Tidegate.
pub(super) fn comment(file: &super::SourceFile, start: usize, end: usize) -> Option<Comment> {
    let words = file.text().get(start..end)?.trim_start_matches('#').trim();
    if !words.starts_with(MARK) {
        return None;
    }
    let before = file.text().get(..start)?;
    let alone = before.rsplit(['\n', '\r']).next().is_some_and(|line| line.trim().is_empty());
    Some(Comment {
        text: Arc::from(words),
        span: file.span(start, end),
        alone,
        start: narrow(start),
        end: narrow(end),
    })
}

impl Document {
    /// The path of the node that a comment of this document governs.
    ///
    /// At the end of a line: the outermost node that begins on that line, else (a closing bracket, the last line of a
    /// text) the innermost node that the line belongs to. Alone on its line: the next node; before the first key that
    /// is the document. `None` for a comment behind the last node: it governs nothing.
    pub fn governed_by(&self, comment: &Comment) -> Option<Path> {
        let node = if comment.alone { self.first_behind(comment.end) } else { self.on_line_of(comment) };
        node.map(|node| self.path_of(node))
    }

    /// The first node that begins at or behind an offset. Nodes that an alias brought in are never met first: what
    /// they are copies of stands before them.
    fn first_behind(&self, offset: u32) -> Option<usize> {
        self.spans.nodes().iter().position(|node| node.at >= offset)
    }

    fn on_line_of(&self, comment: &Comment) -> Option<usize> {
        let line = self.line_start(comment.start);
        let nodes = self.spans.nodes();
        let begins = |index: usize| {
            let node = nodes.get(index)?;
            let here = self.begin(index, *node) == line && (index > 0 || self.is_one_piece());
            here.then_some(index)
        };
        let mut before =
            nodes.iter().enumerate().filter(|(_, node)| (line..comment.start).contains(&node.at));
        before
            .find_map(|(index, _)| begins(index))
            .or_else(|| self.first_behind(comment.end).and_then(begins))
            .or_else(|| nodes.iter().rposition(|node| node.at < line && node.end > line))
    }

    /// Whether the root is a scalar or stands in brackets: else its first line is that of its first member.
    fn is_one_piece(&self) -> bool {
        let root = self.spans.nodes().first();
        let text = root.and_then(|root| self.file.text().get(root.at as usize..));
        self.spans.len() == 1 || text.is_some_and(|text| text.starts_with(['{', '[']))
    }

    /// The start of the line that a node begins on: for an item that of its dash, which may stand alone.
    fn begin(&self, index: usize, node: super::spans::Node) -> u32 {
        let line = self.line_start(node.at);
        let is_blank = |text: &str| text.trim().is_empty();
        let lead = self.file.text().get(line as usize..node.at as usize);
        if index == 0 || node.key != 0 || !lead.is_some_and(is_blank) {
            return line;
        }
        let mut above = line;
        while above > 0 {
            let next = self.line_start(above - 1);
            let content = self.file.text().get(next as usize..above as usize).unwrap_or_default();
            let content = content.split('#').next().unwrap_or_default().trim();
            if !content.is_empty() {
                return if content.ends_with('-') { next } else { line };
            }
            above = next;
        }
        line
    }

    fn line_start(&self, offset: u32) -> u32 {
        let before = self.file.text().get(..offset as usize).unwrap_or_default();
        narrow(before.rfind(['\n', '\r']).map_or(0, |end| end + 1))
    }

    /// The path of the node at a place in the index.
    fn path_of(&self, target: usize) -> Path {
        let (mut path, mut at, mut value) = (Path::root(), 0, Some(&self.value));
        while at < target {
            let holder = |(_, (child, node)): &(usize, (usize, super::spans::Node))| {
                (*child..*child + node.size as usize).contains(&target)
            };
            let Some((position, (child, node))) = self.spans.children(at).enumerate().find(holder) else {
                break;
            };
            value = match value {
                Some(Value::Object(members)) => member_by_hash(members, node.key).map(|(key, value)| {
                    path.push(Step::Key(Arc::from(key)));
                    value
                }),
                Some(Value::Array(items)) => {
                    items.get(position).inspect(|_| path.push(Step::Index(narrow(position))))
                }
                _ => None,
            };
            // Below a `<<` there is no path of its own: the mapping that merges is governed.
            if value.is_none() {
                break;
            }
            at = child;
        }
        path
    }
}

fn member_by_hash(members: &Object, key: u32) -> Option<(&str, &Value)> {
    members.iter_sorted().find_map(|(name, value)| {
        let name = text(name)?;
        (hash(name) == key).then_some((name, value))
    })
}
