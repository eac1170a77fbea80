//! Text in any script, and when two texts are the same (RFC 7644 §5, §7.8).

use serde_json::json;

use crate::support::{Api, ENTERPRISE, GROUP, Reply, user, user_with};

/// Users that a filter finds.
async fn found(api: &Api, filter: &str) -> Vec<String> {
    let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    let reply = api.get(&format!("/v2/Users?filter={query}")).await;
    assert_eq!(reply.status, 200, "{filter}: {reply:?}");
    let names = reply.listed("userName");
    names.into_iter().map(str::to_owned).collect()
}

/// Two spellings of one name cannot both be taken, and each finds it.
async fn are_one(first: &str, second: &str) {
    let api = Api::new();
    let made = api.post("/v2/Users", &user(first)).await;
    assert_eq!((made.status, &made.body["userName"]), (201, &json!(first)));
    let taken = |reply: Reply| assert_eq!(reply.error(), (409, "uniqueness"), "{first} {second}");
    taken(api.post("/v2/Users", &user(second)).await);
    let other = format!("/v2/Users/{}", api.user("other").await);
    taken(api.put(&other, &user(second)).await);
    let rename = json!([{ "op": "replace", "path": "userName", "value": second }]);
    taken(api.patch(&other, rename).await);
    for spelling in [first, second] {
        for filter in [
            format!("userName eq \"{spelling}\""),
            format!("userName sw \"{spelling}\""),
            format!("userName eq \"{spelling}\" and userName pr"),
        ] {
            assert_eq!(found(&api, &filter).await, [first], "{filter}");
        }
    }
    // The owner of the name may change its spelling.
    let respelt = api
        .put(&format!("/v2/Users/{}", made.id()), &user(second))
        .await;
    assert_eq!(
        (respelt.status, &respelt.body["userName"]),
        (200, &json!(second))
    );
}

// holds: RFC7644-5-01
#[tokio::test]
async fn names_that_differ_in_case_are_one() {
    are_one("Ada", "aDA").await;
    are_one("ÄDÉ", "ädé").await;
    are_one("ОЛЬГА", "ольга").await;
}

// holds: RFC7644-5-02
#[tokio::test]
async fn names_that_differ_in_composition_are_one() {
    are_one("ren\u{e9}", "rene\u{301}").await;
    are_one("rene\u{301}", "REN\u{c9}").await;
    are_one("\u{d55c}", "\u{1112}\u{1161}\u{11ab}").await;
}

// holds: RFC7644-5-03
#[tokio::test]
async fn names_that_differ_in_width_are_one() {
    are_one("ＡＢＣ", "abc").await;
    are_one("ガ", "ｶﾞ").await;
}

#[tokio::test]
async fn names_that_differ_otherwise_are_two() {
    let api = Api::new();
    for name in ["strasse", "straße", "rene", "rené", "fi", "ﬁ", "か", "カ"] {
        api.user(name).await;
    }
    assert_eq!(found(&api, "userName eq \"RENE\"").await, ["rene"]);
}

// holds: RFC7644-7.8-01
#[tokio::test]
async fn filters_compare_as_names_are_compared() {
    let api = Api::new();
    let more = json!({
        "externalId": "Ren\u{e9}", "title": "Caf\u{e9} ＡＢＣ",
        "emails": [{ "value": "ren\u{e9}@x.test", "type": "work" }],
    });
    let ada = api.post("/v2/Users", &user_with("ada", more)).await.id();
    api.group("E\u{301}quipe", &[&ada]).await;
    for (filter, hits) in [
        ("title eq \"cafe\u{301} abc\"", 1),
        ("title sw \"CAFE\u{301}\"", 1),
        ("title co \"abc\"", 1),
        ("title ew \"\u{ff21}\u{ff22}\u{ff23}\"", 1),
        ("title ne \"cafe\u{301} abc\"", 0),
        ("title gt \"cafe\u{301} abc\"", 0),
        ("emails.value eq \"RENE\u{301}@x.test\"", 1),
        ("emails[value eq \"rene\u{301}@X.test\"]", 1),
        ("groups.display eq \"\u{e9}quipe\"", 1),
        // Case counts, so every difference does.
        ("externalId eq \"Ren\u{e9}\"", 1),
        ("externalId eq \"ren\u{e9}\"", 0),
    ] {
        assert_eq!(found(&api, filter).await.len(), hits, "{filter}");
    }
    let in_path = json!([{
        "op": "replace", "path": "emails[value eq \"rene\u{301}@x.test\"].type", "value": "home",
    }]);
    let reply = api.patch(&format!("/v2/Users/{ada}"), in_path).await;
    assert_eq!(reply.body["emails"][0]["type"], "home", "{reply:?}");
    let groups = api
        .get("/v2/Groups?filter=displayName+eq+%22%C3%89quipe%22")
        .await;
    assert_eq!(groups.body["totalResults"], 1);
}

// holds: RFC7644-3.8-07
#[tokio::test]
async fn any_character_survives_in_every_text() {
    let api = Api::new();
    for text in [
        "🙂👩‍👩‍👧‍👦",
        "Z\u{351}\u{36b}a\u{343}l\u{34b}g\u{30e}o\u{328}",
        "مرحبا بالعالم",
        "שָׁלוֹם",
        "สวัสดีชาวโลก",
        "𐍈𝒜\u{10ffff}",
        "\u{202e}left\u{2066}",
        "line\nbreak\ttab \"quoted\" \\ / \u{7f}",
        "",
    ] {
        let name = format!("n{text}");
        let body = user_with(
            &name,
            json!({
                "externalId": text, "displayName": text, "nickName": text,
                "name": { "formatted": text, "familyName": text },
                "emails": [{ "value": format!("v{text}"), "display": text, "type": text }],
                "addresses": [{ "streetAddress": text, "type": "work" }],
                "roles": [{ "value": format!("v{text}") }],
                ENTERPRISE: { "department": text, "costCenter": text },
            }),
        );
        let made = api.post("/v2/Users", &body).await;
        assert_eq!(made.status, 201, "{text:?}: {made:?}");
        let read = api.get(&format!("/v2/Users/{}", made.id())).await.body;
        for (attribute, value) in body.as_object().unwrap() {
            if attribute != "schemas" {
                assert_eq!(&read[attribute], value, "{attribute} {text:?}");
            }
        }
        let title = json!([{ "op": "add", "path": "title", "value": text }]);
        let patched = api.patch(&format!("/v2/Users/{}", made.id()), title).await;
        assert_eq!(patched.body["title"], text);
        let group = json!({ "schemas": [GROUP], "displayName": format!("g{text}") });
        let group = api.post("/v2/Groups", &group).await;
        assert_eq!(group.body["displayName"], format!("g{text}"));
    }
}
