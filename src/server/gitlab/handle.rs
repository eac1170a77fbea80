//! From a request to the part of the host that answers it.

use super::model::World;
use super::wire::{Incoming, Reply, escaped};
use super::{api, scim};

/// Where whoever is not signed in ends.
pub(super) const SIGN_IN: &str = "/users/sign_in";

/// Answers a request. What has no route leads an anonymous visitor to the sign-in page, whatever the
/// method.
pub(in crate::server) fn handle(world: &mut World, incoming: &Incoming<'_>) -> Reply {
    if let Some(reply) = scim::answer(world, incoming).or_else(|| api::answer(world, incoming)) {
        return reply;
    }
    if incoming.path.trim_end_matches('/') == SIGN_IN && incoming.method == http::Method::GET {
        return Reply::html(200, sign_in_page(""));
    }
    to_sign_in(world)
}

/// Sends an anonymous visitor to the sign-in page.
pub(super) fn to_sign_in(world: &World) -> Reply {
    Reply::redirect(&format!("{}{SIGN_IN}", world.base))
}

/// The sign-in page, with what there is to say, if anything.
pub(super) fn sign_in_page(message: &str) -> String {
    let alert = if message.is_empty() {
        String::new()
    } else {
        format!("<div class=\"gl-alert-body\">{}</div>", escaped(message))
    };
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Sign in · GitLab</title></head><body>{alert}\
         <h1>GitLab</h1><form action=\"{SIGN_IN}\" method=\"post\"><label>Username or primary email\
         <input name=\"user[login]\"></label><label>Password<input name=\"user[password]\" \
         type=\"password\"></label><button>Sign in</button></form></body></html>"
    )
}
