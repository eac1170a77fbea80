//! The attribute that SAML sends as `NameID`.

use crate::idp::Family;
use crate::scenario::names::{did_you_mean, listed};

/// The source of the `NameID`, under the name that mappings of the family use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameId(String);

impl NameId {
    /// Reads what an admin sees beside `NameID`: an attribute of the family, with Entra's `user.` in
    /// front (`user.objectid`, in any case) or as Okta's expression
    /// (`user.getInternalProperty("id")`). `Err` says what there is.
    pub fn parse(family: Family, text: &str) -> Result<Self, String> {
        let mut known = family.attributes();
        known.push(family.own_id());
        let own = family.own_id().to_owned();
        if family == Family::Okta && text.contains("getInternalProperty(\"id\")") {
            return Ok(Self(own));
        }
        let short = text.strip_prefix("user.").unwrap_or(text);
        let wanted = if family == Family::Okta { text } else { short };
        let found = known.iter().find(|name| name.eq_ignore_ascii_case(wanted));
        found.map(|name| Self((*name).to_owned())).ok_or_else(|| {
            did_you_mean(wanted, known.iter().copied()).unwrap_or_else(|| {
                format!(
                    "{} has {}",
                    family.title(),
                    listed(known.iter().copied(), "and")
                )
            })
        })
    }

    /// What GitLab's guide has people enter; `None` for identity providers that it does not name.
    pub fn usual(family: Family) -> Option<Self> {
        let named = [Family::Entra, Family::Okta, Family::OneLogin];
        let is_named = named.contains(&family);
        is_named.then(|| Self(family.own_id().to_owned()))
    }

    /// The attribute.
    pub fn attribute(&self) -> &str {
        &self.0
    }
}
