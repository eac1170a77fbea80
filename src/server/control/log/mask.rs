//! Passwords in what is logged.

use serde_json::Value;

/// What stands where a password was.
const STARS: &str = "***";

/// A body as it may be shown; `None` when a password may be in it that cannot be found.
pub(super) fn body(text: &str) -> Option<String> {
    if !may_have_password(text) {
        return Some(text.to_owned());
    }
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        // A page for people, such as a login form, has nothing that a client sent.
        return text.trim_start().starts_with('<').then(|| text.to_owned());
    };
    let before = value.clone();
    mask(&mut value);
    Some(if value == before {
        text.to_owned()
    } else {
        value.to_string()
    })
}

/// A query without what a filter compares passwords with.
pub(super) fn query(text: &str) -> String {
    let parts: Vec<String> = text
        .split('&')
        .map(|part| {
            let decoded = url::form_urlencoded::parse(part.as_bytes()).next();
            let name = part.split('=').next().unwrap_or_default();
            match decoded {
                Some((_, value)) if compares_password(&value) => format!("{name}={STARS}"),
                _ => part.to_owned(),
            }
        })
        .collect();
    parts.join("&")
}

/// A name may be written with escapes.
fn may_have_password(text: &str) -> bool {
    names_password(text) || text.contains("\\u00")
}

fn names_password(text: &str) -> bool {
    let word = b"password";
    text.as_bytes()
        .windows(word.len())
        .any(|part| part.eq_ignore_ascii_case(word))
}

/// Whether a text is a filter, or quotes one.
fn compares_password(text: &str) -> bool {
    names_password(text) && text.contains('"')
}

/// Whether the last part of an attribute path is `password`.
fn is_password(path: &str) -> bool {
    let name = path.rsplit([':', '.']).next().unwrap_or_default();
    name.trim().eq_ignore_ascii_case("password")
}

/// Masks members called `password`, values of PATCH operations on it, and filters that compare it.
fn mask(value: &mut Value) {
    match value {
        Value::String(text) if compares_password(text) => STARS.clone_into(text),
        Value::Array(values) => values.iter_mut().for_each(mask),
        Value::Object(members) => {
            let is_change = members.iter().any(|(name, path)| {
                name.eq_ignore_ascii_case("path") && path.as_str().is_some_and(is_password)
            });
            for (name, member) in members.iter_mut() {
                let is_secret =
                    is_password(name) || is_change && name.eq_ignore_ascii_case("value");
                match member {
                    // Attribute definitions and the like tell nothing.
                    Value::Null | Value::Bool(_) => {}
                    _ if is_secret => *member = STARS.into(),
                    _ => mask(member),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown_wherever_they_are() {
        for text in [
            r#"{"password":"s3cret"}"#,
            r#"{"a":[{"PassWord":"s3cret"}]}"#,
            r#"{"urn:ietf:params:scim:schemas:core:2.0:User:password":"s3cret"}"#,
            r#"{"p\u0061ssword":"s3cret"}"#,
            r#"{"password":{"value":"s3cret"}}"#,
            r#"{"Operations":[{"op":"Replace","value":"s3cret","Path":"password"}]}"#,
            r#"{"Operations":[{"op":"add","path":"urn:x:User:Password","value":["s3cret"]}]}"#,
            r#"{"filter":"password eq \"s3cret\""}"#,
            r#"{"password":"s3cret","#,
            r#"{"Operations":[{"path":"password","value":"s3cret"#,
            "password=s3cret",
        ] {
            let shown = body(text).unwrap_or_default();
            assert!(!shown.contains("s3cret"), "{text}: {shown}");
        }
        let shown = query("count=1&filter=pass%57ord%20eq%20%22s3cret%22&attributes=password");
        assert_eq!(shown, "count=1&filter=***&attributes=password");
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for text in [
            "",
            "{\"userName\" : \"a\"}",
            "{broken",
            r#"{"changePassword":{"supported":false}}"#,
            r#"{ "detail": "`password` cannot be filtered" }"#,
            "<form><input type=\"password\"></form>",
            r#"{ "path": "emails", "value": "a\u0020b" }"#,
        ] {
            assert_eq!(body(text).as_deref(), Some(text));
        }
    }
}
