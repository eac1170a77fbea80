//! Texts with references: `${run}`, `${alice.userName}`, `${old-account.id}`; `$${` is a plain `${`.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

/// In `${alice.sourceId}`: the id that the identity provider itself gives to a person or a group.
pub const SOURCE_ID: &str = "sourceId";

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// As it stands.
    Text(&'a str),
    /// `${name}`.
    Reference {
        /// What stands between the braces.
        name: &'a str,
        /// Byte range of the name in the text.
        span: Range<usize>,
    },
}

/// Why a text could not be read or filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

/// Splits a text into plain pieces and references.
pub fn parse(text: &str) -> Result<Vec<Part<'_>>, TemplateError> {
    let mut parts = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("${") {
        let start = at + found;
        if text[..start].ends_with('$') && start > plain {
            // `$${`: the first dollar goes, the rest is plain.
            parts.push(Part::Text(&text[plain..start - 1]));
            plain = start;
            at = start + 2;
            continue;
        }
        let open = start + 2;
        let Some(length) = text[open..].find('}') else {
            return Err(TemplateError {
                span: start..open,
                message: "`${` is not closed by `}`".into(),
            });
        };
        let name = &text[open..open + length];
        if name.is_empty() {
            return Err(TemplateError {
                span: start..open + 1,
                message: "`${}` names nothing".into(),
            });
        }
        parts.push(Part::Text(&text[plain..start]));
        parts.push(Part::Reference {
            name,
            span: open..open + length,
        });
        at = open + length + 1;
        plain = at;
    }
    parts.push(Part::Text(&text[plain..]));
    parts.retain(|part| *part != Part::Text(""));
    Ok(parts)
}

/// Fills in a text; `lookup` gives the value of a reference, `None` for one that it does not know.
pub fn expand<'a>(
    text: &'a str,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Cow<'a, str>, TemplateError> {
    // Most texts have no reference.
    if !text.contains('$') {
        return Ok(text.into());
    }
    let mut filled = String::with_capacity(text.len());
    for part in parse(text)? {
        match part {
            Part::Text(plain) => filled.push_str(plain),
            Part::Reference { name, span } => {
                filled.push_str(&lookup(name).ok_or_else(|| TemplateError {
                    span,
                    message: format!("`${{{name}}}` has no value"),
                })?);
            }
        }
    }
    Ok(filled.into())
}

/// Fills in every text of a JSON value; names of members are left alone.
pub fn expand_value<'a>(
    value: &'a Value,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Cow<'a, Value>, TemplateError> {
    let owned = |value| expand_value(value, lookup).map(Cow::into_owned);
    Ok(Cow::Owned(match value {
        Value::String(text) => match expand(text, lookup)? {
            Cow::Borrowed(_) => return Ok(Cow::Borrowed(value)),
            Cow::Owned(text) => Value::String(text),
        },
        Value::Array(items) => items.iter().map(owned).collect::<Result<_, _>>()?,
        Value::Object(members) => {
            let filled = members
                .iter()
                .map(|(name, member)| Ok((name.clone(), owned(member)?)));
            Value::Object(filled.collect::<Result<_, TemplateError>>()?)
        }
        _ => return Ok(Cow::Borrowed(value)),
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lookup(name: &str) -> Option<String> {
        match name {
            "run" => Some("r1".into()),
            "alice.userName" => Some("alice@contoso.example".into()),
            _ => None,
        }
    }

    #[test]
    fn references_are_filled_in() {
        for (text, filled) in [
            ("", ""),
            ("plain $5 {x}", "plain $5 {x}"),
            ("${run}", "r1"),
            ("a-${run}-${alice.userName}!", "a-r1-alice@contoso.example!"),
            ("$${run}", "${run}"),
            ("$${run} ${run}", "${run} r1"),
            ("${run}$${run}", "r1${run}"),
            ("é${run}ü", "ér1ü"),
        ] {
            assert_eq!(expand(text, &lookup).as_deref(), Ok(filled), "{text}");
        }
    }

    #[test]
    fn errors_point_into_the_text() {
        for (text, span, message) in [
            ("a ${run", 2..4, "`${` is not closed by `}`"),
            ("a ${}", 2..5, "`${}` names nothing"),
            ("é ${bob.id}", 5..11, "`${bob.id}` has no value"),
        ] {
            let error = expand(text, &lookup).unwrap_err();
            assert_eq!((error.span, error.message.as_str()), (span, message));
        }
    }

    #[test]
    fn json_keeps_its_types() {
        let value = json!({"${run}": ["${run}", 1, null, {"a": true}]});
        assert_eq!(
            *expand_value(&value, &lookup).unwrap(),
            json!({"${run}": ["r1", 1, null, {"a": true}]})
        );
    }
}
