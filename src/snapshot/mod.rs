//! Snapshots: a case's exchanges and provisioning log as stable text, kept in files that a person
//! accepts. The files have the format of the crate `insta` (`.snap`, pending `.snap.new`), so that
//! `cargo insta review` and editor plug-ins work on them as well.

mod error;
pub mod format;
pub mod normalise;
pub mod review;
mod store;

pub use error::StoreError;
pub use store::{Bundled, PENDING_SUFFIX, SUFFIX, Store, file_name};
