//! Who is found.

use std::borrow::Cow;

use super::lifecycle::{buries, is_deleted};
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
    (quirks.has(Quirk::InactiveHidden) && stored.body["active"] == false)
        || (buries(quirks) && is_deleted(stored))
}

/// Whether lists do not look at the filter.
pub(crate) fn ignores_filter(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::FilterIgnored)
}

/// Whether lists have to look at each resource to know which are there.
pub(crate) fn hides(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::InactiveHidden) || buries(quirks)
}

/// Whether two users may have one name, so that the index, which is unique, finds one of them only.
pub(crate) fn doubles(quirks: QuirkSet) -> bool {
    quirks.has(Quirk::DuplicateAccepted)
        || quirks.has(Quirk::DuplicateByCase)
        || quirks.has(Quirk::DeletedListed)
}
