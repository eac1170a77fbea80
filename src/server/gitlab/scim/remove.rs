//! What `active` false and DELETE do.

use std::net::IpAddr;

use super::service::Scope;
use crate::server::gitlab::model::{AccountState, GroupId, Identity, World};
use crate::server::gitlab::switch::{IdentityStore, OnRemove, Removed, Role};

/// Why a user stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unremoved {
    /// The address of the client is not allowed.
    Forbidden,
    /// For this reason.
    Refused(&'static str),
}

/// Ends a user's access. The account is never deleted.
pub(super) fn remove(
    world: &mut World,
    scope: Scope,
    identity: &Identity,
    client: Option<IpAddr>,
) -> Result<(), Unremoved> {
    let account = identity.account;
    if let Some(group) = scope.0 {
        leave(world, group, identity, client)?;
    }
    let has_flag = world.switches.identity_store == IdentityStore::ScimTable || scope.0.is_none();
    match world.switches.on_remove {
        OnRemove::Destroy => {
            world.scim_identities.remove(scope.0, account);
            world.saml_identities.remove(scope.0, account);
            return Ok(());
        }
        // Where the SAML identity goes, it goes with the membership.
        OnRemove::InactiveUnlinkSaml | OnRemove::InactiveKeepSaml => {}
        OnRemove::Block => {
            // Who waits for approval is blocked already, and must not get it by coming back.
            if let Some(account) = world.account_mut(account)
                && account.state == AccountState::Active
            {
                account.state = AccountState::Blocked;
            }
        }
    }
    if has_flag {
        world.scim_identities.set_active(scope.0, account, false);
    }
    Ok(())
}

/// Ends a membership, if there is one, and all below it.
fn leave(
    world: &mut World,
    group: GroupId,
    identity: &Identity,
    client: Option<IpAddr>,
) -> Result<(), Unremoved> {
    let account = identity.account;
    let found = world.group(group);
    if found.is_some_and(|group| group.is_last_owner(account)) {
        return Err(Unremoved::Refused("Cannot remove last group owner."));
    }
    let Some(role) = found
        .and_then(|one| one.member(account))
        .map(|one| one.role)
    else {
        return match world.switches.remove_non_member {
            Removed::Error => Err(Unremoved::Refused("User is not a group member.")),
            Removed::Ok => Ok(()),
        };
    };
    // Leaving a project is judged as if the removed user asked for it, from the address of the
    // identity provider; addresses do not matter to owners (issue 429607).
    if world.switches.ip_restriction_hits_disable
        && role != Role::Owner
        && world.is_project_member(group, account)
        && !world.allows_address(client)
    {
        world.note_group(
            "",
            "Attempting to access IP restricted group",
            group,
            account,
        );
        return Err(Unremoved::Forbidden);
    }
    world.remove_member(group, account);
    Ok(())
}
