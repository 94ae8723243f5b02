use std::path::Path as FilePath;

use serde_json::{Value as Json, json};

use super::*;

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

/// A chart `shop` with files; a schema is there where none is given.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in [("Chart.yaml", CHART), ("values.schema.json", "{}")].iter().chain(files) {
            let path = folder.0.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn path(&self) -> &FilePath {
        self.0.path()
    }

    fn values(&self, files: &[&str], set: &[&str]) -> Option<ChartValues> {
        let files: Vec<PathBuf> = files.iter().map(|file| self.path().join(file)).collect();
        let set: Vec<String> = set.iter().map(ToString::to_string).collect();
        ChartValues::read(self.path(), &files, &set)
    }

    /// The file and the line that wrote a value, below the chart's folder.
    fn place(&self, values: &ChartValues, keys: &[&str]) -> (String, u32) {
        let at = values.written_at(&Path::of_keys(keys)).unwrap();
        let document = &values.documents[at.document];
        let file = FilePath::new(&**document.file.name()).strip_prefix(self.path()).unwrap();
        (file.to_string_lossy().into_owned(), document.locate(&at.path).start.line)
    }
}

fn merged(values: &ChartValues) -> Json {
    values.schemas[0].values.clone()
}

#[test]
fn mappings_merge_lists_replace_and_null_takes_a_default_away() {
    let folder = Folder::with(&[
        ("values.yaml", "a: {b: 1, c: 2, d: null}\nlist: [1, 2]\ngone: 1\nempty: null\ntext: x\n"),
        ("one.yaml", "a: {b: null, e: 5}\nlist: [3]\ngone: null\n"),
        ("two.yaml", "a: {e: 6}\nnew: null\n"),
    ]);
    let values = folder.values(&["one.yaml", "two.yaml"], &["text=y,a.f=true"]).unwrap();
    assert_eq!(
        merged(&values),
        json!({"a": {"c": 2, "e": 6, "f": true}, "list": [3], "new": null, "text": "y"})
    );
    assert!(values.is_sure("any words"));
}

#[test]
fn a_value_belongs_to_the_last_file_that_writes_it_and_a_missing_one_to_that_of_its_parent() {
    let folder = Folder::with(&[
        ("values.yaml", "# defaults\nimage:\n  tag: 1\n  name: web\nport: 80\nlist:\n- a\n- b\n"),
        ("one.yaml", "image:\n  tag: 2\n"),
        ("two.yaml", "# nothing\n---\nport: 81\n---\nport: 82\n"),
    ]);
    let values = folder.values(&["one.yaml", "two.yaml"], &["port=83"]).unwrap();
    let place = |keys: &[&str]| folder.place(&values, keys);
    assert_eq!(place(&["image", "tag"]), ("one.yaml".to_owned(), 2));
    assert_eq!(place(&["image", "name"]), ("values.yaml".to_owned(), 4));
    assert_eq!(place(&["image", "missing"]), ("one.yaml".to_owned(), 1), "the last that writes image");
    assert_eq!(place(&["port"]), ("two.yaml".to_owned(), 5), "the last document of the file");
    assert_eq!(place(&["nowhere"]), ("two.yaml".to_owned(), 5), "all write the root");
    let at = |keys: &[&str]| values.written_at(&Path::of_keys(keys)).unwrap();
    assert!(at(&["port"]).overridden && !at(&["image", "tag"]).overridden);
    assert!(at(&["image", "missing"]).is_parent && !at(&["image"]).is_parent);
    let item: Path = [Step::Key("list".into()), Step::Index(1)].into_iter().collect();
    let at = values.written_at(&item).unwrap();
    assert_eq!(values.documents[at.document].locate(&at.path).start.line, 8);
}

