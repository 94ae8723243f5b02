//! From policy files to rules, helpers, tests and facts. Mistakes are collected, not thrown.

#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "policy files have lower-case names")]

use std::collections::BTreeMap;
use std::sync::Arc;

use super::PolicyError;
use super::applies::Applies;
use super::dialect::{self, Dialect};
use super::files::{PolicyFile, PolicySource, is_example};
use super::metadata;
use super::reach;
use super::rule::Rule;
use crate::engine::{HeadKind, Module, Outline, outline};
use crate::finding::{EnforcementPoint, Example, Operation, Position, RuleCard, RuleId, Severity};
use crate::source::{self, Format, Limits, Read, SourceFile};
use crate::value::{self, Value};

/// Makes an error of this room.
pub(super) fn error(file: &str, position: Option<Position>, message: String, help: &str) -> PolicyError {
    PolicyError { file: Arc::from(file), position, message, help: help.to_owned() }
}

/// What has been read so far.
pub(super) struct Reader {
    pub(super) rules: Vec<Rule>,
    pub(super) modules: Vec<(Option<RuleId>, Module)>,
    pub(super) tests: Vec<Module>,
    pub(super) data: Value,
    pub(super) errors: Vec<PolicyError>,
    /// Packages that are no native ones, with the number of their modules.
    packages: BTreeMap<Arc<str>, usize>,
}

impl Reader {
    pub(super) fn new() -> Self {
        let data = Value::new_object();
        Self {
            rules: Vec::new(),
            modules: Vec::new(),
            tests: Vec::new(),
            data,
            errors: Vec::new(),
            packages: BTreeMap::new(),
        }
    }

    /// Reads one source.
    pub(super) fn source(&mut self, source: &PolicySource, builtin: bool) {
        let before = self.rules.len();
        for file in &source.files {
            match file.below_root.last().map(String::as_str) {
                Some(name) if name.ends_with(".rego") => self.rego(file, (source, builtin)),
                Some("data.yaml" | "data.yml" | "data.json") => self.facts(file),
                _ => {}
            }
        }
        if self.rules.len() == before && self.errors.is_empty() && !builtin {
            let help = "a rule is `package tidegate.<pack>.<rule>` with `deny`, or a conftest policy with deny, violation or warn";
            self.errors.push(error(&source.name, None, "no rule is in this policy folder".to_owned(), help));
        }
    }

    /// What a module says of the kinds that its rules look at holds only where it is all of its package.
    pub(super) fn widen_split_packages(&mut self) {
        for rule in self.rules.iter_mut().filter(|rule| rule.dialect == Dialect::Conftest) {
            let package = rule.query.strip_prefix("data.").and_then(|query| query.rsplit_once('.'));
            if package
                .is_some_and(|(package, _)| self.packages.get(package).is_some_and(|modules| *modules > 1))
            {
                rule.applies = Applies::ToDocuments(None);
            }
        }
    }

    fn facts(&mut self, file: &PolicyFile) {
        let text = SourceFile::from_text(Arc::clone(&file.path), Arc::clone(&file.text));
        let format = Format::of(&file.path).unwrap_or(Format::Yaml);
        match source::read(&text, format, &Limits::default()).into_iter().next() {
            Some(Read::Document(document)) => {
                let folders = file.below_root.split_last().map_or(&[][..], |(_, folders)| folders);
                let keys: Vec<&str> = folders.iter().map(String::as_str).collect();
                let own = value::with_member(&Value::new_object(), &keys, document.value);
                self.data = value::merged(&self.data, &own);
            }
            Some(Read::Unreadable(bad)) => {
                let position = bad.span.map(|span| span.start);
                self.errors.push(error(&file.path, position, bad.message, &bad.help));
            }
            None => {}
        }
    }

