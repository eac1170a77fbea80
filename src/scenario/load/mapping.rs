//! Mapping files.

use std::borrow::Cow;
use std::ops::Range;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::node::{At, Node};
use super::problems::Problems;
use super::raw::word;
use super::read::{Read, record};
use super::references::check_path;
use super::scoping::scoping;
use crate::idp::mapping::{Apply, Expression, ListedAttribute, Mapping, Row, Source, Target};
use crate::idp::{Family, IdpKind};
use crate::scenario::diagnostic::LoadError;
use crate::scenario::names::{did_you_mean, listed};

record! {
    /// Which attributes flow from an identity provider to a SCIM server.
    #[schemars(rename = "mapping", deny_unknown_fields)]
    RawMapping as "the mapping" {
        /// Family of identity providers that the mapping is for.
        "idp" idp: RawFamily,
        /// Rows for users, in the order in which they are sent.
        #[schemars(length(min = 1))]
        "users" users: At<Vec<At<RawRow>>>,
        /// Rows for groups; without them groups are not provisioned.
        #[schemars(length(min = 1))]
        "groups" groups: Option<At<Vec<At<RawRow>>>>,
        /// Scoping filters (Entra ID): which objects are provisioned at all.
        "scope" scope: Option<At<RawScope>>,
        /// The application's own list of attributes (Entra ID), as far as a check of the mapping
        /// should know it; it changes nothing that is sent.
        "attributes" attributes: Option<At<Vec<At<RawListed>>>>,
    }
}

record! {
    /// One line of the application's own list of attributes.
    #[schemars(rename = "listed", deny_unknown_fields)]
    RawListed as "the attribute" {
        /// SCIM attribute.
        "name" name: At<String>,
        /// Whether it is the primary key; `false` if absent.
        "primary" primary: Option<bool>,
        /// Whether nobody is provisioned without it; `false` if absent.
        "required" required: Option<bool>,
    }
}

record! {
    /// Scoping filters. Each is a list of clauses that must all hold; one filter of several must
    /// hold.
    #[schemars(rename = "scope", deny_unknown_fields)]
    RawScope as "`scope`" {
        /// Filters for users.
        "users" users: Option<Vec<Vec<At<RawClause>>>>,
        /// Filters for groups.
        "groups" groups: Option<Vec<Vec<At<RawClause>>>>,
    }
}

record! {
    /// One condition of a scoping filter.
    #[schemars(rename = "clause", deny_unknown_fields)]
    RawClause as "the clause" {
        /// Attribute of the identity provider, under its own name.
        "attribute" attribute: At<String>,
        /// Operator as the portal names it, for example `EQUALS` or `IS NOT NULL`.
        "operator" operator: At<String>,
        /// What the attribute is compared with; left out for operators that begin with `IS`.
        "value" value: Option<At<String>>,
    }
}

/// Family of identity providers.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawFamily(Family);

impl Read for RawFamily {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let words = Family::ALL.map(|family| (family.name(), Self(family)));
        word(node, what, &words, problems)
    }
}

impl JsonSchema for RawFamily {
    fn schema_name() -> Cow<'static, str> {
        "family".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        let family = |family: Family| {
            let kinds = IdpKind::ALL.into_iter();
            let kinds = kinds.filter(|kind| kind.family() == family);
            json_schema!({
                "const": family.name(),
                "description": format!("{}.", listed(kinds.map(IdpKind::name), "and")),
            })
        };
        json_schema!({ "type": "string", "oneOf": Family::ALL.map(family) })
    }
}

record! {
    /// One attribute: where its value comes from and where it goes. Exactly one of `source`,
    /// `constant` and `expression` is given.
    #[schemars(rename = "row", deny_unknown_fields)]
    RawRow as "the row" {
        /// Attribute of the identity provider, under its own name, for example `user.login`.
        "source" source: Option<At<String>>,
        /// A text that is the same for everybody.
        "constant" constant: Option<At<String>>,
        /// Attribute that names other objects of the directory, `manager` or `members`: the ids of
        /// their accounts are sent.
        "reference" reference: Option<At<String>>,
        /// Function of attributes as Entra writes it, for example `Join(" ", [givenName], [surname])`.
        "expression" expression: Option<At<String>>,
        /// SCIM attribute path, for example `emails[type eq "work"].value`.
        "target" target: At<String>,
        /// Matching precedence from 1: accounts that exist already are found by this attribute.
        #[schemars(range(min = 1))]
        "match" matching: Option<At<u32>>,
        /// When the attribute is sent; `always` if absent.
        "apply" apply: Option<RawApply>,
        /// Used on creation when the source has no value.
        "default" default: Option<String>,
    }
}

