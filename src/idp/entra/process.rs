//! What becomes of one object: import, scope, then one of match, update and removal.

use super::job::Escrowed;
use super::object::{Object, Standing, noun};
use super::reaction::Trouble;
use super::retry::Failures;
use super::rows::{Action, Trace};
use super::{Actions, Entra};
use crate::idp::Wire;
use crate::transcript::{LogStatus, ObjectKind};

/// How a pass over an object ended.
pub(super) enum Done {
    /// Nothing was to be done, and nobody needs to know.
    Silently,
    /// The target was written to.
    Written(Action),
    /// Nothing was written, for a reason that the log gives.
    Skipped {
        /// Reason.
        code: &'static str,
        /// Text.
        text: String,
    },
    /// A disable or delete is held back.
    Held,
}

/// What came of an object: done, or the action that failed and why.
pub(super) type Step = Result<Done, (Action, Trouble)>;

impl Entra {
    /// One pass over an object, with its row in the log.
    pub(super) async fn process<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let Some(object) = Object::of(&self.tenant, &self.mapping, key) else {
            return;
        };
        let mut trace = Trace {
            target_id: self.link(key).map(str::to_owned),
            ..Trace::default()
        };
        trace.import(&object, trace.target_id.is_some());
        trace.scoping(&object);
        let result = self.decide(&object, &mut trace, wire).await;
        let done = match result {
            Ok(done) => done,
            Err((action, trouble)) => {
                self.pending.shift_remove(key);
                let failures = self.put_in_escrow(key, &trouble, false);
                return self.row_of_failure(&object, trace, (action, trouble), failures);
            }
        };
        // What failed before is over, unless references failed and are still to come.
        let is_over = |it: &Escrowed| !it.in_references || !self.pending.contains_key(key);
        if self.escrow.get(key).is_some_and(is_over) {
            self.escrow.shift_remove(key);
        }
        let standing = object.standing;
        if !standing.deleted && !self.deletions.holds(key) {
            self.record(key).unmanaged = !standing.in_scope();
        }
        match done {
            Done::Silently => {}
            Done::Written(action) => self.row_of_success(&object, trace, action),
            Done::Skipped { code, text } => {
                trace.skipped(code, &text);
                let outcome = ("other", LogStatus::Skipped, Some(code));
                self.row(&object, trace, outcome, text);
            }
            Done::Held => {
                let text = format!(
                    "{} '{}' is to be deleted or disabled; the action is staged because the \
                     accidental deletion threshold was reached",
                    noun(object.kind()),
                    object.name
                );
                let outcome = ("stageddelete", LogStatus::Skipped, Some("StagedAction"));
                self.row(&object, trace, outcome, text);
            }
        }
    }

    async fn decide<W: Wire>(&mut self, object: &Object, trace: &mut Trace, wire: &mut W) -> Step {
        let standing = object.standing;
        let record = self.record(&object.key);
        let was_disabled = record.disabled;
        let Some(id) = record.id.clone() else {
            if standing.deleted || !standing.assigned {
                return Ok(Done::Silently);
            }
            if standing.is_soft_deleted() {
                return Ok(not_entitled(object));
            }
            return self.provision(object, trace, wire).await;
        };
        if standing.deleted && record.unmanaged {
            return Ok(Done::Silently);
        }
        let leaves_scope = !standing.in_scope() && !standing.deleted;
        if leaves_scope && self.settings.skip_out_of_scope_deletions {
            return Ok(Done::Silently);
        }
        match object.kind() {
            ObjectKind::User if standing.deleted => self.remove(object, &id, trace, wire).await,
            // Disabled already: no longer looked at.
            ObjectKind::User if standing.is_soft_deleted() && was_disabled => Ok(Done::Silently),
            ObjectKind::User
                if standing.is_soft_deleted() && self.settings.deletes_instead_of_disabling =>
            {
                self.remove(object, &id, trace, wire).await
            }
            // Groups cannot be disabled: leaving the scope is the end of them.
            ObjectKind::Group if standing.is_soft_deleted() => {
                self.remove(object, &id, trace, wire).await
            }
            ObjectKind::User | ObjectKind::Group => self.update(object, &id, trace, wire).await,
        }
    }

    /// Counts a failure of an object.
    pub(super) fn put_in_escrow(
        &mut self,
        key: &str,
        trouble: &Trouble,
        in_references: bool,
    ) -> Failures {
        let before = self.escrow.get(key).map(|it| it.failures);
        let now = self.clock.now();
        let failures = Failures::another(before, now, trouble.retry, self.settings.retries);
        let escrowed = Escrowed {
            failures,
            in_references,
        };
        self.escrow.insert(key.to_owned(), escrowed);
        failures
    }

    /// What the job may do to objects of a kind.
    pub(super) const fn actions(&self, kind: ObjectKind) -> Actions {
        match kind {
            ObjectKind::User => self.settings.user_actions,
            ObjectKind::Group => self.settings.group_actions,
        }
    }
}

/// The action is not ticked.
pub(super) fn not_enabled(object: &Object, action: &str) -> Done {
    Done::Skipped {
        code: "EntrySynchronizationSkipped",
        text: format!(
            "The action {action} is not enabled for objects of the type {}",
            noun(object.kind())
        ),
    }
}

/// Somebody who is not to be provisioned, and for whom nothing is done.
pub(super) fn not_entitled(object: &Object) -> Done {
    let why = match object.standing {
        Standing {
            assigned: false, ..
        } => "Assigned=False",
        Standing {
            filtered_in: false, ..
        } => "ScopeEvaluationResult=False",
        _ => "IsActive=False",
    };
    let noun = noun(object.kind()).to_lowercase();
    Done::Skipped {
        code: "NotEffectivelyEntitled",
        text: format!("The {noun} is not effectively entitled: {why}"),
    }
}
