//! Routes.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::http::header::{HOST, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodRouter, any, delete, get, patch, post, put};
use serde_json::Value;

use super::respond::{refuse, respond};
use super::{App, body, gate, gitlab, query};
use crate::scim::error::{ScimError, ScimType};
use crate::server::config::{Clock, Ids, ServerConfig};
use crate::server::control;
use crate::server::rfc::{Answer, Call, Conditions, Discovery, Verb};
use crate::server::run::{ServerError, app};
use crate::server::tenant::is_tenant;

/// Longest body of a request that may be brief, in bytes.
const BRIEF_BODY: usize = 16 * 1024;

/// The server as a router, to be called without a socket. Locations name `config.origin`, else
/// `config.address`.
///
/// # Errors
///
/// When the store cannot be opened.
pub fn router(config: ServerConfig, clock: Clock, ids: Ids) -> Result<Router, ServerError> {
    let address = config.address;
    Ok(routes(app(config, address, clock, ids)?))
}

/// `/v2` for the default tenant and `/t/{tenant}/v2` for others, or the hosts of a GitLab profile; and
/// the control plane if the server has one.
pub(in crate::server) fn routes(app: App) -> Router {
    let scim = match app.gitlab.clone() {
        Some(hosts) => gitlab::routes(app.clone(), hosts),
        None => guarded(app.clone()),
    };
    match app.control.clone() {
        Some(control) => control::beside(scim, app, control),
        None => scim,
    }
}

fn guarded(app: App) -> Router {
    let scim = scim_routes(&app);
    Router::new()
        .nest("/v2", scim.clone())
        .nest("/t/{tenant}/v2", scim)
        .fallback(async |request: Request| refuse(nowhere(request.uri().path())))
        .method_not_allowed_fallback(async || {
            refuse(ScimError::status(
                405,
                "the endpoint does not have this method",
            ))
        })
        .layer(from_fn_with_state(app.clone(), gate::gate))
        .with_state(app)
}

/// What is said of a path that leads nowhere: another version of the protocol has a keyword
/// (RFC 7644 §3.13).
fn nowhere(path: &str) -> ScimError {
    let first = path.split('/').nth(1).unwrap_or_default();
    let version = first.strip_prefix('v').unwrap_or_default();
    let is_version = version.starts_with(|c: char| c.is_ascii_digit())
        && version
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_version && first != "v2" {
        let detail = format!("SCIM `{first}` is not supported, only `v2`");
        return ScimError::new(ScimType::InvalidVers, detail);
    }
    ScimError::status(404, "no such endpoint")
}

fn scim_routes(app: &App) -> Router<App> {
    let mut router = Router::new()
        .route(
            "/ServiceProviderConfig",
            about(|_| Discovery::ServiceProviderConfig),
        )
        .route("/ResourceTypes", about(|_| Discovery::ResourceTypes))
        .route("/ResourceTypes/{id}", about(Discovery::ResourceType))
        .route("/Schemas", about(|_| Discovery::Schemas))
        .route("/Schemas/{id}", about(Discovery::Schema))
        .route("/", get(on(Verb::List, None)))
        .route("/.search", post(on(Verb::Search, None)))
        .route("/Bulk", post(on(Verb::Bulk, None)))
        // The bearer token of the server is no person's, so there is nobody to be (RFC 7644 §3.11).
        .route(
            "/Me",
            any(async || refuse(ScimError::status(501, "`/Me` is not supported"))),
        );
    for (index, resource_type) in app.service.types().iter().enumerate() {
        let on = |verb| on(verb, Some(index));
        let collection = get(on(Verb::List)).merge(post(on(Verb::Create)));
        let one = get(on(Verb::Read))
            .merge(put(on(Verb::Replace)))
            .merge(patch(on(Verb::Patch)))
            .merge(delete(on(Verb::Delete)));
        router = router
            .route(&resource_type.endpoint, collection)
            .route(
                &format!("{}/.search", resource_type.endpoint),
                post(on(Verb::Search)),
            )
            .route(&format!("{}/{{id}}", resource_type.endpoint), one);
    }
    router
}

