//! helm's `# Source: chart/templates/x.yaml` comments, found in the text before a document's first node.

use std::sync::Arc;

const MARK: &str = "# Source: ";

/// The templates that a stream has named so far.
#[derive(Debug, Default)]
pub(super) struct Templates {
    last: Option<Arc<str>>,
}

impl Templates {
    /// The template of the document at `start..end`: the first that is named before its content. A document that names
    /// none comes from the template named last: helm does not split the files in `crds/`.
    pub(super) fn of_document(&mut self, text: &str, start: usize, end: usize) -> Option<Arc<str>> {
        let document = text.get(start..end.max(start)).unwrap_or_default();
        for line in document.lines() {
            if let Some(name) = line.strip_prefix(MARK).map(str::trim_end).filter(|name| is_template(name)) {
                if self.last.as_deref() != Some(name) {
                    self.last = Some(Arc::from(name));
                }
                break;
            }
            let prologue = line.is_empty()
                || line.starts_with(['#', '%', ' ', '\t', '\u{feff}'])
                || line.starts_with("---")
                || line.starts_with("...");
            if !prologue {
                break;
            }
        }
        self.last.clone()
    }
}

/// Not every comment that begins like this is helm's.
fn is_template(name: &str) -> bool {
    name.contains('/') && !name.contains("://") && !name.contains(char::is_whitespace)
}
