//! PATCH: operations refused, ignored or done wrongly.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const PATCH: &[Entry] = &[
    Entry {
        quirk: Quirk::OpCaseSensitive,
        name: "op-case-sensitive",
        breaks: "refuses `Add`, `Replace` and `Remove` with 400 `invalidSyntax`",
        hurts: "Entra ID without the flag `aadOptscim062020`: no update goes through",
        source: "Microsoft Learn, known issues of SCIM 2.0 compliance",
    },
    Entry {
        quirk: Quirk::FilteredPathRefused,
        name: "filtered-path-refused",
        breaks: "refuses `add` and `replace` with 400 `noTarget` where the filter in the path \
            selects no value yet",
        hurts: "Entra ID: whoever gets a phone number or address later is never updated again",
        source: "better-auth/better-auth#10682; sourcegraph/sourcegraph#49200; wireapp/wire-server#5419",
    },
    Entry {
        quirk: Quirk::PathlessPatchRefused,
        name: "pathless-patch-refused",
        breaks: "refuses a PATCH operation without `path` with 400",
        hurts: "Okta deactivates and renames groups this way",
        source: "Metatavu/keycloak-scim-server#113",
    },
];
