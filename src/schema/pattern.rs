//! `pattern` of schemas from outside, in the syntax that the API server reads: Go's RE2.
//!
//! A pattern is compiled when a text first meets it. None backtracks, and all of a schema together stay below about
//! 128 MiB: [`SMALL_COUNT`] programs of [`SMALL`] bytes and [`LARGE_COUNT`] of [`LARGE`] bytes. A pattern that Rust's engine
//! does not take, or that would need more, judges nothing and is reported as not evaluated.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use regex::{Regex, RegexBuilder};
use serde_json::{Map, Value as Json};

use super::explain;
use super::node::{DocumentNode, Documents};
use crate::value;

/// The largest program of an ordinary pattern, in bytes; a name's syntax needs 5 to 10 thousand.
const SMALL: usize = 16 << 10;
const SMALL_COUNT: usize = 4096;

/// The largest program of all; `[a-z]{0,2000}` needs about half of it.
const LARGE: usize = 1 << 20;
const LARGE_COUNT: usize = 64;

/// The longest text, in bytes, for a small program and for a large one: a search takes their product in the worst case.
const LONGEST: (usize, usize) = (4 << 20, 64 << 10);

/// The patterns of one schema.
#[derive(Default)]
pub(super) struct Patterns {
    known: Mutex<HashMap<String, Arc<Pattern>>>,
    small: AtomicUsize,
    large: AtomicUsize,
    unused: Mutex<BTreeSet<String>>,
}

/// One pattern.
struct Pattern {
    written: String,
    title: Option<String>,
    compiled: OnceLock<Option<(Regex, usize)>>,
}

impl Patterns {
    /// The keyword for a subschema.
    pub(super) fn keyword<'a>(
        self: &Arc<Self>,
        parent: &'a Map<String, Json>,
        pattern: &'a Json,
        location: &Location,
    ) -> Result<Box<dyn for<'i> Keyword<'i, Documents>>, ValidationError<'a>> {
        let Some(written) = pattern.as_str() else {
            return Err(ValidationError::custom(format!("{location}: a pattern is a text")));
        };
        let title = parent.get("title").and_then(Json::as_str).map(str::to_owned);
        let key = format!("{written}\n{}", title.as_deref().unwrap_or_default());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let pattern = known.entry(key).or_insert_with(|| {
            Arc::new(Pattern { written: written.to_owned(), title, compiled: OnceLock::new() })
        });
        Ok(Box::new(OfText { patterns: Arc::clone(self), pattern: Arc::clone(pattern) }))
    }

    /// The patterns that could not be used so far.
    pub(super) fn unused(&self) -> usize {
        self.unused.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn fits(&self, pattern: &Pattern, text: &str) -> bool {
        let compile = || {
            let translated = translate(&pattern.written);
            let build = |size: usize| {
                RegexBuilder::new(&translated).size_limit(size).dfa_size_limit(LARGE).nest_limit(100).build()
            };
            let one_of = |count: &AtomicUsize, most: usize| count.fetch_add(1, Ordering::Relaxed) < most;
            if self.small.load(Ordering::Relaxed) >= SMALL_COUNT {
                return None;
            }
            match build(SMALL) {
                Ok(regex) => one_of(&self.small, SMALL_COUNT).then_some((regex, LONGEST.0)),
                Err(regex::Error::CompiledTooBig(_)) if one_of(&self.large, LARGE_COUNT) => {
                    build(LARGE).ok().map(|regex| (regex, LONGEST.1))
                }
                Err(_) => None,
            }
        };
        match pattern.compiled.get_or_init(compile) {
            Some((regex, longest)) if text.len() <= *longest => regex.is_match(text),
            _ => {
                let mut unused = self.unused.lock().unwrap_or_else(PoisonError::into_inner);
                unused.insert(pattern.written.clone());
                true
            }
        }
    }
}

struct OfText {
    patterns: Arc<Patterns>,
    pattern: Arc<Pattern>,
}

