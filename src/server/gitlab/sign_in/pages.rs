//! The pages that show what came of a sign-in.

use super::routes::{token, visitor};
use super::state::Flash;
use crate::server::gitlab::handle::SIGN_IN;
use crate::server::gitlab::model::{AccountId, GroupId, World};
use crate::server::gitlab::switch::Role;
use crate::server::gitlab::wire::{Incoming, Reply, escaped};

/// The sign-in page.
pub(super) fn sign_in(world: &mut World, incoming: &Incoming<'_>) -> Reply {
    let base = world.base.clone();
    let body = format!(
        "<h1>GitLab</h1><form action=\"{}{SIGN_IN}\" method=\"post\"><label>Username or primary email\
         <input name=\"user[login]\"></label><label>Password<input name=\"user[password]\" \
         type=\"password\"></label><button>Sign in</button></form>",
        escaped(&base)
    );
    Reply::html(200, page(world, incoming, "Sign in", &body))
}

/// The page that a user sees first; `None` when nobody is signed in.
pub(super) fn home(world: &mut World, incoming: &Incoming<'_>) -> Option<Reply> {
    visitor(world, token(incoming).as_deref())?;
    Some(Reply::html(
        200,
        page(world, incoming, "Projects", "<h1>Projects</h1>"),
    ))
}

/// The page of a private group: there is none for who may not see it. `None` when nobody is signed in.
pub(super) fn group(world: &mut World, incoming: &Incoming<'_>, group: GroupId) -> Option<Reply> {
    let account = visitor(world, token(incoming).as_deref())?;
    if !may_see(world, incoming, group, account) {
        let body = "<h1>404: Page not found</h1>";
        return Some(Reply::html(404, page(world, incoming, "Not Found", body)));
    }
    let name = escaped(world.group(group).map_or("", |group| group.name()));
    let body = format!("<h1>{name}</h1>");
    Some(Reply::html(200, page(world, incoming, &name, &body)))
}

/// Whether a member comes from an allowed address and with an e-mail of an allowed domain. Owners are exempt from the
/// restriction by address.
fn may_see(world: &World, incoming: &Incoming<'_>, group: GroupId, account: AccountId) -> bool {
    let member = world.group(group).and_then(|group| group.member(account));
    let Some(role) = member.map(|member| member.role) else {
        return false;
    };
    let email = world
        .account(account)
        .map_or("", |account| account.primary_email());
    (role == Role::Owner || world.allows_address(incoming.client_ip()))
        && world.domain_refusal(email).is_none()
}

/// A page with what there is to tell the visitor, which is told once.
fn page(world: &mut World, incoming: &Incoming<'_>, title: &str, body: &str) -> String {
    let token = token(incoming);
    let visitor = visitor(world, token.as_deref());
    let session = token.and_then(|token| world.sign_ins.session(&token));
    let flash = session.and_then(|session| session.flash.take());
    let flash = flash.map_or_else(String::new, |Flash { is_alert, text }| {
        let kind = if is_alert { "danger" } else { "info" };
        format!(
            "<div class=\"gl-alert gl-alert-{kind}\"><div class=\"gl-alert-body\">{}</div></div>",
            escaped(&text)
        )
    });
    let visitor = visitor.and_then(|account| world.account(account));
    let visitor = visitor.map_or_else(String::new, |account| {
        format!(" data-current-username=\"{}\"", escaped(&account.username))
    });
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title} · GitLab</title></head>\
         <body{visitor}>{flash}{body}</body></html>"
    )
}
