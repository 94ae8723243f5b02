//! How the arguments of instructions are cut into words. Each instruction has its own way; these are `BuildKit`'s.

/// A word of an instruction's text, and where it stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Word {
    pub(super) fn of(text: &str, start: usize) -> Self {
        Self { text: text.to_owned(), start, end: start + text.len() }
    }
}

/// What separates words; a line feed never occurs inside of an instruction.
pub(super) fn is_blank(char: char) -> bool {
    matches!(char, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// The text without white space around it, and where it begins.
pub(super) fn trimmed(text: &str, start: usize) -> (&str, usize) {
    let begin = text.trim_start();
    (begin.trim_end(), start + text.len() - begin.len())
}

/// Up to the first blanks, and what follows them.
pub(super) fn first_word(text: &str) -> (&str, Option<&str>) {
    match text.split_once(is_blank) {
        Some((first, rest)) => (first, Some(rest.trim_start_matches(is_blank))),
        None => (text, None),
    }
}

/// Words between blanks.
pub(super) fn between_blanks(text: &str, start: usize) -> Vec<Word> {
    let (mut words, mut at) = (Vec::new(), start);
    for part in text.split_inclusive(is_blank) {
        let word = part.trim_end_matches(is_blank);
        if !word.is_empty() {
            words.push(Word::of(word, at));
        }
        at += part.len();
    }
    words
}

/// The leading `--flag`s, and where the rest begins.
pub(super) fn flags(text: &str, start: usize, escape: char) -> (Vec<Word>, usize) {
    let mut flags = Vec::new();
    let mut rest = 0;
    loop {
        let left = text.get(rest..).unwrap_or_default();
        let begin = rest + left.len() - left.trim_start().len();
        let left = left.trim_start();
        if !left.starts_with("--") {
            return (flags, start + begin);
        }
        let (flag, length) = unquoted(left, escape);
        rest = begin + length;
        if flag == "--" {
            return (flags, start + rest);
        }
        flags.push(Word { text: flag, start: start + begin, end: start + rest });
    }
}

/// The first word without its quotes, and its length with them.
fn unquoted(text: &str, escape: char) -> (String, usize) {
    let (mut word, mut quote) = (String::new(), None);
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        match quote {
            None if char.is_whitespace() => return (word, at),
            None if matches!(char, '\'' | '"') => quote = Some(char),
            Some(open) if char == open => quote = None,
            _ if char == escape => word.extend(chars.next().map(|(_, char)| char)),
            _ => word.push(char),
        }
    }
    (word, text.len())
}

/// Words between white space, where quotes and escapes hold words together and stay in them.
pub(super) fn with_quotes(text: &str, start: usize, escape: char) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        if quote.is_none() && char.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let word = word.get_or_insert_with(|| Word { text: String::new(), start: start + at, end: 0 });
        word.end = start + at + char.len_utf8();
        match quote {
            Some(open) if char == open => quote = None,
            None if matches!(char, '\'' | '"') => quote = Some(char),
            _ => {}
        }
        if char == escape && quote != Some('\'') {
            // At the very end it escapes nothing and is left out.
            let Some((at, next)) = chars.next() else { break };
            word.text.push(char);
            word.text.push(next);
            word.end = start + at + next.len_utf8();
            continue;
        }
        word.text.push(char);
    }
    words.extend(word.filter(|word| !word.text.is_empty()));
    words
}

/// What a JSON list of texts holds.
pub(super) enum Json {
    /// Its texts.
    Texts(Vec<Word>),
    /// A list of something else.
    Other,
    /// This is no JSON list.
    None,
}

/// Reads a text as a JSON list.
pub(super) fn json(text: &str, start: usize) -> Json {
    if !text.starts_with('[') {
        return Json::None;
    }
    let Ok(texts) = serde_json::from_str::<Vec<String>>(text) else {
        let any = serde_json::from_str::<Vec<serde_json::Value>>(text);
        return if any.is_ok() { Json::Other } else { Json::None };
    };
    let mut words = Vec::with_capacity(texts.len());
    let mut at = 0;
    for word in texts {
        let begin = at + text.get(at..).and_then(|rest| rest.find('"')).unwrap_or_default();
        at = begin + quoted_length(text.get(begin..).unwrap_or_default());
        words.push(Word { text: word, start: start + begin, end: start + at });
    }
    Json::Texts(words)
}

/// The length of the JSON string that a text begins with.
fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
