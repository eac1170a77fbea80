//! Who gets into an instance by its identity provider (GitLab documentation, "SAML SSO for self-managed").

use super::consume::{Claim, Decision, Entered, let_in};
use crate::server::gitlab::model::{AccountId, NewAccount, Taken, World};

/// How the sign-in page calls the identity provider.
const LABEL: &str = "SAML";

/// Decides about somebody who comes with a proof.
pub(super) fn decide(world: &mut World, claim: &Claim<'_>) -> Decision {
    let known = world.saml_identities.exactly(None, claim.name_id);
    if let Some(visitor) = claim.visitor
        && known != Some(visitor)
    {
        return connect(world, visitor, claim);
    }
    if let Some(account) = known {
        return enter(world, account);
    }
    let owner = world
        .account_by_email(claim.email)
        .map(|account| account.id);
    match owner {
        Some(account) if world.switches.saml_auto_link => {
            let_in(world, account)?;
            link(world, account, claim)?;
            enter(world, account)
        }
        _ if !world.switches.saml_sign_up => Err(format!(
            "Signing in using your {LABEL} account without a pre-existing GitLab account is not allowed."
        )),
        Some(_) => Err("Email has already been taken".to_owned()),
        None => {
            let state = world.new_state();
            let account = world.insert_account(NewAccount {
                username: world.free_username(claim.username.unwrap_or(claim.email)),
                name: claim.name.unwrap_or(claim.email).to_owned(),
                email: claim.email.to_owned(),
                is_confirmed: true,
                provisioned_by: None,
                has_automatic_password: true,
            });
            if let Some(account) = world.account_mut(account) {
                account.state = state;
            }
            link(world, account, claim)?;
            enter(world, account)
        }
    }
}

fn enter(world: &World, account: AccountId) -> Decision {
    let_in(world, account)?;
    Ok(Entered {
        account,
        notice: String::new(),
    })
}

/// Somebody who is signed in connects the account.
fn connect(world: &mut World, visitor: AccountId, claim: &Claim<'_>) -> Decision {
    if !claim.is_answer {
        return Err("Request to link SAML account must be authorized".to_owned());
    }
    link(world, visitor, claim)?;
    let notice = "Authentication method updated".to_owned();
    Ok(Entered {
        account: visitor,
        notice,
    })
}

/// Gives an account the identity. One that it has for another name is not changed: an administrator does that.
fn link(world: &mut World, account: AccountId, claim: &Claim<'_>) -> Result<(), String> {
    let added = world.saml_identities.add(None, account, claim.name_id);
    added.map_err(|taken: Taken| format!("SAML authentication failed: {}", taken.message()))
}
