//! Calls and answers: what is asked of the service and what it says.

use serde_json::Value;

use super::Conditions;
use crate::scim::error::ScimError;
use crate::server::quirks::QuirkSet;
use crate::server::store::StoreError;

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Create,
    Read,
    List,
    /// A list whose query is in the body.
    Search,
    /// Several calls, in the body.
    Bulk,
    Replace,
    Patch,
    Delete,
}

/// One request on resources.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) verb: Verb,
    /// Empty for the default tenant.
    pub(crate) tenant: String,
    /// URL that `/Users` follows.
    pub(crate) base: String,
    /// Place of the resource type in the service's list; `None` for a list of all types and for
    /// several calls.
    pub(crate) type_index: Option<usize>,
    /// Empty where the verb has none.
    pub(crate) id: String,
    /// Null where the verb has none.
    pub(crate) body: Value,
    pub(crate) query: Query,
    pub(crate) conditions: Conditions,
    pub(crate) quirks: QuirkSet,
}

impl Call {
    /// Another call of the same client, on one type.
    pub(super) fn sibling(&self, verb: Verb, type_index: usize, id: String, body: Value) -> Self {
        Self {
            verb,
            tenant: self.tenant.clone(),
            base: self.base.clone(),
            type_index: Some(type_index),
            id,
            body,
            query: Query::default(),
            conditions: Conditions::default(),
            quirks: self.quirks,
        }
    }
}

/// The query parameters of RFC 7644 §3.4.2, decoded but not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) filter: Option<String>,
    pub(crate) sort_by: Option<String>,
    pub(crate) sort_order: Option<String>,
    pub(crate) start_index: Option<String>,
    pub(crate) count: Option<String>,
    /// Empty for the first page of a walk with cursors.
    pub(crate) cursor: Option<String>,
    pub(crate) attributes: Option<String>,
    pub(crate) excluded_attributes: Option<String>,
}

/// What the service says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
    /// URL of a new resource.
    pub(crate) location: Option<String>,
    /// Entity tag of the resource in the body.
    pub(crate) version: Option<String>,
}

impl Answer {
    /// An answer with a body that is no single resource.
    pub(crate) fn message(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Some(body),
            location: None,
            version: None,
        }
    }

    pub(crate) fn empty() -> Self {
        Self {
            status: 204,
            body: None,
            location: None,
            version: None,
        }
    }
}

impl From<ScimError> for Answer {
    fn from(error: ScimError) -> Self {
        Self::message(error.status, error.to_json())
    }
}

impl From<StoreError> for ScimError {
    /// The detail says nothing of the inside: no SQL, no file.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken { path } => Self::new(
                crate::scim::error::ScimType::Uniqueness,
                format!("`{path}` is taken by another resource"),
            ),
            _ => Self::status(500, "the store failed"),
        }
    }
}
