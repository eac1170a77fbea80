//! Filters of lists, answered from the index where one helps.

use serde_json::Value;

use crate::scim::error::{ScimError, ScimType};
use crate::scim::filter::{BoundFilter, Filter};
use crate::scim::mode::Mode;
use crate::scim::schema::ResourceType;
use crate::server::store::{Store, StoreError, Stored, Transaction};

/// What of a resource has to be looked up at others, because the store does not keep it with the
/// resource itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// The groups of a user.
    pub(super) groups: bool,
    /// The names of a group's members and of a user's manager.
    pub(super) names: bool,
}

impl Needs {
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            groups: self.groups || other.groups,
            names: self.names || other.names,
        }
    }

    /// What a filter or an order needs, by its text; more than that at worst, since a word may stand
    /// in a value.
    pub(super) fn of_text(text: &str) -> Self {
        let text = text.to_ascii_lowercase();
        Self {
            groups: text.contains("groups"),
            names: text.contains("manager") || text.contains("members") && text.contains("display"),
        }
    }
}

/// A filter that fits a resource type.
pub(super) struct Matcher {
    filter: BoundFilter,
    needs: Needs,
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
            needs: Needs::of_text(text),
        })
    }

    pub(super) fn needs(&self) -> Needs {
        self.needs
    }

    /// Whether not all resources of the type have to be looked at.
    pub(super) fn uses_index(&self, store: &Store, kind: &str) -> bool {
        let equalities = self.filter.equalities();
        let mut paths = equalities.iter().map(|(path, _)| path);
        paths.any(|path| path == "id" || store.is_indexed(kind, path))
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
        let equalities = self.filter.equalities();
        if let Some((_, id)) = equalities.iter().find(|(path, _)| path == "id") {
            return transaction.get(kind, id)?.map_or(Ok(()), visit);
        }
        let mut equalities = equalities.iter();
        match equalities.find(|(path, _)| transaction.is_indexed(kind, path)) {
            Some((path, value)) => transaction.find(kind, path, value, visit),
            None => transaction.scan(kind, 0, u64::MAX, &mut visit),
        }
    }
}
