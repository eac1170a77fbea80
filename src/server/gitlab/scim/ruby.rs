//! Ruby's notation of values, in which GitLab quotes a request in its errors.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// What stands where a secret was.
const FILTERED: &str = "[FILTERED]";

/// Whether a parameter is a secret.
pub(in crate::server::gitlab) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("password") || name.ends_with("token") || name.contains("secret")
}

/// A value without its secrets.
pub(in crate::server::gitlab) fn filtered(value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(filtered).collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| {
                    let member = if is_secret(name) {
                        FILTERED.into()
                    } else {
                        filtered(member)
                    };
                    (name.clone(), member)
                })
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The parameters of a request as Ruby inspects them, without secrets.
pub(super) fn inspected(parameters: &Map<String, Value>) -> String {
    let mut text = String::new();
    write_value(&filtered(&Value::Object(parameters.clone())), &mut text);
    text
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("nil"),
        Value::String(string) => write_string(string, text),
        Value::Array(values) => {
            text.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                write_value(value, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                write_string(name, text);
                text.push_str("=>");
                write_value(member, text);
            }
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    let mut characters = string.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{1b}' => text.push_str("\\e"),
            '#' if matches!(characters.peek(), Some('{' | '$' | '@')) => text.push_str("\\#"),
            control if control.is_control() => {
                let _ = write!(text, "\\u{:04X}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn requests_are_quoted_as_ruby_does() {
        let Value::Object(parameters) = json!({
            "externalId": "test_uid",
            "active": null,
            "count": 2,
            "password": "s3cret",
            "emails": [{ "primary": true, "value": "a@b.test" }, {}],
            "name": { "formatted": "A \"B\" \\ #{c} #d\n\u{7}ë", "access_token": 5 },
        }) else {
            panic!("an object");
        };
        assert_eq!(
            inspected(&parameters),
            r#"{"externalId"=>"test_uid", "active"=>nil, "count"=>2, "password"=>"[FILTERED]", "emails"=>[{"primary"=>true, "value"=>"a@b.test"}, {}], "name"=>{"formatted"=>"A \"B\" \\ \#{c} #d\n\u0007ë", "access_token"=>"[FILTERED]"}}"#
        );
    }
}
