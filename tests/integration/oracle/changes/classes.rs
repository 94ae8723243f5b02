//! Where the rules and the server differ for a reason that is known. Each class is told by the case alone.

use super::cases::Case;
use super::judge::Found;

/// A class, why the two differ, and how it is told: by the change, whether the server refuses it, and what was found.
pub(super) struct Class {
    pub(super) name: &'static str,
    pub(super) why: &'static str,
    tells: fn(&Case, bool, &[Found]) -> bool,
}

pub(super) const CLASSES: [Class; 2] = [
    Class {
        name: "doubtful",
        why: "it depends on what the cluster has filled in, or whether the object is still there: a warning",
        tells: |_, _, found| !found.is_empty() && found.iter().all(|found| found.severity == "warning"),
    },
    Class {
        name: "a claim that is not bound",
        why: "until it is, even what a bound one may change stays as it is: the files do not say whether it is",
        tells: |case, refused, found| {
            case.new["kind"] == "PersistentVolumeClaim" && !case.is_written() && refused && found.is_empty()
        },
    },
];

impl Class {
    /// The one that explains a difference.
    pub(super) fn of(case: &Case, refused: bool, found: &[Found]) -> Option<&'static Self> {
        CLASSES.iter().find(|class| (class.tells)(case, refused, found))
    }
}
