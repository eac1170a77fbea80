//! Rules about what the mapping makes of real people.

use std::collections::BTreeMap;

use super::rules::finding;
use super::{Field, Finding, Part, Place, Question, preview};
use crate::idp::directory::{Directory, Person};
use crate::scenario::Severity;

/// Most people whom a finding names.
const NAMED: usize = 3;

/// Every rule in order.
pub(super) fn all(question: &Question<'_>, directory: &Directory) -> Vec<Finding> {
    let people = preview::people(directory);
    let column = |field: Field| Column::of(question, field, &people);
    let mut findings = Vec::new();
    for field in [
        Field::Id,
        Field::ExternalId,
        Field::UserName,
        Field::Mail,
        Field::DisplayName,
        Field::FormattedName,
    ] {
        if let Some(column) = column(field) {
            findings.extend(empty(&column));
            findings.extend(blanks(&column));
            findings.extend(duplicates(&column));
        }
    }
    if let Some(column) = column(Field::UserName) {
        findings.extend(address_as_name(&column));
    }
    if let Some(column) = column(Field::Mail) {
        findings.extend(no_address(&column));
        findings.extend(other_mail(&column, &people));
    }
    findings.extend(nameless(question, &people));
    findings
}

/// What a row sends for each person.
struct Column<'a> {
    field: Field,
    row: usize,
    values: Vec<(&'a str, Option<String>)>,
}

impl<'a> Column<'a> {
    fn of(question: &Question<'_>, field: Field, people: &'a [Person]) -> Option<Self> {
        let (at, row) = field.row(question.mapping)?;
        let value = |person: &'a Person| {
            let value = preview::value(question.family, row, person);
            (person.key.as_str(), value)
        };
        Some(Self {
            field,
            row: at,
            values: people.iter().map(value).collect(),
        })
    }

    /// People whose value is so.
    fn people(&self, is_so: impl Fn(&str) -> bool) -> Vec<&'a str> {
        let values = self.values.iter();
        let so = values.filter(|(_, value)| value.as_deref().is_some_and(&is_so));
        so.map(|(person, _)| *person).collect()
    }

    /// A finding about some of the people, if there are any.
    fn finding(
        &self,
        rule: &'static str,
        severity: Severity,
        people: &[&str],
        (what, hint): (&str, &str),
    ) -> Option<Finding> {
        (!people.is_empty()).then(|| {
            let message = format!("`{}` {what}: {}", self.field.path(), named(people));
            let place = Place::Row(self.row, Part::Source);
            finding(rule, severity, place, message, "values of this row", hint)
        })
    }
}

/// A few names and how many more there are.
fn named(people: &[&str]) -> String {
    let shown = people.iter().take(NAMED).copied().collect::<Vec<_>>();
    let shown = shown.join(", ");
    match people.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Attributes without which nobody is created have a value.
fn empty(column: &Column<'_>) -> Option<Finding> {
    let is_needed = matches!(
        column.field,
        Field::Id | Field::ExternalId | Field::UserName | Field::Mail
    );
    let values = column.values.iter();
    let without = values.filter(|(_, value)| value.as_deref().unwrap_or_default().is_empty());
    let people: Vec<_> = without.map(|(person, _)| *person).collect();
    column
        .finding(
            "empty-value",
            Severity::Error,
            &people,
            (
                "has no value for some people",
                "they are refused with 412 (`Missing params`)",
            ),
        )
        .filter(|_| is_needed)
}

/// No blanks at the ends of a value, none at all in names of accounts, and more than blanks in it.
fn blanks(column: &Column<'_>) -> Option<Finding> {
    let is_name = matches!(column.field, Field::DisplayName | Field::FormattedName);
    let people = column
        .people(|value| value != value.trim() || !is_name && value.contains(char::is_whitespace));
    let hint = if is_name {
        "GitLab keeps names as they are, and a name of blanks only counts as none"
    } else {
        "GitLab's filter is cut at the first blank, so that these people are not found"
    };
    column.finding(
        "blanks",
        Severity::Warning,
        &people,
        ("has blanks where none belong", hint),
    )
}

/// Identifiers, user names and mail addresses are nobody else's; letter case makes no difference.
fn duplicates(column: &Column<'_>) -> Option<Finding> {
    let (severity, hint) = match column.field {
        Field::Id | Field::ExternalId => (
            Severity::Error,
            "two people would be one account: whoever comes second gets the first one's",
        ),
        Field::Mail => (
            Severity::Error,
            "an address belongs to one account: whoever comes second gets the first one's, or 409",
        ),
        Field::UserName => (
            Severity::Warning,
            "GitLab adds a number to the second one's user name",
        ),
        _ => return None,
    };
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (person, value) in &column.values {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            owners.entry(value.to_lowercase()).or_default().push(person);
        }
    }
    let shared = owners.into_values().filter(|people| people.len() > 1);
    let people: Vec<&str> = shared.flatten().collect();
    let what = "is the same for some people";
    column.finding("duplicate", severity, &people, (what, hint))
}

