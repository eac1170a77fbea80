//! Resources as these clients write them, and differences between two states of one.

use serde_json::{Map, Value, json};

use super::settings::{
    AbsentLists, ActiveValue, KeyOrder, Mails, PatchForm, Phones, SchemaNames, Settings,
};
use crate::idp::mapping::{Apply, Row, Source, Target};

/// URN of the core schema for users.
pub(super) const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// URN of the core schema for groups.
pub(super) const CORE_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// URN of the enterprise extension.
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Attributes of several values that a row may address without selecting an element.
const LISTS: [&str; 4] = ["emails", "phoneNumbers", "roles", "entitlements"];

/// The value of each row of a mapping, in the order of the rows.
pub(super) type Values = Vec<Option<Value>>;

/// Where values come from.
pub(super) struct Sources<'a> {
    /// A source attribute.
    pub(super) attribute: &'a dyn Fn(&str) -> Option<String>,
    /// All values of a source attribute.
    pub(super) list: &'a dyn Fn(&str) -> Vec<String>,
    /// Objects that an attribute names.
    pub(super) reference: &'a dyn Fn(&str) -> Option<Value>,
}

/// Why a resource is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose<'a> {
    Create,
    /// With the id that it has at the target.
    Replace(&'a str),
}

impl Settings {
    /// Evaluates a mapping. A constant that describes an element, as the type of a mail, has a
    /// value only if another row for the same element has one.
    pub(super) fn values(&self, rows: &[Row], sources: &Sources<'_>) -> Values {
        let values: Values = rows.iter().map(|row| self.value(row, sources)).collect();
        let describes =
            |row: &Row| matches!(row.source, Source::Constant(_)) && row.target.selector.is_some();
        let stands = |row: &Row| {
            rows.iter().zip(&values).any(|(other, value)| {
                !describes(other) && value.is_some() && same_element(&other.target, &row.target)
            })
        };
        let keep = |row: &Row| !describes(row) || stands(row);
        let kept: Vec<bool> = rows.iter().map(keep).collect();
        let pairs = values.into_iter().zip(kept);
        pairs.map(|(value, keep)| value.filter(|_| keep)).collect()
    }

    fn value(&self, row: &Row, sources: &Sources<'_>) -> Option<Value> {
        let target = &row.target;
        if let Source::Reference(name) = &row.source {
            return (sources.reference)(name);
        }
        if let (Source::Attribute(name), Some(sub)) = (&row.source, &target.sub)
            && is_list(target)
        {
            let values = (sources.list)(name);
            let elements = values.iter().map(|value| json!({ sub: value }));
            return (!values.is_empty()).then(|| elements.collect());
        }
        let text = row.source.text(sources.attribute)?;
        let is_boolean = target.attribute == "active" || target.sub.as_deref() == Some("primary");
        if is_boolean && let Ok(value) = text.parse::<bool>() {
            return Some(value.into());
        }
        if self.phones == Phones::Tel
            && target.attribute == "phoneNumbers"
            && target.sub.as_deref() == Some("value")
        {
            return Some(format!("tel:{}", text.replace(' ', "-")).into());
        }
        Some(text.into())
    }

