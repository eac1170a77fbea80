//! Accounts and their memberships.

use serde_json::Value;

use super::views::shown;
use crate::server::gitlab::act::{Act, Arguments, Refusal};
use crate::server::gitlab::model::{Email, NewAccount, World, is_email, sanitized};

pub(super) const ACTS: &[Act] = &[
    Act {
        name: "add-account",
        what: "somebody registers: the primary `email`, further `emails`, `username` and `name`",
        takes: &["email", "emails", "username", "name"],
        run: add_account,
    },
    Act {
        name: "change-primary-email",
        what: "a user makes another address the primary one, which is confirmed",
        takes: &["account", "email"],
        run: change_primary_email,
    },
    Act {
        name: "add-member",
        what: "an owner adds an account to a group or, with `project`, to a project of it",
        takes: &["account", "group", "role", "project"],
        run: add_member,
    },
    Act {
        name: "remove-member",
        what: "an owner removes an account from a group and all below it",
        takes: &["account", "group"],
        run: remove_member,
    },
];

fn add_account(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let email = with.required("email")?;
    let others = with.texts("emails")?;
    for address in std::iter::once(&email).chain(&others) {
        if !is_email(address) {
            return Err(Refusal::new(format!("`{address}` is no e-mail address")));
        }
        if world.account_by_email(address).is_some() {
            return Err(Refusal::new("Email has already been taken"));
        }
    }
    let username = match with.text("username")? {
        Some(username) if world.is_username_taken(&username) => {
            return Err(Refusal::new("Username has already been taken"));
        }
        Some(username) if username.is_empty() => {
            return Err(Refusal::new("Username can't be blank"));
        }
        Some(username) if sanitized(&username) != username => {
            return Err(Refusal::hinted(
                format!("`{username}` is no username"),
                "letters, digits and single `_ - .` between them",
            ));
        }
        Some(username) => username,
        None => world.free_username(&email),
    };
    let name = with.text("name")?.unwrap_or_else(|| username.clone());
    let id = world.insert_account(NewAccount {
        username,
        name,
        email,
        is_confirmed: true,
        provisioned_by: None,
        has_automatic_password: false,
    });
    if let Some(account) = world.account_mut(id) {
        account
            .emails
            .extend(others.into_iter().map(|address| Email {
                address,
                is_confirmed: true,
            }));
    }
    Ok(shown(world, id))
}

fn change_primary_email(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let id = with.account(world, "account")?;
    let email = with.required("email")?;
    if !is_email(&email) {
        return Err(Refusal::new(format!("`{email}` is no e-mail address")));
    }
    match world.account_by_email(&email) {
        Some(other) if other.id != id => Err(Refusal::new("Email has already been taken")),
        _ => {
            world.change_primary_email(id, &email, true);
            Ok(shown(world, id))
        }
    }
}

fn add_member(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let account = with.account(world, "account")?;
    let group = with.group(world)?;
    let role = with.role()?.unwrap_or_else(|| world.new_role(group));
    if let Some(project) = with.text("project")? {
        world.insert_project_member(group, &project, account, role);
        return Ok(shown(world, account));
    }
    if !world.is_member(group, account) {
        let messages = world.member_refusals(group, account);
        if !messages.is_empty() {
            return Err(Refusal::new(messages.join(", ")));
        }
    }
    world.insert_member(group, account, role);
    Ok(shown(world, account))
}

fn remove_member(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let account = with.account(world, "account")?;
    let group = with.group(world)?;
    let Some(found) = world.group(group) else {
        return Err(Refusal::new("there is no such group"));
    };
    if found.member(account).is_none() {
        return Err(Refusal::new("User is not a group member."));
    }
    if found.is_last_owner(account) {
        return Err(Refusal::new("Cannot remove last group owner."));
    }
    world.end_membership(group, account, Some("Group Owner"));
    Ok(shown(world, account))
}
