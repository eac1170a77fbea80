//! Users: looked up, created, updated, deactivated, deleted.

use std::sync::Arc;

use serde_json::{Value, json};

use super::attributes;
use super::call::{Failed, body, id, resources, status};
use super::flow::{Plain, nothing};
use super::log::About;
use super::request::Endpoint;
use super::resource::{CORE_USER, Purpose, Sources, Values, found, has, pathless};
use super::settings::{Deprovisioning, PatchForm, UserLookup, Write};
use crate::idp::Wire;
use crate::idp::directory::{MANAGER, Person};
use crate::transcript::{LogStatus, Outcome};

const LOOK_UP: &str = "look up user";
const LINK: &str = "link user";
const CREATE: &str = "create user";
const UPDATE: &str = "update user";
const ACTIVATE: &str = "activate user";
const DEACTIVATE: &str = "deactivate user";
const DELETE: &str = "delete user";

impl Plain {
    /// Brings the target's user to the state of the directory.
    pub(super) async fn settle_user<W: Wire>(&mut self, key: &str, wire: &mut W) {
        if self.links.contains_key(key) {
            self.update(key, false, wire).await;
            return;
        }
        // Somebody who may not sign in gets no account.
        if self.people.get(key).is_some_and(|person| person.enabled) {
            self.provision(key, wire).await;
        }
    }

    /// The same, whether or not anything has changed.
    pub(super) async fn write_again<W: Wire>(&mut self, key: &str, wire: &mut W) {
        if self.links.contains_key(key) {
            self.update(key, true, wire).await;
        } else {
            self.settle_user(key, wire).await;
        }
    }

    /// Somebody without account gets one: found, or created.
    async fn provision<W: Wire>(&mut self, key: &str, wire: &mut W) {
        if self.settings.user_lookup == UserLookup::First {
            match self.look_up(key, wire).await {
                Ok(Some(user)) => {
                    self.link_found(key, &user, wire).await;
                    return;
                }
                Ok(None) => {}
                Err(failed) => {
                    self.note_result(LOOK_UP, About::User(key), &Err(failed));
                    return;
                }
            }
        }
        self.create(key, wire).await;
    }

    async fn create<W: Wire>(&mut self, key: &str, wire: &mut W) {
        let values = self.user_values(key);
        let rows = &self.mapping.users;
        let user = self
            .settings
            .resource(CORE_USER, rows, &values, Purpose::Create);
        let request = self.settings.create(Endpoint::Users, user);
        let outcome = self.call(request, wire).await;
        if status(&outcome) == 409
            && self.settings.user_lookup == UserLookup::OnConflict
            && self.may_filter()
        {
            self.link_existing(key, &outcome, wire).await;
            return;
        }
        let words = self.settings.missing_id;
        let created = body(&outcome).and_then(|user| Ok((id(&user, words)?, user)));
        let result = created.map(|(id, user)| {
            self.links.insert(key.to_owned(), id);
            self.written.insert(key.to_owned(), values);
            self.keep_answer(key, user);
        });
        self.note_result(CREATE, About::User(key), &result);
        if result.is_ok() {
            self.join_groups(key, wire).await;
        }
    }

    /// After a conflict the account that is there is linked, and written with the next change only.
    async fn link_existing<W: Wire>(&mut self, key: &str, conflict: &Outcome, wire: &mut W) {
        let found = match self.look_up(key, wire).await {
            Ok(Some(user)) => id(&user, self.settings.missing_id).map(|id| (id, user)),
            // Nobody there: the conflict stands.
            Ok(None) => Err(Failed::of(conflict)),
            Err(failed) => Err(failed),
        };
        let result = found.map(|(id, user)| {
            self.links.insert(key.to_owned(), id);
            self.keep_answer(key, user);
        });
        let action = if result.is_ok() { LINK } else { CREATE };
        self.note_result(action, About::User(key), &result);
        if result.is_ok() {
            self.join_groups(key, wire).await;
        }
    }

