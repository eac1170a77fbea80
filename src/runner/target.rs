//! The target of a run: a foreign server, or the bundled one started for the occasion.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use super::Limits;
use crate::client::{BaseUrl, Client, ClientConfig, TlsError, TlsPolicy};
use crate::idp::IdSource;
use crate::scim::schema::ResourceType;
use crate::server::definitions::{self, Definition, DefinitionKind};
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
    #[error("the reference server cannot serve its extension of users")]
    Definitions,
    #[error("the reference server has no usable address: {0}")]
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

/// What the bundled server serves in a run: users and groups, and of users the extension that
/// stories about custom extensions speak of.
fn resource_types() -> Result<Vec<ResourceType>, TargetError> {
    let files = [
        (
            DefinitionKind::Schema,
            include_str!("../../fixtures/schemas/acme.schema.json"),
        ),
        (
            DefinitionKind::ResourceType,
            include_str!("../../fixtures/schemas/acme-user.type.json"),
        ),
    ];
    let definitions = files.into_iter().map(|(kind, text)| {
        let json = serde_json::from_str(text).map_err(|_| TargetError::Definitions)?;
        Ok(Definition { kind, json })
    });
    let definitions: Vec<Definition> = definitions.collect::<Result<_, TargetError>>()?;
    definitions::resource_types(&definitions).map_err(|_| TargetError::Definitions)
}

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
                config.resource_types = resource_types()?;
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
            Self::Reference {
                server,
                token,
                limits,
            } => {
                let base = server.tenant_url(marker);
                let base = BaseUrl::parse(&base)
                    .map_err(|error| TargetError::Address(error.to_string()))?;
                let config = Arc::new(ClientConfig {
                    base,
                    token: Some(token.clone()),
                    timeout: limits.exchange,
                    body_limit: limits.body,
                    tls: TlsPolicy::System,
                });
                Ok((Client::new(Arc::clone(&config))?, config))
            }
        }
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
