//! TOML, Dockerfiles and Procfiles: the same value as conftest gives to policies, and where everything stands.

use std::process::Command;

use tidegate::source::{Document, Format, Limits, Read, ToolFile, read_bytes};

use super::{only, path, range, shown};
use crate::support::root;
use crate::support::tools::tool;

fn sample(name: &str, format: Format) -> Document {
    let bytes = std::fs::read(root().join("testdata/fuzz/reader").join(name)).unwrap();
    only(read_bytes(name, &bytes, format, &Limits::default()))
}

fn dockerfile(text: &str) -> Vec<Read> {
    read_bytes("Dockerfile", text.as_bytes(), Format::Dockerfile, &Limits::default())
}

fn toml(text: &str) -> Vec<Read> {
    read_bytes("air.toml", text.as_bytes(), Format::Toml, &Limits::default())
}

fn procfile(text: &str) -> Vec<Read> {
    read_bytes("Procfile", text.as_bytes(), Format::Procfile, &Limits::default())
}

/// What conftest gives to policies; it wraps the instructions of a Dockerfile in one more list, which it opens again.
fn as_conftest(name: &str, parser: &str) -> serde_json::Value {
    let mut conftest = Command::new(tool("conftest"));
    conftest.args(["parse", "--parser", parser]).arg(root().join("testdata/fuzz/reader").join(name));
    let output = conftest.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_dockerfile_is_what_conftest_makes_of_it() {
    let ours = tidegate::value::to_json(&sample("Dockerfile", Format::Dockerfile).value);
    assert_eq!(ours, as_conftest("Dockerfile", "dockerfile")[0]);
}

#[test]
fn toml_is_what_conftest_makes_of_it() {
    let ours = tidegate::value::to_json(&sample("air.toml", Format::Toml).value);
    assert_eq!(ours, as_conftest("air.toml", "toml"));
}

#[test]
fn a_file_is_known_by_its_name() {
    let names = [
        (".air.toml", Some(ToolFile::AirToml)),
        ("a/air.toml", Some(ToolFile::AirToml)),
        (".air.linux.toml", Some(ToolFile::AirToml)),
        ("web.air.toml", Some(ToolFile::AirToml)),
        ("repair.toml", Some(ToolFile::Toml)),
        ("Cargo.toml", Some(ToolFile::Toml)),
        ("Dockerfile", Some(ToolFile::Dockerfile)),
        ("a/dockerfile", Some(ToolFile::Dockerfile)),
        ("Dockerfile.prod", Some(ToolFile::Dockerfile)),
        ("Dockerfile_windows", Some(ToolFile::Dockerfile)),
        ("web.Dockerfile", Some(ToolFile::Dockerfile)),
        ("Containerfile", Some(ToolFile::Dockerfile)),
        ("Dockerfile.dockerignore", None),
        ("Dockerfile.j2", None),
        ("dockerfile.go", None),
        ("Dockerfiles", None),
        ("Procfile", Some(ToolFile::Procfile)),
        ("Procfile.dev", Some(ToolFile::Procfile)),
        ("compose.yaml", Some(ToolFile::Compose)),
        ("docker-compose.yml", Some(ToolFile::Compose)),
        ("docker-compose.prod.yml", Some(ToolFile::Compose)),
        ("docker-compose-ci.yaml", Some(ToolFile::Compose)),
        ("composer.yaml", None),
        ("nodemon.json", Some(ToolFile::Nodemon)),
        ("deploy.yaml", None),
        ("a.json", None),
    ];
    for (name, file) in names {
        assert_eq!(ToolFile::of_name(name), file, "{name}");
    }
    assert_eq!(Format::of_any("Dockerfile"), Some(Format::Dockerfile));
    assert_eq!(Format::of_any("compose.yaml"), Some(Format::Yaml));
    assert_eq!(Format::of("air.toml"), None);
}

#[test]
fn a_compose_file_holds_services_and_is_no_object() {
    let document = |text: &str| {
        only(read_bytes("compose.yaml", text.as_bytes(), Format::Yaml, &Limits::default())).tool_file()
    };
    assert_eq!(document("services: {web: {image: a}}"), Some(ToolFile::Compose));
    assert_eq!(document("{apiVersion: v1, kind: X, services: {}}"), None);
    assert_eq!(document("a: b"), None);
}

#[test]
fn every_word_of_an_instruction_has_its_place() {
    let document = only(dockerfile(
        "FROM a\n# why\nRUN --mount=x echo \\\n    # inside\n    b\nCOPY [\"a b\", \"/c\"]\nENV A=1 B='2 3'\nONBUILD CMD [\"d\"]\n",
    ));
    let at = |steps: &str| range(document.locate(&path(steps)));
    let whole = |steps: &str| range(document.extent(&path(steps)).unwrap());
    assert_eq!(at("0"), "1:1-1:7");
    assert_eq!(at("1/Value/0"), "2:1-2:6");
    assert_eq!(whole("2"), "3:1-5:6");
    assert_eq!(at("2/Cmd"), "3:1-3:4");
    assert_eq!(at("2/Flags/0"), "3:5-3:14");
    assert_eq!(whole("2/Value/0"), "3:15-5:6");
    assert_eq!(at("3/Value/1"), "6:14-6:18");
    assert_eq!(at("4/Value/4"), "7:11-7:16");
    assert_eq!(at("5/SubCmd"), "8:9-8:12");
    assert_eq!(at("5/Value/0"), "8:14-8:17");
}

#[test]
fn what_is_no_dockerfile_is_said_where_it_is() {
    let cases = [
        ("FROM a\nRUM b\n", "2:1 there is no instruction 'RUM'"),
        ("FROM a AS\n", "1:1 FROM takes an image, or an image AS a name"),
        ("FROM a\nCMD [\"a\", 1]\n", "2:5 a list of arguments holds something else than texts"),
        ("FROM a\nENV X\n", "2:5 ENV has a name and no value"),
        ("FROM a\nLABEL a=b c\n", "2:11 'c' has no value"),
        ("FROM a\nCOPY b\n", "2:1 COPY needs a source and a destination"),
        ("FROM a\nONBUILD FROM b\n", "2:1 ONBUILD takes an instruction, but not this one"),
        ("FROM a\nHEALTHCHECK b\n", "2:1 HEALTHCHECK is neither NONE nor CMD with a command"),
        ("FROM a\nSHELL sh\n", "2:1 SHELL takes a JSON list"),
        ("FROM a\nUSER\n", "2:1 USER says nothing"),
        ("FROM a\nEXPOSE\n", "2:1 EXPOSE says nothing"),
        ("FROM a\n\\\n\n", "2:1 a line goes on and nothing follows"),
        (
            "FROM a\nRUN <<-'E F'\n\tb\n",
            "2:1 the here-document that this opens is never closed by a line 'E F'",
        ),
        ("# escape=x\nFROM a\n", "1:1 'x' cannot be what escapes"),
        ("# syntax=a\n# syntax=b\nFROM a\n", "2:1 the directive syntax stands here for the second time"),
        ("FROM a\nRUN \u{fffd}\n", ""),
    ];
    for (text, said) in cases {
        let reads = dockerfile(text);
        let words = shown(&reads);
        match said {
            "" => assert!(reads[0].document().is_some(), "{words:?}"),
            said => assert_eq!(words, [said], "{text}"),
        }
    }
    assert_eq!(shown(&dockerfile("# only a comment\n\n")), Vec::<String>::new());
    let invalid = read_bytes("Dockerfile", b"FROM a\nRUN \xff\n", Format::Dockerfile, &Limits::default());
    assert_eq!(shown(&invalid), ["2:5 there are bytes here that are not valid in the file's encoding"]);
    let template = dockerfile("{{ header }}\nFROM a\n");
    assert!(template[0].unreadable().unwrap().help.contains("not rendered"));
}

#[test]
fn toml_has_places_and_words() {
    let document = only(toml("[build]\nsend_interrupt = true\n[a]\nb.c = [1,\n 2]\n[[d]]\ne = 1\n"));
    let at = |steps: &str| range(document.locate(&path(steps)));
    assert_eq!(at("build"), "1:2-1:8");
    assert_eq!(at("build/send_interrupt"), "2:1-2:22");
    assert_eq!(at("a/b/c/1"), "5:2-5:3");
    assert_eq!(at("d/0/e"), "7:1-7:6");
    assert_eq!(at("build/none"), "1:2-1:8");
    assert_eq!(shown(&toml("a = 1\na = 2\n")), ["2:1 this is no TOML: duplicate key"]);
    assert_eq!(
        shown(&toml("a = nan\n")),
        ["1:5 'nan' is a number that JSON does not have, so it cannot reach the API server"]
    );
    assert_eq!(shown(&toml("a = [\n")), ["1:6 this is no TOML: unclosed array, expected `]`"]);
    assert_eq!(shown(&toml("# nothing\n")), Vec::<String>::new());
}

#[test]
fn what_nests_too_deep_is_said_and_not_fallen_over() {
    let keys = format!("{{{}=", vec!["a"; 79].join("."));
    for text in [
        format!("x = {}1{}", keys.repeat(78), "}".repeat(78)),
        format!("x = {}", "[".repeat(100_000)),
        format!("{}x = 1", "a.".repeat(100_000)),
    ] {
        assert!(toml(&text)[0].unreadable().is_some());
    }
}

#[test]
fn a_procfile_names_processes() {
    let document = sample("Procfile", Format::Procfile);
    let at = |steps: &str| range(document.locate(&path(steps)));
    assert_eq!(
        document.value.to_string(),
        r#"{"release-1":"./migrate","web":"bundle exec puma -C config/puma.rb # one","worker":"bin/work --queue=\"a b\""}"#
    );
    assert_eq!(at("worker"), "4:1-4:30");
    let command = document.value_range(&path("release-1")).unwrap();
    assert_eq!(document.file.text().get(command), Some("./migrate"));
    assert_eq!(shown(&procfile("web: a\nbundle exec\n")), ["2:1 no process is named here"]);
    assert_eq!(shown(&procfile("web:\n")), ["1:1 no process is named here"]);
    assert!(shown(&procfile("web: a\nweb: b\n"))[0].starts_with("2:1 the key 'web' stands twice"));
    assert_eq!(shown(&procfile("# none\n")), Vec::<String>::new());
}

#[test]
fn comments_for_tidegate_are_kept() {
    let governed = |document: &Document| -> Vec<String> {
        let path =
            |comment| document.governed_by(comment).map_or_else(|| "-".to_owned(), |path| path.to_string());
        document.comments.iter().map(path).collect()
    };
    assert_eq!(governed(&sample("air.toml", Format::Toml)), ["", "build.args_bin"]);
    let text = "# tidegate:waive x\nFROM a\n# tidegate:waive y\nRUN b \\\n # tidegate:waive z\n c\n";
    assert_eq!(governed(&only(dockerfile(text)))[..2], ["", "[3]"]);
    assert_eq!(governed(&only(procfile("web: a\n# tidegate:waive x\nworker: b\n"))), ["worker"]);
}
