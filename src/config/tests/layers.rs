use super::*;
use crate::finding::{RuleId, WaiverSource};

fn row<'a>(rows: &'a [Row], key: &str) -> Vec<(&'a str, &'a str)> {
    rows.iter().filter(|row| row.key == key).map(|row| (row.value.as_str(), row.origin.as_str())).collect()
}

#[test]
fn without_a_file_everything_is_built_in() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let settings = resolve(folder.path(), &Overrides::default(), &Environment::default()).unwrap();
    assert!(settings.file.is_none() && settings.notices.is_empty());
    let rows = settings.table();
    assert!(rows.iter().all(|row| row.origin == "default"));
    let pairs: Vec<String> = rows.iter().map(|row| format!("{}={}", row.key, row.value)).collect();
    assert_eq!(
        pairs,
        [
            "actions.admission=observe",
            "actions.audit=observe",
            "actions.ci=enforce",
            "fail_on=deny",
            "helm.include_crds=false",
            "profile=standard",
            "scope=auto"
        ]
    );
}

#[test]
fn every_key_reaches_the_settings_with_its_line() {
    let settings = Repository::with(&sample("every-key.yaml")).settings();
    let table: Vec<String> =
        settings.table().iter().map(|row| format!("{} = {} [{}]", row.key, row.value, row.origin)).collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn a_flag_beats_a_variable_and_that_beats_the_file() {
    let repository = Repository::with("profile: chart\nlevel: privileged\nfail_on: warn\n");
    let overrides = Overrides {
        words: Words { profile: Some("strict".into()), ..Words::default() },
        ..Overrides::default()
    };
    let variables =
        [("TIDEGATE_PROFILE", "standard"), ("TIDEGATE_LEVEL", "baseline"), ("TIDEGATE_SCOPE", "")];
    let rows = repository.resolve(&overrides, &variables).unwrap().table();
    assert_eq!(row(&rows, "profile"), [("strict", "--profile")]);
    assert_eq!(row(&rows, "level"), [("baseline", "TIDEGATE_LEVEL")]);
    assert_eq!(row(&rows, "fail_on"), [("warn", "tidegate.yaml:3")]);
    assert_eq!(row(&rows, "scope"), [("auto", "default")]);
}

#[test]
fn every_word_is_a_key_a_variable_and_a_flag() {
    let good = |word: Word| match word {
        Word::Profile => "strict",
        Word::Level => "baseline",
        Word::Scope => "run",
        Word::Namespace | Word::Baseline => "shop",
        Word::FailOn => "warn",
        Word::RulesAsOf | Word::KubeVersion => "1.30",
    };
    for word in Word::ALL {
        let key = word.key().join(".");
        let expected = |settings: &Settings, origin: &str| {
            let rows = settings.table();
            let row = rows.iter().find(|row| row.key == key).unwrap_or_else(|| panic!("{key}"));
            assert_eq!(row.origin, origin, "{key}");
            assert!(row.value.starts_with(good(*word)), "{key}");
        };
        let text = match word.key() {
            [parent, key] => format!("{parent}:\n  {key}: \"{}\"\n", good(*word)),
            [key] => format!("\n{key}: \"{}\"\n", good(*word)),
            _ => panic!("{key}"),
        };
        let repository = Repository::with(&text);
        expected(&repository.settings(), "tidegate.yaml:2");
        let variables = [(word.variable(), good(*word))];
        expected(&repository.resolve(&Overrides::default(), &variables).unwrap(), word.variable());
        let mut overrides = Overrides::default();
        *overrides.words.slot(*word) = Some(good(*word).to_owned());
        expected(&repository.resolve(&overrides, &variables).unwrap(), word.flag());
    }
}

#[test]
fn lists_of_file_and_flags_add_up() {
    let repository = Repository::with(
        "policy: [our-policies]\ninventory: {complete: [Secret]}\nparams: {network: {a: 1, b: 2}}\n",
    );
    let overrides = Overrides {
        policy: vec!["deploy".into()],
        complete: vec!["policy/PodDisruptionBudget".into()],
        params: vec!["network.b=3".into(), "network.c=[x, off]".into(), "pods.d=1:2".into()],
        ..Overrides::default()
    };
    let rows = repository.resolve(&overrides, &[]).unwrap().table();
    assert_eq!(row(&rows, "policy"), [("our-policies", "tidegate.yaml:1"), ("deploy", "--policy")]);
    assert_eq!(
        row(&rows, "inventory.complete"),
        [("Secret", "tidegate.yaml:2"), ("policy/PodDisruptionBudget", "--complete")]
    );
    assert_eq!(row(&rows, "params.network.a"), [("1", "tidegate.yaml:3")]);
    assert_eq!(row(&rows, "params.network.b"), [("3", "--param")]);
    assert_eq!(row(&rows, "params.network.c"), [("[\"x\",false]", "--param")]);
}

#[test]
fn the_level_is_a_parameter_of_every_pack() {
    let repository = Repository::with("level: baseline\nparams: {pods: {level: restricted}}\n");
    let level = |overrides: &Overrides, pack: &str| {
        let settings = repository.resolve(overrides, &[]).unwrap();
        settings.params.get(pack, "level").map(|given| given.value.as_str().unwrap().to_owned()).unwrap()
    };
    let none = Overrides::default();
    assert_eq!(
        (level(&none, "pods").as_str(), level(&none, "security").as_str()),
        ("restricted", "baseline")
    );
    let flag = Overrides {
        words: Words { level: Some("privileged".into()), ..Words::default() },
        ..Overrides::default()
    };
    assert_eq!(
        (level(&flag, "pods").as_str(), level(&flag, "security").as_str()),
        ("privileged", "privileged")
    );
    assert!(repository.settings().params.get("pods", "other").is_none());
    let known = KnownNames {
        params: [("pods", ["level", "x"]), ("security", ["level", "y"])]
            .map(|(pack, keys)| (pack.to_owned(), keys.map(str::to_owned).into()))
            .into(),
        ..KnownNames::default()
    };
    assert_eq!(
        serde_json::to_value(repository.settings().params.of_known(&known)).unwrap(),
        serde_json::json!({"pods": {"level": "restricted"}, "security": {"level": "baseline"}})
    );
}

#[test]
fn paths_begin_at_the_folder_of_the_file() {
    let repository =
        Repository::with("policy: [our-policies]\nbaseline: known.json\nignore: [\"/vendor\"]\n");
    let below = repository.path().join("deploy/base");
    let settings = resolve(&below, &Overrides::default(), &Environment::default()).unwrap();
    assert_eq!(&**settings.file.as_ref().unwrap().name(), "../../tidegate.yaml");
    assert_eq!(settings.policy[0].value, PathBuf::from("../../our-policies"));
    assert_eq!(settings.waivers.baseline.as_ref().unwrap().value, PathBuf::from("../../known.json"));
    assert_eq!(settings.reading.ignore_base, PathBuf::from("../.."));
    let variables = Environment::from_pairs([("TIDEGATE_BASELINE", "mine.json")]);
    let settings = resolve(&below, &Overrides::default(), &variables).unwrap();
    assert_eq!(settings.waivers.baseline.unwrap().value, PathBuf::from("mine.json"));
}

#[test]
fn another_file_can_be_named_or_none_be_read() {
    let repository = Repository::with("profile: strict\n");
    fs::write(repository.path().join("deploy/other.yaml"), "profile: chart\nignore: [x]\n").unwrap();
    let with = |config: ConfigFile, variable: &str| {
        let overrides = Overrides { config, ..Overrides::default() };
        let settings = repository.resolve(&overrides, &[("TIDEGATE_CONFIG", variable)]).unwrap();
        (settings.selection.profile.value, settings.selection.profile.origin.to_string())
    };
    let named = || ConfigFile::Named("deploy/other.yaml".into());
    assert_eq!(with(ConfigFile::Found, ""), (Profile::Strict, "tidegate.yaml:1".to_owned()));
    assert_eq!(
        with(ConfigFile::Found, "deploy/other.yaml"),
        (Profile::Chart, "deploy/other.yaml:1".to_owned())
    );
    assert_eq!(with(named(), "tidegate.yaml"), (Profile::Chart, "deploy/other.yaml:1".to_owned()));
    assert_eq!(with(ConfigFile::Skipped, "tidegate.yaml"), (Profile::Standard, "default".to_owned()));
}

#[test]
fn a_named_file_that_is_not_there_is_an_error_of_whoever_named_it() {
    let repository = Repository::with("");
    let error = repository.resolve(&Overrides::default(), &[("TIDEGATE_CONFIG", "gone.yaml")]).unwrap_err();
    assert!(error.to_string().starts_with("TIDEGATE_CONFIG: cannot read gone.yaml: "), "{error}");
    let overrides = Overrides { config: ConfigFile::Named("gone.yaml".into()), ..Overrides::default() };
    let error = repository.resolve(&overrides, &[]).unwrap_err();
    assert!(error.to_string().starts_with("--config: cannot read gone.yaml: "), "{error}");
}

#[test]
fn what_is_odd_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".tidegate.yaml"), "").unwrap();
    let variables = Environment::from_pairs([("TIDEGATE_PROFIL", "strict")]);
    let settings = resolve(folder.path(), &Overrides::default(), &variables).unwrap();
    assert_eq!(
        settings.notices,
        [
            "nothing reads the variable TIDEGATE_PROFIL: did you mean TIDEGATE_PROFILE?",
            ".tidegate.yaml is not read: configuration is found as tidegate.yaml or tidegate.yml"
        ]
    );
}

