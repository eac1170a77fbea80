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
    Entry {
        quirk: Quirk::PatchUnsupported,
        name: "patch-unsupported",
        breaks: "answers PATCH with 501",
        hurts: "Entra ID cannot update anything; Okta catalog applications leave the task to the \
                 admin",
        source: "oktadeveloper/okta-blog-archive#1956; goauthentik/authentik#11249",
    },
    Entry {
        quirk: Quirk::PatchNotAtomic,
        name: "patch-not-atomic",
        breaks: "keeps what the operations before a failing one did",
        hurts: "Entra ID repeats the request; what was half done never heals",
        source: "Metatavu/keycloak-scim-server#107; RFC 7644 §3.5.2",
    },
    Entry {
        quirk: Quirk::CapitalOpIgnored,
        name: "capital-op-ignored",
        breaks: "answers `Add`, `Replace` and `Remove` with 200 and does nothing",
        hurts: "Entra ID without the flag `aadOptscim062020`: all updates are lost, and the log \
                 is green",
        source: "ory/polis#4070",
    },
    Entry {
        quirk: Quirk::AddRefused,
        name: "add-refused",
        breaks: "refuses `add` on users with 400 `invalidSyntax`",
        hurts: "Entra ID adds what the account lacks so far: no update goes through",
        source: "getsentry/self-hosted#3573",
    },
    Entry {
        quirk: Quirk::RemoveIgnored,
        name: "remove-ignored",
        breaks: "answers `remove` with 200 and does nothing",
        hurts: "Entra ID and Okta catalog applications: who leaves a group stays in it",
        source: "better-auth/better-auth#10421; RFC 7644 §3.5.2.2",
    },
    Entry {
        quirk: Quirk::DottedKeysIgnored,
        name: "dotted-keys-ignored",
        breaks: "ignores names such as `name.givenName` in a value without `path`",
        hurts: "Entra ID with the flag `aadOptscim062020`: new names never arrive",
        source: "scimmyjs/scimmy#10; pond/scimitar#69; simpleidserver/SimpleIdServer#494",
    },
    Entry {
        quirk: Quirk::FirstKeyOnly,
        name: "first-key-only",
        breaks: "reads only the first name in a value without `path`",
        hurts: "Entra ID with the flag: of several changes one arrives, a deactivation perhaps not",
        source: "gitlab-org/gitlab (group SCIM, PATCH without path); Microsoft Learn, known issues \
                 of SCIM 2.0 compliance",
    },
    Entry {
        quirk: Quirk::ExtensionPathLost,
        name: "extension-path-lost",
        breaks: "loses values whose path is qualified with the URN of an extension",
        hurts: "Entra ID: departments and managers never change",
        source: "elimity-com/scim#171; elimity-com/scim#204; RFC 7644 §3.10",
    },
    Entry {
        quirk: Quirk::UnknownPathIgnored,
        name: "unknown-path-ignored",
        breaks: "answers a path that names no attribute with 200 and does nothing",
        hurts: "the admin: a wrong mapping looks like a success",
        source: "NorthlandPositronics/Cogtrix#432; RFC 7644 §3.5.2",
    },
    Entry {
        quirk: Quirk::ComplexReplacedWhole,
        name: "complex-replaced-whole",
        breaks: "replaces a complex attribute whole, so that the parts which are not named go",
        hurts: "whoever sets one part of a name: the others are lost",
        source: "pranems/SCIMServer, PATCH null handling; RFC 7644 §3.5.2.3",
    },
    Entry {
        quirk: Quirk::NoChange400,
        name: "no-change-400",
        breaks: "refuses a PATCH that changes nothing with 400",
        hurts: "identity providers that repeat values: an error for each person who is up to date",
        source: "better-auth/better-auth#8549; RFC 7644 §3.5.2.1",
    },
    Entry {
        quirk: Quirk::PatchEmpty200,
        name: "patch-empty-200",
        breaks: "answers PATCH with 200 and no body",
        hurts: "clients that read the resource from a 200, as RFC 7644 lets them",
        source: "pranems/SCIMServer, validator report; RFC 7644 §3.5.2",
    },
    Entry {
        quirk: Quirk::PatchAnswersOld,
        name: "patch-answers-old",
        breaks: "answers PATCH with the resource as it was before",
        hurts: "clients that compare the answer with what they sent, and report or repeat it",
        source: "MicrosoftDocs/azure-docs#60316; RFC 7644 §3.5.2",
    },
    Entry {
        quirk: Quirk::PatchLosesRoles,
        name: "patch-loses-roles",
        breaks: "loses the roles of a user with every PATCH that does not change them",
        hurts: "people lose the rights of their role when their name or number changes",
        source: "Budibase/budibase#18538; pond/scimitar#6",
    },
    Entry {
        quirk: Quirk::PatchDeactivatesOnly,
        name: "patch-deactivates-only",
        breaks: "refuses every PATCH of a user but one that sets `active` to false with 400",
        hurts: "Entra ID: no update goes through, and nobody is switched on again",
        source: "getsentry/sentry-docs#16258",
    },
    Entry {
        quirk: Quirk::QualifiedPathRefused,
        name: "qualified-path-refused",
        breaks: "answers a path qualified with the URN of the core schema with 501",
        hurts: "Entra ID qualifies attributes that an admin added to the mapping: their changes never arrive",
        source: "zulip/zulip#39773; RFC 7644 §3.10",
    },
];
