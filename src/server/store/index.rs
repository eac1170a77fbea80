//! Which values of a resource are indexed, in which form, and which of them nobody else may have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Number, Value};

use crate::scim::datetime;
use crate::scim::json::elements;
use crate::scim::schema::{
    Attribute, AttributeType, ResourceType, Schema, Uniqueness, common_attributes,
};
use crate::scim::text::fold;

/// A path whose `eq` filters are answered from an index at every type that has it, because identity
/// providers and the server itself look there.
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
}

impl AsRef<str> for IndexedPath {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// The indexed attributes of all resource types, by the names of the types.
#[derive(Debug, Clone)]
pub(super) struct Index(BTreeMap<String, Vec<Indexed>>);

/// One indexed attribute.
#[derive(Debug, Clone)]
struct Indexed {
    /// As [`ResolvedPath::canonical`](crate::scim::path::ResolvedPath::canonical) spells it.
    canonical: String,
    /// Members on the way to the value.
    steps: Vec<String>,
    kind: AttributeType,
    exact: bool,
    /// What its claims begin with; `None` where values may repeat.
    scope: Option<Scope>,
}

/// Among whom a value is unique.
#[derive(Debug, Clone)]
enum Scope {
    /// The resources of one type and tenant: those behind one endpoint (RFC 7643 §7, `server`).
    Endpoint,
    /// All resources with the attribute, of any type and tenant (`global`), by its URN.
    Everywhere(String),
}

/// A row of the table of values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry<'a> {
    pub(super) path: Cow<'a, str>,
    pub(super) value: String,
    /// What no other row may have; `None` where values may repeat.
    pub(super) claim: Option<String>,
}

/// Behind the paths whose rows are for claims only.
const EXACTLY: &str = " exactly";

/// The attribute that the path of a row is about.
pub(super) fn attribute(path: &str) -> &str {
    path.strip_suffix(EXACTLY).unwrap_or(path)
}

impl Index {
    pub(super) fn new(types: &[ResourceType]) -> Self {
        let entries = types.iter().map(|one| (one.name.clone(), indexed(one)));
        Self(entries.collect())
    }

    /// Whether filters on the path, in the schema's spelling, can be answered from the index. A type
    /// without the attribute has no values, which is an answer too.
    pub(super) fn has(&self, kind: &str, path: &str) -> bool {
        let mut paths = self.0.get(kind).into_iter().flatten();
        let mut everywhere = IndexedPath::ALL.iter();
        paths.any(|one| one.canonical == path) || everywhere.any(|one| one.as_str() == path)
    }

    /// The index entries of a resource in normal form.
    ///
    /// All text is folded, also that which regards case: the index only has to find at least what a
    /// filter wants, because the filter is evaluated on what was found.
    pub(super) fn entries<'a>(
        &'a self,
        tenant: &str,
        kind: &str,
        body: &Value,
    ) -> BTreeSet<Entry<'a>> {
        let mut found = BTreeSet::new();
        for indexed in self.0.get(kind).into_iter().flatten() {
            visit(body, &indexed.steps, &mut |value| {
                indexed.enter(tenant, kind, value, &mut found);
            });
        }
        found
    }

    /// What two indexes have in common that keep the same values in the same form.
    pub(super) fn fingerprint(&self) -> String {
        let mut text = String::new();
        for (kind, paths) in &self.0 {
            for one in paths {
                let _infallible = writeln!(
                    text,
                    "{kind} {} {} {} {:?}",
                    one.canonical,
                    one.kind.as_str(),
                    one.exact,
                    one.scope
                );
            }
        }
        text
    }
}

impl Indexed {
    fn enter<'a>(
        &'a self,
        tenant: &str,
        kind: &str,
        value: &Value,
        found: &mut BTreeSet<Entry<'a>>,
    ) {
        let Some(text) = self.text(value) else { return };
        let is_text = matches!(value, Value::String(_)) && self.kind != AttributeType::DateTime;
        let claim = self.scope.as_ref().map(|scope| {
            let own = if self.exact || !is_text {
                text.clone()
            } else {
                fold(&text)
            };
            match scope {
                Scope::Endpoint => format!("{tenant}\n{kind}\n{}\n{own}", self.canonical),
                Scope::Everywhere(attribute) => format!("\n\n{attribute}\n{own}"),
            }
        });
        // Two values may be one in lower case, so an exact claim has a row of its own.
        let claim = if self.exact && claim.is_some() {
            found.insert(Entry {
                path: format!("{}{EXACTLY}", self.canonical).into(),
                value: text.clone(),
                claim,
            });
            None
        } else {
            claim
        };
        found.insert(Entry {
            path: self.canonical.as_str().into(),
            value: if is_text { fold(&text) } else { text },
            claim,
        });
    }

    /// The value in the one form that equal values share, but for case.
    fn text(&self, value: &Value) -> Option<String> {
        match (self.kind, value) {
            (AttributeType::DateTime, Value::String(text)) => {
                datetime::instant(text).map(|instant| instant.to_string())
            }
            (_, Value::String(text)) => Some(text.clone()),
            (AttributeType::Integer | AttributeType::Decimal, Value::Number(number)) => {
                Some(plain(number))
            }
            _ => None,
        }
    }
}

