//! Writes a JSON body for a person: placeholders, and nothing about others.
//!
//! Requests keep their order, which is part of what an identity provider sends; the members of an
//! answer are sorted, because their order means nothing and some servers change it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::content::{Seen, id_text, member};
use super::ownership::{is_resource, kind_of, kind_of_reference, kind_of_referenced};
use super::render::{Pen, quote};
use super::repeats::{Part, Shape, Whose, abbreviate};

/// Stands for a resource that is not the case's own.
const OTHER: &str = "[resource of others]";

/// Stands for those of a list that a filter should have kept out.
const OTHERS: &str = "[resources of others]";

/// Stands for what an unfiltered list shows of others. Always there: whether others have resources
/// depends on who else uses the target at the time.
const OTHERS_IF_ANY: &str = "[resources of others, if any]";

/// Deeper than most bodies are.
const INDENT: &str = "                ";

/// Most elements of an array in a row that are alike and all shown.
const MOST_ALIKE: usize = 20;

/// Writes a JSON body of a request.
pub(super) fn request(out: &mut String, pen: &mut Pen<'_>, seen: &Seen<'_>, value: &Value) {
    Printer::new(out, pen, seen, false).print(value);
}

/// Writes a JSON body of an answer.
pub(super) fn answer(out: &mut String, pen: &mut Pen<'_>, seen: &Seen<'_>, value: &Value) {
    Printer::new(out, pen, seen, true).print(value);
}

/// How a value is to be shown.
enum Role<'v> {
    /// Placeholders inside.
    Text,
    /// Whole value may be an id of this kind.
    Id(Cow<'v, str>),
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
struct Place<'v> {
    /// Attribute that the value is of, without URN and sub-attribute.
    attribute: &'v str,
    role: Role<'v>,
}

/// The outermost value.
const TOP: Place<'static> = Place {
    attribute: "",
    role: Role::Text,
};

struct Printer<'p, 'a> {
    pen: &'p mut Pen<'a>,
    seen: &'p Seen<'p>,
    answer: bool,
    out: &'p mut String,
    depth: usize,
}

impl<'p, 'a> Printer<'p, 'a> {
    fn new(out: &'p mut String, pen: &'p mut Pen<'a>, seen: &'p Seen<'p>, answer: bool) -> Self {
        Self {
            pen,
            seen,
            answer,
            out,
            depth: 0,
        }
    }

    fn print(mut self, value: &Value) {
        match value {
            Value::Array(elements) if self.lists_people() => {
                self.list(elements);
            }
            _ => self.value(value, &TOP),
        }
    }

    /// Recursion is bounded by the depth that the JSON parser allows.
    fn value(&mut self, value: &Value, place: &Place<'_>) {
        match value {
            Value::Object(object) => self.object(object, place),
            Value::Array(elements) => self.array(elements, place),
            Value::String(text) => {
                let shown = self.text(text, place);
                quote(self.out, &shown);
            }
            Value::Null => self.out.push_str("null"),
            Value::Bool(_) | Value::Number(_) => {
                let shown = self.scalar(value, place);
                self.out.push_str(&shown);
            }
        }
    }

    fn text<'t>(&mut self, text: &'t str, place: &Place<'_>) -> Cow<'t, str> {
        match &place.role {
            Role::Password if !text.is_empty() => "[password]".into(),
            Role::Etag => self.pen.etag(text).into(),
            Role::Count => "[count]".into(),
            Role::Others if !text.is_empty() => "[name of others]".into(),
            Role::Id(kind) => match self.pen.names.id(text, Some(kind)) {
                Some(name) => name.into(),
                None => self.pen.clean_read(text, Some(kind)),
            },
            _ => {
                let kind = kind_of_reference(place.attribute).unwrap_or(&self.seen.kind);
                self.pen.clean_read(text, Some(kind))
            }
        }
    }

    /// Placeholders of numbers stand without quotes, so that the type can be seen.
    fn scalar(&mut self, value: &Value, place: &Place<'_>) -> String {
        let known = match &place.role {
            Role::Password => Some("[password]".to_owned()),
            Role::Count => Some("[count]".to_owned()),
            Role::Id(kind) => id_text(value).and_then(|id| self.pen.names.id(&id, Some(kind))),
            _ => None,
        };
        known.unwrap_or_else(|| value.to_string())
    }

