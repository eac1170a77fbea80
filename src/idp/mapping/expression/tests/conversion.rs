use super::{failures, refusals, texts};

#[test]
fn bit_and() {
    texts(&[
        ("BitAnd(&HF, &HF7)", Some("7")),
        ("BitAnd([flags], 2)", Some("2")),
        ("BitAnd([flags], 1)", Some("0")),
        ("BitAnd([missing], 1)", None),
    ]);
    refusals(&[
        (
            "BitAnd(&HXY, 1)",
            "&HXY",
            "expected a whole number such as `7`, `-10` or `&HF7`",
        ),
        (
            r#"BitAnd(1, "two")"#,
            r#""two""#,
            "`two` is not a whole number",
        ),
    ]);
    failures(&[(
        "BitAnd([state], 1)",
        "[state]",
        "`Utrecht` is not a whole number",
    )]);
}

#[test]
fn cbool() {
    texts(&[
        ("CBool([state] = [state])", Some("True")),
        ("CBool([state] = [givenName])", Some("False")),
        ("CBool([missing] = [gone])", Some("False")),
        ("CBool(2)", Some("True")),
        (r#"CBool("0")"#, Some("False")),
        (r#"CBool("false")"#, Some("False")),
        ("CBool([missing])", Some("False")),
    ]);
    failures(&[(
        "CBool([state])",
        "[state]",
        "`Utrecht` is neither true nor false",
    )]);
}

#[test]
fn convert_to_base64() {
    texts(&[
        (
            r#"ConvertToBase64("Hello world!")"#,
            Some("SABlAGwAbABvACAAdwBvAHIAbABkACEA"),
        ),
        ("ConvertToBase64([missing])", None),
    ]);
}

#[test]
fn convert_to_utf8_hex() {
    texts(&[
        (
            r#"ConvertToUTF8Hex("Hello world!")"#,
            Some("48656C6C6F20776F726C6421"),
        ),
        ("ConvertToUTF8Hex([givenName])", Some("5A6FC3AB")),
        ("ConvertToUTF8Hex([missing])", None),
    ]);
}

#[test]
fn cstr() {
    texts(&[
        ("CStr(-7)", Some("-7")),
        ("CStr(IsNull([missing]))", Some("True")),
        ("IsString(CStr(Count([aliases])))", Some("True")),
        ("CStr([missing])", None),
    ]);
}
