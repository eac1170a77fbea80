//! The functions as documented, with values of our own; and where errors point.

mod conversion;
mod dates;
mod errors;
mod lists;
mod logic;
mod random;
mod replace;
mod roles;
mod text;

use std::cell::RefCell;

use super::{Evaluated, EvaluationError, Expression};
use crate::idp::environment::IdSource;
use crate::idp::mapping::Scope;

/// What a person of the tests has.
fn attribute(name: &str) -> Vec<String> {
    let values: &[&str] = match name {
        "givenName" => &["Zoë"],
        "surname" => &["Núñez-O'HARA"],
        "userPrincipalName" => &["zoe@fabrikam.example"],
        "mail" => &["zoe@mail.fabrikam.example"],
        "mobile" => &["+31 6123456789"],
        "state" => &["Utrecht"],
        "IsSoftDeleted" => &["False"],
        "empty" => &[""],
        "hired" => &["2023-03-01-05:00"],
        "flags" => &["514"],
        "aliases" => &["SMTP:zoe@a.example", "smtp:z@a.example", "smtp:z@a.example"],
        "appRoleAssignments" => &["Writer", "Reader"],
        _ => &[],
    };
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn try_evaluate(text: &str) -> Result<Evaluated, EvaluationError> {
    let expression = Expression::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    expression.evaluate(&Scope {
        attribute: &attribute,
        now: "2026-01-05T15:04:05Z".parse().unwrap(),
        ids: &RefCell::new(IdSource::seeded(7)),
    })
}

fn evaluate(text: &str) -> Evaluated {
    try_evaluate(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// A table of expressions with the text that each gives; `None` is null.
fn texts(table: &[(&str, Option<&str>)]) {
    for (expression, expected) in table {
        let expected = expected.map_or(Evaluated::Null, |text| Evaluated::Text(text.into()));
        assert_eq!(evaluate(expression), expected, "{expression}");
    }
}

/// A table of expressions that fail for this person: where and why.
fn failures(table: &[(&str, &str, &str)]) {
    for (expression, part, message) in table {
        let error = try_evaluate(expression).expect_err(expression);
        assert_eq!(&expression[error.span.clone()], *part, "{expression}");
        assert_eq!(error.message, *message, "{expression}");
    }
}

/// A table of expressions that are refused: where and why.
fn refusals(table: &[(&str, &str, &str)]) {
    for (expression, part, message) in table {
        let error = Expression::parse(expression).expect_err(expression);
        assert_eq!(&expression[error.span.clone()], *part, "{expression}");
        assert_eq!(error.message, *message, "{expression}");
    }
}
