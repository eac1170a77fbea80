//! `attributes` and `excludedAttributes`: which part of a resource an answer shows (RFC 7644 §3.9,
//! with the `returned` characteristic of RFC 7643 §2.4 and §7).

use serde_json::{Map, Value};

use super::error::{ScimError, ScimType};
use super::schema::{Attribute, AttributeType, ResourceType, Returned, Schema, common_attributes};

/// Names that an answer is to show, or to leave out.
///
/// Names are compared without regard to case, may be qualified by a schema URN and may name a
/// sub-attribute; a bare URN of an extension means all of it. Unknown names select nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Projection {
    /// In lower case.
    names: Vec<String>,
    only: bool,
}

/// How a selection touches one attribute.
enum Selection<'a> {
    No,
    Whole,
    /// Sub-attributes, in lower case.
    Parts(Vec<&'a str>),
}

impl Projection {
    /// Reads the two query parameters. An empty one counts as absent.
    ///
    /// # Errors
    ///
    /// `invalidValue` when both are given: the RFC calls them mutually exclusive.
    pub fn parse(attributes: Option<&str>, excluded: Option<&str>) -> Result<Self, ScimError> {
        let (only, excluded) = (names(attributes), names(excluded));
        match (only.is_empty(), excluded.is_empty()) {
            (false, false) => Err(ScimError::new(
                ScimType::InvalidValue,
                "`attributes` and `excludedAttributes` exclude each other; send one of them",
            )),
            (false, true) => Ok(Self {
                names: only,
                only: true,
            }),
            (true, _) => Ok(Self {
                names: excluded,
                only: false,
            }),
        }
    }

    /// The resource as an answer shows it: attributes that are never returned are gone, those
    /// that are always returned are there.
    pub fn apply(&self, resource: &Value, resource_type: &ResourceType) -> Value {
        self.shown(resource, resource_type, None)
    }

    /// The resource as the answer to a write shows it: what is returned on request is there too when
    /// the client gave it (RFC 7643 §7), which is told by its difference from the state before.
    pub fn apply_to_written(
        &self,
        resource: &Value,
        resource_type: &ResourceType,
        before: &Value,
    ) -> Value {
        self.shown(resource, resource_type, Some(before))
    }

    fn shown(
        &self,
        resource: &Value,
        resource_type: &ResourceType,
        before: Option<&Value>,
    ) -> Value {
        let Value::Object(members) = resource else {
            return resource.clone();
        };
        let mut shown = Map::new();
        for (name, value) in members {
            let extension = resource_type
                .extensions
                .iter()
                .map(|(schema, _)| schema)
                .find(|schema| schema.id.eq_ignore_ascii_case(name));
            let value = match extension {
                Some(schema) => {
                    let before = before.map(|before| &before[&schema.id]);
                    self.extension(value, schema, before)
                }
                None => match top_attribute(resource_type, name) {
                    Some(attribute) => {
                        let given = before.is_some_and(|before| before[name] != *value);
                        let selection = self.selection(attribute, &resource_type.schema.id, true);
                        self.attribute(value, attribute, &selection, given)
                    }
                    None => None,
                },
            };
            if let Some(value) = value {
                shown.insert(name.clone(), value);
            }
        }
        Value::Object(shown)
    }

    /// Whether the answer may show this attribute of the core schema, so that it is worth the
    /// work of computing it.
    pub fn shows(&self, attribute: &Attribute, schema_id: &str) -> bool {
        match (self.only, self.selection(attribute, schema_id, true)) {
            (true, Selection::No) | (false, Selection::Whole) => {
                attribute.returned == Returned::Always
            }
            _ => attribute.returned != Returned::Never,
        }
    }

    fn extension(&self, value: &Value, schema: &Schema, before: Option<&Value>) -> Option<Value> {
        let whole = self
            .names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&schema.id));
        if whole && !self.only {
            return None;
        }
        let Value::Object(members) = value else {
            return None;
        };
        let shown: Map<String, Value> = members
            .iter()
            .filter_map(|(name, value)| {
                let attribute = schema.attribute(name)?;
                let selection = if whole {
                    Selection::Whole
                } else {
                    self.selection(attribute, &schema.id, false)
                };
                let given = before.is_some_and(|before| before[name] != *value);
                let value = self.attribute(value, attribute, &selection, given)?;
                Some((name.clone(), value))
            })
            .collect();
        (!shown.is_empty()).then_some(Value::Object(shown))
    }

    /// The value as it is shown; `given` when the client has just written it.
    fn attribute(
        &self,
        value: &Value,
        attribute: &Attribute,
        selection: &Selection<'_>,
        given: bool,
    ) -> Option<Value> {
        let unasked = |sub: &Attribute| given || sub.returned != Returned::Request;
        match attribute.returned {
            Returned::Never => return None,
            Returned::Always => return parts(value, attribute, unasked),
            Returned::Request if !self.only && !given => return None,
            Returned::Request | Returned::Default => {}
        }
        match (self.only, selection) {
            (true, Selection::No) | (false, Selection::Whole) => None,
            (true, Selection::Whole) => parts(value, attribute, |_| true),
            (false, Selection::No) => parts(value, attribute, unasked),
            (only, Selection::Parts(chosen)) => parts(value, attribute, |sub| {
                let mut names = chosen.iter();
                let is_chosen = names.any(|name| sub.name.eq_ignore_ascii_case(name));
                sub.returned == Returned::Always || is_chosen == only && (only || unasked(sub))
            }),
        }
    }

    /// How the names touch an attribute; core attributes may go without their URN.
    fn selection(&self, attribute: &Attribute, schema_id: &str, core: bool) -> Selection<'_> {
        let mut chosen = Vec::new();
        for name in &self.names {
            let local = match strip_prefix(name, schema_id).and_then(|rest| rest.strip_prefix(':'))
            {
                Some(local) => local,
                None if core => name,
                None => continue,
            };
            match strip_prefix(local, &attribute.name) {
                Some("") => return Selection::Whole,
                Some(rest) => chosen.extend(rest.strip_prefix('.')),
                None => {}
            }
        }
        if chosen.is_empty() {
            Selection::No
        } else {
            Selection::Parts(chosen)
        }
    }
}

