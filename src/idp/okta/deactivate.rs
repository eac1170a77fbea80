//! What becomes of an account when its person loses the application.

use std::sync::Arc;

use super::answer::{Done, is_gone, patched, put, success, user_in};
use super::flow::{Event, login};
use super::message::code;
use super::{App, Deprovisioning, Okta, profile, request};
use crate::idp::Wire;
use crate::idp::directory::Person;
use crate::transcript::{LogStatus, Outcome};

const DEACTIVATE: Event = "application.provision.user.deactivate";
const DELETE: Event = "application.provision.user.delete";

impl Okta {
    /// After unassignment or deactivation of the Okta user. Tried once; a failure leaves a task for
    /// the admin and nothing that could be retried (lab notes).
    pub(super) async fn deprovision<W: Wire>(&mut self, person: &Person, wire: &mut W) {
        let Some(id) = self.links.shift_remove(&person.key) else {
            return;
        };
        let (event, what, result) = match self.settings.deprovisioning {
            Deprovisioning::Delete => {
                let outcome = self.call(request::delete_user(&id), wire).await;
                let result = match success(&outcome) {
                    Some(_) => Ok(Done::Fully),
                    None => Err(outcome),
                };
                (DELETE, "Delete user from external application", result)
            }
            Deprovisioning::Deactivate => {
                let result = match self.settings.app {
                    App::Catalog => self.patch_active(&id, false, wire).await,
                    App::Wizard => self.put_inactive(&id, wire).await,
                };
                let what = "Push user deactivation to external application";
                (DEACTIVATE, what, result)
            }
        };
        match result {
            Ok(done) => self.note_done(event, person, what, done),
            // An account that is gone is as good as inactive: the unassignment completes (lab notes
            // on wizard applications; inferred for the others).
            Err(outcome) if is_gone(&outcome) => self.note_done(event, person, what, Done::Fully),
            Err(outcome) => {
                let reason = code(&outcome);
                let text = format!(
                    "{what} FAILURE: {reason}. Application accounts need deprovisioning: Go to \
                     third-party apps and manually disable user accounts ({} in {})",
                    login(person),
                    self.settings.label
                );
                let code = Some(reason);
                self.note(event, Some(person), LogStatus::Failure, code, text);
            }
        }
    }

    /// Flips `active` of a catalog application's user. `Err` holds the answer that was none.
    pub(super) async fn patch_active<W: Wire>(
        &mut self,
        id: &str,
        active: bool,
        wire: &mut W,
    ) -> Result<Done, Outcome> {
        if self.settings.reads_before_patch {
            let outcome = self.call(request::read_user(id), wire).await;
            if user_in(&outcome).is_none() {
                return Err(outcome);
            }
        }
        let patch = request::patch_active(&self.settings, id, active);
        patched(self.call(patch, wire).await)
    }

    /// Reads the user of a wizard application and writes it back inactive.
    async fn put_inactive<W: Wire>(&mut self, id: &str, wire: &mut W) -> Result<Done, Outcome> {
        let outcome = self.call(request::read_user(id), wire).await;
        let Some(current) = user_in(&outcome) else {
            return Err(outcome);
        };
        let body = profile::with_active(Arc::unwrap_or_clone(current), false);
        put(self.call(request::put_user(id, body), wire).await)
    }
}