    /// A resource with these values.
    pub(super) fn resource(
        &self,
        core: &str,
        rows: &[Row],
        values: &Values,
        purpose: Purpose<'_>,
    ) -> Value {
        let mut resource = Map::with_capacity(rows.len());
        let mut schemas = vec![core.to_owned()];
        resource.insert("schemas".into(), Value::Null);
        if let Purpose::Replace(id) = purpose
            && self.id_in_put
        {
            resource.insert("id".into(), id.into());
        }
        if purpose == Purpose::Create && core == CORE_USER && self.enterprise_on_create {
            schemas.push(ENTERPRISE.into());
        }
        for (row, value) in rows.iter().zip(values) {
            if purpose != Purpose::Create && row.apply == Apply::OnCreate {
                continue;
            }
            let Some(value) = value else {
                if purpose != Purpose::Create {
                    self.insert_absent(&mut resource, &row.target);
                }
                continue;
            };
            if let Some(urn) = &row.target.extension
                && !schemas.contains(urn)
            {
                schemas.push(urn.clone());
            }
            set(&mut resource, &row.target, value.clone());
        }
        let schemas = schemas.into_iter().map(|urn| match self.schemas {
            SchemaNames::Short if urn == CORE_USER => "urn:scim:schemas:core:2.0".into(),
            SchemaNames::Short if urn == ENTERPRISE => {
                "urn:scim:schemas:extension:enterprise:2.0".into()
            }
            _ => Value::from(urn),
        });
        resource.insert("schemas".into(), schemas.collect());
        if self.mails == Mails::Object
            && let Some(mails @ Value::Array(_)) = resource.get_mut("emails")
        {
            let first = mails.get(0).cloned().unwrap_or_default();
            *mails = first;
        }
        match self.key_order {
            KeyOrder::Mapping => Value::Object(resource),
            KeyOrder::Alphabetical => sorted(Value::Object(resource)),
        }
    }

    /// A list of which no element has a value.
    fn insert_absent(&self, resource: &mut Map<String, Value>, target: &Target) {
        if target.selector.is_none() || resource.contains_key(&target.attribute) {
            return;
        }
        let value = match (self.absent_lists, target.attribute.as_str()) {
            (AbsentLists::LeftOut, _) => return,
            (AbsentLists::Null, _) | (AbsentLists::Mixed, "emails") => Value::Null,
            (AbsentLists::Empty | AbsentLists::Mixed, _) => json!([]),
        };
        resource.insert(target.attribute.clone(), value);
    }

    /// Operations that turn the values that were written, or found, into other ones.
    pub(super) fn operations(&self, rows: &[Row], old: &Values, new: &Values) -> Vec<Value> {
        let mut operations = Vec::new();
        let mut elements: Vec<&Target> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let target = &row.target;
            if row.apply == Apply::OnCreate || names_members(row) {
                continue;
            }
            if target.selector.is_some() {
                if elements.iter().any(|seen| same_element(seen, target)) {
                    continue;
                }
                elements.push(target);
                self.element_operations(rows, target, [old, new], &mut operations);
            } else if old[at] != new[at] {
                operations.push(self.operation(target, new[at].as_ref()));
            }
        }
        operations
    }

    /// Operations on one element of a list: RFC 7644 §3.5.2 lets nothing replace, in an element
    /// that is not there.
    fn element_operations(
        &self,
        rows: &[Row],
        element: &Target,
        [old, new]: [&Values; 2],
        operations: &mut Vec<Value>,
    ) {
        let parts = || {
            let parts = rows.iter().zip(old.iter().zip(new));
            parts.filter(|(row, _)| same_element(&row.target, element))
        };
        let had = parts().any(|(_, (old, _))| old.is_some());
        let has = parts().any(|(_, (_, new))| new.is_some());
        match (had, has) {
            (_, false) if !had => {}
            (_, false) => operations.push(json!({ "op": "remove", "path": whole(element) })),
            (false, true) => {
                let mut made = Map::new();
                for (row, (_, new)) in parts() {
                    if let Some(value) = new {
                        set(&mut made, &row.target, value.clone());
                    }
                }
                let list = member_of(&made, element);
                operations.push(json!({ "op": "add", "path": list_path(element), "value": list }));
            }
            (true, true) => {
                let differing = parts().filter(|(_, (old, new))| old != new);
                operations.extend(
                    differing.map(|(row, (_, new))| self.operation(&row.target, new.as_ref())),
                );
            }
        }
    }

    fn operation(&self, target: &Target, value: Option<&Value>) -> Value {
        let path = if is_list(target) {
            &target.attribute
        } else {
            &target.path
        };
        match value {
            Some(value) => {
                let value = self.patch_value(target, value);
                json!({ "op": "replace", "path": path, "value": value })
            }
            None => json!({ "op": "remove", "path": path }),
        }
    }

    fn patch_value(&self, target: &Target, value: &Value) -> Value {
        match (self.active_value, value) {
            (ActiveValue::Text, Value::Bool(active)) if target.attribute == "active" => {
                active.to_string().into()
            }
            _ => value.clone(),
        }
    }

    /// The operations of a PATCH that carries exactly these attributes.
    pub(super) fn fixed_operations(
        &self,
        rows: &[Row],
        values: &Values,
        attributes: &[&str],
    ) -> Vec<Value> {
        let value = |attribute: &&str| {
            let mut pairs = rows.iter().zip(values);
            let (row, value) = pairs.find(|(row, _)| row.target.path == *attribute)?;
            let value = value.as_ref()?;
            Some(self.operation(&row.target, Some(value)))
        };
        attributes.iter().filter_map(value).collect()
    }
}

