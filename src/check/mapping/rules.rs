//! Rules about the mapping itself.

use super::{Field, Finding, Offering, Part, Place, Question};
use crate::idp::Family;
use crate::idp::mapping::{Row, Source};
use crate::scenario::Severity;
use crate::scenario::names::listed;

/// Every rule in order.
pub(super) fn all(question: &Question<'_>) -> Vec<Finding> {
    let rules = [
        provider,
        required,
        name_id,
        one_identifier,
        precedence,
        unknown_filter,
        user_name_match,
        attribute_list,
        deactivation,
        group_sync,
    ];
    rules.iter().flat_map(|rule| rule(question)).collect()
}

/// A finding of a rule.
pub(super) fn finding(
    rule: &'static str,
    severity: Severity,
    place: Place,
    message: String,
    label: impl Into<String>,
    hint: impl Into<String>,
) -> Finding {
    Finding {
        rule,
        severity,
        place,
        message,
        label: label.into(),
        hint: hint.into(),
    }
}

/// What the identity provider sends of itself, whatever the mapping says.
const fn is_implied(family: Family, field: Field) -> bool {
    matches!(
        (family, field),
        (Family::Okta, Field::ExternalId | Field::Active)
    )
}

/// Where the value of a row comes from, for people.
fn described(row: &Row) -> String {
    match &row.source {
        Source::Attribute(name) => format!("`{name}`"),
        Source::Constant(text) => format!("the constant `{text}`"),
        Source::Expression(_) => "an expression".into(),
        Source::Reference(name) => format!("a reference to `{name}`"),
    }
}

fn takes(row: &Row, attribute: &str) -> bool {
    matches!(&row.source, Source::Attribute(name) if name == attribute)
}

/// The identity provider is one that the target's maker supports.
fn provider(question: &Question<'_>) -> Vec<Finding> {
    let needs = question.needs;
    let known = needs.providers.iter();
    if known.clone().any(|(family, _)| *family == question.family) {
        return Vec::new();
    }
    let names = listed(known.map(|(family, _)| family.title()), "and");
    let message = format!(
        "{} is not a supported identity provider of this target",
        question.family.title()
    );
    let hint = format!("{} names {names}; others may work, untested", needs.source);
    let label = "rows of an unsupported identity provider";
    vec![finding(
        "provider",
        Severity::Warning,
        Place::Users,
        message,
        label,
        hint,
    )]
}

/// Everything that a new user must have has a row.
fn required(question: &Question<'_>) -> Vec<Finding> {
    let missing = |fields: &&&[Field]| {
        let is_there = |field: &Field| {
            is_implied(question.family, *field) || field.row(question.mapping).is_some()
        };
        !fields.iter().any(is_there)
    };
    let say = |fields: &&[Field]| {
        let message = format!(
            "no row fills {}",
            listed(fields.iter().map(|field| field.path()), "or")
        );
        finding(
            "required",
            Severity::Error,
            Place::Users,
            message,
            "a row is missing here",
            "every request that creates a user is refused with 412",
        )
    };
    let all = question.needs.required.iter();
    all.filter(missing).map(say).collect()
}

/// What SAML sends as `NameID` is what SCIM sends as identifier.
fn name_id(question: &Question<'_>) -> Vec<Finding> {
    let Some(name_id) = question.name_id else {
        return Vec::new();
    };
    let (severity, hint) = match question.needs.offering {
        Offering::Saas => (
            Severity::Error,
            "nobody who is provisioned so can sign in: map both from the same attribute",
        ),
        Offering::SelfManaged => (
            Severity::Warning,
            "people cannot sign in before an administrator corrects the identity: map both from the \
             same attribute",
        ),
    };
    let own = question.family.own_id();
    let mut findings = Vec::new();
    for field in question.needs.identifiers {
        let say = |place, from: &str| {
            let message = format!(
                "`{}` comes from {from}, `NameID` from `{}`",
                field.path(),
                name_id.attribute()
            );
            finding(
                "name-id",
                severity,
                place,
                message,
                "not the value of `NameID`",
                hint,
            )
        };
        match field.row(question.mapping) {
            Some((_, row)) if takes(row, name_id.attribute()) => {}
            Some((at, row)) => {
                findings.push(say(Place::Row(at, Part::Source), &described(row)));
            }
            None if is_implied(question.family, *field) && name_id.attribute() != own => {
                findings.push(say(Place::Users, &format!("`{own}`")));
            }
            None => {}
        }
    }
    findings
}

/// Where several attributes are the identifier, they have one source.
fn one_identifier(question: &Question<'_>) -> Vec<Finding> {
    let rows: Vec<_> = question
        .needs
        .identifiers
        .iter()
        .filter_map(|field| Some((*field, field.row(question.mapping)?)))
        .collect();
    let [(first, (_, one)), (second, (at, other))] = rows.as_slice() else {
        return Vec::new();
    };
    if one.source == other.source {
        return Vec::new();
    }
    let message = format!(
        "`{}` comes from {}, `{}` from {}",
        first.path(),
        described(one),
        second.path(),
        described(other)
    );
    vec![finding(
        "one-identifier",
        Severity::Error,
        Place::Row(*at, Part::Source),
        message,
        "another source",
        "GitLab keeps one identifier: the one that stands later in a request wins, and every update \
         of the other changes it",
    )]
}

