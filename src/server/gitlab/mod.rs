//! GitLab as a SCIM service, in its versions: one host per tenant.
//!
//! Pure: `handle` turns a request into an answer, `perform` does what an administrator or a user
//! does beside SCIM. No socket and no clock of its own.

mod act;
mod acts;
mod api;
mod form;
mod handle;
mod hosts;
mod log;
mod model;
mod profile;
mod scim;
mod sign_in;
mod switch;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod wire;

pub(super) use act::perform;
pub use act::{Refusal, acts};
pub(super) use handle::handle;
pub(super) use hosts::Hosts;
pub use profile::{GITLAB_PROFILES, GitLabProfile};
pub use switch::{Certainty, Choice, SWITCHES, Switch, SwitchKind, Switches};
pub(super) use wire::{Incoming, Reply};
