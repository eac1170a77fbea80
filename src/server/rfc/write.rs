//! POST, PUT, PATCH and DELETE (RFC 7644 §3.3, §3.5, §3.6). Each is one transaction.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::service::Context;
use super::{Answer, members};
use crate::scim::error::ScimError;
use crate::scim::patch::PatchRequest;
use crate::scim::resource::{check_immutable, normalise};
use crate::scim::schema::{Attribute, Mutability, Returned, Uniqueness};
use crate::server::quirks::hooks::{self, Consequence, DELETED_USER, Remains, Write};
use crate::server::store::{Stored, Transaction};

impl Context<'_> {
    pub(super) fn create(&self, transaction: &Transaction<'_>) -> Result<Answer, ScimError> {
        let body = self.normal(&self.call.body)?;
        if let Some(found) = hooks::taken_over(self.call.quirks, transaction, &body)? {
            let mut stored = found.stored;
            if found.is_overwritten {
                stored = self.update(transaction, &stored, body)?;
            }
            return self.one(transaction, 201, stored, Some(&Value::Null));
        }
        let body = self.prepared(transaction, None, body)?;
        let id = match hooks::revived(self.call.quirks, transaction, self.kind(), &body)? {
            Some(id) => id,
            None => self.fresh_id(transaction)?,
        };
        let mut new = self.first_state(id, body);
        new.seq = transaction.insert(self.kind(), &new)?;
        self.one(transaction, 201, new, Some(&Value::Null))
    }

    /// Attributes that the body leaves out are cleared (RFC 7644 §3.5.1).
    pub(super) fn replace(&self, transaction: &Transaction<'_>) -> Result<Answer, ScimError> {
        let old = self.changeable(transaction)?;
        let body = self.normal(&self.call.body)?;
        check_immutable(&old.body, &body, self.resource_type)?;
        let new = self.update(transaction, &old, body)?;
        self.one(transaction, 200, new, Some(&Value::Null))
    }

    /// Answers 200 with the resource for users and groups alike: both 200 and 204 are allowed
    /// (RFC 7644 §3.5.2), and a client that asks for `attributes` must get a body.
    pub(super) fn patch(&self, transaction: &Transaction<'_>) -> Result<Answer, ScimError> {
        let old = self.changeable(transaction)?;
        let mode = self.service.mode;
        hooks::refuse_patch(self.call.quirks, &old, &self.call.body)?;
        let request = PatchRequest::parse(&self.call.body, mode)?;
        // The id goes along because clients repeat it (Okta renames groups by `{id, displayName}`).
        let mut current = old.body.clone();
        if let Some(members) = current.as_object_mut() {
            members.insert("id".to_owned(), old.id.as_str().into());
        }
        let quirks = self.call.quirks;
        let applied = hooks::applied(quirks, &request, &current, self.resource_type, mode)?;
        let Some(patched) = applied.resource else {
            return self.one(transaction, 200, old, None);
        };
        let new = self.update(transaction, &old, self.normal(&patched)?)?;
        match applied.error {
            Some(error) => Ok(error.into()),
            None => {
                let shown = hooks::shown(quirks, old, new);
                self.one(transaction, 200, shown, Some(&current))
            }
        }
    }

    pub(super) fn delete(&self, transaction: &Transaction<'_>) -> Result<Answer, ScimError> {
        let stored = self.changeable(transaction)?;
        match hooks::remains(self.call.quirks, self.kind(), &stored) {
            Remains::Nothing => self.erase(transaction, &stored.id)?,
            Remains::Unchanged => {}
            Remains::Resource(body) => {
                transaction.update(self.kind(), &stored, &self.next(&stored, body))?;
            }
            Remains::Record => {
                self.erase(transaction, &stored.id)?;
                transaction.insert(DELETED_USER, &stored)?;
            }
        }
        Ok(Answer::empty())
    }

    /// Deletes a resource, also from the groups that it is in.
    fn erase(&self, transaction: &Transaction<'_>, id: &str) -> Result<(), ScimError> {
        self.leave_groups(transaction, id)?;
        transaction.delete(self.kind(), id)?;
        Ok(())
    }

    fn leave_groups(&self, transaction: &Transaction<'_>, id: &str) -> Result<(), ScimError> {
        for (group, body) in members::without(transaction, id)? {
            if group.id != id {
                transaction.update("Group", &group, &self.next(&group, body))?;
            }
        }
        Ok(())
    }

    /// The normal form, without what the server must never give back: a password is checked for
    /// its type and forgotten, for nobody signs in here. What later writes are checked against stays.
    pub(super) fn normal(&self, body: &Value) -> Result<Value, ScimError> {
        let mut normal = normalise(body, self.resource_type, self.service.mode)?;
        if let Some(members) = normal.as_object_mut() {
            for attribute in &self.resource_type.schema.attributes {
                if attribute.returned == Returned::Never && !is_checked_later(attribute) {
                    members.shift_remove(&attribute.name);
                }
            }
        }
        Ok(normal)
    }

    /// The body as it is stored.
    fn prepared(
        &self,
        transaction: &Transaction<'_>,
        old: Option<&Stored>,
        mut body: Value,
    ) -> Result<Value, ScimError> {
        let mut write = Write {
            verb: self.call.verb,
            resource_type: self.resource_type,
            old,
            body: &mut body,
        };
        hooks::before_write(self.call.quirks, transaction, &mut write)?;
        if members::are_kept_in(self.resource_type) {
            members::resolve(transaction, old.map(|old| &old.body), &mut body)?;
        }
        hooks::double_members(self.call, old, &mut body);
        Ok(body)
    }

    /// Stores a new state; one that equals the old changes nothing, `meta.lastModified` included
    /// (RFC 7644 §3.5.2.1).
    fn update(
        &self,
        transaction: &Transaction<'_>,
        old: &Stored,
        body: Value,
    ) -> Result<Stored, ScimError> {
        let body = self.prepared(transaction, Some(old), body)?;
        if body == old.body {
            return Ok(old.clone());
        }
        let mut new = self.next(old, body);
        match hooks::consequence(self.call.quirks, &old.body, &new.body) {
            Consequence::None => transaction.update(self.kind(), old, &new)?,
            Consequence::NewId => {
                new.id = self.fresh_id(transaction)?;
                self.erase(transaction, &old.id)?;
                new.seq = transaction.insert(self.kind(), &new)?;
            }
            Consequence::Split => {
                let mut left = old.body.clone();
                left["active"] = false.into();
                transaction.update(self.kind(), old, &self.next(old, left))?;
                new.id = self.fresh_id(transaction)?;
                new.seq = transaction.insert(self.kind(), &new)?;
            }
            Consequence::Deleted => self.erase(transaction, &old.id)?,
            Consequence::LeavesGroups => {
                transaction.update(self.kind(), old, &new)?;
                self.leave_groups(transaction, &old.id)?;
            }
        }
        Ok(new)
    }

    /// The first state of a resource, before it is stored.
    pub(super) fn first_state(&self, id: String, body: Value) -> Stored {
        let now = self.now();
        Stored {
            id,
            seq: 0,
            body,
            created: now,
            modified: now,
            version: 1,
        }
    }

    /// The state that follows on `old`, later by a millisecond at least, so that
    /// `meta.lastModified` always tells two states apart.
    fn next(&self, old: &Stored, body: Value) -> Stored {
        let earliest = old
            .modified
            .checked_add(SignedDuration::from_millis(1))
            .unwrap_or(old.modified);
        Stored {
            id: old.id.clone(),
            seq: old.seq,
            body,
            created: old.created,
            modified: self.now().max(earliest),
            version: old.version.saturating_add(1),
        }
    }

    /// In whole milliseconds, as the store keeps it.
    fn now(&self) -> Timestamp {
        let now = (self.service.clock)();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// Whether later writes are held against the value that is there now.
fn is_checked_later(attribute: &Attribute) -> bool {
    attribute.required
        || attribute.mutability == Mutability::Immutable
        || attribute.uniqueness != Uniqueness::None
}
