//! Connection test, assignment, profile push, deactivation and reactivation.

use indexmap::IndexMap;
use jiff::SignedDuration;
use serde_json::Value;

use super::message::{code, is_empty, why};
use super::{App, Settings, attributes, profile, request};
use crate::idp::answer::{Listing, id_of, response_of, retry_after};
use crate::idp::directory::Person;
use crate::idp::mapping::{Mapping, Source};
use crate::idp::simulator::{Act, Setup};
use crate::idp::{IdSource, VirtualClock, Wire};
use crate::transcript::{LogEntry, LogStatus, Outcome, Request, Response};

/// Wait after a 429 that does not say in whole seconds how long (concepts, 2026).
const BACK_OFF: SignedDuration = SignedDuration::from_mins(5);
/// Attempts before a task that is answered with 429 fails for good (concepts, 2026).
const ATTEMPTS: u32 = 10;

/// One application in an Okta organisation.
#[derive(Debug)]
pub struct Okta {
    settings: Settings,
    mapping: Mapping,
    marker: String,
    clock: VirtualClock,
    ids: IdSource,
    people: IndexMap<String, Person>,
    user_ids: IndexMap<String, String>,
    /// The application user's external id: the id that the target answered.
    links: IndexMap<String, String>,
    log: Vec<LogEntry>,
}

/// An event type of the System Log with its display text.
type Event = &'static str;

