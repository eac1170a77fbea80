//! Laws of filters and PATCH, on random input.

#![expect(clippy::panic, reason = "a test may panic")]

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use scimulate::scim::filter::{BoundFilter, CompareOp, Filter, Literal, Test};
use scimulate::scim::mode::Mode;
use scimulate::scim::patch::PatchRequest;
use scimulate::scim::path::{AttrPath, PatchPath};
use scimulate::scim::schema::{ResourceType, urn};
use scimulate::scim::select::select as values_at;
use serde_json::{Map, Value, json};

const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
const MANAGER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

// Filters.

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<String>().prop_map(Literal::String),
        any::<i64>().prop_map(|number| Literal::Number(number.into())),
        any::<bool>().prop_map(Literal::Boolean),
        Just(Literal::Null),
    ]
}

fn operator() -> impl Strategy<Value = CompareOp> {
    use CompareOp::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
    select(&[Eq, Ne, Co, Sw, Ew, Gt, Ge, Lt, Le][..])
}

fn test() -> impl Strategy<Value = Test> {
    prop_oneof![
        Just(Test::Present),
        (operator(), literal()).prop_map(|(op, literal)| Test::Compare(op, literal)),
    ]
}

fn attribute(with_sub: bool) -> impl Strategy<Value = AttrPath> {
    let urn = proptest::option::of(select(&["urn:a:2.0:B", "URN:x.y:z"][..]));
    // A name may look like an operator, but `not` at the beginning is one.
    let name = "[a-zA-Z$][a-zA-Z0-9_$-]{0,6}"
        .prop_filter("reserved", |name| !name.eq_ignore_ascii_case("not"));
    let sub = proptest::option::of("[a-zA-Z$][a-zA-Z0-9_-]{0,4}");
    (urn, name, sub).prop_map(move |(urn, name, sub)| AttrPath {
        urn: urn.map(str::to_owned),
        name,
        sub: sub.filter(|_| with_sub),
    })
}

/// Any tree that has a text.
fn filter(inside: bool) -> BoxedStrategy<Filter> {
    let plain = (attribute(true), test()).prop_map(|(path, test)| Filter::Condition {
        path: PatchPath { path, filter: None },
        test,
    });
    let leaf = if inside {
        plain.boxed()
    } else {
        let value_path = (attribute(false), filter(true)).prop_map(|(path, filter)| {
            let filter = Box::new(filter);
            Filter::ValuePath { path, filter }
        });
        let entra =
            (attribute(false), filter(true), test()).prop_map(|(mut path, filter, test)| {
                path.sub = Some("value".to_owned());
                let filter = Some(Box::new(filter));
                let path = PatchPath { path, filter };
                Filter::Condition { path, test }
            });
        prop_oneof![4 => plain, 1 => value_path, 1 => entra].boxed()
    };
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
    .boxed()
}

/// Conditions that fit a user.
fn condition() -> impl Strategy<Value = String> {
    let word = "[a-cA-C]{0,2}";
    prop_oneof![
        (
            select(
                &[
                    "userName",
                    "externalId",
                    "title",
                    "name.givenName",
                    "emails.value",
                    "emails",
                    MANAGER
                ][..]
            ),
            operator(),
            word,
        )
            .prop_map(|(path, op, word)| format!("{path} {op} \"{word}\"")),
        select(&["title", "name", "emails", "active", MANAGER, DEPARTMENT][..])
            .prop_map(|path| format!("{path} pr")),
        any::<bool>().prop_map(|value| format!("active eq {value}")),
        (word, word).prop_map(|(kind, value)| {
            format!("emails[type eq \"{kind}\" and not (value co \"{value}\")]")
        }),
    ]
}

