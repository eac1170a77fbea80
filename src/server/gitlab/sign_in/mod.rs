//! What browsers do at a GitLab host: sign-in by SAML, and the few pages that show what came of it.

mod consume;
mod group;
mod instance;
mod pages;
mod routes;
mod start;
mod state;

#[cfg(test)]
mod tests;

pub(super) use group::linked;
pub(super) use routes::handle;
pub(super) use state::SignIns;
