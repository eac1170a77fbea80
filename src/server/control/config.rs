//! What the control plane is told before the server starts.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::transcript::Secret;

/// Reads the text of a seed that is no list of SCIM resources, such as a directory file, and gives
/// the resources that it stands for. The server itself knows no other form.
pub type SeedReader = Arc<dyn Fn(&str) -> Result<Vec<Value>, SeedRefusal> + Send + Sync>;

/// Why a seed is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedRefusal {
    /// What is wrong; may have several lines.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The control plane of a server.
#[derive(Clone)]
pub struct ControlConfig {
    /// Its bearer token, which is not that of SCIM clients.
    pub token: Secret,
    /// Reads what is not SCIM.
    pub reader: SeedReader,
}

impl fmt::Debug for ControlConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ControlConfig")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
