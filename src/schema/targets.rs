//! For which versions of Kubernetes a scope is judged, and who said so.

use super::KubeVersion;

/// The versions that a scope is judged for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// Ascending, without repetition, never empty.
    pub versions: Vec<KubeVersion>,
    /// Whether a flag, the configuration or the chart names them; else they are the newest there is.
    pub declared: bool,
}

impl Default for Targets {
    fn default() -> Self {
        Self { versions: vec![KubeVersion::NEWEST], declared: false }
    }
}

impl Targets {
    /// Named versions; the newest where none is named.
    pub fn declared(versions: impl IntoIterator<Item = KubeVersion>) -> Self {
        let mut versions: Vec<KubeVersion> = versions.into_iter().collect();
        versions.sort_unstable();
        versions.dedup();
        if versions.is_empty() { Self::default() } else { Self { versions, declared: true } }
    }

    /// What `kubeVersion` of a Chart.yaml admits: the newest version that it admits, of those that are known. `None` where
    /// it is not understood or admits none.
    pub fn of_constraint(constraint: &str) -> Option<Self> {
        let admitted = KubeVersion::known().rev().find(|version| admits(constraint, version.number()))?;
        Some(Self { versions: vec![admitted], declared: true })
    }
}

/// Whether some patch of `1.minor` satisfies a constraint as Helm reads it: alternatives by `||`, conditions by comma or
/// space, `^`, `~`, `x` and hyphen ranges. Pre-releases in it (`>=1.21.0-0`) only tell Helm to accept pre-releases.
fn admits(constraint: &str, minor: u16) -> bool {
    constraint.split("||").any(|alternative| {
        let conditions = conditions(alternative);
        !conditions.is_empty()
            && [0_u64, 1000].iter().any(|patch| {
                let version = [1, u64::from(minor), *patch];
                conditions
                    .iter()
                    .all(|condition| condition.as_ref().is_some_and(|condition| condition.holds(version)))
            })
    })
}

struct Condition<'a> {
    operator: &'a str,
    /// Major, minor, patch; `None` where it is left out or `x`.
    parts: [Option<u64>; 3],
}

/// The conditions of an alternative; `None` for one that is not understood.
fn conditions(alternative: &str) -> Vec<Option<Condition<'_>>> {
    if let Some((low, high)) = alternative.split_once(" - ") {
        return vec![Condition::new(">=", low.trim()), Condition::new("<=", high.trim())];
    }
    let mut found = Vec::new();
    let mut operator = "";
    for word in alternative.split([',', ' ']).filter(|word| !word.is_empty()) {
        let at = word.find(|c: char| !"<>=!^~".contains(c)).unwrap_or(word.len());
        let (sign, version) = word.split_at(at);
        let sign = if sign.is_empty() { operator } else { sign };
        if version.is_empty() {
            // `>= 1.21`: the sign stands alone.
            operator = sign;
            continue;
        }
        found.push(Condition::new(sign, version));
        operator = "";
    }
    found
}

impl<'a> Condition<'a> {
    fn new(operator: &'a str, version: &str) -> Option<Self> {
        let version = version.strip_prefix('v').unwrap_or(version);
        let version = version.split(['-', '+']).next().unwrap_or_default();
        let mut parts = [None; 3];
        for (slot, part) in parts.iter_mut().zip(version.split('.')) {
            *slot = match part {
                "x" | "X" | "*" => None,
                digits => Some(digits.parse().ok()?),
            };
        }
        Some(Self { operator, parts })
    }

    fn holds(&self, version: [u64; 3]) -> bool {
        // What is left out matches anything: compare only as far as the condition goes.
        let given = self.parts.iter().take_while(|part| part.is_some()).count();
        let wanted: Vec<u64> = self.parts.iter().take(given).flatten().copied().collect();
        let actual = version.get(..given).unwrap_or_default();
        let whole: Vec<u64> = self.parts.iter().map(|part| part.unwrap_or_default()).collect();
        match self.operator {
            "" | "=" | "==" => *actual == *wanted,
            "!=" => *actual != *wanted,
            ">" => *actual > *wanted,
            "<" => *actual < *wanted,
            "<=" | "=<" => *actual <= *wanted,
            ">=" | "=>" => version.as_slice() >= whole.as_slice(),
            "^" => version.as_slice() >= whole.as_slice() && version.first() == whole.first(),
            "~" | "~>" => {
                let same = given.clamp(1, 2);
                version.as_slice() >= whole.as_slice() && version.get(..same) == whole.get(..same)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_targets_the_newest_version_that_it_admits() {
        let newest = KubeVersion::NEWEST.to_string();
        for (constraint, version) in [
            (">=1.21.0-0", Some(newest.as_str())),
            (">= 1.19", Some(newest.as_str())),
            ("^1.20.0", Some(newest.as_str())),
            ("1.x.x", Some(newest.as_str())),
            ("*", Some(newest.as_str())),
            (">=1.16.0-0 <1.22.0-0", Some("1.21")),
            (">= 1.16.0, < 1.35.0", Some("1.34")),
            ("~1.35.0", Some("1.35")),
            ("1.25 - 1.36", Some("1.36")),
            ("<=1.24.9 || =1.35", Some("1.35")),
            (">1.16 <1.17", None),
            ("<1.34.5", Some("1.34")),
            ("v1.30.0", Some("1.30")),
            (">=2.0.0", None),
            ("", None),
            ("newest", None),
        ] {
            let target = Targets::of_constraint(constraint).map(|targets| targets.versions[0].to_string());
            assert_eq!(target.as_deref(), version, "{constraint}");
        }
    }

    #[test]
    fn named_versions_are_judged_in_order_once() {
        let versions = ["1.37", "1.34", "1.37"].map(|text| text.parse::<KubeVersion>().unwrap());
        let targets = Targets::declared(versions);
        assert_eq!(targets.versions.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1.34", "1.37"]);
        assert!(targets.declared && !Targets::declared([]).declared);
    }
}
