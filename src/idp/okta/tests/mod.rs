//! What Okta puts on the wire, byte by byte, and how it takes each answer. The table in
//! `docs/wire/okta.md` says which public source each test holds it against.

mod connect;
mod create;
mod deprovision;
mod gitlab;
mod group_assignment;
mod group_patch;
mod group_put;
mod group_reactions;
mod import;
mod lookup;
mod passwords;
mod profile_patch;
mod reactions;
mod roles;
mod support;
mod tasks;
mod throttling;
mod update;
