//! From a path to what a browser wants there.

use http::Method;
use http::header::COOKIE;
use percent_encoding::percent_decode_str;

use super::pages;
use super::{consume, start};
use crate::server::gitlab::handle::SIGN_IN;
use crate::server::gitlab::model::{AccountId, GroupId, World};
use crate::server::gitlab::switch::Surface;
use crate::server::gitlab::wire::{Incoming, Reply};

/// Name of the session cookie.
pub(super) const SESSION: &str = "_gitlab_session";

/// To what somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    Group(GroupId),
    Instance,
}

impl Door {
    /// Path of the single sign-on of the door.
    pub(super) fn path(self, world: &World) -> String {
        match self {
            Self::Group(_) => format!("{}/-/saml", self.inside(world)),
            Self::Instance => "/users/auth/saml".to_owned(),
        }
    }

    /// Path of the page behind it.
    pub(super) fn inside(self, world: &World) -> String {
        match self {
            Self::Group(id) => {
                let path = world.group(id).map_or("", |group| group.path.as_str());
                format!("/groups/{path}")
            }
            Self::Instance => "/".to_owned(),
        }
    }

    /// Entity id of the host behind the door, and its assertion consumer service.
    pub(super) fn service(self, world: &World) -> (String, String) {
        let entity = match self {
            Self::Group(_) => format!("{}{}", world.base, self.inside(world)),
            Self::Instance => world.base.clone(),
        };
        (
            entity,
            format!("{}{}/callback", world.base, self.path(world)),
        )
    }
}

/// Answers what browsers ask; `None` for what no browser asks, and for SAML where there is none.
pub(in crate::server::gitlab) fn handle(
    world: &mut World,
    incoming: &Incoming<'_>,
) -> Option<Reply> {
    let path = incoming.path.trim_end_matches('/');
    let is_get = incoming.method == Method::GET;
    let is_post = incoming.method == Method::POST;
    if is_get && path == SIGN_IN {
        return Some(pages::sign_in(world, incoming));
    }
    if is_get && path.is_empty() {
        return pages::home(world, incoming);
    }
    if let Some((door, rest)) = door(world, path) {
        return match rest {
            "" | "/sso" if is_get || is_post => Some(start::start(world, incoming, door)),
            "/callback" if is_post => Some(consume::consume(world, incoming, door)),
            _ => None,
        };
    }
    let group = decoded(path.strip_prefix("/groups/")?)?;
    let group = world.group_named(&group)?.id;
    is_get.then(|| pages::group(world, incoming, group))?
}

/// The door to which a path leads, and what follows there.
fn door<'p>(world: &World, path: &'p str) -> Option<(Door, &'p str)> {
    if let Some(rest) = path.strip_prefix("/users/auth/saml") {
        let is_open = world.switches.surface == Surface::Instance && world.switches.instance_saml;
        return is_open.then_some((Door::Instance, rest));
    }
    let (group, rest) = path.strip_prefix("/groups/")?.split_once("/-/saml")?;
    let group = world.group_named(&decoded(group)?)?;
    let is_open =
        world.switches.group_saml && world.is_saml_enabled(group.id) && world.has_saml(group);
    is_open.then_some((Door::Group(group.id), rest))
}

fn decoded(path: &str) -> Option<String> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// The token of the browser, as it says.
pub(super) fn token(incoming: &Incoming<'_>) -> Option<String> {
    let cookies = incoming.header(COOKIE)?.split(';');
    let mut named = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    named
        .find(|(name, _)| *name == SESSION)
        .map(|(_, value)| value.to_owned())
}

/// Who is signed in; nobody who is blocked.
pub(super) fn visitor(world: &mut World, token: Option<&str>) -> Option<AccountId> {
    let account = world.sign_ins.session(token?)?.account?;
    world
        .account(account)
        .filter(|account| account.is_active())
        .map(|account| account.id)
}

/// The reply with the cookie of a session.
pub(super) fn with_session(world: &World, reply: Reply, token: &str) -> Reply {
    let secure = if world.base.starts_with("https:") {
        "; Secure; SameSite=None"
    } else {
        ""
    };
    reply.with(
        "set-cookie",
        format!("{SESSION}={token}; path=/; HttpOnly{secure}"),
    )
}
