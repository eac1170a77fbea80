use super::{Evaluated, evaluate, failures, refusals, texts};

fn text(expression: &str) -> String {
    match evaluate(expression) {
        Evaluated::Text(text) => text,
        other => panic!("{expression}: {other:?}"),
    }
}

#[test]
fn guid() {
    let guid = text("Guid()");
    assert_eq!(uuid::Uuid::parse_str(&guid).unwrap().to_string(), guid);
    assert_ne!(
        text(r#"Join(" ", Guid(), Guid())"#),
        format!("{guid} {guid}")
    );
}

#[test]
fn random_string() {
    let count = |text: &str, class: fn(&char) -> bool| text.chars().filter(class).count();
    let plain = text("RandomString(6,3,0,0,3)");
    assert_eq!(count(&plain, char::is_ascii_digit), 3);
    assert_eq!(count(&plain, char::is_ascii_lowercase), 3);
    assert_eq!(plain.len(), 6);

    let mixed = text(r#"RandomString(200,20,20,20,20,"?,aB7")"#);
    assert_eq!(mixed.len(), 200);
    for class in [
        char::is_ascii_digit,
        char::is_ascii_punctuation,
        char::is_ascii_uppercase,
        char::is_ascii_lowercase,
    ] {
        assert!(count(&mixed, class) >= 20, "{mixed}");
    }
    assert!(!mixed.contains(['?', ',', 'a', 'B', '7']), "{mixed}");
    assert_eq!(text("RandomString(0,0,0,0,0)"), "");
}

#[test]
fn random_strings_that_there_cannot_be() {
    refusals(&[
        (
            "RandomString(257,0,0,0,0)",
            "257",
            "expected 256 at most, not 257",
        ),
        (
            "RandomString(6,3,2,1,1)",
            "6",
            "the least numbers add up to 7, more than 6",
        ),
        (
            "RandomString(6,-3,0,0,0)",
            "-3",
            "expected 0 or more, not -3",
        ),
        (
            r#"RandomString(6,1,0,0,0,"0123456789")"#,
            "1",
            "every character of this kind is to be avoided",
        ),
    ]);
    failures(&[(
        "RandomString(6,Len([mobile]),0,0,0)",
        "6",
        "the least numbers add up to 14, more than 6",
    )]);
}

#[test]
fn redact() {
    use super::Expression;
    texts(&[("Redact([mail])", Some("zoe@mail.fabrikam.example"))]);
    let redacted = |text: &str| Expression::parse(text).unwrap().is_redacted();
    assert!(redacted(r#"Redact("secret")"#));
    assert!(redacted(
        r#"IIF([a]="b", Append(Redact(RandomString(6,3,0,0,3)), "!"), "c")"#
    ));
    assert!(!redacted("ToLower([mail])"));
}
