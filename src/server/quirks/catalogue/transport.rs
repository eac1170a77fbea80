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
    Entry {
        quirk: Quirk::HtmlUnknownPath,
        name: "html-unknown-path",
        breaks: "answers unknown paths with 200 and the HTML of a login page",
        hurts: "whoever mistypes the base URL: the error is one of JSON",
        source: "GitLab, troubleshooting of SCIM",
    },
    Entry {
        quirk: Quirk::HttpsRedirect,
        name: "https-redirect",
        breaks: "sends every request to the same URL with `https`, by 301",
        hurts: "whoever gave the base URL with `http`: nothing arrives from clients that do not follow; \
            of Entra ID and Okta it is not known if they do",
        source: "GitLab documentation, NGINX settings (HTTP to HTTPS); RFC 9110 §15.4.2",
    },
    Entry {
        quirk: Quirk::RateLimitWithRetryAfter,
        name: "rate-limit",
        breaks: "answers every third request of a tenant with 429 and `Retry-After`",
        hurts: "Entra ID, when it meets the test at the start of a cycle: quarantine; Okta waits \
            and tries again",
        source: "rancher/rancher#54870; Okta, SCIM concepts (429)",
    },
    Entry {
        quirk: Quirk::RateLimitBare,
        name: "rate-limit-bare",
        breaks: "answers every third request of a tenant with 429 without `Retry-After`",
        hurts: "Entra ID, when it meets the test at the start of a cycle: quarantine; Okta waits \
            five minutes",
        source: "RFC 6585 §4 (the header is optional); Okta, SCIM concepts (429)",
    },
    Entry {
        quirk: Quirk::Unavailable503,
        name: "unavailable-503",
        breaks: "answers every third request of a tenant with 503",
        hurts: "Okta, which does not try again; Entra ID does in its next cycle",
        source: "Microsoft Learn, analyse provisioning logs; RFC 9110 §15.6.4",
    },
    Entry {
        quirk: Quirk::Slow,
        name: "slow",
        breaks: "takes 65 seconds for each answer",
        hurts: "Okta gives up after a minute",
        source: "Okta, SCIM concepts (60 seconds)",
    },
    Entry {
        quirk: Quirk::NoAnswer,
        name: "no-answer",
        breaks: "accepts requests and never answers",
        hurts: "Okta: `Read timed out`; Entra ID: `Timeout`",
        source: "Miro Help, provisioning with Okta (`Read timed out`)",
    },
    Entry {
        quirk: Quirk::ConnectionDropped,
        name: "connection-dropped",
        breaks: "does what it is asked and closes the connection without an answer",
        hurts: "a create that is sent again meets a 409",
        source: "Microsoft Learn, analyse provisioning logs (protocol errors); RFC 9112 §9.5",
    },
    Entry {
        quirk: Quirk::BodyTruncated,
        name: "body-truncated",
        breaks: "closes the connection in the middle of each body",
        hurts: "Entra ID and Okta cannot read any answer",
        source: "RFC 9112 §8",
    },
    Entry {
        quirk: Quirk::BodyStalls,
        name: "body-stalls",
        breaks: "sends half of each body and then nothing more",
        hurts: "clients without a time limit wait for ever",
        source: "RFC 9112 §8",
    },
    Entry {
        quirk: Quirk::BodyEndless,
        name: "body-endless",
        breaks: "goes on with blanks after each body, for ever",
        hurts: "clients without a limit of size or time read for ever",
        source: "RFC 9112 §7.1",
    },
    Entry {
        quirk: Quirk::GzipUnasked,
        name: "gzip-unasked",
        breaks: "compresses answers although nobody asked for it",
        hurts: "clients that cannot unpack",
        source: "RFC 9110 §12.5.3",
    },
    Entry {
        quirk: Quirk::ByteOrderMark,
        name: "byte-order-mark",
        breaks: "begins JSON with a byte order mark",
        hurts: "clients that read JSON to the letter; of Entra ID and Okta it is not known",
        source: "RFC 8259 §8.1",
    },
    Entry {
        quirk: Quirk::Latin1,
        name: "latin-1",
        breaks: "encodes JSON in ISO 8859-1",
        hurts: "everybody whose name is not in ASCII",
        source: "GluuFederation/oxTrust#372; RFC 8259 §8.1",
    },
    Entry {
        quirk: Quirk::DuplicateMembers,
        name: "duplicate-members",
        breaks: "gives `schemas` twice in one object",
        hurts: "clients that read JSON strictly",
        source: "RFC 8259 §4",
    },
];
