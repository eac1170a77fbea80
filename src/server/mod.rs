//! The reference server: a strict SCIM 2.0 service provider with switchable defects.
//!
//! Layers, from outside in: `http` turns requests into calls, `rfc` answers calls, `store` keeps
//! resources. Quirks reach in at named hooks, and `control` steers it all from beside.

mod config;
mod control;
pub mod definitions;
pub mod gitlab;
mod http;
mod patient;
mod profile;
pub mod quirks;
mod rfc;
mod run;
mod store;
mod tenant;
mod tls;

pub use config::{Clock, Ids, ServerConfig};
pub use control::{ControlConfig, SeedReader, SeedRefusal};
pub use http::router;
pub use profile::{PROFILES, Profile};
pub use run::{RunningServer, Server, ServerError};
pub use store::StoreError;
pub use tls::{ServerTls, ServerTlsError};
