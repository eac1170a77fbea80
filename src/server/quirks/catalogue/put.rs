//! PUT: what a replacement does otherwise.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const PUT: &[Entry] = &[
    Entry {
        quirk: Quirk::PutUnsupported,
        name: "put-unsupported",
        breaks: "answers PUT with 405",
        hurts: "Okta updates profiles by PUT only; its App Integration Wizard cannot deactivate \
                 either",
        source: "vouch-sh/vouch#1411; GitLab documentation, SCIM API (no PUT); RFC 7644 §3.5",
    },
    Entry {
        quirk: Quirk::PutMerges,
        name: "put-merges",
        breaks: "keeps what a PUT leaves out",
        hurts: "clients that clear a value by leaving it out: old titles and phone numbers stay",
        source: "attevon-llc/OpenTranscribe#582; msaad00/agent-bom#3543; RFC 7644 §3.5.1",
    },
    Entry {
        quirk: Quirk::PutReadOnlyRefused,
        name: "put-read-only-refused",
        breaks: "refuses a PUT with `id`, `meta` or `groups` in it with 400 `mutability`",
        hurts: "Okta sends back all that it read: no profile is updated",
        source: "SAP-archive/scimono#176; RFC 7644 §3.5.1 (ignored)",
    },
    Entry {
        quirk: Quirk::PutSelfConflict,
        name: "put-self-conflict",
        breaks: "answers PUT on a group with 409 unless the name changes: the name is taken by \
                 the group itself",
        hurts: "Okta: each push of members fails and is repeated for ever",
        source: "lightdash/lightdash#15035",
    },
    Entry {
        quirk: Quirk::PutMembersImmutable,
        name: "put-members-immutable",
        breaks: "refuses a PUT that changes the members of a group with 400 `mutability`",
        hurts: "Okta's App Integration Wizard: memberships stay as they were first",
        source: "simpleidserver/SimpleIdServer#844; simpleidserver/SimpleIdServer#247",
    },
    Entry {
        quirk: Quirk::PutActivates,
        name: "put-activates",
        breaks: "makes a user active whose PUT does not say `active`",
        hurts: "clients that leave `active` out: whoever was switched off has access again",
        source: "vouch-sh/vouch#1415; RFC 7644 §3.5.1 (allowed)",
    },
    Entry {
        quirk: Quirk::GroupPutUnsupported,
        name: "group-put-unsupported",
        breaks: "answers PUT of a group with 405",
        hurts: "Okta's App Integration Wizard, which pushes members by PUT: nobody joins or leaves",
        source: "AWS IAM Identity Center, SCIM operations (no PutGroup); RFC 7644 §3.5.1",
    },
    Entry {
        quirk: Quirk::PutMembersIgnored,
        name: "put-members-ignored",
        breaks: "answers PUT of a group with 200 and leaves the members as they are",
        hurts: "Okta's App Integration Wizard: the log is green, and nobody joins or leaves",
        source: "Metatavu/keycloak-scim-server#111; RFC 7644 §3.5.1",
    },
];
