//! Acts beside SCIM: what an administrator, the owner of a group or a user does, and what they see.

use serde_json::{Map, Value};

use super::acts::ACTS;
use super::model::{AccountId, GroupId, World};
use super::switch::Role;

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong: where GitLab itself refuses, its message.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Refusal {
    /// A refusal in the words of the product.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    pub(super) fn hinted(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }
}

/// One act.
pub(in crate::server) struct Act {
    /// Its name in kebab case.
    pub(super) name: &'static str,
    /// What it does or shows.
    pub(super) what: &'static str,
    /// The arguments that it takes.
    pub(super) takes: &'static [&'static str],
    pub(super) run: fn(&mut World, &Arguments<'_>) -> Result<Value, Refusal>,
}

/// All acts and views: name, and the arguments that each takes; an empty list stands for any.
pub fn acts() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let all = ACTS.iter().copied().flatten();
    all.map(|act| (act.name, act.takes))
}

/// Does an act and gives what there is to see of it.
///
/// # Errors
///
/// When there is no such act, an argument is wrong, or GitLab refuses.
pub(in crate::server) fn perform(
    world: &mut World,
    act: &str,
    with: &Value,
) -> Result<Value, Refusal> {
    let mut found = ACTS.iter().copied().flatten().filter(|one| one.name == act);
    let Some(found) = found.next() else {
        let all = ACTS.iter().copied().flatten();
        let names: Vec<&str> = all.map(|one| one.name).collect();
        return Err(Refusal::hinted(
            format!("there is no act `{act}`"),
            format!("there are: {}", names.join(", ")),
        ));
    };
    let none = Map::new();
    let given = match with {
        Value::Null => &none,
        Value::Object(given) => given,
        _ => {
            let hint = format!("`{act}`: {}", found.what);
            return Err(Refusal::hinted("the arguments are no object", hint));
        }
    };
    // `set` takes whatever is a switch.
    if let Some(unknown) = given
        .keys()
        .find(|name| !found.takes.is_empty() && !found.takes.contains(&name.as_str()))
    {
        return Err(Refusal::hinted(
            format!("`{act}` takes no `{unknown}`"),
            format!("it takes: {}", found.takes.join(", ")),
        ));
    }
    (found.run)(world, &Arguments { act, given })
}

/// The arguments of an act.
pub(super) struct Arguments<'a> {
    act: &'a str,
    pub(super) given: &'a Map<String, Value>,
}

impl Arguments<'_> {
    /// An argument as text; numbers and switches are understood too. `None` when it is not there.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.given.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Array(_) | Value::Object(_)) => Err(Refusal::new(format!(
                "`{name}` of `{}` is no text",
                self.act
            ))),
            Some(other) => Ok(Some(other.to_string())),
        }
    }

    /// An argument that must be there.
    pub(super) fn required(&self, name: &str) -> Result<String, Refusal> {
        self.text(name)?
            .ok_or_else(|| Refusal::new(format!("`{}` needs `{name}`", self.act)))
    }

    /// An argument that lists texts.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let wrong = || Refusal::new(format!("`{name}` of `{}` is no list of texts", self.act));
        match self.given.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(values)) => values
                .iter()
                .map(|value| value.as_str().map(str::to_owned).ok_or_else(wrong))
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    /// The account that an argument names.
    pub(super) fn account(&self, world: &World, name: &str) -> Result<AccountId, Refusal> {
        account(world, &self.required(name)?)
    }

    /// The role that the argument `role` names, if it is there.
    pub(super) fn role(&self) -> Result<Option<Role>, Refusal> {
        let Some(name) = self.text("role")? else {
            return Ok(None);
        };
        let role = Role::named(&name).ok_or_else(|| {
            Refusal::hinted(
                format!("there is no role `{name}`"),
                format!("there are: {}", Role::names()),
            )
        })?;
        Ok(Some(role))
    }

    /// The group that the argument `group` names; without it the one that SCIM is for.
    pub(super) fn group(&self, world: &World) -> Result<GroupId, Refusal> {
        match self.text("group")? {
            None => Ok(world.main_group()),
            Some(path) => world
                .group_named(&path)
                .map(|group| group.id)
                .ok_or_else(|| Refusal::new(format!("there is no group `{path}`"))),
        }
    }
}

/// An account by username, any e-mail, or number.
pub(super) fn account(world: &World, name: &str) -> Result<AccountId, Refusal> {
    world
        .account_named(name)
        .map(|account| account.id)
        .ok_or_else(|| {
            Refusal::hinted(
                format!("there is no account `{name}`"),
                "an account is named by its username, any of its e-mails, or its number",
            )
        })
}
