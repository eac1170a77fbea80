//! Directory files.

use std::borrow::Cow;
use std::ops::Range;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::node::{At, Node};
use super::problems::Problems;
use super::raw::Takes;
use super::read::{Entries, OneOrMany, Read, record};
use crate::idp::directory::{
    Attributes, Directory, GROUP_ATTRIBUTES, GroupEntry, LIST_ATTRIBUTES, MANAGER,
    PERSON_ATTRIBUTES,
};
use crate::scenario::diagnostic::LoadError;
use crate::scenario::names::{RESERVED, did_you_mean, is_pattern, listed, matching};
use crate::scenario::template::{self, Part};

record! {
    /// The people and groups of an identity provider: the source of everything that is provisioned.
    #[schemars(rename = "directory", deny_unknown_fields)]
    RawDirectory as "the directory" {
        /// What the directory is, in a few words.
        "name" name: Option<String>,
        /// People by the names that scenarios call them.
        "people" people: Option<Entries<RawPerson>>,
        /// Many people at once: `member: { count: 500 }` makes `member-1` to `member-500`.
        "crowd" crowd: Option<Entries<RawCrowd>>,
        /// Groups by the names that scenarios call them.
        "groups" groups: Option<Entries<RawGroup>>,
    }
}

/// Values of attributes: one each, several for list attributes.
type Values = Entries<OneOrMany<At<String>>>;

/// Attributes of a person.
#[derive(Debug)]
pub(super) struct RawPerson(Values);

impl Read for RawPerson {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        Entries::read(node, what, problems).map(Self)
    }
}

impl JsonSchema for RawPerson {
    fn schema_name() -> Cow<'static, str> {
        "person".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let properties: serde_json::Map<_, _> = PERSON_ATTRIBUTES
            .iter()
            .map(|name| ((*name).to_owned(), attribute_schema(name, generator)))
            .collect();
        json_schema!({
            "description": "A person: attributes of the directory.",
            "type": "object",
            "additionalProperties": false,
            "required": ["userName"],
            "properties": properties,
        })
    }
}

fn attribute_schema(name: &str, generator: &mut SchemaGenerator) -> serde_json::Value {
    if LIST_ATTRIBUTES.contains(&name) {
        let values = generator.subschema_for::<OneOrMany<String>>();
        return values.to_value();
    }
    serde_json::json!({ "type": "string" })
}

record! {
    /// People that are all alike.
    #[schemars(rename = "crowd", extend("additionalProperties" = { "type": ["string", "array"] }))]
    RawCrowd as "the crowd" {
        /// How many.
        #[schemars(range(min = 1, max = 10_000))]
        "count" count: At<u32>,
    }
    rest { attributes: OneOrMany<At<String>> }
}

record! {
    /// A group.
    #[schemars(rename = "group", deny_unknown_fields)]
    RawGroup as "the group" {
        /// The name that other systems know it by.
        "displayName" display_name: At<String>,
        /// What it is for.
        "description" description: Option<At<String>>,
        /// People and other groups, or patterns such as `member-*`.
        "members" members: Option<OneOrMany<At<String>>>,
    }
}

/// Most people of a crowd.
const LARGEST_CROWD: u32 = 10_000;

/// Attributes that a crowd has where the file does not say otherwise.
const CROWD: [(&str, &str); 7] = [
    ("userName", "${name}@contoso.example"),
    ("email", "${name}@contoso.example"),
    ("givenName", "Member"),
    ("familyName", "Number ${number}"),
    ("displayName", "Member Number ${number}"),
    ("mailNickname", "${name}"),
    ("employeeNumber", "E-${name}"),
];

/// Attributes that no two people may have in common.
const UNIQUE: [&str; 3] = ["userName", "email", "mailNickname"];

/// A directory in the making.
struct Compiler {
    directory: Directory,
    user_names: IndexMap<String, Range<usize>>,
    problems: Problems,
}

