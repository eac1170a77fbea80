//! The checks before a SCIM request is answered, and who answers it.

use http::Method;
use serde_json::Value;

use super::list::users;
use super::parameters::Parameters;
use super::problem::{Problem, scim};
use super::remove::Unremoved;
use super::resource::user;
use super::route::{Endpoint, Route, Service};
use super::{create, groups, remove, update};
use crate::server::gitlab::handle::to_sign_in;
use crate::server::gitlab::log;
use crate::server::gitlab::model::{GroupId, Identity, World};
use crate::server::gitlab::switch::{InstanceCheckOrder, Surface, UnknownMethod};
use crate::server::gitlab::wire::{Incoming, Reply};

/// Whom a SCIM service is for: a group, or the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope(pub(super) Option<GroupId>);

/// Answers a request to SCIM and writes its line of the log; `None` when no SCIM route has the path.
pub(in crate::server::gitlab) fn answer(
    world: &mut World,
    incoming: &Incoming<'_>,
) -> Option<Reply> {
    let route = Route::of(incoming.path, &world.switches)?;
    let began = world.now();
    if !has_method(&route, incoming.method) {
        if world.switches.unknown_method == UnknownMethod::Html {
            return Some(to_sign_in(world));
        }
        let problem = Problem::Framework(405, "405 Not Allowed".to_owned());
        return Some(problem.reply().with("allow", route.methods().to_owned()));
    }
    if incoming.method == Method::OPTIONS {
        return Some(Reply::empty(204).with("allow", route.methods().to_owned()));
    }
    let read = Parameters::read(incoming, &route, &world.switches);
    let mut parameters = Parameters::default();
    let done = read.and_then(|read| {
        parameters = read;
        let scope = admitted(world, incoming, &route, &parameters)?;
        respond(world, incoming, &route, scope, &parameters)
    });
    let mut reply = done.unwrap_or_else(|problem| problem.reply());
    let line = log::Request {
        began,
        incoming,
        route: route.pattern(),
        parameters: &parameters.0,
        group: match &route.service {
            Service::Group(group) => Some(group.as_str()),
            Service::Instance => None,
        },
    };
    log::write(world, &line, &reply);
    if incoming.method == Method::HEAD {
        reply.body.clear();
    }
    Some(reply)
}

fn has_method(route: &Route, method: &Method) -> bool {
    route
        .methods()
        .split(", ")
        .any(|known| known == method.as_str())
}

/// The checks, in the order in which GitLab makes them: a wrong group is told even to whoever has no
/// token.
fn admitted(
    world: &World,
    incoming: &Incoming<'_>,
    route: &Route,
    parameters: &Parameters,
) -> Result<Scope, Problem> {
    let given = incoming.bearer().or(parameters.text("access_token"));
    let authorized = |scope: Option<GroupId>| match given {
        Some(token) if world.is_scim_token(scope, token) => Ok(Scope(scope)),
        _ => Err(Problem::unauthorized()),
    };
    match &route.service {
        Service::Group(path) => {
            if !world.switches.group_saml {
                let message = "403 Forbidden - Group SAML not enabled.".to_owned();
                return Err(Problem::Message(403, message));
            }
            let not_found = || Problem::Scim(404, format!("Group {path} not found"));
            let group = world.group_named(path).ok_or_else(not_found)?;
            if !world.has_saml(group) {
                let detail = format!("Group {path} does not have SAML SSO configured");
                return Err(Problem::Scim(404, detail));
            }
            authorized(Some(group.id))
        }
        Service::Instance => {
            if world.switches.instance_check_order == InstanceCheckOrder::TokenFirst {
                authorized(None)?;
            }
            let not_found = || Problem::Message(404, "404 Not Found".to_owned());
            if world.switches.surface == Surface::Group {
                return Err(not_found());
            }
            if !world.switches.instance_saml {
                let message = "403 Forbidden - Instance SAML not enabled.".to_owned();
                return Err(Problem::Message(403, message));
            }
            if !world.switches.licensed {
                return Err(not_found());
            }
            authorized(None)
        }
    }
}

fn respond(
    world: &mut World,
    incoming: &Incoming<'_>,
    route: &Route,
    scope: Scope,
    parameters: &Parameters,
) -> Result<Reply, Problem> {
    let id = match &route.endpoint {
        Endpoint::Users if incoming.method == Method::POST => {
            let identity = create::create(world, scope, parameters)?;
            return Ok(scim(201, &user(world, &identity)));
        }
        Endpoint::Users => return Ok(scim(200, &users(world, scope, parameters)?)),
        Endpoint::Groups | Endpoint::Group(_) => {
            return groups::answer(world, incoming.method, &route.endpoint, parameters);
        }
        Endpoint::User(id) => id,
    };
    let found = world.scim_store(scope.0).named(scope.0, id).cloned();
    let identity = found.ok_or_else(|| Problem::no_resource(id))?;
    match *incoming.method {
        Method::PATCH => {
            update::update(world, scope, &identity, parameters, incoming.client_ip())?;
            Ok(Reply::empty(204))
        }
        Method::DELETE => match remove::remove(world, scope, &identity, incoming.client_ip()) {
            Ok(()) => Ok(Reply::empty(204)),
            Err(Unremoved::Forbidden) => Err(Problem::forbidden()),
            Err(Unremoved::Refused(reason)) => Err(not_removed(world, scope, &identity, reason)),
        },
        _ => Ok(scim(200, &user(world, &identity))),
    }
}

/// What DELETE says when the user stays.
fn not_removed(world: &mut World, scope: Scope, identity: &Identity, reason: &str) -> Problem {
    let account = world.account(identity.account);
    let name = account.map_or("", |account| account.name.as_str());
    let group = scope.0.and_then(|group| world.group(group));
    let group = group.map_or("", |group| group.name());
    let detail = format!("Could not remove {name} from {group}. {reason}");
    log::failed(world, &detail, &Value::from(identity.extern_uid.as_str()));
    Problem::generic(&world.switches, detail)
}
