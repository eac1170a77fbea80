//! What is known of each quirk.

mod attributes;
mod create;
mod entry;
mod lifecycle;
mod lists;
mod patch;
mod transport;

pub use entry::{AREAS, Area, Entry, catalogue};
