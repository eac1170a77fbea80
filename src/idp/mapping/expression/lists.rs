//! Functions over attributes with several values.

use super::evaluate::{Answer, Call};
use super::value::Value;

/// `Count(attribute)`.
pub(super) fn count(call: &Call<'_>) -> Answer {
    let count = call.texts(0)?.len();
    Ok(Value::Number(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// `Item(attribute, index)`, from 1; null where there is none.
pub(super) fn item(call: &Call<'_>) -> Answer {
    let Some(index) = call.number(1)? else {
        return Ok(Value::Null);
    };
    let from_zero = at_least(1, index).map_err(|message| call.fails(1, message))? - 1;
    Ok(Value::text(call.texts(0)?.into_iter().nth(from_zero)))
}

/// A number that must not be smaller.
pub(super) fn at_least(least: i64, number: i64) -> Result<usize, String> {
    usize::try_from(number)
        .ok()
        .filter(|_| number >= least)
        .ok_or_else(|| format!("expected {least} or more, not {number}"))
}

/// `Join(separator, source, …)`: parts without value leave no separator behind.
pub(super) fn join(call: &Call<'_>) -> Answer {
    let separator = call.text(0)?.unwrap_or_default();
    let mut parts = Vec::new();
    for at in 1..call.arguments.len() {
        let texts = call.texts(at)?.into_iter();
        parts.extend(texts.filter(|part| !part.is_empty()));
    }
    Ok(Value::text(
        (!parts.is_empty()).then(|| parts.join(&separator)),
    ))
}

/// `RemoveDuplicates(attribute)`: the first of each stays.
pub(super) fn remove_duplicates(call: &Call<'_>) -> Answer {
    let mut kept: Vec<String> = Vec::new();
    for text in call.texts(0)? {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    Ok(Value::of(kept))
}

/// `Split(source, delimiter)`: blanks around the parts go, as in the reference's example.
pub(super) fn split(call: &Call<'_>) -> Answer {
    let Some(source) = call.text(0)? else {
        return Ok(Value::Null);
    };
    let delimiter = call.text(1)?.unwrap_or_default();
    let delimiter = not_empty(&delimiter).map_err(|message| call.fails(1, message))?;
    let parts = source.split(delimiter).map(|part| part.trim().to_owned());
    Ok(Value::List(parts.collect()))
}

/// A text that must not be empty.
pub(super) fn not_empty(text: &str) -> Result<&str, String> {
    (!text.is_empty())
        .then_some(text)
        .ok_or_else(|| "expected a text that is not empty".into())
}