fn bound(text: &str) -> BoundFilter {
    let filter = Filter::parse(text, Mode::Lenient).unwrap_or_else(|e| panic!("{text}: {e}"));
    let bound = filter.bind(&ResourceType::user(), Mode::Lenient);
    bound.unwrap_or_else(|e| panic!("{text}: {e}"))
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn a_printed_filter_reads_back(filter in filter(false)) {
        let text = filter.to_string();
        prop_assert_eq!(Filter::parse(&text, Mode::Lenient), Ok(filter), "{}", text);
    }

    #[test]
    fn a_printed_path_reads_back(path in attribute(true), filter in proptest::option::of(filter(true))) {
        let path = PatchPath { path, filter: filter.map(Box::new) };
        let text = path.to_string();
        prop_assert_eq!(PatchPath::parse(&text, Mode::Strict), Ok(path), "{}", text);
    }

    #[test]
    fn what_strict_accepts_lenient_reads_alike(text in "[a-c.\\[\\]() ]{0,12}(eq|pr| and |or|not)?[a-c\"1() ]{0,8}") {
        if let Ok(filter) = Filter::parse(&text, Mode::Strict) {
            prop_assert_eq!(Filter::parse(&text, Mode::Lenient), Ok(filter));
        }
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in any::<String>()) {
        for mode in [Mode::Strict, Mode::Lenient] {
            for error in [Filter::parse(&text, mode).err(), PatchPath::parse(&text, mode).err()] {
                prop_assert!(error.is_none_or(|error| text.get(error.span).is_some()));
            }
        }
    }

    #[test]
    fn names_and_operators_may_have_any_case(a in condition(), b in condition(), user in user()) {
        let text = format!("{a} and not ({b})");
        // Outside quotes everything may change.
        let mut quoted = false;
        let shouted: String = text
            .chars()
            .map(|c| {
                quoted ^= c == '"';
                if quoted { c } else { c.to_ascii_uppercase() }
            })
            .collect();
        prop_assert_eq!(bound(&text).matches(&user), bound(&shouted).matches(&user), "{}", shouted);
    }

    #[test]
    fn logic_holds(a in condition(), b in condition(), c in condition(), user in user()) {
        let matches = |text: String| bound(&text).matches(&user);
        let [x, y, z] = [&a, &b, &c].map(|text| matches(text.clone()));
        prop_assert_eq!(matches(format!("not ({a})")), !x);
        prop_assert_eq!(matches(format!("{a} or {b} and {c}")), x || (y && z));
        prop_assert_eq!(matches(format!("({a} or {b}) and {c}")), (x || y) && z);
        prop_assert_eq!(matches(format!("not ({a}) and {b}")), !x && y);
        prop_assert_eq!(matches(format!("not ({a} and {b})")), !x || !y);
    }
}

// PATCH.

fn email() -> impl Strategy<Value = Value> {
    (
        select(&["a@x", "b@x", "c@x"][..]),
        select(&["work", "home", "other"][..]),
    )
        .prop_map(|(value, kind)| json!({ "value": value, "type": kind }))
}

/// A user as a store holds it.
fn user() -> impl Strategy<Value = Value> {
    let parts = vec![
        ("title", json!("Ab")),
        ("externalId", json!("aB")),
        ("active", json!(true)),
        ("name", json!({ "givenName": "A", "familyName": "B" })),
        (
            "emails",
            json!([{ "value": "a@x", "type": "work", "primary": true }]),
        ),
        (
            "emails",
            json!([{ "value": "a@x", "type": "work" }, { "value": "b@x", "type": "home" }]),
        ),
        ("department", json!("ab")),
        ("manager", json!({ "value": "7", "$ref": "/Users/7" })),
    ];
    subsequence(parts, 0..=8).prop_map(|parts| {
        let mut user = json!({ "schemas": [urn::USER], "id": "1", "userName": "ABC" });
        for (name, value) in parts {
            if matches!(name, "department" | "manager") {
                user["schemas"] = json!([urn::USER, urn::ENTERPRISE_USER]);
                user[urn::ENTERPRISE_USER][name] = value;
            } else {
                user[name] = value;
            }
        }
        user
    })
}

