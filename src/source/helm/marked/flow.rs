//! Where the text of a named template goes: only into the output, or also into a decision.
//!
//! A mark inside a text that is compared, assigned or handed on as an argument could turn a decision and so change what
//! is rendered, without a trace in the lines that remain. Such templates, and all that they take in, get no marks. A
//! text that is written, whatever is made of it on the way (indented, quoted, hashed), changes its own line at most.

use std::collections::{BTreeMap, BTreeSet};

use super::lexer::{Kind, Piece, Word, pieces, words};
use super::lines::defined_name;

/// The named templates and template files of a chart, and how they are taken in.
#[derive(Debug, Default)]
pub(super) struct Flow {
    defines: BTreeSet<String>,
    /// What each named template and, by its path, each template file takes in.
    takes: BTreeMap<String, Vec<Target>>,
    /// What decides something.
    decides: Vec<Target>,
    /// Texts that stand anywhere else: they may become names.
    loose: BTreeSet<String>,
    /// The same, in values and files.
    foreign: BTreeSet<String>,
    /// `.Template.Name` is used somewhere, which may become a name, too.
    uses_own_name: bool,
}

/// What an `include` takes in.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Named(String),
    /// The name is computed, from these texts among others.
    Computed(Vec<String>),
}

/// Which templates get no marks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unmarked {
    defines: BTreeSet<String>,
    /// Ends of paths of template files that are taken in by their path.
    files: BTreeSet<String>,
    /// A file may be any.
    every_file: bool,
    /// Named templates whose names begin otherwise.
    all_but: Option<String>,
}

impl Unmarked {
    /// Packed subcharts cannot be looked into. They may use named templates under their own names, where the chart has
    /// one in their place, but do not know those that are called after the chart.
    pub(super) fn all_but(&mut self, chart: &str) {
        self.all_but = Some(format!("{chart}."));
    }

    /// Whether lines of this named template, or of the file itself, may be marked.
    pub(super) fn allows(&self, file: &str, define: Option<&str>) -> bool {
        match define {
            Some(name) => {
                let known = self.all_but.as_ref().is_none_or(|chart| name.starts_with(chart.as_str()));
                known && !self.defines.contains(name)
            }
            None => !self.every_file && !self.files.iter().any(|end| file.ends_with(end.as_str())),
        }
    }
}

impl Flow {
    /// Adds a template file of the chart.
    pub(super) fn add_template(&mut self, file: &str, template: &str, pieces: &[Piece]) {
        let mut open: Vec<Option<String>> = Vec::new();
        for piece in pieces {
            let Piece::Action { body, kind, .. } = piece else { continue };
            let body = template.get(body.clone()).unwrap_or_default();
            let context = open.iter().rev().flatten().next().cloned();
            match kind {
                Kind::Comment => continue,
                Kind::Opens => open.push(None),
                Kind::End => drop(open.pop()),
                Kind::Defines => {
                    let name = defined_name(body);
                    self.defines.insert(name.clone());
                    open.push(Some(name));
                }
                _ => {}
            }
            let writes = matches!(kind, Kind::Writes | Kind::Template | Kind::Defines);
            self.add_action(body, writes, Some(context.as_deref().unwrap_or(file)));
        }
    }

    /// Adds a text that `tpl` may run: values, files. Whatever it takes in may decide something.
    pub(super) fn add_foreign(&mut self, text: &str) {
        let Some(pieces) = pieces(text) else {
            // Not a template, or a broken one; its texts may still be names.
            self.foreign.extend(text.split(['"', '`', '\'']).map(str::to_owned));
            return;
        };
        for piece in &pieces {
            match piece {
                Piece::Action { body, .. } => {
                    self.add_action(text.get(body.clone()).unwrap_or_default(), false, None);
                }
                Piece::Text(range) => {
                    let words = text.get(range.clone()).unwrap_or_default().split_whitespace();
                    self.foreign.extend(words.map(|word| word.trim_matches(['"', '\'']).to_owned()));
                }
            }
        }
    }

