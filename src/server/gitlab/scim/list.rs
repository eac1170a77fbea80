//! Lists.

use serde_json::{Value, json};

use super::filter::Filter;
use super::parameters::Parameters;
use super::problem::Problem;
use super::resource::user;
use super::service::Scope;
use crate::server::gitlab::model::{AccountId, Identity, World, is_email};
use crate::server::gitlab::switch::{ListWithoutFilter, StartIndexEcho, Switches};

const LIST_URN: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// Resources on a page that was not asked for by size.
const PAGE: usize = 20;

/// Most resources on a page.
const LARGEST_PAGE: usize = 100;

/// The users of a group or of the instance.
pub(super) fn users(
    world: &World,
    scope: Scope,
    parameters: &Parameters,
) -> Result<Value, Problem> {
    let filter = match parameters.text("filter") {
        None if world.switches.list_without_filter == ListWithoutFilter::Error => {
            return Err(Problem::generic(&world.switches, "Missing filter params"));
        }
        None => Filter::All,
        Some(text) => Filter::parse(text, &world.switches)
            .ok_or_else(|| Problem::generic(&world.switches, "Unsupported Filter"))?,
    };
    let found: Vec<&Identity> = match filter {
        // A SAML provider that is switched off has nobody.
        _ if scope.0.is_some_and(|group| !world.is_saml_enabled(group)) => Vec::new(),
        Filter::All => world.scim_store(scope.0).of_group(scope.0).collect(),
        Filter::ExternUid(uid) => {
            let found = world.scim_store(scope.0).named(scope.0, &uid);
            found.into_iter().collect()
        }
        Filter::Username(name) => by_username(world, scope, &name).into_iter().collect(),
    };
    let page = Page::of(parameters, &world.switches);
    let shown = page.cut(&found).iter().map(|one| user(world, one));
    Ok(page.envelope(found.len(), shown.collect()))
}

/// The user with an identity whom a `userName` means: as the identity provider calls them, by
/// username, by any e-mail, or by the username that is the first part of an e-mail.
fn by_username<'a>(world: &'a World, scope: Scope, name: &str) -> Option<&'a Identity> {
    let store = world.scim_store(scope.0);
    if let Some(identity) = store.named(scope.0, name) {
        return Some(identity);
    }
    let of_email = || {
        let local = name.split('@').next().unwrap_or_default();
        let by_email = is_email(name).then(|| world.account_by_email(name));
        by_email
            .flatten()
            .or_else(|| world.account_by_username(local))
    };
    let account: AccountId = world.account_by_username(name).or_else(of_email)?.id;
    store.of(scope.0, account)
}

/// A part of a list.
pub(super) struct Page {
    start: usize,
    length: usize,
    /// What the answer calls the page size: as asked for, not as given.
    length_asked: Value,
    start_index: Value,
}

impl Page {
    pub(super) fn of(parameters: &Parameters, switches: &Switches) -> Self {
        let asked = usize::try_from(parameters.number("count")).unwrap_or_default();
        let asked = if asked == 0 { PAGE } else { asked };
        let index = parameters.number("startIndex");
        let echo = match parameters.0.get("startIndex") {
            None => 1.into(),
            Some(given) if switches.start_index_echo == StartIndexEcho::String => given.clone(),
            Some(_) => index.into(),
        };
        Self {
            start: usize::try_from(index).unwrap_or_default().saturating_sub(1),
            length: asked.min(LARGEST_PAGE),
            length_asked: asked.into(),
            start_index: echo,
        }
    }

    pub(super) fn cut<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let rest = all.get(self.start..).unwrap_or_default();
        rest.get(..self.length).unwrap_or(rest)
    }

    pub(super) fn envelope(&self, total: usize, resources: Vec<Value>) -> Value {
        json!({
            "schemas": [LIST_URN],
            "totalResults": total,
            "itemsPerPage": self.length_asked,
            "startIndex": self.start_index,
            "Resources": resources,
        })
    }
}