    fn rego(&mut self, file: &PolicyFile, from: (&PolicySource, bool)) {
        let module = Module { path: Arc::clone(&file.path), text: Arc::clone(&file.text) };
        // Tests are as long as everything else together; only `verify` parses them.
        if file.path.ends_with("_test.rego") {
            self.tests.push(module);
            return;
        }
        if from.1 {
            return self.builtin(file, module, from);
        }
        let outline = match outline(&file.path, &file.text) {
            Ok(outline) => outline,
            Err(error) => return self.errors.push(error),
        };
        if outline.package.ends_with("_test") {
            self.tests.push(module);
            return;
        }
        let parts: Vec<&str> = outline.package.split('.').collect();
        match (Dialect::of_package(&outline.package), parts.as_slice()) {
            (Dialect::Native, [_, "lib", _, ..]) => self.modules.push((None, module)),
            (Dialect::Native, [_, pack, rule]) => {
                let id = format!("{}/{}", pack.replace('_', "-"), rule.replace('_', "-"));
                self.native(&id, file, &outline, from);
                self.modules.push((RuleId::new(&id).ok(), module));
            }
            (Dialect::Native, _) => self.errors.push(error(
                &file.path,
                Some(Position { line: outline.package_line, column: 1 }),
                format!("package {} is neither a rule nor a helper", outline.package),
                "write tidegate.<pack>.<rule> for a rule, tidegate.lib.<topic> for a helper, another first word for conftest",
            )),
            (Dialect::Conftest, _) => {
                *self.packages.entry(Arc::clone(&outline.package)).or_default() += 1;
                self.conftest(file, &outline);
                self.modules.push((None, module));
            }
        }
    }

    /// Built-in modules are checked by tests, not at every start: their package clause is enough to place them.
    fn builtin(&mut self, file: &PolicyFile, module: Module, from: (&PolicySource, bool)) {
        let id = match reach::package(&file.text).split('.').collect::<Vec<_>>().as_slice() {
            ["tidegate", pack, rule] if *pack != "lib" => {
                RuleId::new(&format!("{pack}/{rule}").replace('_', "-")).ok()
            }
            _ => None,
        };
        if let Some(id) = &id {
            match metadata::read(&file.path, &file.text, id, false) {
                Ok(read) => self.rules.push(native_rule(file, read, from)),
                Err(errors) => self.errors.extend(errors),
            }
        }
        self.modules.push((id, module));
    }

    fn native(&mut self, id: &str, file: &PolicyFile, outline: &Outline, from: (&PolicySource, bool)) {
        let id = match RuleId::new(id) {
            Ok(id) => id,
            Err(bad) => {
                return self.errors.push(error(&file.path, None, bad.to_string(), "rename the package"));
            }
        };
        self.errors.extend(native_heads(file, outline));
        self.errors.extend(misplaced(file, &id));
        match metadata::read(&file.path, &file.text, &id, true) {
            Err(errors) => self.errors.extend(errors),
            Ok(read) => self.rules.push(native_rule(file, read, from)),
        }
    }

    fn conftest(&mut self, file: &PolicyFile, outline: &Outline) {
        let mut seen = std::collections::BTreeSet::new();
        for head in &outline.rules {
            let Some(severity) = dialect::conftest_severity(&head.name) else { continue };
            if head.kind == HeadKind::Function {
                let help = "conftest asks rules without arguments: rename the function or drop its arguments";
                let message = format!("{} is a function and would never be asked", head.name);
                self.errors.push(error(&file.path, Some(head.position), message, help));
                continue;
            }
            let id = dialect::conftest_id(&outline.package, &head.name);
            let known = self
                .rules
                .iter()
                .any(|rule| rule.card.id.as_str() == id && rule.dialect == Dialect::Conftest);
            if known || !seen.insert(Arc::clone(&head.name)) {
                continue;
            }
            match RuleId::new(&id) {
                Ok(id) => self.rules.push(conftest_rule(id, severity, file, outline, &head.name)),
                Err(bad) => {
                    self.errors.push(error(&file.path, Some(head.position), bad.to_string(), "rename it"));
                }
            }
        }
    }
}

/// A native rule with its card, its parameters and what stands beside it.
fn native_rule(
    file: &PolicyFile,
    (card, params): (RuleCard, BTreeMap<String, Value>),
    (source, builtin): (&PolicySource, bool),
) -> Rule {
    let beside = siblings(file, source);
    Rule {
        query: Arc::from(format!("data.{}.deny", card.id.package())),
        card: Arc::new(card),
        dialect: Dialect::Native,
        file: Arc::clone(&file.path),
        params,
        examples: examples(&beside),
        tested: beside.iter().any(|(name, _)| name.ends_with("_test.rego")),
        builtin,
        applies: Applies::To(std::collections::BTreeSet::new()),
    }
}

