//! `meta` and `externalId` (RFC 7643 §3.1).

use regex::Regex;
use serde_json::{Value, json};

use crate::support::{Api, GROUP, Reply, user, user_with};

fn times(reply: &Reply) -> (String, String) {
    let time = |name: &str| reply.body["meta"][name].as_str().unwrap().to_owned();
    (time("created"), time("lastModified"))
}

// holds: RFC7643-3.1-18, RFC7643-3.1-22, RFC7643-2.3.5-01
#[tokio::test]
async fn every_resource_tells_about_itself() {
    let form = Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$").unwrap();
    let api = Api::new();
    let ada = api.user("ada").await;
    let team = api.group("Team", &[&ada]).await;
    for (kind, folder, id) in [("User", "Users", ada), ("Group", "Groups", team)] {
        let path = format!("/v2/{folder}/{id}");
        let one = api.get(&path).await.body;
        let list = api.get(&format!("/v2/{folder}")).await.body["Resources"][0].clone();
        assert_eq!(one, list);
        let meta = &one["meta"];
        assert_eq!(meta["resourceType"], kind);
        assert_eq!(meta["location"], format!("http://127.0.0.1:0{path}"));
        for name in ["created", "lastModified"] {
            let time = meta[name].as_str().unwrap();
            assert!(form.is_match(time), "{time}");
            assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
        }
    }
}

// holds: RFC7643-3.1-19, RFC7643-3.1-20
#[tokio::test]
async fn times_follow_the_life_of_a_resource() {
    let api = Api::new();
    let ada = api.user("ada").await;
    let path = format!("/v2/Users/{ada}");
    let (created, mut modified) = times(&api.get(&path).await);
    assert!(modified >= created);
    for round in 0..3 {
        for method in ["PUT", "PATCH"] {
            let reply = if method == "PUT" {
                let body = user_with("ada", json!({ "title": format!("put {round}") }));
                api.put(&path, &body).await
            } else {
                let title = format!("patch {round}");
                let replace = json!([{ "op": "replace", "path": "title", "value": title }]);
                api.patch(&path, replace).await
            };
            let now = times(&reply);
            assert_eq!(now.0, created);
            assert!(now.1 > modified, "{method} {round}");
            modified = now.1;
        }
        api.get("/v2/Users?filter=userName+eq+%22ada%22").await;
        api.group(&format!("g{round}"), &[&ada]).await;
        assert_eq!(
            times(&api.get(&path).await),
            (created.clone(), modified.clone())
        );
    }
}

// holds: RFC7643-3.1-21
#[tokio::test]
async fn a_new_resource_does_not_bring_its_own_meta() {
    let api = Api::new();
    let meta = json!({
        "resourceType": "Robot", "created": "1999-01-01T00:00:00Z",
        "lastModified": "1999-01-01T00:00:00Z", "location": "http://x.test/", "version": "W/\"x\"",
    });
    for (folder, kind, mut body) in [
        ("Users", "User", user("ada")),
        (
            "Groups",
            "Group",
            json!({ "schemas": [GROUP], "displayName": "Team" }),
        ),
    ] {
        body["meta"] = meta.clone();
        let made = api.post(&format!("/v2/{folder}"), &body).await;
        assert_eq!(made.status, 201);
        assert_eq!(made.body["meta"]["resourceType"], kind);
        for name in ["created", "lastModified", "location", "version"] {
            let shown = &made.body["meta"][name];
            assert!(shown.is_string() && shown != &meta[name], "{name}");
        }
        let path = format!("/v2/{folder}/{}", made.id());
        let replaced = api.put(&path, &body).await;
        assert_eq!(replaced.body["meta"], made.body["meta"]);
    }
}

// holds: RFC7643-3.1-23, RFC7643-7-13
#[tokio::test]
async fn the_clients_identifier_is_kept_as_it_is() {
    let api = Api::new();
    let with = |external_id: &str| user_with("ada", json!({ "externalId": external_id }));
    let made = api.post("/v2/Users", &with("AbC-é/1 ")).await;
    assert_eq!(made.body["externalId"], "AbC-é/1 ");
    let path = format!("/v2/Users/{}", made.id());
    assert_eq!(api.get(&path).await.body, made.body);
    // Case counts, so another case is a change.
    let replaced = api.put(&path, &with("aBc")).await;
    assert_eq!(replaced.body["externalId"], "aBc");
    assert_eq!(api.put(&path, &with("ABC")).await.body["externalId"], "ABC");
    let other = json!([{ "op": "replace", "path": "externalId", "value": "abC" }]);
    assert_eq!(api.patch(&path, other).await.body["externalId"], "abC");
    let read = api.get(&path).await.body;
    assert_eq!(read["externalId"], "abC");
    for (value, found) in [("abC", 1), ("abc", 0), ("ABC", 0)] {
        let query = format!("/v2/Users?filter=externalId+eq+%22{value}%22");
        assert_eq!(api.get(&query).await.body["totalResults"], found, "{value}");
    }
    let group = json!({ "schemas": [GROUP], "displayName": "T", "externalId": "G-a" });
    assert_eq!(
        api.post("/v2/Groups", &group).await.body["externalId"],
        "G-a"
    );
    let gone = json!([{ "op": "remove", "path": "externalId" }]);
    assert_eq!(api.patch(&path, gone).await.body.get("externalId"), None);
}

// holds: RFC7643-3.1-24
#[tokio::test]
async fn clients_do_not_meet_each_others_identifiers() {
    let api = Api::new();
    let with = |name: &str| user_with(name, json!({ "externalId": "E1" }));
    let mut ids = Vec::new();
    for (tenant, name) in [("acme", "ada"), ("other", "eve")] {
        let made = api
            .post(&format!("/t/{tenant}/v2/Users"), &with(name))
            .await;
        assert_eq!(made.status, 201);
        ids.push(made.body["id"].clone());
    }
    for (tenant, id) in ["acme", "other"].into_iter().zip(&ids) {
        let query = "filter=externalId+eq+%22E1%22";
        let found = api.get(&format!("/t/{tenant}/v2/Users?{query}")).await;
        let found: Vec<&Value> = found.body["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["id"])
            .collect();
        assert_eq!(found, [id], "{tenant}");
    }
    let nobody = api.get("/v2/Users?filter=externalId+eq+%22E1%22").await;
    assert_eq!(nobody.body["totalResults"], 0);
}
