//! Makes text from elsewhere safe to print: a server's answer must not steer the terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with control characters, and those that turn or hide text, written as `\u001b`
/// (`\r` for a carriage return). Line feeds and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for ch in text.chars() {
        if ch == '\r' {
            out.push_str("\\r");
        } else if is_hidden(ch) {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(ch));
        } else {
            out.push(ch);
        }
    }
    Cow::Owned(out)
}

/// The same for text that must stay on one line: line feeds become `\n` as well.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    match visible(text) {
        shown if !shown.as_bytes().contains(&b'\n') => shown,
        shown => Cow::Owned(shown.replace('\n', "\\n")),
    }
}

/// Whether the text is ASCII without controls, as nearly every text is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Controls, direction marks, zero-width characters, line and paragraph separators, byte order mark.
fn is_hidden(ch: char) -> bool {
    if matches!(ch, '\n' | '\t') {
        return false;
    }
    ch.is_control()
        || matches!(ch, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(ch, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        assert_eq!(
            visible("a\u{1b}[2J\u{202e}b\r\n\tc"),
            "a\\u001b[2J\\u202eb\\r\n\tc"
        );
        assert_eq!(visible_line("a\nb"), "a\\nb");
        assert!(matches!(visible("plain äöü → 猫"), Cow::Borrowed(_)));
    }
}
