//! Filter text → tokens with byte spans.

use std::ops::Range;

use super::MAX_LENGTH;
use crate::scim::path::ParseError;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// A string, its escapes resolved.
    String(String),
    /// Anything else up to a blank, a bracket or a quote: names, operators, numbers.
    Word,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
}

/// Splits a filter or path. Only the blank separates, as in RFC 7644 figure 1.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ParseError> {
    if text.len() > MAX_LENGTH {
        return Err(ParseError::new(
            MAX_LENGTH..text.len(),
            format!("expected at most {MAX_LENGTH} bytes, got {}", text.len()),
        ));
    }
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let kind = match byte {
            b' ' => {
                at += 1;
                continue;
            }
            b'(' => TokenKind::Open,
            b')' => TokenKind::Close,
            b'[' => TokenKind::OpenBracket,
            b']' => TokenKind::CloseBracket,
            b'"' => {
                at = end_of_string(bytes, start);
                TokenKind::String(string(text, start..at)?)
            }
            _ => {
                at += bytes[at..]
                    .iter()
                    .position(|byte| b" ()[]\"".contains(byte))
                    .unwrap_or(bytes.len() - at);
                TokenKind::Word
            }
        };
        if at == start {
            at += 1;
        }
        tokens.push(Token {
            kind,
            span: start..at,
        });
    }
    Ok(tokens)
}

/// Offset behind the closing quote, or the end of the text when there is none.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => return at,
            b'\\' => at += 1,
            _ => {}
        }
    }
    bytes.len()
}

fn string(text: &str, span: Range<usize>) -> Result<String, ParseError> {
    let literal = text.get(span.clone()).unwrap_or_default();
    serde_json::from_str(literal).map_err(|error| {
        let message = if error.is_eof() {
            "expected a closing `\"`, got the end of the text".to_owned()
        } else {
            format!("expected a JSON string, got {literal}")
        };
        ParseError::new(span, message)
    })
}
