//! Whether a resource, or a value of an attribute, fulfils a bound filter.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::ast::CompareOp;
use super::bind::{BoundFilter, Leaf, LeafTest, Node, Operand, ValueFilter};
use crate::scim::datetime;
use crate::scim::json::{elements, is_assigned, member};

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
            } => values(root, steps, false).into_iter().any(|value| {
                filter.matches(value) && then.as_ref().is_none_or(|leaf| leaf.matches(value))
            }),
        }
    }
}

impl Leaf {
    fn matches(&self, root: &Value) -> bool {
        let values = |absent_is_false| values(root, &self.steps, absent_is_false);
        let present = || {
            values(false)
                .into_iter()
                .any(|value| is_assigned(value) && value.as_str() != Some(""))
        };
        match &self.test {
            LeafTest::Present => present(),
            LeafTest::Absent => !present(),
            LeafTest::Compare(op, operand) => {
                let values = values(self.absent_is_false);
                if *op == CompareOp::Ne && values.is_empty() {
                    return true;
                }
                values.into_iter().any(|value| operand.holds(*op, value))
            }
        }
    }
}

/// The values at the end of the steps; arrays on the way stand for each of their elements.
fn values<'a>(root: &'a Value, steps: &[String], absent_is_false: bool) -> Vec<&'a Value> {
    let mut found = vec![root];
    for (index, step) in steps.iter().enumerate() {
        let is_last = index + 1 == steps.len();
        let mut next = Vec::new();
        for value in found {
            match value {
                Value::Object(object) => match member(object, step) {
                    Some(value) => next.extend(elements(value)),
                    None if is_last && absent_is_false => next.push(&FALSE),
                    None => {}
                },
                // The values of a simple attribute go by the name `value`.
                simple if index == 0 && step == "value" => next.push(simple),
                _ => {}
            }
        }
        found = next;
    }
    found
}

impl Operand {
    fn holds(&self, op: CompareOp, value: &Value) -> bool {
        let order = match self {
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
        Value::String(text) => Some(text.to_lowercase().into()),
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
