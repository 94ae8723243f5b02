//! Versions of Tidegate as `rules_as_of` and METADATA's `since` write them: `0.1.0`, `0.1`.

use std::fmt;
use std::str::FromStr;

/// A released version. Ordered by its numbers; `0.1` is `0.1.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version([u32; 3]);

/// Text that is no version.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("'{0}' is no version: write two or three numbers, as in 0.1.0")]
pub struct VersionError(String);

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let wrong = || VersionError(text.to_owned());
        let mut numbers = [0; 3];
        let mut parts = text.split('.');
        let mut count = 0;
        for (slot, part) in numbers.iter_mut().zip(&mut parts) {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            *slot = part.parse().ok().filter(|_| digits).ok_or_else(wrong)?;
            count += 1;
        }
        if count < 2 || parts.next().is_some() { Err(wrong()) } else { Ok(Self(numbers)) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_order_by_their_numbers() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("0.9.0") < version("0.10.0"));
        assert_eq!(version("0.1"), version("0.1.0"));
        assert_eq!(version("1.2").to_string(), "1.2.0");
        for text in ["", "1", "1.2.3.4", "v1.2", "1.2-rc1", "1..2", "+1.2", "1.99999999999"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }
}
