//! Versions of Kubernetes: any that a user names, and those whose schemas are embedded.

use std::fmt;
use std::str::FromStr;

/// A version that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no version of Kubernetes: write it as in 1.37")]
pub struct MinorError(String);

/// A minor version of Kubernetes 1, as in `1.37`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(u16);

impl Minor {
    /// The oldest version with embedded schemas.
    pub const OLDEST: Self = Self(34);
    /// The newest version with embedded schemas.
    pub const NEWEST: Self = Self(37);
    /// All versions with embedded schemas, ascending.
    pub const EMBEDDED: [Self; 4] = [Self(34), Self(35), Self(36), Self(37)];

    /// Every version up to the newest that is embedded, ascending.
    pub fn known() -> impl DoubleEndedIterator<Item = Self> {
        (0..=Self::NEWEST.0).map(Self)
    }

    /// The embedded version that is nearest to this one.
    #[must_use]
    pub fn nearest_embedded(self) -> Self {
        self.clamp(Self::OLDEST, Self::NEWEST)
    }

    /// The number behind `1.`.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

impl FromStr for Minor {
    type Err = MinorError;

    /// Reads `1.37`, `v1.37`, `1.37.2` and what providers append (`1.31.4-eks-5c8b7f6`, `1.30+`).
    fn from_str(text: &str) -> Result<Self, MinorError> {
        let no_version = || MinorError(text.to_owned());
        let plain = text.trim();
        let rest = plain.strip_prefix('v').unwrap_or(plain).strip_prefix("1.").ok_or_else(no_version)?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (minor, rest) = rest.split_at(digits);
        let patch_or_suffix = rest.is_empty() || rest.starts_with(['.', '-', '+']);
        minor.parse().ok().filter(|_| patch_or_suffix).map(Self).ok_or_else(no_version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_people_and_providers_write_them() {
        for text in ["1.34", "v1.34", "1.34.7", "1.34.4-eks-5c8b7f6", "v1.34.1+k3s1", "1.34+"] {
            assert_eq!(text.parse(), Ok(Minor(34)), "{text}");
        }
        for text in ["", "1", "1.", "2.0", "34", "1.x", "1.34x", "latest"] {
            assert!(text.parse::<Minor>().is_err(), "{text}");
        }
        assert!(Minor(9) < Minor(10));
    }

    #[test]
    fn what_is_not_embedded_is_judged_by_its_nearest_neighbour() {
        assert_eq!(Minor(29).nearest_embedded(), Minor::OLDEST);
        assert_eq!(Minor(36).nearest_embedded(), Minor(36));
        assert_eq!(Minor(40).nearest_embedded(), Minor::NEWEST);
    }
}
