//! The target of a run: a foreign server, or the bundled one started for the occasion.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::Value;

use super::{CasePlan, Limits, USUAL_PROFILE};
use crate::client::{BaseUrl, Client, ClientConfig, TlsError, TlsPolicy};
use crate::idp::IdSource;
use crate::scenario::names::listed;
use crate::scenario::{Scenario, StepKind};
use crate::scim::schema::ResourceType;
use crate::server::definitions::{self, Definition, DefinitionKind};
use crate::server::gitlab::{GitLabProfile, Refusal};
use crate::server::quirks::QuirkSet;
use crate::server::{Clock, Profile, RunningServer, Server, ServerConfig, ServerError};
use crate::transcript::Secret;

/// Against what a run plays.
#[derive(Clone)]
pub enum TargetPlan {
    /// A server of somebody else's.
    Foreign {
        /// Where it lives.
        base: BaseUrl,
        /// Its bearer token.
        token: Option<Secret>,
        /// Which certificates are trusted.
        tls: TlsPolicy,
        /// The profile of the bundled server that it is said to be like.
        like: Option<String>,
    },
    /// The bundled reference server, started once for each profile that the cases name.
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
    #[error("the target has no usable address: {0}")]
    Address(String),
    #[error("the bundled server has no profile `{0}`")]
    Profile(String),
}

/// A target that is ready for cases.
pub(super) enum Target {
    Foreign {
        client: Client,
        config: Arc<ClientConfig>,
        like: Option<String>,
    },
    Reference {
        server: RunningServer,
        profile: String,
        token: Secret,
        clock: Clock,
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
    /// A target for the cases of a profile; of a foreign one there is but one.
    pub(super) async fn ready(
        plan: TargetPlan,
        profile: Option<&str>,
        seed: u64,
        limits: &Limits,
    ) -> Result<Self, TargetError> {
        match plan {
            TargetPlan::Foreign {
                base,
                token,
                tls,
                like,
            } => {
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
                    like,
                })
            }
            TargetPlan::Reference(plan) => {
                let profile = profile.unwrap_or(USUAL_PROFILE);
                let mut ids = IdSource::seeded(seed ^ SERVER_SEED);
                let token = Secret::new(ids.alphanumeric(32));
                let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let mut config = ServerConfig::new(anywhere, token.clone());
                config.quirks = plan.quirks;
                match (Profile::find(profile), GitLabProfile::find(profile)) {
                    (Some(profile), _) => config.mode = profile.mode,
                    (None, Some(profile)) => config.gitlab = Some(profile.switches()),
                    (None, None) => return Err(TargetError::Profile(profile.to_owned())),
                }
                config.resource_types = resource_types()?;
                let ids = std::sync::Mutex::new(ids);
                let source = Arc::new(move || {
                    let mut ids = ids
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    ids.uuid()
                });
                Ok(Self::Reference {
                    server: Server::start(config, Arc::clone(&plan.clock), source).await?,
                    profile: profile.to_owned(),
                    token,
                    clock: plan.clock,
                    limits: limits.clone(),
                })
            }
        }
    }

    /// The profile of the bundled server that it has, or that it is said to be like.
    pub(super) fn profile(&self) -> Option<&str> {
        match self {
            Self::Foreign { like, .. } => like.as_deref(),
            Self::Reference { profile, .. } => Some(profile),
        }
    }

    /// Why a case cannot be played here, if so.
    pub(super) fn excludes(&self, case: &CasePlan) -> Option<String> {
        let scenario = &case.scenario;
        let target = scenario.target.as_ref()?;
        let about = || listed(target.profiles.iter().map(String::as_str), "and");
        let Some(profile) = self.profile() else {
            return Some(format!(
                "the story is about {}; `--as PROFILE` says which of them the server is like",
                about()
            ));
        };
        if !target.profiles.iter().any(|known| known == profile) {
            return Some(format!(
                "the story is about {}, not about `{profile}`",
                about()
            ));
        }
        if !self.is_foreign() {
            return None;
        }
        if let Some(setting) = target.settings.keys().next() {
            return Some(format!("only the bundled server can be told `{setting}`"));
        }
        let word = steered(scenario, case.idp.name(), profile)?;
        Some(format!(
            "only the bundled server can play the step `{word}`"
        ))
    }

    /// Whether users outside this run may live there.
    pub(super) const fn is_foreign(&self) -> bool {
        matches!(self, Self::Foreign { .. })
    }

    /// A client for one case. At the bundled server every case has a tenant of its own.
    pub(super) fn client(&self, marker: &str) -> Result<(Client, Arc<ClientConfig>), TargetError> {
        match self {
            Self::Foreign { client, config, .. } => Ok((client.fresh(), Arc::clone(config))),
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
                ..
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

    /// Does or looks up something at the tenant of a case, beside SCIM.
    pub(super) fn control(&self, marker: &str, act: &str, with: &Value) -> Result<Value, Refusal> {
        match self {
            Self::Reference { server, .. } => server.control(marker, act, with),
            Self::Foreign { .. } => Err(Refusal {
                message: "only the bundled server can be steered".to_owned(),
                hint: None,
            }),
        }
    }

    /// A client for a browser that visits the tenant of a case, the address of that host, and its
    /// clock.
    pub(super) fn site(&self, marker: &str) -> Result<(Client, String, Clock), String> {
        let Self::Reference { clock, .. } = self else {
            return Err("only at the bundled server people can sign in".to_owned());
        };
        let (_, config) = self.client(marker).map_err(|error| error.to_string())?;
        let authority = config.base.authority();
        let site = format!("http://{authority}/t/{marker}");
        let base = address(&site).map_err(|error| error.to_string())?;
        let config = ClientConfig {
            base,
            token: None,
            ..ClientConfig::clone(&config)
        };
        let client = Client::new(Arc::new(config)).map_err(|error| error.to_string())?;
        Ok((client, site, Arc::clone(clock)))
    }

    /// What reports call it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Foreign { config, .. } => config.base.to_string(),
            Self::Reference { profile, .. } if profile == USUAL_PROFILE => "ref".into(),
            Self::Reference { profile, .. } => format!("ref:{profile}"),
        }
    }

    pub(super) async fn close(self) {
        if let Self::Reference { server, .. } = self {
            server.shutdown().await;
        }
    }
}

/// The word of the first step for which the target itself must be steered.
fn steered(scenario: &Scenario, idp: &str, profile: &str) -> Option<&'static str> {
    let is_meant =
        |names: &[String], name: &str| names.is_empty() || names.iter().any(|known| known == name);
    let mut steps = scenario.steps.iter();
    steps.find_map(|step| match step.kind {
        _ if !is_meant(&step.idps, idp) || !is_meant(&step.targets, profile) => None,
        StepKind::Control(_) => Some("control"),
        StepKind::SignIn(_) => Some("sign-in"),
        _ => None,
    })
}

fn address(text: &str) -> Result<BaseUrl, TargetError> {
    BaseUrl::parse(text).map_err(|error| TargetError::Address(error.to_string()))
}
