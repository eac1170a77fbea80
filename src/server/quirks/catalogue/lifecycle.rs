//! Life cycle: leaving, returning, deleting.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const LIFECYCLE: &[Entry] = &[
    Entry {
        quirk: Quirk::InactiveHidden,
        name: "inactive-hidden",
        breaks: "leaves inactive users out of reads, lists and filters",
        hurts: "Entra ID and Okta find nobody to reactivate, create again and meet a 409",
        source: "growthbook/growthbook#1680; Microsoft Learn, SCIM endpoint tutorial",
    },
    Entry {
        quirk: Quirk::NewIdOnReactivate,
        name: "new-id-on-reactivate",
        breaks: "gives a user a new `id` when `active` becomes true again",
        hurts: "the link of the identity provider points nowhere, group memberships are lost",
        source: "Budibase/budibase#17628; RFC 7643 §3.1",
    },
];
