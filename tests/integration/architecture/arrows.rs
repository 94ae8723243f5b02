//! Finds what a source file reaches for, from its tokens: rooms (`crate::gate::…`, `super::…`), foreign crates, `async`.
//!
//! Tokens instead of a syntax tree, because a path in the arguments of a macro is an arrow as much as one in a `use`
//! line, and only tokens look alike in both. Comments and string literals never count. Not a name resolver: a name that
//! one file re-exports is charged to the file that imported it first, which is where the arrow is.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Something that a file reaches for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// A room other than the file's own. `*` stands for the whole crate (`use crate::*`, `use crate as c`).
    Room(String),
    /// The first segment of a path that is not a keyword: a foreign crate, if it is one.
    Name(String),
    /// The word `async`.
    Async,
}

/// What a file reaches for and on which line; `module` is the file's own path (`["engine", "limits"]`).
pub(crate) fn reaches(source: &str, module: &[&str]) -> Result<BTreeSet<(usize, Reach)>, String> {
    let tokens: TokenStream = source.parse().map_err(|error| format!("{error}"))?;
    let mut scan = Scan { found: BTreeSet::new() };
    let module: Vec<String> = module.iter().map(|&part| part.to_owned()).collect();
    scan.block(&tokens.into_iter().collect::<Vec<_>>(), &module);
    Ok(scan.found)
}

struct Scan {
    found: BTreeSet<(usize, Reach)>,
}

impl Scan {
    /// Reads tokens that stand in `module`.
    fn block(&mut self, tokens: &[TokenTree], module: &[String]) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    match name_of_module(tokens, at) {
                        Some(name) => self.block(&inner, &[module, &[name]].concat()),
                        None => self.block(&inner, module),
                    }
                    at += 1;
                }
                TokenTree::Ident(_) if !continues_a_path(tokens, at) => at = self.path(tokens, at, module),
                _ => at += 1,
            }
        }
    }

    /// Reads a path that begins at an identifier; answers where it ended.
    fn path(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        let word = ident(tokens, at).unwrap_or_default();
        let after_use = at > 0 && matches!(ident(tokens, at - 1).as_deref(), Some("use" | "crate"));
        match word.as_str() {
            _ if KEYWORDS.contains(&word.as_str()) => {}
            "async" => self.add(&tokens[at], Reach::Async),
            "crate" if colons(tokens, at + 1) => return self.rest(tokens, at + 3, &[], module),
            "self" if colons(tokens, at + 1) => return self.rest(tokens, at + 3, module, module),
            "super" if colons(tokens, at + 1) => return self.rest(tokens, at + 3, parent(module), module),
            "crate" if after_use => self.add(&tokens[at], Reach::Room("*".to_owned())),
            "super" if after_use && parent(module).is_empty() => {
                self.add(&tokens[at], Reach::Room("*".to_owned()));
            }
            // `use regorus;` and `extern crate regorus` have no colons.
            _ if colons(tokens, at + 1) || after_use => self.add(&tokens[at], Reach::Name(word)),
            _ => {}
        }
        at + 1
    }

    /// Reads what follows `crate::`, `self::` or `super::`, where the path so far stands for `base`.
    fn rest(&mut self, tokens: &[TokenTree], at: usize, base: &[String], module: &[String]) -> usize {
        let Some(token) = tokens.get(at) else { return at };
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                self.alternatives(group, base, module);
                return at + 1;
            }
            TokenTree::Ident(_) => {
                let word = ident(tokens, at).unwrap_or_default();
                match word.as_str() {
                    "super" if colons(tokens, at + 1) => {
                        return self.rest(tokens, at + 3, parent(base), module);
                    }
                    "super" => self.land(token, parent(base).first().map_or("*", String::as_str), module),
                    "self" => self.land(token, base.first().map_or("*", String::as_str), module),
                    _ => self.land(token, base.first().unwrap_or(&word), module),
                }
            }
            _ => self.land(token, base.first().map_or("*", String::as_str), module),
        }
        at + 1
    }

    /// Reads `{a, b::c, self}`.
    fn alternatives(&mut self, group: &Group, base: &[String], module: &[String]) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        for part in tokens.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',')) {
            self.rest(part, 0, base, module);
        }
    }

    /// Notes an arrow, unless it stays in the room.
    fn land(&mut self, token: &TokenTree, room: &str, module: &[String]) {
        if module.first().is_none_or(|own| own != room) {
            self.add(token, Reach::Room(room.to_owned()));
        }
    }

    fn add(&mut self, token: &TokenTree, reach: Reach) {
        self.found.insert((token.span().start().line, reach));
    }
}

