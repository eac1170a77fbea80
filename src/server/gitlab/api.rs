//! The neighbours of SCIM in `/api/v4`: identities by group, and who a token belongs to.

use http::header::CONTENT_TYPE;
use http::{HeaderName, Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::form;
use super::log;
use super::model::{AccountId, Identity, World};
use super::switch::{IdentitiesApi, Role};
use super::wire::{Incoming, Reply};

/// What all paths of the API begin with.
const PREFIX: &str = "/api/v4/";

/// Answers a request to the API; `None` when the path is not of the API.
pub(super) fn answer(world: &mut World, incoming: &Incoming<'_>) -> Option<Reply> {
    let rest = incoming.path.strip_prefix(PREFIX)?.trim_end_matches('/');
    let began = world.now();
    let segments: Vec<String> = rest
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let parameters = parameters(incoming);
    let done = match segments[..] {
        ["user"] if incoming.method == Method::GET => me(world, incoming),
        ["groups", group, kind @ ("scim" | "saml"), uid] => {
            identities(world, incoming, group, kind == "scim", uid, &parameters)
        }
        _ => Err(StatusCode::NOT_FOUND),
    };
    let reply = done.unwrap_or_else(|status| {
        let reason = status.canonical_reason().unwrap_or_default();
        let message = format!("{} {reason}", status.as_u16());
        Reply::json(status.as_u16(), &json!({ "message": message }))
    });
    let line = log::Request {
        began,
        incoming,
        route: incoming.path.to_owned(),
        parameters: &parameters,
        group: match segments[..] {
            ["groups", group, ..] => Some(group),
            _ => None,
        },
    };
    log::write(world, &line, &reply);
    Some(reply)
}

fn parameters(incoming: &Incoming<'_>) -> Map<String, Value> {
    let mut all = Map::new();
    let media = incoming.header(CONTENT_TYPE).unwrap_or_default();
    let form = form::fields(media, incoming.body);
    let body = if let Some(fields) = form {
        all.extend(fields.into_iter().map(|(name, value)| (name, value.into())));
        &[]
    } else if incoming.body.first() == Some(&b'{') {
        if let Ok(Value::Object(members)) = serde_json::from_slice(incoming.body) {
            all.extend(members);
        }
        &[]
    } else {
        incoming.body
    };
    let query = url::form_urlencoded::parse(incoming.query.as_bytes());
    for (name, value) in query.chain(url::form_urlencoded::parse(body)) {
        all.insert(name.into_owned(), value.into_owned().into());
    }
    all
}

/// Whose personal access token came along.
fn caller(world: &World, incoming: &Incoming<'_>) -> Result<AccountId, StatusCode> {
    let own = incoming.header(HeaderName::from_static("private-token"));
    let token = own.or(incoming.bearer());
    token
        .and_then(|token| world.token_account(token))
        .ok_or(StatusCode::UNAUTHORIZED)
}

fn me(world: &World, incoming: &Incoming<'_>) -> Result<Reply, StatusCode> {
    let id = caller(world, incoming)?;
    let account = world.account(id).ok_or(StatusCode::UNAUTHORIZED)?;
    let own = world.saml_identities.iter().filter(|one| one.account == id);
    let identities: Vec<Value> = own
        .map(|one| {
            let provider = if one.group.is_some() {
                "group_saml"
            } else {
                "saml"
            };
            json!({
                "provider": provider,
                "extern_uid": one.extern_uid,
                "saml_provider_id": one.group.map(|group| group.0),
            })
        })
        .collect();
    Ok(Reply::json(
        200,
        &json!({
            "id": id.0,
            "username": account.username,
            "name": account.name,
            "state": account.state.name(),
            "email": account.primary_email(),
            "identities": identities,
        }),
    ))
}

/// The identities of a group: all, or one by its name, which can be changed and deleted.
fn identities(
    world: &mut World,
    incoming: &Incoming<'_>,
    group: &str,
    is_scim: bool,
    uid: &str,
    parameters: &Map<String, Value>,
) -> Result<Reply, StatusCode> {
    let since = match world.switches.identities_api {
        IdentitiesApi::Off => return Err(StatusCode::NOT_FOUND),
        IdentitiesApi::V155 => 155,
        IdentitiesApi::V161 => 161,
        IdentitiesApi::V165 => 165,
    };
    let account = caller(world, incoming)?;
    let group = world.group_named(group).ok_or(StatusCode::NOT_FOUND)?;
    let is_owner = group
        .member(account)
        .is_some_and(|member| member.role == Role::Owner);
    if !is_owner {
        return Err(StatusCode::FORBIDDEN);
    }
    let scope = Some(group.id);
    let shown = |one: &Identity| {
        let mut shown = json!({ "extern_uid": one.extern_uid, "user_id": one.account.0 });
        if is_scim {
            shown["active"] = one.is_active.into();
        }
        shown
    };
    let store = if is_scim {
        &mut world.scim_identities
    } else {
        &mut world.saml_identities
    };
    if uid == "identities" && incoming.method == Method::GET {
        let all: Vec<Value> = store.of_group(scope).map(shown).collect();
        return Ok(Reply::json(200, &all.into()));
    }
    let found = store.named(scope, uid).cloned();
    let found = found.ok_or(StatusCode::NOT_FOUND)?;
    match *incoming.method {
        Method::GET if since >= 161 => Ok(Reply::json(200, &shown(&found))),
        Method::PATCH => {
            let wanted = parameters.get("extern_uid").and_then(Value::as_str);
            let wanted = wanted.ok_or(StatusCode::BAD_REQUEST)?;
            store
                .rename(scope, found.account, wanted)
                .map_err(|_| StatusCode::BAD_REQUEST)?;
            let renamed = store.of(scope, found.account).map(shown);
            Ok(Reply::json(200, &renamed.unwrap_or_default()))
        }
        Method::DELETE if since >= 165 => {
            store.remove(scope, found.account);
            Ok(Reply::empty(204))
        }
        _ => Err(StatusCode::NOT_FOUND),
    }
}
