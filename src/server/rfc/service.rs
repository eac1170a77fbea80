//! The service: dispatches calls, reads and lists.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

use super::filter::{Matcher, Needs};
use super::list;
use super::representation::{Neighbours, entity_tag, manager_id, represent};
use super::union::widened;
use super::{Answer, Call, Discovery, Query, Verb, cursor, members, search};
use crate::scim::error::ScimError;
use crate::scim::mode::Mode;
use crate::scim::projection::Projection;
use crate::scim::schema::ResourceType;
use crate::server::quirks::hooks;
use crate::server::store::{Store, StoreError, Stored, Transaction};
use crate::server::{Clock, Ids};

/// How often an id that is taken is drawn again.
const DRAWS: usize = 1_000;

/// A service provider without HTTP.
pub(crate) struct Service {
    pub(super) store: Store,
    pub(super) clock: Clock,
    ids: Ids,
    types: Vec<ResourceType>,
    /// The types as queries over all of them see them.
    wide_types: Vec<ResourceType>,
    pub(super) mode: Mode,
    pub(super) limits: Limits,
    cursor_key: OnceLock<cursor::Key>,
}

/// Limits that the service tells its clients.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Largest request body in bytes.
    pub(crate) body: usize,
    /// How long a cursor can be used.
    pub(crate) cursor_timeout: Duration,
}

impl Service {
    pub(crate) fn new(
        store: Store,
        types: Vec<ResourceType>,
        clock: Clock,
        ids: Ids,
        mode: Mode,
        limits: Limits,
    ) -> Self {
        let widen = |one| widened(one, &types);
        Self {
            store,
            clock,
            ids,
            wide_types: types.iter().map(widen).collect(),
            types,
            mode,
            limits,
            cursor_key: OnceLock::new(),
        }
    }

    /// The resource types; a call names one by its place.
    pub(crate) fn types(&self) -> &[ResourceType] {
        &self.types
    }

    pub(crate) fn discover(&self, question: &Discovery, base: &str, query: &Query) -> Answer {
        question.answer(&self.types, self.limits, base, query)
    }

    /// Drawn with the first cursor, so that who uses none gets the ids of the source in order.
    pub(super) fn cursor_key(&self) -> cursor::Key {
        *self.cursor_key.get_or_init(|| (self.ids)().as_u128())
    }

    /// Whether a call takes no longer than handing it to another thread would: it concerns one
    /// resource, or those that the index finds, none of them with thousands of members, and waits
    /// neither for the disk nor for another call.
    pub(crate) fn is_brief(
        &self,
        verb: Verb,
        type_index: Option<usize>,
        filter: Option<&str>,
    ) -> bool {
        let Some(resource_type) = type_index.and_then(|index| self.types.get(index)) else {
            return false;
        };
        let uses_index = |text: &str| {
            let matcher = Matcher::new(text, resource_type, self.mode);
            matcher.is_ok_and(|matcher| matcher.uses_index(&self.store, &resource_type.name))
        };
        let is_large = members::are_kept_in(resource_type);
        self.store.is_at_hand()
            && match verb {
                Verb::Create => true,
                Verb::Read | Verb::Replace | Verb::Patch => !is_large,
                Verb::List => !is_large && filter.is_some_and(uses_index),
                // Who goes leaves all groups.
                Verb::Delete | Verb::Search | Verb::Bulk => false,
            }
    }

    /// Does what the call says. It blocks for as long as the store does.
    pub(crate) fn handle(&self, call: &Call) -> Answer {
        let types = match call.type_index {
            Some(index) => self.types.get(index..=index).unwrap_or_default(),
            None => &self.types,
        };
        let heard = hooks::heard(call, types).and_then(|heard| {
            hooks::refuse(&heard, types)?;
            self.answer(&heard)
        });
        let mut answer = heard.unwrap_or_else(Answer::from);
        hooks::outcome(call, &mut answer);
        answer
    }

