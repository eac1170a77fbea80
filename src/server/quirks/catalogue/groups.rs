//! Groups: who is in them, and what they are called.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const GROUPS: &[Entry] = &[
    Entry {
        quirk: Quirk::MemberFilterIgnored,
        name: "member-filter-ignored",
        breaks: "answers an operation on `members[value eq \"…\"]` with 200 and does nothing",
        hurts: "Okta takes the 200 for done: who leaves a group stays in it",
        source: "goauthentik/authentik#25686; croffasia/itsaplan#250; RFC 7644 §3.5.2.2",
    },
    Entry {
        quirk: Quirk::MemberFilterEmpties,
        name: "member-filter-empties",
        breaks: "takes out all members where `members[value eq \"…\"]` names one",
        hurts: "Okta and Entra ID: one person leaves, and everybody loses access",
        source: "msaad00/agent-bom#3533; RFC 7644 §3.5.2.2",
    },
    Entry {
        quirk: Quirk::MemberListEmpties,
        name: "member-list-empties",
        breaks: "takes out all members where `remove` has a list of some",
        hurts: "Entra ID without the flag: one person leaves, and everybody loses access",
        source: "simpleidserver/SimpleIdServer#164; apache/directory-scimple#436; \
                 Captain-P-Goldfish/SCIM-SDK#149",
    },
    Entry {
        quirk: Quirk::MemberAddReplaces,
        name: "member-add-replaces",
        breaks: "replaces the members by those that `add` has",
        hurts: "Entra ID and Okta: whoever joins puts all others out",
        source: "msaad00/agent-bom#3533; RFC 7644 §3.5.2.1",
    },
    Entry {
        quirk: Quirk::MemberReplaceAdds,
        name: "member-replace-adds",
        breaks: "adds the members that `replace` has to those that are there",
        hurts: "Okta's `Push now`: who left long ago stays in the group",
        source: "keycloak/keycloak#52752; RFC 7644 §3.5.2.3",
    },
    Entry {
        quirk: Quirk::MembersReplaceRefused,
        name: "members-replace-refused",
        breaks: "answers `replace` of `members` with 501",
        hurts: "Okta's `Push now` and the first push after a link fail",
        source: "indigo-iam/iam#934; Captain-P-Goldfish/scim-for-keycloak#144",
    },
    Entry {
        quirk: Quirk::EmptyMembersRefused,
        name: "empty-members-refused",
        breaks: "refuses an empty list of `members` with 400 `invalidValue`",
        hurts: "Entra ID and Okta create groups empty; Okta's `Push now` of an empty group",
        source: "Captain-P-Goldfish/SCIM-SDK#757",
    },
    Entry {
        quirk: Quirk::FirstMemberOnly,
        name: "first-member-only",
        breaks: "adds the first of several members only",
        hurts: "Okta adds up to a hundred at once: all but one have no access",
        source: "ssoready/ssoready (reads the first value of a PATCH); RFC 7644 §3.5.2.1",
    },
    Entry {
        quirk: Quirk::DoubleMembers,
        name: "double-members",
        breaks: "lists a member twice who is added twice",
        hurts: "whoever counts members or seats; a removal may leave one of the two",
        source: "AzureAD/SCIMReferenceCode#10; RFC 7644 §3.5.2.1",
    },
    Entry {
        quirk: Quirk::UnknownMember500,
        name: "unknown-member-500",
        breaks: "fails with 500 on a member that does not exist",
        hurts: "Entra ID and Okta: one deleted account blocks the whole group",
        source: "wso2/product-is#16097",
    },
    Entry {
        quirk: Quirk::UnknownMemberIgnored,
        name: "unknown-member-ignored",
        breaks: "leaves members that do not exist out and answers 200",
        hurts: "the admin: somebody is missing in the group, and the log is green",
        source: "gitlab-org/gitlab (SCIM groups, PATCH of members); RFC 7644 §3.5.2",
    },
    Entry {
        quirk: Quirk::MemberTypeRequired,
        name: "member-type-required",
        breaks: "refuses members without `type` with 400 `invalidValue`",
        hurts: "Okta and Entra ID name members by `value` only: no group gets any",
        source: "Captain-P-Goldfish/SCIM-SDK#419; RFC 7643 §4.2 (optional)",
    },
    Entry {
        quirk: Quirk::GroupIdRefused,
        name: "group-id-refused",
        breaks: "refuses a PATCH of a group whose value has the `id` with 400 `mutability`",
        hurts: "Okta catalog applications repeat it in each rename, and the push stops",
        source: "Okta, SCIM 2.0 reference: rename groups; Metatavu/keycloak-scim-server#113",
    },
    Entry {
        quirk: Quirk::RenameEmptiesGroup,
        name: "rename-empties-group",
        breaks: "takes out all members when a `replace` without `path` does not name them",
        hurts: "Okta and Entra ID with the flag rename groups this way: everybody loses access",
        source: "langwatch/langwatch#7131",
    },
    Entry {
        quirk: Quirk::UniqueGroupName,
        name: "unique-group-name",
        breaks: "answers 409 `uniqueness` when another group has the `displayName`; legitimate, \
                 but no schema says so",
        hurts: "directories with two groups of one name: the second is never created",
        source: "Microsoft SCIM Validator, duplicate group; RFC 7643 §4.2",
    },
];
