use super::{Evaluated, evaluate, failures, texts};

#[test]
fn coalesce() {
    texts(&[
        (
            "Coalesce([missing], [mail], [state])",
            Some("zoe@mail.fabrikam.example"),
        ),
        (r#"Coalesce([missing], "none")"#, Some("none")),
        ("Coalesce([missing], [gone])", None),
        // Empty is not null.
        (r#"Coalesce([empty], "none")"#, Some("")),
    ]);
}

#[test]
fn ignore_flow_if_null_or_empty() {
    for expression in [
        "IgnoreFlowIfNullOrEmpty([missing])",
        "IgnoreFlowIfNullOrEmpty([empty])",
        r#"IgnoreFlowIfNullOrEmpty(Switch([state], "", "Gouda", "G"))"#,
        r#"IIF([state]="Utrecht", IgnoreFlowIfNullOrEmpty([missing]), "x")"#,
    ] {
        assert_eq!(evaluate(expression), Evaluated::IgnoreFlow, "{expression}");
    }
    texts(&[("IgnoreFlowIfNullOrEmpty([state])", Some("Utrecht"))]);
}

#[test]
fn iif() {
    texts(&[
        (r#"IIF([state]="Utrecht",[state],[mail])"#, Some("Utrecht")),
        (r#"IIF([state]="utrecht",[state],"other")"#, Some("other")),
        (r#"IIF([state] <> "Gouda", "yes", "no")"#, Some("yes")),
        (r#"IIF([flags] > 99, "yes", "no")"#, Some("yes")),
        (r#"IIF([flags] <= 99, "yes", "no")"#, Some("no")),
        (r#"IIF(514 >= [flags], "yes", "no")"#, Some("yes")),
        (r#"IIF("b" < "a", "yes", "no")"#, Some("no")),
        // One inside the other for "and" and for "or".
        (
            r#"IIF([state]="Utrecht",IIF([flags]="514","both","one"),"none")"#,
            Some("both"),
        ),
        (
            r#"IIF([state]="Gouda","one",IIF([flags]=514,"other","none"))"#,
            Some("other"),
        ),
        (r#"IIF(IsPresent([state]), "yes", "no")"#, Some("yes")),
        // Without value the condition is not met, whatever it asks.
        (r#"IIF([missing]="","yes","no")"#, Some("no")),
        (r#"IIF([missing]<>"x","yes","no")"#, Some("no")),
        (r#"IIF(IsNullOrEmpty([missing]),"yes","no")"#, Some("no")),
        (r#"IIF(IsNullOrEmpty([empty]),"yes","no")"#, Some("no")),
        // What is not chosen is not evaluated.
        (
            r#"IIF([state]="Utrecht","yes",CDate("never"))"#,
            Some("yes"),
        ),
    ]);
    failures(&[
        (
            r#"IIF([state],"a","b")"#,
            "[state]",
            "`Utrecht` is neither true nor false",
        ),
        (
            r#"IIF([state] > 5,"a","b")"#,
            "[state]",
            "`Utrecht` is not a whole number",
        ),
        (
            r#"IIF(IsNull([state]),"a",Len([aliases]))"#,
            "[aliases]",
            "`Len` takes one value, not 3; use `Item` or `Join`",
        ),
    ]);
}

#[test]
fn tests_for_presence() {
    texts(&[
        ("IsNull([missing])", Some("True")),
        ("IsNull([empty])", Some("False")),
        ("IsNullOrEmpty([missing])", Some("True")),
        ("IsNullOrEmpty([empty])", Some("True")),
        ("IsNullOrEmpty([state])", Some("False")),
        ("IsPresent([missing])", Some("False")),
        ("IsPresent([empty])", Some("False")),
        ("IsPresent([aliases])", Some("True")),
        ("IsString([state])", Some("True")),
        ("IsString([missing])", Some("False")),
        ("IsString(7)", Some("False")),
        ("IsString(Count([aliases]))", Some("False")),
    ]);
}

#[test]
fn not() {
    texts(&[
        ("Not([IsSoftDeleted])", Some("True")),
        (r#"Not("True")"#, Some("False")),
        (r#"Not("true")"#, Some("False")),
        (r#"Not("no")"#, Some("True")),
        ("Not([missing])", Some("True")),
    ]);
}

#[test]
fn switch() {
    texts(&[
        (
            r#"Switch([IsSoftDeleted], , "False", "True", "True", "False")"#,
            Some("True"),
        ),
        (
            r#"Switch([state], "Amsterdam", "Gouda", "G", "Utrecht", "U")"#,
            Some("U"),
        ),
        (r#"Switch([state], "other", "utrecht", "U")"#, Some("other")),
        (r#"Switch([state], , "Gouda", "G")"#, None),
        (r#"Switch([missing], "none", "a", "b")"#, Some("none")),
        // The key `""` is that of a source without value.
        (
            r#"Switch([missing], "none", "a", "b", "", "nil")"#,
            Some("nil"),
        ),
        (r#"Switch([state], [state], "", "none")"#, Some("Utrecht")),
        (
            r#"Switch(ToLower([state]), "0", "utrecht", [mail])"#,
            Some("zoe@mail.fabrikam.example"),
        ),
        (r#"Switch("x", CDate("never"), "x", "y")"#, Some("y")),
    ]);
}
