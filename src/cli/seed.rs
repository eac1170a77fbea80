//! What the reference server begins with: directory files as SCIM resources.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::problem::Problem;
use super::{Environment, output};
use crate::idp::directory::Directory;
use crate::idp::mapping::Target;
use crate::scenario::{Folder, Library, LoadError, load};
use crate::scim::schema::urn;
use crate::server::{SeedReader, SeedRefusal};

/// Where the attributes of a directory file go. A later row for the same place wins.
const PLACES: [(&str, &str); 31] = [
    ("userName", "userName"),
    ("mailNickname", "externalId"),
    ("displayName", "displayName"),
    ("givenName", "name.givenName"),
    ("familyName", "name.familyName"),
    ("middleName", "name.middleName"),
    ("nickName", "nickName"),
    ("title", "title"),
    ("userType", "userType"),
    ("timezone", "timezone"),
    ("preferredLanguage", "preferredLanguage"),
    ("locale", "locale"),
    ("email", r#"emails[type eq "work"].value"#),
    ("otherEmails", r#"emails[type eq "other"].value"#),
    ("roles", "roles[primary eq true].value"),
    ("phone", r#"phoneNumbers[type eq "work"].value"#),
    ("mobile", r#"phoneNumbers[type eq "mobile"].value"#),
    ("fax", r#"phoneNumbers[type eq "fax"].value"#),
    ("street", r#"addresses[type eq "work"].streetAddress"#),
    ("city", r#"addresses[type eq "work"].locality"#),
    ("state", r#"addresses[type eq "work"].region"#),
    ("postalCode", r#"addresses[type eq "work"].postalCode"#),
    ("country", r#"addresses[type eq "work"].country"#),
    ("countryCode", r#"addresses[type eq "work"].country"#),
    ("office", r#"addresses[type eq "other"].formatted"#),
    (
        "department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    ),
    (
        "division",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division",
    ),
    (
        "organization",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization",
    ),
    (
        "costCenter",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter",
    ),
    (
        "manager",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
    ),
    (
        "employeeNumber",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
    ),
];

/// The text of the seed that `--seed` names: a file, else a directory by its name.
pub(super) fn text(name: &str) -> Result<String, Problem> {
    let is_path = name.contains(['/', '\\', '.']);
    if is_path {
        return output::read(Path::new(name));
    }
    Ok(json!({ "directory": name }).to_string())
}

/// Reads directory files, and `{"directory": NAME}` for one of the library.
pub(super) fn reader(environment: &Environment) -> SeedReader {
    let library = Library::new(vec![environment.folder.clone()]);
    Arc::new(move |text| {
        let wanted = serde_json::from_str::<Value>(text).unwrap_or_default();
        let directory = match wanted["directory"].as_str() {
            Some(name) => library.directory(name).ok_or_else(|| SeedRefusal {
                message: format!("there is no directory `{name}`"),
                hint: Some(format!(
                    "there are: {}",
                    library.names(Folder::Directories).join(", ")
                )),
            })?,
            None => load::directory("seed", "seed", text),
        };
        let directory = directory.map_err(|error| refusal(&error))?;
        Ok(resources(&directory))
    })
}

fn refusal(error: &LoadError) -> SeedRefusal {
    SeedRefusal {
        message: error.render(false),
        hint: Some(
            "a seed is a directory file, {\"directory\": \"NAME\"} or {\"Resources\": [\u{2026}]}"
                .to_owned(),
        ),
    }
}

/// The people and groups of a directory as users and groups, whose ids are their keys.
fn resources(directory: &Directory) -> Vec<Value> {
    let groups = directory.groups.iter().map(|(key, group)| {
        let members = group
            .members
            .iter()
            .map(|member| json!({ "value": member }));
        let text = |name: &str| group.attributes.get(name).and_then(|values| values.first());
        json!({
            "schemas": [urn::GROUP],
            "id": key,
            "displayName": text("displayName").unwrap_or(key),
            "members": members.collect::<Vec<_>>(),
        })
    });
    users(directory).into_iter().chain(groups).collect()
}

fn users(directory: &Directory) -> Vec<Value> {
    let targets: Vec<(&str, Target)> = PLACES
        .iter()
        .filter_map(|(source, path)| Some((*source, Target::parse(path).ok()?)))
        .collect();
    let people = directory.people.iter();
    people
        .map(|(key, attributes)| {
            let mut user = Map::new();
            user.insert("schemas".to_owned(), json!([urn::USER]));
            user.insert("id".to_owned(), key.as_str().into());
            user.insert("active".to_owned(), true.into());
            for (source, target) in &targets {
                let value = attributes.get(*source).and_then(|values| values.first());
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    target.set(&mut user, value.as_str().into(), &element);
                }
            }
            if let Some(email) = user.get_mut("emails").and_then(|emails| emails.get_mut(0)) {
                email["primary"] = true.into();
            }
            Value::Object(user)
        })
        .collect()
}

/// A new value of a list, which its type tells from others.
fn element(target: &Target) -> Map<String, Value> {
    target.selector.clone().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::directory::PERSON_ATTRIBUTES;

    #[test]
    fn every_attribute_has_a_place() {
        let rows = PERSON_ATTRIBUTES.map(|name| format!("    {name}: the {name}\n"));
        let text = format!("name: All\npeople:\n  ada:\n{}", rows.concat());
        let text = text.replace("the manager", "ada");
        let directory = load::directory("all", "all.yaml", &text).unwrap();
        let users = resources(&directory);
        let shown = users[0].to_string();
        // A country has a code or a name; extension attributes have no place in the core schema;
        // a manager is another person.
        let elsewhere = ["country", "extensionAttribute1", "manager"];
        let placed = |name: &&&str| !elsewhere.contains(name);
        for name in PERSON_ATTRIBUTES.iter().filter(placed) {
            assert!(
                shown.contains(&format!("\"the {name}\"")),
                "{name}: {shown}"
            );
        }
        assert_eq!(users[0]["id"], "ada");
        assert_eq!(users[0][urn::ENTERPRISE_USER]["manager"]["value"], "ada");
        assert_eq!(users[0]["emails"][0]["primary"], true);
    }
}