    fn answer(&self, call: &Call) -> Result<Answer, ScimError> {
        if call.verb == Verb::Search {
            let list = Call {
                verb: Verb::List,
                query: search::parse(&call.body, self.mode)?,
                body: Value::Null,
                ..call.clone()
            };
            return Ok(self.handle(&list));
        }
        if call.verb == Verb::Bulk {
            return self.bulk(call);
        }
        let projection = Projection::parse(
            call.query.attributes.as_deref(),
            call.query.excluded_attributes.as_deref(),
        )?;
        let context = |resource_type, queried_type| Context {
            call,
            service: self,
            resource_type,
            queried_type,
            projection: &projection,
        };
        let tenant = &call.tenant;
        let Some(type_index) = call.type_index else {
            let types = self.types.iter().zip(&self.wide_types);
            let contexts: Vec<_> = types.map(|(own, wide)| context(own, wide)).collect();
            let list = |transaction: &Transaction<'_>| list::list(&contexts, transaction);
            return self.store.read(tenant, list);
        };
        let resource_type = self
            .types
            .get(type_index)
            .ok_or_else(|| ScimError::status(404, "no such resource type"))?;
        let context = context(resource_type, resource_type);
        match call.verb {
            Verb::Read => self.store.read(tenant, |open| context.read(open)),
            // A search is a list by now, and several calls are answered above.
            Verb::List | Verb::Search | Verb::Bulk => {
                self.store.read(tenant, |open| list::list(&[context], open))
            }
            Verb::Create => self.store.write(tenant, |open| context.create(open)),
            Verb::Replace => self.store.write(tenant, |open| context.replace(open)),
            Verb::Patch => self.store.write(tenant, |open| context.patch(open)),
            Verb::Delete => self.store.write(tenant, |open| context.delete(open)),
        }
    }
}

/// A call with what it needs.
pub(super) struct Context<'a> {
    pub(super) call: &'a Call,
    pub(super) service: &'a Service,
    pub(super) resource_type: &'a ResourceType,
    /// What the names in a query are looked up in.
    pub(super) queried_type: &'a ResourceType,
    pub(super) projection: &'a Projection,
}

