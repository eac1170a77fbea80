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
    Entry {
        quirk: Quirk::CreateIgnoresActive,
        name: "create-ignores-active",
        breaks: "makes a user active although the create says `active` false",
        hurts: "accounts prepared before the first day: their owners can sign in already",
        source: "gitlab-org/gitlab (group SCIM, POST); RFC 7643 §4.1.1",
    },
    Entry {
        quirk: Quirk::InvitedInactive,
        name: "invited-inactive",
        breaks: "makes a user inactive until they accept an invitation",
        hurts: "Okta and Entra ID see an inactive account and activate it again and again",
        source: "kortix-ai/suna#4244",
    },
    Entry {
        quirk: Quirk::DeactivationIgnored,
        name: "deactivation-ignored",
        breaks: "answers a PATCH that deactivates a user with 200 and leaves them active",
        hurts: "Entra ID and Okta catalog applications: leavers keep their access",
        source: "NorthlandPositronics/Cogtrix#122",
    },
    Entry {
        quirk: Quirk::DeactivationDeletes,
        name: "deactivation-deletes",
        breaks: "deletes a user when `active` becomes false",
        hurts: "Entra ID and Okta keep an id that leads nowhere; on return the person's data is \
                 gone",
        source: "harness/harness-core#48592",
    },
    Entry {
        quirk: Quirk::InactiveLeavesGroups,
        name: "inactive-leaves-groups",
        breaks: "takes a user out of all groups when `active` becomes false",
        hurts: "people who return: no identity provider restores memberships it believes unchanged",
        source: "GitLab documentation, SCIM: remove access; Microsoft Learn, how provisioning \
                 works",
    },
    Entry {
        quirk: Quirk::InactiveWithoutActive,
        name: "inactive-without-active",
        breaks: "leaves `active` out when it is false",
        hurts: "Okta's test suite and the Microsoft SCIM Validator cannot see the deactivation",
        source: "grokability/snipe-it#13855",
    },
    Entry {
        quirk: Quirk::RenameMakesNewUser,
        name: "rename-makes-new-user",
        breaks: "makes a new user of one whose `userName` changes and leaves the old one inactive",
        hurts: "people who change their name lose their data; the cached id names the dead account",
        source: "rancher/rancher#54024 (a second account for one person); RFC 7643 §3.1",
    },
    Entry {
        quirk: Quirk::DeleteDeactivates,
        name: "delete-deactivates",
        breaks: "answers DELETE with 204 and only sets `active` to false",
        hurts: "whoever has to erase a person: the data stays; a create without a look-up meets a \
                 409",
        source: "gitlab-org/gitlab (group SCIM, DELETE); RFC 7644 §3.6",
    },
    Entry {
        quirk: Quirk::DeletedNameTaken,
        name: "deleted-name-taken",
        breaks: "answers 409 when a new user has the `userName` of a deleted one",
        hurts: "people who return after their account was deleted are never created",
        source: "15five/django-scim2#83; RFC 7644 §3.6",
    },
    Entry {
        quirk: Quirk::DeletedListed,
        name: "deleted-listed",
        breaks: "goes on listing deleted users, which reading by id does not find",
        hurts: "Entra ID and Okta match the dead account and then meet a 404",
        source: "wireapp/wire-server#548; RFC 7644 §3.6",
    },
    Entry {
        quirk: Quirk::RecreateRevives,
        name: "recreate-revives",
        breaks: "gives a new user the `id` of the deleted one with the same `userName`",
        hurts: "whoever trusts that an `id` is never used again: old rights come back with it",
        source: "kobotoolbox/kpi#7076; RFC 7643 §3.1",
    },
    Entry {
        quirk: Quirk::DeleteUnknown204,
        name: "delete-unknown-204",
        breaks: "answers DELETE of what is not there with 204",
        hurts: "the Microsoft SCIM Validator deletes twice and wants 404; a wrong id goes \
                 unnoticed",
        source: "wireapp/wire-server#660; RFC 7644 §3.6",
    },
    Entry {
        quirk: Quirk::DeleteUnknown500,
        name: "delete-unknown-500",
        breaks: "fails with 500 on DELETE of what is not there",
        hurts: "Entra ID tries in each cycle to remove who is gone already; Okta deletes groups only, \
                 and shows an error",
        source: "wso2/product-is#11976; RFC 7644 §3.6",
    },
];
