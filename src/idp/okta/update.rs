//! Profile push and password sync.

use std::sync::Arc;

use super::answer::{Done, patched, put, resource_in};
use super::application::Event;
use super::message::{code, why};
use super::profile::Pushed;
use super::tasks::TaskKind;
use super::users::{Failed, Job, display_name, is_entitled, login};
use super::{App, Okta, PasswordSync, profile, request};
use crate::idp::Wire;
use crate::idp::directory::Person;
use crate::transcript::{LogStatus, Outcome};

const PUSH_PROFILE: Event = "application.provision.user.push_profile";
const PUSH_PASSWORD: Event = "application.provision.user.push_password";
const PUSH_OKTA_PASSWORD: Event = "application.provision.user.push_okta_password";
const PASSWORD_TROUBLE: Event = "application.provision.user.password";

impl Okta {
    /// Pushes a profile that has changed.
    pub(super) async fn push_profile<W: Wire>(&mut self, person: &Person, wire: &mut W) {
        // Without a link there is nothing to update: the failed assignment waits for the admin.
        let Some(id) = self.links.get(&person.key).cloned() else {
            return;
        };
        if !self.settings.update_users {
            return;
        }
        let mut attempts = self.begin();
        let result = loop {
            let result = self.replace(person, &id, wire).await;
            if !self.again(&mut attempts, wire).await {
                break result;
            }
        };
        match result {
            Ok(()) => self.close_tasks(&[TaskKind::Profile], &person.key),
            Err(failed) => {
                let text = format!(
                    "Automatic profile push of user {} to app {} failed: {}",
                    display_name(person),
                    self.settings.label,
                    failed.text
                );
                let status = LogStatus::Failure;
                let code = Some(failed.code);
                self.note(failed.event, person, status, code, text.clone());
                let text = format!("profile updates have errors: {text}");
                self.open_task(TaskKind::Profile, &person.key, text);
            }
        }
    }

    /// Brings the target's user up to Okta's view.
    pub(super) async fn replace<W: Wire>(
        &mut self,
        person: &Person,
        id: &str,
        wire: &mut W,
    ) -> Job<()> {
        let puts = self.settings.app != App::OinWizard || self.must_put(person);
        let times = if self.settings.pushes_twice { 2 } else { 1 };
        let mapping = Arc::clone(&self.mapping);
        let pushed = profile::pushed(&self.settings, &mapping, person);
        for _ in 0..times {
            let done = if puts {
                self.put_profile(person, id, &pushed, wire).await
            } else {
                self.patch_profile(person, id, &pushed, wire).await
            };
            let done = done.map_err(|outcome| Failed {
                event: PUSH_PROFILE,
                code: code(&outcome),
                text: format!(
                    "Error while trying to push profile update for {}: {}",
                    login(person),
                    why(&outcome)
                ),
            })?;
            let what = "Push user's profile to external application";
            self.note_done(PUSH_PROFILE, person, what, done);
        }
        let known = self.known.entry(person.key.clone()).or_default();
        known.update(&pushed, person, puts);
        Ok(())
    }

    /// Roles that the target does not have yet are put by applications that patch profiles, too:
    /// no PATCH for roles is published (guide on entitlements).
    fn must_put(&self, person: &Person) -> bool {
        let known = self.known.get(&person.key);
        self.settings.entitlements && !known.is_some_and(|known| known.has_roles_of(person))
    }

    /// Read, lay Okta's values over it, write back whole.
    async fn put_profile<W: Wire>(
        &mut self,
        person: &Person,
        id: &str,
        pushed: &Pushed<'_>,
        wire: &mut W,
    ) -> Result<Done, Outcome> {
        let outcome = self.call(request::read_user(id), wire).await;
        let Some(current) = resource_in(&outcome) else {
            return Err(outcome);
        };
        let roles = self.roles_of(person);
        let body = profile::overlay(&self.settings, pushed, person, &current, roles);
        let outcome = self.call(request::put_user(id, body), wire).await;
        put(&self.settings, outcome)
    }

    /// One PATCH with what the mapping says, for applications of the OIN Wizard.
    async fn patch_profile<W: Wire>(
        &mut self,
        person: &Person,
        id: &str,
        pushed: &Pushed<'_>,
        wire: &mut W,
    ) -> Result<Done, Outcome> {
        self.read_before_patch(request::read_user(id), wire).await?;
        let known = self.known.get(&person.key);
        let operations = profile::operations(&self.settings, pushed, known);
        let patch = request::patch_user(id, operations);
        let outcome = self.call(patch, wire).await;
        patched(&self.settings, outcome)
    }

    /// The admin, or the person, has set a new password.
    pub(super) async fn push_password<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let (event, what) = match self.settings.password_sync {
            PasswordSync::Off => return,
            PasswordSync::Okta => (
                PUSH_OKTA_PASSWORD,
                "Push user's Okta password to external application",
            ),
            PasswordSync::Random => (
                PUSH_PASSWORD,
                "Push user's password to external application",
            ),
        };
        let person = self.profile_of(key).filter(is_entitled);
        let Some((person, id)) = person.zip(self.links.get(key).cloned()) else {
            return;
        };
        let password = self.ids.alphanumeric(8);
        let mut attempts = self.begin();
        let result = loop {
            let result = if self.settings.app.patches() {
                self.patch_password(&id, &password, wire).await
            } else {
                self.put_password(&id, &password, wire).await
            };
            if !self.again(&mut attempts, wire).await {
                break result;
            }
        };
        match result {
            Ok(done) => self.note_done(event, &person, what, done),
            Err(outcome) => {
                let text = format!("Issue pushing password: {}", why(&outcome));
                let code = Some(code(&outcome));
                let status = LogStatus::Failure;
                self.note(PASSWORD_TROUBLE, &person, status, code, text);
            }
        }
    }

    async fn patch_password<W: Wire>(
        &mut self,
        id: &str,
        password: &str,
        wire: &mut W,
    ) -> Result<Done, Outcome> {
        self.read_before_patch(request::read_user(id), wire).await?;
        let patch = request::patch_password(&self.settings, id, password);
        let outcome = self.call(patch, wire).await;
        patched(&self.settings, outcome)
    }

    async fn put_password<W: Wire>(
        &mut self,
        id: &str,
        password: &str,
        wire: &mut W,
    ) -> Result<Done, Outcome> {
        let outcome = self.call(request::read_user(id), wire).await;
        let Some(current) = resource_in(&outcome) else {
            return Err(outcome);
        };
        let body = profile::with(Arc::unwrap_or_clone(current), "password", password.into());
        let outcome = self.call(request::put_user(id, body), wire).await;
        put(&self.settings, outcome)
    }
}
