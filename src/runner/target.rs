//! The target of a run: a foreign server, or the bundled one started for the occasion.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use super::Limits;
use crate::client::{BaseUrl, Client, ClientConfig, TlsError, TlsPolicy};
use crate::idp::IdSource;
use crate::server::quirks::QuirkSet;
use crate::server::{Clock, RunningServer, Server, ServerConfig, ServerError};
use crate::transcript::Secret;

/// Against what a run plays.
pub enum TargetPlan {
    /// A server of somebody else's.
    Foreign {
        /// Where it lives.
        base: BaseUrl,
        /// Its bearer token.
        token: Option<Secret>,
        /// Which certificates are trusted.
        tls: TlsPolicy,
    },
    /// The bundled reference server.
    Reference(ReferencePlan),
}

/// How the bundled server is started.
#[derive(Clone)]
pub struct ReferencePlan {
    /// Its defects.
    pub quirks: QuirkSet,
    /// Its clock.
    pub clock: Clock,
}

/// Why no target could be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum TargetError {
    #[error("the reference server could not be started: {0}")]
    Server(#[from] ServerError),
    #[error("{0}")]
    Tls(#[from] TlsError),
    #[error("the target has no usable address: {0}")]
    Address(String),
}

/// A target that is ready for cases.
pub(super) enum Target {
    Foreign {
        client: Client,
        config: Arc<ClientConfig>,
    },
    Reference {
        server: RunningServer,
        token: Secret,
        limits: Limits,
    },
}

/// Keeps the token of the bundled server apart from the data of the cases.
const SERVER_SEED: u64 = 0x05C1_u64;

impl Target {
    pub(super) async fn ready(
        plan: TargetPlan,
        seed: u64,
        limits: &Limits,
    ) -> Result<Self, TargetError> {
        match plan {
            TargetPlan::Foreign { base, token, tls } => {
                let config = Arc::new(ClientConfig {
                    base,
                    token,
                    timeout: limits.exchange,
                    body_limit: limits.body,
                    tls,
                });
                Ok(Self::Foreign {
                    client: Client::new(Arc::clone(&config))?,
                    config,
                })
            }
            TargetPlan::Reference(plan) => {
                let mut ids = IdSource::seeded(seed ^ SERVER_SEED);
                let token = Secret::new(ids.alphanumeric(32));
                let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let mut config = ServerConfig::new(anywhere, token.clone());
                config.quirks = plan.quirks;
                let ids = std::sync::Mutex::new(ids);
                let source = Arc::new(move || {
                    let mut ids = ids
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    ids.uuid()
                });
                let server = Server::start(config, plan.clock, source).await?;
                Ok(Self::Reference {
                    server,
                    token,
                    limits: limits.clone(),
                })
            }
        }
    }

    /// Whether users outside this run may live there.
    pub(super) const fn is_foreign(&self) -> bool {
        matches!(self, Self::Foreign { .. })
    }

    /// A client for one case. At the bundled server every case has a tenant of its own.
    pub(super) fn client(&self, marker: &str) -> Result<(Client, Arc<ClientConfig>), TargetError> {
        match self {
            Self::Foreign { client, config } => Ok((client.fresh(), Arc::clone(config))),
            Self::Reference { .. } => self.client_at(marker, None, None),
        }
    }

    /// A client for one case with another path than the right one, or another token. At the bundled
    /// server the path is one of the case's tenant.
    pub(super) fn client_at(
        &self,
        marker: &str,
        path: Option<&str>,
        token: Option<Secret>,
    ) -> Result<(Client, Arc<ClientConfig>), TargetError> {
        let mut config = match self {
            Self::Foreign { config, .. } => ClientConfig::clone(config),
            Self::Reference {
                server,
                token,
                limits,
            } => ClientConfig {
                base: address(&server.tenant_url(marker))?,
                token: Some(token.clone()),
                timeout: limits.exchange,
                body_limit: limits.body,
                tls: TlsPolicy::System,
            },
        };
        if let Some(path) = path {
            let tenant = match self {
                Self::Foreign { .. } => String::new(),
                Self::Reference { .. } => format!("/t/{marker}"),
            };
            let scheme = if config.base.is_tls() {
                "https"
            } else {
                "http"
            };
            let authority = config.base.authority();
            config.base = address(&format!("{scheme}://{authority}{tenant}{path}"))?;
        }
        if token.is_some() {
            config.token = token;
        }
        let config = Arc::new(config);
        Ok((Client::new(Arc::clone(&config))?, config))
    }

    /// The token that it wants.
    pub(super) fn token(&self) -> Option<&Secret> {
        match self {
            Self::Foreign { config, .. } => config.token.as_ref(),
            Self::Reference { token, .. } => Some(token),
        }
    }

    /// What reports call it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Foreign { config, .. } => config.base.to_string(),
            Self::Reference { .. } => "ref".into(),
        }
    }

    pub(super) async fn close(self) {
        if let Self::Reference { server, .. } = self {
            server.shutdown().await;
        }
    }
}

fn address(text: &str) -> Result<BaseUrl, TargetError> {
    BaseUrl::parse(text).map_err(|error| TargetError::Address(error.to_string()))
}
