//! Bulk requests and queries by POST.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const BULK: &[Entry] = &[
    Entry {
        quirk: Quirk::BulkIdUnresolved,
        name: "bulk-id-unresolved",
        breaks: "does not replace `bulkId:` by the id of the resource that was made",
        hurts: "clients that create users and their groups in one request: the groups fail",
        source: "wso2/product-is#3300; RFC 7644 §3.7.2",
    },
    Entry {
        quirk: Quirk::BulkStatusObject,
        name: "bulk-status-object",
        breaks: "gives the status of an operation as an object and its error as JSON within a text",
        hurts: "clients that read results by the RFC: failures go unnoticed",
        source: "wso2/product-is#16110; RFC 7644 §3.7.3, erratum 7916",
    },
    Entry {
        quirk: Quirk::SearchNotFound,
        name: "search-not-found",
        breaks: "answers `.search` with 404",
        hurts: "clients that keep filters out of URLs, as RFC 7644 §7.5.2 advises",
        source: "simpleidserver/SimpleIdServer#32; SAP-archive/scimono#231",
    },
    Entry {
        quirk: Quirk::SearchIgnoresCount,
        name: "search-ignores-count",
        breaks: "ignores `count` in the body of a `.search`",
        hurts: "clients that ask for one page and get all",
        source: "wso2/product-is#5362; RFC 7644 §3.4.3",
    },
];
