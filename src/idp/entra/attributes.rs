//! Entra's names for the attributes of people and groups.

use crate::idp::directory::{Group, Person};

/// Entra's attribute name and the directory's.
const NAMES: [(&str, &str); 25] = [
    ("userPrincipalName", "userName"),
    ("mail", "email"),
    ("otherMails", "otherEmails"),
    ("mailNickname", "mailNickname"),
    ("givenName", "givenName"),
    ("surname", "familyName"),
    ("displayName", "displayName"),
    ("jobTitle", "title"),
    ("userType", "userType"),
    ("department", "department"),
    ("companyName", "organization"),
    ("employeeId", "employeeNumber"),
    ("appRoleAssignments", "roles"),
    ("preferredLanguage", "preferredLanguage"),
    ("telephoneNumber", "phone"),
    ("mobile", "mobile"),
    ("facsimileTelephoneNumber", "fax"),
    ("physicalDeliveryOfficeName", "office"),
    ("streetAddress", "street"),
    ("city", "city"),
    ("state", "state"),
    ("postalCode", "postalCode"),
    ("country", "country"),
    ("usageLocation", "countryCode"),
    ("extensionAttribute1", "extensionAttribute1"),
];

/// Attributes that Entra computes.
const COMPUTED: [&str; 3] = ["IsSoftDeleted", "accountEnabled", "objectId"];

/// Source attributes of groups.
pub(crate) const GROUP_ATTRIBUTES: [&str; 4] =
    ["displayName", "description", "objectId", "mailNickname"];

/// The values of a person's attribute under Entra's name for it; none for what is computed.
pub(super) fn of_person<'a>(person: &'a Person, name: &str) -> &'a [String] {
    let known = NAMES.iter().find(|(entra, _)| *entra == name);
    known.map_or(&[], |(_, ours)| person.values(ours))
}

/// The values of an attribute for a person of this object id who is assigned and may sign in.
pub(crate) fn values_of(person: &Person, object_id: &str, name: &str) -> Vec<String> {
    match name {
        "objectId" => vec![object_id.to_owned()],
        "IsSoftDeleted" => vec!["False".to_owned()],
        "accountEnabled" => vec!["True".to_owned()],
        _ => of_person(person, name).to_vec(),
    }
}

/// The values of a group's attribute under Entra's name for it; none for what is computed.
pub(super) fn of_group(group: &Group, name: &str) -> Vec<String> {
    match name {
        // A mail nickname has no blanks.
        "mailNickname" => vec![group.display_name().replace(' ', "")],
        _ => group
            .attribute(name)
            .map(str::to_owned)
            .into_iter()
            .collect(),
    }
}

/// Every source attribute of a person that a mapping may name.
pub(crate) fn attribute_names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().map(|(entra, _)| entra).chain(COMPUTED)
}
