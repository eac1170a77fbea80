//! From a place in a text to the place where the file writes it: quotes, escapes and folded lines
//! lie in between.

use std::ops::Range;

/// Byte range in `source` of the part `inner` of `text`, which the file writes at `span`. Where
/// the way of writing is too strange to follow, the whole of `span`.
pub(super) fn locate(
    source: &str,
    span: &Range<usize>,
    text: &str,
    inner: &Range<usize>,
) -> Range<usize> {
    let whole = span.clone();
    let Some(written) = source.get(span.clone()) else {
        return whole;
    };
    let Some(places) = places(written, text) else {
        return whole;
    };
    let place = |offset: usize| {
        places
            .binary_search_by_key(&offset, |(at, _)| *at)
            .ok()
            .map(|index| span.start + places[index].1)
    };
    match (place(inner.start), place(inner.end)) {
        (Some(start), Some(end)) if start <= end => start..end,
        _ => whole,
    }
}

/// For every character of `text` and for its end: offset in `text`, offset in `written`.
fn places(written: &str, text: &str) -> Option<Vec<(usize, usize)>> {
    let quote = written
        .chars()
        .next()
        .filter(|first| "'\"".contains(*first));
    let mut at = quote.map_or(0, char::len_utf8);
    let mut places = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        let rest = written.get(at..)?;
        if character.is_whitespace() {
            places.push((offset, at));
            // A folded line: any run of blanks stands for any other. Only the last of a run moves
            // on, so that each blank has a place.
            let more = characters
                .peek()
                .is_some_and(|(_, next)| next.is_whitespace());
            if rest.starts_with(character) && (more || !blank(rest, character.len_utf8())) {
                at += character.len_utf8();
            } else if !more {
                at += rest.len() - rest.trim_start().len();
            }
            continue;
        }
        places.push((offset, at));
        let escaped = match (quote, rest.chars().next()?) {
            (Some('"'), '\\') | (Some('\''), '\'') => 1,
            _ => 0,
        };
        if !rest.get(escaped..)?.starts_with(character) {
            return None;
        }
        at += escaped + character.len_utf8();
    }
    places.push((text.len(), at));
    Some(places)
}

fn blank(text: &str, at: usize) -> bool {
    text.get(at..)
        .and_then(|rest| rest.chars().next())
        .is_some_and(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `inner` of `text` looks like in the file.
    fn seen<'a>(written: &'a str, text: &str, inner: &str) -> &'a str {
        let start = text.find(inner).unwrap();
        &written[locate(
            written,
            &(0..written.len()),
            text,
            &(start..start + inner.len()),
        )]
    }

    #[test]
    fn a_place_is_found_through_quotes_escapes_and_folds() {
        assert_eq!(seen("Not([a])", "Not([a])", "[a]"), "[a]");
        assert_eq!(seen("'it''s [é] x'", "it's [é] x", "[é]"), "[é]");
        assert_eq!(seen(r#""say \"hi\" [b]""#, "say \"hi\" [b]", "hi"), "hi");
        assert_eq!(seen(r#""say \"hi\" [b]""#, "say \"hi\" [b]", "[b]"), "[b]");
        assert_eq!(
            seen(
                "Join(x,\n      [a],\n      [b])\n",
                "Join(x, [a], [b])",
                "[b]"
            ),
            "[b]"
        );
        assert_eq!(seen("Join(x,\n  [a])\n", "Join(x,\n[a])\n", "[a]"), "[a]");
        assert_eq!(seen("'a  b'", "a  b", "b"), "b");
    }

    #[test]
    fn what_cannot_be_followed_is_pointed_at_as_a_whole() {
        assert_eq!(seen(r#""\u00e9 [a]""#, "é [a]", "[a]"), r#""\u00e9 [a]""#);
        assert_eq!(locate("ab", &(0..9), "ab", &(0..1)), 0..9);
    }
}
