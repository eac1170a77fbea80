//! Functions that choose.

use std::cmp::Ordering;

use super::conversion::truth;
use super::evaluate::{Answer, Call, EvaluationError, number};
use super::syntax::{Expression, Operator};
use super::value::Value;
use crate::idp::mapping::Scope;

/// `Coalesce(source, …)`: the first that is not null.
pub(super) fn coalesce(call: &Call<'_>) -> Answer {
    for at in 0..call.arguments.len() {
        let value = call.value(at)?;
        if !value.is_null() {
            return Ok(value);
        }
    }
    Ok(Value::Null)
}

/// `IgnoreFlowIfNullOrEmpty(expression)`.
pub(super) fn ignore_flow(call: &Call<'_>) -> Answer {
    let value = call.value(0)?;
    Ok(if value.is_empty() {
        Value::IgnoreFlow
    } else {
        value
    })
}

/// `IIF(condition, valueIfTrue, valueIfFalse)`. A condition that asks for an attribute without
/// value is not met, whatever it asks (reference, known limitations).
pub(super) fn iif(call: &Call<'_>) -> Answer {
    let condition = &call.arguments[0];
    let absent = |name: &str| (call.scope.attribute)(name).iter().all(String::is_empty);
    let met = !condition.attributes().into_iter().any(absent)
        && truth(&call.value(0)?).map_err(|message| call.fails(0, message))?;
    call.value(if met { 1 } else { 2 })
}

/// `left = right` and the like: numbers if one side is a number, else texts, case-sensitive. Null
/// is neither equal nor unequal to anything.
pub(super) fn compare(
    left: &Expression,
    operator: Operator,
    right: &Expression,
    scope: &Scope<'_>,
) -> Result<bool, EvaluationError> {
    let (one, other) = (left.value(scope)?, right.value(scope)?);
    if one.is_null() || other.is_null() {
        return Ok(false);
    }
    let ordering = match (&one, &other) {
        (Value::Number(one), other) => one.cmp(&as_number(right, other)?),
        (one, Value::Number(other)) => as_number(left, one)?.cmp(other),
        _ => one.into_texts().cmp(&other.into_texts()),
    };
    Ok(match operator {
        Operator::Equal => ordering == Ordering::Equal,
        Operator::NotEqual => ordering != Ordering::Equal,
        Operator::Greater => ordering == Ordering::Greater,
        Operator::GreaterOrEqual => ordering != Ordering::Less,
        Operator::Less => ordering == Ordering::Less,
        Operator::LessOrEqual => ordering != Ordering::Greater,
    })
}

fn as_number(expression: &Expression, value: &Value) -> Result<i64, EvaluationError> {
    let text = value.clone().into_texts().join(", ");
    number(&text).map_err(|message| expression.fails(message))
}

/// `Not(source)`: `False` for `True`, `True` for anything else.
pub(super) fn not(call: &Call<'_>) -> Answer {
    let source = call.text(0)?.unwrap_or_default();
    Ok(Value::Boolean(!source.eq_ignore_ascii_case("true")))
}

/// `Switch(source, defaultValue, key, value, …)`: case-sensitive; the key `""` is that of a source
/// without value.
pub(super) fn switch(call: &Call<'_>) -> Answer {
    let source = call.text(0)?.unwrap_or_default();
    for key in (2..call.arguments.len()).step_by(2) {
        if call.text(key)?.is_some_and(|key| key == source) {
            return call.value(key + 1);
        }
    }
    call.value(1)
}
