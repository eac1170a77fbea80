//! Directory files.

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::node::{At, Node};
use super::problems::Problems;
use super::read::{Entries, Read, record};
use crate::idp::directory::{Directory, PERSON_ATTRIBUTES};
use crate::scenario::diagnostic::LoadError;
use crate::scenario::names::{RESERVED, did_you_mean, listed};

record! {
    /// The people of an identity provider: the source of everything that is provisioned.
    #[schemars(rename = "directory", deny_unknown_fields)]
    RawDirectory as "the directory" {
        /// What the directory is, in a few words.
        "name" name: Option<String>,
        /// People by the names that scenarios call them.
        "people" people: Entries<RawPerson>,
    }
}

/// Attributes of a person.
#[derive(Debug)]
pub(super) struct RawPerson(Entries<At<String>>);

impl Read for RawPerson {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        Entries::read(node, what, problems).map(Self)
    }
}

impl JsonSchema for RawPerson {
    fn schema_name() -> Cow<'static, str> {
        "person".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({
            "description": "A person: attributes of the directory.",
            "type": "object",
            "additionalProperties": false,
            "required": ["userName"],
        });
        let properties = PERSON_ATTRIBUTES
            .iter()
            .map(|name| ((*name).to_owned(), serde_json::json!({ "type": "string" })))
            .collect();
        schema.insert("properties".into(), serde_json::Value::Object(properties));
        schema
    }
}

/// Looks at names and values.
pub(super) fn compile(
    name: &str,
    raw: At<RawDirectory>,
    mut problems: Problems,
) -> Result<Directory, LoadError> {
    let mut people = IndexMap::new();
    let mut user_names: IndexMap<String, std::ops::Range<usize>> = IndexMap::new();
    if raw.value.name.is_some_and(|name| name.trim().is_empty()) {
        problems.add(&raw.span, "`name` is empty", "", None);
    }
    if raw.value.people.is_empty() {
        problems.add(&raw.span, "the directory has no people", "", None);
    }
    for (key, person) in &*raw.value.people {
        check_key(key, "person", &mut problems);
        for (attribute, _) in &*person.0 {
            check_attribute(attribute, &mut problems);
        }
        match person
            .0
            .iter()
            .find(|(attribute, _)| attribute.value == "userName")
        {
            None => problems.add(
                &key.span,
                format!("`{}` has no `userName`", key.value),
                "every person needs one",
                Some(format!(
                    "add a line `userName: {}@contoso.example`",
                    key.value
                )),
            ),
            Some((_, user_name)) if user_name.value.trim().is_empty() => {
                problems.add(
                    &user_name.span,
                    "`userName` is empty",
                    "expected a name",
                    None,
                );
            }
            Some((_, user_name)) => {
                // User names are compared without regard to case (RFC 7643 §4.1.1).
                let folded = user_name.value.to_lowercase();
                if let Some(first) = user_names.get(&folded) {
                    problems.add_second(
                        &user_name.span,
                        first,
                        format!("two people have the `userName` `{}`", user_name.value),
                        ("taken", "first given here"),
                        None,
                    );
                } else {
                    user_names.insert(folded, user_name.span.clone());
                }
            }
        }
        let attributes: IndexMap<_, _> = person
            .0
            .iter()
            .map(|(attribute, value)| (attribute.value.clone(), vec![value.value.clone()]))
            .collect();
        people.insert(key.value.clone(), attributes);
    }
    problems.finish(Directory {
        name: name.to_owned(),
        people,
        groups: IndexMap::new(),
    })
}

/// Notes a name that cannot be that of a person or an account: a word of the format, or one that
/// could not stand in `${…}`. `what` is `person` or `account`.
pub(super) fn check_key(key: &At<String>, what: &str, problems: &mut Problems) {
    let plain = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    if RESERVED.contains(&key.value.as_str()) {
        problems.add(
            &key.span,
            format!("`{}` cannot be the name of a {what}", key.value)
                .replace("a account", "an account"),
            "this word has a meaning of its own in scenarios",
            Some("choose another name".into()),
        );
    } else if key.value.is_empty() || !key.value.chars().all(plain) {
        problems.add(
            &key.span,
            format!("`{}` cannot be the name of a {what}", key.value)
                .replace("a account", "an account"),
            "expected letters, digits, `-` and `_`",
            None,
        );
    }
}

/// Notes an attribute that people do not have.
pub(super) fn check_attribute(attribute: &At<String>, problems: &mut Problems) {
    if !PERSON_ATTRIBUTES.contains(&attribute.value.as_str()) {
        problems.add(
            &attribute.span,
            format!("unknown attribute `{}`", attribute.value),
            "not an attribute of the directory",
            elsewhere(&attribute.value)
                .map(|name| format!("it is called `{name}` here"))
                .or_else(|| did_you_mean(&attribute.value, PERSON_ATTRIBUTES))
                .or_else(|| {
                    Some(format!(
                        "a person may have {}",
                        listed(PERSON_ATTRIBUTES, "and")
                    ))
                }),
        );
    }
}

/// The name here of an attribute that is known by another one elsewhere.
fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "surname" | "lastname" | "sn" => "familyName",
        "firstname" => "givenName",
        "mail" | "emails" => "email",
        "login" | "userprincipalname" | "upn" => "userName",
        "jobtitle" => "title",
        "employeeid" => "employeeNumber",
        "telephonenumber" | "phonenumber" | "primaryphone" => "phone",
        "mobilephone" => "mobile",
        "locale" => "preferredLanguage",
        "streetaddress" => "street",
        "zipcode" | "zip" => "postalCode",
        _ => return None,
    })
}
