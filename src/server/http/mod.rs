//! HTTP in front of the service: routes, authentication, bodies, answers.

pub(super) mod auth;
pub(super) mod body;
mod gate;
mod gitlab;
mod negotiate;
mod origin;
mod query;
mod respond;
mod router;
mod state;

pub(super) use gitlab::Peer;
pub(super) use origin::Origin;
pub use router::router;
pub(super) use router::routes;
pub(super) use state::{App, QuirkSwitch};
