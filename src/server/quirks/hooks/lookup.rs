//! Who is found.

use std::borrow::Cow;

use super::lifecycle::DELETED_USER;
use crate::scim::schema::ResourceType;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::store::Stored;

/// The resource type by which filters are read.
pub(crate) fn filter_type(quirks: QuirkSet, resource_type: &ResourceType) -> Cow<'_, ResourceType> {
    if !quirks.has(Quirk::FilterCaseSensitive) {
        return Cow::Borrowed(resource_type);
    }
    let mut changed = resource_type.clone();
    for attribute in &mut changed.schema.attributes {
        attribute.case_exact |= attribute.name == "userName";
    }
    Cow::Owned(changed)
}

/// Whether a read leaves the resource out.
pub(crate) fn is_hidden(quirks: QuirkSet, stored: &Stored) -> bool {
    quirks.has(Quirk::InactiveHidden) && stored.body["active"] == false
}

/// Whether lists do not look at the filter.
pub(crate) fn ignores_filter(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::FilterIgnored)
}

/// Whether lists have to look at each resource to know which are there.
pub(crate) fn hides(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::InactiveHidden) || quirks.has(Quirk::DeletedListed)
}

/// Whether the index, in which a unique value is once, does not find all who have one.
pub(crate) fn misses(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::DuplicateAccepted)
        || quirks.has(Quirk::DuplicateByCase)
        || quirks.has(Quirk::DeletedListed)
}

/// The type whose resources lists show beside those of this one.
pub(crate) fn listed_beside(quirks: QuirkSet, kind: &str) -> Option<&'static str> {
    (quirks.has(Quirk::DeletedListed) && kind == "User").then_some(DELETED_USER)
}
