//! A real kube-apiserver is the oracle of the pack `schema`: what it accepts is never called invalid, and what it refuses
//! for its form is found. It is asked with `?dryRun=All&fieldValidation=Strict` about every object there is, and about
//! thousands of mistakes made in those that it accepts.
//!
//! What was compared stays in the build's `tmp/oracle`: `NAME.txt` is the table, `NAME-differences.jsonl` every case in
//! which the two differ. `TIDEGATE_ORACLE_SEED=N` makes other mistakes than the usual ones.

mod agreement;
mod budgets;
mod changes;
mod classes;
mod judge;
mod mutate;
mod objects;
mod openapi;
mod pod_security;
mod rollouts;
mod server;
mod variants;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use self::agreement::{Agreement, Question};
use self::mutate::{MISTAKES, Mutation, mutations};
use self::objects::{Sample, definitions, lines, of_a_corpus, of_the_project, text};
use self::server::{Answer, Server};
use crate::support::folder::Folder;

const MISTAKES_MADE: usize = 2000;
const SEED: u64 = 1;

/// Mistakes are not made in the few larger ones, each of which would weigh as much as a thousand others.
const LARGEST: usize = 64 * 1024;

/// Some objects, and the server that knows the definitions among them.
struct Oracle {
    name: &'static str,
    samples: Vec<Sample>,
    custom: BTreeSet<String>,
    server: Server,
    // The server's, so that it goes after it.
    _folder: Folder,
}

impl Oracle {
    fn new(name: &'static str, samples: Vec<Sample>) -> Self {
        let definitions = definitions(&samples);
        let custom = definitions.iter().flat_map(|definition| kinds_of(definition)).collect();
        let folder = Folder::new();
        let server = Server::start(&folder, &definitions);
        Self { name, samples, custom, server, _folder: folder }
    }

    /// Asks both about every object as it is; the server's answers.
    fn objects(&mut self) -> (Vec<Answer>, Agreement) {
        let questions: Vec<Question<'_>> = self
            .samples
            .iter()
            .map(|sample| Question {
                group: "objects".to_owned(),
                about: json!({"source": sample.source, "kind": sample.kind()}),
                object: &sample.object,
                custom: self.custom.contains(&sample.kind()),
                unfinished: sample.has_placeholder(),
            })
            .collect();
        let answers = ask(&mut self.server, &questions);
        let agreement = compare(self.name, &questions, &answers, &definitions(&self.samples));
        (answers, agreement)
    }

    /// Asks both about mistakes made in what the server accepted.
    fn mistakes(&mut self, answers: &[Answer]) -> Agreement {
        let good: Vec<&Sample> = self
            .samples
            .iter()
            .zip(answers)
            .filter(|(sample, answer)| answer.accepted() && sample.object.to_string().len() <= LARGEST)
            .map(|(sample, _)| sample)
            .collect();
        let custom = |sample: &Sample| self.custom.contains(&sample.kind());
        let seed = std::env::var("TIDEGATE_ORACLE_SEED").map_or(SEED, |seed| seed.parse().unwrap());
        let made: Vec<Mutation> = mutations(&good, |sample| usize::from(custom(sample)), seed, MISTAKES_MADE);
        let questions: Vec<Question<'_>> = made
            .iter()
            .map(|mutation| {
                let sample = good[mutation.of];
                Question {
                    group: mutation.mistake.name().to_owned(),
                    about: json!({
                        "source": sample.source, "kind": sample.kind(), "mistake": mutation.mistake.name(),
                        "path": mutation.path, "before": mutation.before, "after": mutation.after,
                    }),
                    object: &mutation.object,
                    custom: custom(sample),
                    // The server took all else as it stands.
                    unfinished: false,
                }
            })
            .collect();
        let answers = ask(&mut self.server, &questions);
        let name = format!("{}-mistakes", self.name);
        compare(&name, &questions, &answers, &definitions(&self.samples))
    }
}

