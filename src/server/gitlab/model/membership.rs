//! Who may be a member, and what comes and goes with a membership.

use serde_json::{Map, Value, json};

use super::account::{AccountId, domain};
use super::group::{GroupId, Member};
use super::record::{AuditEvent, SYSTEM};
use super::world::World;
use crate::server::gitlab::switch::{OnRemove, OverLimit, Role, UnlinkedMemberText};

/// Where the newest message says to read on.
const SEE_DOCUMENTATION: &str = " For information on how to resolve this error, see the <a \
    href=\"/help/user/group/saml_sso/troubleshooting_scim\" target=\"_blank\" \
    rel=\"noopener noreferrer\">troubleshooting SCIM documentation</a>.";

/// An e-mail domain that the group does not allow.
const DOMAIN_NOT_ALLOWED: &str =
    "The member's email address is not allowed for this group. Check with your administrator.";

impl UnlinkedMemberText {
    /// What is said of an account without a SAML identity; `None` where that does not matter.
    pub(in crate::server::gitlab) fn text(self) -> Option<String> {
        let member = "The member's email address is not linked to a SAML account";
        let inactive = " or has an inactive SCIM identity.";
        match self {
            Self::User => Some("User is not linked to a SAML account".to_owned()),
            Self::Member => Some(member.to_owned()),
            Self::MemberOrInactive => Some(format!("{member}{inactive}")),
            Self::MemberOrInactiveDoc => Some(format!("{member}{inactive}{SEE_DOCUMENTATION}")),
            Self::None => None,
        }
    }
}

impl World {
    /// What stands against an account becoming a member of a group: the messages of the
    /// validations, in their order. Restrictions are those of the group that SCIM is for; groups
    /// elsewhere have none.
    pub(in crate::server::gitlab) fn member_refusals(
        &mut self,
        group: GroupId,
        account: AccountId,
    ) -> Vec<String> {
        let mut messages = Vec::new();
        if !self.is_within(group, self.main_group()) {
            return messages;
        }
        let top = self.top_of(group);
        let saml = self.saml_identities.of(Some(top), account).is_some();
        let scim = self.scim_identities.of(Some(top), account);
        let is_inactive = self.switches.inactive_blocks_membership
            && scim.is_some_and(|identity| !identity.is_active);
        let has_identity = saml || scim.is_some();
        if self.switches.sso_enforced
            && (!saml || is_inactive)
            && let Some(text) = self.switches.unlinked_member_text.text()
        {
            messages.push(text);
            if is_inactive && self.switches.scim_audit_events {
                let message = "User cannot be added to group due to inactive SCIM identity";
                self.note_group(
                    "inactive_scim_user_cannot_be_added",
                    message,
                    group,
                    account,
                );
            }
        }
        let email = self.account(account).and_then(|one| one.emails.first());
        let (address, is_confirmed) = email.map_or((String::new(), false), |email| {
            (email.address.clone(), email.is_confirmed)
        });
        let is_restricted = !self.switches.allowed_email_domains.is_empty();
        if let Some(refusal) = self.domain_refusal(&address) {
            messages.push(refusal);
        } else if is_restricted && !is_confirmed && !has_identity {
            messages.push(format!("User email '{address}' is not verified."));
        }
        if self.switches.over_limit == OverLimit::Refuse
            && let Some(limit) = self.limit_reached(group)
        {
            let name = self.group(group).map_or("", |group| group.name());
            messages.push(format!(
                "User cannot be added since you've reached your {limit} member limit for {name}"
            ));
        }
        messages
    }

    /// What is said of an address whose domain the group does not allow.
    pub(in crate::server::gitlab) fn domain_refusal(&self, address: &str) -> Option<String> {
        let allowed = &self.switches.allowed_email_domains;
        let mut fitting = allowed
            .iter()
            .filter(|allowed| allowed.eq_ignore_ascii_case(domain(address)));
        let is_allowed = allowed.is_empty() || fitting.next().is_some();
        (!is_allowed).then(|| DOMAIN_NOT_ALLOWED.to_owned())
    }

    /// The limit of members, when a group has no room for another one.
    fn limit_reached(&self, group: GroupId) -> Option<usize> {
        let limit = self.switches.member_limit?;
        let members = self.group(group)?.members.len();
        (members >= limit).then_some(limit)
    }

    /// The role that a new member gets.
    pub(in crate::server::gitlab) fn new_role(&self, group: GroupId) -> Role {
        if self.switches.over_limit == OverLimit::MinimalAccess
            && self.limit_reached(group).is_some()
        {
            return Role::MinimalAccess;
        }
        self.switches.default_role
    }

