//! Quirks: named defects and product habits that the reference server can be told to have.
//!
//! The catalogue is data. The correct path knows quirks only at a few named places (the hooks); what
//! a quirk does there is written here.

mod catalogue;
pub(crate) mod hooks;
mod quirk;
mod set;

pub use catalogue::{AREAS, Area, Entry, catalogue};
pub use quirk::Quirk;
pub use set::{QuirkSet, UnknownQuirk};
