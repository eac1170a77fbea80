//! Which values of a resource are indexed, and in which form.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::scim::text::fold;

/// A path whose `eq` filters are answered from an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum IndexedPath {
    UserName,
    ExternalId,
    DisplayName,
    EmailValue,
    MemberValue,
}

impl IndexedPath {
    const ALL: [Self; 5] = [
        Self::UserName,
        Self::ExternalId,
        Self::DisplayName,
        Self::EmailValue,
        Self::MemberValue,
    ];

    /// Attribute and sub-attribute, which is also the path's name in the data base.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::UserName => "userName",
            Self::ExternalId => "externalId",
            Self::DisplayName => "displayName",
            Self::EmailValue => "emails.value",
            Self::MemberValue => "members.value",
        }
    }

    /// The indexed path of that canonical name.
    pub(crate) fn find(canonical: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|indexed| indexed.as_str() == canonical)
    }
}

/// The index entries of a resource in normal form.
///
/// All values are folded, also those that regard case: the index only has to find at least what a
/// filter wants, because the filter is evaluated on what was found.
pub(super) fn entries(body: &Value) -> BTreeSet<(&'static str, String)> {
    let mut found = BTreeSet::new();
    for path in IndexedPath::ALL {
        let name = path.as_str();
        let mut add = |value: &Value| {
            if let Some(text) = value.as_str() {
                found.insert((name, fold(text)));
            }
        };
        match name.split_once('.') {
            None => add(&body[name]),
            Some((attribute, sub)) => {
                for element in body[attribute].as_array().into_iter().flatten() {
                    add(&element[sub]);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_are_found_by_name() {
        assert_eq!(
            IndexedPath::find("emails.value"),
            Some(IndexedPath::EmailValue)
        );
        assert_eq!(IndexedPath::find("emails"), None);
    }

    #[test]
    fn entries_are_folded() {
        let body = json!({ "userName": "ÄDA", "emails": [{ "value": "A@x" }, { "type": "work" }] });
        assert_eq!(
            entries(&body),
            BTreeSet::from([
                ("emails.value", "a@x".to_owned()),
                ("userName", "äda".to_owned()),
            ])
        );
    }
}
