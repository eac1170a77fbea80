//! Assignment, profile push and reactivation.

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::SignedDuration;
use serde_json::Value;

use super::answer::{Done, is_gone, put, resources, success, user_in};
use super::message::{code, why};
use super::{App, Assignment, Settings, attributes, profile, request};
use crate::idp::answer::{id_of, remark, response_of, retry_after};
use crate::idp::directory::{Group, Person};
use crate::idp::mapping::Mapping;
use crate::idp::simulator::{Act, Setup};
use crate::idp::{IdSource, VirtualClock, Wire};
use crate::transcript::{LogDetail, LogEntry, LogStatus, Outcome, Request};

/// Wait after a 429 that does not say in whole seconds how long (concepts, 2026).
const BACK_OFF: SignedDuration = SignedDuration::from_mins(5);
/// Attempts before a task that is answered with 429 fails for good (concepts, 2026).
const ATTEMPTS: u32 = 10;

/// One application in an Okta organisation.
#[derive(Debug)]
pub struct Okta {
    pub(super) settings: Settings,
    mapping: Arc<Mapping>,
    marker: String,
    clock: VirtualClock,
    ids: IdSource,
    people: IndexMap<String, Person>,
    groups: IndexMap<String, Group>,
    user_ids: IndexMap<String, String>,
    /// The application user's external id: the id that the target answered.
    pub(super) links: IndexMap<String, String>,
    log: Vec<LogEntry>,
}

/// An event type of the System Log.
pub(super) type Event = &'static str;

pub(super) const CALL: Event = "application.provision.integration.call_api";
const VERIFY: Event = "application.provision.user.verify_exists";
const PUSH: Event = "application.provision.user.push";
const SYNC: Event = "application.provision.user.sync";
const IMPORT_PROFILE: Event = "application.provision.user.import_profile";
const PUSH_PROFILE: Event = "application.provision.user.push_profile";
const REACTIVATE: Event = "application.provision.user.reactivate";

/// A failed task: code and reason.
struct Failed {
    event: Event,
    code: String,
    text: String,
}

type Task<T> = Result<T, Failed>;

impl Okta {
    /// An application for the people of a directory, not yet connected.
    pub fn new(settings: Settings, setup: Setup) -> Self {
        let mut ids = IdSource::seeded(setup.seed);
        let people = setup.directory.people_for(&setup.marker);
        let user_ids = people
            .keys()
            .map(|key| (key.clone(), ids.okta_user_id()))
            .collect();
        Self {
            settings,
            mapping: setup.mapping,
            clock: VirtualClock::default(),
            ids,
            people,
            groups: setup.directory.groups_for(&setup.marker),
            marker: setup.marker,
            user_ids,
            links: IndexMap::new(),
            log: Vec::new(),
        }
    }

    /// What the admin reads.
    pub fn log(&self) -> &[LogEntry] {
        &self.log
    }

    /// The people, as they are now.
    pub const fn people(&self) -> &IndexMap<String, Person> {
        &self.people
    }

    /// The groups, as they are now.
    pub const fn groups(&self) -> &IndexMap<String, Group> {
        &self.groups
    }

    /// Okta's own id of each person.
    pub fn user_ids(&self) -> Vec<(String, String)> {
        self.user_ids
            .iter()
            .map(|(key, id)| (key.clone(), id.clone()))
            .collect()
    }

    /// Id of the account that the person is linked with.
    pub fn link(&self, key: &str) -> Option<&str> {
        self.links.get(key).map(String::as_str)
    }

    /// An act of the admin; whatever it causes is sent at once.
    pub async fn act<W: Wire>(&mut self, act: &Act, wire: &mut W) {
        let Some(key) = person_of(act).map(str::to_owned) else {
            return;
        };
        let Some(before) = self.people.get(&key).cloned() else {
            return;
        };
        let individual = self.settings.assignment == Assignment::Individual;
        let mut after = before.clone();
        match act {
            // Nothing can be assigned to somebody who is deactivated.
            Act::Assign(_) => after.assigned = before.enabled || !individual,
            Act::Unassign(_) => after.assigned = false,
            Act::Disable(_) => {
                after.enabled = false;
                after.assigned &= !individual;
            }
            Act::Enable(_) => after.enabled = true,
            Act::Delete(_) => after.deleted = true,
            Act::Update(_, changes) => after.update(changes, &self.marker),
            _ => {}
        }
        self.people.insert(key.clone(), after.clone());
        let entitled = |person: &Person| person.assigned && person.enabled && !person.deleted;
        match (entitled(&before), entitled(&after)) {
            (false, true) => self.assign(&after, wire).await,
            (true, false) => self.deprovision(&after, wire).await,
            (true, true) if profile::is_affected(&self.mapping, &before, &after) => {
                self.push_profile(&after, wire).await;
            }
            _ => {}
        }
    }

    /// Assignment: look up, then create or link.
    async fn assign<W: Wire>(&mut self, person: &Person, wire: &mut W) {
        let result = self.provision(person, wire).await;
        let success = result.is_ok();
        if let Err(failed) = result {
            let text = format!(
                "Automatic provisioning of user {} to app {} failed: {}",
                login(person),
                self.settings.label,
                failed.text
            );
            let code = Some(failed.code);
            self.note(
                failed.event,
                Some(person),
                LogStatus::Failure,
                code.clone(),
                text.clone(),
            );
            self.note(SYNC, Some(person), LogStatus::Failure, code, text);
        }
        if success {
            let text = "Sync user in external application".into();
            self.note(SYNC, Some(person), LogStatus::Success, None, text);
        }
    }

