//! Lists: filters, pages, projection.

use serde_json::json;

use crate::support::{Api, ENTERPRISE, user_with};

async fn twenty_five() -> Api {
    let api = Api::new();
    for number in 1..=25 {
        let more = json!({
            "externalId": format!("E{number}"), "title": if number % 2 == 0 { "even" } else { "odd" },
            "emails": [{ "value": format!("u{number}@x.test"), "type": "work" }],
            ENTERPRISE: { "department": "R&D" },
        });
        let body = user_with(&format!("u{number}"), more);
        assert_eq!(api.post("/v2/Users", &body).await.status, 201);
    }
    api
}

// holds: RFC7644-3.4.2.4-08, RFC7644-3.4.2.4-09, RFC7644-3.4.2.4-10
#[tokio::test]
async fn a_walk_sees_each_resource_once() {
    let api = twenty_five().await;
    for filter in ["", "&filter=userName+pr"] {
        let mut seen = Vec::new();
        let mut start = 1;
        loop {
            let page = api
                .get(&format!("/v2/Users?startIndex={start}&count=7{filter}"))
                .await;
            assert_eq!(page.body["totalResults"], 25);
            assert_eq!(page.body["startIndex"], start);
            let names = page.listed("userName");
            assert_eq!(page.body["itemsPerPage"], names.len());
            if names.is_empty() {
                break;
            }
            seen.extend(names.iter().map(ToString::to_string));
            start += 7;
        }
        let wanted: Vec<_> = (1..=25).map(|number| format!("u{number}")).collect();
        assert_eq!(seen, wanted);
    }
}

// holds: RFC7644-3.4.2.4-05, RFC7644-3.4.2.4-06
#[tokio::test]
async fn paging_parameters_are_forgiving_but_numbers() {
    let api = twenty_five().await;
    for (query, start, items) in [
        ("startIndex=0&count=2", 1, 2),
        ("startIndex=-5&count=2", 1, 2),
        ("count=0", 1, 0),
        ("count=-1", 1, 0),
        ("startIndex=1000", 1000, 0),
        ("count=5000", 1, 25),
        ("foo=bar", 1, 25),
    ] {
        let reply = api.get(&format!("/v2/Users?{query}")).await;
        assert_eq!(reply.status, 200, "{query}");
        assert_eq!(reply.body["totalResults"], 25, "{query}");
        assert_eq!(reply.body["startIndex"], start, "{query}");
        assert_eq!(reply.body["itemsPerPage"], items, "{query}");
        assert_eq!(reply.listed("id").len(), items, "{query}");
    }
    for query in ["startIndex=abc", "count=", "count=1e20"] {
        let reply = api.get(&format!("/v2/Users?{query}")).await;
        assert_eq!(reply.error(), (400, "invalidValue"), "{query}");
    }
}

#[tokio::test]
async fn filters_find_with_and_without_an_index() {
    let api = twenty_five().await;
    let first = api.get("/v2/Users?count=1").await.body["Resources"][0]["id"].clone();
    let by_id = format!("id eq {first}");
    for (filter, found) in [
        ("userName eq \"U7\"", vec!["u7"]),
        ("USERNAME Eq \"u7\"", vec!["u7"]),
        ("externalId eq \"E7\"", vec!["u7"]),
        ("externalId eq \"e7\"", vec![]),
        ("emails.value eq \"U7@X.test\"", vec!["u7"]),
        (
            "emails[type eq \"work\"].value eq \"u7@x.test\"",
            vec!["u7"],
        ),
        ("userName eq \"nobody\"", vec![]),
        (
            "title eq \"even\" and userName sw \"u1\"",
            vec!["u10", "u12", "u14", "u16", "u18"],
        ),
        (by_id.as_str(), vec!["u1"]),
        ("id eq \"nobody\"", vec![]),
        ("meta.resourceType eq \"Group\"", vec![]),
    ] {
        let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let reply = api.get(&format!("/v2/Users?filter={query}")).await;
        assert_eq!(reply.status, 200, "{filter}");
        assert_eq!(reply.listed("userName"), found, "{filter}");
        assert_eq!(reply.body["totalResults"], found.len(), "{filter}");
    }
    for filter in ["userName", "noSuch+eq+%221%22", "", "userName+eq"] {
        let reply = api.get(&format!("/v2/Users?filter={filter}")).await;
        assert_eq!(reply.error(), (400, "invalidFilter"), "{filter}");
    }
}

