//! A new rule: a folder with a rule, a test and two examples that pass `verify` as they stand, to be rewritten bit by bit.

use std::path::{Path, PathBuf};

use crate::finding::RuleId;

/// Words that cannot be a part of a package.
const KEYWORDS: &[&str] = &[
    "as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input", "not",
    "null", "package", "some", "true", "with",
];

/// Packs that are the gate's own, and the helpers' folder.
const RESERVED: &[&str] = &["config", "engine", "lib", "source", "waiver"];

/// What was laid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaffold {
    /// The files, in order of name.
    pub files: Vec<PathBuf>,
    /// What to do next, a line each.
    pub next: Vec<String>,
}

/// Why no rule was laid.
#[derive(Debug, thiserror::Error)]
pub enum ScaffoldError {
    /// The name is not one.
    #[error("{pack}/{name} cannot be the name of a rule: {why}")]
    Name {
        /// The pack.
        pack: String,
        /// The rule.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is something already.
    #[error("{} is there already: choose another name, or remove it", .0.display())]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("{} cannot be written: {error}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// Lays the rule `pack/name` below `dir`, a policy folder.
pub fn new_rule(pack: &str, name: &str, dir: &Path) -> Result<Scaffold, ScaffoldError> {
    let id = checked(pack, name)?;
    let folder = dir.join(pack).join(name);
    if folder.exists() {
        return Err(ScaffoldError::Exists(folder));
    }
    let package = id.package();
    let files = [
        ("allow-good.yaml", GOOD.to_owned()),
        ("deny-bad.yaml", BAD.to_owned()),
        ("rule.rego", RULE.replace("PACKAGE", &package)),
        ("rule_test.rego", TEST.replace("PACKAGE", &package)),
    ];
    let failed = |path: &Path, error| ScaffoldError::Write { path: path.to_owned(), error };
    std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
    let mut written = Vec::new();
    for (file, text) in files {
        let path = folder.join(file);
        std::fs::write(&path, text).map_err(|error| failed(&path, error))?;
        written.push(path);
    }
    let next = vec![
        format!(
            "{}: write the manifest that is to be found; `# <- finding` marks the lines",
            written_name(&folder, "deny-bad.yaml")
        ),
        format!("{}: everything that looks alike and is right", written_name(&folder, "allow-good.yaml")),
        format!(
            "{}: title, severity, reason and remedy in METADATA, then the rule",
            written_name(&folder, "rule.rego")
        ),
        format!("tidegate schema check {}", written_name(&folder, "rule.rego")),
        format!("tidegate verify {}", folder.display()),
    ];
    Ok(Scaffold { files: written, next })
}

fn written_name(folder: &Path, file: &str) -> String {
    folder.join(file).display().to_string()
}

fn checked(pack: &str, name: &str) -> Result<RuleId, ScaffoldError> {
    let wrong = |why: String| ScaffoldError::Name { pack: pack.to_owned(), name: name.to_owned(), why };
    let id = RuleId::new(&format!("{pack}/{name}")).map_err(|error| wrong(error.to_string()))?;
    if RESERVED.contains(&pack) {
        return Err(wrong(format!("the pack {pack} is Tidegate's own")));
    }
    for word in [pack, name] {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(wrong(format!("{word} begins with a digit, which a package of Rego may not")));
        }
        if KEYWORDS.contains(&word) {
            return Err(wrong(format!("{word} is a word of Rego's own")));
        }
    }
    if name.ends_with("-test") {
        return Err(wrong("packages that end in _test hold tests".to_owned()));
    }
    Ok(id)
}

const RULE: &str = r#"# METADATA
# title: Workloads say which team answers for them
# description: |
#   What goes wrong without it, in two or three sentences, for the person who just got this finding. Here: when it breaks
#   at night, nobody knows whom to wake.
# custom:
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: Set the label example.com/team to the team that answers for this workload.
#   not_a_problem: When the whole namespace belongs to one team, and everybody knows which.
#   references: []
#   since: 0.1.0
package PACKAGE

deny contains finding if {
	not has_team
	finding := {
		"msg": "the label example.com/team is missing: nobody is named who answers for this",
		"path": ["metadata", "labels", "example.com/team"],
	}
}

has_team if input.object.metadata.labels["example.com/team"] != ""
"#;

const TEST: &str = r#"package PACKAGE_test

import data.PACKAGE as rule

verdict(labels) := findings if {
	findings := rule.deny with input as {"object": {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "web", "labels": labels},
	}}
}

finding := {
	"msg": "the label example.com/team is missing: nobody is named who answers for this",
	"path": ["metadata", "labels", "example.com/team"],
}

test_without_the_label if verdict({"app": "web"}) == {finding}

test_an_empty_label_names_nobody if verdict({"example.com/team": ""}) == {finding}

test_with_the_label if verdict({"example.com/team": "checkout"}) == set()
"#;

const GOOD: &str = "# Whoever reads the manifest knows whom to ask.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
    example.com/team: checkout
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.2.3
";

const BAD: &str = "# Labels, but none that names a team: the finding is at the nearest line that there is.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: # <- finding
    app: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.2.3
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devtool::verify::{Options, Outcome, sources, verify};

    #[test]
    fn a_new_rule_passes_verify_as_it_stands_with_every_line_and_expression_tested() {
        let folder = tempfile::tempdir().unwrap();
        let scaffold = new_rule("acme-two", "names-team", folder.path()).unwrap();
        assert_eq!(scaffold.files.len(), 4);
        let options = Options { threshold: Some(100.0), mutate: true, ..Options::default() };
        let verified = verify(&options, &sources(&[folder.path().to_owned()]).unwrap()).unwrap();
        assert_eq!(verified.outcome(), Outcome::Passed, "{verified:#?}");
        assert_eq!(verified.tests.len(), 5);
        assert!(verified.mutation.unwrap().tried >= 2);
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        new_rule("acme", "x", folder.path()).unwrap();
        let error = new_rule("acme", "x", folder.path()).unwrap_err();
        assert!(error.to_string().contains("is there already"), "{error}");
    }

    #[test]
    fn a_name_that_rego_or_tidegate_would_not_take_is_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        for (pack, name, said) in [
            ("Acme", "x", "is no rule id"),
            ("lib", "x", "Tidegate's own"),
            ("acme", "2fa", "begins with a digit"),
            ("acme", "default", "a word of Rego's own"),
            ("acme", "x-test", "hold tests"),
        ] {
            let error = new_rule(pack, name, folder.path()).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