/// When a row applies.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(rename = "apply", rename_all = "kebab-case")]
pub(super) enum RawApply {
    /// On creation and on update.
    Always,
    /// Only on creation.
    OnCreate,
}

impl Read for RawApply {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        let words = [("always", Self::Always), ("on-create", Self::OnCreate)];
        word(node, what, &words, problems)
    }
}

/// Looks at the rows for users and for groups.
pub(super) fn compile(
    name: &str,
    raw: RawMapping,
    mut problems: Problems,
) -> Result<Mapping, LoadError> {
    let RawFamily(family) = raw.idp;
    let users = rows(&raw.users, Object::User, family, &mut problems);
    let groups = raw.groups.as_ref().map_or_else(Vec::new, |raw| {
        rows(raw, Object::Group, family, &mut problems)
    });
    let scope = scoping(raw.scope.as_ref(), family, &mut problems);
    let attributes = listed_attributes(raw.attributes.as_ref(), family, &mut problems);
    problems.finish(Mapping {
        name: name.to_owned(),
        idp: family.name().to_owned(),
        users,
        groups,
        scope,
        attributes,
    })
}

/// Looks at the list of attributes: Entra's applications have one, each name once.
fn listed_attributes(
    raw: Option<&At<Vec<At<RawListed>>>>,
    family: Family,
    problems: &mut Problems,
) -> Vec<ListedAttribute> {
    let Some(raw) = raw else { return Vec::new() };
    if family != Family::Entra {
        problems.add(
            &raw.span,
            format!("{} has no list of attributes", family.title()),
            "only applications of Entra ID have one",
            Some("remove `attributes`".into()),
        );
    }
    let mut seen: IndexMap<String, Range<usize>> = IndexMap::new();
    for line in &raw.value {
        let name = &line.value.name;
        check_path(name, "the attribute", problems);
        if let Some(first) = seen.get(&name.value.to_lowercase()) {
            problems.add_second(
                &name.span,
                first,
                format!("`{}` is listed twice", name.value),
                ("listed again here", "first listed here"),
                Some("remove one of the two".into()),
            );
        }
        seen.insert(name.value.to_lowercase(), name.span.clone());
    }
    let line = |line: &At<RawListed>| ListedAttribute {
        name: line.value.name.value.clone(),
        primary: line.value.primary.unwrap_or_default(),
        required: line.value.required.unwrap_or_default(),
    };
    raw.value.iter().map(line).collect()
}

/// What rows are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Object {
    User,
    Group,
}

impl Object {
    /// The key of the rows in the file.
    const fn key(self) -> &'static str {
        match self {
            Self::User => "users",
            Self::Group => "groups",
        }
    }

    /// Source attributes that rows may name.
    pub(super) fn attributes(self, family: Family) -> Vec<&'static str> {
        match self {
            Self::User => family.attributes(),
            Self::Group => family.group_attributes().to_vec(),
        }
    }

    /// Attributes that name other objects.
    const fn references(self) -> [&'static str; 1] {
        match self {
            Self::User => ["manager"],
            Self::Group => ["members"],
        }
    }
}

/// Looks at rows: one source each, attributes that there are, expressions that can be evaluated,
/// targets that can be filled, targets and precedences that stand only once.
fn rows(
    raw: &At<Vec<At<RawRow>>>,
    object: Object,
    family: Family,
    problems: &mut Problems,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut targets: IndexMap<String, Range<usize>> = IndexMap::new();
    let mut precedences: IndexMap<u32, Range<usize>> = IndexMap::new();
    let known = object.attributes(family);
    for row in &raw.value {
        let target = target(&row.value.target, problems);
        // Attribute names are compared without regard to case (RFC 7643 §2.1).
        let folded = row.value.target.value.to_lowercase();
        if let Some(first) = targets.get(&folded) {
            problems.add_second(
                &row.value.target.span,
                first,
                format!("two rows have the target `{}`", row.value.target.value),
                ("mapped again here", "first mapped here"),
                Some("remove one of the two rows".into()),
            );
        } else {
            targets.insert(folded, row.value.target.span.clone());
        }
        if let Some(matching) = &row.value.matching {
            check_matching(matching, &mut precedences, problems);
        }
        let source = source(row, object, &known, problems);
        rows.extend(target.zip(source).map(|(target, source)| Row {
            source,
            target,
            matching: row.value.matching.as_ref().map(|matching| matching.value),
            apply: match row.value.apply {
                Some(RawApply::OnCreate) => Apply::OnCreate,
                Some(RawApply::Always) | None => Apply::Always,
            },
            default: row.value.default.clone(),
        }));
    }
    let key = object.key();
    if raw.value.is_empty() {
        let message = format!("`{key}` is empty");
        problems.add(&raw.span, message, "expected at least one row", None);
    } else if precedences.is_empty() {
        let hint = match object {
            Object::User => "a user, mostly `userName`",
            Object::Group => "a group, mostly `displayName`",
        };
        problems.add(
            &raw.span,
            "no row has `match`",
            match object {
                Object::User => "accounts that exist already cannot be found",
                Object::Group => "groups that exist already cannot be found",
            },
            Some(format!("add `match: 1` to the row that identifies {hint}")),
        );
    }
    rows
}

