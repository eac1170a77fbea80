//! SAML group links, and the SCIM groups that are attached to them.

use super::account::AccountId;
use super::group::GroupId;
use crate::server::gitlab::switch::Role;

/// A group of the identity provider that is linked to a group here.
#[derive(Debug, Clone)]
pub(in crate::server::gitlab) struct SamlGroupLink {
    /// Name of the group at the identity provider.
    pub(in crate::server::gitlab) name: String,
    pub(in crate::server::gitlab) group: GroupId,
    pub(in crate::server::gitlab) role: Role,
    /// Id of the SCIM group, once one is attached.
    pub(in crate::server::gitlab) scim_group: Option<String>,
    /// Members of the SCIM group.
    pub(in crate::server::gitlab) members: Vec<AccountId>,
}