fn conftest_rule(id: RuleId, severity: Severity, file: &PolicyFile, outline: &Outline, name: &str) -> Rule {
    let kinds = outline.kinds.get(name).cloned().flatten();
    let card = RuleCard {
        title: Arc::from(format!("{name} of package {}", outline.package)),
        description: Arc::from(format!("A conftest policy, in {}.", file.path)),
        id,
        severity,
        applies_to: Vec::new(),
        operations: vec![Operation::Create, Operation::Update],
        places: EnforcementPoint::ALL.to_vec(),
        reads: Vec::new(),
        absence: false,
        remediation: Arc::from(""),
        not_a_problem: None,
        references: Vec::new(),
        since: Arc::from("0.1.0"),
        profiles: BTreeMap::new(),
        silences: Vec::new(),
        chinese: None,
    };
    Rule {
        card: Arc::new(card),
        dialect: Dialect::Conftest,
        query: Arc::from(format!("data.{}.{name}", outline.package)),
        file: Arc::clone(&file.path),
        params: BTreeMap::new(),
        examples: Vec::new(),
        tested: false,
        builtin: false,
        applies: Applies::ToDocuments(kinds.map(|kinds| kinds.into_iter().map(Arc::from).collect())),
    }
}

/// A native rule has one entry point: a set `deny`. What conftest would have asked is a mistake, not a rule.
fn native_heads(file: &PolicyFile, outline: &Outline) -> Vec<PolicyError> {
    let mut errors = Vec::new();
    let mut has_deny = false;
    for head in &outline.rules {
        let wrong = match &*head.name {
            "deny" if head.kind == HeadKind::Set => {
                has_deny = true;
                continue;
            }
            "deny" => "deny must be a set: write `deny contains finding if { … }`".to_owned(),
            "warn" | "violation" => {
                format!(
                    "{} is never asked in a native rule: its severity is in METADATA, its entry point is deny",
                    head.name
                )
            }
            _ => continue,
        };
        has_deny |= &*head.name == "deny";
        let help = "a finding that weighs less returns \"severity\": \"warning\" or \"info\"";
        errors.push(error(&file.path, Some(head.position), wrong, help));
    }
    if !has_deny {
        let at = Some(Position { line: outline.package_line, column: 1 });
        let message =
            format!("package {} has no deny, so the rule would never find anything", outline.package);
        errors.push(error(&file.path, at, message, "write `deny contains finding if { … }`"));
    }
    errors
}

/// One name everywhere: `<pack>/<rule>/rule.rego` holds the package of that name.
fn misplaced(file: &PolicyFile, id: &RuleId) -> Option<PolicyError> {
    match file.below_root.as_slice() {
        [.., pack, rule, name] if name == "rule.rego" && (pack != id.pack() || rule != id.rule()) => {
            Some(error(
                &file.path,
                None,
                format!("the folder says {pack}/{rule}, the package says {id}"),
                "name folder and package alike, with hyphens in the folder and underscores in the package",
            ))
        }
        _ => None,
    }
}

/// Files in the same folder, by name.
fn siblings<'a>(file: &PolicyFile, source: &'a PolicySource) -> Vec<(&'a str, &'a PolicyFile)> {
    let folder = file.below_root.split_last().map(|(_, folders)| folders);
    source
        .files
        .iter()
        .filter(|other| other.below_root.split_last().map(|(_, folders)| folders) == folder)
        .filter_map(|other| Some((other.below_root.last()?.as_str(), other)))
        .collect()
}

fn examples(beside: &[(&str, &PolicyFile)]) -> Vec<Example> {
    beside
        .iter()
        .filter(|(name, _)| is_example(name))
        .map(|(name, file)| Example { file: Arc::from(*name), text: Arc::clone(&file.text) })
        .collect()
}
