//! Roles of an application that takes part in Okta's governance.
//!
//! The guide on entitlements says what is read when provisioning is switched on; how changes are
//! sent is not published, so that they go with the profile.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::Okta;
use super::answer::{resources, success};
use super::listing::PageError;
use super::request;
use crate::idp::Wire;
use crate::idp::answer::id_of;
use crate::idp::directory::Person;

/// Okta's schema of roles; no other name is understood.
const ROLE: &str = "urn:okta:scim:schemas:core:1.0:Role";
/// Okta's schema of entitlements.
const ENTITLEMENT: &str = "urn:okta:scim:schemas:core:1.0:Entitlement";

impl Okta {
    /// Reads resource types, schemas and, page by page, whatever has one of Okta's schemas.
    pub(super) async fn discover<W: Wire>(&mut self, wire: &mut W) -> Result<(), PageError> {
        let types = self.list("/ResourceTypes", wire).await?;
        self.list("/Schemas", wire).await?;
        let text = |value: &Value, name| value.get(name)?.as_str().map(str::to_owned);
        for kind in &types {
            let schema = text(kind, "schema").unwrap_or_default();
            let Some(endpoint) = text(kind, "endpoint") else {
                continue;
            };
            if schema != ROLE && schema != ENTITLEMENT {
                continue;
            }
            let found = self.pages(&endpoint, wire).await?;
            if schema == ROLE {
                let name =
                    |role: &Value| Some((id_of(role)?.to_owned(), text(role, "displayName")?));
                self.roles = found.iter().filter_map(name).collect::<IndexMap<_, _>>();
            }
        }
        Ok(())
    }

    async fn list<W: Wire>(&mut self, target: &str, wire: &mut W) -> Result<Vec<Value>, PageError> {
        let outcome = self.call(request::get(target.to_owned()), wire).await;
        let Some(response) = success(&outcome) else {
            return Err(PageError::Refused(outcome));
        };
        let body = response.json().unwrap_or_default();
        resources(&self.settings, &body).map_err(PageError::Unusable)
    }

    /// The roles of a person that the target offers, by id or by name; `None` when entitlements
    /// are not managed.
    pub(super) fn roles_of(&self, person: &Person) -> Option<Value> {
        if !self.settings.entitlements {
            return None;
        }
        let role = |wanted: &String| {
            let mut offered = self.roles.iter();
            let (value, display) = offered.find(|(id, name)| *id == wanted || *name == wanted)?;
            Some(json!({ "value": value, "display": display }))
        };
        Some(person.values("roles").iter().filter_map(role).collect())
    }
}
