//! `tidegate check`: the main job.

mod old;
mod output;
mod request;
mod review;

use super::args::CheckArgs;
use super::exit::Exit;
use super::{load, terminal};
use crate::finding::EnforcementPoint;
use crate::gate::{self, Gate};
use crate::source::{self, Ahead, Plan};

/// Scopes from which on rules are made ready for many evaluations.
const MANY: usize = 16;

/// Judges what the arguments name and tells the outcome.
pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let outputs = output::parse(&args.output)?;
    let settings = load::settings(&load::check_overrides(args))?;
    let library = load::library(&settings)?;
    let place = if args.review.is_some() { EnforcementPoint::Admission } else { EnforcementPoint::Ci };
    let baseline = settings.load_baseline().map_err(|errors| anyhow::anyhow!("{errors}"))?;
    request::warn_of_versions(&settings);
    let request = request::request(args, &settings)?;
    let plan = if args.review.is_some() { Plan::default() } else { source::plan(&request)? };
    for skipped in &plan.skipped {
        terminal::note(&format!("note: {} is not judged: {}", skipped.path.display(), skipped.why));
    }
    let scopes = Ahead::new(&plan.scopes);
    let rules = scopes.beside(|| {
        let rules = load::rule_set(&settings, &library, place)?;
        if plan.scopes.len() >= MANY {
            rules.prepare();
        }
        anyhow::Ok(rules)
    })?;
    let knowledge = request::knowledge(args, &settings, &rules, &request)?;
    let (fail_on, no_fail) = (settings.fail_on.value, args.output.no_fail);
    let mut gate = Gate::new(rules, settings, baseline, knowledge, load::ids(&library));
    if args.output.timings {
        gate = gate.with_timings();
    }
    let run = if let Some(file) = &args.review {
        review::judge(&gate, file)?
    } else {
        let bar = terminal::Bar::new(plan.scopes.len());
        let run = gate::run(&gate, &scopes, &bar);
        bar.clear();
        run
    };
    if let Err(error) = output::write(&outputs, &args.output, &run)
        && !crate::cli::is_broken_pipe(&error)
    {
        return Err(error);
    }
    if let Some(timings) = gate.timings() {
        output::timings(timings);
    }
    let exit = Exit::of(&run, fail_on, no_fail);
    // The process ends now: taking rules and findings apart piece by piece would only take time.
    std::mem::forget((gate, run));
    Ok(exit)
}
