use super::{Evaluated, evaluate, failures, refusals, texts};

fn list(texts: &[&str]) -> Evaluated {
    Evaluated::List(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn count() {
    texts(&[
        ("Count([aliases])", Some("3")),
        ("Count([state])", Some("1")),
        ("Count([missing])", Some("0")),
        (r#"Count(Split("a;b", ";"))"#, Some("2")),
    ]);
}

#[test]
fn item() {
    texts(&[
        ("Item([aliases], 1)", Some("SMTP:zoe@a.example")),
        ("Item([aliases], 4)", None),
        (r#"Item(Split("a;b", ";"), 2)"#, Some("b")),
    ]);
    refusals(&[("Item([aliases], 0)", "0", "expected 1 or more, not 0")]);
    failures(&[(
        "Item([aliases], Count([missing]))",
        "Count([missing])",
        "expected 1 or more, not 0",
    )]);
}

#[test]
fn join() {
    texts(&[
        (r#"Join(" ", [givenName], [state])"#, Some("Zoë Utrecht")),
        // An empty part leaves no separator behind.
        (
            r#"Join(", ", "", [state], [givenName])"#,
            Some("Utrecht, Zoë"),
        ),
        (r#"Join(" ", [missing], [state])"#, Some("Utrecht")),
        (r#"Join(" ", [missing], [empty])"#, None),
        (r#"Join("", 1000, "x")"#, Some("1000x")),
        (
            r#"Join(";", [aliases], "end")"#,
            Some("SMTP:zoe@a.example;smtp:z@a.example;smtp:z@a.example;end"),
        ),
    ]);
}

#[test]
fn remove_duplicates() {
    let expected = list(&["SMTP:zoe@a.example", "smtp:z@a.example"]);
    assert_eq!(evaluate("RemoveDuplicates([aliases])"), expected);
    texts(&[
        ("RemoveDuplicates([missing])", None),
        ("RemoveDuplicates([state])", Some("Utrecht")),
    ]);
}

#[test]
fn split() {
    let expected = list(&["ReadAll", "WriteOwn"]);
    assert_eq!(evaluate(r#"Split("ReadAll, WriteOwn", ",")"#), expected);
    texts(&[(r#"Split([missing], ",")"#, None)]);
    refusals(&[(
        r#"Split([a], "")"#,
        r#""""#,
        "expected a text that is not empty",
    )]);
    failures(&[(
        "Split([state], [empty])",
        "[empty]",
        "expected a text that is not empty",
    )]);
}
