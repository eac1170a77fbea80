//! Okta's SCIM 2.0 client.
//!
//! Behaviour follows Okta's developer documentation (SCIM 2.0 reference, concepts, FAQ) and its
//! support articles; where they are silent, published lab notes and server logs of App Integration
//! Wizard applications. The item says which.

mod answer;
mod attributes;
mod connect;
mod deactivate;
mod flow;
mod message;
mod profile;
mod request;
mod settings;

#[cfg(test)]
mod tests;

pub(crate) use attributes::attribute_names;
pub use flow::Okta;
pub use settings::{
    App, Assignment, Deprovisioning, EmptyValue, ListKeys, NoResources, PatchValue, QueryEncoding,
    Settings,
};
