//! A chart in which every literal line names itself: `L:` in a template is replaced by the file's letter and the line's
//! number (`a12:`), so that a wrong line shows by itself.

use std::collections::BTreeMap;

use super::{loaded, request, site, text};
use crate::support::folder::Folder;

/// A chart whose lines name themselves.
pub(crate) struct Chart {
    pub(crate) folder: Folder,
    /// Letter → path relative to the chart.
    files: BTreeMap<char, String>,
}

impl Chart {
    pub(crate) fn new(values: &str, templates: &[(&str, &str)]) -> Self {
        let folder = Folder::with(&[
            ("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n"),
            ("chart/values.yaml", values),
        ]);
        let mut chart = Self { folder, files: BTreeMap::new() };
        for (path, template) in templates {
            chart.add(path, template);
        }
        chart
    }

    pub(crate) fn add(&mut self, path: &str, template: &str) {
        let letter = char::from(b'a' + u8::try_from(self.files.len()).unwrap());
        let named: Vec<String> = template
            .split('\n')
            .zip(1..)
            .map(|(line, number)| line.replace("L:", &format!("{letter}{number}:")))
            .collect();
        self.folder.write(&format!("chart/{path}"), named.join("\n"));
        self.files.insert(letter, path.to_owned());
    }

    /// Renders, fails on a wrong line, and gives the names of the lines without their line; there are `with` others.
    pub(crate) fn without(&self, with: usize) -> Vec<String> {
        let mut request = request([self.folder.path().join("chart")]);
        request.helm.include_crds = true;
        let scope = loaded(&request).remove(0);
        assert_eq!(scope.unrendered, [], "the chart renders");
        let text = text(&scope);
        let (mut found, mut without) = (0, Vec::new());
        for (line, number) in text.lines().zip(1..) {
            let Some(site) = site(&scope, number) else { continue };
            let Some(name) = own_name(line) else { continue };
            let (letter, template_line) = (name.chars().next().unwrap(), name[1..].parse::<u32>().unwrap());
            match site.line {
                None => without.push(name.to_owned()),
                Some(line_found) => {
                    let file = self.folder.path().join("chart").join(&self.files[&letter]);
                    assert_eq!(
                        (&*site.file, line_found),
                        (&*file.to_string_lossy(), template_line),
                        "{line:?}\n{text}"
                    );
                    found += 1;
                }
            }
        }
        assert_eq!(found, with, "lines with a template line; without: {without:?}\n{text}");
        without
    }
}

/// The first name of a line, as in `  - a12: x`.
fn own_name(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '-', '"', '{']);
    let (name, _) = line.split_once(':')?;
    let number = name.strip_prefix(|c: char| c.is_ascii_lowercase())?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

pub(crate) fn config_map(name: &str, rest: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n{rest}")
}