    fn object(&mut self, object: &Map<String, Value>, place: &Place<'_>) {
        if is_resource(object) && self.is_of_others(object) {
            quote(self.out, OTHER);
            return;
        }
        let open_list = self.is_list_with_others(object);
        let mut members: Vec<(&String, &Value)> = object.iter().collect();
        if self.answer {
            members.sort_by(|(one, _), (other, _)| by_place(one, other));
        }
        self.items('{', '}', members.len(), |printer, index| {
            let Some((key, value)) = members.get(index) else {
                return;
            };
            let shown = printer.pen.clean_read(key, None);
            quote(printer.out, &shown);
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

    fn array(&mut self, elements: &[Value], place: &Place<'_>) {
        self.elements(elements.len(), |printer, index| {
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
        let count = own.len() + usize::from(note.is_some());
        self.elements(count, |printer, index| match own.get(index) {
            Some(element) => printer.value(element, &TOP),
            None => quote(printer.out, note.unwrap_or_default()),
        });
    }

    /// Elements of an array between brackets. Where many are alike, a line that is not JSON stands
    /// for most.
    fn elements(&mut self, count: usize, mut element: impl FnMut(&mut Self, usize)) {
        if count <= MOST_ALIKE {
            return self.items('[', ']', count, element);
        }
        let before = std::mem::take(self.out);
        self.depth += 1;
        let texts: Vec<String> = (0..count)
            .map(|index| {
                element(self, index);
                std::mem::take(self.out)
            })
            .collect();
        self.depth -= 1;
        *self.out = before;
        let shapes = texts.iter().map(|text| Shape::of(text, Whose::Anybody));
        let parts = abbreviate(shapes, MOST_ALIKE);
        self.items('[', ']', parts.len(), |printer, index| {
            match parts.get(index) {
                Some(Part::Show(at)) => {
                    let text = texts.get(*at).map_or("", String::as_str);
                    printer.out.push_str(text);
                }
                Some(Part::LeaveOut(range)) => {
                    let _ = write!(printer.out, "… {} alike …", range.len());
                }
                None => {}
            }
        });
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
    fn place<'v>(
        &self,
        key: &'v str,
        object: &'v Map<String, Value>,
        parent: &Place<'v>,
        open_list: bool,
    ) -> Place<'v>
    where
        'p: 'v,
    {
        let is = |name: &str| key.eq_ignore_ascii_case(name);
        let attribute = if is("value") || is("path") {
            // A PATCH operation names its attribute beside the value (RFC 7644 §3.5.2).
            match member(object, "path").and_then(Value::as_str) {
                Some(path) => attribute_of(path),
                None => parent.attribute,
            }
        } else {
            attribute_of(key)
        };
        let seen: &'p Seen<'p> = self.seen;
        let reference =
            kind_of_reference(parent.attribute).map(|default| kind_of_referenced(object, default));
        let role = match reference {
            _ if is("path") => Role::Text,
            _ if open_list && (is("totalResults") || is("itemsPerPage")) => Role::Count,
            _ if is("id") => Role::Id(kind_of(object, seen)),
            _ if is("version") && parent.attribute.eq_ignore_ascii_case("meta") => Role::Etag,
            Some(kind) if is("value") => Role::Id(kind.into()),
            Some(kind)
                if (is("display") || is("displayName")) && self.refers_to_others(object, kind) =>
            {
                Role::Others
            }
            _ if attribute.eq_ignore_ascii_case("password") => Role::Password,
            _ if attribute.eq_ignore_ascii_case("id") => Role::Id(Cow::Borrowed(&seen.kind)),
            _ => kind_of_reference(attribute).map_or(Role::Text, |kind| Role::Id(kind.into())),
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
        match INDENT.get(..2 * self.depth) {
            Some(indent) => self.out.push_str(indent),
            None => self.out.extend(std::iter::repeat_n("  ", self.depth)),
        }
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

/// The order of the members of an answer: by rank, then by name.
fn by_place(one: &str, other: &str) -> Ordering {
    let by_name = || {
        if one.is_ascii() && other.is_ascii() {
            let [one, other] =
                [one, other].map(|key| key.bytes().map(|byte| byte.to_ascii_lowercase()));
            return one.cmp(other);
        }
        one.to_lowercase().cmp(&other.to_lowercase())
    };
    let by_rank = rank(one).cmp(&rank(other));
    by_rank.then_with(by_name).then_with(|| one.cmp(other))
}

/// Attribute that a path or a qualified name is about: `manager` of
/// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value`.
fn attribute_of(path: &str) -> &str {
    // As most are.
    if path.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return path;
    }
    let path = path.split('[').next().unwrap_or_default();
    let name = path.rsplit(':').next().unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}
