//! Charts that make it hard to tell a line's template.

use super::named_lines::{Chart, config_map};
use super::{loaded, request, site, text};
use crate::support::program::Program;
use crate::support::tools::tool;

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
    let decides = "data:\n  {{- if contains \"#\" (include \"packed.labels\" .) }}\n  z6: x\n  {{- else }}\n  z8: x\n  {{- end }}\n";
    chart.folder.write("packed/templates/z.yaml", config_map("z", decides));
    chart.folder.write("packed/templates/_h.tpl", "{{ define \"packed.labels\" }}x: y{{ end }}");
    chart.add(
        "templates/_h.tpl",
        "{{- define \"packed.labels\" }}\nL: overridden\n{{- end }}\n{{- define \"chart.own\" }}\nL: own\n{{- end }}",
    );
    chart.add(
        "templates/d.yaml",
        &config_map("d", "data:\n  {{- include \"packed.labels\" . | nindent 2 }}\n  {{- include \"chart.own\" . | nindent 2 }}\n"),
    );
    let packed = Program::new(tool("helm"))
        .arg("package")
        .arg(chart.folder.path().join("packed"))
        .arg("--destination")
        .arg(chart.folder.path().join("chart/charts"))
        .run();
    assert_eq!(packed.code, 0, "{}", packed.stderr);
    assert_eq!(chart.without(3), ["z8", "c2"], "a packed chart may decide by what it includes");
}

/// The manner of a widely used library: every value may be a template, labels are merged as maps, lists are cut.
#[test]
fn charts_in_the_manner_of_a_library() {
    let library = r#"{{- define "common.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) }}
{{- if contains "{{" (toJson .value) }}
{{- tpl $value .context }}
{{- else }}
{{- $value }}
{{- end }}
{{- end -}}
{{- define "common.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- define "common.labels" -}}
{{- if .custom -}}
{{- $default := dict "app" (include "common.name" .context) "by" .context.Release.Service -}}
{{ template "common.render" (dict "value" (merge .custom $default) "context" .context) }}
{{- else -}}
L: {{ include "common.name" .context }}
L: {{ .context.Release.Service }}
{{- end -}}
{{- end -}}
{{- define "common.image" -}}
{{- printf "%s/%s:%s" .registry .repository (.tag | toString) -}}
{{- end -}}
{{- define "common.secret" -}}
{{- $name := printf "%s-secret" (include "common.name" .) -}}
{{- if .Values.existing -}}{{- $name = tpl .Values.existing . -}}{{- end -}}
{{- printf "%s" $name -}}
{{- end -}}"#;
    let template = r#"{{- if .Values.enabled }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ printf "%s-x" (include "common.name" .) | trunc 63 | trimSuffix "-" }}
  labels: {{- include "common.labels" (dict "custom" .Values.labels "context" $) | nindent 4 }}
    L: extra
  {{- if or .Values.annotations .Values.labels }}
  annotations: {{- include "common.render" (dict "value" .Values.annotations "context" $) | nindent 4 }}
  {{- end }}
data:
  {{- if .Values.extra }}
  extra: {{- include "common.render" (dict "value" .Values.extra "context" $) | nindent 4 }}
  {{- end }}
  L: {{ include "common.image" .Values.image }}
  L: {{ .Values.image.tag | quote }}
  {{- with .Values.labels }}
  L: {{ toYaml . | nindent 4 }}
  {{- else }}
  L: none
  {{- end }}
  L: {{ ternary "a" "b" (empty .Values.extra) }}
  L: {{ include "common.secret" . }}
{{- end }}"#;
    let values = "enabled: true\nimage: {registry: r, repository: p, tag: 1}\nannotations: {a: '{{ .Release.Name }}'}\n\
                  extra: \"k: {{ .Release.Name }}\"\nexisting: '{{ .Release.Name }}-s'\n";
    let templates = [("templates/_common.tpl", library), ("templates/b.yaml", template)];
    let chart = Chart::new(&format!("{values}labels: {{}}\n"), &templates);
    assert_eq!(chart.without(8), [""; 0], "labels by literal text");
    let chart = Chart::new(&format!("{values}labels: {{team: x}}\n"), &templates);
    assert_eq!(chart.without(6), [""; 0], "labels by a map");
}
