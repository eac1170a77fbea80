//! Who gets into a group by its identity provider.
//!
//! Sources: GitLab documentation, "SAML SSO for GitLab.com groups" and "Troubleshooting SAML"; issues 422582 and
//! 34880; where those are silent, the public source of group SAML.

use super::consume::{Claim, Decision, Entered, let_in};
use crate::server::gitlab::model::{AccountId, GroupId, NewAccount, Taken, World, domain};
use crate::server::gitlab::switch::{RelinkOtherNameId, TakenEmailText, UnlinkedMemberText};

/// What somebody is told who connected their account.
const CONNECTED: &str = "Your organization's SSO has been connected to your GitLab account";

/// What somebody is told whose e-mail is that of an account.
const SIGN_IN_TO_CONNECT: &str = "There is already a GitLab account associated with this email address. Sign in with \
                                  your existing credentials to connect your organization's account";

const UNASKED: &str = "Request to link SAML account must be authorized";

const OTHER_EMAIL: &str =
    "SAML Name ID and email address do not match your user account. Contact an administrator.";

/// Decides about somebody who comes with a proof.
pub(super) fn decide(world: &mut World, group: GroupId, claim: &Claim<'_>) -> Decision {
    match claim.visitor {
        Some(account) => visiting(world, group, account, claim),
        None => arriving(world, group, claim),
    }
}

/// Nobody is signed in.
fn arriving(world: &mut World, group: GroupId, claim: &Claim<'_>) -> Decision {
    if let Some(account) = world.saml_identities.exactly(Some(group), claim.name_id) {
        return enter(world, group, account);
    }
    let owner = world.account_by_email(claim.email);
    let Some((account, provisioned_by)) = owner.map(|one| (one.id, one.provisioned_by)) else {
        return sign_up(world, group, claim);
    };
    if world.switches.relink_enterprise && provisioned_by == Some(group) {
        let_in(world, account)?;
        return repoint(world, group, account, claim);
    }
    let switches = &world.switches;
    if switches.sso_enforced
        && switches.unlinked_member_text == UnlinkedMemberText::User
        && let Some(text) = switches.unlinked_member_text.text()
    {
        return Err(text);
    }
    Err(match switches.taken_email_text {
        TakenEmailText::EmailTaken => failed("Email has already been taken"),
        TakenEmailText::Connect => SIGN_IN_TO_CONNECT.to_owned(),
    })
}

/// Somebody is signed in, and comes to connect the account or comes again.
fn visiting(world: &mut World, group: GroupId, account: AccountId, claim: &Claim<'_>) -> Decision {
    let own = world.saml_identities.of(Some(group), account);
    let Some(own) = own.map(|own| own.extern_uid.clone()) else {
        if !claim.is_answer {
            return Err(UNASKED.to_owned());
        }
        linked(world, group, account, claim.name_id)?;
        return Ok(Entered {
            account,
            notice: CONNECTED.to_owned(),
        });
    };
    if own == claim.name_id {
        return enter(world, group, account);
    }
    if own.to_lowercase() == claim.name_id.to_lowercase() {
        let (uid, user) = (Taken::ExternUid.message(), Taken::User.message());
        return Err(failed(&format!("{uid} and {user}")));
    }
    if world.switches.relink_other_nameid == RelinkOtherNameId::Refuse {
        return Err(failed(Taken::User.message()));
    }
    let is_own_email = world.account(account).is_some_and(|one| {
        let mut confirmed = one.emails.iter().filter(|email| email.is_confirmed);
        confirmed.any(|email| email.address.eq_ignore_ascii_case(claim.email))
    });
    if !is_own_email {
        return Err(OTHER_EMAIL.to_owned());
    }
    repoint(world, group, account, claim)
}

/// Lets an account in and makes it a member, unless something stands against that.
fn enter(world: &mut World, group: GroupId, account: AccountId) -> Decision {
    let_in(world, account)?;
    join(world, group, account);
    let message = "Signed in with GROUP_SAML authentication";
    world.note_group("authenticated_with_group_saml", message, group, account);
    let name = world.group(group).map_or("", |group| group.name());
    Ok(Entered {
        account,
        notice: format!("Signed in with SAML for {name}"),
    })
}

/// Makes an account a member with the default role, unless something stands against that.
fn join(world: &mut World, group: GroupId, account: AccountId) {
    if world.is_member(group, account) || !world.member_refusals(group, account).is_empty() {
        return;
    }
    let role = world.new_role(group);
    world.insert_member(group, account, role);
    let name = world.account(account).map_or("", |account| &account.name);
    let place = world.group(group).map_or("", |group| group.name());
    let text = format!("User {name} added to group {place} through SAML authentication");
    let message = "Added as SAML group member";
    let mut event = world.event("group_saml_member_added", message, group, account);
    event
        .details
        .insert("custom_message".to_owned(), text.into());
    world.note(event);
}

/// Links an account that has no SAML identity yet, as its user does by way of single sign-on.
pub(in crate::server::gitlab) fn linked(
    world: &mut World,
    group: GroupId,
    account: AccountId,
    name_id: &str,
) -> Result<(), String> {
    let added = world.saml_identities.add(Some(group), account, name_id);
    added.map_err(|taken| refused(world, group, taken))?;
    join(world, group, account);
    Ok(())
}

/// Gives the identity of an account another name.
fn repoint(world: &mut World, group: GroupId, account: AccountId, claim: &Claim<'_>) -> Decision {
    let own = world.saml_identities.of(Some(group), account);
    let old = own.map(|own| own.extern_uid.clone());
    let done = match &old {
        Some(_) => world
            .saml_identities
            .rename(Some(group), account, claim.name_id),
        None => world
            .saml_identities
            .add(Some(group), account, claim.name_id),
    };
    if let Some(old) = old {
        let begin = if done.is_ok() {
            "Updated"
        } else {
            "Failed to update"
        };
        let message = format!("{begin} extern_uid from {old} to {}", claim.name_id);
        world.note_group(
            "update_mismatched_group_saml_extern_uid",
            &message,
            group,
            account,
        );
    }
    done.map_err(|taken| refused(world, group, taken))?;
    enter(world, group, account)
}

/// Makes an account for somebody who has none.
fn sign_up(world: &mut World, group: GroupId, claim: &Claim<'_>) -> Decision {
    if world
        .saml_identities
        .named(Some(group), claim.name_id)
        .is_some()
    {
        return Err(refused(world, group, Taken::ExternUid));
    }
    let is_confirmed = world.is_verified_domain(domain(claim.email));
    let account = world.insert_account(NewAccount {
        username: world.free_username(claim.username.unwrap_or(claim.email)),
        name: claim.name.unwrap_or(claim.email).to_owned(),
        email: claim.email.to_owned(),
        is_confirmed,
        provisioned_by: Some(group),
        has_automatic_password: true,
    });
    let added = world
        .saml_identities
        .add(Some(group), account, claim.name_id);
    added.map_err(|taken| refused(world, group, taken))?;
    enter(world, group, account)
}

/// How it is said that an identity cannot be: a name that somebody else has is told with the name of the group.
fn refused(world: &World, group: GroupId, taken: Taken) -> String {
    let failed = failed(taken.message());
    match taken {
        Taken::ExternUid => {
            let name = world.group(group).map_or("", |group| group.name());
            format!("{name} {failed}.")
        }
        Taken::User | Taken::Blank => failed,
    }
}

fn failed(message: &str) -> String {
    format!("SAML authentication failed: {message}")
}
