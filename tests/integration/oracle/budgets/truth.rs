//! What the controller's status and the server's answers say, put as each rule puts it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::cases::Case;
use super::cluster::Seen;
use super::workloads::{Kind, Time, Workload};

/// One budget of a case, and what became of it.
pub(super) struct Judged<'a> {
    pub(super) case: &'a Case,
    pub(super) budget: &'a Json,
    pub(super) seen: BTreeMap<Time, &'a Seen>,
}

/// What makes a rule's finding right. `None`: there is no pod by which it could be told.
type Truth = fn(&Judged<'_>) -> Option<bool>;

/// The rules that are compared.
pub(super) const RULES: [(&str, Truth); 7] = [
    ("budget-blocks-eviction", |judged| judged.blocks()),
    ("budget-overlap", |judged| Some(judged.overlaps())),
    ("budget-selects-nothing", |judged| Some(judged.selects_nothing())),
    ("budget-unscalable", |judged| Some(judged.is_unscalable())),
    ("budget-unset", |judged| judged.allows_nothing_unset()),
    ("budget-without-effect", |judged| judged.holds_nothing_back()),
    ("unhealthy-pod-eviction", |judged| judged.keeps_what_is_ill()),
];

impl Judged<'_> {
    /// The field that is set, and to what.
    pub(super) fn limit(&self) -> Option<(&'static str, &Json)> {
        ["minAvailable", "maxUnavailable"]
            .iter()
            .find_map(|field| self.budget["spec"].get(field).map(|value| (*field, value)))
    }

    fn needs_scale(&self) -> bool {
        self.limit().is_some_and(|(field, value)| field == "maxUnavailable" || value.is_string())
    }

    /// The workloads whose pods it selects at some time.
    pub(super) fn selected(&self) -> impl Iterator<Item = &Workload> {
        self.case
            .workloads
            .iter()
            .filter(|workload| self.seen.values().any(|seen| seen.pods.iter().any(|pod| workload.made(pod))))
    }

    pub(super) fn selects(&self, kinds: &[Kind]) -> bool {
        self.selected().any(|workload| workload.kind.is(kinds))
    }

    /// That what is compared is the controller's own: it counts the pods that are taken for the budget's, and whether one
    /// may go is what the server answers.
    pub(super) fn assert_sound(&self) {
        for seen in self.well() {
            if self.limit().is_some() && !self.needs_scale() {
                assert_eq!(seen.expected, u64::try_from(seen.pods.len()).unwrap(), "{}", self.budget);
            }
            for (_, code) in seen.evictions.iter().filter(|(pod, code)| **code != 500 && !self.is_done(pod)) {
                assert_eq!(*code == 429, seen.allowed == 0, "{} {seen:?}", self.budget);
            }
        }
    }

    fn is_done(&self, pod: &str) -> bool {
        self.case.workloads.iter().any(|workload| workload.is_done() && workload.made(pod))
    }

    /// As many pods as the manifests bring about, all of them well.
    fn well(&self) -> impl Iterator<Item = &Seen> {
        [Time::Low, Time::High].into_iter().filter_map(|time| self.seen.get(&time).copied())
    }

    pub(super) fn low(&self) -> &Seen {
        self.seen[&Time::Low]
    }

    pub(super) fn high(&self) -> &Seen {
        self.seen.get(&Time::High).copied().unwrap_or_else(|| self.low())
    }

    /// When every workload has a pod.
    fn awake(&self) -> &Seen {
        self.seen.get(&Time::Woken).copied().unwrap_or_else(|| self.low())
    }

    /// No pod may go although all are well, and the controller could count them.
    pub(super) fn blocks(&self) -> Option<bool> {
        let low = self.low();
        if self.limit().is_none() || low.failed {
            return Some(false);
        }
        (low.healthy > 0 && low.expected > 0).then_some(low.allowed == 0)
    }

    /// The pods that the server will not evict because two budgets select them.
    pub(super) fn shared(&self) -> impl Iterator<Item = &str> {
        let all = self.seen.values().flat_map(|seen| &seen.evictions);
        all.filter(|(_, code)| **code == 500).map(|(pod, _)| &**pod)
    }

    fn overlaps(&self) -> bool {
        self.shared().next().is_some()
    }

    pub(super) fn selects_nothing(&self) -> bool {
        self.awake().pods.is_empty()
    }

    /// The controller gave up, or there are pods that it does not count.
    fn is_unscalable(&self) -> bool {
        let uncounted = |seen: &Seen| self.needs_scale() && seen.healthy > seen.expected;
        self.well().any(|seen| seen.failed || uncounted(seen))
    }

    fn allows_nothing_unset(&self) -> Option<bool> {
        if self.limit().is_some() {
            return Some(false);
        }
        (!self.awake().pods.is_empty()).then(|| self.seen.values().all(|seen| seen.allowed == 0))
    }

    /// All pods may go at once, however many there are.
    fn holds_nothing_back(&self) -> Option<bool> {
        if self.limit().is_none() || self.well().any(|seen| seen.failed) {
            return Some(false);
        }
        let mut some = self.well().filter(|seen| seen.healthy > 0).peekable();
        some.peek()?;
        Some(some.all(|seen| seen.allowed == seen.healthy))
    }

    /// A pod that is not ready may not go either.
    fn keeps_what_is_ill(&self) -> Option<bool> {
        let ill = self.seen.get(&Time::Ill)?;
        let mut running = ill.evictions.iter().filter(|(pod, _)| !self.is_done(pod)).peekable();
        running.peek()?;
        Some(running.any(|(_, code)| *code == 429))
    }

    /// How severe it is that a budget blocks: a single pod that may not be moved can be meant so.
    pub(super) fn severity_of_blocking(&self) -> &'static str {
        let (low, high) = (self.low(), self.high());
        if low.healthy > 1 || high.allowed == 0 && high.healthy > 1 { "error" } else { "warning" }
    }
}
