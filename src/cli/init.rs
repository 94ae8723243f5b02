//! `tidegate init`: a starter configuration, a CI snippet and a baseline of what is there today.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::args::{ConfigArgs, InitArgs, RuleArgs};
use super::exit::Exit;
use super::{load, terminal};
use crate::config::Baseline;
use crate::finding::EnforcementPoint;
use crate::gate::{self, Gate, Knowledge};
use crate::source::{self, Ahead, Request};

const CONFIG: &str = "tidegate.yaml";
const BASELINE: &str = "tidegate-baseline.yaml";
const SNIPPET: &str = ".github/workflows/tidegate.yml";

/// Writes the files. What is there is not touched without `--force`.
pub(super) fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let files = [CONFIG, BASELINE, SNIPPET];
    let there: Vec<&str> = files.into_iter().filter(|file| Path::new(file).exists()).collect();
    if !there.is_empty() && !args.force {
        bail!("{} exist already: remove them or give --force", there.join(", "));
    }
    let paths = if args.paths.is_empty() { vec![Path::new(".").to_path_buf()] } else { args.paths.clone() };
    let (baseline, unable) = baseline(&paths)?;
    let named: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    write(CONFIG, &starter())?;
    write(BASELINE, &baseline.write(BASELINE)?)?;
    write(SNIPPET, &snippet(&named.join(" ")))?;
    terminal::note(&format!(
        "{CONFIG}: settings to start from\n{BASELINE}: {} findings of today, accepted until somebody mends them\n{SNIPPET}: a job that checks {}",
        baseline.entries().len(),
        named.join(" ")
    ));
    if unable {
        terminal::note("some documents could not be read or rendered; `tidegate check` names them");
    }
    Ok(Exit::Passed)
}

/// The findings of today, and whether something could not be judged.
fn baseline(paths: &[std::path::PathBuf]) -> anyhow::Result<(Baseline, bool)> {
    let config = ConfigArgs { no_config: true, ..ConfigArgs::default() };
    let settings = load::settings(&load::overrides(&config, &RuleArgs::default()))?;
    let library = load::library(&settings)?;
    let rules = load::rule_set(&settings, &library, EnforcementPoint::Ci)?;
    let gate = Gate::new(rules, settings, None, Knowledge::default(), load::ids(&library));
    let plan = source::plan(&Request::new(paths))?;
    let bar = terminal::Bar::new(plan.scopes.len());
    let run = gate::run(&gate, &Ahead::new(&plan.scopes), &bar);
    bar.clear();
    let findings = run.scopes.iter().flat_map(|scope| {
        let all = scope.findings.iter().chain(scope.decisions.iter().flat_map(|decision| &decision.findings));
        all.map(|finding| (&*scope.name, finding))
    });
    Ok((Baseline::of_findings(findings), run.could_not_judge()))
}

fn write(name: &str, text: &str) -> anyhow::Result<()> {
    let path = Path::new(name);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("{name} cannot be written"))
}

fn starter() -> String {
    format!(
        "{}\n# `tidegate config show --origin` prints what holds and why.\nprofile: standard\nbaseline: {BASELINE}\n\n# Rules that come with a later version only inform until you move this.\nrules_as_of: {}\n",
        crate::schema::own::CONFIG.editor_line(),
        env!("CARGO_PKG_VERSION")
    )
}

fn snippet(paths: &str) -> String {
    format!(
        "name: tidegate\non: pull_request\npermissions:\n  contents: read\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          persist-credentials: false\n      - run: cargo install --locked tidegate\n      - run: tidegate check {paths}\n"
    )
}
