//! Microsoft Entra ID's provisioning service.
//!
//! Behaviour follows Microsoft's public documentation of application provisioning (SCIM tutorial,
//! "How provisioning works", the compatibility article on `aadOptscim062020`, the list of known
//! issues, the provisioning log's error codes) and, where that is silent, traffic and log lines
//! that others have published; the item says which.

mod attributes;
mod connect;
mod cycle;
mod deletions;
mod demand;
mod differences;
mod export;
mod job;
mod mail;
mod members;
mod object;
mod process;
mod quarantine;
mod reaction;
mod reading;
mod references;
mod request;
mod resource;
mod retry;
mod roles;
mod rows;
mod set;
mod settings;
mod tenant;
mod values;

#[cfg(test)]
mod tests;

pub(crate) use attributes::{GROUP_ATTRIBUTES, attribute_names, values_of};
pub use job::Entra;
pub use mail::Mail;
pub(crate) use rows::CONNECTION_TEST;
pub use settings::{
    Actions, Additions, BooleanForm, Dialect, EmptyOnCreate, EnterpriseSchema, FilterBrackets,
    ManagerForm, ManagerRemoval, MemberBatch, MemberForm, MissingElement, MissingOnDelete,
    OnDemandKinds, PatchOrder, Primary, Retries, RoleName, Settings, SyncScope, Thresholds,
    Transport,
};
