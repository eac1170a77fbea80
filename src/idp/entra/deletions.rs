//! Prevention of accidental deletions: a job that would disable or delete too much in one cycle
//! holds it back until an admin has looked ("Enable accidental deletions prevention").

use indexmap::IndexSet;

use super::Entra;
use super::quarantine::TOO_MANY_DELETES;

/// Disables and deletes of the current cycle.
#[derive(Debug, Default)]
pub(super) struct Deletions {
    /// Carried out in this cycle.
    done: usize,
    /// Held back in this cycle.
    held: IndexSet<String>,
    /// Held back by the cycle before.
    before: IndexSet<String>,
    /// What was held back may be carried out.
    allowed: bool,
}

/// Whether a disable or delete is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Yes.
    Go,
    /// No.
    Held,
    /// No, as in the cycle before.
    StillHeld,
}

impl Deletions {
    /// A cycle begins. Returns what must be looked at again.
    pub(super) fn begin(&mut self) -> IndexSet<String> {
        self.before = std::mem::take(&mut self.held);
        self.before.clone()
    }

    /// A cycle ends: an allowance is used up, and the next one counts anew.
    pub(super) fn end(&mut self) {
        self.allowed = false;
        self.done = 0;
        self.before.clear();
    }

    /// Whether something is held back.
    pub(super) fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// Whether that object is held back.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.held.contains(key)
    }

    /// Decides on one object. Once something is held back, so is everything after it.
    pub(super) fn judge(&mut self, key: &str, limit: Option<usize>) -> Verdict {
        let was_held = self.before.contains(key);
        if was_held && self.allowed {
            return Verdict::Go;
        }
        let is_stopped = self.is_holding() || (!self.allowed && !self.before.is_empty());
        let is_over = limit.is_some_and(|limit| self.done >= limit);
        if !is_stopped && !is_over {
            self.done += 1;
            return Verdict::Go;
        }
        self.held.insert(key.to_owned());
        if was_held {
            Verdict::StillHeld
        } else {
            Verdict::Held
        }
    }
}

impl Entra {
    /// "Allow deletes": what is held back goes out with the next cycle.
    pub(super) fn allow_deletes(&mut self) {
        self.deletions.allowed = true;
        if self
            .quarantine
            .is_some_and(|it| it.reason == TOO_MANY_DELETES)
        {
            self.quarantine = None;
        }
    }
}
