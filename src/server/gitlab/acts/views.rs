//! What an owner or an administrator sees.

use serde_json::{Value, json};

use crate::server::gitlab::act::{Act, Arguments, Refusal};
use crate::server::gitlab::model::{AccountId, AuditEvent, Identity, Mail, World};

pub(super) const ACTS: &[Act] = &[
    Act {
        name: "members",
        what: "the members of a group with their roles, and who carries the Enterprise badge",
        takes: &["group"],
        run: members,
    },
    Act {
        name: "identities",
        what: "the SAML and SCIM identities: of all, or of one account",
        takes: &["account"],
        run: identities,
    },
    Act {
        name: "account",
        what: "one account with its e-mails, state, memberships and identities",
        takes: &["account"],
        run: account,
    },
    Act {
        name: "accounts",
        what: "the accounts that came after the owner of the group, or who of them has an `email`",
        takes: &["email"],
        run: accounts,
    },
    Act {
        name: "outbox",
        what: "the mails that went out",
        takes: &["to"],
        run: outbox,
    },
    Act {
        name: "audit",
        what: "the audit events",
        takes: &["name"],
        run: audit,
    },
];

fn members(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let group = with.group(world)?;
    let found = world.group(group).into_iter();
    let members: Vec<Value> = found
        .flat_map(|group| &group.members)
        .filter_map(|member| {
            let account = world.account(member.account)?;
            Some(json!({
                "id": account.id.0,
                "username": account.username,
                "name": account.name,
                "email": account.primary_email(),
                "role": member.role.name(),
                "enterprise": world.is_enterprise(account),
            }))
        })
        .collect();
    Ok(json!({ "members": members }))
}

fn identity(world: &World, identity: &Identity, is_scim: bool) -> Value {
    let account = world.account(identity.account);
    let mut shown = json!({
        "username": account.map(|account| account.username.as_str()),
        "user_id": identity.account.0,
        "extern_uid": identity.extern_uid,
        "group": identity.group.and_then(|id| world.group(id)).map(|group| group.path.as_str()),
    });
    if is_scim {
        shown["active"] = identity.is_active.into();
    }
    shown
}

fn identities_of(world: &World, account: Option<AccountId>) -> Value {
    let of = |one: &&Identity| account.is_none_or(|account| one.account == account);
    let saml = world.saml_identities.iter().filter(of);
    let scim = world.scim_identities.iter().filter(of);
    json!({
        "saml": saml.map(|one| identity(world, one, false)).collect::<Vec<_>>(),
        "scim": scim.map(|one| identity(world, one, true)).collect::<Vec<_>>(),
    })
}

fn identities(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let account = if with.given.contains_key("account") {
        Some(with.account(world, "account")?)
    } else {
        None
    };
    Ok(identities_of(world, account))
}

fn account(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let id = with.account(world, "account")?;
    Ok(shown(world, id))
}

fn accounts(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let email = with.text("email")?;
    let all = world.accounts.iter().skip(1);
    let all = all.filter(|one| email.as_deref().is_none_or(|email| one.has_email(email)));
    let all: Vec<Value> = all.map(|account| shown(world, account.id)).collect();
    Ok(json!({ "count": all.len(), "accounts": all }))
}

/// An account with all that hangs on it.
pub(super) fn shown(world: &World, id: AccountId) -> Value {
    let Some(account) = world.account(id) else {
        return Value::Null;
    };
    let emails = account
        .emails
        .iter()
        .skip(1)
        .map(|one| one.address.as_str());
    let groups = world.groups.iter().flat_map(|group| {
        let own = group
            .member(id)
            .map(|member| json!({ "path": group.path, "role": member.role.name() }));
        let projects = group.projects.iter().filter_map(move |project| {
            let member = project.members.iter().find(|member| member.account == id)?;
            let path = format!("{}/{}", group.path, project.path);
            Some(json!({ "path": path, "role": member.role.name() }))
        });
        own.into_iter().chain(projects)
    });
    json!({
        "id": id.0,
        "username": account.username,
        "name": account.name,
        "email": account.primary_email(),
        "confirmed": account.emails.first().is_some_and(|email| email.is_confirmed),
        "secondary_emails": emails.collect::<Vec<_>>(),
        "state": account.state.name(),
        "enterprise": world.is_enterprise(account),
        "password_automatically_set": account.has_automatic_password,
        "created_at": format!("{:.3}", account.created),
        "memberships": groups.collect::<Vec<_>>(),
        "identities": identities_of(world, Some(id)),
    })
}

fn outbox(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let to = with.text("to")?;
    let mails = world.outbox().iter();
    let mails = mails.filter(|mail| {
        to.as_deref()
            .is_none_or(|to| mail.to.eq_ignore_ascii_case(to))
    });
    let mails: Vec<Value> = mails.map(Mail::shown).collect();
    Ok(json!({ "count": mails.len(), "mails": mails }))
}

fn audit(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let name = with.text("name")?;
    let events = world.audit().iter();
    let events = events.filter(|event| name.as_deref().is_none_or(|name| event.name == name));
    let events: Vec<Value> = events.map(AuditEvent::shown).collect();
    Ok(json!({ "count": events.len(), "events": events }))
}
