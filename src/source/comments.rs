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
        let before = self.file.text().get(..comment.start as usize)?;
        let line = narrow(before.rfind(['\n', '\r']).map_or(0, |end| end + 1));
        let nodes = self.spans.nodes();
        let begins = nodes.iter().position(|node| (line..comment.start).contains(&node.at));
        begins.or_else(|| {
            let mut innermost = None;
            for (index, node) in nodes.iter().enumerate() {
                if node.at < line && node.end > line {
                    innermost = Some(index);
                }
            }
            innermost
        })
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
