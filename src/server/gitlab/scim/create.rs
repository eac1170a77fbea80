//! `POST /Users`: whom it makes, whom it links, whom it refuses.

use serde_json::{Map, Value};

use super::parameters::Parameters;
use super::problem::{Problem, sentence};
use super::ruby::inspected;
use super::service::Scope;
use crate::server::gitlab::log;
use crate::server::gitlab::model::{
    AccountId, GroupId, Identity, NewAccount, Taken, World, domain, is_email, sanitized,
};
use crate::server::gitlab::switch::{ExistingEmail, IdentityStore, RefusedAccount};

/// Messages of validations.
type Messages = Vec<String>;

/// Makes or links a user, and gives its identity.
pub(super) fn create(
    world: &mut World,
    scope: Scope,
    parameters: &Parameters,
) -> Result<Identity, Problem> {
    let done = Wanted::read(&parameters.0).and_then(|wanted| match scope.0 {
        Some(group) => in_group(world, group, &wanted),
        None => on_instance(world, &wanted),
    });
    let found = done.and_then(|account| {
        let found = world.scim_store(scope.0).of(scope.0, account);
        found
            .cloned()
            .ok_or_else(|| vec![Taken::Blank.message().to_owned()])
    });
    found.map_err(|messages| {
        let echo = inspected(&parameters.0);
        let detail = format!("Error saving user with {echo}: {}", sentence(&messages));
        let uid = parameters.0.get("externalId").cloned().unwrap_or_default();
        log::failed(world, &detail, &uid);
        let is_conflict = messages
            .iter()
            .any(|message| message.contains("has already been taken"));
        if is_conflict {
            Problem::Scim(409, detail)
        } else {
            Problem::generic(&world.switches, detail)
        }
    })
}

/// What a client asks for.
struct Wanted {
    extern_uid: String,
    email: String,
    username: String,
    name: String,
}

impl Wanted {
    /// Reads what GitLab reads of a user. Null is as good as nothing, and of `id` and `externalId`
    /// the later one wins.
    fn read(body: &Map<String, Value>) -> Result<Self, Messages> {
        let (mut extern_uid, mut username, mut name) = (None, None, None);
        for (key, value) in body {
            let slot = match key.as_str() {
                "id" | "externalId" => &mut extern_uid,
                "userName" => &mut username,
                "displayName" | "name.formatted" => &mut name,
                _ => continue,
            };
            if let Some(text) = text(value) {
                *slot = Some(text);
            }
        }
        // A name object beats `displayName`, even when nothing is in it.
        if let Some(Value::Object(parts)) = body.get("name") {
            name = Some(full_name(parts));
        }
        let email = body.get("emails").and_then(work_email);
        match (extern_uid, email, username) {
            (Some(extern_uid), Some(email), Some(username)) => Ok(Self {
                extern_uid,
                email,
                username,
                name: name.unwrap_or_default(),
            }),
            (extern_uid, email, username) => {
                let missing = [
                    (":extern_uid", extern_uid.is_none()),
                    (":email", email.is_none()),
                    (":username", username.is_none()),
                ];
                let missing = missing.iter().filter(|(_, is_missing)| *is_missing);
                let names: Vec<&str> = missing.map(|(name, _)| *name).collect();
                Err(vec![format!("Missing params: [{}]", names.join(", "))])
            }
        }
    }
}

/// A plain value as text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn full_name(parts: &Map<String, Value>) -> String {
    let part = |name: &str| {
        let part = parts.get(name).and_then(text);
        part.filter(|part| !part.trim().is_empty())
    };
    part("formatted").unwrap_or_else(|| {
        let both = [part("givenName"), part("familyName")];
        both.into_iter().flatten().collect::<Vec<_>>().join(" ")
    })
}

/// The first e-mail that is of type `work` or primary.
fn work_email(emails: &Value) -> Option<String> {
    let is_primary = |email: &Value| {
        let primary = email.get("primary").unwrap_or(&Value::Null);
        // Everything but these is true in Ruby.
        !matches!(primary, Value::Null | Value::Bool(false))
    };
    let mut fitting = emails
        .as_array()?
        .iter()
        .filter(|email| email.get("type").is_some_and(|kind| kind == "work") || is_primary(email));
    text(fitting.next()?.get("value")?)
}

fn in_group(world: &mut World, group: GroupId, wanted: &Wanted) -> Result<AccountId, Messages> {
    let scope = Some(group);
    let is_first_store = world.switches.identity_store == IdentityStore::SamlOnly
        && world.switches.existing_email == ExistingEmail::Reject;
    let known = world.scim_store(scope).named(scope, &wanted.extern_uid);
    if let Some(known) = known
        && !is_first_store
        && world.is_member(group, known.account)
    {
        return Ok(known.account);
    }
    match world.account_by_email(&wanted.email).map(|one| one.id) {
        Some(account) => link(world, group, account, wanted),
        None => provision(world, group, wanted),
    }
}

