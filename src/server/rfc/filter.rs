//! Filters of lists, answered from the index where one helps.

use serde_json::Value;

use crate::scim::error::{ScimError, ScimType};
use crate::scim::filter::{BoundFilter, Filter};
use crate::scim::mode::Mode;
use crate::scim::schema::ResourceType;
use crate::server::store::{IndexedPath, StoreError, Stored, Transaction};

/// A filter that fits a resource type.
pub(super) struct Matcher {
    filter: BoundFilter,
    asks_for_groups: bool,
}

impl Matcher {
    /// # Errors
    ///
    /// `invalidFilter`.
    pub(super) fn new(
        text: &str,
        resource_type: &ResourceType,
        mode: Mode,
    ) -> Result<Self, ScimError> {
        let filter = Filter::parse(text, mode)
            .map_err(|error| error.to_scim(ScimType::InvalidFilter))?
            .bind(resource_type, mode)?;
        Ok(Self {
            filter,
            // More than needed at worst: the word may stand in a value.
            asks_for_groups: text.to_ascii_lowercase().contains("groups"),
        })
    }

    /// Whether the filter needs the groups of a user, which the store does not keep with them.
    pub(super) fn asks_for_groups(&self) -> bool {
        self.asks_for_groups
    }

    pub(super) fn matches(&self, resource: &Value) -> bool {
        self.filter.matches(resource)
    }

    /// Calls `visit` with all resources that may match, in their stable order.
    pub(super) fn candidates<E: From<StoreError>>(
        &self,
        transaction: &Transaction<'_>,
        kind: &str,
        mut visit: impl FnMut(Stored) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.filter.as_equality() {
            Some(("id", id)) => transaction.get(kind, id)?.map_or(Ok(()), visit),
            Some((path, value)) if let Some(indexed) = IndexedPath::find(path) => {
                transaction.find(kind, indexed, value, visit)
            }
            _ => transaction.scan(kind, 0, u64::MAX, &mut visit),
        }
    }
}