/// A path with a value that fits it, such that a second `replace` finds what the first one left.
fn assignment() -> impl Strategy<Value = (String, Value)> {
    let text = "[a-c]{1,3}";
    prop_oneof![
        (
            select(
                &[
                    "title",
                    "TITLE",
                    "displayName",
                    "userName",
                    "name.givenName",
                    DEPARTMENT
                ][..]
            ),
            text
        )
            .prop_map(|(path, text)| (path.to_owned(), text.into())),
        select(vec![
            json!(true),
            json!(false),
            json!("True"),
            json!("False")
        ])
        .prop_map(|value| ("active".to_owned(), value)),
        text.prop_map(|text| ("name".to_owned(), json!({ "familyName": text }))),
        prop::collection::vec(email(), 0..4).prop_map(|list| ("emails".to_owned(), list.into())),
        (select(&["work", "home", "other"][..]), text).prop_map(|(kind, text)| {
            (format!("emails[type eq \"{kind}\"].value"), text.into())
        }),
        select(&["work", "home"][..])
            .prop_map(|kind| (format!("emails[type eq \"{kind}\"].primary"), json!(true))),
        (select(&[MANAGER, "manager"][..]), "[0-9]?")
            .prop_map(|(path, id)| (path.to_owned(), id.into())),
    ]
}

fn operation() -> impl Strategy<Value = Value> {
    let op = select(&["add", "replace", "Remove", "Add", "Replace"][..]);
    let readable = (op, assignment())
        .prop_map(|(op, (path, value))| json!({ "op": op, "path": path, "value": value }));
    let pathless = prop::collection::vec(assignment(), 1..4).prop_map(|members| {
        let members: Map<String, Value> = members.into_iter().collect();
        json!({ "op": "replace", "value": members })
    });
    prop_oneof![4 => readable, 1 => pathless]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z]{0,4}|True|work".prop_map(Value::from),
    ];
    let key = "userName|emails|value|type|primary|members|schemas|id|meta|name.givenName|manager|[a-z$:.]{0,6}";
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..4)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

fn patch(user: &Value, operations: &[Value], mode: Mode) -> Result<Option<Value>, String> {
    let body = json!({ "schemas": [urn::PATCH_OP], "Operations": operations });
    PatchRequest::parse(&body, mode)
        .and_then(|request| request.apply(user, &ResourceType::user(), mode))
        .map_err(|error| error.detail)
}