fn ask(server: &mut Server, questions: &[Question<'_>]) -> Vec<Answer> {
    server.ask(&questions.iter().map(|question| question.object).collect::<Vec<_>>())
}

/// `apiVersion Kind` of every version of a definition.
fn kinds_of(definition: &Json) -> Vec<String> {
    let versions = definition.pointer("/spec/versions").and_then(Json::as_array);
    let (group, kind) = (text(definition, "/spec/group"), text(definition, "/spec/names/kind"));
    let of = |version: &Json| format!("{group}/{} {kind}", text(version, "/name"));
    versions.into_iter().flatten().map(of).collect()
}

/// Lays the answers side by side, and leaves them where a person finds them.
fn compare(name: &str, questions: &[Question<'_>], answers: &[Answer], definitions: &[&Json]) -> Agreement {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
    std::fs::create_dir_all(&folder).unwrap();
    let line = |(question, answer): (&Question<'_>, &Answer)| {
        let (status, message) = (answer.status, &answer.message);
        let class = classes::beyond(answer, question.custom);
        json!({"about": question.about, "status": status, "message": message, "class": class}).to_string()
            + "\n"
    };
    let text = lines(questions.iter().zip(answers).map(line));
    std::fs::write(folder.join(format!("{name}-answers.jsonl")), text).unwrap();
    let objects: Vec<&Json> = questions.iter().map(|question| question.object).collect();
    let agreement = Agreement::of(questions, answers, &judge::judge(&objects, definitions));
    agreement.keep(&folder, name);
    // Past the test runner's capture: the figures are what these tests are run for.
    drop(writeln!(std::io::stderr(), "{name} ({})\n{}", folder.display(), agreement.table()));
    agreement
}

/// Holds both comparisons to what is promised.
fn check(mut oracle: Oracle) {
    let (answers, objects) = oracle.objects();
    let mistakes = oracle.mistakes(&answers);
    let (judged, refused) = mistakes.judged();
    assert!(judged > MISTAKES_MADE * 9 / 10 && refused > MISTAKES_MADE / 4, "{refused} of {judged} refused");
    let mut broken = objects.false_rejections();
    broken.extend(objects.missed());
    broken.extend(mistakes.false_rejections());
    let missed = mistakes.missed();
    if missed.len() * 100 > refused {
        broken.push(format!("{} of {refused} mistakes missed", missed.len()));
        broken.extend(missed);
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_projects_objects_are_judged_as_a_server_judges_them() {
    check(Oracle::new("project", of_the_project()));
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn the_corpus_is_judged_as_a_server_judges_it() {
    let corpus = std::env::var_os("TIDEGATE_CORPUS").expect("TIDEGATE_CORPUS names the corpus folder");
    let mut samples = of_the_project();
    samples.extend(of_a_corpus(Path::new(&corpus)));
    assert!(samples.len() > 1000, "{} objects are no corpus", samples.len());
    check(Oracle::new("corpus", samples));
}

#[test]
fn a_seed_makes_the_same_mistakes_of_every_kind_everywhere() {
    let samples = of_the_project();
    let samples: Vec<&Sample> = samples.iter().collect();
    let make = |seed| mutations(&samples, |_| 0, seed, 500);
    let show = |made: &[Mutation]| -> Vec<String> {
        made.iter().map(|m| format!("{} {}", m.of, m.object)).collect()
    };
    let mistakes = make(7);
    assert_eq!(show(&mistakes), show(&make(7)));
    assert_ne!(show(&mistakes), show(&make(8)));
    for mistake in MISTAKES {
        let count = mistakes.iter().filter(|mutation| mutation.mistake == mistake).count();
        assert_eq!(count, 100, "{}", mistake.name());
    }
    let kinds: BTreeSet<String> = mistakes.iter().map(|mutation| samples[mutation.of].kind()).collect();
    let depths: BTreeSet<usize> = mistakes.iter().map(|mutation| mutation.path.len()).collect();
    assert!(kinds.len() > 20 && depths.len() > 6, "{} kinds, {} depths", kinds.len(), depths.len());
    assert!(mistakes.iter().all(|mutation| mutation.object != samples[mutation.of].object));
}
