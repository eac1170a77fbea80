//! An entry of the catalogue, and all of them in their order.

use crate::server::quirks::Quirk;

/// What is known of a quirk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The quirk.
    pub quirk: Quirk,
    /// Its name on the command line.
    pub name: &'static str,
    /// What the server does.
    pub breaks: &'static str,
    /// Who is hurt, and how.
    pub hurts: &'static str,
    /// Where it is described in public.
    pub source: &'static str,
}

/// Quirks that concern one thing.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    /// What the thing is called.
    pub title: &'static str,
    /// Its quirks.
    pub entries: &'static [Entry],
}

/// The whole catalogue, in the order of [`Quirk`].
pub const AREAS: &[Area] = &[
    Area {
        title: "Creating",
        entries: super::create::CREATE,
    },
    Area {
        title: "Attributes",
        entries: super::attributes::ATTRIBUTES,
    },
    Area {
        title: "Life cycle",
        entries: super::lifecycle::LIFECYCLE,
    },
    Area {
        title: "PATCH",
        entries: super::patch::PATCH,
    },
    Area {
        title: "PUT",
        entries: super::put::PUT,
    },
    Area {
        title: "Groups",
        entries: super::groups::GROUPS,
    },
    Area {
        title: "Versions",
        entries: super::versions::VERSIONS,
    },
    Area {
        title: "Bulk and search",
        entries: super::bulk::BULK,
    },
    Area {
        title: "Lists",
        entries: super::lists::LISTS,
    },
    Area {
        title: "Filters",
        entries: super::filters::FILTERS,
    },
    Area {
        title: "Order and pages",
        entries: super::paging::PAGING,
    },
    Area {
        title: "Representation",
        entries: super::representation::REPRESENTATION,
    },
    Area {
        title: "Headers",
        entries: super::headers::HEADERS,
    },
    Area {
        title: "Errors",
        entries: super::errors::ERRORS,
    },
    Area {
        title: "Discovery",
        entries: super::discovery::DISCOVERY,
    },
    Area {
        title: "Authentication",
        entries: super::authentication::AUTHENTICATION,
    },
    Area {
        title: "Transport",
        entries: super::transport::TRANSPORT,
    },
];

/// All quirks, in the order of [`Quirk`].
pub fn catalogue() -> impl Iterator<Item = &'static Entry> {
    AREAS.iter().flat_map(|area| area.entries)
}
