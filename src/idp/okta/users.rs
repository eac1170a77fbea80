//! Assignment: look up, then create or link.

use std::sync::Arc;

use serde_json::Value;

use super::answer::{is_gone, resources, success};
use super::application::Event;
use super::message::{code, why};
use super::profile::Known;
use super::tasks::TaskKind;
use super::{App, Okta, attributes, profile, request};
use crate::idp::Wire;
use crate::idp::answer::{id_of, remark, response_of};
use crate::idp::directory::Person;
use crate::transcript::LogStatus;

const VERIFY: Event = "application.provision.user.verify_exists";
const PUSH: Event = "application.provision.user.push";
const SYNC: Event = "application.provision.user.sync";
pub(super) const IMPORT_PROFILE: Event = "application.provision.user.import_profile";
const REACTIVATE: Event = "application.provision.user.reactivate";

/// A failed job: event, code and reason.
pub(super) struct Failed {
    pub(super) event: Event,
    pub(super) code: String,
    pub(super) text: String,
}

pub(super) type Job<T> = Result<T, Failed>;

impl Okta {
    /// Provisions somebody who has got the application. If that succeeds, the pushed groups of
    /// that person, which are returned, are updated next (lab notes).
    pub(super) async fn assign<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Vec<String> {
        let mut attempts = self.begin();
        let result = loop {
            let result = self.provision(person, wire).await;
            if !self.again(&mut attempts, wire).await {
                break result;
            }
        };
        let failed = match result {
            Ok(()) => {
                let settled = [
                    TaskKind::Assignment,
                    TaskKind::Profile,
                    TaskKind::Deprovisioning,
                ];
                self.close_tasks(&settled, &person.key);
                self.note_success(SYNC, person, "Sync user in external application");
                return self.live_pushes_of(&person.key);
            }
            Err(failed) => failed,
        };
        let text = format!(
            "Automatic provisioning of user {} to app {} failed: {}",
            login(person),
            self.settings.label,
            failed.text
        );
        let code = Some(failed.code);
        for event in [failed.event, SYNC] {
            let status = LogStatus::Failure;
            self.note(event, person, status, code.clone(), text.clone());
        }
        self.open_task(TaskKind::Assignment, &person.key, text);
        Vec::new()
    }

    async fn provision<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Job<()> {
        let Some(found) = self.lookup(person, wire).await? else {
            return self.create(person, wire).await;
        };
        let Some(id) = id_of(&found).map(str::to_owned) else {
            return Err(unusable(
                login(person),
                "the user that was found has no `id`",
            ));
        };
        self.links.insert(person.key.clone(), id.clone());
        self.known.shift_remove(&person.key);
        self.note_success(
            IMPORT_PROFILE,
            person,
            "Import profile from external application",
        );
        // An application that patches flips `active` before the profile follows; elsewhere the
        // profile carries it.
        if self.settings.app.patches() && found.get("active") == Some(&Value::Bool(false)) {
            let what = "Push user reactivation in external application";
            let done = self.patch_active(&id, true, wire).await;
            let done = done.map_err(|outcome| Failed {
                event: REACTIVATE,
                code: code(&outcome),
                text: format!("{what} FAILURE: {}", code(&outcome)),
            })?;
            self.note_done(REACTIVATE, person, what, done);
        }
        // Without "Update User Attributes" the account stays as it is. An application that does not
        // patch has no other way to activate one.
        if self.settings.app.patches() && !self.settings.update_users {
            return Ok(());
        }
        self.replace(person, &id, wire).await
    }

    /// Looks the user up by the unique identifier field.
    async fn lookup<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Job<Option<Value>> {
        let (attribute, value) = self.identifier(person);
        let query = request::lookup(&self.settings, &attribute, &value);
        let outcome = self.call(query, wire).await;
        // "No match" may be an empty list or 404 (SCIM 2.0 reference).
        if is_gone(&outcome) {
            return Ok(None);
        }
        if let Some(response) = success(&outcome) {
            let body = response.json().unwrap_or_default();
            let found = resources(&self.settings, &body);
            return match found {
                Ok(found) => Ok(found.into_iter().next()),
                Err(why) => Err(unusable(&value, &why)),
            };
        }
        // Without an answer the text names nobody (lab notes).
        let whom = match response_of(&outcome) {
            Some(_) => format!("user {value}"),
            None => "user".into(),
        };
        Err(Failed {
            event: VERIFY,
            code: code(&outcome),
            text: format!("Error while verifying if {whom} exists: {}", why(&outcome)),
        })
    }

    /// The attribute of the lookup and the person's value of it. A wizard application always asks
    /// for `userName`, whichever field its admin named as the unique identifier; for one of the
    /// catalog Okta configures the filter (SCIM 2.0 reference).
    fn identifier(&self, person: &Person) -> (String, String) {
        let rows = self.mapping.users.iter();
        let row = rows
            .filter(|row| row.matching.is_some())
            .min_by_key(|row| row.matching);
        let value = row.and_then(|row| attributes::value(&row.source, person));
        let attribute = match (self.settings.app, row) {
            (App::Catalog | App::CatalogPut, Some(row)) => row.target.path.as_str(),
            _ => "userName",
        };
        (attribute.to_owned(), value.unwrap_or_default())
    }

    async fn create<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Job<()> {
        if !self.settings.create_users {
            return Err(Failed {
                event: VERIFY,
                code: "no match".into(),
                text: "Matching user not found".into(),
            });
        }
        // Sent even when password sync is off: a placeholder of eight alphanumerics (reference).
        let password = self.ids.alphanumeric(8);
        let okta_id = self.own_id(&person.key);
        let roles = self.roles_of(person);
        let mapping = Arc::clone(&self.mapping);
        let values = profile::values(&mapping, person);
        let body = profile::create(&values, okta_id, &password, roles);
        let outcome = self.call(request::create_user(body), wire).await;
        let name = display_name(person);
        let failed = |code: String, why: String| {
            let text = format!("Error while creating user {name}: {why}");
            Err(Failed {
                event: PUSH,
                code,
                text,
            })
        };
        let Some(response) = success(&outcome) else {
            return failed(code(&outcome), why(&outcome));
        };
        let created = response.json().unwrap_or_default();
        match id_of(&created) {
            Some(id) => {
                self.links.insert(person.key.clone(), id.to_owned());
                let known = Known::created(&values, person);
                self.known.insert(person.key.clone(), known);
                self.note_success(PUSH, person, "Push new user to external application");
                Ok(())
            }
            None => failed(
                "empty user".into(),
                "Create new user returned empty user.".into(),
            ),
        }
    }
}

/// Whether somebody is to have an account.
pub(super) fn is_entitled(person: &Person) -> bool {
    person.assigned && person.enabled && !person.deleted
}

/// A lookup whose answer cannot be used ends without a reason, and no create follows (support
/// question of 2024).
fn unusable(value: &str, why: &str) -> Failed {
    Failed {
        event: VERIFY,
        code: "null".into(),
        text: format!(
            "Error while verifying if user {value} exists: null{}",
            remark(why)
        ),
    }
}

/// The full name of a person, which some messages print.
pub(super) fn display_name(person: &Person) -> &str {
    person
        .attribute("displayName")
        .unwrap_or_else(|| login(person))
}

/// The user name, which most messages print.
pub(super) fn login(person: &Person) -> &str {
    person.attribute("userName").unwrap_or(&person.key)
}
