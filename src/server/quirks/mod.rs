//! Quirks: named defects and product habits that the reference server can be told to have.
//!
//! The catalogue is data. The correct path knows quirks only at a few named places (the hooks); what
//! a quirk does there is written here.

mod catalogue;
pub(crate) mod hooks;
mod set;

pub use catalogue::{CATALOGUE, Entry, Quirk};
pub use set::{QuirkSet, UnknownQuirk};
