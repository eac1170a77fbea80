//! Routes of the control plane, and the log that it keeps of all others.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::WWW_AUTHENTICATE;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post, put};
use serde_json::Value;

use super::config::ControlConfig;
use super::log::{Log, TenantOf, record};
use super::reply::{Refusal, respond};
use super::{SeedReader, gitlab, health, quirks, requests, reset, seed, state};
use crate::server::Clock;
use crate::server::http::{App, auth};
use crate::transcript::{Masker, Secret};

/// What all paths of the control plane begin with.
pub(in crate::server) const PREFIX: &str = "/_control";

/// The control plane of a running server.
pub(in crate::server) struct Control {
    token: Secret,
    pub(in crate::server) reader: SeedReader,
    pub(super) log: Arc<Log>,
    /// Knows the tokens, which nothing must repeat.
    pub(super) masker: Masker,
}

impl Control {
    pub(in crate::server) fn new(
        config: ControlConfig,
        scim_token: &Secret,
        clock: Clock,
        tenant_of: TenantOf,
    ) -> Self {
        Self {
            masker: Masker::new([&config.token, scim_token]),
            token: config.token,
            reader: config.reader,
            log: Arc::new(Log::new(clock, tenant_of)),
        }
    }
}

/// What the handlers share.
#[derive(Clone)]
pub(super) struct Plane {
    pub(super) app: App,
    pub(super) control: Arc<Control>,
}

/// The control plane beside the routes of SCIM, which are recorded from now on.
pub(in crate::server) fn beside(scim: Router, app: App, control: Arc<Control>) -> Router {
    let log = Arc::clone(&control.log);
    let plane = Plane { app, control };
    let guarded = Router::new()
        .route("/reset", post(on(reset::reset)))
        .route("/seed", post(on(seed::seed)))
        .route("/state", get(on(state::state)))
        .route(
            "/quirks",
            any_of([
                get(on(quirks::list)),
                put(on(quirks::replace)),
                post(on(quirks::add)),
                delete(on(quirks::remove)),
            ]),
        )
        .route(
            "/requests",
            any_of([get(on(requests::list)), delete(on(requests::clear))]),
        )
        .route("/gitlab/{act}", post(on(gitlab::act)))
        .fallback(async || {
            respond(Err(Refusal::new(
                404,
                "the control plane has no such path",
                "it has: /health, /reset, /seed, /state, /quirks, /requests, /gitlab/ACT",
            )))
        })
        .method_not_allowed_fallback(async || {
            respond(Err(Refusal::new(
                405,
                "the path does not have this method",
                "the header `Allow` names those that it has",
            )))
        })
        .layer(from_fn_with_state(plane.clone(), guard));
    let control = Router::new()
        .route("/health", get(health::health))
        .merge(guarded)
        .with_state(plane);
    Router::new()
        .nest(PREFIX, control)
        .fallback_service(scim.layer(from_fn_with_state(log, record)))
}

fn any_of(methods: impl IntoIterator<Item = MethodRouter<Plane>>) -> MethodRouter<Plane> {
    methods
        .into_iter()
        .fold(MethodRouter::new(), MethodRouter::merge)
}

async fn guard(State(plane): State<Plane>, request: Request, next: Next) -> Response {
    if let Err(denied) = auth::check(request.headers(), &plane.control.token) {
        let hint = "send `Authorization: Bearer` with the token of the control plane, which is \
                    not that of SCIM";
        let mut response = respond(Err(Refusal::new(401, denied.detail(), hint)));
        let challenge = HeaderValue::from_static("Bearer realm=\"control\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        return response;
    }
    next.run(request).await
}

type BoxFuture = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A handler that gives JSON or says why not.
fn on<F>(
    handle: impl Fn(Plane, Request) -> F + Clone + Send + Sync + 'static,
) -> impl Fn(State<Plane>, Request) -> BoxFuture + Clone + Send + Sync + 'static
where
    F: Future<Output = Result<Value, Refusal>> + Send + 'static,
{
    move |State(plane), request| {
        let done = handle(plane, request);
        Box::pin(async move { respond(done.await) })
    }
}

/// Runs what blocks on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Refusal {
            status: 500,
            message: "internal error".to_owned(),
            hint: None,
        })
}
