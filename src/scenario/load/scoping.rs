//! Scoping filters of a mapping file.

use super::mapping::{Object, RawClause, RawScope, check_attribute};
use super::node::At;
use super::problems::Problems;
use crate::idp::Family;
use crate::idp::mapping::{Clause, ClauseError, Condition, OPERATORS, Scoping, ScopingFilters};
use crate::scenario::names::{did_you_mean, listed};

/// Attributes that Entra does not filter by (known issues).
const NOT_FILTERED_BY: [&str; 2] = ["appRoleAssignments", "userType"];

/// Looks at the filters for users and for groups.
pub(super) fn scoping(
    raw: Option<&At<RawScope>>,
    family: Family,
    problems: &mut Problems,
) -> Scoping {
    let Some(raw) = raw else {
        return Scoping::default();
    };
    if family != Family::Entra {
        let message = format!("{} has no scoping filters", family.title());
        problems.add(
            &raw.span,
            message,
            "only mappings for `entra` have them",
            None,
        );
        return Scoping::default();
    }
    let mut filters = |raw: Option<&Vec<Vec<At<RawClause>>>>, object: Object| {
        let known = object.attributes(family);
        let clauses = |raw: &Vec<At<RawClause>>| {
            let clause = |raw: &At<RawClause>| clause(&raw.value, &known, problems);
            raw.iter().filter_map(clause).collect()
        };
        ScopingFilters(raw.into_iter().flatten().map(clauses).collect())
    };
    Scoping {
        users: filters(raw.value.users.as_ref(), Object::User),
        groups: filters(raw.value.groups.as_ref(), Object::Group),
    }
}

fn clause(raw: &RawClause, known: &[&str], problems: &mut Problems) -> Option<Clause> {
    let attribute = &raw.attribute;
    if NOT_FILTERED_BY.contains(&attribute.value.as_str()) {
        let message = format!("Entra ID cannot filter by `{}`", attribute.value);
        problems.add(&attribute.span, message, "expected another attribute", None);
        return None;
    }
    check_attribute(&attribute.value, known, |message, label, hint| {
        problems.add(&attribute.span, message, label, hint);
    });
    let operator = &raw.operator;
    let value = raw.value.as_ref().map(|value| value.value.as_str());
    match Condition::parse(&operator.value, value) {
        Ok(condition) => {
            return Some(Clause {
                attribute: attribute.value.clone(),
                condition,
            });
        }
        Err(ClauseError::Operator) => {
            let hint = did_you_mean(&operator.value, OPERATORS)
                .unwrap_or_else(|| format!("there are {}", listed(OPERATORS, "and")));
            let message = format!("unknown operator `{}`", operator.value);
            problems.add(&operator.span, message, "not an operator of Entra ID", hint);
        }
        Err(ClauseError::NoValue) => {
            let message = format!("`{}` needs a `value`", operator.value);
            problems.add(&operator.span, message, "expected `value` beside it", None);
        }
        Err(error @ (ClauseError::Value | ClauseError::Wrong(_))) => {
            let why = match error {
                ClauseError::Wrong(why) => why,
                _ => "the operator takes none".to_owned(),
            };
            let message = format!("wrong `value` for `{}`", operator.value);
            let span = raw
                .value
                .as_ref()
                .map_or(&operator.span, |value| &value.span);
            problems.add(span, message, why, None);
        }
    }
    None
}
