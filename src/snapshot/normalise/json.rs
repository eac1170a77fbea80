//! Writes a JSON body for a person: placeholders, and nothing about others.
//!
//! Requests keep their order, which is part of what an identity provider sends; the members of an
//! answer are sorted, because their order means nothing and some servers change it.

use serde_json::{Map, Value};

use super::content::{Seen, id_text, member};
use super::ownership::{is_resource, kind_of, kind_of_reference, kind_of_referenced};
use super::render::{Pen, quote};

/// Stands for a resource that is not the case's own.
const OTHER: &str = "[resource of others]";

/// Stands for those of a list that a filter should have kept out.
const OTHERS: &str = "[resources of others]";

/// Stands for what an unfiltered list shows of others. Always there: whether others have resources
/// depends on who else uses the target at the time.
const OTHERS_IF_ANY: &str = "[resources of others, if any]";

/// A JSON body of a request.
pub(super) fn request(pen: &mut Pen<'_>, seen: &Seen<'_>, value: &Value) -> String {
    Printer::new(pen, seen, false).print(value)
}

/// A JSON body of an answer.
pub(super) fn answer(pen: &mut Pen<'_>, seen: &Seen<'_>, value: &Value) -> String {
    Printer::new(pen, seen, true).print(value)
}

/// How a value is to be shown.
#[derive(Clone)]
enum Role {
    /// Placeholders inside.
    Text,
    /// Whole value may be an id of this kind.
    Id(String),
    /// Resource version.
    Etag,
    /// Never shown.
    Password,
    /// Counts what others have as well.
    Count,
    /// Name of somebody else.
    Others,
}

/// Where a value stands.
#[derive(Clone)]
struct Place {
    /// Attribute that the value is of, lower case, without URN and sub-attribute.
    attribute: String,
    role: Role,
}

impl Place {
    fn at(attribute: &str, role: Role) -> Self {
        let attribute = attribute.to_owned();
        Self { attribute, role }
    }
}

struct Printer<'p, 'a> {
    pen: &'p mut Pen<'a>,
    seen: &'p Seen<'p>,
    answer: bool,
    out: String,
    depth: usize,
}

impl<'p, 'a> Printer<'p, 'a> {
    fn new(pen: &'p mut Pen<'a>, seen: &'p Seen<'p>, answer: bool) -> Self {
        Self {
            pen,
            seen,
            answer,
            out: String::new(),
            depth: 0,
        }
    }

    fn print(mut self, value: &Value) -> String {
        match value {
            Value::Array(elements) if self.lists_people() => {
                self.list(elements);
            }
            _ => self.value(value, &Place::at("", Role::Text)),
        }
        self.out
    }

    /// Recursion is bounded by the depth that the JSON parser allows.
    fn value(&mut self, value: &Value, place: &Place) {
        match value {
            Value::Object(object) => self.object(object, place),
            Value::Array(elements) => self.array(elements, place),
            Value::String(text) => {
                let shown = self.text(text, place);
                self.out.push_str(&quote(&shown));
            }
            Value::Null => self.out.push_str("null"),
            Value::Bool(_) | Value::Number(_) => {
                let shown = self.scalar(value, place);
                self.out.push_str(&shown);
            }
        }
    }

    fn text(&mut self, text: &str, place: &Place) -> String {
        match &place.role {
            Role::Password if !text.is_empty() => "[password]".to_owned(),
            Role::Etag => self.pen.etag(text),
            Role::Count => "[count]".to_owned(),
            Role::Others if !text.is_empty() => "[name of others]".to_owned(),
            Role::Id(kind) => self
                .pen
                .names
                .id(text, Some(kind))
                .unwrap_or_else(|| self.pen.clean_read(text, Some(kind))),
            _ => {
                let kind = kind_of_reference(&place.attribute).unwrap_or(&self.seen.kind);
                self.pen.clean_read(text, Some(kind))
            }
        }
    }

    /// Placeholders of numbers stand without quotes, so that the type can be seen.
    fn scalar(&mut self, value: &Value, place: &Place) -> String {
        let known = match &place.role {
            Role::Password => Some("[password]".to_owned()),
            Role::Count => Some("[count]".to_owned()),
            Role::Id(kind) => id_text(value).and_then(|id| self.pen.names.id(&id, Some(kind))),
            _ => None,
        };
        known.unwrap_or_else(|| value.to_string())
    }

    fn object(&mut self, object: &Map<String, Value>, place: &Place) {
        if is_resource(object) && self.is_of_others(object) {
            self.out.push_str(&quote(OTHER));
            return;
        }
        let open_list = self.is_list_with_others(object);
        let mut members: Vec<(&String, &Value)> = object.iter().collect();
        if self.answer {
            members.sort_by_cached_key(|(key, _)| (rank(key), key.to_lowercase(), (*key).clone()));
        }
        self.items('{', '}', members.len(), |printer, index| {
            let Some((key, value)) = members.get(index) else {
                return;
            };
            let shown = printer.pen.clean_read(key, None);
            printer.out.push_str(&quote(&shown));
            printer.out.push_str(": ");
            match value {
                Value::Array(elements) if printer.lists_people() && is_resources(key) => {
                    printer.list(elements);
                }
                _ => {
                    let place = printer.place(key, object, place, open_list);
                    printer.value(value, &place);
                }
            }
        });
    }