/// An index only saves time: with it and without it a filter finds the same.
#[tokio::test]
async fn an_index_changes_no_answer() {
    let api = twenty_five().await;
    for filter in [
        "userName eq \"U7\" and title pr",
        "title pr and (userName eq \"u8\" and title eq \"EVEN\")",
        "userName eq \"u8\" and title eq \"odd\"",
        "externalId eq \"e7\" and userName eq \"u7\"",
        "userName eq \"u7\" and externalId eq \"E7\"",
        "emails[value eq \"U7@X.test\" and type eq \"work\"]",
        "emails[value eq \"u7@x.test\" and type eq \"home\"]",
        "emails[type eq \"work\"].value eq \"u8@x.test\"",
        "emails[type eq \"work\"].value eq \"u7@x.test\" and userName eq \"u8\"",
        "displayName eq \"x\" and userName eq \"u7\"",
        "id eq \"x\" and userName eq \"u7\"",
    ] {
        // No index helps where it is one of two, or doubly denied.
        let mut answers = Vec::new();
        for filter in [
            filter.to_owned(),
            format!("({filter}) or userName eq \"nobody\""),
            format!("not (not ({filter}))"),
        ] {
            let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
            for path in ["/v2/Users", "/v2"] {
                let reply = api.get(&format!("{path}?filter={query}")).await;
                assert_eq!(reply.status, 200, "{filter}");
                answers.push(reply.body);
            }
        }
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{filter}: {answers:?}"
        );
    }
}

#[tokio::test]
async fn the_index_follows_changes() {
    let api = twenty_five().await;
    let found = |value: &'static str| {
        let api = api.clone();
        async move {
            let query = format!("/v2/Users?filter=emails.value+eq+%22{value}%22");
            api.get(&query).await.body["totalResults"].clone()
        }
    };
    let reply = api.get("/v2/Users?filter=userName+eq+%22u7%22").await;
    let id = reply.listed("id")[0].to_owned();
    let body = user_with("u7", json!({ "emails": [{ "value": "new@x.test" }] }));
    assert_eq!(api.put(&format!("/v2/Users/{id}"), &body).await.status, 200);
    assert_eq!(found("u7@x.test").await, 0);
    assert_eq!(found("NEW@x.test").await, 1);
    assert_eq!(api.delete(&format!("/v2/Users/{id}")).await.status, 204);
    assert_eq!(found("new@x.test").await, 0);
}

#[tokio::test]
async fn groups_of_a_user_can_be_asked_for() {
    let api = Api::new();
    let (ada, _) = (api.user("ada").await, api.user("eve").await);
    let team = api.group("Team", &[&ada]).await;
    for filter in [
        format!("groups.value+eq+%22{team}%22"),
        "groups+pr".to_owned(),
    ] {
        let reply = api.get(&format!("/v2/Users?filter={filter}")).await;
        assert_eq!(reply.listed("userName"), ["ada"]);
        assert_eq!(
            reply.body["Resources"][0]["groups"][0]["value"],
            team.as_str()
        );
    }
    let reply = api
        .get(&format!("/v2/Groups?filter=members.value+eq+%22{ada}%22"))
        .await;
    assert_eq!(reply.listed("id"), [team]);
}

#[tokio::test]
async fn inactive_users_stay_visible() {
    let api = Api::new();
    let body = user_with("ada", json!({ "active": false }));
    let id = api.post("/v2/Users", &body).await.id();
    assert_eq!(
        api.get(&format!("/v2/Users/{id}")).await.body["active"],
        false
    );
    let reply = api.get("/v2/Users?filter=userName+eq+%22ada%22").await;
    assert_eq!(reply.listed("id"), [id]);
}

#[tokio::test]
async fn projection_works_on_every_answer() {
    let api = Api::new();
    let more = json!({ "title": "Dr.", ENTERPRISE: { "department": "R&D", "division": "N" } });
    let body = user_with("ada", more);
    let made = api.post("/v2/Users?attributes=userName", &body).await;
    assert_eq!(made.body.get("title"), None);
    assert_eq!(made.body.get("meta"), None);
    assert!(made.header("location").is_some());
    let path = format!("/v2/Users/{}", made.id());
    for reply in [
        api.get(&format!("{path}?attributes=userName")).await,
        api.put(&format!("{path}?attributes=userName"), &body).await,
    ] {
        assert_eq!((reply.status, &reply.body), (200, &made.body));
    }
    let part = api
        .get(&format!("/v2/Users?attributes={ENTERPRISE}:department"))
        .await;
    assert_eq!(
        part.body["Resources"][0][ENTERPRISE],
        json!({ "department": "R&D" })
    );
    let both = api
        .get("/v2/Users?attributes=userName&excludedAttributes=title")
        .await;
    assert_eq!(both.error(), (400, "invalidValue"));
}
