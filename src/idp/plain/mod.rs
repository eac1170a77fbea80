//! The other identity providers: OneLogin, JumpCloud, Google Workspace, PingOne and PingFederate,
//! authentik, Keycloak, and a plain RFC 7644 client. One engine; what tells them apart is data
//! ([`Settings`], see `profile.rs`).
//!
//! Much less is published about these clients than about Entra ID and Okta. What a published capture,
//! sample, source file or manual shows is a default; what nobody shows is inferred, and the row in
//! `docs/wire/others.md` says so. None of them publishes the words of its log (authentik's and the
//! Keycloak plugin's go to a text log), so entries have neutral names: `create user`, `update
//! group`. Everything is sent when it happens; `sync` is a full synchronisation where there is one.

mod attributes;
mod call;
mod config;
mod connect;
mod flow;
mod groups;
mod log;
mod members;
mod profile;
mod request;
mod resource;
mod set;
mod settings;
mod users;

#[cfg(test)]
mod tests;

pub(crate) use attributes::{GROUP_ATTRIBUTES, OWN_ID, attribute_names, values_of};
pub use flow::Plain;
pub use profile::Client;
pub use settings::{
    AbsentLists, ActiveValue, ConfigReading, Deprovisioning, GroupLookup, GroupRename, JsonStyle,
    KeyOrder, Mails, MemberForm, MemberOperations, MemberRemoval, MembersOnCreate, PatchForm,
    Phones, Probe, RetriedOn, SchemaNames, Settings, UserLookup, Write,
};
