//! When failed objects, and a job in quarantine, are tried again.

use jiff::{SignedDuration, Timestamp};

use super::Retries;

/// Time between two cycles ("about every 40 minutes", not configurable).
pub(super) const CADENCE: SignedDuration = SignedDuration::from_mins(40);
/// How long something is tried again after its first failure.
const LONGEST: SignedDuration = SignedDuration::from_hours(28 * 24);

/// How soon a failure is worth another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    /// In the next cycle: the target was overloaded, slow or broken (error code table).
    NextCycle,
    /// With growing gaps: somebody has to act first.
    Escrow,
}

/// Failures of one object, or of the job, since its last success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failures {
    first: Timestamp,
    /// How often it was tried.
    pub(super) attempts: u32,
    /// When it is tried again; `None` when it is given up.
    pub(super) due: Option<Timestamp>,
}

impl Failures {
    /// Counts a further failure.
    pub(super) fn another(
        before: Option<Self>,
        now: Timestamp,
        retry: Retry,
        retries: Retries,
    ) -> Self {
        let first = before.map_or(now, |failures| failures.first);
        let attempts = before.map_or(0, |failures| failures.attempts) + 1;
        let due = match (retry, retries) {
            (Retry::NextCycle, _) | (_, Retries::EveryCycle) => now.saturating_add(CADENCE),
            (Retry::Escrow, Retries::Escrow) => first.saturating_add(slot_after(now, first)),
        };
        let last = first.saturating_add(LONGEST);
        Self {
            first,
            attempts,
            due: due.ok().filter(|due| last.is_ok_and(|last| *due <= last)),
        }
    }
}

/// How long after the first failure the next retry comes: 6, 12 and 24 hours, then every 24 hours
/// ("Application provisioning in quarantine status"). What was tried in between, after 40 minutes or
/// because the directory changed, moves none of these times.
fn slot_after(now: Timestamp, first: Timestamp) -> SignedDuration {
    let passed = now.duration_since(first).as_hours();
    SignedDuration::from_hours(match passed {
        ..6 => 6,
        6..12 => 12,
        hours => (hours / 24 + 1) * 24,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_are_counted_from_the_first_failure_and_end_after_28_days() {
        let start = Timestamp::UNIX_EPOCH;
        let mut now = start;
        let mut failures = None;
        let mut hours = Vec::new();
        for _ in 0..40 {
            let next = Failures::another(failures, now, Retry::Escrow, Retries::Escrow);
            failures = Some(next);
            let Some(due) = next.due else { break };
            hours.push(due.duration_since(start).as_hours());
            now = due;
        }
        assert_eq!(hours[..5], [6, 12, 24, 48, 72]);
        assert_eq!((hours.len(), hours.last()), (30, Some(&(28 * 24))));
    }

    #[test]
    fn tries_in_between_neither_move_the_times_nor_end_them_early() {
        let start = Timestamp::UNIX_EPOCH;
        let at = |minutes| start + SignedDuration::from_mins(minutes);
        let mut failures = Failures::another(None, start, Retry::NextCycle, Retries::Escrow);
        for cycle in 1..=50 {
            let retry = if cycle % 2 == 0 {
                Retry::Escrow
            } else {
                Retry::NextCycle
            };
            let now = at(40 * cycle);
            failures = Failures::another(Some(failures), now, retry, Retries::Escrow);
            assert!(failures.due.is_some_and(|due| due > now), "{cycle}");
        }
        // 33 hours and 20 minutes after the first failure.
        assert_eq!(failures.due, Some(at(48 * 60)));
        assert_eq!(failures.attempts, 51);
    }

    #[test]
    fn a_broken_target_is_tried_again_in_the_next_cycle() {
        let start = Timestamp::UNIX_EPOCH;
        for (retry, retries) in [
            (Retry::NextCycle, Retries::Escrow),
            (Retry::Escrow, Retries::EveryCycle),
        ] {
            let failures = Failures::another(None, start, retry, retries);
            assert_eq!(failures.due, Some(start + CADENCE));
        }
    }
}
