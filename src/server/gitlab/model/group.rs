//! Groups, their members and projects.

use super::account::AccountId;
use crate::server::gitlab::switch::Role;
use crate::transcript::Secret;

/// Number of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::server::gitlab) struct GroupId(pub(in crate::server::gitlab) u64);

/// Somebody in a group or a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server::gitlab) struct Member {
    /// Number of the membership.
    pub(in crate::server::gitlab) id: u64,
    pub(in crate::server::gitlab) account: AccountId,
    pub(in crate::server::gitlab) role: Role,
}

/// A project, by the last part of its path.
#[derive(Debug, Clone)]
pub(in crate::server::gitlab) struct Project {
    pub(in crate::server::gitlab) path: String,
    pub(in crate::server::gitlab) members: Vec<Member>,
}

/// A group.
#[derive(Debug, Clone)]
pub(in crate::server::gitlab) struct Group {
    pub(in crate::server::gitlab) id: GroupId,
    /// The full path.
    pub(in crate::server::gitlab) path: String,
    pub(in crate::server::gitlab) parent: Option<GroupId>,
    /// Whether it has a SAML provider, which only top-level groups have.
    pub(in crate::server::gitlab) has_saml: bool,
    pub(in crate::server::gitlab) members: Vec<Member>,
    pub(in crate::server::gitlab) projects: Vec<Project>,
    /// Its SCIM token; `None` until one is generated.
    pub(in crate::server::gitlab) token: Option<Secret>,
}

impl Group {
    /// The last part of the path, which is also its name here.
    pub(in crate::server::gitlab) fn name(&self) -> &str {
        self.path
            .rsplit_once('/')
            .map_or(self.path.as_str(), |(_, name)| name)
    }

    pub(in crate::server::gitlab) fn member(&self, account: AccountId) -> Option<&Member> {
        self.members.iter().find(|member| member.account == account)
    }

    /// Whether an account is its only owner.
    pub(in crate::server::gitlab) fn is_last_owner(&self, account: AccountId) -> bool {
        let mut owners = self
            .members
            .iter()
            .filter(|member| member.role == Role::Owner);
        owners.next().is_some_and(|owner| owner.account == account) && owners.next().is_none()
    }
}
