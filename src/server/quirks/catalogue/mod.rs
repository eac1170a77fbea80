//! What is known of each quirk.

mod attributes;
mod authentication;
mod bulk;
mod create;
mod discovery;
mod entry;
mod errors;
mod filters;
mod groups;
mod headers;
mod lifecycle;
mod lists;
mod paging;
mod patch;
mod put;
mod representation;
mod transport;
mod versions;

pub use entry::{AREAS, Area, Entry, catalogue};
