//! What owners and administrators set.

use serde_json::{Map, Value, json};

use crate::server::gitlab::act::{Act, Arguments, Refusal};
use crate::server::gitlab::model::{SamlGroupLink, World};
use crate::server::gitlab::switch::{SWITCHES, Surface};
use crate::transcript::Secret;

pub(super) const ACTS: &[Act] = &[
    Act {
        name: "set",
        what: "changes switches: `{NAME: VALUE, …}`; gives all that there are",
        takes: &[],
        run: set,
    },
    Act {
        name: "rotate-token",
        what: "generates a SCIM token for a group, or for the instance; the old one is void",
        takes: &["group"],
        run: rotate_token,
    },
    Act {
        name: "add-group",
        what: "makes a group or subgroup, with `saml` if it has a SAML provider of its own, and with \
               `projects`",
        takes: &["path", "saml", "projects"],
        run: add_group,
    },
    Act {
        name: "add-saml-group-link",
        what: "links a group of the identity provider, by its `name`, to a group here with a `role`",
        takes: &["name", "group", "role"],
        run: add_saml_group_link,
    },
    Act {
        name: "personal-token",
        what: "makes a personal access token of an account",
        takes: &["account"],
        run: personal_token,
    },
];

/// All or nothing.
fn set(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let mut switches = world.switches.clone();
    for (name, value) in with.given {
        let text = match value {
            Value::Array(_) => with.texts(name)?.join(","),
            _ => with.text(name)?.unwrap_or_default(),
        };
        switches.set(name, &text).map_err(Refusal::new)?;
    }
    if switches.group != world.switches.group {
        let path = switches.group.0.clone();
        let mut others = world.groups.iter();
        if others.any(|one| one.id != world.main_group() && one.path.eq_ignore_ascii_case(&path)) {
            return Err(Refusal::new("Group URL has already been taken"));
        }
        if world.is_below_main_group(&path) {
            return Err(Refusal::hinted(
                format!("the group cannot move below itself, to `{path}`"),
                "`set` another path, or `add-group` for a subgroup",
            ));
        }
        world.move_main_group(&path);
    }
    world.switches = switches;
    let all = SWITCHES.iter();
    let now: Map<String, Value> = all
        .map(|switch| (switch.name.to_owned(), switch.value(&world.switches).into()))
        .collect();
    Ok(Value::Object(now))
}

/// The token is shown this one time.
fn rotate_token(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let is_instance =
        world.switches.surface == Surface::Instance && !with.given.contains_key("group");
    let group = with.group(world)?;
    let token = world.random();
    if is_instance {
        world.token = Some(Secret::new(token.clone()));
    } else if let Some(group) = world.group_mut(group) {
        group.token = Some(Secret::new(token.clone()));
    }
    let url = if is_instance {
        world.scim_url(None)
    } else {
        world.scim_url(Some(group))
    };
    Ok(json!({ "scim_api_url": url, "scim_token": token }))
}

fn add_group(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let path = with.required("path")?;
    world
        .switches
        .clone()
        .set("group", &path)
        .map_err(Refusal::new)?;
    if world.group_named(&path).is_some() {
        return Err(Refusal::new("Group URL has already been taken"));
    }
    let projects = with.texts("projects")?;
    let has_saml = with.text("saml")?.as_deref() == Some("true");
    let id = world.add_group(&path);
    for project in &projects {
        world.add_project(id, project);
    }
    if let Some(group) = world.group_mut(id) {
        group.has_saml = has_saml;
    }
    Ok(json!({ "id": id.0, "full_path": path, "projects": projects }))
}

fn add_saml_group_link(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let name = with.required("name")?;
    let group = with.group(world)?;
    let role = with.role()?.unwrap_or(world.switches.default_role);
    world.saml_group_links.push(SamlGroupLink {
        name: name.clone(),
        group,
        role,
        scim_group: None,
        members: Vec::new(),
    });
    let path = world.group(group).map(|group| group.path.as_str());
    Ok(json!({ "name": name, "group": path, "role": role.name() }))
}

fn personal_token(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let account = with.account(world, "account")?;
    let token = format!("glpat-{}", world.random());
    world
        .personal_tokens
        .push((Secret::new(token.clone()), account));
    Ok(json!({ "token": token }))
}
