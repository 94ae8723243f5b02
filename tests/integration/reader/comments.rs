//! `# tidegate:` comments and the node that each governs.

use super::{only, path, yaml};
use tidegate::source::Document;

fn governed(document: &Document) -> Vec<(String, Option<String>)> {
    let line = |comment| document.governed_by(comment).map(|path| path.to_string());
    document.comments.iter().map(|comment| (comment.text.to_string(), line(comment))).collect()
}

#[test]
fn a_comment_governs_a_node() {
    let document = only(yaml(
        "# tidegate:waive document\n---\n# tidegate:waive document-too\n# another\nspec: # tidegate:waive end-of-line\n  # other\n  # tidegate:waive next\n\
         \x20 containers:\n  # tidegate:waive item\n  - name: web # tidegate:waive item-by-its-line\n    image: nginx # not for us: tidegate:no\n\
         \x20   #tidegate:waive without-blank\n    args: [a,\n      b, c] # tidegate:waive behind-bracket\n    env:\n    - # tidegate:waive open-item\n      name: X\n\
         \x20   run: |\n      # tidegate:waive text, no comment\n    last: {a: 1} # tidegate:waive flow\n# tidegate:waive nothing\n",
    ));
    let expected = [
        ("tidegate:waive document", Some("")),
        ("tidegate:waive document-too", Some("")),
        ("tidegate:waive end-of-line", Some("spec")),
        ("tidegate:waive next", Some("spec.containers")),
        ("tidegate:waive item", Some("spec.containers[0]")),
        ("tidegate:waive item-by-its-line", Some("spec.containers[0]")),
        ("tidegate:waive without-blank", Some("spec.containers[0].args")),
        ("tidegate:waive behind-bracket", Some("spec.containers[0].args[1]")),
        ("tidegate:waive open-item", Some("spec.containers[0].env[0]")),
        ("tidegate:waive flow", Some("spec.containers[0].last")),
        ("tidegate:waive nothing", None),
    ];
    let expected: Vec<_> = expected.map(|(text, path)| (text.to_owned(), path.map(str::to_owned))).into();
    assert_eq!(governed(&document), expected);
    let first = &document.comments[2];
    assert_eq!((first.alone, first.span.start.line, first.span.start.column), (false, 5, 7));
}

#[test]
fn a_comment_belongs_to_the_document_it_stands_in() {
    let reads = yaml(
        "a: 1\n# tidegate:waive behind-first\n---\n# tidegate:waive second\nb: 2\n...\n# tidegate:waive third\nc: 3\n",
    );
    let all: Vec<_> = reads.iter().map(|read| governed(read.document().unwrap())).collect();
    let one =
        |text: &str, path: Option<&str>| vec![(format!("tidegate:waive {text}"), path.map(str::to_owned))];
    assert_eq!(all, [one("behind-first", None), one("second", Some("")), one("third", Some(""))]);
}

#[test]
fn comments_of_empty_and_broken_documents_govern_nothing_that_follows() {
    let reads = yaml("---\n# tidegate:waive empty\n---\na: 1\n---\n# tidegate:waive empty-too\n---\nb: 2\n");
    let all: Vec<_> = reads.iter().map(|read| governed(read.document().unwrap())).collect();
    assert_eq!(all, [vec![("tidegate:waive empty-too".to_owned(), None)], vec![]]);
    let reads = yaml("# tidegate:waive broken\na: {{x}}\n# tidegate:waive broken-too\n---\nb: 2\n");
    assert!(reads[1].document().unwrap().comments.is_empty());
}

#[test]
fn comments_on_aliases_and_merges_govern_where_they_stand() {
    let document = only(yaml(
        "base: &base\n  # tidegate:waive in-anchor\n  a: 1\nuse: *base # tidegate:waive alias\nmore:\n  <<: *base # tidegate:waive merge\n  # tidegate:waive own\n  b: 2\n",
    ));
    let paths: Vec<_> = governed(&document).into_iter().map(|(_, path)| path.unwrap()).collect();
    assert_eq!(paths, ["base.a", "use", "more", "more.b"]);
}

#[test]
fn comments_change_no_value_and_no_position() {
    let text = "a:\n  - b: 1\n    c: [1, 2]\n---\nd: |\n  x\n";
    let with = text.replace("\n---", "\n# tidegate:x\n---");
    let (plain, commented) = (yaml(text), yaml(&with));
    for (plain, commented) in plain.iter().zip(&commented) {
        assert_eq!(plain.document().unwrap().value, commented.document().unwrap().value);
    }
    let first = commented[0].document().unwrap();
    assert_eq!(first.locate(&path("a/0/c")), plain[0].document().unwrap().locate(&path("a/0/c")));
}

#[test]
fn thousands_of_comments_in_a_row_are_read() {
    let mut text = "# tidegate:waive x\n".repeat(5000);
    text.push_str("a: 1\n");
    assert_eq!(only(yaml(&text)).comments.len(), 5000);
}
