//! Whether a resource, or a value of an attribute, fulfils a bound filter.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::ast::CompareOp;
use super::bind::{BoundFilter, Leaf, LeafTest, Node, Operand, ValueFilter};
use crate::scim::datetime;
use crate::scim::json::{elements, is_assigned, member};
use crate::scim::text::fold;

static FALSE: Value = Value::Bool(false);

impl BoundFilter {
    /// Whether the resource fulfils the filter.
    pub fn matches(&self, resource: &Value) -> bool {
        self.node.matches(resource)
    }
}

impl ValueFilter {
    /// Whether one value of the attribute fulfils the filter.
    pub fn matches(&self, value: &Value) -> bool {
        self.node.matches(value)
    }
}

impl Node {
    fn matches(&self, root: &Value) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.matches(root)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(root)),
            Self::Not(inner) => !inner.matches(root),
            Self::Leaf(leaf) => leaf.matches(root),
            Self::Any {
                steps,
                filter,
                then,
                ..
            } => any(root, steps, false, &mut |value| {
                filter.matches(value) && then.as_ref().is_none_or(|leaf| leaf.matches(value))
            }),
        }
    }
}

impl Leaf {
    fn matches(&self, root: &Value) -> bool {
        let present = || {
            any(root, &self.steps, false, &mut |value| {
                is_assigned(value) && value.as_str() != Some("")
            })
        };
        match &self.test {
            LeafTest::Present => present(),
            LeafTest::Absent => !present(),
            LeafTest::Compare(op, operand) => {
                let mut has_value = false;
                let holds = any(root, &self.steps, self.absent_is_false, &mut |value| {
                    has_value = true;
                    operand.holds(*op, value)
                });
                holds || (*op == CompareOp::Ne && !has_value)
            }
        }
    }
}

/// Whether a value at the end of the steps passes; arrays on the way stand for each of their
/// elements. A visitor, not a list: it runs for every member of a group at every operation.
fn any(
    value: &Value,
    steps: &[String],
    absent_is_false: bool,
    passes: &mut dyn FnMut(&Value) -> bool,
) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        return passes(value);
    };
    match value {
        Value::Object(object) => match member(object, step) {
            Some(found) => elements(found)
                .iter()
                .any(|element| any(element, rest, absent_is_false, passes)),
            None => rest.is_empty() && absent_is_false && passes(&FALSE),
        },
        // The values of a simple attribute go by the name `value`.
        simple if rest.is_empty() && step == "value" => passes(simple),
        _ => false,
    }
}

impl Operand {
    fn holds(&self, op: CompareOp, value: &Value) -> bool {
        let order = match self {
            // The common case without making a lower-case copy.
            Self::Text {
                compared, exact, ..
            } if matches!(op, CompareOp::Eq | CompareOp::Ne)
                && (*exact || compared.is_ascii())
                && value.as_str().is_some_and(str::is_ascii) =>
            {
                let text = value.as_str().unwrap_or_default();
                let equal = match exact {
                    true => text == compared,
                    false => text.eq_ignore_ascii_case(compared),
                };
                return equal == (op == CompareOp::Eq);
            }
            Self::Text {
                compared, exact, ..
            } => {
                let Some(text) = text(value, *exact) else {
                    return op == CompareOp::Ne;
                };
                match op {
                    CompareOp::Co => return text.contains(compared.as_str()),
                    CompareOp::Sw => return text.starts_with(compared.as_str()),
                    CompareOp::Ew => return text.ends_with(compared.as_str()),
                    _ => Some(text.as_ref().cmp(compared)),
                }
            }
            Self::Boolean(expected) => value.as_bool().map(|value| value.cmp(expected)),
            Self::Number(expected) => match value {
                Value::Number(number) => compare(number, expected),
                _ => None,
            },
            Self::Instant(expected) => value
                .as_str()
                .and_then(datetime::instant)
                .map(|value| value.cmp(expected)),
        };
        match op {
            CompareOp::Eq => order == Some(Ordering::Equal),
            CompareOp::Ne => order != Some(Ordering::Equal),
            CompareOp::Gt => order == Some(Ordering::Greater),
            CompareOp::Ge => order.is_some_and(Ordering::is_ge),
            CompareOp::Lt => order == Some(Ordering::Less),
            CompareOp::Le => order.is_some_and(Ordering::is_le),
            CompareOp::Co | CompareOp::Sw | CompareOp::Ew => false,
        }
    }
}

/// The text of a value, in lower case unless case counts. A boolean has one too, because
/// `primary eq "True"` is compared without a schema when selecting.
fn text(value: &Value, exact: bool) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) if exact => Some(text.into()),
        Value::String(text) => Some(fold(text).into()),
        Value::Bool(value) => Some(value.to_string().into()),
        _ => None,
    }
}

fn compare(a: &Number, b: &Number) -> Option<Ordering> {
    let whole = |number: &Number| {
        let signed = number.as_i64().map(i128::from);
        signed.or_else(|| number.as_u64().map(i128::from))
    };
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}