    /// An account that was found is linked. Returns whether it can be.
    pub(super) fn take_link(&mut self, key: &str, user: &Value) -> bool {
        let result = id(user, "the user that was found has no `id`").map(|id| {
            self.links.insert(key.to_owned(), id);
            let there = found(&self.mapping.users, user);
            self.written.insert(key.to_owned(), there);
            self.keep_answer(key, user.clone());
        });
        self.note_result(LINK, About::User(key), &result);
        result.is_ok()
    }

    /// Keeps an answer with a person or a group, for a client that compares with it.
    pub(super) fn keep_answer(&mut self, key: &str, answer: impl Into<Arc<Value>>) {
        if self.settings.compares_answers {
            self.answers.insert(key.to_owned(), answer.into());
        }
    }

    /// Whether a resource adds nothing to the last answer.
    pub(super) fn is_answered(&self, key: &str, resource: &Value) -> bool {
        let answer = self.answers.get(key);
        answer.is_some_and(|answer| has(answer, resource))
    }

    /// An account that was found is linked and brought to the state of the directory.
    async fn link_found<W: Wire>(&mut self, key: &str, user: &Value, wire: &mut W) {
        if self.take_link(key, user) {
            let whole = self.settings.update == Write::Put;
            self.update(key, whole, wire).await;
            self.join_groups(key, wire).await;
        }
    }

    /// The first user that a filter on the row that is matched on finds.
    async fn look_up<W: Wire>(&mut self, key: &str, wire: &mut W) -> Result<Option<Value>, Failed> {
        let values = self.user_values(key);
        let rows = self.mapping.users.iter().zip(&values);
        let matched = rows.filter(|(row, _)| row.matching.is_some());
        let Some((row, Some(value))) = matched.min_by_key(|(row, _)| row.matching) else {
            let text = "the attribute that is matched on has no value";
            return Err(Failed::unusable("no-value", text));
        };
        let filter = match self.settings.filter.as_str() {
            "" => format!("{} eq \"%s\"", row.target.path),
            filter => filter.to_owned(),
        };
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let request = self.settings.lookup(Endpoint::Users, &filter, &value);
        let outcome = self.call(request, wire).await;
        Ok(resources(&outcome)?.into_iter().next())
    }

    /// Writes what differs from what the target has, or everything.
    async fn update<W: Wire>(&mut self, key: &str, whole: bool, wire: &mut W) {
        let Some(link) = self.links.get(key).cloned() else {
            return;
        };
        let rows = &self.mapping.users;
        let new = self.user_values(key);
        let old = self.written.get(key).cloned();
        let old = old.unwrap_or_else(|| nothing(rows));
        if old == new && !whole {
            return;
        }
        let (action, write) = self.kind_of_change(&old, &new);
        let request = match write {
            Write::Put => {
                let purpose = Purpose::Replace(&link);
                let user = self.settings.resource(CORE_USER, rows, &new, purpose);
                if self.is_answered(key, &user) {
                    self.written.insert(key.to_owned(), new);
                    return;
                }
                self.settings.put(Endpoint::Users, &link, user)
            }
            Write::Patch => {
                let operations = self.user_operations(&old, &new, action);
                if operations.is_empty() {
                    return;
                }
                self.settings.patch(Endpoint::Users, &link, &operations)
            }
        };
        let outcome = self.call(request, wire).await;
        if status(&outcome) == 404 && self.settings.recreates {
            self.forget(key);
            self.create(key, wire).await;
            return;
        }
        match body(&outcome) {
            Ok(user) => {
                self.written.insert(key.to_owned(), new);
                self.keep_answer(key, user);
                self.note_result(action, About::User(key), &Ok(()));
            }
            Err(failed) => self.note_result(action, About::User(key), &Err(failed)),
        }
    }

