//! Attributes: what becomes of the data.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const ATTRIBUTES: &[Entry] = &[
    Entry {
        quirk: Quirk::ExtensionDropped,
        name: "extension-dropped",
        breaks: "accepts extension data (Enterprise User) and silently loses it",
        hurts: "Entra ID sends the same PATCH each cycle; departments and managers are missing",
        source: "grokability/laravel-scim-server#4",
    },
    Entry {
        quirk: Quirk::ExternalIdImmutable,
        name: "external-id-immutable",
        breaks: "refuses another `externalId` with 400 `mutability`",
        hurts: "every user, once an admin corrects the mapping of `externalId`",
        source: "kirodotdev/Kiro#9582; RFC 7643 §3.1 (readWrite)",
    },
    Entry {
        quirk: Quirk::PutDropsExternalId,
        name: "put-drops-external-id",
        breaks: "wipes `externalId` on every PUT",
        hurts: "Okta updates by PUT: the next match by `externalId` finds nobody",
        source: "croffasia/itsaplan#250",
    },
    Entry {
        quirk: Quirk::FamilyNameRequired,
        name: "family-name-required",
        breaks: "refuses a user without `name.familyName` with 400 `invalidValue`",
        hurts: "people with one name, and directories that leave the surname blank",
        source: "PostHog/posthog#42205",
    },
    Entry {
        quirk: Quirk::StringBooleansRefused,
        name: "string-booleans-refused",
        breaks: "refuses `\"True\"` and `\"False\"` with 400 `invalidValue`",
        hurts: "Entra ID without the flag: leavers stay active",
        source: "bytebase/bytebase#19073; AzureAD/SCIMReferenceCode#21",
    },
];
