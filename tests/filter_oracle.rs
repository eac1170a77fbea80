//! The filter and path parsers against those of the crate `scim_v2`: where both accept a text, the
//! trees are the same; where only one does, the reason is in [`DIFFERENCES`].

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::str::FromStr;

use proptest::prelude::*;
use proptest::sample::select;
use regex::Regex;
use scim_v2::filter as oracle;
use scimulate::scim::filter::{Filter, Test};
use scimulate::scim::mode::Mode;
use scimulate::scim::path::PatchPath;

/// Why one parser accepts what the other refuses, a pattern of such texts (strings taken out), an
/// example, and whether it is ours that accepts.
const DIFFERENCES: &[(&str, &str, &str, bool)] = &[
    (
        "erratum 7319: a blank between `not` and the bracket is allowed, not required",
        r"(?i)\bnot\(",
        "not(title pr)",
        true,
    ),
    (
        "RFC 7643 §2.1 has `$` in names, and `$ref` is one; the grammar of RFC 7644 forgot it",
        r"\$",
        "members.$ref eq \"x\"",
        true,
    ),
    (
        "`true`, `false`, `null` can be names of attributes by the grammar",
        r"(?i)(^|[(\[] ?|(and|or) )(true|false|null)( |\[|$)",
        "true pr",
        true,
    ),
    (
        "a URN alone, ending in its version, names an extension",
        r"(?i)\burn:[a-z0-9:.]*:[0-9.]+( |$)",
        "urn:acme:2.0 pr",
        true,
    ),
    (
        "no blank may stand before a bracket that selects values",
        r" \[",
        "emails [type pr]",
        false,
    ),
    (
        "a sub-attribute has no values to select from",
        r"\.[a-zA-Z]+\[",
        "name.givenName[value pr]",
        false,
    ),
    (
        "only the blank separates, by the grammar",
        r"\t",
        "title\tpr",
        false,
    ),
    (
        "schemas are named by URNs",
        r"\btag:",
        "tag:x.test:title pr",
        false,
    ),
];

fn explained(text: &str, ours: bool) -> bool {
    let strings = Regex::new(r#""([^"\\]|\\.)*""#).unwrap();
    let bare = strings.replace_all(text, "\"\"");
    DIFFERENCES
        .iter()
        .any(|(_, pattern, _, by)| *by == ours && Regex::new(pattern).unwrap().is_match(&bare))
}

/// Both trees in one notation; chains of one operator are flat.
fn joined(operator: &str, parts: Vec<String>) -> String {
    let prefix = format!("({operator} ");
    let flat = parts.iter().map(|part| {
        let inner = part
            .strip_prefix(&prefix)
            .and_then(|part| part.strip_suffix(')'));
        inner.unwrap_or(part)
    });
    format!("{prefix}{})", flat.collect::<Vec<_>>().join(" "))
}

fn ours(filter: &Filter) -> String {
    match filter {
        Filter::And(parts) => joined("and", parts.iter().map(ours).collect()),
        Filter::Or(parts) => joined("or", parts.iter().map(ours).collect()),
        Filter::Not(inner) => format!("(not {})", ours(inner)),
        Filter::ValuePath { path, filter } => format!("(any {path} {})", ours(filter)),
        Filter::Condition { path, test } => match test {
            Test::Present => format!("(pr {path})"),
            Test::Compare(op, literal) => format!("({op} {path} {literal})"),
        },
    }
}

fn condition(condition: &oracle::AttrExp) -> String {
    match condition {
        oracle::AttrExp::Present(path) => format!("(pr {path})"),
        oracle::AttrExp::Comparison(path, op, value) => format!("({op} {path} {value})"),
    }
}

fn theirs(filter: &oracle::Filter) -> String {
    match filter {
        oracle::Filter::And(parts) => joined("and", parts.iter().map(theirs).collect()),
        oracle::Filter::Or(parts) => joined("or", parts.iter().map(theirs).collect()),
        oracle::Filter::Not(inner) => format!("(not {})", theirs(inner)),
        oracle::Filter::ValuePath(path) => format!("(any {} {})", path.attr, inside(&path.filter)),
        oracle::Filter::Attr(attr) => condition(attr),
    }
}

fn inside(filter: &oracle::ValFilter) -> String {
    match filter {
        oracle::ValFilter::And(parts) => joined("and", parts.iter().map(inside).collect()),
        oracle::ValFilter::Or(parts) => joined("or", parts.iter().map(inside).collect()),
        oracle::ValFilter::Not(inner) => format!("(not {})", inside(inner)),
        oracle::ValFilter::Attr(attr) => condition(attr),
    }
}

fn our_path(path: &PatchPath) -> String {
    let sub = path.path.sub.as_deref().unwrap_or("-");
    match &path.filter {
        None => path.to_string(),
        Some(filter) => {
            let mut attribute = path.path.clone();
            attribute.sub = None;
            format!("(values {attribute} {} {sub})", ours(filter))
        }
    }
}

fn their_path(path: &oracle::PatchPath) -> String {
    match path {
        oracle::PatchPath::Attr(path) => path.to_string(),
        oracle::PatchPath::Value(path) => {
            let sub = path.sub_attr.as_deref().unwrap_or("-");
            format!("(values {} {} {sub})", path.attr, inside(&path.filter))
        }
    }
}

fn compare(text: &str, ours: Option<String>, theirs: Option<String>) {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => assert_eq!(ours, theirs, "{text}"),
        (None, None) => {}
        (ours, theirs) => assert!(
            explained(text, ours.is_some()),
            "`{text}`: ours {ours:?}, theirs {theirs:?}, and no reason is listed"
        ),
    }
}

