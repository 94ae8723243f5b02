//! One instruction of a Dockerfile: its words, and whether it can be what it is meant to be.

use super::lines::Logical;
use super::words::{Json, Word, between_blanks, first_word, flags, is_blank, json, trimmed, with_quotes};

/// What is wrong with an instruction, in words: where in its text, what, and what to do.
pub(super) struct Wrong {
    pub(super) at: (usize, usize),
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// An instruction in the shape that conftest gives it; places are those of its text.
#[derive(Debug, Default)]
pub(super) struct Instruction {
    /// In lower case.
    pub(super) command: String,
    pub(super) at: (usize, usize),
    /// `None` where nothing follows the command.
    pub(super) flags: Option<Vec<Word>>,
    /// The instruction that an `ONBUILD` holds.
    pub(super) sub: Option<Word>,
    pub(super) json: bool,
    pub(super) value: Vec<Word>,
}

const ARGUMENTS: &str = "say what the instruction is about, or delete it";

impl Instruction {
    pub(super) fn read(line: &Logical, escape: char) -> Result<Self, Wrong> {
        let (text, start) = trimmed(&line.text, 0);
        let mut read = Self::split(text, start, escape)?;
        read.check()?;
        read.command = read.command.to_lowercase();
        Ok(read)
    }

    fn split(text: &str, start: usize, escape: char) -> Result<Self, Wrong> {
        let (command, rest) = first_word(text);
        let mut read =
            Self { command: command.to_owned(), at: (start, start + text.len()), ..Self::default() };
        let Some(rest) = rest else { return read.arguments("", start + text.len(), escape) };
        let begin = start + text.len() - rest.len();
        let (flags, behind) = flags(rest, begin, escape);
        read.flags = Some(flags);
        let (arguments, at) = trimmed(rest.get(behind - begin..).unwrap_or_default(), behind);
        read.arguments(arguments, at, escape)
    }

