//! Versions: entity tags and conditional requests.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const VERSIONS: &[Entry] = &[
    Entry {
        quirk: Quirk::IfMatchIgnored,
        name: "if-match-ignored",
        breaks: "carries out a change whose `If-Match` names an old state",
        hurts: "two clients at once: the later one undoes what the earlier one did",
        source: "apache/directory-scimple#534; GluuFederation/SCIM-Client#51; RFC 7644 §3.14",
    },
    Entry {
        quirk: Quirk::IfMatchRequired,
        name: "if-match-required",
        breaks: "answers a change without `If-Match` with 428",
        hurts: "Entra ID and Okta send none: nothing can be updated",
        source: "RFC 6585 §3; Okta, SCIM 2.0 reference (no conditional requests)",
    },
    Entry {
        quirk: Quirk::IfMatchFails,
        name: "if-match-fails",
        breaks: "answers a PATCH with any `If-Match` with 412",
        hurts: "clients that are careful: none of their changes goes through",
        source: "Captain-P-Goldfish/SCIM-SDK#746; RFC 7644 §3.14",
    },
    Entry {
        quirk: Quirk::WeakTagRefused,
        name: "weak-tag-refused",
        breaks: "compares `If-Match` strongly, so that the weak tags it gives match nothing",
        hurts: "clients that are careful: none of their changes goes through",
        source: "RFC 9110 §13.1.1 against the examples of RFC 7644 §3.14",
    },
    Entry {
        quirk: Quirk::VersionAsNumber,
        name: "version-as-number",
        breaks: "gives `meta.version` as a number",
        hurts: "clients with types, which expect a text; it is not what `ETag` says",
        source: "simpleidserver/SimpleIdServer#844; RFC 7643 §3.1",
    },
];
