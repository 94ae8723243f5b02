//! Charts that make it hard to tell a line's template. Every literal line names itself: `L:` in a template is replaced
//! by the file's letter and the line's number (`a12:`), so that a wrong line shows by itself.

use std::collections::BTreeMap;

use super::{loaded, request, site, text};
use crate::support::folder::Folder;
use crate::support::program::Program;
use crate::support::tools::tool;

/// A chart whose lines name themselves.
struct Chart {
    folder: Folder,
    /// Letter → path relative to the chart.
    files: BTreeMap<char, String>,
}

impl Chart {
    fn new(values: &str, templates: &[(&str, &str)]) -> Self {
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

    fn add(&mut self, path: &str, template: &str) {
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
    fn without(&self, with: usize) -> Vec<String> {
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

fn config_map(name: &str, rest: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n{rest}")
}

#[test]
fn plain_text_blocks_flows_and_comments() {
    let template = r#"data:
  L: x
  # L: no node
  L: |
    L: text
    L: text # with a comment
  L: >-
    folded: text
  L: {L: 1, b: 2}
  "L:": quoted
  L: "one
    two"
  L: 'it''s'
  L: plain over
    two lines
  L: größer # ß
  L: ends here
"#;
    let unix = config_map("a", template);
    let windows = unix.replace('\n', "\r\n");
    for text in [unix.as_str(), windows.as_str(), unix.trim_end()] {
        let without = Chart::new("", &[("templates/a.yaml", text)]).without(11);
        assert_eq!(without, ["a17"], "a comment would end a plain text over two lines");
    }
}

#[test]
fn trims_conditions_and_loops() {
    let template = r#"{{- /* a comment
over lines */ -}}
{{- $x := 1 }}
data:
  {{- if .Values.enabled }}
  L: on
  {{- else }}
  L: off
  {{- end }}
  {{ if .Values.enabled -}}
  L: joined to the if
  {{- end }}
  L:
    {{- range $i, $item := .Values.list }}
    - L: {{ $item | quote }}
      {{ $item }}: {{ $i | quote }}
    {{- end }}
  L: "a{{ if .Values.enabled }}-b{{ end }}"
  L: "start
  {{- if .Values.enabled }}-glued{{ end }}"
  L: {{ .Values.word -}}
  {{ "" }}
  L: {{- printf " %s" .Values.word }}
  L: {{ .Values.word }}{{/* gone */}}
  {{- with .Values.map }}
  L:
    {{- toYaml . | nindent 4 }}
  L: {{ toYaml . | nindent 4 }}
  L: {{- toYaml . | nindent 4 }}
  {{- end }}
  L: {{ .Values.word
    | upper }}
  L:
    - {{ join "\n    - " .Values.list }}
  L: {{ if .Values.enabled }}
    inner
  {{- end }}
  L: {{ if .Values.enabled }}one{{ else }}two{{ end }} # told
  {{- range .Values.list }}{{ if eq . "q" }}
  L: in line with the loop{{ end }}{{ end }}
  L: last"#;
    let values = "enabled: true\nlist: [p, q]\nword: hey\nmap: {a: 1, b: {c: 2}}\n";
    let chart = Chart::new(values, &[("templates/a.yaml", &config_map("a", template))]);
    let without = chart.without(15);
    assert_eq!(
        without,
        ["a24", "a34", "a38", "a43"],
        "ended by an action that goes on, or in the middle of one"
    );
}

#[test]
fn helpers_that_are_written_have_their_own_lines() {
    let helpers = r#"{{- define "labels" -}}
L: literal
L: {{ .Release.Name }}
{{- end }}
{{ define "one" }}L: same line as the define{{ end }}
{{- define "list" }}
- L: x
  L: {{ include "word" . }}
- {{ include "word" . }}: a key
{{- end }}
{{- define "word" -}}
word
{{- end }}
{{- define "image" -}}
{{ .Values.word }}/x:{{ .Values.word }}
{{- end }}
{{- define "outer" -}}
L:
  {{- include "labels" . | nindent 2 }}
{{- end }}"#;
    let template = r#"data:
  {{- include "labels" . | nindent 2 }}
  nested:
    {{ include "labels" . | indent 4 | trim }}
  L: {{ include "image" . }}
  L: {{ include "image" . | quote }}
  L: {{ include "image" . | trunc 5 }}
  L: {{ include "labels" . | sha256sum }}
  L: {{ include "labels" . | b64enc | quote }}
  L: {{ include (print $.Template.BasePath "/b.yaml") . | sha256sum }}
  L: |
    {{- include "outer" . | nindent 4 }}
  parsed:
    {{- include "labels" . | fromYaml | toYaml | nindent 4 }}
  {{ include "one" . }}
  L:
    {{- include "list" . | nindent 4 }}
  quoted: {{ include "labels" . | quote }}
"#;
    let chart = Chart::new(
        "word: hey\n",
        &[
            ("templates/_helpers.tpl", helpers),
            ("templates/a.yaml", &config_map("a", template)),
            (
                "templates/b.yaml",
                &config_map("b", "data:\n  L: hashed elsewhere\n{{ template \"labels\" . }}\n"),
            ),
        ],
    );
    let without = chart.without(20);
    assert_eq!(without, ["a2", "a3", "a5"], "parsed, or a helper of one line");
}

#[test]
fn a_mark_never_turns_a_decision() {
    let helpers = r#"{{- define "labels" -}}
app: x
tier: y
{{- end }}
{{- define "outer" -}}
{{ include "labels" . }}
{{- end }}"#;
    for (decision, taken) in [
        (r##"if contains "#" (include "labels" .)"##, false),
        (r#"if eq (include "labels" .) "app: x\ntier: y""#, true),
        (r#"if gt (len (include "outer" .)) 20"#, false),
        (r##"if (include "outer" . | regexMatch "#")"##, false),
        (r##"with include "outer" . | regexFind "#""##, false),
    ] {
        // Both branches write the same line: only the number of the template line tells them apart.
        let template = config_map(
            "a",
            "data:\n  {{- DECISION }}\n  same: text\n  {{- else }}\n  same: text\n  {{- end }}\n",
        )
        .replace("DECISION", decision);
        let chart = Chart::new("", &[("templates/_h.tpl", helpers), ("templates/a.yaml", &template)]);
        let scope = loaded(&request([chart.folder.path().join("chart")])).remove(0);
        let text = text(&scope);
        let at = text.lines().position(|line| line == "  same: text").unwrap();
        let site = site(&scope, u32::try_from(at + 1).unwrap()).unwrap();
        assert_eq!(site.line, Some(if taken { 6 } else { 8 }), "{decision}\n{text}");
    }
}

#[test]
fn what_marks_break_is_left_out_and_the_rest_has_its_lines() {
    let continued = "data:\n  L: start {{ .Values.word }}\n    {{ .Values.word }}\n  L: behind\n";
    let cut = "data:\n  L: {L: 1\n  {{- if .Values.enabled }}, b: 2{{ end }}}\n  L: behind\n";
    let helper = "{{- define \"folded\" }}\nL: start {{ .Values.word }}\n  {{ .Values.word }}\n{{- end }}";
    let chart = Chart::new(
        "word: hey\nenabled: true\n",
        &[
            ("templates/a.yaml", &config_map("a", continued)),
            ("templates/b.yaml", &config_map("b", cut)),
            ("templates/c.yaml", &config_map("c", "data:\n  L: fine\n  L: also\n")),
            ("templates/_d.tpl", helper),
            (
                "templates/e.yaml",
                &config_map("e", "data:\n  {{- include \"folded\" . | nindent 2 }}\n  L: after\n"),
            ),
        ],
    );
    let without = chart.without(5);
    assert_eq!(without, ["a5", "b5", "d2"]);
}

#[test]
fn random_text_leaves_the_lines_beside_it() {
    let random =
        "data:\n  L: x\n  L: {{ randAlphaNum 12 }}\n  L: {{ randAlphaNum 9 | b64enc | quote }}\n  L: y\n";
    let lines = "data:\n  L: |\n    {{ randAlphaNum 5 }}\n    {{ randAlphaNum 5 }}\n  L: x\n";
    let chart = Chart::new(
        "",
        &[("templates/a.yaml", &config_map("a", random)), ("templates/b.yaml", &config_map("b", lines))],
    );
    assert_eq!(
        chart.without(4),
        ["b5", "b8"],
        "random lines of their own prove nothing about their document"
    );
}

#[test]
fn several_documents_hooks_resource_definitions_and_other_files() {
    let many = "{{- range until 3 }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a{{ . }}\n  labels:\n    L: x\n{{- end }}\n";
    let hook = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: hook\n  annotations:\n    \"helm.sh/hook\": test\n    L: x\n";
    let crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: x.example.com\n  labels:\n    L: y\n";
    let mut chart = Chart::new(
        "text: |\n  L: from values\n",
        &[
            ("templates/many.yaml", many),
            ("templates/hook.yaml", hook),
            ("crds/crd.yaml", crd),
            (
                "templates/json.json",
                "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"j\"}}\n",
            ),
            ("templates/NOTES.txt", "L: notes\n"),
            ("files/data.yaml", "L: from a file\n"),
        ],
    );
    let other = "data:\n  L: x\n  file:\n    {{- .Files.Get \"files/data.yaml\" | nindent 4 }}\n  {{- tpl .Values.text . | nindent 2 }}\n  {{- tpl \"L: {{ .Release.Name }}\" . | nindent 2 }}\n";
    chart.add("templates/other.yaml", &config_map("other", other));
    let without = chart.without(6);
    assert_eq!(without, ["f1", "g9"], "a file and a text that tpl runs are no template lines");
}

#[test]
fn subcharts_in_folders_of_other_names_have_lines_and_packed_ones_only_templates() {
    let mut chart = Chart::new("", &[("templates/a.yaml", &config_map("a", "data:\n  L: x\n"))]);
    chart.folder.write(
        "chart/Chart.yaml",
        "apiVersion: v2\nname: chart\nversion: 1.0.0\ndependencies:\n- {name: sub, version: 1.0.0, alias: other}\n\
         - {name: packed, version: 1.0.0}\n",
    );
    chart.folder.write("chart/charts/folder/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n");
    chart.add("charts/folder/templates/b.yaml", &config_map("b", "data:\n  L: x\n"));
    chart.folder.write("packed/Chart.yaml", "apiVersion: v2\nname: packed\nversion: 1.0.0\n");
    chart.folder.write("packed/templates/z.yaml", config_map("z", "data:\n  z5: x\n"));
    let packed = Program::new(tool("helm"))
        .arg("package")
        .arg(chart.folder.path().join("packed"))
        .arg("--destination")
        .arg(chart.folder.path().join("chart/charts"))
        .run();
    assert_eq!(packed.code, 0, "{}", packed.stderr);
    assert_eq!(chart.without(2), ["z5"]);
}
