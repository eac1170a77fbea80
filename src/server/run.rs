//! A server on a socket.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::config::{Clock, Ids, ServerConfig};
use super::control::{self, Control, SeedRefusal};
use super::gitlab::{self, Hosts, Switches};
use super::http::{App, Peer, QuirkSwitch, routes};
use super::patient::Patient;
use super::quirks::QuirkSet;
use super::rfc::{Limits, Service};
use super::store::{Store, StoreError};
use super::tenant;
use super::tls::ServerTls;

/// How long a shutdown waits for requests that are under way.
const GRACE: Duration = Duration::from_secs(10);

/// How long to wait before accepting again when the system has no socket to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A server that could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The address cannot be listened on.
    #[error("could not listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The reference server.
#[derive(Debug, Clone, Copy)]
pub struct Server;

impl Server {
    /// Starts a server on the runtime of the caller.
    ///
    /// # Errors
    ///
    /// When the address is taken or the store cannot be opened.
    pub async fn start(
        config: ServerConfig,
        clock: Clock,
        ids: Ids,
    ) -> Result<RunningServer, ServerError> {
        let failed = |source| ServerError::Listen {
            address: config.address,
            source,
        };
        let listener = TcpListener::bind(config.address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let door = Door {
            tls: config.tls.clone(),
            limit: config.read_timeout,
            shows_peer: config.gitlab.is_some(),
        };
        let app = app(config, address, clock, ids)?;
        let running = app.clone();
        let (stop, tasks) = (app.stop.clone(), TaskTracker::new());
        tasks.spawn(serve(
            listener,
            door,
            routes(app),
            stop.clone(),
            tasks.clone(),
        ));
        tasks.close();
        let base_url = match &running.gitlab {
            Some(hosts) => hosts.with("", |host| host.main_scim_url()),
            None => format!("{}/v2", running.origin.plain()),
        };
        Ok(RunningServer {
            address,
            base_url,
            app: running,
            stop,
            tasks,
        })
    }
}

/// A server that answers requests until it is shut down or dropped.
pub struct RunningServer {
    address: SocketAddr,
    base_url: String,
    app: App,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl RunningServer {
    /// Base URL of the default tenant when the server started, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Base URL of a tenant with a store of its own, made on first use.
    pub fn tenant_url(&self, tenant: &str) -> String {
        if let Some(hosts) = &self.app.gitlab {
            return hosts.with(tenant, |host| host.main_scim_url());
        }
        let origin = self.base_url.trim_end_matches("/v2");
        format!("{origin}/t/{tenant}/v2")
    }

    /// URL of the control plane, without a slash at the end.
    pub fn control_url(&self) -> String {
        format!("{}{}", self.app.origin.plain(), control::PREFIX)
    }

    /// Makes the resources that a text stands for, all of them or none, and gives their ids: SCIM
    /// resources as `{"Resources": […]}`, or what the reader of the control plane takes. It blocks
    /// for as long as the store does.
    ///
    /// # Errors
    ///
    /// When the text is neither, or one of the resources cannot be made.
    pub fn seed(&self, tenant: &str, text: &str) -> Result<Vec<String>, SeedRefusal> {
        if self.app.gitlab.is_some() {
            return Err(control::no_seed());
        }
        let reader = self.app.control.as_ref().map(|control| &control.reader);
        control::load(&self.app.service, reader, tenant, text)
    }

    /// Does at the GitLab host of a tenant what happens there beside SCIM: an act of an administrator
    /// or a user, or a view.
    ///
    /// # Errors
    ///
    /// When the server is no GitLab, there is no such act, or GitLab refuses.
    pub fn control(&self, tenant: &str, act: &str, with: &Value) -> Result<Value, gitlab::Refusal> {
        match &self.app.gitlab {
            Some(hosts) => hosts.with(tenant, |host| gitlab::perform(host, act, with)),
            None => Err(gitlab::Refusal {
                message: "this server is no GitLab".to_owned(),
                hint: Some("play against a profile such as `gitlab-saas-now`".to_owned()),
            }),
        }
    }

    /// What a new GitLab host of the server is like; `None` when it is no GitLab.
    pub fn gitlab(&self) -> Option<&Switches> {
        self.app.gitlab.as_ref().map(|hosts| &hosts.switches)
    }

    /// Where the server listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The quirks that the server has now.
    pub fn quirks(&self) -> QuirkSet {
        self.app.quirks.get()
    }

    /// Changes the quirks for all requests from now on.
    pub fn set_quirks(&self, quirks: QuirkSet) {
        self.app.quirks.set(quirks);
    }

    /// Takes no more requests, and waits up to ten seconds for those under way.
    pub async fn shutdown(self) {
        self.stop.cancel();
        // What is still running after that is left to the runtime.
        let _late = tokio::time::timeout(GRACE, self.tasks.wait()).await;
    }
}

impl fmt::Debug for RunningServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningServer")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// What the handlers share; `address` is where the server really listens.
pub(super) fn app(
    config: ServerConfig,
    address: SocketAddr,
    clock: Clock,
    ids: Ids,
) -> Result<App, ServerError> {
    let types = config.resource_types;
    let store = match &config.data {
        Some(path) => Store::open(path, &types)?,
        None => Store::in_memory(&types)?,
    };
    let quirks = QuirkSwitch::default();
    quirks.set(config.quirks);
    let limits = Limits {
        body: config.body_limit,
        cursor_timeout: config.cursor_timeout,
    };
    let control = config.control.map(|control| {
        let tenant_of = match config.gitlab {
            Some(_) => tenant::of_host_path,
            None => tenant::of_path,
        };
        let control = Control::new(control, &config.token, Arc::clone(&clock), tenant_of);
        Arc::new(control)
    });
    let origin = super::http::Origin::new(config.origin, config.tls.is_some(), address);
    let gitlab = config.gitlab.map(|switches| {
        let (clock, ids) = (Arc::clone(&clock), Arc::clone(&ids));
        let hosts = Hosts::new(switches, config.token.clone(), origin.plain(), clock, ids);
        Arc::new(hosts)
    });
    Ok(App {
        control,
        gitlab,
        service: Arc::new(Service::new(store, types, clock, ids, config.mode, limits)),
        quirks,
        token: Arc::new(config.token),
        origin: Arc::new(origin),
        body_limit: config.body_limit,
        read_timeout: config.read_timeout,
        stop: CancellationToken::new(),
    })
}

/// How connections come in.
#[derive(Clone)]
struct Door {
    tls: Option<ServerTls>,
    /// How long a client may keep the server waiting.
    limit: Duration,
    /// Whether handlers want to know who is at the other end.
    shows_peer: bool,
}

async fn serve(
    listener: TcpListener,
    door: Door,
    router: axum::Router,
    stop: CancellationToken,
    tasks: TaskTracker,
) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let mut router = router.clone();
                if door.shows_peer {
                    router = router.layer(axum::Extension(Peer(peer.ip())));
                }
                tasks.spawn(enter(stream, door.clone(), router, stop.clone()));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// Lets a connection in; errors of a connection concern its client only.
async fn enter(stream: TcpStream, door: Door, router: axum::Router, stop: CancellationToken) {
    // Answers are short: waiting to fill a packet only costs time.
    let _best_effort = stream.set_nodelay(true);
    let Some(tls) = &door.tls else {
        return connection(stream, door.limit, router, stop).await;
    };
    let accepted = tokio::select! {
        () = stop.cancelled() => return,
        accepted = tls.accept(stream, door.limit) => accepted,
    };
    if let Ok(stream) = accepted {
        connection(stream, door.limit, router, stop).await;
    }
}

/// Serves one connection.
async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    limit: Duration,
    router: axum::Router,
    stop: CancellationToken,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limit);
    let service = TowerToHyperService::new(router);
    let stream = TokioIo::new(Patient::new(stream, limit));
    let served = http.serve_connection(stream, service);
    tokio::pin!(served);
    tokio::select! {
        _done = served.as_mut() => {}
        () = stop.cancelled() => {
            served.as_mut().graceful_shutdown();
            let _done = served.await;
        }
    }
}