/// Looks at names and values.
pub(super) fn compile(
    name: &str,
    raw: At<RawDirectory>,
    mut problems: Problems,
) -> Result<Directory, LoadError> {
    let (span, raw) = (raw.span, raw.value);
    if raw.name.is_some_and(|name| name.trim().is_empty()) {
        problems.add(&span, "`name` is empty", "", None);
    }
    let people = raw.people.unwrap_or_default();
    let crowds = raw.crowd.unwrap_or_default();
    let groups = raw.groups.unwrap_or_default();
    if people.is_empty() && crowds.is_empty() {
        problems.add(&span, "the directory has no people", "", None);
    }
    let mut compiler = Compiler {
        directory: Directory {
            name: name.to_owned(),
            ..Directory::default()
        },
        user_names: IndexMap::new(),
        problems,
    };
    for (key, person) in &*people {
        compiler.person(key, &person.0);
    }
    for (key, crowd) in &*crowds {
        compiler.crowd(key, crowd);
    }
    // Groups come first by name, so that one may be a member of another that stands before it.
    for (key, group) in &*groups {
        compiler.group(key, group);
    }
    for (key, group) in &*groups {
        compiler.members(key, group.members.as_ref());
    }
    let attributes = people.iter().flat_map(|(_, person)| &*person.0);
    for (attribute, values) in
        attributes.chain(crowds.iter().flat_map(|(_, crowd)| &*crowd.attributes))
    {
        let directory = Some(&compiler.directory);
        check_value(attribute, &values.0, directory, &mut compiler.problems);
    }
    compiler.problems.finish(compiler.directory)
}

impl Compiler {
    fn person(&mut self, key: &At<String>, attributes: &Values) {
        check_key(key, "person", &mut self.problems);
        for (attribute, _) in &**attributes {
            check_attribute(attribute, Takes::People, &mut self.problems);
        }
        let user_name = attributes
            .iter()
            .find(|(attribute, _)| attribute.value == "userName");
        match user_name.map(|(_, values)| values.0.as_slice()) {
            Some([user_name, ..]) if user_name.value.trim().is_empty() => {
                let message = "`userName` is empty";
                self.problems
                    .add(&user_name.span, message, "expected a name", None);
            }
            Some([user_name, ..]) => self.user_name(&user_name.value, &user_name.span),
            Some([]) | None => self.problems.add(
                &key.span,
                format!("`{}` has no `userName`", key.value),
                "every person needs one",
                Some(format!(
                    "add a line `userName: {}@contoso.example`",
                    key.value
                )),
            ),
        }
        self.directory
            .people
            .insert(key.value.clone(), plain(attributes).into());
    }

    /// Notes a user name that somebody has already.
    fn user_name(&mut self, name: &str, span: &Range<usize>) {
        // User names are compared without regard to case (RFC 7643 §4.1.1).
        let folded = name.to_lowercase();
        if let Some(first) = self.user_names.get(&folded) {
            self.problems.add_second(
                span,
                first,
                format!("two people have the `userName` `{name}`"),
                ("taken", "first given here"),
                None,
            );
        } else {
            self.user_names.insert(folded, span.clone());
        }
    }

    fn crowd(&mut self, key: &At<String>, crowd: &RawCrowd) {
        check_key(key, "crowd", &mut self.problems);
        let mut pattern: Attributes = CROWD
            .iter()
            .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
            .collect();
        for (attribute, values) in &*crowd.attributes {
            check_attribute(attribute, Takes::People, &mut self.problems);
            let mut is_numbered = true;
            for value in &values.0 {
                is_numbered &= self.is_numbered(value);
            }
            if UNIQUE.contains(&attribute.value.as_str()) && !is_numbered {
                self.problems.add(
                    &attribute.span,
                    format!(
                        "everybody in `{}` has the same `{}`",
                        key.value, attribute.value
                    ),
                    "expected a value with `${number}` or `${name}`",
                    None,
                );
                return;
            }
        }
        pattern.extend(plain(&crowd.attributes));
        if !(1..=LARGEST_CROWD).contains(&crowd.count.value) {
            self.problems.add(
                &crowd.count.span,
                format!("a crowd of {}", crowd.count.value),
                format!("expected a number from 1 to {LARGEST_CROWD}"),
                None,
            );
            return;
        }
        for number in 1..=crowd.count.value {
            let name = format!("{}-{number}", key.value);
            let lookup = |wanted: &str| match wanted {
                "number" => Some(number.to_string()),
                "name" => Some(name.clone()),
                _ => None,
            };
            let fill = |text: &String| {
                template::expand(text, &lookup)
                    .unwrap_or_default()
                    .into_owned()
            };
            let attributes: Attributes = pattern
                .iter()
                .map(|(attribute, values)| (attribute.clone(), values.iter().map(fill).collect()))
                .collect();
            if self.directory.people.contains_key(&name) {
                let message = format!("`{name}` is a person already");
                self.problems
                    .add(&key.span, message, "makes another one", None);
                return;
            }
            if let Some(user_name) = attributes.get("userName").and_then(|values| values.first()) {
                self.user_name(user_name, &key.span);
            }
            self.directory.people.insert(name, attributes.into());
        }
    }

