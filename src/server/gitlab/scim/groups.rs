//! `/Groups` of the instance: SCIM groups that are attached to SAML group links by their name.

use http::Method;
use serde_json::{Value, json};

use super::list::Page;
use super::parameters::Parameters;
use super::problem::{Problem, scim};
use super::route::Endpoint;
use crate::server::gitlab::model::{AccountId, SamlGroupLink, World};
use crate::server::gitlab::wire::Reply;

const GROUP_URN: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

pub(super) fn answer(
    world: &mut World,
    method: &Method,
    endpoint: &Endpoint,
    parameters: &Parameters,
) -> Result<Reply, Problem> {
    let Endpoint::Group(id) = endpoint else {
        return if *method == Method::POST {
            attach(world, parameters)
        } else {
            list(world, parameters)
        };
    };
    let not_found = || Problem::Scim(404, format!("Group {id} not found"));
    let link = of_group(world, id).next().ok_or_else(not_found)?;
    match *method {
        Method::PATCH => {
            patch(world, id, parameters)?;
            Ok(Reply::empty(204))
        }
        Method::PUT => replace(world, id, parameters),
        Method::DELETE => {
            for link in &mut world.saml_group_links {
                if link.scim_group.as_deref() == Some(id) {
                    link.scim_group = None;
                    link.members.clear();
                }
            }
            Ok(Reply::empty(204))
        }
        _ => Ok(scim(200, &shown(world, link, has_members(parameters)))),
    }
}

/// The links to which a SCIM group is attached.
fn of_group<'a>(world: &'a World, id: &str) -> impl Iterator<Item = &'a SamlGroupLink> {
    let links = world.saml_group_links.iter();
    links.filter(move |link| link.scim_group.as_deref() == Some(id))
}

fn has_members(parameters: &Parameters) -> bool {
    let excluded = parameters.text("excludedAttributes").unwrap_or_default();
    !excluded.split(',').any(|name| name.trim() == "members")
}

fn shown(world: &World, link: &SamlGroupLink, has_members: bool) -> Value {
    let mut group = json!({
        "schemas": [GROUP_URN],
        "id": link.scim_group,
        "displayName": link.name,
    });
    if has_members {
        let members = link.members.iter().filter_map(|account| {
            let identity = world.scim_identities.of(None, *account)?;
            Some(json!({ "value": identity.extern_uid }))
        });
        group["members"] = members.collect();
    }
    group["meta"] = json!({ "resourceType": "Group" });
    group
}

fn missing(name: &str) -> Problem {
    Problem::Framework(400, format!("{name} is missing"))
}

fn attach(world: &mut World, parameters: &Parameters) -> Result<Reply, Problem> {
    let name = parameters.text("displayName");
    let name = name.ok_or_else(|| missing("displayName"))?;
    let id = match parameters.text("externalId") {
        None => world.random_uuid(),
        Some(given) => uuid::Uuid::try_parse(given)
            .map_err(|_| Problem::generic(&world.switches, "Invalid UUID for scim_group_uid"))?
            .to_string(),
    };
    let mut links = world.saml_group_links.iter_mut();
    let mut found = links.by_ref().filter(|link| link.name == name).peekable();
    if found.peek().is_none() {
        let detail = format!("No matching SAML group found with name: {name}");
        return Err(Problem::generic(&world.switches, detail));
    }
    for link in found {
        link.scim_group = Some(id.clone());
    }
    let link = of_group(world, &id).next();
    let group = link.map(|link| shown(world, link, true));
    Ok(scim(201, &group.unwrap_or_default()))
}

fn list(world: &World, parameters: &Parameters) -> Result<Reply, Problem> {
    let wanted = match parameters.text("filter") {
        None => None,
        Some(filter) => Some(
            display_name(filter)
                .ok_or_else(|| Problem::generic(&world.switches, "Unsupported Filter"))?,
        ),
    };
    let mut found: Vec<&SamlGroupLink> = Vec::new();
    for link in &world.saml_group_links {
        let is_wanted = wanted.is_none_or(|name| link.name == name);
        let is_new = found
            .iter()
            .all(|other| other.scim_group != link.scim_group);
        if link.scim_group.is_some() && is_wanted && is_new {
            found.push(link);
        }
    }
    let page = Page::of(parameters, &world.switches);
    let has_members = has_members(parameters);
    let groups = page.cut(&found).iter();
    let groups = groups.map(|link| shown(world, link, has_members)).collect();
    Ok(scim(200, &page.envelope(found.len(), groups)))
}

