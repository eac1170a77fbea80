//! Secrets that cannot be printed, and their removal from everything that is kept.

use std::fmt;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use regex::bytes::{Captures, Regex};

/// A text that never shows up in `Debug` or `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A JSON member called `password` with a string value, also in truncated JSON.
#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant that a test compiles"
)]
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)("password"\s*:\s*")((?:[^"\\]|\\.)*)"#).expect("constant pattern")
});

/// Replaces secrets by stars in whatever is kept of an exchange.
///
/// Tokens are found as they are and in the forms in which servers echo them: percent-encoded,
/// JSON-escaped and base64. Passwords of simulated people keep their length, so that a
/// `Content-Length` still fits the body that is shown.
#[derive(Debug, Clone, Default)]
pub struct Masker {
    needles: Vec<Vec<u8>>,
    /// Finds any of the needles in one go; `None` while there are none.
    searcher: Option<AhoCorasick>,
}

/// What stands in the place of a secret.
const STARS: &str = "***";

/// Shorter texts are not searched for: they would blot out ordinary words.
const SHORTEST_SECRET: usize = 4;

impl Masker {
    /// A masker for these secrets.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut masker = Self::default();
        for secret in secrets {
            masker.add(secret);
        }
        masker
    }

    /// Adds a secret.
    pub fn add(&mut self, secret: &Secret) {
        let text = secret.expose();
        if text.len() < SHORTEST_SECRET {
            return;
        }
        let json = serde_json::Value::from(text).to_string();
        let forms = [
            text.to_owned(),
            utf8_percent_encode(text, NON_ALPHANUMERIC).to_string(),
            json.trim_matches('"').to_owned(),
            base64::engine::general_purpose::STANDARD.encode(text),
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text),
        ];
        for form in forms {
            if !self.needles.iter().any(|needle| needle == form.as_bytes()) {
                self.needles.push(form.into_bytes());
            }
        }
        // The longest at a place wins, so that a form that contains another is replaced whole.
        self.searcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&self.needles)
            .ok();
    }

    /// Takes the passwords of a request body for secrets, so that they are found wherever the
    /// target echoes them.
    pub fn learn_passwords(&mut self, body: &[u8]) {
        let passwords: Vec<Secret> = PASSWORD
            .captures_iter(body)
            .filter(|found| !found[2].iter().all(|byte| *byte == b'*'))
            .map(|found| Secret::new(String::from_utf8_lossy(&found[2]).into_owned()))
            .collect();
        for password in &passwords {
            self.add(password);
        }
    }

    /// The bytes of a body without secrets.
    pub fn mask(&self, bytes: &[u8]) -> Vec<u8> {
        let masked = PASSWORD.replace_all(bytes, |found: &Captures<'_>| {
            let mut kept = found[1].to_vec();
            kept.extend(std::iter::repeat_n(b'*', found[2].len()));
            kept
        });
        match &self.searcher {
            Some(searcher) if searcher.is_match(&*masked) => {
                searcher.replace_all_bytes(&masked, &vec![STARS; self.needles.len()])
            }
            _ => masked.into_owned(),
        }
    }

    /// The text without secrets.
    pub fn mask_text(&self, text: &str) -> String {
        // Most texts are header values, in which neither can be.
        let has_secret = self
            .searcher
            .as_ref()
            .is_some_and(|searcher| searcher.is_match(text));
        if has_secret || text.contains('"') {
            return String::from_utf8_lossy(&self.mask(text.as_bytes())).into_owned();
        }
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_stars() {
        let secret = Secret::new("t0ken");
        assert_eq!(format!("{secret} {secret:?}"), "*** ***");
        assert_eq!(secret.expose(), "t0ken");
    }

    #[test]
    fn every_echoed_form_is_masked() {
        let masker = Masker::new([&Secret::new("a\"b/c+d")]);
        for echoed in [
            "a\"b/c+d",
            "a%22b%2Fc%2Bd",
            r#"{"t":"a\"b/c+d"}"#,
            "YSJiL2MrZA==",
        ] {
            let masked = masker.mask_text(&format!("<p>{echoed}</p>"));
            assert!(
                masked.contains("***") && !masked.contains("b/c"),
                "{masked}"
            );
        }
    }

    #[test]
    fn passwords_keep_their_length_even_in_broken_json() {
        let masker = Masker::default();
        assert_eq!(
            masker.mask_text(r#"{"Password": "a\"b1"}"#),
            r#"{"Password": "*****"}"#
        );
        assert_eq!(
            masker.mask_text(r#"{"password":"abc"#),
            r#"{"password":"***"#
        );
    }

    #[test]
    fn short_texts_do_not_blot_out_words() {
        assert_eq!(
            Masker::new([&Secret::new("a")]).mask_text("banana"),
            "banana"
        );
    }
}
