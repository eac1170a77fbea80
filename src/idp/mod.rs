//! The simulated identity providers: directory, mapping and, per provider, what turns the admin's
//! acts into requests and answers into log entries. Knows no socket.

mod answer;
pub mod directory;
pub mod entra;
mod environment;
pub mod facts;
mod kind;
pub mod mapping;
pub mod okta;
mod path;
pub mod plain;
mod query;
mod settings;
mod simulator;
#[cfg(test)]
mod testing;
mod wire;

pub use environment::{IdSource, VirtualClock};
pub use kind::{Family, IdpKind};
pub(crate) use path::path_segment;
pub use query::QueryEncoding;
pub(crate) use query::equals;
pub use settings::{Setting, check_setting, settings_of};
pub use simulator::{Act, JobState, LinkedGroup, Setup, Simulator};
pub use wire::Wire;
pub(crate) use wire::pause_at_most;