/// One `replace` without path whose value is a resource, as it is or as a text.
pub(super) fn pathless(form: PatchForm, resource: &Value) -> Value {
    let value = match form {
        PatchForm::ResourceText => resource.to_string().into(),
        PatchForm::Resource | PatchForm::Paths => resource.clone(),
    };
    json!({ "op": "replace", "value": value })
}

/// What a resource of the target has at the places of a mapping, the members of a group left out.
pub(super) fn found(rows: &[Row], resource: &Value) -> Values {
    let value = |row: &Row| {
        let value = row.target.get(resource);
        value.filter(|_| !names_members(row)).cloned()
    };
    rows.iter().map(value).collect()
}

/// Whether a resource adds nothing to another: values are the same, and elements of lists are there.
/// What it leaves out does not count.
pub(super) fn has(there: &Value, resource: &Value) -> bool {
    match (there, resource) {
        (Value::Object(there), Value::Object(members)) => members
            .iter()
            .all(|(name, value)| there.get(name).is_some_and(|there| has(there, value))),
        (Value::Array(there), Value::Array(elements)) => {
            elements.iter().all(|element| there.contains(element))
        }
        _ => there == resource,
    }
}

/// Whether a row is about the members of a group, which have requests of their own.
pub(super) fn names_members(row: &Row) -> bool {
    matches!(&row.source, Source::Reference(name) if name == "members")
}

/// Whether all values of an attribute are written, each as an element: `emails.value`.
fn is_list(target: &Target) -> bool {
    target.selector.is_none() && target.sub.is_some() && LISTS.contains(&target.attribute.as_str())
}

fn same_element(one: &Target, other: &Target) -> bool {
    (&one.extension, &one.attribute, &one.selector)
        == (&other.extension, &other.attribute, &other.selector)
}

fn set(resource: &mut Map<String, Value>, target: &Target, value: Value) {
    if value.is_array() && target.selector.is_none() {
        // A list of whole elements takes the place of the attribute.
        resource.insert(target.attribute.clone(), value);
        return;
    }
    target.set(resource, value, &|target| {
        target.selector.clone().into_iter().collect()
    });
}

/// The list that holds an element.
fn member_of(resource: &Map<String, Value>, element: &Target) -> Value {
    let holder = match &element.extension {
        Some(urn) => resource
            .get(urn)
            .and_then(|value| value.get(&element.attribute)),
        None => resource.get(&element.attribute),
    };
    holder.cloned().unwrap_or_default()
}

/// `emails[type eq "work"]` of `emails[type eq "work"].value`.
fn whole(element: &Target) -> &str {
    let end = element
        .path
        .rfind(']')
        .map_or(element.path.len(), |at| at + 1);
    &element.path[..end]
}

/// `emails` of `emails[type eq "work"].value`.
fn list_path(element: &Target) -> &str {
    let end = element.path.find('[').unwrap_or(element.path.len());
    &element.path[..end]
}

/// Members by name, at every level.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .into_iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            members.into_iter().collect()
        }
        Value::Array(elements) => elements.into_iter().map(sorted).collect(),
        other => other,
    }
}
