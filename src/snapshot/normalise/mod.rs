//! Turns what a case did into text that a person reads and that only changes when the target or an
//! identity provider behaves differently: what the server or the run makes up (ids, times, versions,
//! run-unique names) is replaced by names that keep identity, and nothing of other people's data or
//! of any secret is in it.

mod content;
mod json;
mod names;
mod ownership;
mod render;
mod repeats;
mod scan;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub use render::{Context, render};
