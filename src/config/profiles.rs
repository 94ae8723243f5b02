//! What a profile does with a rule: its METADATA and the data file `policies/profiles.yaml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::Profile;
use crate::finding::{RuleCard, Severity};
use crate::source::{Format, Limits, read_bytes};

const TEXT: &str = include_str!("../../policies/profiles.yaml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfilesFile {
    profiles: BTreeMap<String, ProfileData>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ProfileData {
    all: bool,
    info: BTreeSet<String>,
}

impl Profile {
    /// The severity that the profile gives a rule; `None` if it turns the rule off.
    pub fn severity(self, card: &RuleCard) -> Option<Severity> {
        let data = data().profiles.get(self.as_str());
        let on =
            data.is_some_and(|data| data.all) || card.profiles.get(self.as_str()).copied().unwrap_or(true);
        let info = data.is_some_and(|data| data.info.contains(card.id.as_str()));
        on.then_some(if info { Severity::Info } else { card.severity })
    }
}

fn data() -> &'static ProfilesFile {
    static DATA: OnceLock<ProfilesFile> = OnceLock::new();
    DATA.get_or_init(|| parse(TEXT).unwrap_or_default())
}

/// The file is part of the program; a test holds it to be readable.
fn parse(text: &str) -> Option<ProfilesFile> {
    let reads = read_bytes("policies/profiles.yaml", text.as_bytes(), Format::Yaml, &Limits::default());
    let document = reads.first()?.document()?;
    ProfilesFile::deserialize(serde_json::to_value(&document.value).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::RuleId;

    #[test]
    fn the_data_file_names_every_profile_and_only_rule_ids() {
        let file = parse(TEXT).expect("policies/profiles.yaml reads");
        let names: Vec<&str> = file.profiles.keys().map(String::as_str).collect();
        assert_eq!(names, ["chart", "standard", "strict"]);
        for id in file.profiles.values().flat_map(|data| &data.info) {
            assert!(RuleId::new(id).is_ok(), "{id}");
        }
    }
}
