//! The last requests, as many as there is room for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::entry::Entry;
use crate::server::Clock;

/// Most requests that are kept.
const MOST: usize = 1_000;

/// Room for them in bytes.
const ROOM: usize = 16 << 20;

/// Finds the tenant in a path; `None` for the default one.
pub(in crate::server) type TenantOf = fn(&str) -> Option<&str>;

/// The log of a server.
pub(in crate::server::control) struct Log {
    pub(super) clock: Clock,
    pub(super) tenant_of: TenantOf,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// Numbers go up by one.
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    /// Number of the last entry; 0 before the first.
    last: u64,
}

impl Log {
    pub(in crate::server::control) fn new(clock: Clock, tenant_of: TenantOf) -> Self {
        Self {
            clock,
            tenant_of,
            kept: Mutex::default(),
        }
    }

    /// Adds an entry, and forgets the oldest ones if it has to.
    pub(super) fn push(&self, entry: Entry) {
        let mut forgotten = Vec::new();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        kept.bytes += entry.size();
        kept.entries.push_back(Arc::new(entry));
        while kept.entries.len() > MOST || kept.bytes > ROOM {
            let Some(oldest) = kept.entries.pop_front() else {
                break;
            };
            kept.bytes -= oldest.size();
            forgotten.push(oldest);
        }
        // What is forgotten is freed when nobody waits for the lock any more.
        drop(kept);
    }

    /// The entries after a number, each with its own, and the number of the last request.
    pub(in crate::server::control) fn since(&self, seq: u64) -> (Vec<(u64, Arc<Entry>)>, u64) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let newest_first = kept.entries.iter().rev().zip(0..);
        let mut found: Vec<_> = newest_first
            .map(|(entry, back)| (kept.last - back, Arc::clone(entry)))
            .take_while(|(number, _)| *number > seq)
            .collect();
        found.reverse();
        (found, kept.last)
    }

    /// Forgets everything, and tells how much that was.
    pub(in crate::server::control) fn clear(&self) -> usize {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes = 0;
        std::mem::take(&mut kept.entries).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn log() -> Log {
        Log::new(Arc::new(|| Timestamp::UNIX_EPOCH), |_| None)
    }

    #[test]
    fn the_oldest_go_first() {
        let log = log();
        for _ in 0..MOST + 5 {
            log.push(Entry::of_size(10));
        }
        let (entries, last) = log.since(0);
        assert_eq!((entries.len(), last), (MOST, 1_005));
        assert_eq!((entries[0].0, entries[MOST - 1].0), (6, 1_005));
        assert_eq!(log.since(1_003).0.len(), 2);
        assert_eq!(log.clear(), MOST);
        log.push(Entry::of_size(10));
        assert_eq!(log.since(0).0[0].0, 1_006);
    }

    #[test]
    fn large_requests_leave_room_for_few() {
        let log = log();
        for _ in 0..100 {
            log.push(Entry::of_size(1 << 20));
        }
        let (entries, _) = log.since(0);
        assert!((10..=16).contains(&entries.len()), "{}", entries.len());
        log.push(Entry::of_size(ROOM + 1));
        assert_eq!(log.since(0).0.len(), 0, "nothing larger than the log");
    }
}
