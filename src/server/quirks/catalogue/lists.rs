//! Lists: filters, order and pages.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const LISTS: &[Entry] = &[
    Entry {
        quirk: Quirk::NoMatch404,
        name: "no-match-404",
        breaks: "answers a filter without hit with 404",
        hurts: "Entra ID: the test of the connection fails and nobody is created",
        source: "Microsoft Learn, SCIM endpoint tutorial; RFC 7644 §3.4.2",
    },
    Entry {
        quirk: Quirk::FilterIgnored,
        name: "filter-ignored",
        breaks: "answers a filter with the whole list",
        hurts: "whoever is first in the list is taken for everybody",
        source: "RFC 7644 §3.4.2.2",
    },
    Entry {
        quirk: Quirk::FilterCaseSensitive,
        name: "filter-case-sensitive",
        breaks: "regards case in filters on `userName`",
        hurts: "people whose user name changes case: not found, then a 409",
        source: "Microsoft SCIM Validator, filter with another case; RFC 7643 §4.1.1",
    },
    Entry {
        quirk: Quirk::CountersAsStrings,
        name: "counters-as-strings",
        breaks: "gives `totalResults`, `startIndex` and `itemsPerPage` as text",
        hurts: "Okta: the look-up fails without a reason and nobody is created",
        source: "Okta Support, question 0D54z0000A4i091CQA; RFC 7644 §3.4.2",
    },
];
