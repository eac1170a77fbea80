//! Okta's names for the attributes of a person.

use crate::idp::directory::Person;
use crate::idp::mapping::Source;

/// Okta's attribute name and the directory's.
const NAMES: [(&str, &str); 33] = [
    ("user.login", "userName"),
    ("user.email", "email"),
    ("user.secondEmail", "otherEmails"),
    ("user.firstName", "givenName"),
    ("user.middleName", "middleName"),
    ("user.lastName", "familyName"),
    ("user.honorificPrefix", "honorificPrefix"),
    ("user.honorificSuffix", "honorificSuffix"),
    ("user.displayName", "displayName"),
    ("user.nickName", "nickName"),
    ("user.profileUrl", "profileUrl"),
    ("user.title", "title"),
    ("user.userType", "userType"),
    ("user.department", "department"),
    ("user.division", "division"),
    ("user.organization", "organization"),
    ("user.costCenter", "costCenter"),
    ("user.employeeNumber", "employeeNumber"),
    ("user.managerId", "managerId"),
    ("user.manager", "managerName"),
    ("user.preferredLanguage", "preferredLanguage"),
    ("user.locale", "locale"),
    ("user.timezone", "timezone"),
    ("user.primaryPhone", "phone"),
    ("user.mobilePhone", "mobile"),
    ("user.streetAddress", "street"),
    ("user.city", "city"),
    ("user.state", "state"),
    ("user.zipCode", "postalCode"),
    ("user.countryCode", "countryCode"),
    ("user.postalAddress", "postalAddress"),
    ("user.extensionAttribute1", "extensionAttribute1"),
    ("user.mailNickname", "mailNickname"),
];

/// What a source gives for a person: Okta's rows use neither time nor chance.
pub(super) fn value(source: &Source, person: &Person) -> Option<String> {
    source.text(&|name| attribute(person, name))
}

/// The value of an attribute under Okta's name for it.
fn attribute(person: &Person, name: &str) -> Option<String> {
    person.attribute(directory_name(name)?).map(str::to_owned)
}

/// The attribute that is Okta's id of a user. Rows cannot name it here: Okta sends it as
/// `externalId` whatever the mapping says.
pub(crate) const OWN_ID: &str = "user.id";

/// The values of an attribute for a user with this id.
pub(crate) fn values_of(person: &Person, id: &str, name: &str) -> Vec<String> {
    match name {
        OWN_ID => vec![id.to_owned()],
        _ => attribute(person, name).into_iter().collect(),
    }
}

/// The directory's name of an attribute.
pub(super) fn directory_name(name: &str) -> Option<&'static str> {
    let (_, ours) = NAMES.iter().find(|(okta, _)| *okta == name)?;
    Some(ours)
}

/// Every source attribute that a mapping may name.
pub(crate) fn attribute_names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().map(|(okta, _)| okta)
}