impl<'i> Keyword<'i, Documents> for OfText {
    fn validate(&self, instance: DocumentNode<'i>) -> Result<(), ValidationError<'i>> {
        if Keyword::<Documents>::is_valid(self, instance) {
            return Ok(());
        }
        let shown = value::text(instance.0).map(|text| explain::shown(&Json::from(text))).unwrap_or_default();
        let sentence = self.pattern.title.as_ref().map_or_else(
            || format!("{shown} does not match the pattern {}", self.pattern.written),
            |title| format!("{shown} is no {title}"),
        );
        Err(ValidationError::custom(explain::own_sentence(&sentence)))
    }

    fn is_valid(&self, instance: DocumentNode<'i>) -> bool {
        value::text(instance.0).is_none_or(|text| self.patterns.fits(&self.pattern, text))
    }
}

/// Where in a class of characters a pattern is.
#[derive(Clone, Copy)]
struct InClass {
    /// A bracket that closes would be the first character.
    first: bool,
    /// A hyphen here is a range's.
    after_one: bool,
    /// What comes is the end of a range.
    in_range: bool,
}

/// Go's syntax in Rust's: the same but for what each takes literally, and that `\d`, `\w`, `\s` and `\b` are ASCII's.
fn translate(pattern: &str) -> String {
    let mut to = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut class: Option<InClass> = None;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let mut taken = c.len_utf8();
        match (c, class) {
            ('[', None) => {
                to.push('[');
                if after.starts_with('^') {
                    to.push('^');
                    taken += 1;
                }
                class = Some(InClass { first: true, after_one: false, in_range: false });
            }
            (']', Some(at)) if !at.first => {
                to.push(']');
                class = None;
            }
            (_, Some(at)) => {
                let (bytes, next) = in_class(c, after, at, &mut to);
                taken += bytes;
                class = Some(next);
            }
            ('\\', None) => taken += escape(after, false, &mut to),
            ('{', None) if !is_repetition(after) => to.push_str("\\{"),
            _ => to.push(c),
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    to
}

/// Writes one member of a class; the number of bytes that it took of what follows, and where that leaves the class.
fn in_class(c: char, after: &str, at: InClass, to: &mut String) -> (usize, InClass) {
    let one = InClass { first: false, after_one: !at.in_range, in_range: false };
    let several = InClass { first: false, after_one: false, in_range: false };
    match c {
        '-' if at.after_one && !after.starts_with(']') => {
            to.push('-');
            (0, InClass { first: false, after_one: false, in_range: true })
        }
        '[' if after.starts_with(':') && after.contains(":]") => {
            let end = after.find(":]").map_or(0, |end| end + 2);
            to.push('[');
            to.push_str(after.get(..end).unwrap_or_default());
            (end, several)
        }
        '\\' => {
            let is_set = after.starts_with(['d', 'D', 'w', 'W', 's', 'S', 'p', 'P']);
            (escape(after, true, to), if is_set { several } else { one })
        }
        '-' | '[' | ']' | '&' | '~' => {
            to.push('\\');
            to.push(c);
            (0, one)
        }
        c => {
            to.push(c);
            (0, one)
        }
    }
}

/// Writes what stands for a backslash and what follows it; the number of bytes that it took of what follows.
fn escape(after: &str, in_class: bool, to: &mut String) -> usize {
    let Some(c) = after.chars().next() else {
        to.push('\\');
        return 0;
    };
    let (plain, alone) = match c {
        'd' => ("0-9", true),
        'w' => ("0-9A-Za-z_", true),
        's' => (r"\t\n\x0C\r ", true),
        'D' => ("^0-9", false),
        'W' => ("^0-9A-Za-z_", false),
        'S' => (r"^\t\n\x0C\r ", false),
        'b' | 'B' if !in_class => {
            to.push_str(if c == 'b' { r"(?-u:\b)" } else { r"(?-u:\B)" });
            return 1;
        }
        'C' => {
            to.push_str("(?s:.)");
            return 1;
        }
        'Q' => {
            let end = after.find("\\E");
            to.push_str(&regex::escape(after.get(1..end.unwrap_or(after.len())).unwrap_or_default()));
            return end.map_or(after.len(), |end| end + 2);
        }
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => {
            // Punctuation is always itself; to Rust `\<` is the beginning of a word.
            if !matches!(c, '<' | '>') {
                to.push('\\');
            }
            to.push(c);
            return 1;
        }
        c => {
            to.push('\\');
            to.push(c);
            return c.len_utf8();
        }
    };
    if in_class && alone {
        to.push_str(plain);
    } else {
        to.push('[');
        to.push_str(plain);
        to.push(']');
    }
    1
}

/// What follows a brace: `2}`, `2,}` or `2,4}`. All else is taken literally.
fn is_repetition(after: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    after.split_once('}').is_some_and(|(inner, _)| match inner.split_once(',') {
        Some((least, most)) => digits(least) && (most.is_empty() || digits(most)),
        None => digits(inner),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(written: &str, text: &str) -> (bool, usize) {
        let patterns = Patterns::default();
        let pattern = Pattern { written: written.to_owned(), title: None, compiled: OnceLock::new() };
        (patterns.fits(&pattern, text), patterns.unused())
    }

    /// Answers are those of Go 1.26's `regexp.MatchString`.
    #[test]
    fn patterns_mean_what_they_mean_to_go() {
        for (pattern, fit, misfit) in [
            (r"^[a-z]([-a-z0-9]*[a-z0-9])?$", "web-1", "Web"),
            (r"^[[:alpha:]_]+$", "a_B", "a1"),
            (r"^[[:^alpha:]]+$", "12", "a"),
            (r"^[^[:space:]]+$", "ab", "a b"),
            (r"^\d+$", "12", "\u{661}"),
            (r"^\w+$", "a_1", "ä"),
            (r"^[\w.-]+$", "a.b-c", "a b"),
            (r"^[^\s]+$", "ab", "a b"),
            (r"^[\S]+$", "ab", "a b"),
            (r"^\S+\b$", "ab", "a b"),
            (r"^a{,2}$", "a{,2}", "aa"),
            (r"^{a}$", "{a}", "a"),
            (r"^a{2,3}$", "aaa", "a"),
            (r"^a{2,}$", "aaaa", "a"),
            (r"^\Qa.b\E$", "a.b", "axb"),
            (r"^\<a\>$", "<a>", "a"),
            (r#"^\"\/\-\_$"#, "\"/-_", "/-_"),
            (r"^[]a]+$", "]a", "b"),
            (r"^[a[]+$", "[a", "b"),
            (r"^[a&&b]+$", "&ab", "c"),
            (r"^[+--]+$", "+,-", "."),
            (r"^[--/]+$", "-./", "0"),
            (r"^(?i)abc$", "ABC", "abd"),
            (r"^\x{41}\x42\pL$", "ABc", "AB1"),
            (r"^(?P<x>a|b)$", "a", "c"),
            (r"\Aa\z", "a", "ab"),
            (r"^(a+)+$", "aaa", "aab"),
            (r"^[0-9A-Za-z_~#]+$", "a~#", "a b"),
            (r"^\[[^\]]*\]$", "[a]", "[a"),
            (r"^[a-zA-Z0-9\-]+$", "a-1", "a.1"),
        ] {
            assert_eq!(fits(pattern, fit), (true, 0), "{pattern} {fit:?}: {}", translate(pattern));
            assert_eq!(fits(pattern, misfit), (false, 0), "{pattern} {misfit:?}: {}", translate(pattern));
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_used_judges_nothing_and_is_counted() {
        for pattern in
            ["(?=a)b", r"(a)\1", "(", "[z-a]", &"(".repeat(5000), "(a{1000}){1000}", "((\\pL{100}){100}){9}"]
        {
            assert_eq!(fits(pattern, "x"), (true, 1), "{pattern:.20}");
        }
    }

    #[test]
    fn catastrophic_patterns_take_linear_time() {
        let text = format!("{}!", "a".repeat(1 << 20));
        let start = std::time::Instant::now();
        for pattern in ["^(a+)+$", "^(a|aa)+$", "^(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
            assert_eq!(fits(pattern, &text).1, 0, "{pattern}");
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
    }
}
