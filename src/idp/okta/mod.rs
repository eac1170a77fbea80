//! Okta's SCIM 2.0 client.
//!
//! Behaviour follows Okta's developer documentation (SCIM 2.0 reference, concepts, FAQ) and its
//! support articles; where they are silent, published lab notes and server logs of App Integration
//! Wizard applications. The item says which.

mod about;
mod acts;
mod answer;
mod application;
mod attributes;
mod connect;
mod deactivate;
mod entitlements;
mod group_request;
mod import;
mod listing;
mod message;
mod options;
mod profile;
mod push;
mod push_create;
mod push_write;
mod request;
mod settings;
mod tasks;
mod throttle;
mod update;
mod users;

#[cfg(test)]
mod tests;

pub use application::Okta;
pub(crate) use attributes::{OWN_ID, attribute_names, values_of};
pub use settings::{
    App, Assignment, Authorization, Deprovisioning, EmptyAnswer, EmptyValue, FullPush,
    GoneOnDeactivation, GroupFound, GroupNotFound, GroupPatchValue, ImportRemoves, LinkMembers,
    ListKeys, MemberDisplay, NewMembers, NoResources, Paging, PasswordPatch, PasswordSync,
    PatchValue, ProfilePatch, Settings, Throttled,
};
pub use tasks::{Task, TaskKind};
