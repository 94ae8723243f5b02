//! The rules that are no Rego: what the gate itself has to say. Their packs are reserved and cannot be waived.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{EnforcementPoint, Operation, RuleCard, RuleId, Severity};

/// What the gate itself finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    Unreadable,
    Unrendered,
    SchemaUnusable,
    EvaluationError,
    WaiverInvalid,
    WaiverExpired,
    WaiverUnused,
}

impl Own {
    /// Id, title, severity, general remedy.
    const fn facts(self) -> (&'static str, &'static str, Severity, &'static str) {
        match self {
            Self::Unreadable => ("source/unreadable", "Every document can be read", Severity::Error, ""),
            Self::Unrendered => {
                ("source/unrendered", "Every chart and kustomization renders", Severity::Error, "")
            }
            Self::SchemaUnusable => (
                "source/schema-unusable",
                "Every schema can be used",
                Severity::Error,
                "Mend the schema; objects of its kind were not judged by it.",
            ),
            Self::EvaluationError => (
                "engine/evaluation-error",
                "Every rule gives an answer",
                Severity::Error,
                "Guard the expression in the rule against values of this shape, or turn the rule off until it is mended.",
            ),
            Self::WaiverInvalid => (
                "waiver/invalid",
                "Every waiver can be understood",
                Severity::Error,
                "Write: tidegate:waive PACK/RULE until=YYYY-MM-DD owner=NAME reason=\"why\".",
            ),
            Self::WaiverExpired => (
                "waiver/expired",
                "No waiver is past its last day",
                Severity::Warning,
                "Mend the finding, or agree on a new last day and a reason that still holds.",
            ),
            Self::WaiverUnused => {
                ("waiver/unused", "Every waiver accepts something", Severity::Warning, "Remove the waiver.")
            }
        }
    }

    /// Its card, with a remedy of this finding's own where there is one.
    pub(super) fn card(self, remedy: Option<&str>) -> Arc<RuleCard> {
        let (id, title, severity, general) = self.facts();
        // The ids above are well-formed; a test holds that.
        let id = RuleId::new(id).unwrap_or_else(|_| RuleId::reserved());
        Arc::new(RuleCard {
            id,
            title: Arc::from(title),
            description: Arc::from(title),
            severity,
            applies_to: Vec::new(),
            operations: Operation::ALL.to_vec(),
            places: EnforcementPoint::ALL.to_vec(),
            reads: Vec::new(),
            absence: false,
            remediation: Arc::from(remedy.unwrap_or(general)),
            not_a_problem: None,
            references: Vec::new(),
            since: Arc::from("0.1.0"),
            profiles: BTreeMap::new(),
            silences: Vec::new(),
            chinese: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_well_formed_and_reserved() {
        let all = [
            Own::Unreadable,
            Own::Unrendered,
            Own::SchemaUnusable,
            Own::EvaluationError,
            Own::WaiverInvalid,
            Own::WaiverExpired,
            Own::WaiverUnused,
        ];
        for own in all {
            let (id, ..) = own.facts();
            assert_eq!(own.card(None).id.as_str(), id);
            assert!(matches!(own.card(None).id.pack(), "source" | "engine" | "waiver"));
        }
    }
}
