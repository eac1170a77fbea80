//! `PATCH /Users/:id`: what is decided in which order.

use std::net::IpAddr;

use serde_json::Value;

use super::create::invite;
use super::parameters::Parameters;
use super::patch::Changes;
use super::problem::Problem;
use super::remove::{Unremoved, remove};
use super::ruby::inspected;
use super::service::Scope;
use crate::server::gitlab::log;
use crate::server::gitlab::model::{
    Account, AccountState, Identities, Identity, World, domain, is_email, sanitized,
};
use crate::server::gitlab::switch::{AttributeUpdate, ExternUidUpdates, IdentityStore, PatchOps};

/// Changes a user. Success says nothing of whether anything was changed.
pub(super) fn update(
    world: &mut World,
    scope: Scope,
    identity: &Identity,
    parameters: &Parameters,
    client: Option<IpAddr>,
) -> Result<(), Problem> {
    let read = Changes::read(&parameters.0, &world.switches);
    let is_first = world.switches.patch_ops == PatchOps::Exact;
    let changes = match read {
        None if is_first => {
            return Err(Problem::Message(
                500,
                "500 Internal Server Error".to_owned(),
            ));
        }
        read => read.unwrap_or_default(),
    };
    if changes.deactivates {
        return match remove(world, scope, identity, client) {
            Ok(()) => Ok(()),
            Err(Unremoved::Forbidden) => Err(Problem::forbidden()),
            Err(Unremoved::Refused(_)) => Err(not_updated(world, identity, parameters)),
        };
    }
    if !identity.is_active && world.switches.reprovision_by_patch {
        reprovision(world, scope, identity);
        return Ok(());
    }
    let applies = world.switches.attribute_update == AttributeUpdate::Apply;
    if applies {
        check_attributes(world, identity, &changes).map_err(|problem| {
            problem.unwrap_or_else(|| not_updated(world, identity, parameters))
        })?;
    }
    if let Some(uid) = &changes.extern_uid
        && !rename(world, scope, identity, uid)
    {
        return Err(not_updated(world, identity, parameters));
    }
    if applies {
        apply_attributes(world, identity, &changes);
    }
    Ok(())
}

/// The error of an update, which has no reason in it.
fn not_updated(world: &mut World, identity: &Identity, parameters: &Parameters) -> Problem {
    let account = world.account(identity.account);
    let name = account.map_or("", |account| account.name.as_str());
    let detail = format!("Error updating {name} with {}", inspected(&parameters.0));
    log::failed(world, &detail, &Value::from(identity.extern_uid.as_str()));
    Problem::generic(&world.switches, detail)
}

/// Brings a user back who was removed. Whether membership comes of it is not looked at.
fn reprovision(world: &mut World, scope: Scope, identity: &Identity) {
    let account = identity.account;
    world
        .scim_store_mut(scope.0)
        .set_active(scope.0, account, true);
    if let Some(account) = world.account_mut(account)
        && account.state == AccountState::Blocked
    {
        account.state = AccountState::Active;
    }
    if let Some(group) = scope.0
        && !world.is_member(group, account)
        && world.member_refusals(group, account).is_empty()
    {
        invite(world, group, account);
    }
}

/// Changes what the identity provider calls a user, in the identities that the version changes;
/// nothing when somebody else is called so.
fn rename(world: &mut World, scope: Scope, identity: &Identity, uid: &str) -> bool {
    let account = identity.account;
    let is_saml_store =
        world.switches.identity_store == IdentityStore::SamlOnly && scope.0.is_some();
    let which = if is_saml_store {
        ExternUidUpdates::Saml
    } else {
        world.switches.patch_extern_uid_updates
    };
    let saml = which != ExternUidUpdates::Scim;
    let scim = which != ExternUidUpdates::Saml;
    let has_saml = world.saml_identities.of(scope.0, account).is_some();
    let can = |identities: &Identities| identities.can_rename(scope.0, account, uid).is_ok();
    if saml && has_saml && !can(&world.saml_identities) || scim && !can(&world.scim_identities) {
        return false;
    }
    let done = [
        (saml && has_saml).then(|| world.saml_identities.rename(scope.0, account, uid)),
        scim.then(|| world.scim_identities.rename(scope.0, account, uid)),
    ];
    done.iter().flatten().all(Result::is_ok)
}

/// Whether attributes can be what they are to be; the problem is `None` where there is only the
/// general one.
fn check_attributes(
    world: &World,
    identity: &Identity,
    changes: &Changes,
) -> Result<(), Option<Problem>> {
    let is_other =
        |found: Option<&Account>| found.is_some_and(|account| account.id != identity.account);
    if let Some(email) = &changes.email {
        if is_other(world.account_by_email(email)) {
            let detail = "Email has already been taken".to_owned();
            return Err(Some(Problem::Scim(409, detail)));
        }
        if !is_email(email) {
            return Err(None);
        }
    }
    if changes
        .name
        .as_deref()
        .is_some_and(|name| name.trim().is_empty())
    {
        return Err(None);
    }
    if let Some(username) = &changes.username {
        let clean = sanitized(username);
        let own = world.account(identity.account);
        let is_own = own.is_some_and(|account| account.username.eq_ignore_ascii_case(&clean));
        if clean.is_empty() || !is_own && world.is_username_taken(&clean) {
            return Err(None);
        }
    }
    Ok(())
}

fn apply_attributes(world: &mut World, identity: &Identity, changes: &Changes) {
    if let Some(account) = world.account_mut(identity.account) {
        if let Some(name) = &changes.name {
            name.trim().clone_into(&mut account.name);
        }
        if let Some(username) = &changes.username {
            account.username = sanitized(username);
        }
    }
    let Some(email) = &changes.email else {
        return;
    };
    let account = world.account(identity.account);
    let is_new = account.is_some_and(|account| !account.has_email(email));
    let is_confirmed = world.is_verified_domain(domain(email));
    world.replace_primary_email(identity.account, email, is_confirmed);
    if is_new && !is_confirmed {
        let subject = "Confirmation instructions".to_owned();
        world.send_mail(email, "email_confirmation", subject);
    }
}
