//! Microsoft Entra ID's provisioning service.
//!
//! Behaviour follows Microsoft's public documentation of application provisioning (SCIM tutorial,
//! "How provisioning works", the compatibility article on `aadOptscim062020`, the list of known
//! issues, the provisioning log's error codes) and, where that is silent, traffic and log lines
//! that others have published; the item says which.

mod attributes;
mod connect;
mod cycle;
mod reaction;
mod request;
mod resource;
mod retry;
mod settings;

#[cfg(test)]
mod tests;

pub(crate) use attributes::attribute_names;
pub use cycle::Entra;
pub use settings::{
    Additions, BooleanForm, Dialect, EmptyOnCreate, EnterpriseSchema, PatchOrder, Primary, Retries,
    Settings, Transport,
};
