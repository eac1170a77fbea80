//! Creating: what goes wrong when a resource is made.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const CREATE: &[Entry] = &[
    Entry {
        quirk: Quirk::CreateWithoutBody,
        name: "create-without-body",
        breaks: "answers a create with 201 and no body",
        hurts: "Okta: `Create new user returned empty user`, the assignment fails",
        source: "Okta, SCIM 2.0 reference: create users; RFC 7644 §3.3",
    },
    Entry {
        quirk: Quirk::CreateWithoutId,
        name: "create-without-id",
        breaks: "leaves `id` out of the answer to a create",
        hurts: "Entra ID and Okta cannot link the account they have just made",
        source: "Microsoft Learn, SCIM endpoint tutorial; RFC 7643 §3.1",
    },
    Entry {
        quirk: Quirk::EmailHijack,
        name: "email-hijack",
        breaks: "answers a create whose e-mail is known with 201 and the existing account, \
                 overwritten",
        hurts: "the account's owner: another person now signs in as them",
        source: "kortix-ai/suna#4244 (the first e-mail hit wins)",
    },
    Entry {
        quirk: Quirk::DuplicateEmail500,
        name: "duplicate-email-500",
        breaks: "fails with 500 when another user has the e-mail",
        hurts: "Entra ID retries for ever instead of reporting a conflict; Okta shows no cause",
        source: "sourcegraph/sourcegraph#48353 (500 on a duplicate); RFC 7644 §3.12",
    },
    Entry {
        quirk: Quirk::UniqueEmail,
        name: "unique-email",
        breaks: "answers 409 `uniqueness` when another user has the e-mail; legitimate, but no \
                 schema says so",
        hurts: "people who share a mailbox, or return under a new user name",
        source: "lightdash/lightdash#22402",
    },
    Entry {
        quirk: Quirk::DuplicateAccepted,
        name: "duplicate-accepted",
        breaks: "makes a second user with a `userName` that is taken",
        hurts: "Entra ID finds two accounts for one person and updates neither; Okta links one",
        source: "goauthentik/authentik#12547; RFC 7643 §4.1.1",
    },
    Entry {
        quirk: Quirk::DuplicateByCase,
        name: "duplicate-by-case",
        breaks: "makes a second user whose `userName` differs in case only",
        hurts: "people whose user name changes case: they get a second account",
        source: "langfuse/langfuse#13528; gravitee-io/issues#2445; RFC 7643 §4.1.1",
    },
    Entry {
        quirk: Quirk::DuplicateAnswers201,
        name: "duplicate-answers-201",
        breaks: "answers a create whose `userName` is taken with 201 and the existing user, \
                 unchanged",
        hurts: "the admin: the log says created, but nothing of the request was stored",
        source: "gitlab-org/gitlab (group SCIM, POST of a known user); RFC 7644 §3.3",
    },
    Entry {
        quirk: Quirk::DuplicateOverwrites,
        name: "duplicate-overwrites",
        breaks: "answers a create whose `userName` is taken with 201 and overwrites that user",
        hurts: "the account's owner: what the create does not say is wiped; the same when a create that \
                 timed out is sent again",
        source: "croffasia/itsaplan#250; RFC 7644 §3.3",
    },
    Entry {
        quirk: Quirk::Duplicate400,
        name: "duplicate-400",
        breaks: "answers a create whose `userName` is taken with 400 in the place of 409",
        hurts: "Entra ID does not see a conflict and repeats a request that cannot succeed",
        source: "FusionAuth/fusionauth-issues#1776; imulab/go-scim#65; RFC 7644 §3.3",
    },
    Entry {
        quirk: Quirk::Duplicate500,
        name: "duplicate-500",
        breaks: "fails with 500 on a create whose `userName` is taken",
        hurts: "Entra ID retries in each cycle; Okta shows no cause",
        source: "sourcegraph/sourcegraph#48353; GluuFederation/scim#87",
    },
    Entry {
        quirk: Quirk::DuplicateNoScimType,
        name: "duplicate-no-scim-type",
        breaks: "answers a create whose `userName` is taken with 409 but no `scimType`",
        hurts: "clients that tell conflicts apart by the keyword: existing members are not linked",
        source: "getsentry/sentry#117860; RFC 7644 §3.12",
    },
    Entry {
        quirk: Quirk::UniqueExternalId,
        name: "unique-external-id",
        breaks: "answers 409 `uniqueness` when another user has the `externalId`",
        hurts: "people who return under a new user name, and whoever changes the source attribute",
        source: "better-auth/better-auth#11111; RFC 7643 §3.1 (not enforced by the service)",
    },
    Entry {
        quirk: Quirk::EmailRequired,
        name: "email-required",
        breaks: "refuses a user without `emails` with 400 `invalidValue`",
        hurts: "people without a mailbox: they are never created",
        source: "GitLab documentation, SCIM API; RFC 7643 §4.1.2 (optional)",
    },
    Entry {
        quirk: Quirk::UserNameMustBeEmail,
        name: "user-name-must-be-email",
        breaks: "refuses a `userName` that is no e-mail address with 400 `invalidValue`",
        hurts: "directories whose user names are short names or numbers",
        source: "getsentry/sentry#119884; RFC 7643 §4.1.1",
    },
    Entry {
        quirk: Quirk::NullRefused,
        name: "null-refused",
        breaks: "refuses a request with a null in it with 400 `invalidValue`",
        hurts: "Entra ID writes `\"$ref\": null` and null for attributes without value",
        source: "Azure/AzureAD-BYOA-Provisioning-Samples#24; RFC 7643 §2.5 (null is no value)",
    },
    Entry {
        quirk: Quirk::PasswordRefused,
        name: "password-refused",
        breaks: "refuses a user with a `password` with 400 `invalidValue`",
        hurts: "Okta sends one even when it does not synchronise passwords: nobody is created",
        source: "langfuse/langfuse#15997; RFC 7643 §4.1.1",
    },
    Entry {
        quirk: Quirk::ForeignSchemaRefused,
        name: "foreign-schema-refused",
        breaks: "refuses a resource whose `schemas` names one that it does not know with 400",
        hurts: "Entra ID: the groups that it makes name a schema of Microsoft's",
        source: "Microsoft Learn, SCIM endpoint tutorial: create group; RFC 7643 §3",
    },
    Entry {
        quirk: Quirk::UnknownNamesRefused,
        name: "unknown-names-refused",
        breaks: "refuses a resource with an attribute that it does not know with 400 \
                 `invalidValue`",
        hurts: "whoever has a value in a mapped attribute that the service lacks: nothing of them \
                 arrives",
        source: "kortix-ai/suna#7302; Captain-P-Goldfish/SCIM-SDK#539; RFC 7644 §3.3",
    },
    Entry {
        quirk: Quirk::LongText500,
        name: "long-text-500",
        breaks: "fails with 500 on a text of more than 255 characters",
        hurts: "people with long names or titles: Entra ID tries again in each cycle, in vain",
        source: "TracecatHQ/tracecat#3530 (a review); RFC 7643 §2.3.1",
    },
];