/// A create with the e-mail of an account.
fn link(
    world: &mut World,
    group: GroupId,
    account: AccountId,
    wanted: &Wanted,
) -> Result<AccountId, Messages> {
    let scope = Some(group);
    if world.switches.existing_email == ExistingEmail::Reject {
        let is_linked = world.switches.identity_store == IdentityStore::ScimTable
            && world.saml_identities.of(scope, account).is_some();
        if !is_linked {
            return Err(vec!["Email has already been taken".to_owned()]);
        }
    }
    if !world.is_member(group, account) {
        let refusals = world.member_refusals(group, account);
        if !refusals.is_empty() {
            if world.switches.refused_member_keeps_identity {
                // Whether that works makes no difference to the answer.
                let _ = identify(world, scope, account, wanted);
            }
            return Err(refusals);
        }
        invite(world, group, account);
    }
    identify(world, scope, account, wanted)?;
    Ok(account)
}

/// Gives an account its identity unless it has it already, active or not.
fn identify(
    world: &mut World,
    scope: Option<GroupId>,
    account: AccountId,
    wanted: &Wanted,
) -> Result<(), Messages> {
    let known = world.scim_store(scope).of(scope, account);
    if known.is_some_and(|known| known.is_called(&wanted.extern_uid)) {
        return Ok(());
    }
    world
        .scim_store_mut(scope)
        .add(scope, account, &wanted.extern_uid)
        .map_err(|taken| vec![taken.message().to_owned()])
}

/// Makes an account a member with the role that new members have, and writes to it.
pub(super) fn invite(world: &mut World, group: GroupId, account: AccountId) {
    let role = world.new_role(group);
    world.insert_member(group, account, role);
    let to = world
        .account(account)
        .map(|one| one.primary_email().to_owned());
    let name = world.group(group).map(|group| group.name().to_owned());
    let subject = format!(
        "Access to the {} group was granted",
        name.unwrap_or_default()
    );
    world.send_mail(&to.unwrap_or_default(), "group_invitation", subject);
}

/// A create of somebody new: account, identities, membership.
fn provision(world: &mut World, group: GroupId, wanted: &Wanted) -> Result<AccountId, Messages> {
    let scope = Some(group);
    let mut messages = invalid(wanted);
    for (identities, name) in [
        (&world.saml_identities, "Identities"),
        (&world.scim_identities, "Scim identities"),
    ] {
        if identities.named(scope, &wanted.extern_uid).is_some() {
            messages.push(format!("{name} extern uid has already been taken"));
        }
    }
    if !messages.is_empty() {
        return Err(messages);
    }
    if world.switches.refused_account == RefusedAccount::Dropped
        && let Some(refusal) = world.domain_refusal(&wanted.email)
    {
        return Err(vec![refusal]);
    }
    let account = add_account(world, wanted, scope);
    let taken = |taken: Taken| vec![taken.message().to_owned()];
    world
        .saml_identities
        .add(scope, account, &wanted.extern_uid)
        .map_err(taken)?;
    identify(world, scope, account, wanted)?;
    if world.switches.scim_audit_events {
        let message = "User was provisioned by SCIM";
        world.note_group("user_provisioned_by_scim", message, group, account);
    }
    // The account stays even when it cannot be a member.
    let refusals = world.member_refusals(group, account);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    invite(world, group, account);
    Ok(account)
}

fn on_instance(world: &mut World, wanted: &Wanted) -> Result<AccountId, Messages> {
    if let Some(known) = world.scim_identities.named(None, &wanted.extern_uid) {
        return Ok(known.account);
    }
    if let Some(account) = world.account_by_email(&wanted.email).map(|one| one.id) {
        identify(world, None, account, wanted)?;
        return Ok(account);
    }
    let messages = invalid(wanted);
    if !messages.is_empty() {
        return Err(messages);
    }
    let state = world.new_state();
    let account = add_account(world, wanted, None);
    identify(world, None, account, wanted)?;
    if let Some(account) = world.account_mut(account) {
        account.state = state;
    }
    Ok(account)
}

/// What is wrong with a new account.
fn invalid(wanted: &Wanted) -> Messages {
    let mut messages = Vec::new();
    let mut add = |message: &str| messages.push(message.to_owned());
    if wanted.name.trim().is_empty() {
        // The name of the account is also that of its namespace.
        add("Namespace can't be blank");
        add("Name can't be blank");
        add("User can't be blank");
    }
    if wanted.email.trim().is_empty() {
        add("Email can't be blank");
    } else if !is_email(&wanted.email) {
        add("Email is invalid");
    }
    if sanitized(&wanted.username).is_empty() {
        add("Username can't be blank");
    }
    if wanted.extern_uid.trim().is_empty() {
        add(Taken::Blank.message());
    }
    messages
}

fn add_account(world: &mut World, wanted: &Wanted, group: Option<GroupId>) -> AccountId {
    let is_confirmed = world.is_verified_domain(domain(&wanted.email));
    let username = world.free_username(&wanted.username);
    let account = world.insert_account(NewAccount {
        username,
        name: wanted.name.trim().to_owned(),
        email: wanted.email.clone(),
        is_confirmed,
        provisioned_by: group,
        has_automatic_password: true,
    });
    if !is_confirmed {
        let subject = "Confirmation instructions".to_owned();
        world.send_mail(&wanted.email, "email_confirmation", subject);
    }
    account
}