    fn add_action(&mut self, body: &str, writes: bool, context: Option<&str>) {
        let words = words(body);
        let mut depth = 0_usize;
        let mut names = BTreeSet::new();
        for (position, word) in words.iter().enumerate() {
            match word {
                Word::Open => depth += 1,
                Word::Close => depth = depth.saturating_sub(1),
                Word::Name("include" | "template") => {
                    let target = target(words.get(position + 1..).unwrap_or_default());
                    names.extend(matches!(target, Target::Named(_)).then_some(position + 1));
                    if !writes || depth > 0 {
                        self.decides.push(target.clone());
                    }
                    if let Some(context) = context {
                        self.takes.entry(context.to_owned()).or_default().push(target);
                    }
                }
                Word::Name("define" | "block") if position == 0 => {
                    names.insert(1);
                    if let Some(Word::Text(name)) = words.get(1) {
                        let target = Target::Named((*name).to_owned());
                        self.takes.entry(context.unwrap_or_default().to_owned()).or_default().push(target);
                    }
                }
                Word::Name(name) => self.uses_own_name |= name.ends_with("Template.Name"),
                Word::Text(text) if !names.contains(&position) => {
                    // A text that is a template itself hides names in its middle.
                    self.loose.extend(text.split(['"', '`', '\\', ' ']).map(str::to_owned));
                }
                _ => {}
            }
        }
    }

    /// Follows the texts to where they go.
    pub(super) fn unmarked(&self) -> Unmarked {
        let mut unmarked = Unmarked::default();
        let mut to_do: Vec<String> = Vec::new();
        for target in &self.decides {
            self.mark_off(target, &mut unmarked, &mut to_do);
        }
        to_do.extend(
            self.defines
                .iter()
                .filter(|name| self.loose.contains(*name) || self.foreign.contains(*name))
                .cloned(),
        );
        while let Some(name) = to_do.pop() {
            if unmarked.defines.insert(name.clone()) {
                for target in self.takes.get(&name).into_iter().flatten() {
                    self.mark_off(target, &mut unmarked, &mut to_do);
                }
            }
        }
        unmarked
    }

    fn mark_off(&self, target: &Target, unmarked: &mut Unmarked, to_do: &mut Vec<String>) {
        let parts = match target {
            Target::Named(name) => return to_do.push(name.clone()),
            Target::Computed(parts) => parts,
        };
        // Without any text of its own the name comes from elsewhere: from one of the loose texts, or of the template.
        let ends: Vec<&str> = if parts.is_empty() {
            let foreign = self.foreign.iter().filter_map(|text| path_end(text)).filter(|end| *end != "/");
            self.loose.iter().filter_map(|text| path_end(text)).chain(foreign).collect()
        } else {
            parts.iter().filter_map(|text| path_end(text)).collect()
        };
        let every_file = ends.contains(&"/") || (parts.is_empty() && self.uses_own_name);
        let taken = |taker: &&String| every_file || ends.iter().any(|end| taker.ends_with(end));
        to_do.extend(self.takes.keys().filter(taken).cloned());
        unmarked.every_file |= every_file;
        unmarked.files.extend(ends.into_iter().map(str::to_owned));
        // Every text is a part of the name, but for what a format puts into it.
        let fits = |name: &String| {
            let mut pieces = parts.iter().flat_map(|part| part.split('%').enumerate());
            pieces.all(|(position, piece)| {
                let verb = usize::from(position > 0);
                name.contains(piece.get(verb..).unwrap_or_default())
            })
        };
        to_do.extend(self.defines.iter().filter(|name| fits(name)).cloned());
    }
}

/// The last part of a path, with the slash before it.
fn path_end(text: &str) -> Option<&str> {
    text.rfind('/').and_then(|at| text.get(at..))
}

