//! The page of one rule, under fixed headings.

use std::fmt::Write as _;

use super::{NOTE, off_in};
use crate::finding::Example;
use crate::policy::Rule;
use crate::value;

/// The whole page. `said` is what the rule says of the bad example, `schema` the JSON Schema of its parameters.
pub(super) fn text(rule: &Rule, said: &[String], schema: Option<&str>) -> String {
    let card = &rule.card;
    let mut text = format!("{NOTE}\n# {}\n\n`{}`\n\n", card.title, card.id);
    facts(&mut text, rule);
    section(&mut text, "What it finds", &finds(rule, said));
    section(&mut text, "Why", &card.description);
    section(&mut text, "How to fix it", &card.remediation);
    section(
        &mut text,
        "When it is not a problem",
        card.not_a_problem.as_deref().unwrap_or("No such case is known."),
    );
    section(&mut text, "Parameters", &parameters(rule, schema));
    section(&mut text, "Bad", &examples(rule, "deny-"));
    section(&mut text, "Good", &examples(rule, "allow-"));
    let references: Vec<String> = card.references.iter().map(|link| format!("- <{link}>")).collect();
    let references = if references.is_empty() { "None.".to_owned() } else { references.join("\n") };
    section(&mut text, "References", &references);
    if let Some(chinese) = &card.chinese {
        section(&mut text, "中文", &format!("**{}**\n\n{}", chinese.title, chinese.remediation));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn section(text: &mut String, heading: &str, body: &str) {
    let _ = write!(text, "## {heading}\n\n{}\n\n", body.trim_end());
}

fn facts(text: &mut String, rule: &Rule) {
    let card = &rule.card;
    let words = |words: Vec<&str>| if words.is_empty() { "–".to_owned() } else { words.join(", ") };
    let rows = [
        ("severity", card.severity.to_string()),
        ("applies to", words(card.applies_to.iter().map(|kind| &**kind).collect())),
        ("on", words(card.operations.iter().map(|operation| operation.as_str()).collect())),
        ("at", words(card.places.iter().map(|place| place.as_str()).collect())),
        ("looks at", words(card.reads.iter().map(|kind| &**kind).collect())),
        ("off in profile", off_in(rule).unwrap_or_else(|| "–".to_owned())),
        ("since", card.since.to_string()),
    ];
    let _ = write!(text, "| | |\n| --- | --- |\n");
    for (name, value) in rows {
        let _ = writeln!(text, "| {name} | {} |", cell(&value));
    }
    text.push('\n');
}

/// Text in a table cell.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn finds(rule: &Rule, said: &[String]) -> String {
    let card = &rule.card;
    let mut text = format!("Objects of which this does not hold: {}.", card.title);
    if card.absence {
        text.push_str(
            " The finding is that something is missing, so the rule is silent where it may be outside of what is seen.",
        );
    }
    if !said.is_empty() {
        text.push_str("\n\nOf the example under *Bad* it says:\n");
        for message in said {
            let _ = write!(text, "\n- {}", message.replace('\n', " "));
        }
    }
    text
}

fn parameters(rule: &Rule, schema: Option<&str>) -> String {
    if rule.params.is_empty() {
        return "None.".to_owned();
    }
    let schema: serde_json::Value =
        schema.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let mut text = "| parameter | default | meaning |\n| --- | --- | --- |\n".to_owned();
    for (key, default) in &rule.params {
        let property = schema.get("properties").and_then(|all| all.get(key));
        let meaning = property.and_then(|one| one.get("description")).and_then(|text| text.as_str());
        let choices = property.and_then(|one| one.get("enum")).and_then(|list| list.as_array());
        let choices = choices.map(|list| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        let choices = choices.map(|list| format!(" One of {list}.")).unwrap_or_default();
        let _ = writeln!(
            text,
            "| `{}.{key}` | `{}` | {} |",
            rule.card.id.pack(),
            value::to_json(default),
            cell(&format!("{}{choices}", meaning.unwrap_or_default())),
        );
    }
    text
}

fn is_old(example: &Example) -> bool {
    example.file.ends_with(".old.yaml")
}

/// The example that a page shows in full: the shortest one with a Deployment, which everybody knows, else the shortest.
pub(super) fn shown<'a>(rule: &'a Rule, prefix: &str) -> Option<&'a Example> {
    let fitting = rule.examples.iter().filter(|example| example.file.starts_with(prefix) && !is_old(example));
    fitting.min_by_key(|example| {
        let known = example.text.lines().any(|line| line == "kind: Deployment");
        (!known, example.text.lines().count(), &example.file)
    })
}

fn examples(rule: &Rule, prefix: &str) -> String {
    let Some(shown) = shown(rule, prefix) else { return "There is no example.".to_owned() };
    let mut text = String::new();
    let old = crate::gate::old_example(rule, shown);
    if let Some(old) = old {
        let _ = write!(text, "Before the change:\n\n{}\n\nAfter it:\n\n", block(old));
    }
    text.push_str(&block(shown));
    let others: Vec<String> = rule
        .examples
        .iter()
        .filter(|example| example.file.starts_with(prefix) && !is_old(example) && example.file != shown.file)
        .map(|example| format!("- [{0}]({0}): {1}", example.file, first_comment(&example.text)))
        .collect();
    if !others.is_empty() {
        let _ = write!(text, "\n\nMore examples:\n\n{}", others.join("\n"));
    }
    text
}

/// The example as it is written, without the comment that only the test runner reads.
fn block(example: &Example) -> String {
    let language = match example.file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("Dockerfile") => "dockerfile",
        Some("toml") => "toml",
        Some("yaml") => "yaml",
        _ => "",
    };
    let lines: Vec<&str> =
        example.text.trim_end().lines().filter(|line| !line.starts_with("# tidegate:case")).collect();
    format!("```{language}\n{}\n```", lines.join("\n"))
}

/// The comment at the beginning, up to its first blank line or the manifest.
fn first_comment(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| line.starts_with("# tidegate:case"))
        .map_while(|line| line.strip_prefix('#'))
        .map(str::trim)
        .take_while(|line| !line.is_empty() && !line.starts_with("tidegate:case"))
        .collect();
    lines.join(" ")
}
