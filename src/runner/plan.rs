//! What is to be done, decided before anything is.

use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;

use super::TargetPlan;
use super::preset::{self, Preset};
use crate::idp::IdpKind;
use crate::idp::directory::Directory;
use crate::idp::mapping::Mapping;
use crate::scenario::{Diagnostic, Library, LoadError, Scenario};
use crate::snapshot::Store;
use crate::transcript::CaseId;

/// A run.
pub struct Plan {
    /// Against what.
    pub target: TargetPlan,
    /// What is played, in the order of reports.
    pub cases: Vec<CasePlan>,
    /// Cases at the same time, at least one.
    pub jobs: usize,
    /// The same seed gives the same data.
    pub seed: u64,
    /// Limits of time and size.
    pub limits: Limits,
    /// With what the answers are compared.
    pub snapshots: Snapshots,
}

/// Snapshots by the profile of the cases; without any the answers are not compared.
pub type Snapshots = IndexMap<Option<String>, SnapshotPlan>;

/// A scenario as one identity provider.
#[derive(Debug, Clone)]
pub struct CasePlan {
    /// What is played.
    pub scenario: Arc<Scenario>,
    /// By whom.
    pub idp: IdpKind,
    /// The people.
    pub directory: Arc<Directory>,
    /// Which attributes flow.
    pub mapping: Arc<Mapping>,
    /// Profile of the bundled server that it is played on; `None` for the usual one, and for a
    /// foreign server.
    pub profile: Option<String>,
    /// How the guide of the product has the identity provider set up.
    pub(super) preset: Option<&'static Preset>,
}

/// The profile of the bundled server where no other is named.
pub const USUAL_PROFILE: &str = "rfc";

impl CasePlan {
    /// The scenario with the directory and the mapping that it names. The loader has checked that
    /// they are there, so that an error means a file that changed in the meantime.
    pub fn load(
        library: &Library,
        scenario: &Arc<Scenario>,
        idp: IdpKind,
    ) -> Result<Self, LoadError> {
        let family = idp.family();
        let mapping = scenario
            .mappings
            .get(family.name())
            .map_or_else(|| family.default_mapping(), String::as_str);
        Ok(Self {
            scenario: Arc::clone(scenario),
            idp,
            directory: Arc::new(
                library
                    .directory(&scenario.directory)
                    .ok_or_else(|| gone(scenario, "directory", &scenario.directory))??,
            ),
            mapping: Arc::new(named(library, scenario, mapping)?),
            profile: None,
            preset: None,
        })
    }

    /// The same on a profile of the bundled server.
    #[must_use]
    pub fn on(self, profile: &str) -> Self {
        Self {
            profile: (profile != USUAL_PROFILE).then(|| profile.to_owned()),
            ..self
        }
    }

    /// The same, with the identity provider set up as the guide of that product has it where the
    /// story is about any SCIM server and says nothing of it.
    pub fn set_up_on(self, library: &Library, profile: &str) -> Result<Self, LoadError> {
        let family = self.idp.family();
        let preset = match self.scenario.target {
            None => preset::of(profile, family),
            Some(_) => None,
        };
        let mapping = match preset {
            Some(preset) if !self.scenario.mappings.contains_key(family.name()) => {
                Arc::new(named(library, &self.scenario, preset.mapping)?)
            }
            _ => self.mapping,
        };
        Ok(Self {
            mapping,
            preset,
            ..self
        }
        .on(profile))
    }

    /// Settings of the simulator that the product's guide and the scenario give.
    pub(super) fn settings(&self) -> Vec<(String, String)> {
        let given = self.scenario.settings.get(self.idp.family().name());
        let preset = self.preset.iter().flat_map(|preset| preset.settings);
        let preset = preset.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        // A later setting wins.
        preset.chain(given.into_iter().flatten().cloned()).collect()
    }

    /// Identity of the case.
    pub fn id(&self) -> CaseId {
        CaseId {
            scenario: self.scenario.name.clone(),
            idp: self.idp.name().to_owned(),
            profile: self.profile.clone(),
        }
    }
}

fn gone(scenario: &Scenario, what: &str, name: &str) -> LoadError {
    let message = format!("{what} `{name}` does not exist");
    Diagnostic::about(&scenario.file, message).into()
}

fn named(library: &Library, scenario: &Scenario, mapping: &str) -> Result<Mapping, LoadError> {
    library
        .mapping(mapping)
        .ok_or_else(|| gone(scenario, "mapping", mapping))?
}

/// Limits that keep a hostile or broken target from holding a run.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Of one exchange.
    pub exchange: Duration,
    /// Of one case without its clean-up.
    pub case: Duration,
    /// Longest wait that a `Retry-After` is granted.
    pub retry_after: Duration,
    /// Of one answer, in bytes.
    pub body: usize,
}

/// Snapshots of a run.
pub struct SnapshotPlan {
    /// Name of the target in the snapshots' heads.
    pub target: String,
    /// Where they are.
    pub store: Store,
}