fn both_filters(text: &str) -> (Option<String>, Option<String>) {
    let our = Filter::parse(text, Mode::Strict).ok();
    let their = oracle::Filter::from_str(text).ok();
    (our.as_ref().map(ours), their.as_ref().map(theirs))
}

fn both_paths(text: &str) -> (Option<String>, Option<String>) {
    let our = PatchPath::parse(text, Mode::Strict).ok();
    let their = oracle::PatchPath::from_str(text).ok();
    (our.as_ref().map(our_path), their.as_ref().map(their_path))
}

const WORDS: &[&str] = &[
    "userName",
    "name.givenName",
    "emails",
    "a.b",
    "a.b.c",
    "members.$ref",
    "x-y_z1",
    "1a",
    ".value",
    "urn:ietf:params:scim:schemas:core:2.0:User:userName",
    "urn:acme:2.0",
    "urn:acme:2.0:t.s",
    "urn:x",
    "tag:x.test:t",
    "foo:bar",
    "and",
    "or",
    "not",
    "AND",
    "Or",
    "Not",
    "eq",
    "ne",
    "co",
    "sw",
    "ew",
    "gt",
    "ge",
    "lt",
    "le",
    "pr",
    "EQ",
    "Pr",
    "regex",
    "=",
    "(",
    ")",
    "[",
    "]",
    "\"x\"",
    "\"\"",
    "\"a \\\"and\\\" (b)\"",
    "\"\\u00e9\"",
    "\"\\x\"",
    "\"open",
    "'x'",
    "1",
    "-1.5e3",
    "01",
    "1.",
    "-",
    "true",
    "false",
    "null",
    "True",
    "NULL",
    "\t",
];

/// Words in any order, sometimes without a blank next to a bracket: mostly wrong filters.
fn salad() -> impl Strategy<Value = String> {
    let word = (select(WORDS), prop::bool::weighted(0.7));
    prop::collection::vec(word, 1..9).prop_map(|words| {
        let is_bracket = |c: char| "()[]\"".contains(c);
        words
            .into_iter()
            .fold(String::new(), |text, (word, blank)| {
                let bracket = text.ends_with(is_bracket) || word.starts_with(is_bracket);
                let glued = text.is_empty() || bracket && !blank;
                text + if glued { "" } else { " " } + word
            })
    })
}

/// Right filters, written with superfluous brackets and any case of the operators.
fn right(inside: bool) -> BoxedStrategy<String> {
    let attribute = select(
        &[
            "userName",
            "name.givenName",
            "active",
            "urn:a:b:2.0:C:d",
            "Value",
        ][..],
    );
    let op = select(&["eq", "Ne", "CO", "sw", "ew", "gT", "ge", "lt", "le"][..]);
    let literal = select(
        &[
            "\"x\"",
            "\"\\\"]) and \"",
            "1",
            "-0.5",
            "2E2",
            "true",
            "false",
            "null",
        ][..],
    );
    let leaf = prop_oneof![
        (attribute.clone(), op, literal).prop_map(|(a, op, l)| format!("{a} {op} {l}")),
        attribute.prop_map(|a| format!("{a} pr")),
    ];
    let leaf = if inside {
        leaf.boxed()
    } else {
        let values = right(true).prop_map(|filter| format!("emails[{filter}]"));
        prop_oneof![3 => leaf, 1 => values].boxed()
    };
    leaf.prop_recursive(5, 24, 3, |inner| {
        let operator = select(&[" and ", " or ", " AND ", " Or "][..]);
        prop_oneof![
            (prop::collection::vec(inner.clone(), 2..4), operator)
                .prop_map(|(parts, operator)| parts.join(operator)),
            inner.clone().prop_map(|filter| format!("({filter})")),
            inner.prop_map(|filter| format!("not ({filter})")),
        ]
    })
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_are_read_alike(text in salad()) {
        let (our, their) = both_filters(&text);
        compare(&text, our, their);
        let (our, their) = both_paths(&text);
        compare(&text, our, their);
    }

    #[test]
    fn right_filters_are_read_alike(text in right(false)) {
        let (our, their) = both_filters(&text);
        prop_assert!(our.is_some(), "{}", text);
        prop_assert_eq!(our, their, "{}", text);
    }

    #[test]
    fn right_paths_are_read_alike(filter in right(true), sub in prop::bool::ANY) {
        let text = format!("emails[{filter}]{}", if sub { ".value" } else { "" });
        let (our, their) = both_paths(&text);
        prop_assert!(our.is_some(), "{}", text);
        prop_assert_eq!(our, their, "{}", text);
    }
}

#[test]
fn every_listed_difference_exists() {
    for (why, _, example, by_us) in DIFFERENCES {
        let (our, their) = both_filters(example);
        assert_eq!(
            (our.is_some(), their.is_some()),
            (*by_us, !by_us),
            "{why}: {example}"
        );
        assert!(explained(example, *by_us), "{why}: {example}");
    }
}

#[test]
fn precedence_is_alike() {
    for (text, want) in [
        ("a pr or b pr and c pr", "(or (pr a) (and (pr b) (pr c)))"),
        ("a pr and b pr or c pr", "(or (and (pr a) (pr b)) (pr c))"),
        ("not (a pr) and b pr", "(and (not (pr a)) (pr b))"),
        ("(a pr or b pr) and c pr", "(and (or (pr a) (pr b)) (pr c))"),
    ] {
        let want = Some(want.to_owned());
        assert_eq!(both_filters(text), (want.clone(), want), "{text}");
    }
}
