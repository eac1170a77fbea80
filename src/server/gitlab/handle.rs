//! From a request to the part of the host that answers it.

use super::model::World;
use super::wire::{Incoming, Reply};
use super::{api, scim, sign_in};

/// Where whoever is not signed in ends.
pub(super) const SIGN_IN: &str = "/users/sign_in";

/// Answers a request. What has no route leads an anonymous visitor to the sign-in page, whatever the
/// method.
pub(in crate::server) fn handle(world: &mut World, incoming: &Incoming<'_>) -> Reply {
    scim::answer(world, incoming)
        .or_else(|| api::answer(world, incoming))
        .or_else(|| sign_in::handle(world, incoming))
        .unwrap_or_else(|| to_sign_in(world))
}

/// Sends an anonymous visitor to the sign-in page.
pub(super) fn to_sign_in(world: &World) -> Reply {
    Reply::redirect(&format!("{}{SIGN_IN}", world.base))
}