    fn arguments(mut self, text: &str, start: usize, escape: char) -> Result<Self, Wrong> {
        match self.command.to_ascii_lowercase().as_str() {
            "arg" => self.value = with_quotes(text, start, escape),
            "env" | "label" => self.value = self.pairs(text, start, escape)?,
            "add" | "copy" | "volume" => {
                if !self.listed(text, start)? {
                    self.value = between_blanks(text, start);
                }
            }
            "cmd" | "entrypoint" | "run" | "shell" => self.line(text, start)?,
            "expose" | "from" => self.value = between_blanks(text, start),
            "maintainer" | "stopsignal" | "user" | "workdir" => self.whole(text, start),
            "healthcheck" => {
                let (kind, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
                let rest = rest.trim_start();
                self.line(rest, start + text.len() - rest.len())?;
                if !kind.is_empty() {
                    self.value.insert(0, Word::of(kind, start));
                }
            }
            "onbuild" => {
                let inner = Self::split(text, start, escape)?;
                let word = (!text.is_empty()).then(|| Word::of(&inner.command, start));
                self = Self { sub: word, json: inner.json, value: inner.value, ..self };
            }
            // Said by `check`, which knows whether this is one of its own.
            _ => self.value = vec![Word::of("", start)],
        }
        Ok(self)
    }

    /// A JSON list of words.
    fn listed(&mut self, text: &str, start: usize) -> Result<bool, Wrong> {
        match json(text, start) {
            Json::Texts(words) => (self.json, self.value) = (true, words),
            Json::Other => {
                let at = (start, start + text.len());
                let message = "a list of arguments holds something else than texts".to_owned();
                return Err(Wrong { at, message, help: "put every argument in double quotes" });
            }
            Json::None => return Ok(false),
        }
        Ok(true)
    }

    /// A JSON list of words, or a line for the shell.
    fn line(&mut self, text: &str, start: usize) -> Result<(), Wrong> {
        if !self.listed(text, start)? {
            self.whole(text, start);
        }
        Ok(())
    }

    fn whole(&mut self, text: &str, start: usize) {
        self.value = if text.is_empty() { Vec::new() } else { vec![Word::of(text, start)] };
    }

    /// `NAME=value …` as name, value and `=`, or `NAME value` as name, value and nothing.
    fn pairs(&self, text: &str, start: usize, escape: char) -> Result<Vec<Word>, Wrong> {
        let words = with_quotes(text, start, escape);
        let Some(first) = words.first() else { return Ok(Vec::new()) };
        let help = "write NAME=value, with quotes around a value that holds blanks";
        if !first.text.contains('=') {
            let (name, value) = first_word(text);
            let Some(value) = value else {
                let message = format!("{} has a name and no value", self.command.to_uppercase());
                return Err(Wrong { at: (first.start, first.end), message, help });
            };
            let end = start + text.len();
            return Ok(vec![Word::of(name, start), Word::of(value, end - value.len()), Word::of("", end)]);
        }
        let mut pairs = Vec::with_capacity(words.len() * 3);
        for word in words {
            let Some((name, value)) = word.text.split_once('=') else {
                let message = format!("'{}' has no value", word.text);
                return Err(Wrong { at: (word.start, word.end), message, help });
            };
            let sign = (word.start + name.len()).min(word.end);
            let behind = (sign + 1).min(word.end);
            pairs.push(Word { text: name.to_owned(), start: word.start, end: sign });
            pairs.push(Word { text: value.to_owned(), start: behind, end: word.end });
            pairs.push(Word { text: "=".to_owned(), start: sign, end: behind });
        }
        Ok(pairs)
    }

    /// What `BuildKit` refuses whatever the rest of the file says.
    fn check(&self) -> Result<(), Wrong> {
        let (command, count) = (self.command.to_uppercase(), self.value.len());
        let first = self.value.first().map(|word| word.text.to_ascii_uppercase()).unwrap_or_default();
        let wrong = |what: &str, help| Err(Wrong { at: self.at, message: format!("{command} {what}"), help });
        match command.as_str() {
            "FROM" => {
                let named = self.value.get(1).is_some_and(|word| word.text.eq_ignore_ascii_case("as"));
                if count != 1 && !(count == 3 && named) {
                    return wrong("takes an image, or an image AS a name", "write FROM image AS name");
                }
            }
            "ADD" | "COPY" if count < 2 => {
                return wrong("needs a source and a destination", "write where to copy it to");
            }
            "MAINTAINER" | "STOPSIGNAL" | "USER" | "WORKDIR" if count != 1 => {
                return wrong("says nothing", ARGUMENTS);
            }
            "ARG" | "ENV" | "EXPOSE" | "LABEL" | "VOLUME" if count == 0 => {
                return wrong("says nothing", ARGUMENTS);
            }
            "HEALTHCHECK" if !matches!((first.as_str(), count), ("NONE", 1) | ("CMD", 2..)) => {
                return wrong("is neither NONE nor CMD with a command", "write HEALTHCHECK CMD command");
            }
            "SHELL" if !self.json || count == 0 => {
                return wrong("takes a JSON list", "write SHELL [\"/bin/sh\", \"-c\"]");
            }
            "ONBUILD" => {
                let sub = self.sub.as_ref().map(|word| word.text.to_ascii_uppercase());
                if matches!(sub.as_deref(), None | Some("ONBUILD" | "FROM" | "MAINTAINER")) {
                    return wrong("takes an instruction, but not this one", "write ONBUILD RUN command");
                }
            }
            "ADD" | "ARG" | "CMD" | "COPY" | "ENTRYPOINT" | "ENV" | "EXPOSE" | "HEALTHCHECK" | "LABEL"
            | "MAINTAINER" | "RUN" | "SHELL" | "STOPSIGNAL" | "USER" | "VOLUME" | "WORKDIR" => {}
            _ => return Err(self.unknown()),
        }
        Ok(())
    }

    fn unknown(&self) -> Wrong {
        let end = self.at.0 + self.command.len();
        let help = if self.command.starts_with("{{") || self.command.starts_with("{%") {
            crate::source::problem::UNRENDERED
        } else {
            "correct the word; a line that goes on from the one above needs a \\ at the end of that one"
        };
        let message = format!("there is no instruction '{}'", self.command);
        Wrong { at: (self.at.0, end), message, help }
    }
}

/// The value of a directive (`# escape=…`) that a comment may be, with its name in lower case.
pub(super) fn directive(comment: &str) -> Option<(String, &str)> {
    let (name, value) = comment.trim_start().strip_prefix('#')?.trim_start().split_once('=')?;
    let (name, value) = (name.trim_end().to_ascii_lowercase(), value.trim());
    let known = matches!(name.as_str(), "syntax" | "escape" | "check");
    (known && !value.is_empty() && !name.contains(is_blank)).then_some((name, value))
}
