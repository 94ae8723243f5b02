//! The formats that are Tidegate's own: what a person writes for it and what it writes for programs, each with the
//! schema that is published and compiled into the program. Every room that reads or promises such a format takes the
//! schema from here; the texts themselves are in `schemas/`.

use std::sync::OnceLock;

use super::{Schema, SchemaError, nearest};

/// Where schemas are published; what follows is the name of the file.
const PUBLISHED: &str = "https://tidegate.dev/schemas/";

const SUFFIX: &str = ".schema.json";

/// What the comment that tells an editor the schema of a YAML file begins with, behind `#` and blanks.
pub const EDITOR_MARK: &str = "yaml-language-server: $schema=";

/// One format of Tidegate's own.
#[derive(Debug)]
pub struct Own {
    /// The name with its version, as in `config.v1`.
    pub name: &'static str,
    /// The schema's `$id`: what a file's `$schema` or editor comment says.
    pub id: &'static str,
    /// The schema as published.
    pub text: &'static str,
    compiled: OnceLock<Result<Schema, SchemaError>>,
}

macro_rules! own {
    ($($(#[$doc:meta])+ $constant:ident = $name:literal),+ $(,)?) => {
        $(
            $(#[$doc])+
            pub static $constant: Own = Own {
                name: $name,
                id: concat!("https://tidegate.dev/schemas/", $name, ".schema.json"),
                text: include_str!(concat!("../../schemas/", $name, ".schema.json")),
                compiled: OnceLock::new(),
            };
        )+

        /// All of them, in order of name.
        pub static ALL: &[&Own] = &[$(&$constant),+];
    };
}

own! {
    /// Findings that existed when Tidegate was adopted.
    BASELINE = "baseline.v1",
    /// `tidegate.yaml`.
    CONFIG = "config.v1",
    /// One decision in a decision log.
    DECISION = "decision.v1",
    /// A decision or an alert as it is sent on.
    EVENT = "event.v1",
    /// METADATA of a native rule.
    METADATA = "metadata.v1",
    /// What `tidegate rules -o json` prints: the rules of packs.
    PACK = "pack.v1",
    /// `policies/profiles.yaml`: which rules of the packs a profile turns on or lowers.
    PROFILES = "profiles.v1",
    /// What `tidegate check -o json` prints.
    REPORT = "report.v1",
    /// What `tidegate verify -o json` prints.
    VERIFY = "verify.v1",
    /// Waivers, as entries or as annotations.
    WAIVERS = "waivers.v1",
}

impl Own {
    /// The format that a word names: `config`, `config.v1`, `config.v1.schema.json` or the whole `$id`.
    pub fn named(word: &str) -> Option<&'static Self> {
        let word = Self::published(word).unwrap_or_else(|| word.strip_suffix(SUFFIX).unwrap_or(word));
        ALL.iter().copied().find(|own| own.name == word || own.short() == word)
    }

    /// The file name, without its ending, of an address at which schemas of Tidegate are published.
    pub fn published(address: &str) -> Option<&str> {
        address.strip_prefix(PUBLISHED).map(|name| name.strip_suffix(SUFFIX).unwrap_or(name))
    }

    /// What was probably meant by a word that names none.
    pub fn meant(word: &str) -> Option<&'static str> {
        let names = ALL.iter().flat_map(|own| [own.short(), own.name]);
        nearest(word, names)
    }

    /// The name without its version.
    pub fn short(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(short, _)| short)
    }

    /// The first line of a YAML file that tells editors this schema.
    pub fn editor_line(&self) -> String {
        format!("# {EDITOR_MARK}{}", self.id)
    }

    /// The schema, compiled once. It is part of the program; a test holds it to compile.
    pub fn compiled(&self) -> &Result<Schema, SchemaError> {
        self.compiled.get_or_init(|| Schema::compile(self.name, self.text))
    }

    /// Whether a file may hold several such documents, one behind the other.
    pub fn is_stream(&self) -> bool {
        [DECISION.name, EVENT.name].contains(&self.name)
    }

    /// What it describes: the first sentence of the schema's description, without its full stop.
    pub fn what(&self) -> String {
        let text =
            self.compiled().as_ref().ok().and_then(|schema| schema.text().get("description")?.as_str());
        let first = text.and_then(|text| text.split(". ").next()).unwrap_or_default();
        first.trim_end_matches('.').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_found_by_every_name_it_has() {
        for own in ALL {
            assert_eq!(own.name, format!("{}.v1", own.short()));
            for word in [own.short(), own.name, own.id, &format!("{}{SUFFIX}", own.name)] {
                assert_eq!(Own::named(word).map(|found| found.name), Some(own.name), "{word}");
            }
        }
        assert!(ALL.is_sorted_by_key(|own| own.name));
        for word in [
            "",
            "v1",
            "config.v2",
            "https://tidegate.dev/schemas/",
            "https://example.com/config.v1.schema.json",
        ] {
            assert!(Own::named(word).is_none(), "{word}");
        }
        assert_eq!(Own::meant("confg"), Some("config"));
        assert_eq!(Own::meant("report.v2"), Some("report.v1"));
        assert_eq!(Own::meant("deployment"), None);
    }

    #[test]
    fn every_schema_compiles_carries_its_address_and_says_what_it_is() {
        for own in ALL {
            let schema = own.compiled().as_ref().unwrap().text();
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{}", own.name);
            assert_eq!(schema["$id"], own.id);
            let title = schema["title"].as_str().unwrap();
            assert!(title.starts_with("Tidegate ") && title.ends_with(", version 1"), "{title}");
            assert!((20..100).contains(&own.what().len()), "{}: {}", own.name, own.what());
        }
    }
}
