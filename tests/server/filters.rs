//! Filters, each operator and rule with what it finds and what it leaves out.

use jiff::Timestamp;
use jiff::tz::Offset;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, Reply, USER, user_with};

/// Four users, in this order: `Ada`, `bob`, `cyd`, who is managed by Ada, and `dan`, who has nothing
/// but a name.
async fn people() -> Api {
    let api = Api::new();
    let add = |name: &'static str, more: Value| {
        let api = api.clone();
        async move {
            let reply = api.post("/v2/Users", &user_with(name, more)).await;
            assert_eq!(reply.status, 201, "{reply:?}");
            reply.id()
        }
    };
    let ada = add(
        "Ada@x.test",
        json!({
            "externalId": "E-Ada", "displayName": "Ada Lovelace", "title": "Dr.", "active": true,
            "name": { "familyName": "Lovelace", "givenName": "Ada" },
            "profileUrl": "https://x.test/Ada",
            "emails": [
                { "value": "ada@x.test", "type": "work", "primary": true },
                { "value": "ada@home.test", "type": "home" },
            ],
            "x509Certificates": [{ "value": "AA==" }],
            ENTERPRISE: { "department": "R&D" },
        }),
    )
    .await;
    let bob = json!({
        "externalId": "E-Bob", "displayName": "Bob", "name": { "familyName": "Kahn" },
        "active": false, "title": null, "emails": [],
    });
    add("bob@x.test", bob).await;
    let cyd = json!({
        "title": "Engineer", "active": true, "name": { "familyName": "Charisse" },
        "emails": [{ "value": "cyd@y.test", "type": "work" }],
        ENTERPRISE: { "department": "Ops", "manager": { "value": ada } },
    });
    add("cyd@y.test", cyd).await;
    add("dan@y.test", json!({})).await;
    api
}

async fn query(api: &Api, filter: &str) -> Reply {
    let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    api.get(&format!("/v2/Users?filter={filter}")).await
}

/// The first letters of those who are found.
async fn found(api: &Api, filter: &str) -> String {
    let reply = query(api, filter).await;
    assert_eq!(reply.status, 200, "{filter}: {reply:?}");
    let names = reply.listed("userName");
    assert_eq!(reply.body["totalResults"], names.len(), "{filter}");
    names.iter().map(|name| &name[..1]).collect()
}

async fn all_find(cases: &[(&str, &str)]) {
    let api = people().await;
    for (filter, wanted) in cases {
        assert_eq!(found(&api, filter).await, *wanted, "{filter}");
    }
}

async fn refused(api: &Api, filter: &str) {
    let reply = query(api, filter).await;
    assert_eq!(reply.error(), (400, "invalidFilter"), "{filter}");
}