/// The names of a comma-separated list, in lower case.
fn names(list: Option<&str>) -> Vec<String> {
    list.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn top_attribute<'a>(resource_type: &'a ResourceType, name: &str) -> Option<&'a Attribute> {
    resource_type.schema.attribute(name).or_else(|| {
        common_attributes()
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    })
}

/// The value with those sub-attributes that `keep` wants, `None` when nothing is left.
fn parts(
    value: &Value,
    attribute: &Attribute,
    keep: impl Fn(&Attribute) -> bool + Copy,
) -> Option<Value> {
    if attribute.kind != AttributeType::Complex {
        return Some(value.clone());
    }
    match value {
        Value::Array(elements) => {
            let kept: Vec<Value> = elements
                .iter()
                .filter_map(|element| parts(element, attribute, keep))
                .collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        Value::Object(members) => {
            let kept: Map<String, Value> = members
                .iter()
                .filter(|(name, _)| {
                    attribute
                        .sub(name)
                        .is_some_and(|sub| sub.returned != Returned::Never && keep(sub))
                })
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        _ => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::schema::urn;
    use serde_json::json;

    fn user() -> Value {
        json!({
            "schemas": [urn::USER, urn::ENTERPRISE_USER], "id": "1", "userName": "ada",
            "password": "secret",
            "name": { "givenName": "Ada", "familyName": "Lovelace" },
            "emails": [{ "value": "ada@example.com", "type": "work" }, { "type": "home" }],
            urn::ENTERPRISE_USER: { "department": "R&D", "division": "North" },
            "meta": { "resourceType": "User", "location": "/Users/1" },
        })
    }

    fn shown(attributes: Option<&str>, excluded: Option<&str>) -> Value {
        let projection = Projection::parse(attributes, excluded).unwrap();
        projection.apply(&user(), &ResourceType::user())
    }

    #[test]
    fn without_parameters_all_but_the_secret_is_shown() {
        let mut all = user();
        all.as_object_mut().unwrap().remove("password");
        assert_eq!(shown(None, Some("")), all);
    }

    #[test]
    fn attributes_select_by_any_spelling() {
        let minimum = json!({
            "schemas": [urn::USER, urn::ENTERPRISE_USER], "id": "1", "userName": "ada",
        });
        for names in [
            "userName",
            "USERNAME, noSuch",
            &format!("{}:username", urn::USER),
        ] {
            assert_eq!(shown(Some(names), None), minimum, "{names}");
        }
    }

    #[test]
    fn sub_attributes_select_alone() {
        let part = shown(Some("name.givenName,emails.value,meta.location"), None);
        assert_eq!(part["name"], json!({ "givenName": "Ada" }));
        assert_eq!(part["emails"], json!([{ "value": "ada@example.com" }]));
        assert_eq!(part["meta"], json!({ "location": "/Users/1" }));
        assert_eq!(part.get("userName"), None);
    }

    #[test]
    fn extensions_select_whole_or_in_part() {
        let part = shown(Some(&format!("{}:Department", urn::ENTERPRISE_USER)), None);
        assert_eq!(part[urn::ENTERPRISE_USER], json!({ "department": "R&D" }));
        let whole = shown(Some(urn::ENTERPRISE_USER), None);
        assert_eq!(whole[urn::ENTERPRISE_USER], user()[urn::ENTERPRISE_USER]);
        let without = shown(None, Some(urn::ENTERPRISE_USER));
        assert_eq!(without.get(urn::ENTERPRISE_USER), None);
        assert_eq!(
            shown(Some("department"), None).get(urn::ENTERPRISE_USER),
            None
        );
    }

    #[test]
    fn exclusion_spares_what_is_always_returned() {
        let rest = shown(None, Some("id,schemas,emails,name.familyName"));
        assert_eq!(rest["id"], "1");
        assert_eq!(rest["name"], json!({ "givenName": "Ada" }));
        assert_eq!(rest.get("emails"), None);
        assert_eq!(rest["userName"], "ada");
    }

    #[test]
    fn a_secret_is_not_given_even_on_request() {
        assert_eq!(shown(Some("password"), None).get("password"), None);
    }

    // holds: RFC7643-7-11
    #[test]
    fn some_attributes_are_shown_on_request_only() {
        let mut resource_type = ResourceType::user();
        for attribute in &mut resource_type.schema.attributes {
            for sub in &mut attribute.sub_attributes {
                if attribute.name == "name" && sub.name == "familyName" {
                    sub.returned = Returned::Request;
                }
            }
            if attribute.name == "emails" {
                attribute.returned = Returned::Request;
            }
        }
        let shown = |attributes: Option<&str>, excluded: Option<&str>| {
            let projection = Projection::parse(attributes, excluded).unwrap();
            projection.apply(&user(), &resource_type)
        };
        for (attributes, excluded) in [
            (None, None),
            (Some("userName,name.givenName"), None),
            (None, Some("title")),
        ] {
            let rest = shown(attributes, excluded);
            assert_eq!(rest.get("emails"), None, "{attributes:?} {excluded:?}");
            assert_eq!(rest["name"].get("familyName"), None);
        }
        let asked = shown(Some("emails,name.familyName"), None);
        assert_eq!(asked["emails"], user()["emails"]);
        assert_eq!(asked["name"], json!({ "familyName": "Lovelace" }));
    }

    /// A device whose every attribute but `serial` is returned in its own way.
    fn device() -> (Value, ResourceType) {
        let mut device = ResourceType::group();
        let attribute = |name: &str, returned, sub_attributes: Vec<Attribute>| Attribute {
            name: name.to_owned(),
            kind: if sub_attributes.is_empty() {
                AttributeType::String
            } else {
                AttributeType::Complex
            },
            returned,
            sub_attributes,
            ..device.schema.attributes[0].clone()
        };
        let parts = || {
            vec![
                attribute("plain", Returned::Default, vec![]),
                attribute("asked", Returned::Request, vec![]),
                attribute("secret", Returned::Never, vec![]),
            ]
        };
        device.schema.attributes = vec![
            attribute("serial", Returned::Default, vec![]),
            attribute("asked", Returned::Request, vec![]),
            attribute("secret", Returned::Never, vec![]),
            attribute("always", Returned::Always, parts()),
            attribute("parts", Returned::Default, parts()),
        ];
        let parts = json!({ "plain": "1", "asked": "2", "secret": "3" });
        let resource = json!({
            "id": "1", "serial": "1", "asked": "2", "secret": "3", "always": parts, "parts": parts,
        });
        (resource, device)
    }

    #[test]
    fn the_schema_says_what_is_returned() {
        let (resource, device) = device();
        let plain = json!({ "plain": "1" });
        for (attributes, excluded, want) in [
            (
                None,
                None,
                json!({ "id": "1", "serial": "1", "always": plain, "parts": plain }),
            ),
            (
                Some("asked,secret"),
                None,
                json!({ "id": "1", "asked": "2", "always": plain }),
            ),
            (
                Some("parts.asked,parts.secret"),
                None,
                json!({ "id": "1", "always": plain, "parts": { "asked": "2" } }),
            ),
            (
                None,
                Some("always,parts.plain,serial"),
                json!({ "id": "1", "always": plain }),
            ),
        ] {
            let projection = Projection::parse(attributes, excluded).unwrap();
            assert_eq!(
                projection.apply(&resource, &device),
                want,
                "{attributes:?} {excluded:?}"
            );
        }
    }

    #[test]
    fn what_was_just_written_needs_no_request() {
        let (resource, device) = device();
        let shown = |projection: &Projection, before: &Value| {
            projection.apply_to_written(&resource, &device, before)["asked"].clone()
        };
        let all = Projection::default();
        assert_eq!(shown(&all, &Value::Null), "2");
        assert_eq!(shown(&all, &json!({ "asked": "1" })), "2");
        assert_eq!(shown(&all, &json!({ "asked": "2" })), Value::Null);
        for (attributes, excluded) in [(Some("serial"), None), (None, Some("asked"))] {
            let projection = Projection::parse(attributes, excluded).unwrap();
            assert_eq!(shown(&projection, &Value::Null), Value::Null);
        }
    }

    #[test]
    fn both_parameters_at_once_are_refused() {
        let error = Projection::parse(Some("a"), Some("b")).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
    }

    #[test]
    fn shows_tells_what_is_worth_computing() {
        let group = ResourceType::group();
        let members = group.schema.attribute("members").unwrap();
        let shows = |attributes, excluded| {
            let projection = Projection::parse(attributes, excluded).unwrap();
            projection.shows(members, &group.schema.id)
        };
        assert!(shows(None, None));
        assert!(shows(Some("members.value"), None));
        assert!(!shows(Some("displayName"), None));
        assert!(!shows(None, Some("MEMBERS")));
        assert!(shows(None, Some("members.display")));
    }
}
