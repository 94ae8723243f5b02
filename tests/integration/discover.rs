//! Which files a request finds, and how they are put together. No chart and no other program takes part.

use std::path::{Path, PathBuf};

use tidegate::source::{PlanError, Request, ScopeMode, load, plan};

use crate::support::folder::Folder;
use crate::support::program::Program;

const MANIFEST: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n";
const RENDER: &str =
    "---\n# Source: shop/templates/web.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n";

/// Scopes as name and files, relative to the folder.
fn scopes(folder: &Path, request: &Request) -> Vec<(String, Vec<String>)> {
    let short = |name: &str| {
        let short = Path::new(name).strip_prefix(folder).map_or(name.into(), Path::to_string_lossy);
        if short.is_empty() { ".".to_owned() } else { short.into_owned() }
    };
    let scopes = plan(request).unwrap().scopes;
    scopes
        .iter()
        .map(|scope| {
            let reads = load(scope).reads;
            let files = reads.iter().map(|read| match (read.document(), read.unreadable()) {
                (Some(document), _) => short(document.file.name()),
                (_, Some(place)) => format!("{} cannot be read", short(place.file.name())),
                _ => unreachable!(),
            });
            (short(&scope.name), files.collect())
        })
        .collect()
}

fn of(folder: &Folder, paths: &[&str]) -> Vec<(String, Vec<String>)> {
    scopes(folder.path(), &Request::new(paths.iter().map(|path| folder.path().join(path))))
}

fn scope(name: &str, files: &[&str]) -> (String, Vec<String>) {
    (name.to_owned(), files.iter().map(|file| (*file).to_owned()).collect())
}

#[test]
fn files_of_tools_are_found_beside_manifests() {
    let folder = Folder::with(&[
        (".air.toml", "root = '.'\n"),
        (".config/air.toml", "root = '.'\n"),
        (".config/other.yaml", MANIFEST),
        (".config/sub/air.toml", "root = '.'\n"),
        (".devcontainer/Dockerfile", "FROM a\n"),
        ("Cargo.toml", "[package]\n"),
        ("Dockerfile", "FROM a\n"),
        ("Dockerfile.j2", "{% if x %}\n"),
        ("Procfile", "web: a\n"),
        ("build/Containerfile", "FROM a\n"),
        ("compose.yaml", "services: {}\n"),
        ("nodemon.json", "{}"),
    ]);
    let files = [
        ".air.toml",
        ".config/air.toml",
        "Dockerfile",
        "Procfile",
        "build/Containerfile",
        "compose.yaml",
        "nodemon.json",
    ];
    assert_eq!(of(&folder, &[""]), [scope(".", &files)]);
    // Where it is named, every TOML is read as what it is.
    assert_eq!(of(&folder, &["Cargo.toml"]), [scope("Cargo.toml", &["Cargo.toml"])]);
}

#[test]
fn a_folder_is_walked_in_order_and_only_for_what_is_read() {
    let folder = Folder::with(&[
        ("b.yml", MANIFEST),
        ("a.YAML", MANIFEST),
        ("c.json", "{}"),
        ("sub/d.jsonl", "{}\n"),
        ("sub/e.ndjson", "{}\n"),
        ("readme.md", "# x"),
        ("yaml", MANIFEST),
        (".hidden.yaml", MANIFEST),
        (".github/workflows/ci.yaml", MANIFEST),
    ]);
    let files = ["a.YAML", "b.yml", "c.json", "sub/d.jsonl", "sub/e.ndjson"];
    assert_eq!(of(&folder, &[""]), [scope(".", &files)]);
}

#[test]
fn what_is_named_is_read_whatever_it_is_called() {
    let folder =
        Folder::with(&[("notes.txt", MANIFEST), (".hidden/x.yaml", MANIFEST), (".gitignore", "*\n")]);
    assert_eq!(
        of(&folder, &["notes.txt", ".hidden", "notes.txt"]),
        [scope("notes.txt", &["notes.txt"]), scope(".hidden", &[".hidden/x.yaml"])],
        "and once"
    );
}

#[test]
fn what_is_not_there_is_an_error_that_names_it() {
    let folder = Folder::new();
    let missing = folder.path().join("nowhere");
    let error = plan(&Request::new([&missing])).unwrap_err();
    assert_eq!(error, PlanError::MissingPath(missing.display().to_string()));
    assert!(error.to_string().starts_with(&format!("there is no '{}'", missing.display())));
    let mut request = Request::new([folder.path()]);
    request.ignore = vec!["a{".to_owned()];
    assert!(matches!(plan(&request), Err(PlanError::Glob(glob, _)) if glob == "a{"));
    request.ignore.clear();
    request.chart = Some(folder.path().to_owned());
    assert!(matches!(plan(&request), Err(PlanError::NoChart(_))));
}

#[test]
fn renders_are_scopes_of_their_own_unless_told_otherwise() {
    let folder = Folder::with(&[
        ("a.yaml", MANIFEST),
        ("rendered/prod.yaml", RENDER),
        ("rendered/dev.yaml", RENDER),
        ("z.yaml", MANIFEST),
        ("text.yaml", "a: |\n  # Source: a/b\n"),
    ]);
    let others = ["a.yaml", "text.yaml", "z.yaml"];
    let (dev, prod) = ("rendered/dev.yaml", "rendered/prod.yaml");
    assert_eq!(of(&folder, &[""]), [scope(".", &others), scope(dev, &[dev]), scope(prod, &[prod])]);
    let with = |mode: ScopeMode, paths: &[&str]| {
        let mut request = Request::new(paths.iter().map(|path| folder.path().join(path)));
        request.scope = mode;
        scopes(folder.path(), &request)
    };
    let each = ["a.yaml", dev, prod, "text.yaml", "z.yaml"];
    assert_eq!(with(ScopeMode::File, &[""]), each.map(|file| scope(file, &[file])));
    let all = with(ScopeMode::Path, &["a.yaml", ""]);
    assert_eq!(all, [scope("a.yaml", &["a.yaml"]), scope(".", &each)]);
    let run = with(ScopeMode::Run, &["a.yaml", "rendered"]);
    assert_eq!(run, [scope("all paths", &["a.yaml", dev, prod])]);
}