/// Visits the values that lie at the end of the steps.
fn visit(value: &Value, steps: &[String], visitor: &mut impl FnMut(&Value)) {
    let Some((step, rest)) = steps.split_first() else {
        return visitor(value);
    };
    for element in elements(&value[step]) {
        visit(element, rest, visitor);
    }
}

/// `2`, `2.0` and `2e0` are one number.
fn plain(number: &Number) -> String {
    match number.as_f64() {
        // `Display` of a float writes no fraction where there is none.
        Some(float) if number.is_f64() => float.to_string(),
        _ => number.to_string(),
    }
}

fn indexed(resource_type: &ResourceType) -> Vec<Indexed> {
    let mut found = Vec::new();
    let common = common_attributes().iter();
    let core = common.chain(&resource_type.schema.attributes);
    for attribute in core {
        add(attribute, None, &resource_type.schema, &mut found);
    }
    for (schema, _) in &resource_type.extensions {
        for attribute in &schema.attributes {
            add(attribute, Some(schema), schema, &mut found);
        }
    }
    found
}

/// Adds an attribute, or its sub-attributes, where they are to be indexed.
fn add(
    attribute: &Attribute,
    extension: Option<&Schema>,
    schema: &Schema,
    found: &mut Vec<Indexed>,
) {
    let mut add = |path: &[&Attribute], leaf: &Attribute| {
        let names: Vec<&str> = path.iter().map(|part| part.name.as_str()).collect();
        let name = names.join(".");
        let canonical = match extension {
            Some(extension) => format!("{}:{name}", extension.id),
            None => name.clone(),
        };
        let everywhere = || format!("{}:{name}", schema.id);
        // The server gives out ids; the table of resources keeps them apart.
        let scope = match leaf.uniqueness {
            Uniqueness::Server => Some(Scope::Endpoint),
            Uniqueness::Global if canonical != "id" => Some(Scope::Everywhere(everywhere())),
            Uniqueness::Global | Uniqueness::None => None,
        };
        let looked_up = IndexedPath::ALL
            .iter()
            .any(|path| path.as_str() == canonical);
        if scope.is_some() || looked_up && leaf.kind != AttributeType::Complex {
            let steps = extension.map(|extension| extension.id.as_str());
            found.push(Indexed {
                canonical,
                steps: steps.into_iter().chain(names).map(str::to_owned).collect(),
                kind: leaf.kind,
                exact: leaf.case_exact,
                scope,
            });
        }
    };
    add(&[attribute], attribute);
    for sub in &attribute.sub_attributes {
        add(&[attribute, sub], sub);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry<'a>(path: &'a str, value: &str, claim: Option<&str>) -> Entry<'a> {
        Entry {
            path: path.into(),
            value: value.to_owned(),
            claim: claim.map(str::to_owned),
        }
    }

    #[test]
    fn entries_are_folded_and_claimed() {
        let index = Index::new(&[ResourceType::user(), ResourceType::group()]);
        let body = json!({
            "userName": "ÄDA", "externalId": "X", "emails": [{ "value": "A@x" }, { "type": "work" }],
        });
        assert_eq!(
            index.entries("acme", "User", &body),
            BTreeSet::from([
                entry("emails.value", "a@x", None),
                entry("externalId", "x", None),
                entry("userName", "äda", Some("acme\nUser\nuserName\näda")),
            ])
        );
        assert!(index.has("User", "emails.value"));
        assert!(index.has("Group", "emails.value"), "nothing is found there");
        assert!(!index.has("User", "emails"));
        assert!(!index.has("User", "id"));
    }

    #[test]
    fn claims_follow_the_schema() {
        let mut device = ResourceType::group();
        device.schema.id = "urn:x:Device".to_owned();
        let attribute = |name: &str, kind, exact, uniqueness| Attribute {
            name: name.to_owned(),
            kind,
            case_exact: exact,
            uniqueness,
            ..device.schema.attributes[0].clone()
        };
        device.schema.attributes = vec![
            attribute("serial", AttributeType::String, true, Uniqueness::Global),
            attribute("number", AttributeType::Decimal, false, Uniqueness::Server),
        ];
        let index = Index::new(&[device]);
        let body = json!({ "serial": ["aB", "Ab"], "number": 2.0 });
        assert_eq!(
            index.entries("", "Group", &body),
            BTreeSet::from([
                entry("number", "2", Some("\nGroup\nnumber\n2")),
                entry("serial", "ab", None),
                entry("serial exactly", "Ab", Some("\n\nurn:x:Device:serial\nAb")),
                entry("serial exactly", "aB", Some("\n\nurn:x:Device:serial\naB")),
            ])
        );
    }

    #[test]
    fn numbers_have_one_form() {
        for text in ["2", "2.0", "2e0"] {
            assert_eq!(plain(&text.parse().unwrap()), "2", "{text}");
        }
        assert_eq!(plain(&u64::MAX.into()), "18446744073709551615");
    }
}
