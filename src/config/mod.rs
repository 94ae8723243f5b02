//! `tidegate.yaml` + environment + flags → one resolved, immutable [`Settings`]; and waivers and baselines, which people
//! write by hand just the same.
//!
//! Three layers, each kept as written ([`FileConfig`], [`Environment`], [`Overrides`]), are resolved once by [`resolve`].
//! Every value remembers its [`Origin`], so that whoever finds it wrong later (an unknown rule is for the loaded policies
//! to tell) points to the line or the flag. Nothing here judges, loads a policy or parses a command line.
//!
//! Three ways in which users will break this, and what meets them:
//!
//! 1. **A setting that does not count and does not say so.** A mistyped key, a file called `.tidegate.yaml`, a variable
//!    `TIDEGATE_PROFIL`, a rule that was renamed, a policy folder that is not there. Keys are closed by the schema, names
//!    are checked against the loaded rules ([`Settings::unknown_names`]), near misses of file and variable are notices.
//! 2. **Two settings that both count.** A rule turned on while its pack is off, an action by namespace beside one by
//!    rule, a flag over a file. There is one order, the narrower beats the wider and the flag beats the file, and
//!    `tidegate config show --origin` prints who won.
//! 3. **An exception that outlives its reason.** A waiver without end or with a day that nobody reads as UTC, a baseline
//!    that only grows, a waiver of "could not be read". A reason is required, a day is part of itself in UTC, findings
//!    about the judging itself cannot be waived, and what matched nothing can be told from what did.

mod actions;
mod baseline;
mod checked;
mod day;
mod development;
mod environment;
mod error;
mod file;
mod find;
mod layers;
mod names;
mod origin;
mod overrides;
mod params;
mod pattern;
mod place;
mod profiles;
mod resolve;
mod resolve_judgement;
mod selection;
mod settings;
mod version;
mod waiver;
mod waiver_text;
mod words;

pub use actions::{ActionEntry, Actions, Ruling};
pub use baseline::{Baseline, BaselineEntry, WriteError};
pub use day::{Calendar, DayError, parse_day};
pub use development::Development;
pub use environment::Environment;
pub use error::{ConfigError, ConfigErrors};
pub use file::{
    ActionKeys, ActionsKeys, DevelopmentKeys, FileConfig, HelmKeys, InventoryKeys, JudgementKeys, KindKeys,
    OneOrMany, ReadingKeys, SelectionKeys, Switch, WaiverKeys,
};
pub use names::KnownNames;
pub use origin::{Given, Layer, Origin};
pub use overrides::{ConfigFile, Overrides, Word, Words};
pub use params::Params;
pub use pattern::{KindError, KindPattern, NamePattern, RulePattern};
pub use place::{PathError, PathPattern};
pub use resolve::resolve;
pub use selection::{Off, RuleState, Selection};
pub use settings::{Inventory, KubeVersions, PodKind, Reading, Row, Settings, Waivers};
pub use version::{Version, VersionError};
pub use waiver::{RESERVED_PACKS, Subject, Target, Waiver, WaiverError, WaiverProblem};
pub use waiver_text::ANNOTATION_PREFIX;
pub use words::{FailOn, Level, Profile, Response, ScopeMode};

#[cfg(test)]
mod tests;