#[test]
fn ignore_files_count_below_a_named_path() {
    let folder = Folder::with(&[
        (".gitignore", "out/\n*.tmp.yaml\n"),
        ("a.yaml", MANIFEST),
        ("b.tmp.yaml", MANIFEST),
        ("out/c.yaml", MANIFEST),
        ("out/.gitignore", "secret.yaml\n"),
        ("out/d.tmp.yaml", MANIFEST),
        ("out/secret.yaml", MANIFEST),
    ]);
    assert_eq!(of(&folder, &[""]), [scope(".", &["a.yaml"])]);
    let without_git = scope("out", &["out/c.yaml", "out/d.tmp.yaml"]);
    assert_eq!(of(&folder, &["out"]), [without_git], "no work tree: only what lies below");
    assert_eq!(Program::new("git").args(["init", "-q"]).within(folder.path()).run().code, 0);
    assert_eq!(
        of(&folder, &["out"]),
        [scope("out", &["out/c.yaml"])],
        "a named folder is never ignored itself"
    );
    assert_eq!(of(&folder, &["out/secret.yaml"]), [scope("out/secret.yaml", &["out/secret.yaml"])]);
}

#[test]
fn globs_leave_files_and_folders_out() {
    let folder = Folder::with(&[
        ("a.yaml", MANIFEST),
        ("gen/b.yaml", MANIFEST),
        ("x/gen/c.yaml", MANIFEST),
        ("x/d-values.yaml", MANIFEST),
    ]);
    let mut request = Request::new([folder.path()]);
    request.ignore_base = folder.path().to_owned();
    request.ignore = vec!["/gen".to_owned(), "*-values.yaml".to_owned()];
    assert_eq!(scopes(folder.path(), &request), [scope(".", &["a.yaml", "x/gen/c.yaml"])]);
    request.ignore = vec!["gen/".to_owned()];
    assert_eq!(scopes(folder.path(), &request), [scope(".", &["a.yaml", "x/d-values.yaml"])]);
    request.paths = vec![folder.path().join("gen/b.yaml")];
    assert_eq!(scopes(folder.path(), &request).len(), 1, "named");
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_never_in_a_circle() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("real/a.yaml", MANIFEST), ("real/sub/b.yaml", MANIFEST)]);
    let outside = Folder::with(&[("c.yaml", MANIFEST)]);
    symlink(folder.path(), folder.path().join("real/sub/up")).unwrap();
    symlink(folder.path().join("real"), folder.path().join("again")).unwrap();
    symlink(outside.path().join("c.yaml"), folder.path().join("linked.yaml")).unwrap();
    symlink("nowhere", folder.path().join("dangling.yaml")).unwrap();
    let expected = ["linked.yaml", "real/a.yaml", "real/sub/b.yaml", "dangling.yaml cannot be read"];
    assert_eq!(of(&folder, &[""]), [scope(".", &expected)]);
    let skipped = plan(&Request::new([folder.path()])).unwrap().skipped;
    assert!(skipped.iter().any(|skipped| skipped.path.ends_with("sub/up")), "{skipped:?}");
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder =
        Folder::with(&[("a.yaml", MANIFEST), ("locked/b.yaml", MANIFEST), ("locked.yaml", MANIFEST)]);
    for name in ["locked", "locked.yaml"] {
        std::fs::set_permissions(folder.path().join(name), PermissionsExt::from_mode(0o000)).unwrap();
    }
    let found = of(&folder, &[""]);
    std::fs::set_permissions(folder.path().join("locked"), PermissionsExt::from_mode(0o700)).unwrap();
    // The superuser reads everything.
    let reads_all = std::fs::read(folder.path().join("locked.yaml")).is_ok();
    let expected = if reads_all {
        scope(".", &["a.yaml", "locked/b.yaml", "locked.yaml"])
    } else {
        scope(".", &["a.yaml", "locked.yaml cannot be read", "locked cannot be read"])
    };
    assert_eq!(found, [expected]);
}

#[test]
fn a_file_that_is_no_text_or_too_long_is_told() {
    let folder = Folder::new();
    folder.write("binary.yaml", vec![0xff; 5000]);
    folder.write("long.yaml", "a: 0123456789\n".repeat(100));
    let mut request = Request::new([folder.path()]);
    request.limits.bytes = 1000;
    let expected = ["binary.yaml cannot be read", "long.yaml cannot be read"];
    assert_eq!(scopes(folder.path(), &request), [scope(".", &expected)]);
}

#[test]
fn an_empty_folder_is_an_empty_scope() {
    let folder = Folder::with(&[("empty/readme.md", "")]);
    assert_eq!(of(&folder, &["empty"]), [scope("empty", &[])]);
}

#[test]
fn names_are_as_the_user_wrote_them() {
    let folder = Folder::with(&[("ein ordner/größe é.yaml", MANIFEST)]);
    assert_eq!(of(&folder, &["ein ordner"]), [scope("ein ordner", &["ein ordner/größe é.yaml"])]);
    let request = Request::new([PathBuf::from("./testdata/../testdata/storefront/values-staging.yaml")]);
    let names: Vec<String> =
        plan(&request).unwrap().scopes.iter().map(|scope| scope.name.to_string()).collect();
    assert_eq!(names, ["testdata/../testdata/storefront/values-staging.yaml"]);
}