/// What every stored user fulfils.
fn check(user: &Value) {
    assert_eq!(user["id"], "1");
    assert!(
        user["userName"]
            .as_str()
            .is_some_and(|name| !name.is_empty())
    );
    let emails = user["emails"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    assert!(
        emails
            .iter()
            .filter(|email| email["primary"] == true)
            .count()
            <= 1,
        "{user}"
    );
    let has_extension = user.get(urn::ENTERPRISE_USER).is_some();
    let declared = user["schemas"]
        .as_array()
        .is_some_and(|urns| urns.contains(&urn::ENTERPRISE_USER.into()));
    assert!(declared || !has_extension, "{user}");
    assert!(user.get("active").is_none_or(Value::is_boolean), "{user}");
    let members = user.as_object().into_iter().flat_map(Map::keys);
    assert!(
        members
            .filter(|name| name.contains('.'))
            .all(|name| name == urn::ENTERPRISE_USER),
        "{user}"
    );
    let empty = |value: &Value| value.is_null() || *value == json!([]) || *value == json!({});
    assert!(
        !user
            .as_object()
            .into_iter()
            .flat_map(Map::values)
            .any(empty),
        "{user}"
    );
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn a_patched_user_is_a_user(user in user(), operations in prop::collection::vec(operation(), 1..5)) {
        for mode in [Mode::Strict, Mode::Lenient] {
            if let Ok(Some(after)) = patch(&user, &operations, mode) {
                check(&after);
                prop_assert_ne!(&after, &user, "a change that is none");
            }
        }
    }

    #[test]
    fn replace_is_idempotent(user in user(), (path, value) in assignment()) {
        let operation = [json!({ "op": "replace", "path": path, "value": value })];
        let once = patch(&user, &operation, Mode::Lenient);
        prop_assert!(once.is_ok(), "{:?}", once);
        let once = once.unwrap_or_default().unwrap_or(user);
        prop_assert_eq!(patch(&once, &operation, Mode::Lenient), Ok(None));
    }

    #[test]
    fn add_is_idempotent(user in user(), emails in prop::collection::vec(email(), 0..4)) {
        let operation = [json!({ "op": "add", "path": "emails", "value": emails })];
        let once = patch(&user, &operation, Mode::Strict).unwrap_or_default().unwrap_or(user);
        prop_assert_eq!(patch(&once, &operation, Mode::Strict), Ok(None));
        for email in emails {
            let is_same = |own: &Value| own["value"] == email["value"] && own["type"] == email["type"];
            let held = once["emails"].as_array().is_some_and(|all| all.iter().any(is_same));
            prop_assert!(held, "{}", once);
        }
    }

    #[test]
    fn remove_undoes_add(user in user(), text in "[a-c]{1,3}", path in select(&["nickName", "locale", "phoneNumbers", "name.middleName"][..])) {
        let value = if path == "phoneNumbers" { json!([{ "value": text }]) } else { json!(text) };
        let add = json!({ "op": "add", "path": path, "value": value });
        let remove = json!({ "op": "remove", "path": path });
        let added = patch(&user, std::slice::from_ref(&add), Mode::Strict);
        let parsed = PatchPath::parse(path, Mode::Strict).map_err(|e| TestCaseError::fail(e.message))?;
        prop_assert!(matches!(&added, Ok(Some(after)) if !values_at(after, &parsed).is_empty()));
        prop_assert_eq!(patch(&user, &[add, remove], Mode::Strict), Ok(None));
    }

    #[test]
    fn one_failure_fails_all(user in user(), before in prop::collection::vec(operation(), 0..4), bad in select(vec![
        json!({ "op": "replace", "path": "id", "value": "2" }),
        json!({ "op": "remove", "path": "userName" }),
        json!({ "op": "add", "path": "noSuch", "value": 1 }),
        json!({ "op": "replace", "path": "active", "value": "maybe" }),
        json!({ "op": "remove" }),
    ])) {
        let mut operations = before;
        operations.push(bad);
        prop_assert!(patch(&user, &operations, Mode::Lenient).is_err());
    }

    #[test]
    fn operations_compose(user in user(), first in operation(), second in operation()) {
        let both = patch(&user, &[first.clone(), second.clone()], Mode::Lenient);
        let between = patch(&user, &[first], Mode::Lenient);
        match between {
            Err(_) => prop_assert!(both.is_err()),
            Ok(between) => {
                let between = between.unwrap_or_else(|| user.clone());
                let after = patch(&between, &[second], Mode::Lenient)
                    .map(|after| after.unwrap_or(between))
                    .map(|after| (after != user).then_some(after));
                // The number of the operation in the message differs.
                prop_assert_eq!(both.is_err(), after.is_err());
                if let (Ok(both), Ok(after)) = (both, after) {
                    prop_assert_eq!(both, after);
                }
            }
        }
    }

    #[test]
    fn no_json_makes_patch_panic(
        user in user(),
        op in select(&["add", "replace", "remove"][..]),
        path in proptest::option::of(prop_oneof![
            assignment().prop_map(|(path, _)| path),
            "[a-z.$\\[\\]]{0,8}",
            select(&["schemas", "schemas[value pr]", "meta.version", "addresses", "roles.primary", urn::ENTERPRISE_USER][..])
                .prop_map(str::to_owned),
        ]),
        value in json_value(),
        body in json_value(),
    ) {
        for mode in [Mode::Strict, Mode::Lenient] {
            let operation = json!({ "op": op, "path": path, "value": value });
            if let Ok(Some(after)) = patch(&user, &[operation], mode) {
                check(&after);
            }
            // Whatever the resource and the body are.
            let _ = patch(&body, &[json!({ "op": op, "path": "emails[value pr].type", "value": value })], mode);
            prop_assert!(PatchRequest::parse(&body, mode).is_err());
        }
    }
}
