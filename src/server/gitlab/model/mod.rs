//! The model of one GitLab host.

mod account;
mod group;
mod identity;
mod membership;
mod record;
mod ring;
mod scim_group;
#[cfg(test)]
mod tests;
mod username;
mod world;

pub(super) use account::{Account, AccountId, AccountState, Email, domain, is_email};
pub(super) use group::GroupId;
pub(super) use identity::{Identities, Identity, Taken};
pub(super) use record::{AuditEvent, Mail};
pub(super) use ring::Ring;
pub(super) use scim_group::SamlGroupLink;
pub(super) use username::sanitized;
pub(super) use world::{NewAccount, World};