/// Notes a target that cannot be filled.
fn target(target: &At<String>, problems: &mut Problems) -> Option<Target> {
    let before = problems.count();
    check_path(target, "the target", problems);
    if problems.count() > before {
        return None;
    }
    Target::parse(&target.value)
        .map_err(|why| {
            let message = format!("`{}` cannot be mapped to", target.value);
            problems.add(&target.span, message, why, None);
        })
        .ok()
}

/// Notes a source attribute that the identity provider does not have. `note` knows where it is.
pub(super) fn check_attribute(name: &str, known: &[&str], note: impl FnOnce(String, &str, String)) {
    if !known.contains(&name) {
        let hint = did_you_mean(name, known.iter().copied())
            .unwrap_or_else(|| format!("it has {}", listed(known.iter().copied(), "and")));
        note(
            format!("unknown attribute `{name}`"),
            "not an attribute of the identity provider",
            hint,
        );
    }
}

fn check_matching(
    matching: &At<u32>,
    precedences: &mut IndexMap<u32, Range<usize>>,
    problems: &mut Problems,
) {
    if matching.value == 0 {
        problems.add(
            &matching.span,
            "`match` starts at 1",
            "expected 1 or more",
            None,
        );
    } else if let Some(first) = precedences.get(&matching.value) {
        problems.add_second(
            &matching.span,
            first,
            format!("two rows have `match: {}`", matching.value),
            ("given again here", "first given here"),
            Some("number the rows in the order in which they are tried".into()),
        );
    } else {
        precedences.insert(matching.value, matching.span.clone());
    }
}

/// Where a row's value comes from.
fn source(
    row: &At<RawRow>,
    object: Object,
    known: &[&str],
    problems: &mut Problems,
) -> Option<Source> {
    let raw = &row.value;
    let given: Vec<&At<String>> = [&raw.source, &raw.constant, &raw.reference, &raw.expression]
        .into_iter()
        .flatten()
        .collect();
    let target = &raw.target.value;
    match given.as_slice() {
        [] => {
            problems.add(
                &row.span,
                format!("the row for `{target}` has no source"),
                "expected `source`, `constant`, `expression` or `reference`",
                None,
            );
            return None;
        }
        [_] => {}
        [.., second] => {
            problems.add(
                &second.span,
                format!("the row for `{target}` has more than one source"),
                "expected only one of `source`, `constant`, `expression` and `reference`",
                None,
            );
            return None;
        }
    }
    if let Some(constant) = &raw.constant {
        return Some(Source::Constant(constant.value.clone()));
    }
    if let Some(expression) = &raw.expression {
        return computed(expression, known, problems);
    }
    let (attribute, known, make): (_, &[&str], fn(String) -> Source) = match &raw.reference {
        Some(reference) => (reference, &object.references(), Source::Reference),
        None => (raw.source.as_ref()?, known, Source::Attribute),
    };
    if attribute.value.trim().is_empty() {
        let what = if raw.reference.is_some() {
            "`reference` is empty"
        } else {
            "`source` is empty"
        };
        problems.add(&attribute.span, what, "expected an attribute", None);
    } else {
        check_attribute(&attribute.value, known, |message, label, hint| {
            problems.add(&attribute.span, message, label, hint);
        });
    }
    Some(make(attribute.value.clone()))
}

fn computed(expression: &At<String>, known: &[&str], problems: &mut Problems) -> Option<Source> {
    Expression::parse(&expression.value)
        .map(|parsed| {
            for (name, inside) in parsed.references() {
                check_attribute(name, known, |message, label, hint| {
                    problems.add_inside(expression, &inside, message, label, hint);
                });
            }
            Source::Expression(parsed)
        })
        .map_err(|error| {
            let hint = error
                .message
                .starts_with("unknown function")
                .then(|| "an attribute is written `[name]`, a text `\"text\"`".to_owned())
                .filter(|_| !error.message.contains("did you mean"));
            problems.add_inside(expression, &error.span, error.message, "", hint);
        })
        .ok()
}