const CALL: Event = "application.provision.integration.call_api";
const VERIFY: Event = "application.provision.user.verify_exists";
const PUSH: Event = "application.provision.user.push";
const SYNC: Event = "application.provision.user.sync";
const IMPORT_PROFILE: Event = "application.provision.user.import_profile";
const PUSH_PROFILE: Event = "application.provision.user.push_profile";
const DEACTIVATE: Event = "application.provision.user.deactivate";
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
            marker: setup.marker,
            clock: VirtualClock::default(),
            ids,
            people,
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

    /// "Test API Credentials", saving the connection and saving the "To App" page. Each sends the
    /// same query; the first failure is where an admin stops. Returns whether all succeeded.
    pub async fn connect<W: Wire>(&mut self, wire: &mut W) -> bool {
        let mut requests = vec![request::probe(), request::probe(), request::probe()];
        if self.settings.import_groups {
            requests.push(request::list_groups());
        }
        for request in requests {
            let outcome = self.call(request, wire).await;
            if let Err(text) = judge_probe(&outcome) {
                self.note(CALL, None, LogStatus::Failure, Some(code(&outcome)), text);
                return false;
            }
        }
        let text = match self.settings.app {
            App::Catalog => format!("{} was verified successfully!", self.settings.label),
            App::Wizard => "Connector configured successfully".into(),
        };
        self.note(CALL, None, LogStatus::Success, None, text);
        true
    }

    /// An act of the admin; whatever it causes is sent at once.
    pub async fn act<W: Wire>(&mut self, act: &Act, wire: &mut W) {
        let key = act.person().to_owned();
        let Some(before) = self.people.get(&key).cloned() else {
            return;
        };
        let mut after = before.clone();
        match act {
            Act::Assign(_) => after.assigned = true,
            Act::Unassign(_) => after.assigned = false,
            Act::Disable(_) => after.enabled = false,
            Act::Enable(_) => after.enabled = true,
            Act::Delete(_) => after.deleted = true,
            Act::Update(_, changes) => after.update(changes, &self.marker),
        }
        self.people.insert(key.clone(), after.clone());
        let entitled = |person: &Person| person.assigned && person.enabled && !person.deleted;
        match (entitled(&before), entitled(&after)) {
            (false, true) => self.assign(&after, wire).await,
            (true, false) => self.deactivate(&after, wire).await,
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
            let text = format!(
                "Error while verifying if user {} exists: null",
                login(person)
            );
            return Err(Failed {
                event: VERIFY,
                code: "null".into(),
                text,
            });
        };
        self.links.insert(person.key.clone(), id.clone());
        let text = "Import profile from external application".into();
        self.note(IMPORT_PROFILE, Some(person), LogStatus::Success, None, text);
        // A catalog application flips `active` by PATCH before the profile follows; the wizard's
        // profile PUT carries it.
        if self.settings.app == App::Catalog && found.get("active") == Some(&Value::Bool(false)) {
            let outcome = self.call(request::patch_active(&id, true), wire).await;
            accepted(&outcome).map_err(|()| Failed {
                event: REACTIVATE,
                code: code(&outcome),
                text: format!(
                    "Error while reactivating user {}: {}",
                    login(person),
                    why(&outcome)
                ),
            })?;
            let text = "Push user reactivation in external application".into();
            self.note(REACTIVATE, Some(person), LogStatus::Success, None, text);
        }
        self.replace(person, &id, wire).await
    }

    /// Looks the user up by the unique identifier field.
    async fn lookup<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Task<Option<Value>> {
        let (attribute, value) = self.identifier(person);
        let query = request::lookup(&self.settings, &attribute, &value);
        let outcome = self.call(query, wire).await;
        let failed = |why: String| Failed {
            event: VERIFY,
            code: code(&outcome),
            text: format!("Error while verifying if user {value} exists: {why}"),
        };
        match response_of(&outcome) {
            // "No match" may be an empty list or 404 (SCIM 2.0 reference).
            Some(response) if response.status == 404 => Ok(None),
            Some(response) if response.is_success() => {
                // Counters as text ended in a failure without reason, and no create followed
                // (support question of 2024).
                let listing = response.json().and_then(|body| Listing::read(&body).ok());
                match listing {
                    Some(listing) => Ok(listing.resources.into_iter().next()),
                    None => Err(Failed {
                        event: VERIFY,
                        code: "null".into(),
                        text: format!("Error while verifying if user {value} exists: null"),
                    }),
                }
            }
            _ => Err(failed(why(&outcome))),
        }
    }

    /// The attribute of the lookup and the person's value of it.
    fn identifier(&self, person: &Person) -> (String, String) {
        let row = self.mapping.users.iter().find(|row| row.matching.is_some());
        let attribute = row.map_or("userName", |row| row.target.as_str()).to_owned();
        let value = match row.map(|row| &row.source) {
            Some(Source::Attribute(name)) => attributes::attribute(person, name),
            _ => person.attribute("userName"),
        };
        (attribute, value.unwrap_or_default().to_owned())
    }

    async fn create<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Task<()> {
        let okta_id = self.user_ids.get(&person.key).cloned().unwrap_or_default();
        // Sent even when password sync is off: a placeholder of eight alphanumerics (reference).
        let password = self.ids.alphanumeric(8);
        let body = profile::create(&self.mapping, person, &okta_id, &password);
        let outcome = self.call(request::create_user(body), wire).await;
        let name = person
            .attribute("displayName")
            .unwrap_or_else(|| login(person));
        let failed = |code: String, why: String| {
            let text = format!("Error while creating user {name}: {why}");
            Err(Failed {
                event: PUSH,
                code,
                text,
            })
        };
        let response = match response_of(&outcome) {
            Some(response) if response.is_success() => response,
            _ => return failed(code(&outcome), why(&outcome)),
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
                login(person),
                self.settings.label,
                failed.text
            );
            self.note(
                failed.event,
                Some(person),
                LogStatus::Failure,
                Some(failed.code),
                text,
            );
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
        let outcome = self.call(request::read_user(id), wire).await;
        let current = resource(&outcome).ok_or_else(|| push(&outcome))?;
        let body = profile::overlay(&self.settings, &self.mapping, person, &current);
        let outcome = self.call(request::put_user(id, body), wire).await;
        self.take_put(person, &outcome, PUSH_PROFILE)
            .map_err(|()| push(&outcome))
    }

    /// Deactivation, after unassignment or deactivation of the Okta user. Tried once; a failure
    /// leaves a task for the admin (lab notes).
    async fn deactivate<W: Wire>(&mut self, person: &Person, wire: &mut W) {
        let Some(id) = self.links.shift_remove(&person.key) else {
            return;
        };
        let outcome = match self.settings.app {
            App::Catalog => self.call(request::patch_active(&id, false), wire).await,
            App::Wizard => {
                let outcome = self.call(request::read_user(&id), wire).await;
                if response_of(&outcome).is_some_and(|response| response.status == 404) {
                    // Gone already: the unassignment is complete without a PUT (lab notes).
                    let text = "Push user deactivation to external application".into();
                    self.note(DEACTIVATE, Some(person), LogStatus::Success, None, text);
                    return;
                }
                match resource(&outcome) {
                    None => outcome,
                    Some(current) => {
                        let body = profile::with_active(current, false);
                        self.call(request::put_user(&id, body), wire).await
                    }
                }
            }
        };
        let result = match self.settings.app {
            App::Catalog => accepted(&outcome).map(|()| {
                let text = "Push user deactivation to external application".into();
                self.note(DEACTIVATE, Some(person), LogStatus::Success, None, text);
            }),
            App::Wizard => self.take_put(person, &outcome, DEACTIVATE),
        };
        if result.is_err() {
            let text = format!(
                "Application accounts need deprovisioning: deactivation of {} in {} failed: {}",
                login(person),
                self.settings.label,
                why(&outcome)
            );
            self.note(
                DEACTIVATE,
                Some(person),
                LogStatus::Failure,
                Some(code(&outcome)),
                text,
            );
        }
    }

    /// Takes the answer to a PUT. An answer without a body is against RFC 7644 §3.5.1, and what
    /// Okta makes of it is not documented, so that it is a warning.
    fn take_put(&mut self, person: &Person, outcome: &Outcome, event: Event) -> Result<(), ()> {
        let response = response_of(outcome)
            .filter(|response| response.is_success())
            .ok_or(())?;
        if response.body.is_empty() {
            let text = format!(
                "PUT was answered {} without the user; how Okta takes this is not documented",
                response.status
            );
            self.note(event, Some(person), LogStatus::Warning, None, text);
            return Ok(());
        }
        if is_empty(response) {
            return Err(());
        }
        let text = match event {
            DEACTIVATE => "Push user deactivation to external application",
            _ => "Push user's profile to external application",
        };
        self.note(event, Some(person), LogStatus::Success, None, text.into());
        Ok(())
    }

    /// Sends a request. A 429 pauses the task: for as long as a `Retry-After` in whole seconds
    /// says, else for five minutes that double; at most ten attempts (concepts, 2026).
    async fn call<W: Wire>(&mut self, request: Request, wire: &mut W) -> Outcome {
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
            } else {
                self.clock.advance(back_off);
                back_off = back_off.saturating_mul(2);
            }
            outcome = wire.send(request.clone()).await;
        }
        outcome
    }

    fn note(
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
        });
    }
}

/// What the connection test shows: nothing, or the text of the error.
fn judge_probe(outcome: &Outcome) -> Result<(), String> {
    let Some(response) = response_of(outcome).filter(|response| response.is_success()) else {
        return Err(format!("Error authenticating: {}", why(outcome)));
    };
    let body = response.json().unwrap_or_default();
    if !body.get("Resources").is_some_and(Value::is_array) {
        return Err("No results for users returned".into());
    }
    Listing::read(&body)
        .map(|_| ())
        .map_err(|why| format!("Error authenticating: {why}"))
}

/// The user in a successful answer.
fn resource(outcome: &Outcome) -> Option<Value> {
    let response: &Response = response_of(outcome).filter(|response| response.is_success())?;
    response.json().filter(Value::is_object)
}

/// Whether a PATCH was accepted: 200 with the user or 204 without (SCIM 2.0 reference).
fn accepted(outcome: &Outcome) -> Result<(), ()> {
    let response = response_of(outcome)
        .filter(|response| response.is_success())
        .ok_or(())?;
    if response.body.is_empty() || !is_empty(response) {
        Ok(())
    } else {
        Err(())
    }
}

/// The name that messages print.
fn login(person: &Person) -> &str {
    person.attribute("userName").unwrap_or(&person.key)
}
