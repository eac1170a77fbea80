use super::{failures, refusals, texts};

#[test]
fn append() {
    texts(&[
        (
            r#"Append([userPrincipalName], ".stage")"#,
            Some("zoe@fabrikam.example.stage"),
        ),
        (r"Append([givenName], [missing])", Some("Zoë")),
        (r#"Append([missing], ".stage")"#, None),
        (r#"Append("a \"b\" ", "\\c")"#, Some(r#"a "b" \c"#)),
    ]);
    failures(&[(
        r#"Append([aliases], "x")"#,
        "[aliases]",
        "`Append` takes one value, not 3; use `Item` or `Join`",
    )]);
}

#[test]
fn default_domain() {
    texts(&[("DefaultDomain()", Some("fabrikam.example"))]);
}

#[test]
fn in_str() {
    texts(&[
        (r#"InStr("A slow red hen","slow")"#, Some("3")),
        (r#"InStr("tEstEr","e",3,vbBinaryCompare)"#, Some("0")),
        (r#"InStr("tEstEr","e",3,vbTextCompare)"#, Some("5")),
        (r#"InStr("repEated","e",3,vbBinaryCompare)"#, Some("7")),
        (r#"InStr("hen","hens")"#, Some("0")),
        (r#"InStr("hen","n", 9)"#, Some("0")),
        (r#"InStr("🐔hen","h")"#, Some("3")),
        (r#"InStr([missing],"h")"#, None),
    ]);
    refusals(&[
        (r#"InStr("a","a",0)"#, "0", "expected 1 or more, not 0"),
        (
            r#"InStr("a","a",1,"text")"#,
            r#""text""#,
            "expected `vbTextCompare` or `vbBinaryCompare`",
        ),
    ]);
    failures(&[(
        r#"InStr("a","a",Len(""))"#,
        r#"Len("")"#,
        "expected 1 or more, not 0",
    )]);
}

#[test]
fn left() {
    texts(&[
        (r#"Left("Jane Roe", 3)"#, Some("Jan")),
        (r#"Left("Jane", 0)"#, Some("")),
        (r#"Left("Jane", -1)"#, Some("Jane")),
        (r#"Left("Jane", 9)"#, Some("Jane")),
        (r"Left([missing], 3)", Some("")),
        (r#"Left("a🐔", 2)"#, Some("a\u{FFFD}")),
    ]);
    refusals(&[(r#"Left("a", "b")"#, r#""b""#, "`b` is not a whole number")]);
    failures(&[(
        r#"Left("a", [state])"#,
        "[state]",
        "`Utrecht` is not a whole number",
    )]);
}

#[test]
fn len() {
    texts(&[
        ("Len([givenName])", Some("3")),
        ("Len([missing])", Some("0")),
        (r#"Len("🐔")"#, Some("2")),
    ]);
}

#[test]
fn mid() {
    texts(&[
        (r#"Mid("Jane", 1, 3)"#, Some("Jan")),
        (r#"Mid("Jane", 3, 9)"#, Some("ne")),
        (r#"Mid("Jane", 9, 1)"#, Some("")),
        (r#"Mid("Jane", 2, 0)"#, Some("")),
        ("Mid([missing], 1, 1)", None),
        (
            r#"Append(Mid("Bob", 1, 1), Mid("Roebuck", 1, 5))"#,
            Some("BRoebu"),
        ),
    ]);
    refusals(&[
        ("Mid([a], 0, 1)", "0", "expected 1 or more, not 0"),
        ("Mid([a], 1, -1)", "-1", "expected 0 or more, not -1"),
    ]);
    failures(&[(
        r#"Mid("a", Len(""), 1)"#,
        r#"Len("")"#,
        "expected 1 or more, not 0",
    )]);
}

#[test]
fn normalize_diacritics() {
    texts(&[
        ("NormalizeDiacritics([givenName])", Some("Zoe")),
        (
            r#"NormalizeDiacritics("Straße Ærø ıİ Łódź")"#,
            Some("Strasse AEroe iI Lodz"),
        ),
        (r#"NormalizeDiacritics("äöü ÄÖÜ")"#, Some("aou AOU")),
        // A mark of its own, and letters that are only to be had with one.
        (
            "NormalizeDiacritics(\"a\u{308} c\u{304} \u{16B}\u{301} œ\u{304}\")",
            Some("a c u oe"),
        ),
        // Not in the table.
        (r#"NormalizeDiacritics("ŵ ж 中")"#, Some("ŵ ж 中")),
        ("NormalizeDiacritics([missing])", None),
    ]);
}

#[test]
fn pcase() {
    texts(&[
        (
            r#"PCase("MARIA LÓPEZ (THIRD)")"#,
            Some("Maria López (Third)"),
        ),
        (r#"PCase([surname], " '-")"#, Some("Núñez-O'Hara")),
        // An apostrophe does not end a word for .NET, a hyphen does.
        ("PCase([surname])", Some("Núñez-O'hara")),
        (r#"PCase("a-b c", " ")"#, Some("A-b C")),
        (r#"PCase("1st level")"#, Some("1St Level")),
        (r#"PCase(Join(" ", "ANN", "LEE"))"#, Some("Ann Lee")),
        ("PCase([missing])", None),
    ]);
}

#[test]
fn strip_spaces() {
    texts(&[
        (r#"StripSpaces(" a  b	c ")"#, Some("ab\tc")),
        ("StripSpaces([missing])", None),
    ]);
}

#[test]
fn to_lower_and_to_upper() {
    texts(&[
        ("ToLower([surname])", Some("núñez-o'hara")),
        ("ToUpper([givenName])", Some("ZOË")),
        (r#"ToUpper("straße")"#, Some("STRAßE")),
        (r#"ToUpper("ini", "tr-TR")"#, Some("İNİ")),
        (r#"ToLower("INI", "tr-TR")"#, Some("ını")),
        (r#"ToUpper("ini", "en-US")"#, Some("INI")),
        ("ToLower([missing])", None),
    ]);
    refusals(&[(
        r#"ToLower([a], "english!")"#,
        r#""english!""#,
        "`english!` is not a culture such as `en-US`",
    )]);
}

#[test]
fn word() {
    texts(&[
        (r#"Word("A slow red hen",3," ")"#, Some("red")),
        (r#"Word("One,two!three&four five",3,",!&#")"#, Some("three")),
        (r#"Word("a,,b",2,",")"#, Some("b")),
        (r#"Word("a b",0," ")"#, Some("")),
        (r#"Word("a b",3," ")"#, Some("")),
        (r#"Word([missing],1," ")"#, Some("")),
    ]);
}