    async fn provision<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Task<()> {
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
        let text = "Import profile from external application".into();
        self.note(IMPORT_PROFILE, Some(person), LogStatus::Success, None, text);
        // A catalog application flips `active` by PATCH before the profile follows; the wizard's
        // profile PUT carries it.
        if self.settings.app == App::Catalog && found.get("active") == Some(&Value::Bool(false)) {
            let what = "Push user reactivation in external application";
            let done = self.patch_active(&id, true, wire).await;
            let done = done.map_err(|outcome| Failed {
                event: REACTIVATE,
                code: code(&outcome),
                text: format!("{what} FAILURE: {}", code(&outcome)),
            })?;
            self.note_done(REACTIVATE, person, what, done);
        }
        self.replace(person, &id, wire).await
    }

    /// Looks the user up by the unique identifier field.
    async fn lookup<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Task<Option<Value>> {
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
        let value = row.and_then(|row| {
            row.source
                .evaluate(&|name| attributes::attribute(person, name))
        });
        let attribute = match (self.settings.app, row) {
            (App::Catalog, Some(row)) => row.target.path.as_str(),
            _ => "userName",
        };
        (attribute.to_owned(), value.unwrap_or_default())
    }

    async fn create<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Task<()> {
        let okta_id = self.user_ids.get(&person.key).cloned().unwrap_or_default();
        // Sent even when password sync is off: a placeholder of eight alphanumerics (reference).
        let password = self.ids.alphanumeric(8);
        let body = profile::create(&self.mapping, person, &okta_id, &password);
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
                let text = "Push new user to external application".into();
                self.note(PUSH, Some(person), LogStatus::Success, None, text);
                Ok(())
            }
            None => failed(
                "empty user".into(),
                "Create new user returned empty user.".into(),
            ),
        }
    }

    async fn push_profile<W: Wire>(&mut self, person: &Person, wire: &mut W) {
        // Without a link there is nothing to update: the failed assignment waits for the admin.
        let Some(id) = self.links.get(&person.key).cloned() else {
            return;
        };
        if let Err(failed) = self.replace(person, &id, wire).await {
            let text = format!(
                "Automatic profile push of user {} to app {} failed: {}",
                display_name(person),
                self.settings.label,
                failed.text
            );
            let code = Some(failed.code);
            self.note(failed.event, Some(person), LogStatus::Failure, code, text);
        }
    }

    /// Read, lay Okta's values over it, write back whole.
    async fn replace<W: Wire>(&mut self, person: &Person, id: &str, wire: &mut W) -> Task<()> {
        let push = |outcome: &Outcome| Failed {
            event: PUSH_PROFILE,
            code: code(outcome),
            text: format!(
                "Error while trying to push profile update for {}: {}",
                login(person),
                why(outcome)
            ),
        };
        let times = if self.settings.pushes_twice { 2 } else { 1 };
        for _ in 0..times {
            let outcome = self.call(request::read_user(id), wire).await;
            let current = user_in(&outcome).ok_or_else(|| push(&outcome))?;
            let body = profile::overlay(&self.settings, &self.mapping, person, &current);
            let outcome = self.call(request::put_user(id, body), wire).await;
            let done = put(outcome).map_err(|outcome| push(&outcome))?;
            let what = "Push user's profile to external application";
            self.note_done(PUSH_PROFILE, person, what, done);
        }
        Ok(())
    }

    /// Sends a request. A 429 pauses the task: for as long as a `Retry-After` in whole seconds
    /// says, else for five minutes that double; at most ten attempts (concepts, 2026).
    pub(super) async fn call<W: Wire>(&mut self, request: Request, wire: &mut W) -> Outcome {
        let mut back_off = BACK_OFF;
        let mut outcome = wire.send(request.clone()).await;
        for _ in 1..ATTEMPTS {
            let Some(response) = response_of(&outcome).filter(|answer| answer.status == 429) else {
                break;
            };
            if let Some(seconds) = retry_after(response) {
                if !wire.pause(std::time::Duration::from_secs(seconds)).await {
                    break;
                }
                let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
                self.clock.advance(SignedDuration::from_secs(seconds));
            } else {
                self.clock.advance(back_off);
                back_off = back_off.saturating_mul(2);
            }
            outcome = wire.send(request.clone()).await;
        }
        outcome
    }

    /// Notes what was carried out.
    pub(super) fn note_done(&mut self, event: Event, person: &Person, what: &str, done: Done) {
        let (status, text) = match done {
            Done::Fully => (LogStatus::Success, what.to_owned()),
            Done::WithoutUser(status) => {
                let why = format!(
                    "PUT was answered {status} without the user; how Okta takes this is not \
                     documented"
                );
                (LogStatus::Warning, format!("{what}{}", remark(&why)))
            }
        };
        self.note(event, Some(person), status, None, text);
    }

    pub(super) fn note(
        &mut self,
        event: Event,
        person: Option<&Person>,
        status: LogStatus,
        code: Option<String>,
        message: String,
    ) {
        self.log.push(LogEntry {
            at: self.clock.now(),
            action: event.to_owned(),
            subject: person.map(|person| person.key.clone()),
            status,
            code,
            message,
            detail: LogDetail::default(),
        });
    }
}

/// Whom an act is about.
fn person_of(act: &Act) -> Option<&str> {
    match act {
        Act::Assign(key)
        | Act::Unassign(key)
        | Act::Disable(key)
        | Act::Enable(key)
        | Act::Delete(key)
        | Act::Update(key, _) => Some(key),
        _ => None,
    }
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
fn display_name(person: &Person) -> &str {
    person
        .attribute("displayName")
        .unwrap_or_else(|| login(person))
}

/// The user name, which most messages print.
pub(super) fn login(person: &Person) -> &str {
    person.attribute("userName").unwrap_or(&person.key)
}
