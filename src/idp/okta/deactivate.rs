//! What becomes of an account when its person loses the application.

use std::sync::Arc;

use super::answer::{Done, is_gone, patched, put, resource_in, success};
use super::application::Event;
use super::message::code;
use super::tasks::TaskKind;
use super::users::login;
use super::{App, Deprovisioning, GoneOnDeactivation, Okta, profile, request};
use crate::idp::Wire;
use crate::idp::directory::Person;
use crate::transcript::{LogStatus, Outcome, Request};

const DEACTIVATE: Event = "application.provision.user.deactivate";
const DELETE: Event = "application.provision.user.delete";

impl Okta {
    /// After unassignment or deactivation of the Okta user. Tried once; a failure leaves a task for
    /// the admin and nothing that could be retried (lab notes).
    pub(super) async fn deprovision<W: Wire>(&mut self, person: &Person, wire: &mut W) {
        self.close_tasks(&[TaskKind::Assignment, TaskKind::Profile], &person.key);
        let Some(id) = self.links.get(&person.key).cloned() else {
            return;
        };
        if self.settings.deactivate_users {
            self.withdraw(person, &id, wire).await;
        }
        self.links.shift_remove(&person.key);
    }

    async fn withdraw<W: Wire>(&mut self, person: &Person, id: &str, wire: &mut W) {
        let mut attempts = self.begin();
        let result = loop {
            let result = self.take_away(id, wire).await;
            if !self.again(&mut attempts, wire).await {
                break result;
            }
        };
        let (event, what) = match self.settings.deprovisioning {
            Deprovisioning::Delete => (DELETE, "Delete user from external application"),
            Deprovisioning::Deactivate => {
                (DEACTIVATE, "Push user deactivation to external application")
            }
        };
        match result {
            Ok(done) => self.note_done(event, person, what, done),
            Err(outcome) => {
                let reason = code(&outcome);
                let task = format!(
                    "Application accounts need deprovisioning: Go to third-party apps and manually \
                     disable user accounts ({} in {})",
                    login(person),
                    self.settings.label
                );
                let text = format!("{what} FAILURE: {reason}. {task}");
                self.note(event, person, LogStatus::Failure, Some(reason), text);
                self.open_task(TaskKind::Deprovisioning, &person.key, task);
            }
        }
    }

    /// Deactivates or deletes the account. `Err` holds the answer that was none.
    async fn take_away<W: Wire>(&mut self, id: &str, wire: &mut W) -> Result<Done, Outcome> {
        let result = match self.settings.deprovisioning {
            Deprovisioning::Delete => {
                let outcome = self.call(request::delete_user(id), wire).await;
                match success(&outcome) {
                    Some(_) => Ok(Done::Fully),
                    None => Err(outcome),
                }
            }
            Deprovisioning::Deactivate if self.settings.app.patches() => {
                self.patch_active(id, false, wire).await
            }
            Deprovisioning::Deactivate => {
                let outcome = self.call(request::read_user(id), wire).await;
                // The read of a wizard application is the one of which it is known (lab notes).
                if is_gone(&outcome) && self.settings.app == App::Aiw {
                    return Ok(Done::Fully);
                }
                self.put_inactive(id, outcome, wire).await
            }
        };
        match result {
            Err(outcome)
                if is_gone(&outcome)
                    && self.settings.gone_on_deactivation == GoneOnDeactivation::Done =>
            {
                Ok(Done::Fully)
            }
            result => result,
        }
    }

    /// Flips `active` by PATCH. `Err` holds the answer that was none.
    pub(super) async fn patch_active<W: Wire>(
        &mut self,
        id: &str,
        active: bool,
        wire: &mut W,
    ) -> Result<Done, Outcome> {
        self.read_before_patch(request::read_user(id), wire).await?;
        let patch = request::patch_active(&self.settings, id, active);
        let outcome = self.call(patch, wire).await;
        patched(&self.settings, outcome)
    }

    /// Reads what a PATCH is for, if the application does so. `Err` holds the answer that was none.
    pub(super) async fn read_before_patch<W: Wire>(
        &mut self,
        read: Request,
        wire: &mut W,
    ) -> Result<(), Outcome> {
        if !self.settings.reads_before_patch {
            return Ok(());
        }
        let outcome = self.call(read, wire).await;
        match resource_in(&outcome) {
            Some(_) => Ok(()),
            None => Err(outcome),
        }
    }

    /// Writes the user that was read back inactive.
    async fn put_inactive<W: Wire>(
        &mut self,
        id: &str,
        read: Outcome,
        wire: &mut W,
    ) -> Result<Done, Outcome> {
        let Some(current) = resource_in(&read) else {
            return Err(read);
        };
        let body = profile::with(Arc::unwrap_or_clone(current), "active", false.into());
        let outcome = self.call(request::put_user(id, body), wire).await;
        put(&self.settings, outcome)
    }
}