    pub(in crate::server::gitlab) fn is_member(&self, group: GroupId, account: AccountId) -> bool {
        self.group(group)
            .is_some_and(|group| group.member(account).is_some())
    }

    /// Whether an account is a direct member of a project in a group or below it.
    pub(in crate::server::gitlab) fn is_project_member(
        &self,
        group: GroupId,
        account: AccountId,
    ) -> bool {
        let groups = self
            .groups
            .iter()
            .filter(|one| self.is_within(one.id, group));
        let mut members = groups
            .flat_map(|one| &one.projects)
            .flat_map(|project| &project.members);
        members.any(|member| member.account == account)
    }

    /// Makes an account a member, or gives the member another role.
    pub(in crate::server::gitlab) fn insert_member(
        &mut self,
        group: GroupId,
        account: AccountId,
        role: Role,
    ) {
        let id = self.next_id();
        if let Some(group) = self.group_mut(group) {
            let mut members = group.members.iter_mut();
            match members.find(|member| member.account == account) {
                Some(member) => member.role = role,
                None => group.members.push(Member { id, account, role }),
            }
        }
    }

    /// Makes an account a member of a project of a group, which is made if need be.
    pub(in crate::server::gitlab) fn insert_project_member(
        &mut self,
        group: GroupId,
        project: &str,
        account: AccountId,
        role: Role,
    ) {
        self.add_project(group, project);
        let id = self.next_id();
        let found = self.group_mut(group).into_iter();
        let mut projects = found.flat_map(|group| &mut group.projects);
        if let Some(project) = projects.find(|one| one.path == project) {
            project.members.retain(|member| member.account != account);
            project.members.push(Member { id, account, role });
        }
    }

    /// Ends a membership because SCIM says so, and those of everything below the group.
    pub(in crate::server::gitlab) fn remove_member(&mut self, group: GroupId, account: AccountId) {
        self.end_membership(group, account, None);
    }

    /// Ends a membership, and those of everything below the group. `by` is who does it, by name;
    /// `None` is SCIM.
    pub(in crate::server::gitlab) fn end_membership(
        &mut self,
        group: GroupId,
        account: AccountId,
        by: Option<&str>,
    ) {
        let found = self.group(group).and_then(|one| one.member(account));
        if let Some(member) = found.cloned() {
            let is_system = by.is_none() && self.switches.scim_audit_events;
            let name = self.account(account).map(|one| one.name.clone());
            let mut details = json!({
                "remove": "user_access",
                "as": member.role.title(),
                "member_id": member.id,
            });
            if is_system {
                details["system_event"] = true.into();
                details["reason"] = "SCIM".into();
            }
            let mut event = self.event("member_destroyed", "Membership destroyed", group, account);
            // Before SCIM had events of its own, it was the removed user who left.
            if !is_system {
                event.author = by.map(str::to_owned).or(name).unwrap_or_default();
            }
            if let Value::Object(details) = details {
                event.details = details;
            }
            self.note(event);
            // Until 16.4 cleaning up after a membership of the top-level group, whoever ended it, deleted the SAML
            // identity too (merge request 120049).
            if self.switches.on_remove == OnRemove::InactiveUnlinkSaml {
                self.saml_identities.remove(Some(group), account);
            }
        }
        let below: Vec<GroupId> = self.groups.iter().map(|one| one.id).collect();
        for id in below {
            if !self.is_within(id, group) {
                continue;
            }
            if let Some(group) = self.group_mut(id) {
                group.members.retain(|member| member.account != account);
                for project in &mut group.projects {
                    project.members.retain(|member| member.account != account);
                }
            }
        }
    }

    /// The top-level group above a group, which has the identities.
    pub(in crate::server::gitlab) fn top_of(&self, group: GroupId) -> GroupId {
        let mut top = group;
        while let Some(parent) = self.group(top).and_then(|group| group.parent) {
            top = parent;
        }
        top
    }

    /// Writes an audit event about an account and a group.
    pub(in crate::server::gitlab) fn note_group(
        &mut self,
        name: &'static str,
        message: &str,
        group: GroupId,
        account: AccountId,
    ) {
        let event = self.event(name, message, group, account);
        self.note(event);
    }

    /// An audit event about an account and a group, to be written.
    pub(in crate::server::gitlab) fn event(
        &self,
        name: &'static str,
        message: &str,
        group: GroupId,
        account: AccountId,
    ) -> AuditEvent {
        AuditEvent {
            time: self.now(),
            name,
            message: message.to_owned(),
            author: SYSTEM.to_owned(),
            scope: self
                .group(group)
                .map_or_else(String::new, |group| group.path.clone()),
            target: self
                .account(account)
                .map_or_else(String::new, |account| account.username.clone()),
            details: Map::new(),
        }
    }
}