/// Rows that people are looked for by, first precedence first.
fn matched<'a>(question: &Question<'a>) -> Vec<(usize, &'a Row)> {
    let rows = question.mapping.users.iter().enumerate();
    let mut matched: Vec<_> = rows.filter(|(_, row)| row.matching.is_some()).collect();
    matched.sort_by_key(|(_, row)| row.matching);
    matched
}

/// Entra looks for people by the identifier first. The lookups of other identity providers are not
/// the admin's choice.
fn precedence(question: &Question<'_>) -> Vec<Finding> {
    let first = question.needs.first;
    let rows = matched(question);
    let Some((at, row)) = rows.first() else {
        return Vec::new();
    };
    if question.family != Family::Entra || Field::of(&row.target) == Some(first) {
        return Vec::new();
    }
    let message = format!(
        "matching precedence 1 is given to `{}`, not to `{}`",
        row.target.path,
        first.path()
    );
    let hint = format!(
        "put `match: 1` on the row of `{}`; otherwise people who exist are not found and created \
         again",
        first.path()
    );
    vec![finding(
        "precedence",
        Severity::Error,
        Place::Row(*at, Part::Match),
        message,
        "people are looked for by this first",
        hint,
    )]
}

/// The target has a filter for whatever people are looked for by.
fn unknown_filter(question: &Question<'_>) -> Vec<Finding> {
    let filters = question.needs.filters;
    let unknown = |(_, row): &(usize, &Row)| {
        let field = Field::of(&row.target);
        !field.is_some_and(|field| filters.contains(&field))
    };
    let say = |(at, row): (usize, &Row)| {
        let message = format!("the target has no filter for `{}`", row.target.path);
        let known = listed(filters.iter().map(|field| field.path()), "and");
        finding(
            "filter",
            Severity::Error,
            Place::Row(at, Part::Match),
            message,
            "people are looked for by this",
            format!("the query is refused (`Unsupported Filter`); it filters by {known}"),
        )
    };
    matched(question)
        .into_iter()
        .filter(unknown)
        .map(say)
        .collect()
}

/// Entra's admin does not choose an attribute that the guide calls unsupported. Where the target
/// has no filter for it, another rule has said so.
fn user_name_match(question: &Question<'_>) -> Vec<Finding> {
    let needs = question.needs;
    let chosen = |(_, row): &(usize, &Row)| {
        Field::of(&row.target).is_some_and(|field| {
            needs.unmatchable.contains(&field) && needs.filters.contains(&field)
        })
    };
    if question.family != Family::Entra {
        return Vec::new();
    }
    let say = |(at, row): (usize, &Row)| {
        finding(
            "user-name-match",
            Severity::Warning,
            Place::Row(at, Part::Match),
            format!("`{}` is a matching attribute", row.target.path),
            "not supported for matching",
            format!("remove `match` from this row ({})", needs.source),
        )
    };
    let rows = matched(question);
    rows.into_iter().filter(chosen).map(say).collect()
}

/// The application's list of attributes is as the guide has it.
fn attribute_list(question: &Question<'_>) -> Vec<Finding> {
    let listed = &question.mapping.attributes;
    if question.family != Family::Entra || listed.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for wanted in question.needs.list {
        let name = wanted.field.path();
        let mut lines = listed.iter().enumerate();
        let line = lines.find(|(_, line)| line.name.eq_ignore_ascii_case(name));
        let (place, have) = match line {
            Some((at, line)) => (Place::Listed(at), (line.primary, line.required)),
            None => (Place::Users, (false, false)),
        };
        if have == (wanted.primary, wanted.required) {
            continue;
        }
        let words = |(primary, required): (bool, bool)| match (primary, required) {
            (true, true) => "primary and required",
            (true, false) => "primary and not required",
            (false, true) => "required and not primary",
            (false, false) => "neither primary nor required",
        };
        let message = format!(
            "in the list of attributes `{name}` is {}, it should be {}",
            words(have),
            words((wanted.primary, wanted.required))
        );
        let hint = format!("see {}", question.needs.source);
        findings.push(finding(
            "attribute-list",
            Severity::Error,
            place,
            message,
            "listed otherwise than the guide says",
            hint,
        ));
    }
    findings
}

/// Entra disables people by an attribute, so that one must be mapped.
fn deactivation(question: &Question<'_>) -> Vec<Finding> {
    if question.family != Family::Entra || Field::Active.row(question.mapping).is_some() {
        return Vec::new();
    }
    vec![finding(
        "deactivation",
        Severity::Warning,
        Place::Users,
        "no row fills `active`".into(),
        "a row is missing here",
        "whoever is unassigned keeps access until the person is deleted for good",
    )]
}

/// Groups are not provisioned to a target that has none.
fn group_sync(question: &Question<'_>) -> Vec<Finding> {
    if question.needs.groups || question.mapping.groups.is_empty() {
        return Vec::new();
    }
    vec![finding(
        "group-sync",
        Severity::Warning,
        Place::Groups,
        "groups are provisioned to a target that has no groups of SCIM".into(),
        "these rows turn group provisioning on",
        "users are not hurt, but every group fails with `Failed to match an entry in the source and \
         target systems`: remove `groups`",
    )]
}
