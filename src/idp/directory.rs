//! The identity provider's own people: the source of everything that is provisioned.

use indexmap::IndexMap;

/// Attributes that a person of a directory file may have. Each identity provider knows them under
/// its own names.
pub const PERSON_ATTRIBUTES: [&str; 19] = [
    "userName",
    "email",
    "givenName",
    "familyName",
    "displayName",
    "mailNickname",
    "title",
    "department",
    "employeeNumber",
    "preferredLanguage",
    "phone",
    "mobile",
    "fax",
    "office",
    "street",
    "city",
    "state",
    "postalCode",
    "country",
];

/// Attributes that are names of an account, and so carry the marker of the run before the `@`
/// (or at the end, where there is none).
pub const MARKED_ATTRIBUTES: [&str; 3] = ["userName", "email", "mailNickname"];

/// A directory as loaded: person key → attribute → value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// File name without `.yaml`.
    pub name: String,
    /// People in the file's order.
    pub people: IndexMap<String, IndexMap<String, String>>,
}
