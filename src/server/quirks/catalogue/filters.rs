//! Filters: queries refused, misread or ignored.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const FILTERS: &[Entry] = &[
    Entry {
        quirk: Quirk::FilterUserNameOnly,
        name: "filter-user-name-only",
        breaks: "refuses every filter but `userName eq` with 400 `invalidFilter`",
        hurts: "Entra ID: the test of its connection asks for a group by name; and whoever matches \
            by `externalId`",
        source: "ringcentral/RingCentral.Net#38",
    },
    Entry {
        quirk: Quirk::UnsupportedFilterEmpty,
        name: "unsupported-filter-empty",
        breaks: "answers filters other than a single `eq` with an empty list",
        hurts: "Entra ID matching by work e-mail finds nobody, creates again and meets a 409",
        source: "Snowflake, behaviour change 2276 (what came before it)",
    },
    Entry {
        quirk: Quirk::BadFilterListsAll,
        name: "bad-filter-lists-all",
        breaks: "answers a filter that it cannot read with the whole list",
        hurts: "a client with a mistake in its filter takes a stranger for the one it looked for",
        source: "NorthlandPositronics/Cogtrix#124; RFC 7644 §3.4.2.2",
    },
    Entry {
        quirk: Quirk::CompoundFilterTruncated,
        name: "compound-filter-truncated",
        breaks: "regards only the first condition of a filter with `and`",
        hurts: "reference checks of Entra ID: what does not match passes as a match",
        source: "NorthlandPositronics/Cogtrix#124; GitLab, parser of group SCIM filters",
    },
    Entry {
        quirk: Quirk::ExternalIdFilterRefused,
        name: "external-id-filter-refused",
        breaks: "refuses filters on `externalId` with 400 `invalidFilter`",
        hurts: "Entra ID with `externalId` as matching attribute: no user is processed",
        source: "OctopusDeploy/Issues#9841",
    },
    Entry {
        quirk: Quirk::ValuePathFilterRefused,
        name: "value-path-filter-refused",
        breaks: "refuses filters with brackets with 400 `invalidFilter`",
        hurts: "Entra ID matching by `emails[type eq \"work\"].value`",
        source: "Metatavu/keycloak-scim-server#35",
    },
    Entry {
        quirk: Quirk::FilterAttributeCase,
        name: "filter-attribute-case",
        breaks: "regards case in the names of attributes in filters",
        hurts: "clients that write `username`; identity providers that keep to the spelling of the \
            RFC are spared",
        source: "wso2/product-is#5140; scimmyjs/scimmy#7; RFC 7643 §2.1",
    },
    Entry {
        quirk: Quirk::FilterOperatorCase,
        name: "filter-operator-case",
        breaks: "refuses operators in capitals, `Eq` or `AND`, with 400 `invalidFilter`",
        hurts: "clients that write operators in capitals; Entra ID and Okta do not",
        source: "wso2/product-is#11807; open-webui/open-webui#18039",
    },
    Entry {
        quirk: Quirk::FilterQuoteRefused,
        name: "filter-quote-refused",
        breaks: "refuses filters whose value has an apostrophe or an escaped quote",
        hurts: "everybody called O'Malley: 400 at each look-up",
        source: "wso2/charon#116; RFC 7644 §3.4.2.2",
    },
    Entry {
        quirk: Quirk::FilterWordsInValues,
        name: "filter-words-in-values",
        breaks: "takes `and` and `or` inside a quoted value for operators",
        hurts: "groups such as `Research and Development` are never found",
        source: "thunder-id/thunderid#5110; RFC 7644 §3.4.2.2",
    },
    Entry {
        quirk: Quirk::PlusNotDecoded,
        name: "plus-not-decoded",
        breaks: "takes `+` in the query for a plus, not for a blank",
        hurts: "Entra ID writes blanks as `+`: every look-up is refused",
        source: "AzureAD/SCIMReferenceCode#63 (the requests); RFC 3986 read alone",
    },
    Entry {
        quirk: Quirk::QueryDecodedTwice,
        name: "query-decoded-twice",
        breaks: "decodes the query twice, so that `%2B` becomes a blank",
        hurts: "people whose address has a plus: not found, then a 409",
        source: "RFC 7644 §1.2; RFC 3986 §2.4",
    },
];
