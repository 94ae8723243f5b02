//! What schemas say of the objects of a scope: `input.schema` of native rules.
//!
//! Schemas find mistakes; which of them is a finding, and how severe, is for the rules of the pack `schema` to say.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::inputs::{self, Knowledge};
use super::{own, place};
use crate::config::Settings;
use crate::finding::{Finding, Operation, Path, Step};
use crate::review::Review;
use crate::schema::{Catalog, Class, CustomSchemas, Judgement, Question, Targets, VersionedMistake};
use crate::source::{Document, LoadedScope, node_at};
use crate::value::{self, Value};

/// The kind of definitions of custom kinds.
const DEFINITION: &str = "apiextensions.k8s.io/CustomResourceDefinition";

/// The schemas of one scope.
pub(super) struct ScopeSchemas {
    catalog: Arc<Catalog>,
    targets: Targets,
    custom: CustomSchemas,
    /// By position of the first repetition of an object: the positions of all others.
    repeated: HashMap<usize, Vec<usize>>,
}

impl ScopeSchemas {
    /// For the reviews of a scope.
    pub(super) fn new(
        knowledge: &Knowledge,
        scope: Option<&LoadedScope>,
        reviews: &[Review],
        documents: &[&Document],
    ) -> Self {
        let mut custom = CustomSchemas::default();
        for review in reviews.iter().filter(|review| &*review.kind == DEFINITION) {
            let origin = documents.get(review.document).map_or("the scope", |document| document.file.name());
            custom.add_document(&review.object, origin);
        }
        let stranger = |review: &Review| !knowledge.schemas.is_kubernetes_own(&review.identity.api_version);
        if let Some(scope) = scope.filter(|_| reviews.iter().any(stranger)) {
            for definition in scope.chart_definitions() {
                custom.add_document(&definition.value, definition.file.name());
            }
        }
        let of_chart = || Targets::of_constraint(scope?.kube_constraint.as_deref()?);
        let targets = knowledge.targets.clone().or_else(of_chart).unwrap_or_default();
        Self { catalog: Arc::clone(&knowledge.schemas), targets, custom, repeated: repeated(reviews) }
    }

    /// What the schemas say of one review.
    fn judgement(&self, review: &Review, document: Option<&Document>) -> Judgement {
        // Only a document with null members differs from the object that rules see.
        let written = document
            .filter(|document| document.nulls)
            .and_then(|document| node_at(&document.value, &review.prefix));
        self.catalog.judge(&Question {
            written: written.unwrap_or(&review.object),
            object: &review.object,
            api_version: &review.identity.api_version,
            kind: &review.identity.kind,
            targets: &self.targets,
            scope: &self.custom,
        })
    }

    /// `input.schema` of a review; null where nothing is left to judge.
    pub(super) fn facts(&self, position: usize, reviews: &[Review], document: Option<&Document>) -> Value {
        let Some(review) = reviews.get(position).filter(|review| review.operation != Operation::Delete)
        else {
            return Value::Null;
        };
        let judgement = self.judgement(review, document);
        let others = self.repeated.get(&position).into_iter().flatten();
        let duplicates = others.filter_map(|position| reviews.get(*position)).map(|other| {
            value::object_from([
                ("kind", value::string(&other.kind)),
                ("namespace", value::string(&other.identity.namespace)),
                ("name", value::string(&other.identity.name)),
            ])
        });
        value::object_from([
            ("versions", texts(self.targets.versions.iter())),
            ("declared", Value::from(self.targets.declared)),
            ("known", Value::from(judgement.known)),
            ("mistakes", mistakes(&judgement.mistakes)),
            ("unevaluated", texts(judgement.unevaluated.iter())),
            ("duplicates", value::list(duplicates.collect())),
        ])
    }

    /// [`Self::facts`] of every review.
    pub(super) fn all_facts(&self, reviews: &[Review], documents: &[&Document]) -> Vec<Value> {
        let document = |review: &Review| documents.get(review.document).copied();
        reviews.iter().enumerate().map(|(at, review)| self.facts(at, reviews, document(review))).collect()
    }

    /// A finding for every schema that cannot be used, at the first object that needed it.
    pub(super) fn unusable(
        &self,
        settings: &Settings,
        scope: Option<&LoadedScope>,
        reviews: &[Review],
        documents: &[&Document],
    ) -> Vec<Finding> {
        let mut kinds: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut found = Vec::new();
        for review in reviews.iter().filter(|review| review.operation != Operation::Delete) {
            let identity = &review.identity;
            let kind: (&str, &str) = (&identity.api_version, &identity.kind);
            if kinds.contains(&kind)
                || self.catalog.is_usable(&identity.api_version, &identity.kind, &self.custom)
            {
                continue;
            }
            let document = documents.get(review.document).copied();
            if let Some(((origin, why), document)) = self.judgement(review, document).broken.zip(document) {
                kinds.insert(kind);
                let place = place::of_path(scope, document, &review.prefix);
                found.push(own::schema_unusable(settings, &origin, &why, identity, place));
            }
        }
        found
    }
}

/// Objects that a scope has more than once: at the position of the first repetition all others. What Helm runs as a hook
/// comes and goes, and may share its name.
fn repeated(reviews: &[Review]) -> HashMap<usize, Vec<usize>> {
    let is_hook = |review: &Review| {
        value::member(&review.object, &["metadata", "annotations", "helm.sh/hook"]).is_some()
    };
    let mut same: HashMap<_, Vec<usize>> = HashMap::new();
    for (position, review) in reviews.iter().enumerate() {
        let named = value::member(&review.object, &["metadata", "name"]).is_some();
        if review.operation != Operation::Delete && named && !is_hook(review) {
            same.entry(inputs::key(&review.identity)).or_default().push(position);
        }
    }
    let at_second =
        |mut positions: Vec<usize>| (positions.len() > 1).then(|| (positions.remove(1), positions));
    same.into_values().filter_map(at_second).collect()
}

/// `input.schema.mistakes`.
pub(super) fn mistakes(found: &[VersionedMistake]) -> Value {
    value::list(found.iter().map(mistake).collect())
}

fn mistake(found: &VersionedMistake) -> Value {
    let class = match found.mistake.class {
        Class::Value => "invalid",
        Class::UnknownKey => "unknown-field",
        Class::Name => "name",
        Class::Label => "label",
        Class::Version => "version",
    };
    let mut members = vec![
        ("class", value::string(class)),
        ("path", path(&found.mistake.path)),
        ("message", value::string(&found.mistake.message)),
    ];
    members.extend(found.mistake.suggestion.as_ref().map(|meant| ("meant", value::string(meant))));
    if !found.versions.is_empty() {
        members.push(("versions", texts(found.versions.iter())));
    }
    if found.unknown {
        members.push(("unknown", Value::from(true)));
    }
    value::object_from(members)
}

fn path(path: &Path) -> Value {
    let step = |step: &Step| match step {
        Step::Key(key) => value::string(key),
        Step::Index(index) => Value::from(u64::from(*index)),
    };
    value::list(path.steps().iter().map(step).collect())
}

pub(super) fn texts<T: ToString>(items: impl Iterator<Item = T>) -> Value {
    value::list(items.map(|item| value::string(&item.to_string())).collect())
}