/// The name in `displayName eq "…"`, whatever the case of the words and the kind of quotes.
fn display_name(filter: &str) -> Option<&str> {
    let filter = filter.trim();
    let (attribute, rest) = filter.split_once(' ')?;
    let (operator, value) = rest.trim_start().split_once(' ')?;
    let is_known =
        attribute.eq_ignore_ascii_case("displayName") && operator.eq_ignore_ascii_case("eq");
    let value = value.trim();
    let quoted = ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    is_known.then_some(quoted).flatten()
}

/// Adds and removes members whom SCIM knows; others are passed over.
fn patch(world: &mut World, id: &str, parameters: &Parameters) -> Result<(), Problem> {
    let operations = parameters.0.get("Operations").and_then(Value::as_array);
    let operations = operations.ok_or_else(|| missing("Operations"))?;
    let kind = |operation: &Value| {
        let op = operation["op"].as_str().unwrap_or_default();
        match op.to_ascii_lowercase().as_str() {
            "add" => Some(true),
            "remove" => Some(false),
            _ => None,
        }
    };
    let unknown = operations.iter().position(|one| kind(one).is_none());
    if let Some(index) = unknown {
        let error = format!("Operations[{index}][op] does not have a valid value");
        return Err(Problem::Framework(400, error));
    }
    for operation in operations {
        if operation["path"] != "members" {
            continue;
        }
        let accounts = accounts(world, &operation["value"]);
        if kind(operation) == Some(true) {
            join(world, id, &accounts);
        } else {
            leave(world, id, &accounts);
        }
    }
    Ok(())
}

fn replace(world: &mut World, id: &str, parameters: &Parameters) -> Result<Reply, Problem> {
    for name in ["schemas", "displayName"] {
        if !parameters.0.contains_key(name) {
            return Err(missing(name));
        }
    }
    let members = parameters.0.get("members").unwrap_or(&Value::Null);
    let wanted = accounts(world, members);
    let link = of_group(world, id).next();
    let before = link.map(|link| link.members.clone()).unwrap_or_default();
    let gone: Vec<AccountId> = before
        .into_iter()
        .filter(|account| !wanted.contains(account))
        .collect();
    leave(world, id, &gone);
    join(world, id, &wanted);
    let link = of_group(world, id).next();
    let group = link.map(|link| shown(world, link, false));
    Ok(scim(200, &group.unwrap_or_default()))
}

/// The accounts that a list of members names by what the identity provider calls them.
fn accounts(world: &World, members: &Value) -> Vec<AccountId> {
    let members = members.as_array().into_iter().flatten();
    members
        .filter_map(|member| {
            let uid = member["value"].as_str()?;
            Some(world.scim_identities.named(None, uid)?.account)
        })
        .collect()
}

fn join(world: &mut World, id: &str, accounts: &[AccountId]) {
    let mut memberships = Vec::new();
    for link in &mut world.saml_group_links {
        if link.scim_group.as_deref() != Some(id) {
            continue;
        }
        for account in accounts {
            if !link.members.contains(account) {
                link.members.push(*account);
                memberships.push((link.group, *account, link.role));
            }
        }
    }
    for (group, account, role) in memberships {
        let found = world.group(group).and_then(|group| group.member(account));
        // Who has more by other means keeps it.
        if found.is_none_or(|member| member.role < role) {
            world.insert_member(group, account, role);
        }
    }
}

/// Takes accounts out of a SCIM group, and thereby out of the groups that it is linked to, but for those who are there
/// by another link too, and for the last owner. Who was not in the SCIM group is left alone.
fn leave(world: &mut World, id: &str, accounts: &[AccountId]) {
    let mut memberships = Vec::new();
    for link in &mut world.saml_group_links {
        if link.scim_group.as_deref() == Some(id) {
            let group = link.group;
            let gone = link
                .members
                .extract_if(.., |member| accounts.contains(member));
            memberships.extend(gone.map(|account| (group, account)));
        }
    }
    for (group, account) in memberships {
        let is_held = world
            .saml_group_links
            .iter()
            .any(|link| link.group == group && link.members.contains(&account));
        let found = world.group(group);
        let is_needed = found.is_some_and(|group| group.is_last_owner(account));
        if !is_held && !is_needed {
            world.remove_member(group, account);
        }
    }
}
