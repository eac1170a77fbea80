//! Source attributes: these clients take the directory's own names, since their names for them are
//! not published or are the admin's choice.

use crate::idp::directory::{Group, PERSON_ATTRIBUTES, Person};

/// Attributes that the identity provider itself has about everybody: its id, and whether the person
/// may use the application.
const OWN: [&str; 2] = ["id", "active"];

/// The attribute that is the identity provider's own id of a person.
pub(crate) const OWN_ID: &str = OWN[0];

/// Source attributes of groups that a mapping may name.
pub(crate) const GROUP_ATTRIBUTES: [&str; 3] = ["displayName", "description", "id"];

/// Every source attribute of people that a mapping may name.
pub(crate) fn attribute_names() -> Vec<&'static str> {
    OWN.into_iter().chain(PERSON_ATTRIBUTES).collect()
}

/// The value of an attribute of a person with this id.
pub(super) fn of_person(person: &Person, id: &str, active: bool, name: &str) -> Option<String> {
    match name {
        "id" => Some(id.to_owned()),
        "active" => Some(active.to_string()),
        _ => person.attribute(name).map(str::to_owned),
    }
}

/// The values of an attribute for a person with this id who may use the application.
pub(crate) fn values_of(person: &Person, id: &str, name: &str) -> Vec<String> {
    of_person(person, id, true, name).into_iter().collect()
}

/// The value of an attribute of a group with this id.
pub(super) fn of_group(group: &Group, id: &str, name: &str) -> Option<String> {
    match name {
        "id" => Some(id.to_owned()),
        "displayName" => Some(group.display_name().to_owned()),
        _ => group.attribute(name).map(str::to_owned),
    }
}
