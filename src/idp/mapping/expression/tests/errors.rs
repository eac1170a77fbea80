use super::super::function::Function;
use super::super::parse::DEEPEST;
use super::{Expression, refusals};

#[test]
fn attributes_are_found_at_any_depth() {
    let text = r#"Switch([a], , "k", Join(" ", [ b ], IIF([c] = [a], "x", "y")), "[d]", "z")"#;
    let expression = Expression::parse(text).unwrap();
    assert_eq!(expression.attributes(), ["a", "b", "c", "a"]);
    for (name, span) in expression.references() {
        assert_eq!(&text[span], name);
    }
}

#[test]
fn errors_point_into_the_expression() {
    for (text, span, message) in [
        (
            "join([a])",
            0..4,
            "unknown function `join`; did you mean `Join`?",
        ),
        ("Joint([a])", 0..5, "unknown function `Joint`"),
        ("Not([a]", 7..7, "expected `,` or `)`"),
        ("Not([a)", 4..7, "`[` is not closed"),
        ("Not(\"a)", 4..7, "`\"` is not closed"),
        ("Not(\"a\\", 4..7, "`\"` is not closed"),
        ("Not([a]) x", 9..10, "expected the end of the expression"),
        (
            "Switch([a], , \"k\")",
            0..6,
            "`Switch` takes at least 4 arguments, not 3",
        ),
        (
            "Switch([a], , \"k\", , )",
            0..6,
            "`Switch` takes its keys and values in pairs",
        ),
        ("Append([a])", 0..6, "`Append` takes 2 arguments, not 1"),
        ("Append([a], )", 12..12, "`Append` needs `suffix`"),
        ("Append(, [a])", 7..7, "`Append` needs `source`"),
        ("ToLower()", 0..7, "`ToLower` takes 1 to 2 arguments, not 0"),
        ("Now([a])", 0..3, "`Now` takes no arguments, not 1"),
        (
            "",
            0..0,
            "expected `[attribute]`, `\"literal\"` or a function",
        ),
        ("Not []", 4..5, "expected `(` after `Not`"),
        ("[]", 0..2, "attribute name is empty"),
        ("[ ]", 0..3, "attribute name is empty"),
        (
            "Not(\"\\d\")",
            5..7,
            "`\\d` is not an escape; write `\\\\` for a backslash",
        ),
        (
            "Left([a], 1x)",
            10..12,
            "expected a whole number such as `7`, `-10` or `&HF7`",
        ),
        (
            "Left([a], -)",
            10..11,
            "expected a whole number such as `7`, `-10` or `&HF7`",
        ),
        ("Not([é]) é", 10..12, "expected the end of the expression"),
    ] {
        let error = Expression::parse(text).unwrap_err();
        assert_eq!(
            (error.span, error.message.as_str()),
            (span, message),
            "{text}"
        );
    }
    let deep = "Not(".repeat(DEEPEST + 2);
    let error = Expression::parse(&deep).unwrap_err();
    assert!(error.message.contains("nested deeper"));
    let long = format!("Not(\"{}\")", "é".repeat(9_994));
    assert_eq!(
        Expression::parse(&long).unwrap_err().message,
        "expression is longer than 10000 characters"
    );
    let just = format!("Not(\"{}\")", "é".repeat(9_993));
    assert!(Expression::parse(&just).is_ok());
}

#[test]
fn conditions_are_simple() {
    let alone = "a comparison can only be the condition of `IIF` or stand in `CBool`";
    refusals(&[
        (
            r#"IIF([a]="x" AND [b]="y","1","2")"#,
            "AND",
            "`AND` is not supported; nest a second `IIF` as `valueIfTrue`",
        ),
        (
            r#"IIF([a]="x" or [b]="y","1","2")"#,
            "or",
            "`OR` is not supported; nest a second `IIF` as `valueIfFalse`",
        ),
        (r#"Not([a] = "x")"#, "=", alone),
        (r#"IIF([a], [b] <> "x", "y")"#, "<>", alone),
        (
            r#"IIF([a] = , "x", "y")"#,
            ",",
            "expected `[attribute]`, `\"literal\"` or a function",
        ),
        (
            r#"IIF([a] = "x" = "y", "x", "y")"#,
            "=",
            "expected `,` or `)`",
        ),
        (
            "Not(vbTextCompare)",
            "vbTextCompare",
            "a compare type is the last argument of `InStr`",
        ),
    ]);
}

#[test]
fn select_unique_value_is_not_for_scim() {
    refusals(&[(
        r#"SelectUniqueValue([mail], Append([mail], "2"))"#,
        "SelectUniqueValue",
        "`SelectUniqueValue` works only when an HR system provisions Active Directory, not with SCIM",
    )]);
}

#[test]
fn the_whole_list_of_the_reference_is_there() {
    let names = "Append AppRoleAssignmentsComplex AssertiveAppRoleAssignmentsComplex BitAnd CBool \
                 CDate Coalesce ConvertToBase64 ConvertToUTF8Hex Count CStr DateAdd DateDiff \
                 DateFromNum DefaultDomain FormatDateTime Guid IgnoreFlowIfNullOrEmpty IIF InStr \
                 IsNull IsNullOrEmpty IsPresent IsString Item Join Left Len Mid \
                 NormalizeDiacritics Not Now NumFromDate PCase RandomString Redact \
                 RemoveDuplicates Replace SelectUniqueValue SingleAppRoleAssignment Split \
                 StripSpaces Switch ToLower ToUpper Word";
    let ours: Vec<_> = Function::ALL.iter().map(|(name, ..)| *name).collect();
    assert_eq!(ours, names.split_whitespace().collect::<Vec<_>>());
    let page = include_str!("../../../../../docs/mappings.md");
    for name in ours {
        assert!(
            page.contains(&format!("`{name}")),
            "{name} is not in docs/mappings.md"
        );
    }
}
