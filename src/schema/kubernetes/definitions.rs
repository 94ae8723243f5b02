//! The generated definitions of Kubernetes' own kinds, as they are embedded: looked up by name, parsed when needed.
//!
//! `schemas/kubernetes/README.md` tells how they are made. One line is one definition as a range of minor versions has it.

use std::sync::OnceLock;

use super::Minor;

const DEFINITIONS: &str = include_str!("../../../schemas/kubernetes/definitions.tsv");
const KINDS: &str = include_str!("../../../schemas/kubernetes/kinds.tsv");

/// A kind of Kubernetes' own in a range of minor versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::schema) struct KindRow {
    pub(in crate::schema) api_version: &'static str,
    pub(in crate::schema) kind: &'static str,
    /// The name of its definition.
    pub(in crate::schema) definition: &'static str,
    minors: Minors,
}

/// First and last minor version of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Minors(Minor, Minor);

impl Minors {
    /// Every version with embedded schemas.
    pub(super) const ALL: Self = Self(Minor::OLDEST, Minor::NEWEST);

    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        Some(Self(first.parse().ok()?, last.parse().ok()?))
    }

    pub(super) fn holds(self, minor: Minor) -> bool {
        self.0 <= minor && minor <= self.1
    }
}

/// The JSON Schema of a definition in a minor version.
pub(in crate::schema) fn definition(name: &str, minor: Minor) -> Option<&'static str> {
    static LINES: OnceLock<Vec<(&'static str, Minors, &'static str)>> = OnceLock::new();
    let lines = LINES.get_or_init(|| DEFINITIONS.lines().filter_map(definition_line).collect());
    let first = lines.partition_point(|(other, ..)| *other < name);
    let same = lines.get(first..)?.iter().take_while(|(other, ..)| *other == name);
    same.clone().find(|(_, minors, _)| minors.holds(minor)).map(|(.., schema)| *schema)
}

fn definition_line(line: &'static str) -> Option<(&'static str, Minors, &'static str)> {
    let (name, rest) = line.split_once('\t')?;
    let (minors, schema) = rest.split_once('\t')?;
    Some((name, Minors::parse(minors)?, schema))
}

fn kinds() -> &'static [KindRow] {
    static ROWS: OnceLock<Vec<KindRow>> = OnceLock::new();
    ROWS.get_or_init(|| KINDS.lines().filter_map(kind_line).collect())
}

fn kind_line(line: &'static str) -> Option<KindRow> {
    let mut fields = line.split('\t');
    let (api_version, kind, definition) = (fields.next()?, fields.next()?, fields.next()?);
    Some(KindRow { api_version, kind, definition, minors: Minors::parse(fields.next()?)? })
}

/// The kind in a minor version.
pub(in crate::schema) fn kind(api_version: &str, kind: &str, minor: Minor) -> Option<&'static KindRow> {
    of_kind(kind).find(|row| row.api_version == api_version && row.minors.holds(minor))
}

/// All versions and groups of a kind's name, in any minor version.
pub(in crate::schema) fn of_kind(kind: &str) -> impl Iterator<Item = &'static KindRow> + '_ {
    kinds().iter().filter(move |row| row.kind == kind)
}

/// All kinds of an API group's version or of the whole group (`apps`, core: empty), in any minor version.
pub(in crate::schema) fn of_group(group: &str) -> impl Iterator<Item = &'static KindRow> + '_ {
    kinds().iter().filter(move |row| group_of(row.api_version) == group)
}

/// The group of an apiVersion; empty for the core group.
pub(in crate::schema) fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_sorted() {
        let names: Vec<_> = DEFINITIONS.lines().map(|line| definition_line(line).expect(line).0).collect();
        assert!(names.is_sorted() && names.len() > 500);
        assert_eq!(kinds().len(), KINDS.lines().count());
    }

    #[test]
    fn every_kind_has_its_definition_in_every_version_that_has_it() {
        for minor in Minor::EMBEDDED {
            assert!(kind("v1", "Pod", minor).is_some(), "{minor}");
            for row in kinds().iter().filter(|row| row.minors.holds(minor)) {
                assert!(definition(row.definition, minor).is_some(), "{} in {minor}", row.definition);
            }
        }
    }

    #[test]
    fn the_embedded_versions_are_all_there_are() {
        let ranges: Vec<Minors> =
            DEFINITIONS.lines().filter_map(|line| definition_line(line).map(|line| line.1)).collect();
        assert_eq!(ranges.iter().map(|range| range.0).min(), Some(Minor::OLDEST));
        assert_eq!(ranges.iter().map(|range| range.1).max(), Some(Minor::NEWEST));
    }
}
