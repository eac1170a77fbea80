//! Entra's names for the attributes of a person.

use crate::idp::directory::Person;

/// Entra's attribute name and the directory's.
const NAMES: [(&str, &str); 19] = [
    ("userPrincipalName", "userName"),
    ("mail", "email"),
    ("mailNickname", "mailNickname"),
    ("givenName", "givenName"),
    ("surname", "familyName"),
    ("displayName", "displayName"),
    ("jobTitle", "title"),
    ("department", "department"),
    ("employeeId", "employeeNumber"),
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
];

/// Whether the person counts as softly deleted: unassigned, blocked from signing in, or gone
/// (documented under "Customize attribute mappings": `IsSoftDeleted`).
pub(super) const fn is_soft_deleted(person: &Person) -> bool {
    !person.assigned || !person.enabled || person.deleted
}

/// The value of an attribute under Entra's name for it.
pub(super) fn attribute(person: &Person, name: &str) -> Option<String> {
    let truth = |value: bool| Some(if value { "True" } else { "False" }.to_owned());
    match name {
        "IsSoftDeleted" => truth(is_soft_deleted(person)),
        "accountEnabled" => truth(person.enabled),
        _ => {
            let (_, ours) = NAMES.iter().find(|(entra, _)| *entra == name)?;
            person.attribute(ours).map(str::to_owned)
        }
    }
}

/// Every source attribute that a mapping may name.
pub(crate) fn attribute_names() -> impl Iterator<Item = &'static str> {
    let computed = ["IsSoftDeleted", "accountEnabled"];
    NAMES.into_iter().map(|(entra, _)| entra).chain(computed)
}