    /// Whether a text of a crowd is different for everybody. Other references are noted.
    fn is_numbered(&mut self, value: &At<String>) -> bool {
        let hint = || Some("`${number}` is the number, `${name}` the name in scenarios".to_owned());
        let parts = match template::parse(&value.value) {
            Ok(parts) => parts,
            Err(error) => {
                let label = "expected `${number}` or `${name}`";
                self.problems
                    .add_inside(value, &error.span, error.message, label, hint());
                return false;
            }
        };
        let mut is_numbered = false;
        for part in parts {
            let Part::Reference { name, span } = part else {
                continue;
            };
            is_numbered = true;
            if !["number", "name"].contains(&name) {
                let message = format!("unknown reference `${{{name}}}`");
                let label = "expected `${number}` or `${name}`";
                self.problems
                    .add_inside(value, &span, message, label, hint());
            }
        }
        is_numbered
    }

    fn group(&mut self, key: &At<String>, group: &RawGroup) {
        check_key(key, "group", &mut self.problems);
        if self.directory.people.contains_key(&key.value) {
            let message = format!("`{}` is a person already", key.value);
            let label = "expected a name that no person has";
            self.problems.add(&key.span, message, label, None);
        }
        if group.display_name.value.trim().is_empty() {
            let span = &group.display_name.span;
            self.problems
                .add(span, "`displayName` is empty", "expected a name", None);
        }
        let given = [
            ("displayName", Some(&group.display_name)),
            ("description", group.description.as_ref()),
        ];
        let attributes = given
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), vec![value?.value.clone()])))
            .collect();
        let entry = GroupEntry {
            attributes,
            members: Vec::new(),
        };
        self.directory.groups.insert(key.value.clone(), entry);
    }

    fn members(&mut self, key: &At<String>, members: Option<&OneOrMany<At<String>>>) {
        let mut found: indexmap::IndexSet<String> = indexmap::IndexSet::new();
        let keys: Vec<&str> = self
            .directory
            .people
            .keys()
            .chain(self.directory.groups.keys())
            .map(String::as_str)
            .collect();
        for member in members.iter().flat_map(|members| &members.0) {
            let name = member.value.as_str();
            if is_pattern(name) {
                let others = keys.iter().copied().filter(|other| *other != key.value);
                match matching(name, others) {
                    Ok(several) if several.is_empty() => {
                        let message = format!("`{name}` matches nothing");
                        let label = "expected a pattern that matches";
                        self.problems.add(&member.span, message, label, None);
                    }
                    Ok(several) => found.extend(several.into_iter().map(str::to_owned)),
                    Err(why) => {
                        let message = format!("`{name}` is not a pattern: {why}");
                        let label = "expected for example `member-*`";
                        self.problems.add(&member.span, message, label, None);
                    }
                }
                continue;
            }
            if name == key.value {
                let message = format!("`{name}` is a member of itself");
                let label = "expected other groups and people";
                self.problems.add(&member.span, message, label, None);
            } else if !self.directory.people.contains_key(name)
                && !self.directory.groups.contains_key(name)
            {
                let message = format!("unknown member `{name}`");
                let hint = did_you_mean(name, keys.iter().copied()).unwrap_or_else(|| {
                    format!("there are {}", listed(keys.iter().copied(), "and"))
                });
                let label = "neither a person nor a group";
                self.problems.add(&member.span, message, label, hint);
            } else if !found.insert(name.to_owned()) {
                let message = format!("`{name}` is a member twice");
                self.problems
                    .add(&member.span, message, "named again here", None);
            }
        }
        if let Some(group) = self.directory.groups.get_mut(&key.value) {
            group.members = found.into_iter().collect();
        }
    }
}

