//! The control plane: what a test does to the server beside SCIM, under a prefix and a token of its
//! own. Quirks do not reach it.

mod config;
mod gitlab;
mod health;
mod log;
mod params;
mod plane;
mod quirks;
mod reply;
mod requests;
mod reset;
mod seed;
mod state;

pub use config::{ControlConfig, SeedReader, SeedRefusal};
pub(super) use plane::{Control, PREFIX, beside};
pub(super) use seed::{load, no_seed};