// holds: RFC7644-3.4.2.2-01, RFC7644-3.4.2.2-02, RFC7644-3.4.2.2-05
#[tokio::test]
async fn equal_and_not_equal() {
    all_find(&[
        (r#"userName eq "Ada@x.test""#, "A"),
        (r#"externalId eq "E-Bob""#, "b"),
        (r#"displayName eq "Ada Lovelace""#, "A"),
        (r#"displayName eq "Ada""#, ""),
        (r#"name.familyName eq "Charisse""#, "c"),
        (r#"userName eq "nobody""#, ""),
        (r#"userName ne "Ada@x.test""#, "bcd"),
        (r#"name.familyName ne "Kahn" and name.familyName pr"#, "Ac"),
        ("active ne true and active pr", "b"),
    ])
    .await;
}

// holds: RFC7644-3.4.2.2-03, RFC7644-3.4.2.2-14, RFC7644-3.4.2.2-43
#[tokio::test]
async fn booleans_are_equal_or_not_and_have_no_order() {
    let api = people().await;
    for value in [true, false] {
        let all = api.get("/v2/Users").await;
        let shown = all.body["Resources"].as_array().unwrap().iter();
        let shown: String = shown
            .filter(|user| user["active"] == value)
            .map(|user| &user["userName"].as_str().unwrap()[..1])
            .collect();
        assert_eq!(shown, if value { "Ac" } else { "b" });
        assert_eq!(found(&api, &format!("active eq {value}")).await, shown);
    }
    for operator in ["gt", "ge", "lt", "le"] {
        refused(&api, &format!("active {operator} true")).await;
        refused(&api, &format!("emails.primary {operator} false")).await;
    }
}

// holds: RFC7644-3.4.2.2-15
#[tokio::test]
async fn binaries_have_no_order() {
    let api = people().await;
    assert_eq!(
        found(&api, r#"x509Certificates.value eq "AA==""#).await,
        "A"
    );
    for operator in ["gt", "ge", "lt", "le"] {
        refused(
            &api,
            &format!(r#"x509Certificates.value {operator} "AA==""#),
        )
        .await;
    }
}

// holds: RFC7644-3.4.2.2-04, RFC7644-3.4.2.2-12
#[tokio::test]
async fn instants_are_compared_in_time() {
    let api = people().await;
    let all = api.get("/v2/Users").await;
    for attribute in ["created", "lastModified"] {
        let written = all.body["Resources"][1]["meta"][attribute]
            .as_str()
            .unwrap();
        let instant: Timestamp = written.parse().unwrap();
        let elsewhere = |hours| {
            instant
                .display_with_offset(Offset::constant(hours))
                .to_string()
        };
        assert!(elsewhere(2).ends_with("+02:00"));
        for text in [written.to_owned(), elsewhere(2), elsewhere(-9)] {
            for (operator, wanted) in [
                ("eq", "b"),
                ("gt", "cd"),
                ("ge", "bcd"),
                ("lt", "A"),
                ("le", "Ab"),
            ] {
                let filter = format!("meta.{attribute} {operator} \"{text}\"");
                assert_eq!(found(&api, &filter).await, wanted, "{filter}");
            }
        }
    }
}

// holds: RFC7644-3.4.2.2-06, RFC7644-3.4.2.2-07, RFC7644-3.4.2.2-08
#[tokio::test]
async fn parts_of_text() {
    all_find(&[
        (r#"userName co "@x.""#, "Ab"),
        (r#"userName co "bob@x.test""#, "b"),
        (r#"userName co "nobody""#, ""),
        (r#"userName sw "bob@x.test""#, "b"),
        (r#"userName sw "bo""#, "b"),
        (r#"userName sw "ob""#, ""),
        (r#"userName ew "bob@x.test""#, "b"),
        (r#"userName ew "y.test""#, "cd"),
        (r#"userName ew "y.tes""#, ""),
    ])
    .await;
}

// holds: RFC7644-3.4.2.2-09, RFC7644-3.4.2.2-10
#[tokio::test]
async fn presence_needs_a_value() {
    let api = people().await;
    let manager = format!("{ENTERPRISE}:manager pr");
    for (filter, wanted) in [
        ("title pr", "Ac"),
        ("emails pr", "Ac"),
        ("name pr", "Abc"),
        ("name.givenName pr", "A"),
        (manager.as_str(), "c"),
        ("nickName pr", ""),
    ] {
        assert_eq!(found(&api, filter).await, wanted, "{filter}");
    }
    let empty = json!({ "nickName": "", "name": { "givenName": null }, "ims": [{}] });
    assert_eq!(
        api.post("/v2/Users", &user_with("eve", empty)).await.status,
        201
    );
    for filter in ["nickName pr", "name pr and userName sw \"e\"", "ims pr"] {
        assert_eq!(found(&api, filter).await, "", "{filter}");
    }
}

// holds: RFC7644-3.4.2.2-11
#[tokio::test]
async fn text_is_in_lexical_order() {
    all_find(&[
        (r#"userName gt "bob@x.test""#, "cd"),
        (r#"userName ge "bob@x.test""#, "bcd"),
        (r#"userName lt "bob@x.test""#, "A"),
        (r#"userName le "bob@x.test""#, "Ab"),
        (r#"userName gt "b" and userName lt "cyd@z""#, "bc"),
        (r#"userName lt "BOB@X.TEST""#, "A"),
    ])
    .await;
}

// holds: RFC7644-3.4.2.2-16, RFC7644-3.4.2.2-17, RFC7644-3.4.2.2-18, RFC7644-3.4.2.2-19
// holds: RFC7644-3.4.2.2-20, RFC7644-3.4.2.2-21
#[tokio::test]
async fn conditions_are_joined() {
    all_find(&[
        (r#"title pr and userName sw "c""#, "c"),
        (r#"userName sw "a" or userName sw "d""#, "Ad"),
        (r#"not (userName eq "bob@x.test")"#, "Acd"),
        ("not (title pr)", "bd"),
        // `and` binds before `or`, `not` before both.
        (r#"userName sw "a" or title pr and userName sw "c""#, "Ac"),
        (r#"userName sw "b" or userName sw "d" and title pr"#, "b"),
        (r#"(userName sw "b" or userName sw "d") and title pr"#, ""),
        (r#"title pr and userName sw "c" or userName sw "d""#, "cd"),
        (r#"title pr and (userName sw "c" or userName sw "d")"#, "c"),
        (r#"not (title pr) and userName sw "b""#, "b"),
        (r#"not (title pr) or userName sw "a""#, "Abd"),
        (r#"not (title pr and userName sw "a")"#, "bcd"),
        (r#"((userName sw "b"))"#, "b"),
        (
            r#"((title pr or active eq false) and (userName ew "x.test"))"#,
            "Ab",
        ),
        (
            r#"userName sw "a" or userName sw "b" or userName sw "d""#,
            "Abd",
        ),
        (r#"title pr and active eq true and userName sw "c""#, "c"),
        (r#"title pr and active eq true and userName sw "b""#, ""),
    ])
    .await;
}

// holds: RFC7644-3.4.2.2-23, RFC7644-3.4.2.2-24, RFC7644-3.10-01, RFC7644-3.10-02, RFC7644-3.10-03
#[tokio::test]
async fn names_and_operators_have_any_case_and_names_may_have_their_urn() {
    let api = people().await;
    let id = query(&api, r#"userName sw "a""#).await.listed("id")[0].to_owned();
    for (filter, wanted) in [
        (r#"userName Eq "bob@x.test""#.to_owned(), "b"),
        (r#"userName SW "b" OR userName Sw "c""#.to_owned(), "bc"),
        (r#"title Pr AND NOT (userName sW "c")"#.to_owned(), "A"),
        (
            r#"Not (title PR) oR userName eW "y.test""#.to_owned(),
            "bcd",
        ),
        (r#"USERNAME eq "bob@x.test""#.to_owned(), "b"),
        (r#"Name.FamilyName eq "Kahn""#.to_owned(), "b"),
        (r#"EMAILS.VALUE eq "cyd@y.test""#.to_owned(), "c"),
        (format!(r#"{USER}:userName eq "bob@x.test""#), "b"),
        (format!(r#"{USER}:name.familyName eq "Kahn""#), "b"),
        (format!("{USER}:title pr"), "Ac"),
        (format!(r#"{ENTERPRISE}:department eq "Ops""#), "c"),
        (format!(r#"{ENTERPRISE}:manager.value eq "{id}""#), "c"),
        (format!(r#"{ENTERPRISE}:manager.value eq "x{id}""#), ""),
        (
            format!(r#"{}:USERNAME eq "bob@x.test""#, USER.to_uppercase()),
            "b",
        ),
        (
            format!(r#"{}:DEPARTMENT eq "Ops""#, ENTERPRISE.to_uppercase()),
            "c",
        ),
        (
            format!(r#"{}:Manager.VALUE eq "{id}""#, ENTERPRISE.to_uppercase()),
            "c",
        ),
    ] {
        assert_eq!(found(&api, &filter).await, wanted, "{filter}");
    }
}

// holds: RFC7644-3.4.2.2-25
#[tokio::test]
async fn case_does_not_count_in_most_text() {
    all_find(&[
        (r#"userName eq "BOB@X.TEST""#, "b"),
        (r#"userName eq "aDA@x.test""#, "A"),
        (r#"displayName eq "bOB""#, "b"),
        (r#"emails.value eq "ADA@home.TEST""#, "A"),
        (r#"userName eq "BOB@x.test" and active eq false"#, "b"),
        (
            r#"userName eq "BOB@x.test" or userName eq "CYD@y.test""#,
            "bc",
        ),
        (r#"not (userName eq "BOB@x.test")"#, "Acd"),
        (r#"userName ne "BOB@x.test""#, "Acd"),
        (r#"userName co "OB@X""#, "b"),
        (r#"userName sw "BO""#, "b"),
        (r#"userName ew "Y.TEST""#, "cd"),
        (r#"emails[type eq "WORK" and value sw "CYD"]"#, "c"),
    ])
    .await;
}

// holds: RFC7644-3.4.2.2-26
#[tokio::test]
async fn case_counts_where_the_schema_says_so() {
    let api = people().await;
    // The tenth resource has a letter in its id.
    for number in 5..=10 {
        api.user(&format!("z{number}")).await;
    }
    let last = query(&api, r#"userName eq "z10""#).await.listed("id")[0].to_owned();
    assert!(last.ends_with('a'), "{last}");
    let location = format!("http://127.0.0.1:0/v2/Users/{last}");
    for (attribute, right, hits) in [
        ("id", last.as_str(), "z"),
        ("externalId", "E-Ada", "A"),
        ("meta.resourceType", "User", "Abcdzzzzzz"),
        ("profileUrl", "https://x.test/Ada", "A"),
        ("meta.location", &location, "z"),
    ] {
        let other = right.to_uppercase();
        assert_ne!(right, other);
        // Alone, and so that no index can help.
        for more in ["", " and userName pr"] {
            let eq = |value: &str| format!("{attribute} eq \"{value}\"{more}");
            assert_eq!(found(&api, &eq(right)).await, hits, "{attribute}");
            assert_eq!(found(&api, &eq(&other)).await, "", "{attribute}");
        }
    }
    assert_eq!(found(&api, r#"externalId sw "e-""#).await, "");
    assert_eq!(found(&api, r#"externalId co "ADA""#).await, "");
    assert_eq!(found(&api, r#"externalId ew "da""#).await, "A");
}

// holds: RFC7644-3.4.2.2-27, RFC7644-3.4.2.2-28
#[tokio::test]
async fn one_of_several_values_is_enough() {
    all_find(&[
        (r#"emails.value eq "ada@x.test""#, "A"),
        (r#"emails.value eq "ada@home.test""#, "A"),
        (r#"emails.type eq "home""#, "A"),
        (r#"emails.type eq "work""#, "Ac"),
        (r#"emails.value ew "home.test" and userName pr"#, "A"),
        (r#"name.givenName eq "Ada""#, "A"),
        (r#"name.familyName eq "Ada""#, ""),
    ])
    .await;
}

// holds: RFC7644-3.4.2.2-35, RFC7644-3.4.2.2-36, RFC7644-3.4.2.2-37
#[tokio::test]
async fn what_the_server_cannot_filter_by_is_declined() {
    let api = people().await;
    for filter in [
        r#"userName regex "b""#,
        r#"userName = "bob@x.test""#,
        r#"userName == "bob@x.test""#,
        r#"userName like "b""#,
        "title pr xor active eq true",
        "",
        " ",
        r#"noSuch eq "b""#,
        "noSuch pr",
        "password pr",
        r#"password eq "secret""#,
        r#"name eq "Kahn""#,
        r#"active co "t""#,
        "userName eq 5",
        r#"meta.created gt "yesterday""#,
        "not title pr",
    ] {
        refused(&api, filter).await;
    }
    assert_eq!(
        api.get("/v2/Users?filter=").await.error(),
        (400, "invalidFilter")
    );
    assert_eq!(
        api.get("/v2/Users?filter").await.error(),
        (400, "invalidFilter")
    );
}

// holds: RFC7644-3.4.2.2-39, RFC7644-1.2-02
#[tokio::test]
async fn any_text_can_be_asked_for() {
    let api = Api::new();
    let names = [
        r#"quo"ted"#,
        r"back\slash",
        "O'Malley",
        "Zoë",
        "tab\there",
        "漢字",
        "a+b@x.test",
        "a b@x.test",
        "a&b=c",
        "a#b",
        "100%",
        "a/b?c;d",
        "a%2Bb@x.test",
    ];
    for name in names {
        api.user(name).await;
    }
    for name in names {
        let plain = serde_json::to_string(name).unwrap();
        // The same in escapes of JSON.
        let units: Vec<_> = name
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect();
        let escaped = units.concat();
        for literal in [plain, format!("\"{escaped}\"")] {
            for filter in [
                format!("userName eq {literal}"),
                format!("not (userName ne {literal})"),
            ] {
                let encoded = utf8_percent_encode(&filter, NON_ALPHANUMERIC);
                let reply = api.get(&format!("/v2/Users?filter={encoded}")).await;
                assert_eq!(reply.listed("userName"), [name], "{filter}");
            }
        }
    }
    let slash = api
        .get("/v2/Users?filter=userName%20eq%20%22a%5C/b?c;d%22")
        .await;
    assert_eq!(slash.listed("userName"), ["a/b?c;d"]);
    let plus = api
        .get("/v2/Users?filter=userName%20eq%20%22a%2Bb@x.test%22")
        .await;
    assert_eq!(plus.listed("userName"), ["a+b@x.test"]);
}

// holds: RFC7644-3.4.2.4-01
#[tokio::test]
async fn the_total_counts_what_matches() {
    let api = people().await;
    for filter in ["userName+ew+%22test%22+and+active+pr", "active+pr"] {
        for count in [0, 1, 2, 3, 9] {
            let query = format!("/v2/Users?filter={filter}&count={count}");
            let reply = api.get(&query).await;
            assert_eq!(reply.body["totalResults"], 3, "{query}");
            assert_eq!(reply.listed("id").len(), count.min(3), "{query}");
        }
    }
    let one = api
        .get("/v2/Users?filter=userName+eq+%22bob@x.test%22&count=0")
        .await;
    assert_eq!(
        (&one.body["totalResults"], one.listed("id").len()),
        (&json!(1), 0)
    );
}
