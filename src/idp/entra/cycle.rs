//! The synchronisation cycle.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use indexmap::{IndexMap, IndexSet};
use jiff::SignedDuration;
use serde_json::Value;

use super::attributes::{attribute, is_soft_deleted};
use super::reaction::{Call, Trouble, check_user, judge, read_user};
use super::resource::{create, differences, evaluate};
use super::retry::{CADENCE, Failures, Retry};
use super::{Retries, Settings, request};
use crate::idp::answer::{Listing, id_of, response_of, retry_after};
use crate::idp::directory::{Group, Person};
use crate::idp::mapping::{EvaluationError, Mapping, Scope, Source};
use crate::idp::simulator::{Act, Setup};
use crate::idp::{IdSource, VirtualClock, Wire};
use crate::scim::schema::ResourceType;
use crate::transcript::{LogDetail, LogEntry, LogStatus, Outcome, Request};

/// Times that a call answered with 429 and `Retry-After` is repeated within a cycle.
const REPEATS: u32 = 5;

/// What a user is, by which answers are read.
static USER: LazyLock<ResourceType> = LazyLock::new(ResourceType::user);

/// An expression that has no value for a person. Which code the log has then is not documented;
/// this is the one for a fault within the service.
fn unmapped(error: &EvaluationError) -> Trouble {
    let text = format!("The expression of a mapping cannot be evaluated: {error}");
    Trouble::new("InternalError", text)
}

/// One provisioning job.
#[derive(Debug)]
pub struct Entra {
    pub(super) settings: Settings,
    pub(super) mapping: Arc<Mapping>,
    marker: String,
    clock: VirtualClock,
    pub(super) ids: IdSource,
    people: IndexMap<String, Person>,
    groups: IndexMap<String, Group>,
    /// Cached ids of matched or created users.
    links: IndexMap<String, String>,
    /// People whose last exported state was the soft-deleted one.
    disabled: IndexSet<String>,
    /// People that changed since the last cycle.
    changed: IndexSet<String>,
    /// Failed objects and when they come up again.
    escrow: IndexMap<String, Failures>,
    /// Set while the job is in quarantine.
    quarantine: Option<Failures>,
    log: Vec<LogEntry>,
}

