//! Here-documents of `RUN`, `COPY` and `ADD`: which ones a line opens. What they hold is in nobody's shape of a Dockerfile.

use super::words::Word;

/// A here-document that a line opens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heredoc {
    /// The line that ends it.
    pub(super) name: String,
    /// Tabs before that line do not count (`<<-`).
    pub(super) dashed: bool,
}

impl Heredoc {
    pub(super) fn ends_with(&self, line: &str) -> bool {
        let line = if self.dashed { line.trim_start_matches('\t') } else { line };
        line == self.name
    }
}

/// The here-documents that a line opens, in order.
pub(super) fn opened_by(line: &str) -> Vec<Heredoc> {
    if !line.contains("<<") {
        return Vec::new();
    }
    words(line).unwrap_or_default().iter().filter_map(|word| of_word(word)).collect()
}

/// The words of a line with their quotes and escapes; `None` where a quote is never closed.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        if quote.is_none() && char.is_whitespace() {
            words.push(String::new());
            continue;
        }
        let Some(word) = words.last_mut() else { break };
        word.push(char);
        match quote {
            Some(open) if char == open => quote = None,
            None if matches!(char, '\'' | '"') => quote = Some(char),
            _ if char == '\\' && quote != Some('\'') => word.extend(chars.next()),
            _ => {}
        }
    }
    quote.is_none().then_some(words)
}

/// `3<<-"NAME"`.
fn of_word(word: &str) -> Option<Heredoc> {
    let rest = word.trim_start_matches(|char: char| char.is_ascii_digit()).strip_prefix("<<")?;
    let (rest, dashed) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    if rest.is_empty() || rest.contains('<') {
        return None;
    }
    let (mut name, mut quote) = (String::new(), None);
    let mut chars = rest.chars();
    while let Some(char) = chars.next() {
        match quote {
            Some(open) if char == open => quote = None,
            None if matches!(char, '\'' | '"') => quote = Some(char),
            _ if char == '\\' && quote != Some('\'') => name.extend(chars.next()),
            _ => name.push(char),
        }
    }
    (!name.is_empty()).then_some(Heredoc { name, dashed })
}

/// Whether an instruction can open here-documents; of an `ONBUILD` its own one counts.
pub(super) fn can_follow(command: &str, onbuild: Option<&Word>, json: bool) -> bool {
    let command = onbuild.map_or(command, |word| &word.text).to_ascii_lowercase();
    !json && matches!(command.as_str(), "run" | "copy" | "add")
}
