//! xsd:dateTime (RFC 7643 §2.3.5).

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

/// The instant that `2008-01-23T04:56:22Z` and the like denote; without an offset it is UTC.
/// `None` for anything that is not a date with a time in seconds.
pub fn instant(text: &str) -> Option<Timestamp> {
    // jiff reads more than xsd:dateTime allows: blanks, basic format, zone names, no seconds.
    let shape = |at: usize, byte: u8| text.as_bytes().get(at) == Some(&byte);
    let is_xsd = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')]
        .into_iter()
        .all(|(at, byte)| shape(at, byte));
    if !is_xsd || text.contains('[') {
        return None;
    }
    text.parse().ok().or_else(|| {
        let local: civil::DateTime = text.parse().ok()?;
        Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_regarded() {
        let utc = instant("2011-05-13T04:42:34Z");
        assert!(utc.is_some());
        assert_eq!(utc, instant("2011-05-13T06:42:34+02:00"));
        assert_eq!(utc, instant("2011-05-13T04:42:34.000"));
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2011-05-13",
            "2011-05-13 04:42:34Z",
            "2011-05-13T04:42Z",
            "20110513T044234Z",
            "2011-13-13T04:42:34Z",
            "2011-05-13T04:42:34Z[UTC]",
            "yesterday, at about twelve",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