impl Entra {
    /// A job for the people of a directory, not yet connected.
    pub fn new(settings: Settings, setup: Setup) -> Self {
        Self {
            settings,
            mapping: setup.mapping,
            people: setup.directory.people_for(&setup.marker),
            groups: setup.directory.groups_for(&setup.marker),
            marker: setup.marker,
            clock: VirtualClock::default(),
            ids: IdSource::seeded(setup.seed),
            links: IndexMap::new(),
            disabled: IndexSet::new(),
            changed: IndexSet::new(),
            escrow: IndexMap::new(),
            quarantine: None,
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

    /// Id of the account that the person is linked with.
    pub fn link(&self, key: &str) -> Option<&str> {
        self.links.get(key).map(String::as_str)
    }

    /// An act of the admin. Entra only remembers it until the next cycle.
    pub fn act(&mut self, act: &Act) {
        let (Act::Assign(key)
        | Act::Unassign(key)
        | Act::Disable(key)
        | Act::Enable(key)
        | Act::Delete(key)
        | Act::Update(key, _)) = act
        else {
            return;
        };
        let Some(person) = self.people.get_mut(key) else {
            return;
        };
        match act {
            Act::Assign(_) => person.assigned = true,
            Act::Unassign(_) => person.assigned = false,
            Act::Disable(_) => person.enabled = false,
            Act::Enable(_) => person.enabled = true,
            Act::Delete(_) => person.deleted = true,
            Act::Update(_, changes) => person.update(changes, &self.marker),
            _ => {}
        }
        self.changed.insert(key.clone());
    }

    /// One cycle, at the time when it is due: after 40 minutes, or when a job in quarantine is
    /// tried again. A job that was in quarantine for 28 days is disabled and does nothing.
    pub async fn sync<W: Wire>(&mut self, wire: &mut W) {
        match self.quarantine {
            None => self.clock.advance(CADENCE),
            Some(Failures { due: None, .. }) => return,
            Some(Failures { due: Some(due), .. }) => {
                self.clock.advance(due.duration_since(self.clock.now()));
            }
        }
        let place = "While attempting to validate our authorization to access your application, \
                     we received this unexpected response: ";
        if let Err((code, text)) = self.probe(place, wire).await {
            // A failed credential check stops the job: nobody is looked at, no rows are written
            // for them, and the job goes into quarantine.
            let now = self.clock.now();
            let failures = Failures::another(self.quarantine, now, Retry::Escrow, Retries::Escrow);
            self.quarantine = Some(failures);
            let mut text = format!("EncounteredQuarantineException: {text}");
            if failures.due.is_none() {
                text += ". The job is disabled";
            }
            self.note("Quarantine", None, LogStatus::Failure, Some(code), text);
            return;
        }
        self.quarantine = None;
        let now = self.clock.now();
        let people: Vec<String> = self
            .people
            .keys()
            .filter(|key| {
                let due = self.escrow.get(*key).and_then(|failures| failures.due);
                due.is_some_and(|due| due <= now) || self.changed.contains(*key)
            })
            .cloned()
            .collect();
        self.changed.clear();
        for key in people {
            self.process(&key, wire).await;
        }
    }

    /// Matching attributes with their sources, in order of precedence.
    pub(super) fn matching_rows(&self) -> Vec<(String, Source)> {
        let mut rows: Vec<_> = self
            .mapping
            .users
            .iter()
            .filter(|row| row.matching.is_some())
            .collect();
        rows.sort_by_key(|row| row.matching);
        rows.into_iter()
            .map(|row| (row.target.path.clone(), row.source.clone()))
            .collect()
    }

    async fn process<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let Some(person) = self.people.get(key).cloned() else {
            return;
        };
        let link = self.links.get(key).cloned();
        let result = match link {
            Some(id) if person.deleted => self.remove(&person, &id, wire).await,
            // Out of scope and disabled already: no longer looked at.
            Some(_) if is_soft_deleted(&person) && self.disabled.contains(key) => Ok(()),
            Some(id) => self.update(&person, &id, wire).await,
            None if person.deleted || !person.assigned => Ok(()),
            None if is_soft_deleted(&person) => {
                let text = "The user is not effectively entitled: IsActive=False".into();
                self.note(
                    "other",
                    Some(key),
                    LogStatus::Skipped,
                    Some("NotEffectivelyEntitled"),
                    text,
                );
                Ok(())
            }
            None => self.provision(&person, wire).await,
        };
        match result {
            Ok(()) => {
                self.escrow.shift_remove(key);
            }
            Err((action, trouble)) => self.put_in_escrow(key, action, trouble),
        }
    }

    /// Evaluates something of the mapping for a person.
    fn scoped<T>(&mut self, person: &Person, evaluate: impl FnOnce(&Scope<'_>) -> T) -> T {
        let ids = RefCell::new(self.ids.clone());
        let values = |name: &str| attribute(person, name).into_iter().collect();
        let value = evaluate(&Scope {
            attribute: &values,
            now: self.clock.now(),
            ids: &ids,
        });
        self.ids = ids.into_inner();
        value
    }

    /// Matches, then creates or links.
    async fn provision<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Step {
        let mut keyless = true;
        for (target, source) in self.matching_rows() {
            let value = self
                .scoped(person, |scope| source.evaluate(scope))
                .map_err(|error| (MATCH, unmapped(&error)))?;
            let Some(value) = value.text().map(str::to_owned) else {
                continue;
            };
            keyless = false;
            let query = request::match_users(&self.settings, &target, &value);
            let outcome = self.call(query, wire).await;
            let found = matches(&outcome, &USER).map_err(|trouble| (MATCH, trouble))?;
            match found.as_slice() {
                [] => {}
                [one] => {
                    let id = id_of(one).unwrap_or_default().to_owned();
                    self.links.insert(person.key.clone(), id.clone());
                    if self.settings.reads_after_match {
                        return self.update(person, &id, wire).await;
                    }
                    return self.export(person, &id, one, wire).await;
                }
                many => {
                    let text = format!(
                        "{} users in the target system match `{target}` = `{value}`",
                        many.len()
                    );
                    return Err((MATCH, Trouble::new("DuplicateTargetEntries", text)));
                }
            }
        }
        if keyless {
            let text = "The user has no value in any matching attribute".into();
            let code = Some("EntryJoiningPropertyValueIsMissing");
            self.note("other", Some(&person.key), LogStatus::Skipped, code, text);
            return Ok(());
        }
        self.create(person, wire).await
    }

    async fn create<W: Wire>(&mut self, person: &Person, wire: &mut W) -> Step {
        let mapping = Arc::clone(&self.mapping);
        let mapped = self
            .scoped(person, |scope| evaluate(&mapping, scope))
            .map_err(|error| ("create", unmapped(&error)))?;
        let resource = create(&self.settings, &mapped);
        let outcome = self
            .call(request::create_user(&self.settings, &resource), wire)
            .await;
        let failed = |trouble| ("create", trouble);
        let response = judge(Call::Create, &outcome).map_err(failed)?;
        let created = read_user(response, &USER).map_err(failed)?;
        let id = id_of(&created).unwrap_or_default().to_owned();
        self.links.insert(person.key.clone(), id);
        self.done("create", person, "created");
        Ok(())
    }

    /// Reads by cached id, then exports the differences.
    async fn update<W: Wire>(&mut self, person: &Person, id: &str, wire: &mut W) -> Step {
        let outcome = self
            .call(request::read_user(&self.settings, id), wire)
            .await;
        let failed = |trouble| ("update", trouble);
        let response = judge(Call::Read, &outcome).map_err(failed)?;
        let current = read_user(response, &USER).map_err(failed)?;
        self.export(person, id, &current, wire).await
    }

    async fn export<W: Wire>(
        &mut self,
        person: &Person,
        id: &str,
        current: &Value,
        wire: &mut W,
    ) -> Step {
        let mapping = Arc::clone(&self.mapping);
        let mapped = self
            .scoped(person, |scope| evaluate(&mapping, scope))
            .map_err(|error| ("update", unmapped(&error)))?;
        let operations = differences(&self.settings, &mapped, current);
        let soft_deleted = is_soft_deleted(person);
        if operations.is_empty() {
            self.remember(person, soft_deleted);
            let text = "The state of the user in both systems already matches".into();
            self.note(
                "other",
                Some(&person.key),
                LogStatus::Skipped,
                Some("RedundantExport"),
                text,
            );
            return Ok(());
        }
        let action = if soft_deleted && !self.disabled.contains(&person.key) {
            "disable"
        } else {
            "update"
        };
        let patch = request::patch_user(&self.settings, id, operations);
        let outcome = self.call(patch, wire).await;
        let failed = |trouble| (action, trouble);
        let response = judge(Call::Patch, &outcome).map_err(failed)?;
        // Entra does not need the resource back, but what is there must be JSON.
        if !response.body.is_empty() && response.json().is_none() {
            return Err(failed(Trouble::unreadable(response, "it is not JSON")));
        }
        self.remember(person, soft_deleted);
        self.done(
            action,
            person,
            if action == "disable" {
                "disabled"
            } else {
                "updated"
            },
        );
        Ok(())
    }

    fn remember(&mut self, person: &Person, soft_deleted: bool) {
        if soft_deleted {
            self.disabled.insert(person.key.clone());
        } else {
            self.disabled.shift_remove(&person.key);
        }
    }

    /// Hard deletion. Somebody who was unassigned before is no longer managed, so that no DELETE
    /// is ever sent (known limitation in "How provisioning works").
    async fn remove<W: Wire>(&mut self, person: &Person, id: &str, wire: &mut W) -> Step {
        if self.disabled.contains(&person.key) && !person.assigned {
            return Ok(());
        }
        let outcome = self
            .call(request::delete_user(&self.settings, id), wire)
            .await;
        judge(Call::Delete, &outcome).map_err(|trouble| ("delete", trouble))?;
        self.links.shift_remove(&person.key);
        self.done("delete", person, "deleted");
        Ok(())
    }

    /// Sends a request; repeats it after a 429 that says how long to wait.
    async fn call<W: Wire>(&mut self, request: Request, wire: &mut W) -> Outcome {
        let mut outcome = wire.send(request.clone()).await;
        for _ in 0..REPEATS {
            let wait = response_of(&outcome)
                .filter(|response| self.settings.honours_retry_after && response.status == 429)
                .and_then(retry_after);
            let Some(seconds) = wait else { break };
            if !wire.pause(std::time::Duration::from_secs(seconds)).await {
                break;
            }
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            self.clock.advance(SignedDuration::from_secs(seconds));
            outcome = wire.send(request.clone()).await;
        }
        outcome
    }

    fn put_in_escrow(&mut self, key: &str, action: &'static str, trouble: Trouble) {
        let before = self.escrow.get(key).copied();
        let now = self.clock.now();
        let failures = Failures::another(before, now, trouble.retry, self.settings.retries);
        if failures.due.is_some() {
            self.escrow.insert(key.to_owned(), failures);
        } else {
            self.escrow.shift_remove(key);
        }
        let name = self.people.get(key).map_or(key, name_of);
        let what = match action {
            MATCH => {
                format!("Failed to match an entry in the source and target systems User '{name}'")
            }
            _ => format!("Failed to {action} User '{name}' in customappsso"),
        };
        let next = match failures.due {
            Some(due) => format!("It will be retried again after this date: {due} UTC"),
            None => "It will not be retried".to_owned(),
        };
        let text = format!(
            "{what}; Error: {}. This operation was retried {} times. {next}",
            trouble.message,
            failures.attempts - 1
        );
        let code = Some(trouble.code);
        self.note(action, Some(key), LogStatus::Failure, code, text);
    }

    fn done(&mut self, action: &'static str, person: &Person, what: &str) {
        let text = format!("User '{}' was {what} in customappsso", name_of(person));
        self.note(action, Some(&person.key), LogStatus::Success, None, text);
    }

    pub(super) fn note(
        &mut self,
        action: &str,
        subject: Option<&str>,
        status: LogStatus,
        code: Option<&str>,
        message: String,
    ) {
        self.log.push(LogEntry {
            at: self.clock.now(),
            action: action.to_owned(),
            subject: subject.map(str::to_owned),
            status,
            code: code.map(str::to_owned),
            message,
            detail: LogDetail::default(),
        });
    }
}

/// `provisioningAction` of what is neither a create, an update, a disable nor a delete.
const MATCH: &str = "other";

/// The name that messages print.
fn name_of(person: &Person) -> &str {
    person.attribute("userName").unwrap_or(&person.key)
}

/// What came of an object: done, or the action that failed and why.
type Step = Result<(), (&'static str, Trouble)>;

/// The users that a matching query found, each of them readable.
fn matches(outcome: &Outcome, user: &ResourceType) -> Result<Vec<Value>, Trouble> {
    let response = judge(Call::Match, outcome)?;
    let body = response
        .json()
        .ok_or_else(|| Trouble::unreadable(response, "it is not JSON"))?;
    let listing = Listing::read(&body).map_err(|why| Trouble::unreadable(response, &why))?;
    for resource in &listing.resources {
        check_user(resource, user).map_err(|why| Trouble::unreadable(response, &why))?;
    }
    Ok(listing.resources)
}
