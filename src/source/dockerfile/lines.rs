//! The lines of a Dockerfile put together: continuations joined, comments taken out, and where each piece stands.

/// A line of the file, without its line end, and where it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl Line<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_comment(&self) -> bool {
        self.text.trim_start().starts_with('#')
    }
}

/// The lines of a text.
pub(super) struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let whole = rest.split_inclusive('\n').next()?;
        let start = self.at;
        self.at += whole.len();
        Some(Line { text: whole.trim_end_matches(['\n', '\r']), start })
    }
}

/// One instruction as it is read: several lines of the file as one.
#[derive(Debug, Default)]
pub(super) struct Logical {
    pub(super) text: String,
    /// Where a piece begins in the text, and where in the file.
    pieces: Vec<(usize, usize)>,
}

impl Logical {
    pub(super) fn push(&mut self, text: &str, start: usize) {
        self.pieces.push((self.text.len(), start));
        self.text.push_str(text);
    }

    /// Where in the file the character at a place of the text stands.
    pub(super) fn place(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|(begin, _)| *begin <= at);
        let piece = next.checked_sub(1).and_then(|last| self.pieces.get(last));
        piece.map_or(0, |(begin, start)| start + (at - begin))
    }

    /// The place in the file behind the character that ends at a place of the text.
    pub(super) fn behind(&self, at: usize) -> usize {
        at.checked_sub(1).map_or_else(|| self.place(0), |last| self.place(last) + 1)
    }
}

/// A line without the sign that the next one continues it; `None` where it does not.
pub(super) fn continued(line: &str, escape: char) -> Option<&str> {
    let before = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!before.ends_with(escape)).then_some(before)
}
