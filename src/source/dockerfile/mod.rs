//! Dockerfile → one document: the list of its instructions, each `{Cmd, SubCmd, JSON, Flags, Value, Stage}` with its comments
//! before it, as conftest hands it to policies.
//!
//! Written here because no crate gives both this shape, which is `BuildKit`'s own cut of each instruction's arguments, and
//! where every word stands. Held against conftest by a test.

mod heredoc;
mod instruction;
mod lines;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build::Builder;
use super::comments::{self, Comment};
use super::problem::{self, Problem};
use super::{Document, Limits, Read, SourceFile};
use crate::value::Value;
use heredoc::Heredoc;
use instruction::{Instruction, Wrong, directive};
use lines::{Line, Lines, Logical, continued};
use words::Word;

/// Reads the one document of a file; none where the file has no instruction.
pub(super) fn read(file: &Arc<SourceFile>, limits: &Limits) -> Option<Read> {
    let mut reader = Reader {
        file,
        lines: Lines::new(file.text()),
        builder: Builder::new(limits),
        escape: '\\',
        directives: Some(BTreeSet::new()),
        stages: 0,
        comments: Vec::new(),
        found: Vec::new(),
    };
    if let Err(problem) = reader.all() {
        return Some(Read::Unreadable(problem.told(file)));
    }
    let built = reader.builder.finish()?;
    Some(Read::Document(Document::built(file, built, reader.found)))
}

struct Reader<'f, 'l> {
    file: &'f Arc<SourceFile>,
    lines: Lines<'f>,
    builder: Builder<'l>,
    /// What continues a line and escapes a character.
    escape: char,
    /// Those that were met; `None` where no more can follow.
    directives: Option<BTreeSet<String>>,
    /// `FROM`s so far.
    stages: u32,
    /// Comments since the last instruction.
    comments: Vec<Word>,
    /// Comments for Tidegate.
    found: Vec<Comment>,
}