/// Attributes without their places.
fn plain(values: &Values) -> Attributes {
    let texts = |values: &OneOrMany<At<String>>| {
        let texts = values.0.iter().map(|value| value.value.clone());
        texts.collect()
    };
    values
        .iter()
        .map(|(name, values)| (name.value.clone(), texts(values)))
        .collect()
}

/// Notes a name that cannot be that of a person or an account: a word of the format, or one that
/// could not stand in `${…}`. `what` is for example `person`.
pub(super) fn check_key(key: &At<String>, what: &str, problems: &mut Problems) {
    let plain = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    if RESERVED.contains(&key.value.as_str()) {
        problems.add(
            &key.span,
            format!("`{}` cannot be the name of a {what}", key.value)
                .replace("a account", "an account"),
            "this word has a meaning of its own in scenarios",
            Some("choose another name".into()),
        );
    } else if key.value.is_empty() || !key.value.chars().all(plain) {
        problems.add(
            &key.span,
            format!("`{}` cannot be the name of a {what}", key.value)
                .replace("a account", "an account"),
            "expected letters, digits, `-` and `_`",
            None,
        );
    }
}

/// Notes an attribute that people, or groups, do not have.
pub(super) fn check_attribute(attribute: &At<String>, takes: Takes, problems: &mut Problems) {
    let (who, known) = match takes {
        Takes::Groups => ("group", &GROUP_ATTRIBUTES[..]),
        Takes::People | Takes::Both => ("person", &PERSON_ATTRIBUTES[..]),
    };
    let name = attribute.value.as_str();
    if known.contains(&name) {
        return;
    }
    let known = || known.iter().copied();
    let other = elsewhere(name).filter(|other| known().any(|known| known == *other));
    problems.add(
        &attribute.span,
        format!("unknown attribute `{name}`"),
        "not an attribute of the directory",
        other
            .map(|name| format!("it is called `{name}` here"))
            .or_else(|| did_you_mean(name, known()))
            .or_else(|| Some(format!("a {who} may have {}", listed(known(), "and")))),
    );
}

/// Notes several values of an attribute that has one, and a manager whom nobody knows.
pub(super) fn check_value(
    attribute: &At<String>,
    values: &[At<String>],
    directory: Option<&Directory>,
    problems: &mut Problems,
) {
    let name = attribute.value.as_str();
    if let [_, second, ..] = values
        && !LIST_ATTRIBUTES.contains(&name)
    {
        problems.add(
            &second.span,
            format!("`{name}` has several values"),
            "expected one",
            Some(format!(
                "only {} may have several",
                listed(LIST_ATTRIBUTES, "and")
            )),
        );
    }
    let (Some(directory), MANAGER) = (directory, name) else {
        return;
    };
    for manager in values {
        let key = manager.value.as_str();
        if directory.people.contains_key(key) {
            continue;
        }
        let people = || directory.people.keys().map(String::as_str);
        let message = if directory.groups.contains_key(key) {
            format!("the manager `{key}` is a group")
        } else {
            format!("unknown person `{key}`")
        };
        let hint = did_you_mean(key, people())
            .unwrap_or_else(|| format!("the directory has {}", listed(people(), "and")));
        let label = "a manager is a person of the directory";
        problems.add(&manager.span, message, label, hint);
    }
}

/// The name here of an attribute that is known by another one elsewhere.
fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "surname" | "lastname" | "sn" => "familyName",
        "firstname" => "givenName",
        "mail" | "emails" => "email",
        "login" | "userprincipalname" | "upn" => "userName",
        "jobtitle" => "title",
        "employeeid" => "employeeNumber",
        "telephonenumber" | "phonenumber" | "primaryphone" => "phone",
        "mobilephone" => "mobile",
        "locale" => "preferredLanguage",
        "streetaddress" => "street",
        "zipcode" | "zip" => "postalCode",
        _ => return None,
    })
}
