//! Okta's names for the attributes of a person.

use crate::idp::directory::Person;

/// Okta's attribute name and the directory's.
const NAMES: [(&str, &str); 17] = [
    ("user.login", "userName"),
    ("user.email", "email"),
    ("user.firstName", "givenName"),
    ("user.lastName", "familyName"),
    ("user.displayName", "displayName"),
    ("user.title", "title"),
    ("user.department", "department"),
    ("user.employeeNumber", "employeeNumber"),
    ("user.preferredLanguage", "preferredLanguage"),
    ("user.locale", "locale"),
    ("user.primaryPhone", "phone"),
    ("user.mobilePhone", "mobile"),
    ("user.streetAddress", "street"),
    ("user.city", "city"),
    ("user.state", "state"),
    ("user.zipCode", "postalCode"),
    ("user.countryCode", "countryCode"),
];

/// The value of an attribute under Okta's name for it.
pub(super) fn attribute(person: &Person, name: &str) -> Option<String> {
    let (_, ours) = NAMES.iter().find(|(okta, _)| *okta == name)?;
    person.attribute(ours).map(str::to_owned)
}

/// Every source attribute that a mapping may name.
pub(crate) fn attribute_names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().map(|(okta, _)| okta)
}