/// The first argument of an `include`.
fn target(words: &[Word<'_>]) -> Target {
    if let Some(Word::Text(name)) = words.first() {
        return Target::Named((*name).to_owned());
    }
    let mut depth = 0_usize;
    let mut parts = Vec::new();
    for word in words {
        match word {
            Word::Open => depth += 1,
            Word::Close => depth = depth.saturating_sub(1),
            Word::Text(text) => parts.push((*text).to_owned()),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    Target::Computed(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unmarked(templates: &[&str]) -> Unmarked {
        let mut flow = Flow::default();
        for template in templates {
            flow.add_template("templates/x.yaml", template, &pieces(template).unwrap());
        }
        flow.unmarked()
    }

    fn names(unmarked: &Unmarked) -> Vec<&str> {
        unmarked.defines.iter().map(String::as_str).filter(|name| !name.contains('/')).collect()
    }

    #[test]
    fn text_that_is_written_may_be_marked_whatever_is_made_of_it() {
        let written = r#"{{ define "a" }}{{ end }}{{ include "a" . | nindent 4 }}{{ include "a" . | sha256sum }}
            {{ template "a" . }}{{ dict | include "a" }}{{ block "b" . }}{{ end }}"#;
        assert_eq!(unmarked(&[written]), Unmarked::default());
    }

    #[test]
    fn text_that_decides_may_not_and_neither_may_what_it_takes_in() {
        let helpers = r#"{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ template "c" }}{{ end }}
            {{ define "c" }}{{ end }}{{ define "d" }}{{ end }}"#;
        for decision in [
            r#"{{ if eq (include "a" .) "true" }}{{ end }}"#,
            r#"{{ if .x }}{{ else if include "a" . }}{{ end }}"#,
            r#"{{ with include "a" . }}{{ . }}{{ end }}"#,
            r#"{{ range splitList "," (include "a" .) }}{{ end }}"#,
            r#"{{ $x := include "a" . }}"#,
            r#"{{ include "d" (dict "x" (include "a" .)) }}"#,
            r#"{{ printf "%s" (include "a" .) }}"#,
        ] {
            assert_eq!(names(&unmarked(&[helpers, decision])), ["a", "b", "c"], "{decision}");
        }
    }

    #[test]
    fn a_file_taken_in_by_its_path_is_marked_unless_it_decides() {
        let hash = r#"{{ include (print $.Template.BasePath "/cm.yaml") . | sha256sum }}"#;
        assert!(unmarked(&[hash]).allows("templates/cm.yaml", None));
        let decision = r#"{{ $sum := include (print $.Template.BasePath "/cm.yaml") . | sha256sum }}"#;
        let unmarked = unmarked(&[decision]);
        assert!(!unmarked.allows("templates/cm.yaml", None));
        assert!(unmarked.allows("templates/web.yaml", None));
    }

    #[test]
    fn what_a_deciding_file_takes_in_decides_too() {
        let (mut flow, decision) = (Flow::default(), r#"{{ $x := include (print .Base "/cm.yaml") . }}"#);
        for (file, text) in [
            ("templates/_h.tpl", r#"{{ define "a" }}{{ end }}{{ define "b" }}{{ end }}"#),
            ("templates/cm.yaml", r#"{{ include "a" . }}"#),
            ("templates/web.yaml", &format!(r#"{{{{ include "b" . }}}}{decision}"#)),
        ] {
            flow.add_template(file, text, &pieces(text).unwrap());
        }
        let unmarked = flow.unmarked();
        assert!(!unmarked.allows("templates/_h.tpl", Some("a")));
        assert!(unmarked.allows("templates/_h.tpl", Some("b")));
    }

    #[test]
    fn a_file_that_a_computed_name_may_mean_is_not_marked() {
        let decision = |more: &str| format!("{more}{{{{ $x := include .name . }}}}");
        let allowed = |more: &str| {
            let unmarked = unmarked(&[&decision(more)]);
            ["templates/cm.yaml", "templates/web.yaml"].map(|file| unmarked.allows(file, None))
        };
        assert_eq!(allowed(""), [true, true], "no path is written anywhere");
        assert_eq!(allowed("{{ $name := printf \"%s/cm.yaml\" $.Template.BasePath }}"), [false, true]);
        assert_eq!(allowed("{{ $name := print $.Template.BasePath \"/\" .file }}"), [false, false]);
        assert_eq!(allowed("{{ $name := $.Template.Name }}"), [false, false]);
    }

    #[test]
    fn a_name_that_is_computed_for_a_decision_may_be_any() {
        let helpers = r#"{{ define "app.labels" }}{{ end }}{{ define "app.env" }}{{ end }}"#;
        let decision = |name: &str| format!("{{{{ $x := include {name} . }}}}");
        assert_eq!(names(&unmarked(&[helpers, &decision("(printf \"%s.labels\" .n)")])), ["app.labels"]);
        assert_eq!(names(&unmarked(&[helpers, &decision(".name")])), ["app.env", "app.labels"]);
    }

    #[test]
    fn a_name_that_stands_loose_may_be_used_for_a_decision_elsewhere() {
        let helpers = r#"{{ define "app.labels" }}{{ end }}{{ define "app.env" }}{{ end }}"#;
        assert_eq!(
            names(&unmarked(&[helpers, r#"{{ include "lib.merge" (list . "app.env") }}"#])),
            ["app.env"]
        );
        assert_eq!(names(&unmarked(&[helpers, r#"{{ tpl "{{ include \"app.env\" . }}" . }}"#])), ["app.env"]);
        let mut flow = Flow::default();
        flow.add_template("templates/_x.tpl", helpers, &pieces(helpers).unwrap());
        flow.add_foreign("labels: '{{ include \"app.labels\" . }}'\nname: app.env\n");
        assert_eq!(names(&flow.unmarked()), ["app.env", "app.labels"]);
    }
}
