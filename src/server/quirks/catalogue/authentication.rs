//! Who is let in, and what the others hear.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const AUTHENTICATION: &[Entry] = &[
    Entry {
        quirk: Quirk::ChallengeMissing,
        name: "challenge-missing",
        breaks: "answers 401 without `WWW-Authenticate`",
        hurts: "strict clients do not know how to authenticate",
        source: "thunder-id/thunderid#5110; medplum/medplum#4142",
    },
    Entry {
        quirk: Quirk::WrongToken403,
        name: "wrong-token-403",
        breaks: "answers a missing or wrong token with 403",
        hurts: "admins: Okta says `Forbidden`, so they look for rights in the place of the token",
        source: "Snowflake, SCIM with Okta; RFC 7644 §2",
    },
    Entry {
        quirk: Quirk::NoToken500,
        name: "no-token-500",
        breaks: "fails with 500 without a token",
        hurts: "whoever sets up the connection: the server seems to be down",
        source: "keycloak/keycloak#49973",
    },
    Entry {
        quirk: Quirk::LoginRedirect,
        name: "login-redirect",
        breaks: "sends whoever has no valid token to a login page",
        hurts: "Entra ID and Okta: HTML in the place of the cause",
        source: "GitLab, troubleshooting of SCIM; RFC 7644 §2",
    },
    Entry {
        quirk: Quirk::SchemeCaseSensitive,
        name: "scheme-case-sensitive",
        breaks: "refuses `bearer` in lower case",
        hurts: "clients that write it so; Entra ID and Okta write `Bearer`",
        source: "wso2/api-manager#3501; RFC 9110 §11.1",
    },
    Entry {
        quirk: Quirk::TokenIgnored,
        name: "token-ignored",
        breaks: "lets everybody in",
        hurts: "the server's owner: anybody reads and writes all users",
        source: "JanssenProject/jans#254; RFC 7644 §2",
    },
    Entry {
        quirk: Quirk::LookupBeforeToken,
        name: "lookup-before-token",
        breaks: "answers 404 for what there is not, before it looks at the token",
        hurts: "the server's owner: anybody can find out who is there",
        source: "GitLab, group SCIM API (order of checks); RFC 7644 §7",
    },
    Entry {
        quirk: Quirk::TokenExpires,
        name: "token-expires",
        breaks: "takes a token for five requests of a tenant and refuses it from then on",
        hurts: "everybody in the middle of a cycle; the rest waits for an admin with a new token",
        source: "Okta Support, provisioning to Snowflake (`Access token expired`); RFC 6750 §3.1",
    },
];