    /// What the change is called, and how it is written: `active` alone may go another way.
    fn kind_of_change(&self, old: &Values, new: &Values) -> (&'static str, Write) {
        let mut differing = self.mapping.users.iter().zip(old.iter().zip(new));
        let only_active =
            differing.all(|(row, (old, new))| old == new || row.target.path == "active");
        let active = self
            .mapping
            .users
            .iter()
            .position(|row| row.target.path == "active");
        let value = active.map(|at| (&old[at], &new[at]));
        match value {
            Some((old, Some(Value::Bool(active)))) if only_active && old.is_some() => {
                let action = match (old, active) {
                    (Some(Value::Bool(before)), after) if before == after => UPDATE,
                    (_, true) => ACTIVATE,
                    (_, false) => DEACTIVATE,
                };
                let write = if action == UPDATE {
                    self.settings.update
                } else {
                    self.settings.activation
                };
                (action, write)
            }
            _ => (UPDATE, self.settings.update),
        }
    }

    fn user_operations(&self, old: &Values, new: &Values, action: &str) -> Vec<Value> {
        let settings = &self.settings;
        if settings.patch_form != PatchForm::Paths {
            let resource = if action == UPDATE {
                settings.resource(CORE_USER, &self.mapping.users, new, Purpose::Create)
            } else {
                json!({ "active": action == ACTIVATE })
            };
            return vec![pathless(settings.patch_form, &resource)];
        }
        match settings.patched {
            Some(attributes) => settings.fixed_operations(&self.mapping.users, new, attributes),
            None => settings.operations(&self.mapping.users, old, new),
        }
    }

    /// The person has lost the account.
    pub(super) async fn deprovision<W: Wire>(
        &mut self,
        key: &str,
        how: Deprovisioning,
        wire: &mut W,
    ) {
        let Some(link) = self.links.get(key).cloned() else {
            return;
        };
        match how {
            Deprovisioning::Deactivate => self.update(key, false, wire).await,
            Deprovisioning::Delete => {
                let request = self.settings.delete(Endpoint::Users, &link);
                let outcome = self.call(request, wire).await;
                // An account that is gone is as good as deleted.
                let result = match status(&outcome) {
                    404 => Ok(()),
                    _ => body(&outcome).map(|_| ()),
                };
                self.note_result(DELETE, About::User(key), &result);
                if result.is_ok() {
                    self.forget(key);
                }
            }
        }
    }

    /// The values that the target should have of a person.
    fn user_values(&self, key: &str) -> Values {
        let Some(person) = self.people.get(key) else {
            return nothing(&self.mapping.users);
        };
        let own_id = self.own_id(key);
        let active = person.enabled && self.is_entitled(key);
        let sources = Sources {
            attribute: &|name| attributes::of_person(person, &own_id, active, name),
            list: &|name| person.values(name).to_vec(),
            reference: &|name| self.reference(person, name),
        };
        self.settings.values(&self.mapping.users, &sources)
    }

    /// The account of the person's manager.
    fn reference(&self, person: &Person, name: &str) -> Option<Value> {
        let manager = person.attribute(MANAGER).filter(|_| name == MANAGER)?;
        self.links.get(manager).map(|id| id.as_str().into())
    }

    /// A new account joins the groups that are there already, unless a full synchronisation sees to
    /// that.
    async fn join_groups<W: Wire>(&mut self, key: &str, wire: &mut W) {
        if self.settings.full_sync {
            return;
        }
        for group in self.keys_of_groups() {
            let is_member = |group: &str| {
                let group = self.groups.get(group);
                group.is_some_and(|group| group.members.contains(key))
            };
            if self.links.contains_key(&group) && is_member(&group) {
                self.settle_group(&group, false, wire).await;
            }
        }
    }

    /// Notes something that was not done.
    pub(super) fn note_skipped(&mut self, action: &str, about: About<'_>, why: &str) {
        let text = format!("{action}: {why}");
        self.note(action, about, LogStatus::Skipped, None, text);
    }
}
