//! Pages, order, and the list around the resources.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const PAGING: &[Entry] = &[
    Entry {
        quirk: Quirk::StartIndexFromZero,
        name: "start-index-from-zero",
        breaks: "counts `startIndex` from 0",
        hurts: "Okta asks from 1 and never sees the first user, nor the only one that a filter \
            finds",
        source: "simpleidserver/SimpleIdServer#185; osiam/osiam#7; wso2/product-is#22589",
    },
    Entry {
        quirk: Quirk::StartIndexZeroRefused,
        name: "start-index-zero-refused",
        breaks: "refuses `startIndex` below 1 with 400 `invalidValue`",
        hurts: "clients that count from 0; Okta and Entra ID do not",
        source: "langfuse/langfuse#14747; wso2/product-is#22589; RFC 7644 §3.4.2.4",
    },
    Entry {
        quirk: Quirk::PagingIgnored,
        name: "paging-ignored",
        breaks: "ignores `startIndex` and `count` and gives the first page",
        hurts: "imports of Okta see the same users on each page",
        source: "better-auth/better-auth#10398",
    },
    Entry {
        quirk: Quirk::CountZeroIsDefault,
        name: "count-zero-is-default",
        breaks: "takes `count=0` for no `count` at all",
        hurts: "clients that only want the number of users get users",
        source: "langfuse/langfuse#14747; wso2/product-is#5362",
    },
    Entry {
        quirk: Quirk::PagingNumber500,
        name: "paging-number-500",
        breaks: "fails with 500 when `startIndex` is no number or `count` is no number or negative",
        hurts: "whoever debugs a client: the server says nothing of the mistake",
        source: "phasehq/console#1007; langfuse/langfuse#14747",
    },
    Entry {
        quirk: Quirk::OverlappingPages,
        name: "overlapping-pages",
        breaks: "begins every page but the first one resource too early",
        hurts: "imports of Okta see users twice and miss as many at the end",
        source: "wso2/product-is#9957",
    },
    Entry {
        quirk: Quirk::SmallPages,
        name: "small-pages",
        breaks: "gives one resource a page whatever `count` says; legitimate, but unusual",
        hurts: "Okta goes on by 100 and imports one user in a hundred",
        source: "Okta, SCIM 2.0 reference: paging by `startIndex` and `count`; RFC 7644 §3.4.2.4",
    },
    Entry {
        quirk: Quirk::OrderByLastChange,
        name: "order-by-last-change",
        breaks: "lists in the order of the last change",
        hurts: "imports of Okta miss whom a change moves between two pages",
        source: "Okta, SCIM 2.0 reference (the order must not change); scimmyjs/scimmy#21",
    },
    Entry {
        quirk: Quirk::SortIgnored,
        name: "sort-ignored",
        breaks: "ignores `sortBy` and `sortOrder`, although it says that it sorts",
        hurts: "clients that believe the ServiceProviderConfig; Entra ID and Okta never sort",
        source: "RFC 7644 §3.4.2.3",
    },
    Entry {
        quirk: Quirk::SortRefused,
        name: "sort-refused",
        breaks: "refuses `sortBy` with 501, although it says that it sorts",
        hurts: "clients that believe the ServiceProviderConfig; Entra ID and Okta never sort",
        source: "wso2/product-is#4362",
    },
    Entry {
        quirk: Quirk::CursorIgnored,
        name: "cursor-ignored",
        breaks: "ignores `cursor`, although it says that it has cursors",
        hurts: "clients that page by cursor get the first page, without a cursor",
        source: "RFC 9865 §2",
    },
    Entry {
        quirk: Quirk::TotalIsPageSize,
        name: "total-is-page-size",
        breaks: "gives the number of resources on the page as `totalResults`",
        hurts: "imports of Okta stop after the first page",
        source: "wso2/product-is#12717; better-auth/better-auth#10398",
    },
    Entry {
        quirk: Quirk::ItemsPerPageEcho,
        name: "items-per-page-echo",
        breaks: "gives the page size that was asked for, or the default, as `itemsPerPage`",
        hurts: "clients that go on by `itemsPerPage`; Entra ID and Okta do not mind",
        source: "GitLab, group SCIM API; Microsoft Learn, SCIM endpoint tutorial (its samples)",
    },
    Entry {
        quirk: Quirk::ResourcesMissing,
        name: "resources-missing",
        breaks: "leaves `Resources` out of an empty list; legitimate",
        hurts: "Okta: `No results for users returned`",
        source: "Okta Support, `No results for users returned` when testing the connection; RFC \
            7644 §3.4.2",
    },
    Entry {
        quirk: Quirk::ResourcesNull,
        name: "resources-null",
        breaks: "gives `Resources` of an empty page as null",
        hurts: "Entra ID puts the job into quarantine; Okta: `No results for users returned`",
        source: "buildbuddy-io/buildbuddy#5774; elimity-com/scim#127",
    },
    Entry {
        quirk: Quirk::BareList,
        name: "bare-list",
        breaks: "answers with an array in the place of a ListResponse",
        hurts: "Entra ID and Okta cannot read it, nobody is created",
        source: "Okta Support, `No results for users returned` when testing the connection; RFC \
            7644 §3.4.2",
    },
    Entry {
        quirk: Quirk::ListSchemaMissing,
        name: "list-schema-missing",
        breaks: "leaves `schemas` out of lists",
        hurts: "strict clients; the Microsoft SCIM Validator looks for it",
        source: "Microsoft SCIM Validator, checks of filter results; RFC 7644 §3.4.2",
    },
    Entry {
        quirk: Quirk::ListWithoutMembers,
        name: "list-without-members",
        breaks: "leaves the members of groups out of lists",
        hurts: "imports of Okta: groups come without their people",
        source: "graphql-hive/console#8352",
    },
];
