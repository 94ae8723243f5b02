//! Work spread over all threads, each with a state of its own; results come back in the order of the items.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Does `work` on every item; returns the results in order and what is left of the threads' states.
pub(super) fn spread<T, W, R>(
    items: &[T],
    make: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &T) -> R + Sync,
) -> (Vec<R>, Vec<W>)
where
    T: Sync,
    W: Send,
    R: Send,
{
    let next = AtomicUsize::new(0);
    let parts = rayon::broadcast(|_| {
        let mut state = make();
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break (state, done) };
            done.push((at, work(&mut state, item)));
        }
    });
    let mut results = Vec::with_capacity(items.len());
    let mut states = Vec::new();
    for (state, done) in parts {
        states.push(state);
        results.extend(done);
    }
    results.sort_by_key(|(at, _)| *at);
    (results.into_iter().map(|(_, result)| result).collect(), states)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_every_item_is_done_once() {
        let items: Vec<usize> = (0..100).collect();
        let (results, states) = spread(
            &items,
            || 0_usize,
            |count, item| {
                *count += 1;
                item * 2
            },
        );
        assert_eq!(results, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(states.iter().sum::<usize>(), 100);
    }
}