fn parent(module: &[String]) -> &[String] {
    module.split_last().map_or(&[], |(_, rest)| rest)
}

fn ident(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at)? {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    }
}

/// Whether `::` begins here.
fn colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(at) && colon(at + 1)
}

/// Whether the identifier is a later segment (`a::HERE`, `<T>::HERE`), a field or a method. A leading `::` begins a path.
fn continues_a_path(tokens: &[TokenTree], at: usize) -> bool {
    let punct = |at: usize, sign| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == sign);
    if at >= 1 && punct(at - 1, '.') {
        // `..crate::x` is a range or a struct's rest, not a field.
        return !(at >= 2 && punct(at - 2, '.'));
    }
    if at < 3 || !colons(tokens, at - 2) {
        return false;
    }
    match ident(tokens, at - 3) {
        Some(word) => !KEYWORDS.contains(&word.as_str()),
        // `-> ::a` and `=> ::a` begin a path, `<T>::a` goes on with one.
        None => punct(at - 3, '>') && !(at >= 4 && (punct(at - 4, '-') || punct(at - 4, '='))),
    }
}

/// Words after which `::` begins a path.
const KEYWORDS: &[&str] = &[
    "as", "break", "const", "dyn", "else", "for", "if", "impl", "in", "let", "match", "move", "mut", "pub",
    "ref", "return", "use", "where", "while",
];

