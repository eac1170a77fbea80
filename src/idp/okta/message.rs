//! The texts that an Okta admin reads, and how answers become texts.
//!
//! The grammar is put together from support articles of Okta and of vendors, who print what their
//! customers saw; JSON errors are worded like those of the Java parser behind them (Snowflake's
//! documentation prints one in full).

use serde_json::Value;

use crate::idp::answer::{detail_of, in_credentials, reason_of, remark};
use crate::transcript::{FailureKind, Outcome};

/// Why a call failed: `{reason phrase}. Errors reported by remote server: {detail}`, or `null`
/// when no answer came or a success said nothing that could be used.
pub(super) fn why(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Failure(failure) if failure.kind == FailureKind::Timeout => {
            "Read timed out".into()
        }
        Outcome::Failure(_) => "null".into(),
        Outcome::Response(response) if response.is_success() => {
            let why = format!("the answer {} holds no user", response.status);
            format!("null{}", remark(&why))
        }
        Outcome::Response(response) => {
            let detail = detail_of(response)
                .or_else(|| json_error(&response.body))
                .unwrap_or_default();
            format!(
                "{}. Errors reported by remote server: {detail}",
                reason_of(response)
            )
        }
    }
}

/// A short code for the log: the reason phrase, or the text of a failure without one.
pub(super) fn code(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Response(response) if response.is_success() => "null".into(),
        Outcome::Response(response) => reason_of(response),
        Outcome::Failure(_) => why(outcome),
    }
}

/// Letters of a word that Java's parser quotes (`MAX_ERROR_TOKEN_LENGTH` of jackson-core).
const LONGEST_WORD: usize = 256;

/// `Invalid JSON: …` for a body that is not JSON; `None` when it is, or when there is none.
fn json_error(body: &[u8]) -> Option<String> {
    if serde_json::from_slice::<Value>(body).is_ok() {
        return None;
    }
    let text = String::from_utf8_lossy(body);
    let start = text.find(|c: char| !c.is_whitespace())?;
    let first = text[start..].chars().next()?;
    let line = text[..start].matches('\n').count() + 1;
    let column = start - text[..start].rfind('\n').map_or(0, |newline| newline + 1) + 1;
    let (what, column) = if first.is_ascii_alphabetic() {
        let rest = &text[start..];
        let length_of = |in_it: fn(char) -> bool| rest.find(|c| !in_it(c)).unwrap_or(rest.len());
        let length = length_of(|c| c.is_ascii_alphanumeric() || c == '_');
        // Part of a token would not be recognised as one, and so not be masked; a full stop is no
        // part of one.
        let whole = rest[..length_of(in_credentials)].trim_end_matches('.');
        let is_cut = length > LONGEST_WORD || length < whole.len();
        let word = if is_cut { "…" } else { &rest[..length] };
        let what =
            format!("Unrecognized token '{word}': was expecting ('true', 'false' or 'null')");
        (what, column + length.min(LONGEST_WORD))
    } else if "{[\"".contains(first) {
        ("Unexpected end-of-input".to_owned(), text.len() - start + 1)
    } else {
        let what = format!(
            "Unexpected character ('{}' (code {})): expected a valid value (number, String, \
             array, object, 'true', 'false' or 'null')",
            first.escape_default(),
            u32::from(first)
        );
        (what, column + 1)
    };
    Some(format!(
        "Invalid JSON: {what} at [Source: java.io.StringReader@…; line: {line}, column: {column}]"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Failure, Response};

    fn answer(status: u16, reason: &str, body: &str) -> Outcome {
        Outcome::from(Response {
            status,
            reason: reason.to_owned().into(),
            headers: Vec::new(),
            body: body.into(),
        })
    }

    #[test]
    fn a_word_is_quoted_whole_or_not_at_all() {
        let quoted = |body: &str| why(&answer(401, "", body));
        assert!(quoted("access_denied").contains("'access_denied'"));
        assert!(quoted("Unauthorized. Log in.").contains("'Unauthorized'"));
        let long = "x".repeat(LONGEST_WORD);
        assert!(quoted(&long).contains(&format!("'{long}'")));
        for body in [format!("{long}x"), "s3cr3t-t0ken is not valid".into()] {
            let message = quoted(&body);
            assert!(message.contains("token '…'"), "{message}");
        }
        assert!(quoted(&format!("{long}x")).ends_with("column: 257]"));
    }

    #[test]
    fn texts_are_those_that_admins_have_posted() {
        assert_eq!(
            why(&answer(403, "Forbidden", "<html>")),
            "Forbidden. Errors reported by remote server: Invalid JSON: Unexpected character \
             ('<' (code 60)): expected a valid value (number, String, array, object, 'true', \
             'false' or 'null') at [Source: java.io.StringReader@…; line: 1, column: 2]"
        );
        assert!(
            why(&answer(502, "Bad Gateway", "error code: 502")).starts_with(
                "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized token \
                 'error'"
            )
        );
        assert!(why(&answer(502, "", "error")).ends_with("line: 1, column: 6]"));
        assert_eq!(
            why(&answer(409, "", r#"{"detail":"userName is taken"}"#)),
            "Conflict. Errors reported by remote server: userName is taken"
        );
        assert_eq!(
            why(&answer(500, "Internal Server Error", "")),
            "Internal Server Error. Errors reported by remote server: "
        );
        let failure = |kind| {
            Outcome::Failure(Failure {
                kind,
                message: String::new(),
                partial: None,
            })
        };
        assert_eq!(why(&failure(FailureKind::Connect)), "null");
        assert_eq!(why(&failure(FailureKind::Timeout)), "Read timed out");
    }
}
