//! Transport: what answers in the place of the service.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const TRANSPORT: &[Entry] = &[
    Entry {
        quirk: Quirk::HtmlLogin,
        name: "html-login",
        breaks: "answers everything with 200 and the HTML of a login page",
        hurts: "Okta: `No results for users returned`; Entra ID cannot read the answer",
        source: "Okta Support, `No results for users returned` when testing the connection",
    },
    Entry {
        quirk: Quirk::Error500,
        name: "error-500",
        breaks: "answers everything with 500",
        hurts: "everybody: Entra ID puts the job into quarantine",
        source: "keycloak/keycloak#49973; Microsoft Learn, quarantine",
    },
];
