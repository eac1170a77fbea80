//! Input that is made to hurt is refused without harm.

use std::fmt::Write as _;

use super::support::{CALLBACK, GITLAB, key, now};
use super::support::{answer, believed, xml};
use crate::saml::{Expected, Refused, verify};

#[test]
fn entities_that_grow_are_refused() {
    let mut bomb = String::from("<!DOCTYPE x [<!ENTITY e0 \"ha\">");
    for level in 1..20 {
        write!(bomb, "<!ENTITY e{level} \"&e{0};&e{0};\">", level - 1).unwrap();
    }
    bomb.push_str("]>");
    let signed = xml(&answer()).replace("0b1d561c-21ff", "&e19;");
    for document in [
        format!("{bomb}{signed}"),
        format!("{bomb}<x>&e19;</x>"),
        signed,
    ] {
        let refused = believed(&document).unwrap_err();
        assert!(matches!(refused, Refused::Malformed(_)), "{refused}");
    }
    assert!(believed("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>").is_err());
}

#[test]
fn what_is_deep_wide_or_long_is_refused() {
    for (what, document) in [
        (
            "deep",
            format!("{}{}", "<a>".repeat(30_000), "</a>".repeat(30_000)),
        ),
        ("not closed", "<a>".repeat(60_000)),
        ("wide", format!("<a>{}</a>", "<b/>".repeat(40_000))),
        (
            "attributes",
            format!(
                "<a {}/>",
                (0..20_000).fold(String::new(), |mut all, n| {
                    write!(all, "a{n}=\"\" ").unwrap();
                    all
                })
            ),
        ),
        ("long", format!("<a>{}</a>", "x".repeat(1 << 20))),
        ("empty", String::new()),
        ("blank", " ".to_owned()),
        (
            "another element",
            "<samlp:Request xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>".to_owned(),
        ),
        (
            "nothing in it",
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>".to_owned(),
        ),
    ] {
        assert!(believed(&document).is_err(), "{what}");
    }
}

/// The parser compares each attribute of an element with each other.
#[test]
fn thousands_of_attributes_are_not_read() {
    let many = (0..10_000).fold(String::new(), |mut all, n| {
        write!(all, "a{n}=\"\" ").unwrap();
        all
    });
    let refused = believed(&format!("<a {many}/>")).unwrap_err().to_string();
    assert!(refused.contains("longer than"), "{refused}");
    let own = xml(&answer());
    assert!(own.len() < 8_000, "{}", own.len());
}

#[test]
fn what_is_no_base64_or_no_text_is_refused() {
    let expected = Expected {
        certificate: key().certificate(),
        issuer: None,
        audience: GITLAB,
        destination: CALLBACK,
        requests: &[],
        now: now(),
    };
    for response in ["", "***", "PHg", "/////w==", &"A".repeat(1 << 20)] {
        let refused = verify(response, &expected).unwrap_err();
        assert!(matches!(refused, Refused::Malformed(_)), "{refused}");
    }
}
