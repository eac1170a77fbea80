//! What a server is told before it starts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::control::ControlConfig;
use super::gitlab::Switches;
use super::quirks::QuirkSet;
use super::tls::ServerTls;
use crate::scim::mode::Mode;
use crate::scim::schema::ResourceType;
use crate::transcript::Secret;

/// Tells the time; the server has no other clock.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Draws ids; the server has no other randomness.
pub type Ids = Arc<dyn Fn() -> Uuid + Send + Sync>;

/// How the reference server is to behave.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// The bearer token of all clients.
    pub token: Secret,
    /// File of the store; `None` keeps everything in memory.
    pub data: Option<PathBuf>,
    /// What it serves; [`definitions::resource_types`](super::definitions::resource_types) makes
    /// them from files.
    pub resource_types: Vec<ResourceType>,
    /// How literally requests are read.
    pub mode: Mode,
    /// Defects to have from the start.
    pub quirks: QuirkSet,
    /// A GitLab to be in place of the RFC service; it has no quirks and keeps everything in memory.
    pub gitlab: Option<Switches>,
    /// Scheme, host and port in locations, for example `https://scim.example.com`. `None` follows
    /// the address and, as far as it can be believed, the header `Host`.
    pub origin: Option<String>,
    /// Largest request body in bytes.
    pub body_limit: usize,
    /// How long a cursor can be used, in whole seconds.
    pub cursor_timeout: Duration,
    /// The certificate to show; `None` speaks HTTP without TLS.
    pub tls: Option<ServerTls>,
    /// How long a client may take to shake hands, to send its header, to send its body, and to take
    /// some more of its answer.
    pub read_timeout: Duration,
    /// The control plane; `None` for a server without one, which keeps no log of requests.
    pub control: Option<ControlConfig>,
}

impl ServerConfig {
    /// A correct server of users and groups in memory, lenient towards identity providers, with a limit of 1 MiB and
    /// 30 seconds for requests and an hour for cursors.
    pub fn new(address: SocketAddr, token: Secret) -> Self {
        Self {
            address,
            token,
            data: None,
            resource_types: ResourceType::built_in().to_vec(),
            mode: Mode::default(),
            quirks: QuirkSet::default(),
            gitlab: None,
            origin: None,
            body_limit: 1 << 20,
            cursor_timeout: Duration::from_hours(1),
            read_timeout: Duration::from_secs(30),
            control: None,
            tls: None,
        }
    }
}