    fn array(&mut self, elements: &[Value], place: &Place) {
        self.items('[', ']', elements.len(), |printer, index| {
            if let Some(element) = elements.get(index) {
                printer.value(element, place);
            }
        });
    }

    /// Resources of a list: the case's own, then a word for the rest.
    fn list(&mut self, elements: &[Value]) {
        let own: Vec<&Value> = elements
            .iter()
            .filter(|element| self.may_show(element))
            .collect();
        let note = if self.is_unfiltered() {
            Some(OTHERS_IF_ANY)
        } else {
            (own.len() < elements.len()).then_some(OTHERS)
        };
        let place = Place::at("", Role::Text);
        self.items(
            '[',
            ']',
            own.len() + usize::from(note.is_some()),
            |printer, index| match own.get(index) {
                Some(element) => printer.value(element, &place),
                None => printer.out.push_str(&quote(note.unwrap_or_default())),
            },
        );
    }

    /// Whether an element of a list is not about others.
    fn may_show(&self, element: &Value) -> bool {
        match element {
            Value::Object(object) => self.pen.own.owns(object, self.seen),
            Value::String(text) => self.pen.own.carries_marker(text),
            Value::Array(_) => false,
            Value::Null | Value::Bool(_) | Value::Number(_) => true,
        }
    }

    /// Whether a resource is of others; in a request, one that was read before and is sent back.
    fn is_of_others(&self, object: &Map<String, Value>) -> bool {
        let own = &self.pen.own;
        if self.answer {
            !own.owns(object, self.seen)
        } else {
            own.echoes_foreign(object, self.seen)
        }
    }

    /// Whether a reference points to what is of others; in a request, as an answer had it before.
    fn refers_to_others(&self, reference: &Map<String, Value>, kind: &str) -> bool {
        let id = member(reference, "value").and_then(id_text);
        let known = id.is_some_and(|id| self.pen.names.knows(&id));
        (self.answer || known) && !self.pen.own.owns_referenced(reference, kind)
    }

    /// Whether lists here are of people, groups and the like, not of schemas.
    fn lists_people(&self) -> bool {
        self.answer && !self.seen.discovery
    }

    fn is_unfiltered(&self) -> bool {
        self.lists_people() && !self.seen.filtered
    }

    /// Whether this is a list (RFC 7644 §3.4.2) that counts resources of others.
    fn is_list_with_others(&self, object: &Map<String, Value>) -> bool {
        let resources = object.iter().find(|(key, _)| is_resources(key));
        match resources.map(|(_, value)| value) {
            _ if !self.lists_people() => false,
            Some(Value::Array(elements)) => {
                self.is_unfiltered() || elements.iter().any(|element| !self.may_show(element))
            }
            Some(_) => false,
            None => self.is_unfiltered() && member(object, "totalResults").is_some(),
        }
    }

    /// What a member of an object is.
    fn place(
        &self,
        key: &str,
        object: &Map<String, Value>,
        parent: &Place,
        open_list: bool,
    ) -> Place {
        let lower = key.to_ascii_lowercase();
        let own_attribute = attribute_of(key);
        let attribute = match lower.as_str() {
            // A PATCH operation names its attribute beside the value (RFC 7644 §3.5.2).
            "value" | "path" => match member(object, "path").and_then(Value::as_str) {
                Some(path) => attribute_of(path),
                None => parent.attribute.clone(),
            },
            _ => own_attribute,
        };
        let reference =
            kind_of_reference(&parent.attribute).map(|default| kind_of_referenced(object, default));
        let role = match (lower.as_str(), reference) {
            ("path", _) => Role::Text,
            ("totalresults" | "itemsperpage", _) if open_list => Role::Count,
            ("id", _) => Role::Id(kind_of(object, self.seen)),
            ("version", _) if parent.attribute == "meta" => Role::Etag,
            ("value", Some(kind)) => Role::Id(kind.to_owned()),
            ("display" | "displayname", Some(kind)) if self.refers_to_others(object, kind) => {
                Role::Others
            }
            _ => match (attribute.as_str(), kind_of_reference(&attribute)) {
                ("password", _) => Role::Password,
                ("id", _) => Role::Id(self.seen.kind.clone()),
                (_, Some(kind)) => Role::Id(kind.to_owned()),
                _ => Role::Text,
            },
        };
        Place { attribute, role }
    }

    /// Items one to a line between brackets.
    fn items(
        &mut self,
        open: char,
        close: char,
        count: usize,
        mut item: impl FnMut(&mut Self, usize),
    ) {
        self.out.push(open);
        self.depth += 1;
        for index in 0..count {
            if index > 0 {
                self.out.push(',');
            }
            self.line();
            item(self, index);
        }
        self.depth -= 1;
        if count > 0 {
            self.line();
        }
        self.out.push(close);
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }
}

fn is_resources(key: &str) -> bool {
    key.eq_ignore_ascii_case("Resources")
}

/// `schemas` and `id` first, `meta` last, as resources are usually read.
fn rank(key: &str) -> u8 {
    match key {
        "schemas" => 0,
        "id" => 1,
        "meta" => 3,
        _ => 2,
    }
}

/// Attribute that a path or a qualified name is about, lower case: `manager` of
/// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value`.
fn attribute_of(path: &str) -> String {
    let path = path.split('[').next().unwrap_or_default();
    let name = path.rsplit(':').next().unwrap_or_default();
    name.split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}