/// `mod NAME { … }`: the name, where the group at `at` is such a body.
fn name_of_module(tokens: &[TokenTree], at: usize) -> Option<String> {
    let name = ident(tokens, at.checked_sub(1)?)?;
    (ident(tokens, at.checked_sub(2)?)? == "mod").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{Reach, reaches};

    /// The rooms that a snippet in `module` reaches, in order of their lines.
    fn arrows(source: &str, module: &[&str]) -> Vec<String> {
        let found = reaches(source, module).unwrap().into_iter();
        found.filter_map(|(_, reach)| if let Reach::Room(room) = reach { Some(room) } else { None }).collect()
    }

    fn names(source: &str) -> Vec<String> {
        let found = reaches(source, &["policy"]).unwrap().into_iter();
        found.filter_map(|(_, reach)| if let Reach::Name(name) = reach { Some(name) } else { None }).collect()
    }

    #[test]
    fn use_lines_with_groups_are_followed() {
        assert_eq!(arrows("use crate::gate::Gate;", &["report"]), ["gate"]);
        assert_eq!(
            arrows("use crate::{finding::Finding, gate::{self, Gate}};", &["report"]),
            ["finding", "gate"]
        );
        assert_eq!(arrows("pub use crate::report::text as words;", &["report"]), [""; 0]);
        assert_eq!(arrows("#[cfg(test)] mod tests { use crate::cli::run; }", &["report"]), ["cli"]);
    }

    #[test]
    fn paths_outside_use_lines_count() {
        assert_eq!(arrows("fn f(g: &crate::gate::Gate) {}", &["report"]), ["gate"]);
        assert_eq!(arrows("fn f() -> Vec<crate::cli::Flag> { vec![] }", &["report"]), ["cli"]);
        assert_eq!(arrows("fn f() { let x = crate::policy::load(); }", &["report"]), ["policy"]);
        assert_eq!(arrows("impl From<crate::gate::E> for X {}", &["report"]), ["gate"]);
        assert_eq!(arrows("fn f() { g(..crate::gate::N) }", &["report"]), ["gate"]);
    }

    #[test]
    fn macro_arguments_and_attributes_count_but_text_does_not() {
        assert_eq!(arrows("fn f() { assert_eq!(crate::gate::N, 1); }", &["report"]), ["gate"]);
        assert_eq!(arrows("macro_rules! m { () => { $crate::gate::go() } }", &["report"]), ["gate"]);
        assert_eq!(arrows("#[serde(with = \"x\")] #[path(crate::gate)] struct S;", &["report"]), ["gate"]);
        let text =
            "//! crate::gate\n/// [`crate::gate::Gate`]\nconst S: &str = \"crate::gate\"; // crate::gate";
        assert_eq!(arrows(text, &["report"]), [""; 0]);
    }

    #[test]
    fn super_is_counted_from_where_it_stands() {
        assert_eq!(arrows("use super::gate::Gate;", &["report"]), ["gate"]);
        assert_eq!(arrows("use super::gate::Gate;", &["report", "text"]), [""; 0]);
        assert_eq!(arrows("use super::super::gate::Gate;", &["report", "text"]), ["gate"]);
        assert_eq!(arrows("mod tests { use super::super::gate::Gate; }", &["report"]), ["gate"]);
        assert_eq!(arrows("mod tests { use super::*; }", &["report"]), [""; 0]);
        assert_eq!(arrows("use super::{super::gate, text};", &["report", "json"]), ["gate"]);
        assert_eq!(arrows("use self::gate::X;", &["report"]), [""; 0]);
    }

    #[test]
    fn the_whole_crate_cannot_be_taken_along() {
        assert_eq!(arrows("use crate::*;", &["report"]), ["*"]);
        assert_eq!(arrows("use super::*;", &["report"]), ["*"]);
        assert_eq!(arrows("use crate as everything;", &["report"]), ["*"]);
        assert_eq!(arrows("use crate::{self as everything};", &["report"]), ["*"]);
        assert_eq!(arrows("pub(crate) fn f() {} pub(super) fn g() {}", &["report"]), [""; 0]);
    }

    #[test]
    fn foreign_crates_are_seen_however_they_are_named() {
        assert_eq!(names("use regorus::Engine;"), ["regorus"]);
        assert_eq!(names("use ::regorus::Engine;"), ["regorus"]);
        assert_eq!(names("fn f() -> ::regorus::Value { x }"), ["regorus"]);
        assert_eq!(names("impl ::regorus::Extension for X {}"), ["regorus"]);
        assert_eq!(names("type T = <X as Y>::regorus::Z;"), [""; 0]);
        assert_eq!(names("use regorus as engine;"), ["regorus"]);
        assert_eq!(names("extern crate regorus;"), ["regorus"]);
        assert_eq!(names("fn f() { go(&::regorus::Engine::new()) }"), ["regorus"]);
        assert_eq!(names("fn f() { format!(\"{}\", regorus::N); }"), ["regorus"]);
        assert_eq!(names("use {regorus::Engine, clap::Parser};"), ["clap", "regorus"]);
        assert_eq!(names("fn f() { let regorus = 1; self.regorus(x.clap) }"), [""; 0]);
        assert_eq!(names("use crate::engine::regorus;"), [""; 0]);
    }

    #[test]
    fn lines_are_those_of_the_file_and_async_is_a_word() {
        let source = "//! x\n\nuse crate::gate;\nasync fn f() {}\n// async\nconst S: &str = \"async\";\n";
        let found: Vec<_> = reaches(source, &["report"]).unwrap().into_iter().collect();
        assert_eq!(found, [(3, Reach::Room("gate".into())), (4, Reach::Async)]);
        assert!(reaches("fn f( {", &["report"]).is_err());
    }
}