#[test]
fn charts_in_a_chart_get_their_values_under_name_or_alias_with_the_globals() {
    let dependencies = "dependencies:\n- {name: db, alias: store, version: 1.0.0}\n\
                        - {name: db, version: 1.0.0, condition: db.enabled}\n";
    let folder = Folder::with(&[
        ("Chart.yaml", &format!("{CHART}{dependencies}")),
        ("values.yaml", "global:\n  zone: a\nstore:\n  port: 1\n  user: null\n"),
        ("charts/db/Chart.yaml", &CHART.replace("shop", "db")),
        ("charts/db/values.yaml", "port: 5432\nuser: root\nenabled: false\nglobal:\n  zone: b\n  own: c\n"),
        ("charts/db/values.schema.json", "{}"),
        ("charts/_left/Chart.yaml", "no chart"),
        ("one.yaml", "store:\n  size: 1\n"),
    ]);
    let values = folder.values(&["one.yaml"], &[]).unwrap();
    let at: Vec<String> = values.schemas.iter().map(|schema| schema.at.to_string()).collect();
    assert_eq!(at, ["", "store"], "the other use is switched off");
    let global = json!({"zone": "a", "own": "c"});
    let expected = json!({"port": 1, "enabled": false, "size": 1, "global": global});
    assert_eq!(values.schemas[1].values, expected);
    assert_eq!(merged(&values), json!({"global": {"zone": "a"}, "store": expected}));
    let place = |keys: &[&str]| folder.place(&values, keys);
    assert_eq!(place(&["store", "size"]), ("one.yaml".to_owned(), 2));
    assert_eq!(place(&["store", "port"]), ("values.yaml".to_owned(), 4));
    assert_eq!(place(&["store", "enabled"]), ("charts/db/values.yaml".to_owned(), 3));
    assert_eq!(place(&["store", "global", "zone"]), ("values.yaml".to_owned(), 2));
    assert_eq!(place(&["store", "global", "own"]), ("charts/db/values.yaml".to_owned(), 6));
    assert_eq!(place(&["store", "missing"]), ("one.yaml".to_owned(), 1));
}

#[test]
fn tags_switch_charts_and_conditions_come_first() {
    let dependencies = "dependencies:\n- {name: a, version: 1.0.0, tags: [extra]}\n\
                        - {name: b, version: 1.0.0, tags: [extra], condition: 'b.none,b.use'}\n";
    let sub = |name: &str| CHART.replace("shop", name);
    let folder = Folder::with(&[
        ("Chart.yaml", &format!("{CHART}{dependencies}")),
        ("values.yaml", "tags: {extra: false}\nb: {use: true}\n"),
        ("charts/a/Chart.yaml", &sub("a")),
        ("charts/a/values.schema.json", "{}"),
        ("charts/b/Chart.yaml", &sub("b")),
        ("charts/b/values.schema.json", "{}"),
    ]);
    let at = |set: &[&str]| -> Vec<String> {
        let values = folder.values(&[], set).unwrap();
        values.schemas.iter().map(|schema| schema.at.to_string()).collect()
    };
    assert_eq!(at(&[]), ["", "b"]);
    assert_eq!(at(&["tags.extra=true,b.use=false"]), ["", "a"]);
}

#[test]
fn what_cannot_be_merged_here_is_left_to_helm() {
    let folder =
        Folder::with(&[("values.yaml", "a: 1\n"), ("list.yaml", "- a\n"), ("broken.yaml", "a: [\n")]);
    for (files, set) in [
        (vec!["https://example.com/values.yaml"], vec![]),
        (vec!["list.yaml"], vec![]),
        (vec!["broken.yaml"], vec![]),
        (vec![], vec!["a[0]=1"]),
    ] {
        assert!(folder.values(&files, &set).is_none(), "{files:?} {set:?}");
    }
    let packed = Folder::with(&[(
        "Chart.yaml",
        &format!("{CHART}dependencies:\n- {{name: db, version: 1.0.0, repository: ''}}\n"),
    )]);
    let values = packed.values(&[], &[]).unwrap();
    assert!(!values.is_sure("parse error"), "its defaults are not known");
    assert!(values.is_sure("values don't meet the specifications of the schema(s)"));
    std::fs::remove_file(packed.path().join("values.schema.json")).unwrap();
    assert!(packed.values(&[], &[]).is_none(), "no schema");
}

#[test]
fn a_chart_without_values_has_a_place_all_the_same() {
    let folder = Folder::with(&[]);
    let values = folder.values(&[], &[]).unwrap();
    assert_eq!(folder.place(&values, &["missing"]), ("values.yaml".to_owned(), 1));
}

#[test]
fn what_helm_says_is_in_one_order() {
    let words = "Error: values\nshop:\n- at '/b': x\n  - at '/b/1': z\n- at '/a': y\ndb:\n- at '/c': x";
    let settled = "Error: values\nshop:\n- at '/a': y\n- at '/b': x\n  - at '/b/1': z\ndb:\n- at '/c': x";
    assert_eq!(super::settled(words), settled);
}
