//! Text as it is compared where case does not count.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The form in which two texts are compared without regard to case.
///
/// Prepared as RFC 7644 §5 and §7.8 want it, by the rules for user names with mapped case (RFC 7613
/// §3.2, now RFC 8265 §3.3): wide and narrow forms become ordinary ones, capitals become small, and
/// what is composed in several ways is composed in one (NFC). What those rules forbid, such as
/// blanks, is left in peace: this server compares it like anything else.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let compatible = ComposingNormalizerBorrowed::new_nfkc();
    let mut ordinary = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_wide_or_narrow(letter) {
            ordinary.push_str(&compatible.normalize(letter.encode_utf8(&mut [0; 4])));
        } else {
            ordinary.push(letter);
        }
    }
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(&ordinary.to_lowercase())
        .into_owned()
}

/// Whether a character is the wide or narrow form of another: the block of such forms, and the
/// wide blank.
const fn is_wide_or_narrow(letter: char) -> bool {
    matches!(letter, '\u{3000}' | '\u{ff01}'..='\u{ffee}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_has_one_form() {
        for (one, other) in [
            ("ADA", "ada"),
            ("ÄDA", "äda"),
            ("e\u{301}", "É"),
            // Å composed, in parts, and as the sign of a unit.
            ("\u{c5}", "a\u{30a}"),
            ("\u{c5}", "\u{212b}"),
            ("ＡＢＣ", "abc"),
            ("ada\u{3000}l", "ada l"),
            ("ｶﾞ", "ガ"),
            ("STRAßE", "straße"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn what_differs_stays_apart() {
        for (one, other) in [
            ("straße", "strasse"),
            ("ä", "a"),
            ("ﬁ", "fi"),
            ("²", "2"),
            ("か", "カ"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }
}