impl Context<'_> {
    pub(super) fn kind(&self) -> &str {
        &self.resource_type.name
    }

    /// The resource that the call names.
    fn target(&self, transaction: &Transaction<'_>) -> Result<Stored, ScimError> {
        transaction
            .get(self.kind(), &self.call.id)?
            .ok_or_else(|| self.not_found())
    }

    /// The resource that the call is to change, in a state that its conditions allow.
    pub(super) fn changeable(&self, transaction: &Transaction<'_>) -> Result<Stored, ScimError> {
        let stored = self.target(transaction)?;
        self.call.conditions.of_write(&entity_tag(&stored))?;
        Ok(stored)
    }

    pub(super) fn not_found(&self) -> ScimError {
        let detail = format!("no {} has the id `{}`", self.kind(), self.call.id);
        ScimError::status(404, detail)
    }

    fn read(&self, transaction: &Transaction<'_>) -> Result<Answer, ScimError> {
        let stored = self.target(transaction)?;
        if hooks::is_hidden(self.call.quirks, &stored) {
            return Err(self.not_found());
        }
        let version = entity_tag(&stored);
        if self.call.conditions.of_read(&version)? {
            return Ok(Answer {
                status: 304,
                version: Some(version),
                ..Answer::empty()
            });
        }
        self.one(transaction, 200, stored, None)
    }

    /// An answer with one resource; `before` is the state that a write has just changed, null for a
    /// new one.
    pub(super) fn one(
        &self,
        transaction: &Transaction<'_>,
        status: u16,
        stored: Stored,
        before: Option<&Value>,
    ) -> Result<Answer, ScimError> {
        let version = entity_tag(&stored);
        let resource = self.whole(transaction, stored, self.needs())?;
        let location = resource["meta"]["location"].as_str().map(str::to_owned);
        let shown = match before {
            Some(before) => {
                let (projection, resource_type) = (self.projection, self.resource_type);
                projection.apply_to_written(&resource, resource_type, before)
            }
            None => self.project(&resource),
        };
        Ok(Answer {
            status,
            body: Some(shown),
            location: location.filter(|_| status == 201),
            version: Some(version),
        })
    }

    /// The resource before projection, with what is needed from others.
    pub(super) fn whole(
        &self,
        transaction: &Transaction<'_>,
        stored: Stored,
        needs: Needs,
    ) -> Result<Value, StoreError> {
        let mut neighbours = Neighbours::default();
        if needs.groups && members::are_shown_on(self.resource_type) {
            neighbours.memberships = members::memberships(transaction, &stored.id)?;
        }
        let has_members = stored.body.get("members").is_some();
        if needs.names && has_members && members::are_kept_in(self.resource_type) {
            neighbours.member_names = transaction.names_of_members(&stored)?;
        }
        if needs.names
            && let Some(id) = manager_id(&stored.body)
        {
            neighbours.manager = transaction.named("User", id)?;
        }
        let (types, base) = (self.service.types(), &self.call.base);
        Ok(represent(
            stored,
            self.resource_type,
            types,
            base,
            &neighbours,
        ))
    }

    /// The resource as an answer shows it.
    pub(super) fn shown(
        &self,
        transaction: &Transaction<'_>,
        stored: Stored,
    ) -> Result<Value, StoreError> {
        let whole = self.whole(transaction, stored, self.needs())?;
        Ok(self.project(&whole))
    }

    pub(super) fn project(&self, whole: &Value) -> Value {
        self.projection.apply(whole, self.resource_type)
    }

    /// What an answer needs: members that are not shown need no names.
    pub(super) fn needs(&self) -> Needs {
        let schema = &self.resource_type.schema;
        let shows = |name: &str| {
            let attribute = schema.attribute(name);
            attribute.map(|attribute| self.projection.shows(attribute, &schema.id))
        };
        Needs {
            groups: shows("groups").unwrap_or(false),
            names: shows("members").unwrap_or(true),
        }
    }

    /// An id that no resource has.
    pub(super) fn fresh_id(&self, transaction: &Transaction<'_>) -> Result<String, ScimError> {
        for _ in 0..DRAWS {
            let id: Uuid = (self.service.ids)();
            let id = id.to_string();
            if transaction.type_of(&id)?.is_none() {
                return Ok(id);
            }
        }
        Err(ScimError::status(500, "the source of ids repeats itself"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;

    #[test]
    fn brief_is_what_concerns_few_resources() {
        let types = ResourceType::built_in().to_vec();
        let service = Service::new(
            Store::in_memory(&types).unwrap(),
            types,
            Arc::new(|| Timestamp::UNIX_EPOCH),
            Arc::new(Uuid::nil),
            Mode::Lenient,
            Limits {
                body: 0,
                cursor_timeout: Duration::ZERO,
            },
        );
        let [users, groups] = [Some(0), Some(1)];
        for (verb, kind, filter, is_brief) in [
            (Verb::Create, users, None, true),
            (Verb::Read, users, None, true),
            (Verb::Patch, users, None, true),
            (Verb::Delete, users, None, false),
            (Verb::List, users, Some("userName eq \"ada\""), true),
            (Verb::List, users, Some("userName sw \"a\""), false),
            (Verb::List, users, Some("userName eq"), false),
            (Verb::List, users, None, false),
            (Verb::List, None, Some("userName eq \"ada\""), false),
            (Verb::Create, groups, None, true),
            (Verb::Read, groups, None, false),
            (Verb::Patch, groups, None, false),
            (Verb::List, groups, Some("displayName eq \"Team\""), false),
            (Verb::Bulk, None, None, false),
        ] {
            let found = service.is_brief(verb, kind, filter);
            assert_eq!(found, is_brief, "{verb:?} {kind:?} {filter:?}");
        }
    }
}