impl<'f> Reader<'f, '_> {
    fn all(&mut self) -> Result<(), Problem> {
        if let Some(at) = self.file.fault_in(0, self.file.text().len()) {
            return Err(Problem::Words(problem::of_bytes(self.file, at)));
        }
        while let Some(line) = self.lines.next() {
            if self.is_directive(line)? {
                continue;
            }
            if line.is_comment() {
                self.comment(line, true);
            } else if !line.text.trim_start().is_empty() {
                self.instruction(line)?;
            }
        }
        if !self.builder.is_untouched() {
            self.builder.close(None)?;
        }
        Ok(())
    }

    fn wrong(&self, at: (usize, usize), message: String, help: &str) -> Problem {
        Problem::Words(problem::unreadable(self.file, at, message, help))
    }

    /// A directive stands before everything else.
    fn is_directive(&mut self, line: Line<'_>) -> Result<bool, Problem> {
        let Some(mut met) = self.directives.take() else { return Ok(false) };
        let Some((name, value)) = directive(line.text) else { return Ok(false) };
        let at = (line.start, line.end());
        if name == "escape" {
            self.escape = match value {
                "\\" => '\\',
                "`" => '`',
                _ => {
                    let message = format!("'{value}' cannot be what escapes");
                    return Err(self.wrong(at, message, "write # escape=\\ or # escape=`"));
                }
            };
        }
        if !met.insert(name.clone()) {
            let message = format!("the directive {name} stands here for the second time");
            return Err(self.wrong(at, message, "delete one of them"));
        }
        self.directives = Some(met);
        Ok(true)
    }

    /// Comments inside of an instruction are in nobody's shape; `before` one they are kept, and an empty one drops them.
    fn comment(&mut self, line: Line<'_>, before: bool) {
        let hash = line.start + line.text.len() - line.text.trim_start().len();
        self.found.extend(comments::comment(self.file, hash, line.end()));
        if !before {
            return;
        }
        // One character is cut off, be it the # or a blank before it.
        let mut chars = line.text.chars();
        chars.next();
        match chars.as_str().trim() {
            "" => self.comments.clear(),
            text => self.comments.push(Word { text: text.to_owned(), start: hash, end: line.end() }),
        }
    }

    fn instruction(&mut self, first: Line<'f>) -> Result<(), Problem> {
        let mut logical = Logical::default();
        let text = first.text.trim_start();
        let begin = first.end() - text.len();
        let mut end = first.end();
        let mut more = continued(text, self.escape);
        logical.push(more.unwrap_or(text), begin);
        while more.is_some()
            && let Some(line) = self.lines.next()
        {
            if line.is_comment() {
                self.comment(line, false);
            } else if !line.text.trim_start().is_empty() {
                more = continued(line.text, self.escape);
                logical.push(more.unwrap_or(line.text), line.start);
                end = line.end();
            }
        }
        if logical.text.trim().is_empty() {
            let message = "a line goes on and nothing follows".to_owned();
            return Err(self.wrong((begin, end), message, "delete the sign at its end"));
        }
        let read = Instruction::read(&logical, self.escape).map_err(|Wrong { at, message, help }| {
            let at = (logical.place(at.0), logical.behind(at.1));
            self.wrong((at.0, at.1.max(at.0)), message, help)
        })?;
        if heredoc::can_follow(&read.command, read.sub.as_ref(), read.json) {
            for heredoc in heredoc::opened_by(&logical.text) {
                self.skip(&heredoc, (begin, end))?;
            }
        }
        self.write(&read, &logical, (begin, end))
    }

    fn skip(&mut self, heredoc: &Heredoc, at: (usize, usize)) -> Result<(), Problem> {
        for line in self.lines.by_ref() {
            if heredoc.ends_with(line.text) {
                return Ok(());
            }
        }
        let message =
            format!("the here-document that this opens is never closed by a line '{}'", heredoc.name);
        Err(self.wrong(at, message, "close it, or put << in quotes if none is meant"))
    }

    /// The comments before an instruction, and the instruction.
    fn write(&mut self, read: &Instruction, line: &Logical, at: (usize, usize)) -> Result<(), Problem> {
        self.stages += u32::from(read.command == "from");
        if self.builder.is_untouched() {
            // A comment above the first instruction is about the whole document.
            self.builder.open_list(0, at.0, at.0)?;
        }
        for comment in std::mem::take(&mut self.comments) {
            let at = (comment.start, comment.end);
            let note =
                Instruction { command: "comment".to_owned(), value: vec![comment], ..Instruction::default() };
            self.members(&note, at, &|word| (word.start, word.end))?;
        }
        self.members(read, at, &|word| {
            let start = line.place(word.start);
            (start, line.behind(word.end).max(start))
        })
    }

    fn members(
        &mut self,
        read: &Instruction,
        at: (usize, usize),
        place: &dyn Fn(&Word) -> (usize, usize),
    ) -> Result<(), Problem> {
        let builder = &mut self.builder;
        builder.open_object(0, at.0, at.1)?;
        let (command, sub) = (builder.text(&read.command), read.sub.as_ref());
        let word_end = (at.0 + read.command.len()).min(at.1);
        let sub_at = sub.map_or((at.0, word_end), place);
        let sub = builder.text(sub.map_or("", |word| &word.text));
        let stage = Value::from(u64::from(self.stages.saturating_sub(1)));
        let facts = [("Cmd", command), ("JSON", Value::Bool(read.json)), ("Stage", stage)];
        for (key, value) in facts {
            builder.key(key, at.0, word_end);
            builder.leaf(value, at.0, word_end)?;
        }
        builder.key("SubCmd", sub_at.0, sub_at.1);
        builder.leaf(sub, sub_at.0, sub_at.1)?;
        let value = Some(&read.value).filter(|words| !words.is_empty());
        for (key, words) in [("Flags", read.flags.as_ref()), ("Value", value)] {
            let Some(words) = words else {
                builder.key(key, at.0, word_end);
                builder.leaf(Value::Null, at.0, word_end)?;
                continue;
            };
            let begin = words.first().map_or(at.0, |word| place(word).0);
            builder.key(key, begin, begin);
            builder.open_list(0, begin, begin)?;
            for word in words {
                let (start, end) = place(word);
                let text = builder.text(&word.text);
                builder.leaf(text, start, end)?;
            }
            builder.close(None)?;
        }
        // Behind its last line, whatever its last word is.
        Ok(builder.close(Some(at.1))?)
    }
}