#[test]
fn a_waiver_of_the_file_is_a_waiver() {
    let settings = Repository::with(&sample("every-key.yaml")).settings();
    let [waiver] = settings.waivers.entries.as_slice() else { panic!("one waiver") };
    let span = waiver.location.span.unwrap();
    assert_eq!((waiver.source, span.start.line, span.start.column), (WaiverSource::Configuration, 39, 5));
    assert_eq!(
        waiver.rules,
        [RuleId::new("pods/run-as-non-root").unwrap(), RuleId::new("pods/privileged").unwrap()]
    );
    assert_eq!(
        (&*waiver.reason, waiver.owner.as_deref()),
        ("the image drops root itself, see OPS-12", Some("team-shop"))
    );
    assert!(
        waiver.holds(parse_day("2027-03-31").unwrap()) && !waiver.holds(parse_day("2027-04-01").unwrap())
    );
    assert_eq!(waiver.target.path.to_string(), "spec.template.spec.containers[name=web]");
    assert_eq!(waiver.matched().until.as_deref(), Some("2027-03-31"));
}

#[test]
fn names_that_nothing_has_are_found_with_their_place() {
    let text = "packs: {pod: off}\nrules: {pods/privilegd: off}\nseverity: {x/y: info}\nactions:\n  ci:\n    - action: warn\n      rules: pods/none\n\
        params: {network: {mtu: 1}, pods: {levl: baseline}}\nwaivers:\n  - {rules: probes/gone, reason: x}\n";
    let overrides = Overrides { skip_rules: vec!["probs".into()], ..Overrides::default() };
    let settings = Repository::with(text).resolve(&overrides, &[]).unwrap();
    let rules = ["pods/privileged", "probes/identical", "network/mtu-inconsistent"];
    let known = KnownNames {
        rules: rules.iter().map(|id| RuleId::new(id).unwrap()).collect(),
        params: [("pods".to_owned(), ["level".to_owned()].into())].into(),
    };
    let mut errors: Vec<String> = settings.unknown_names(&known).iter().map(ToString::to_string).collect();
    errors.sort();
    let hint = "`tidegate rules` lists the rules with their packs and parameters";
    assert_eq!(
        errors,
        [
            "--skip-rule: there is no pack 'probs'; did you mean 'probes'?".to_owned(),
            format!("tidegate.yaml:10:5: there is no rule 'probes/gone'; {hint}"),
            "tidegate.yaml:1:9: there is no pack 'pod'; did you mean 'pods'?".to_owned(),
            "tidegate.yaml:2:9: there is no rule 'pods/privilegd'; did you mean 'pods/privileged'?"
                .to_owned(),
            format!("tidegate.yaml:3:12: there is no rule 'x/y'; {hint}"),
            format!("tidegate.yaml:6:7: there is no rule 'pods/none'; {hint}"),
            format!("tidegate.yaml:8:20: there is no parameter of pack network 'mtu'; {hint}"),
            "tidegate.yaml:8:36: there is no parameter of pack pods 'levl'; did you mean 'level'?".to_owned(),
        ]
    );
}
