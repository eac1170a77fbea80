//! The attributes that a target makes something of.

use crate::idp::mapping::{Mapping, Row, Target};

/// What a row fills, as far as the rules know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `id`, which GitLab lets the client choose.
    Id,
    /// `externalId`.
    ExternalId,
    /// `userName`.
    UserName,
    /// `displayName`.
    DisplayName,
    /// `name.formatted`.
    FormattedName,
    /// `name.givenName`.
    GivenName,
    /// `name.familyName`.
    FamilyName,
    /// The work or primary mail address.
    Mail,
    /// `active`.
    Active,
}

impl Field {
    /// What a target path fills; `None` for everything else.
    pub fn of(target: &Target) -> Option<Self> {
        if target.extension.is_some() {
            return None;
        }
        let attribute = target.attribute.to_ascii_lowercase();
        let sub = target.sub.as_deref().map(str::to_ascii_lowercase);
        Some(match (attribute.as_str(), sub.as_deref()) {
            ("id", None) => Self::Id,
            ("externalid", None) => Self::ExternalId,
            ("username", None) => Self::UserName,
            ("displayname", None) => Self::DisplayName,
            ("active", None) => Self::Active,
            ("name", Some("formatted")) => Self::FormattedName,
            ("name", Some("givenname")) => Self::GivenName,
            ("name", Some("familyname")) => Self::FamilyName,
            ("emails", Some("value")) if is_main(target) => Self::Mail,
            _ => return None,
        })
    }

    /// The attribute as mapping files write it.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::ExternalId => "externalId",
            Self::UserName => "userName",
            Self::DisplayName => "displayName",
            Self::FormattedName => "name.formatted",
            Self::GivenName => "name.givenName",
            Self::FamilyName => "name.familyName",
            Self::Mail => "emails[type eq \"work\"].value",
            Self::Active => "active",
        }
    }

    /// The row for users that fills it, with its number.
    pub fn row(self, mapping: &Mapping) -> Option<(usize, &Row)> {
        let mut rows = mapping.users.iter().enumerate();
        rows.find(|(_, row)| Self::of(&row.target) == Some(self))
    }
}

/// Whether a mail address is the one that counts: of type `work`, or primary.
fn is_main(target: &Target) -> bool {
    target.selector.as_ref().is_some_and(|(name, value)| {
        let text = value.as_str().unwrap_or_default();
        name.eq_ignore_ascii_case("type") && text == "work"
            || name.eq_ignore_ascii_case("primary")
                && (value == true || text.eq_ignore_ascii_case("true"))
    })
}
