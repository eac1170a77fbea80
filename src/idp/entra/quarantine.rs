//! Quarantine of the whole job: for failed credential checks, too many failures, too many
//! deletions ("Application provisioning in quarantine status"; the names of the reasons are those
//! of Graph's `synchronizationQuarantine`).

use super::connect::Refusal;
use super::job::Escrowed;
use super::retry::{CADENCE, Failures, Retry};
use super::{Entra, Retries};
use crate::transcript::LogStatus;

const EXCEPTION: &str = "EncounteredQuarantineException";
const BASE: &str = "EncounteredBaseEscrowThreshold";
const TOTAL: &str = "EncounteredTotalEscrowThreshold";
const PROPORTION: &str = "EncounteredEscrowProportionThreshold";
pub(super) const TOO_MANY_DELETES: &str = "TooManyDeletes";

/// A job in quarantine, or disabled when it is not tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quarantine {
    pub(super) reason: &'static str,
    pub(super) failures: Failures,
}

impl Entra {
    /// Lets time pass until the next cycle: 40 minutes, or until a job in quarantine is tried
    /// again. A disabled job has no next cycle.
    pub(super) fn wait_for_cycle(&mut self) -> bool {
        match self.quarantine {
            None => self.clock.advance(CADENCE),
            Some(Quarantine { failures, .. }) => {
                let Some(due) = failures.due else {
                    return false;
                };
                let wait = due.duration_since(self.clock.now());
                if wait.is_positive() {
                    self.clock.advance(wait);
                }
            }
        }
        true
    }

    /// A failed credential check stops the job: nobody is looked at, and no rows are written for
    /// them.
    pub(super) fn refuse(&mut self, (code, text): Refusal) {
        self.isolate(EXCEPTION, code, format!("{EXCEPTION}: {text}"));
    }

    /// Looks back at a cycle: quarantine, or the end of one. What is given up has counted once
    /// more, and is forgotten.
    pub(super) fn judge_cycle(&mut self) {
        let verdict = self.verdict();
        self.escrow.retain(|_, it| it.failures.due.is_some());
        match verdict {
            Some((reason, text)) => self.isolate(reason, reason, text),
            None => self.quarantine = None,
        }
    }

    /// Why the job goes into quarantine, if it does.
    fn verdict(&self) -> Option<(&'static str, String)> {
        if self.deletions.is_holding() {
            let limit = self.settings.accidental_deletions.unwrap_or_default();
            let text = format!(
                "{TOO_MANY_DELETES}: the accidental deletion threshold of {limit} was reached. \
                 Further deletions are held back until they are allowed"
            );
            return Some((TOO_MANY_DELETES, text));
        }
        let (reason, what) = self.too_many_failures()?;
        Some((reason, format!("{reason}: {what}")))
    }

    fn isolate(&mut self, reason: &'static str, code: &'static str, mut text: String) {
        let before = self.quarantine.map(|quarantine| quarantine.failures);
        let now = self.clock.now();
        let failures = Failures::another(before, now, Retry::Escrow, Retries::Escrow);
        self.quarantine = Some(Quarantine { reason, failures });
        if failures.due.is_none() {
            text += ". The job is disabled";
        }
        self.note("Quarantine", LogStatus::Failure, Some(code), text);
    }

    /// The threshold that the failures have passed.
    fn too_many_failures(&self) -> Option<(&'static str, String)> {
        let limits = &self.settings.thresholds;
        let total = self.escrow.len();
        let in_references = |it: &&Escrowed| it.in_references;
        let base = total - self.escrow.values().filter(in_references).count();
        if total < limits.escrow_minimum {
            return None;
        }
        let is_linked = |key: &&String| self.link(key).is_some();
        let linked = self.records.keys().filter(is_linked);
        let others = linked.filter(|key| !self.escrow.contains_key(*key)).count();
        let percent = 100 * base / (others + total).max(1);
        if base > limits.escrow_base {
            return Some((BASE, format!("{base} objects failed")));
        }
        if total > limits.escrow_total {
            return Some((
                TOTAL,
                format!("{total} objects failed, references included"),
            ));
        }
        (percent > limits.escrow_proportion)
            .then(|| (PROPORTION, format!("{percent} % of the objects failed")))
    }
}