/// A handler of one verb on one resource type, or on all.
fn on(
    verb: Verb,
    type_index: Option<usize>,
) -> impl Fn(State<App>, Params, Request) -> BoxFuture + Clone + Send + Sync + 'static {
    move |State(app), params, request| {
        Box::pin(async move {
            match called(app, params, request, verb, type_index).await {
                Ok(answer) => respond(answer),
                Err(error) => refuse(error),
            }
        })
    }
}

type BoxFuture = Pin<Box<dyn Future<Output = Response> + Send>>;

type Params = Result<RawPathParams, axum::extract::rejection::RawPathParamsRejection>;

/// A route that tells something about the service; the id is empty where the path has none.
fn about(question: fn(String) -> Discovery) -> MethodRouter<App> {
    get(
        async move |State(app): State<App>, params: Params, request: Request| {
            let place = match Place::of(&app, params, &request) {
                Ok(place) => place,
                Err(error) => return refuse(error),
            };
            let query = query::parse(request.uri().query());
            respond(
                app.service
                    .discover(&question(place.id), &place.base, &query),
            )
        },
    )
}

/// Where a request goes.
struct Place {
    tenant: String,
    id: String,
    base: String,
}

impl Place {
    fn of(app: &App, params: Params, request: &Request) -> Result<Self, ScimError> {
        let no_such = || ScimError::status(404, "no such resource");
        let params = params.map_err(|_| no_such())?;
        let param = |wanted: &str| {
            let mut found = params.iter().filter(|(name, _)| *name == wanted);
            found.next().map(|(_, value)| value.to_owned())
        };
        let tenant = param("tenant");
        if tenant.as_deref().is_some_and(|tenant| !is_tenant(tenant)) {
            return Err(no_such());
        }
        let host = request.headers().get(HOST);
        let origin = app.origin.of(host.and_then(|host| host.to_str().ok()));
        let base = match &tenant {
            Some(tenant) => format!("{origin}/t/{tenant}/v2"),
            None => format!("{origin}/v2"),
        };
        Ok(Self {
            tenant: tenant.unwrap_or_default(),
            id: param("id").unwrap_or_default(),
            base,
        })
    }
}

async fn called(
    app: App,
    params: Params,
    request: Request,
    verb: Verb,
    type_index: Option<usize>,
) -> Result<Answer, ScimError> {
    let Place { tenant, id, base } = Place::of(&app, params, &request)?;
    let query = query::parse(request.uri().query());
    let conditions = Conditions {
        if_match: joined(request.headers(), &IF_MATCH),
        if_none_match: joined(request.headers(), &IF_NONE_MATCH),
    };
    let takes_body = !matches!(verb, Verb::Read | Verb::List | Verb::Delete);
    let bytes = if takes_body {
        body::check_type(request.headers())?;
        Some(body::read(request.into_body(), app.body_limit, app.read_timeout).await?)
    } else {
        None
    };
    let quirks = app.quirks.get();
    let length = bytes.as_ref().map_or(0, Vec::len);
    let service = Arc::clone(&app.service);
    let is_brief = length <= BRIEF_BODY
        && quirks.is_empty()
        && service.is_brief(verb, type_index, query.filter.as_deref());
    let work = move || {
        let body = match bytes {
            Some(bytes) => body::parse(&bytes)?,
            None => Value::Null,
        };
        Ok(service.handle(&Call {
            verb,
            tenant,
            base,
            type_index,
            id,
            body,
            query,
            conditions,
            quirks,
        }))
    };
    let internal = || ScimError::status(500, "internal error");
    if is_brief {
        let done = std::panic::catch_unwind(AssertUnwindSafe(work));
        return done.unwrap_or_else(|_| Err(internal()));
    }
    // JSON and SQLite block, so they get a thread of their own.
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(internal()))
}

/// A header that is a list, in one piece. What is no text cannot match anything.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines = headers.get_all(name).iter();
    let lines: Vec<&str> = lines
        .map(|line| line.to_str().unwrap_or_default())
        .collect();
    (!lines.is_empty()).then(|| lines.join(","))
}
