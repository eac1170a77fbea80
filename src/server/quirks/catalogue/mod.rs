//! What is known of each quirk.

mod attributes;
mod bulk;
mod create;
mod entry;
mod groups;
mod lifecycle;
mod lists;
mod patch;
mod put;
mod transport;
mod versions;

pub use entry::{AREAS, Area, Entry, catalogue};
