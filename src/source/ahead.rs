//! Loading ahead: scopes are read and rendered while rules are compiled.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::load::{LoadedScope, load};
use super::scope::ScopePlan;

/// Bytes of text that are loaded ahead, at most. Documents take some ten times as much.
const MOST: usize = 32 << 20;

/// The scopes of a run, some of them loaded before anybody asks for them.
#[derive(Debug)]
pub struct Ahead<'p> {
    plans: &'p [ScopePlan],
    loaded: Mutex<BTreeMap<usize, LoadedScope>>,
}

impl<'p> Ahead<'p> {
    /// Nothing is loaded yet.
    pub fn new(plans: &'p [ScopePlan]) -> Self {
        Self { plans, loaded: Mutex::default() }
    }

    /// The plans of all scopes.
    pub fn plans(&self) -> &'p [ScopePlan] {
        self.plans
    }

    /// Does `work`, and loads scopes in the meantime.
    pub fn beside<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let is_done = AtomicBool::new(false);
        let work = || {
            let done = work();
            is_done.store(true, Ordering::Relaxed);
            done
        };
        rayon::join(work, || self.load_until(&is_done)).0
    }

    /// Loads scopes, the first ones first, until it is enough or they take too much memory.
    fn load_until(&self, enough: &AtomicBool) {
        let mut bytes = 0;
        for (at, plan) in self.plans.iter().enumerate() {
            if bytes >= MOST || enough.load(Ordering::Relaxed) {
                return;
            }
            let scope = load(plan);
            bytes += scope.bytes();
            if let Ok(mut loaded) = self.loaded.lock() {
                loaded.insert(at, scope);
            }
        }
    }

    /// The scope of a plan by its position, loaded now if it was not before.
    pub fn take(&self, at: usize) -> Option<LoadedScope> {
        let known = self.loaded.lock().ok().and_then(|mut loaded| loaded.remove(&at));
        known.or_else(|| self.plans.get(at).map(load))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Request, plan};

    #[test]
    fn what_was_loaded_ahead_is_what_would_have_been_loaded_later() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n");
            std::fs::write(folder.path().join(format!("{name}.yaml")), text).unwrap();
        }
        let request =
            Request { scope: crate::source::ScopeMode::File, ..Request::new(&[folder.path().to_path_buf()]) };
        let plans = plan(&request).unwrap().scopes;
        let ahead = Ahead::new(&plans);
        ahead.load_until(&AtomicBool::new(true));
        assert!(ahead.loaded.lock().unwrap().is_empty());
        ahead.load_until(&AtomicBool::new(false));
        assert_eq!(ahead.loaded.lock().unwrap().len(), 3);
        // Once from what is loaded, once anew.
        for _ in 0..2 {
            for (at, plan) in plans.iter().enumerate() {
                let scope = ahead.take(at).unwrap();
                assert_eq!((&scope.name, scope.reads.len()), (&plan.name, 1));
            }
        }
        assert!(ahead.take(3).is_none());
    }
}