/// A user name is no mail address: GitLab drops what follows the `@`.
fn address_as_name(column: &Column<'_>) -> Option<Finding> {
    let people = column.people(|value| value.contains('@'));
    column.finding(
        "address-as-name",
        Severity::Warning,
        &people,
        (
            "is a mail address",
            "GitLab makes a user name of the part before the `@`, so that identity provider and \
             GitLab never agree",
        ),
    )
}

/// A mail address looks like one.
fn no_address(column: &Column<'_>) -> Option<Finding> {
    let people = column.people(|value| !value.is_empty() && !is_address(value));
    column.finding(
        "no-address",
        Severity::Error,
        &people,
        ("is not a mail address", "GitLab refuses whoever has none"),
    )
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    })
}

/// The address that is sent is the one that the person is known by.
fn other_mail(column: &Column<'_>, people: &[Person]) -> Option<Finding> {
    let differs = |(person, value): &&(&str, Option<String>)| {
        let known = people.iter().find(|known| known.key == *person);
        let mail = known.and_then(|known| known.attribute("email"));
        mail.zip(value.as_deref())
            .is_some_and(|(mail, value)| !mail.eq_ignore_ascii_case(value))
    };
    let values = column.values.iter().filter(differs);
    let others: Vec<_> = values.map(|(person, _)| *person).collect();
    column.finding(
        "other-mail",
        Severity::Warning,
        &others,
        (
            "is not the mail address of some people",
            "an account that they have under their own address is not found and a second one is \
             made: the primary address at GitLab must be the one that is sent",
        ),
    )
}

/// Everybody has a name: a `name` beats the display name even if nothing is in it.
fn nameless(question: &Question<'_>, people: &[Person]) -> Option<Finding> {
    let parts = [Field::FormattedName, Field::GivenName, Field::FamilyName];
    let value = |field: Field, person: &Person| {
        let (_, row) = field.row(question.mapping)?;
        preview::value(question.family, row, person)
    };
    let is_blank = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().is_empty();
    let is_nameless = |person: &&Person| {
        let sent = parts.map(|part| value(part, person));
        if sent.iter().any(Option::is_some) {
            sent.iter().all(is_blank)
        } else {
            is_blank(&value(Field::DisplayName, person))
        }
    };
    let nameless: Vec<_> = people.iter().filter(is_nameless).collect();
    let keys: Vec<_> = nameless.iter().map(|person| person.key.as_str()).collect();
    let rows = [parts[0], Field::DisplayName, parts[1], parts[2]];
    let row = rows.iter().find_map(|field| field.row(question.mapping));
    let place = row.map_or(Place::Users, |(at, _)| Place::Row(at, Part::Target));
    (!keys.is_empty()).then(|| {
        finding(
            "nameless",
            Severity::Error,
            place,
            format!("some people have no name: {}", named(&keys)),
            "blank for them",
            "they are refused with `Name can't be blank`: remove the row of `name.formatted` and give \
             the display name that target",
        )
    })
}
