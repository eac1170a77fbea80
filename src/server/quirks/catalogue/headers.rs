//! Status codes of success, media types, locations and entity tags.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const HEADERS: &[Entry] = &[
    Entry {
        quirk: Quirk::MediaTypeJson,
        name: "media-type-json",
        breaks: "answers with `application/json` even when that is not asked for",
        hurts: "the Microsoft SCIM Validator warns, an older one failed",
        source: "FusionAuth/fusionauth-issues#1769; jelhub/scimgateway#89",
    },
    Entry {
        quirk: Quirk::MediaTypeText,
        name: "media-type-text",
        breaks: "answers with `text/plain`",
        hurts: "clients that look at the media type; Okta does not",
        source: "Okta, SCIM 2.0 reference (samples with other types); RFC 7644 §3.8",
    },
    Entry {
        quirk: Quirk::MediaTypeMisspelt,
        name: "media-type-misspelt",
        breaks: "answers with `application/json+scim`",
        hurts: "clients that look at the media type",
        source: "FusionAuth/fusionauth-issues#1769",
    },
    Entry {
        quirk: Quirk::MediaTypeMissing,
        name: "media-type-missing",
        breaks: "answers without `Content-Type`",
        hurts: "clients that look at the media type",
        source: "RFC 7644 §3.8; RFC 9110 §8.3",
    },
    Entry {
        quirk: Quirk::ScimBodyRefused,
        name: "scim-body-refused",
        breaks: "refuses bodies of type `application/scim+json` with 415",
        hurts: "Entra ID and Okta send nothing else: no write goes through",
        source: "medplum/medplum#4143; better-auth/better-auth#6365",
    },
    Entry {
        quirk: Quirk::JsonBodyRefused,
        name: "json-body-refused",
        breaks: "refuses bodies of type `application/json` with 415",
        hurts: "clients that send plain JSON, such as Okta's test suite",
        source: "Captain-P-Goldfish/SCIM-SDK#636",
    },
    Entry {
        quirk: Quirk::ScimAcceptRefused,
        name: "scim-accept-refused",
        breaks: "refuses `Accept: application/scim+json` with 406",
        hurts: "Okta, which asks for it: the test of the connection fails; what Entra ID asks for is \
                 not known",
        source: "wso2/product-is#3374",
    },
    Entry {
        quirk: Quirk::CreateAs200,
        name: "create-as-200",
        breaks: "answers a create with 200",
        hurts: "the Okta and Microsoft test suites; clients that tell 201 from 200",
        source: "FusionAuth/fusionauth-issues#1775; RFC 7644 §3.3",
    },
    Entry {
        quirk: Quirk::DeleteWithBody,
        name: "delete-with-body",
        breaks: "answers a DELETE with 200 and a body",
        hurts: "clients that insist on 204",
        source: "RFC 7644 §3.6",
    },
    Entry {
        quirk: Quirk::LocationMissing,
        name: "location-missing",
        breaks: "creates without a header `Location`",
        hurts: "clients that take the id from it",
        source: "pranems/SCIMServer, notes on validator runs; RFC 7644 §3.3",
    },
    Entry {
        quirk: Quirk::EtagMissing,
        name: "etag-missing",
        breaks: "sends no entity tags in headers, although it says that it has them",
        hurts: "clients that update under conditions",
        source: "RFC 7644 §3.14",
    },
    Entry {
        quirk: Quirk::EtagChanges,
        name: "etag-changes",
        breaks: "gives another entity tag at each read",
        hurts: "clients that cache, and conditional updates",
        source: "RFC 9110 §8.8.3; RFC 7644 §3.14",
    },
    Entry {
        quirk: Quirk::IfNoneMatchIgnored,
        name: "if-none-match-ignored",
        breaks: "ignores `If-None-Match`",
        hurts: "clients that cache read everything again",
        source: "RFC 7644 §3.14",
    },
];
