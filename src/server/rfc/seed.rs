//! Many resources at once, with ids of the caller's choice.

use std::collections::BTreeSet;

use serde_json::Value;

use super::service::Context;
use super::{Call, Conditions, Query, Service, Verb, members};
use crate::scim::error::{ScimError, ScimType};
use crate::scim::json::{elements, member};
use crate::scim::projection::Projection;
use crate::scim::schema::ResourceType;
use crate::server::quirks::QuirkSet;
use crate::server::store::{StoreError, Stored, Transaction};

/// Why resources were not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SeedError {
    /// The resource by its place among all.
    pub(crate) place: usize,
    pub(crate) error: ScimError,
}

impl From<StoreError> for SeedError {
    /// For what befalls the whole transaction.
    fn from(error: StoreError) -> Self {
        Self {
            place: 0,
            error: error.into(),
        }
    }
}

impl Service {
    /// Makes all of the resources or none, and gives their ids. What has an `id` keeps it, so that
    /// members can be named before they are there, in any order and in circles.
    pub(crate) fn seed(&self, tenant: &str, resources: &[Value]) -> Result<Vec<String>, SeedError> {
        let call = Call {
            verb: Verb::Create,
            tenant: tenant.to_owned(),
            base: String::new(),
            type_index: None,
            id: String::new(),
            body: Value::Null,
            query: Query::default(),
            conditions: Conditions::default(),
            // The wire may be wrong on command, but not what the tests begin with.
            quirks: QuirkSet::default(),
        };
        let projection = Projection::default();
        let context = |resource_type| Context {
            call: &call,
            service: self,
            resource_type,
            queried_type: resource_type,
            projection: &projection,
        };
        self.store.write(tenant, |open| {
            let mut ids = Vec::with_capacity(resources.len());
            let mut groups = Vec::new();
            for (place, resource) in resources.iter().enumerate() {
                let at = |error| SeedError { place, error };
                let context = context(self.type_of(resource).map_err(at)?);
                let (stored, whole) = context.planted(open, resource).map_err(at)?;
                ids.push(stored.id.clone());
                if let Some(whole) = whole {
                    groups.push((place, context, stored, whole));
                }
            }
            for (place, context, stored, whole) in groups {
                let completed = context.completed(open, &stored, whole);
                completed.map_err(|error| SeedError { place, error })?;
            }
            Ok(ids)
        })
    }

    /// The type whose schema the resource names.
    fn type_of(&self, resource: &Value) -> Result<&ResourceType, ScimError> {
        let schemas = resource
            .as_object()
            .and_then(|members| member(members, "schemas"));
        let named: BTreeSet<String> = schemas
            .map(elements)
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_ascii_lowercase)
            .collect();
        let is_named = |one: &&ResourceType| named.contains(&one.schema.id.to_ascii_lowercase());
        self.types().iter().find(is_named).ok_or_else(|| {
            let detail = "`schemas` does not name a type of resource";
            ScimError::new(ScimType::InvalidValue, detail)
        })
    }
}

impl Context<'_> {
    /// Stores a resource, at first without members; gives it with its whole body if it has any.
    fn planted(
        &self,
        transaction: &Transaction<'_>,
        resource: &Value,
    ) -> Result<(Stored, Option<Value>), ScimError> {
        let id = match resource
            .as_object()
            .and_then(|members| member(members, "id"))
        {
            None | Some(Value::Null) => self.fresh_id(transaction)?,
            Some(id) => wanted_id(transaction, id)?,
        };
        let whole = self.normal(resource)?;
        let mut body = whole.clone();
        let members = body
            .as_object_mut()
            .filter(|_| members::are_kept_in(self.resource_type))
            .and_then(|attributes| attributes.shift_remove("members"));
        let mut stored = self.first_state(id, body);
        stored.seq = transaction.insert(self.kind(), &stored)?;
        Ok((stored, members.map(|_| whole)))
    }

    /// Gives a stored resource its members, without making another state of it.
    fn completed(
        &self,
        transaction: &Transaction<'_>,
        stored: &Stored,
        mut whole: Value,
    ) -> Result<(), ScimError> {
        members::resolve(transaction, None, &mut whole)?;
        let mut new = stored.clone();
        new.body = whole;
        Ok(transaction.update(self.kind(), stored, &new)?)
    }
}

/// An id that can stand in a URL as it is and belongs to nobody. `bulkId` is reserved
/// (RFC 7643 §3.1).
fn wanted_id(transaction: &Transaction<'_>, id: &Value) -> Result<String, ScimError> {
    let invalid = |detail: String| ScimError::new(ScimType::InvalidValue, detail);
    let is_fit = |id: &&str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~@:+=,".contains(&byte);
        !id.is_empty() && id.len() <= 255 && id.bytes().all(plain)
    };
    let Some(id) = id.as_str().filter(is_fit) else {
        return Err(invalid(format!(
            "the id {id} cannot be used: up to 255 letters, digits and `-_.~@:+=,`"
        )));
    };
    if id.contains("bulkId") || matches!(id, "." | "..") {
        return Err(invalid(format!("the id `{id}` is reserved")));
    }
    if transaction.type_of(id)?.is_some() {
        let detail = format!("the id `{id}` is taken by another resource");
        return Err(ScimError::new(ScimType::Uniqueness, detail));
    }
    Ok(id.to_owned())
}
