use super::{failures, refusals, texts};

#[test]
fn by_text() {
    texts(&[
        (r#"Replace("Cook", "Cook", , , "Chef", , )"#, Some("Chef")),
        (
            r#"Replace([mail], "@mail.fabrikam.example", , ,"", ,)"#,
            Some("zoe"),
        ),
        (r#"Replace("aXaX", "a", , , "b", , )"#, Some("bXbX")),
        (r#"Replace("Aa", "a", , , "$1", , )"#, Some("A$1")),
        (r#"Replace([missing], "a", , , "b", , )"#, None),
        (
            r#"Replace("jroe", "<user>", , , , , "<user>@<user>.example")"#,
            Some("jroe@jroe.example"),
        ),
    ]);
    refusals(&[(
        r#"Replace([a], "", , , "b", , )"#,
        r#""""#,
        "expected a text that is not empty",
    )]);
    failures(&[(
        "Replace([state], [empty], , , [mail], , )",
        "[empty]",
        "expected a text that is not empty",
    )]);
}

#[test]
fn by_pattern() {
    texts(&[
        (
            r#"Replace([mobile], , "\\+(?<country>\\d* )(?<number>\\d{10})", , "${number}", , )"#,
            Some("6123456789"),
        ),
        (
            r#"Replace("+1 (555) 123-4567", , "[()\\s-]+", , "", , )"#,
            Some("+15551234567"),
        ),
        (
            r#"Replace("jane_roe42", , "[a-zA-Z_]*", , "", , )"#,
            Some("42"),
        ),
        (r#"Replace("ab", , "x", , "y", , )"#, Some("ab")),
        // .NET numbers groups without a name first.
        (
            r#"Replace("ab", , "(?<n>a)(b)", , "$1$2$0$&", , )"#,
            Some("baabab"),
        ),
        (
            r#"Replace("xay", , "a", , "[$`|$'|$_|$$|$+|$9|${no}|$]", , )"#,
            Some("x[x|y|xay|$|a|$9|${no}|$]y"),
        ),
        (r#"Replace([missing], , "a", , "b", , )"#, None),
    ]);
}

#[test]
fn by_group() {
    texts(&[
        (
            r#"Replace("12 Mill Road", ,"(?<house>^\\d*)","house", "7", , )"#,
            Some("7 Mill Road"),
        ),
        (
            r#"Replace([userPrincipalName], , "(?<Suffix>@(.)*)", "Suffix", "", , )"#,
            Some("zoe"),
        ),
        (
            r#"Replace("a1b2", , "[a-z](?<n>\\d)", "n", "_", , )"#,
            Some("a_b_"),
        ),
    ]);
    refusals(&[(
        r#"Replace([a], , "(?<n>a)", "m", "b", , )"#,
        r#""m""#,
        "the regular expression has no group `m`",
    )]);
}

#[test]
fn from_another_attribute() {
    let pattern = r#""\\+(?<country>\\d* )(?<number>\\d{10})", "number""#;
    for (source, expected) in [
        ("[empty]", Some("6123456789")),
        ("[missing]", Some("6123456789")),
        ("[state]", Some("Utrecht")),
    ] {
        let expression = format!("Replace({source}, , {pattern}, , [mobile], )");
        texts(&[(&expression, expected)]);
    }
    texts(&[(
        r#"Replace([missing], , "(?<n>x)", "n", , [mobile], )"#,
        None,
    )]);
}

#[test]
fn what_dotnet_reads_otherwise() {
    texts(&[
        (r#"Replace("a<b>", , "\\<b\\>", , "", , )"#, Some("a")),
        (r#"Replace("a[&&b", , "[[&]+", , "-", , )"#, Some("a-b")),
        (r#"Replace("a{b}", , "{b}", , "", , )"#, Some("a")),
        (
            r#"Replace("aXb", , "(?i)x(?#remark)", , "", , )"#,
            Some("ab"),
        ),
        (r#"Replace("ab", , "(?'n'b)", "n", "c", , )"#, Some("ac")),
        (r#"Replace("a+b-c", , "[+--]", , "", , )"#, Some("abc")),
    ]);
}

#[test]
fn patterns_that_cannot_be_had() {
    refusals(&[
        (
            r#"Replace([a], , "a\\d(?=b)", , "", , )"#,
            "(?=",
            "look-around is not supported in the regular expression",
        ),
        (
            r#"Replace([a], , "(?<!b)a", , "", , )"#,
            "(?<",
            "look-around is not supported in the regular expression",
        ),
        (
            r#"Replace([a], , "(a)\\1", , "", , )"#,
            r"\\1",
            "back-references are not supported in the regular expression",
        ),
        (
            r#"Replace([a], , "(?>a)", , "", , )"#,
            "(?>",
            "this kind of group is not supported in the regular expression",
        ),
        (
            r#"Replace([a], , "[a-z-[b]]", , "", , )"#,
            "-[",
            "subtraction of classes is not supported in the regular expression",
        ),
        (
            r#"Replace([a], , "a*+", , "", , )"#,
            "+",
            "a quantifier follows a quantifier in the regular expression",
        ),
        (
            r#"Replace([a], , "a[b", , "", , )"#,
            "[",
            "`[` is not closed in the regular expression",
        ),
        (
            r#"Replace([a], , "a(b", , "", , )"#,
            r#""a(b""#,
            "not a regular expression that can be used: unclosed group",
        ),
        (
            r#"Replace([a], , "(?<1>a)", , "", , )"#,
            "(?<",
            "expected the name of a group (numbers and pairs are not supported) in the regular expression",
        ),
    ]);
    failures(&[(
        r#"Replace("a", , Append("(?=", "b)"), , "", , )"#,
        r#"Append("(?=", "b)")"#,
        "look-around is not supported in the regular expression",
    )]);
}

#[test]
fn parameters_that_do_not_go_together() {
    let message = "`Replace` takes oldValue with replacementValue or template; or regexPattern \
                   with replacementValue, with regexGroupName and replacementValue, or with \
                   regexGroupName and replacementAttributeName";
    refusals(&[
        (r#"Replace([a], "b", "c", , "d", , )"#, "Replace", message),
        (r#"Replace([a], "b", , , , , )"#, "Replace", message),
        (
            r#"Replace([a], "b", "c")"#,
            "Replace",
            "`Replace` takes 7 arguments, not 3",
        ),
    ]);
}
