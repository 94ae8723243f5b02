//! Mutation: changes one expression at a time and sees whether a test notices.
//!
//! A mutant that no test notices is an expression that nothing holds in place. Only what a test could notice is changed:
//! a statement is dropped or turned into its opposite. A mutant that does not compile (a variable that nothing binds any
//! more) says nothing and is only counted.

mod hunt;
mod make;

pub use make::{Change, Mutant};

use crate::policy::Library;

use super::discover::UnitTest;
use super::modules::Modules;
use super::workers::spread;

/// What the mutants came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mutation {
    /// Mutants that compiled.
    pub tried: usize,
    /// Mutants that did not.
    pub invalid: usize,
    /// Mutants that no test noticed, in order of file and line.
    pub survivors: Vec<Mutant>,
}

/// What mutants are made of.
pub(super) struct Ground<'a> {
    pub(super) library: &'a Library,
    pub(super) modules: &'a Modules,
    pub(super) unit_tests: &'a [UnitTest],
}

/// How a mutant fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Noticed,
    Survived,
    Invalid,
}

/// Tries all mutants of the verified modules, or of one rule.
pub(super) fn mutate(ground: &Ground<'_>, rule: Option<&str>) -> Mutation {
    let grounds = hunt::hunting_grounds(ground, rule);
    let mutants: Vec<(usize, Mutant)> =
        grounds
            .iter()
            .enumerate()
            .flat_map(|(position, hunting)| {
                ground.modules.units.get(hunting.unit).into_iter().flat_map(move |unit| {
                    make::mutants(unit).into_iter().map(move |mutant| (position, mutant))
                })
            })
            .collect();
    let (fates, _) = spread(
        &mutants,
        || (),
        |(), (position, mutant)| {
            grounds.get(*position).map_or(Fate::Invalid, |hunting| hunting.fate(ground, mutant))
        },
    );
    let mut mutation = Mutation::default();
    for ((_, mutant), fate) in mutants.into_iter().zip(fates) {
        match fate {
            Fate::Invalid => mutation.invalid += 1,
            Fate::Noticed => mutation.tried += 1,
            Fate::Survived => {
                mutation.tried += 1;
                mutation.survivors.push(mutant);
            }
        }
    }
    mutation.survivors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    mutation
}
