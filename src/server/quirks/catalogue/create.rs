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
];
