//! What of a resource an answer shows (RFC 7644 §3.9).

use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, SEARCH, USER, user_with};

const LABELS: [&str; 2] = ["id", "schemas"];

async fn ada(api: &Api) -> String {
    let more = json!({
        "displayName": "Ada", "title": "Dr.", "password": "hunter2-hunter2",
        "name": { "givenName": "Ada", "familyName": "L." },
        "emails": [{ "value": "a@x", "type": "work", "primary": true }, { "value": "b@x" }],
        ENTERPRISE: { "department": "R&D", "division": "N" },
    });
    let made = api.post("/v2/Users", &user_with("ada", more)).await;
    format!("/v2/Users/{}", made.id())
}

/// The resource, alone and in a list, which must agree.
async fn shown(api: &Api, path: &str, query: &str) -> Value {
    let one = api.get(&format!("{path}?{query}")).await;
    assert_eq!(one.status, 200, "{query}: {one:?}");
    let (folder, _) = path.rsplit_once('/').unwrap();
    let list = api.get(&format!("{folder}?{query}")).await;
    assert_eq!(list.body["Resources"], json!([one.body]), "{query}");
    one.body
}

/// The names of what is shown, without what every resource has.
fn names(resource: &Value) -> Vec<&str> {
    let members = resource.as_object().unwrap();
    let names = members.keys().map(String::as_str);
    names.filter(|name| !LABELS.contains(name)).collect()
}

// holds: RFC7644-3.4.2.5-01, RFC7644-3.9-02, RFC7644-3.9-04, RFC7644-3.10-05
#[tokio::test]
async fn only_what_is_chosen_is_shown() {
    let api = Api::new();
    let path = ada(&api).await;
    for (chosen, wanted) in [
        ("userName", vec!["userName"]),
        ("userName,displayName", vec!["userName", "displayName"]),
        ("displayName,title,nickName", vec!["displayName", "title"]),
        ("USERNAME,dIsPlAyNaMe", vec!["userName", "displayName"]),
        ("id", vec![]),
    ] {
        let resource = shown(&api, &path, &format!("attributes={chosen}")).await;
        assert_eq!(names(&resource), wanted, "{chosen}");
        assert!(path.ends_with(resource["id"].as_str().unwrap()));
        assert_eq!(resource["schemas"][0], USER);
    }
}

// holds: RFC7644-3.9-03
#[tokio::test]
async fn parts_are_chosen_alone() {
    let api = Api::new();
    let path = ada(&api).await;
    let resource = shown(&api, &path, "attributes=name.givenName,Emails.VALUE").await;
    assert_eq!(names(&resource), ["name", "emails"]);
    assert_eq!(resource["name"], json!({ "givenName": "Ada" }));
    assert_eq!(
        resource["emails"],
        json!([{ "value": "a@x" }, { "value": "b@x" }])
    );
}

// holds: RFC7644-3.10-06
#[tokio::test]
async fn names_may_have_their_urn() {
    let api = Api::new();
    let path = ada(&api).await;
    let query = format!("attributes={ENTERPRISE}:department");
    let resource = shown(&api, &path, &query).await;
    assert_eq!(names(&resource), [ENTERPRISE]);
    assert_eq!(resource[ENTERPRISE], json!({ "department": "R&D" }));
    let query = format!("attributes={USER}:title,{USER}:name.familyName");
    let resource = shown(&api, &path, &query).await;
    assert_eq!(names(&resource), ["name", "title"]);
    assert_eq!(resource["name"], json!({ "familyName": "L." }));
    let query = format!("excludedAttributes={ENTERPRISE}:division,{USER}:title");
    let resource = shown(&api, &path, &query).await;
    assert_eq!(resource[ENTERPRISE], json!({ "department": "R&D" }));
    assert_eq!(
        (resource.get("title"), &resource["displayName"]),
        (None, &json!("Ada"))
    );
}

// holds: RFC7644-3.4.2.5-01, RFC7644-3.4.2.5-02, RFC7644-3.9-05, RFC7644-3.4.2.5-04
#[tokio::test]
async fn what_is_left_out_is_gone_and_no_more() {
    let api = Api::new();
    let path = ada(&api).await;
    let whole = shown(&api, &path, "").await;
    for (excluded, gone) in [
        ("displayName,emails", vec!["displayName", "emails"]),
        ("EMAILS,meta", vec!["emails", "meta"]),
        (ENTERPRISE, vec![ENTERPRISE]),
        ("id,schemas,ID", vec![]),
        ("noSuch", vec![]),
    ] {
        let mut wanted = whole.clone();
        for name in gone {
            wanted.as_object_mut().unwrap().remove(name).unwrap();
        }
        let resource = shown(&api, &path, &format!("excludedAttributes={excluded}")).await;
        assert_eq!(resource, wanted, "{excluded}");
    }
    let query = "excludedAttributes=name.familyName,emails.type";
    let resource = shown(&api, &path, query).await;
    let mut wanted = whole;
    wanted["name"] = json!({ "givenName": "Ada" });
    wanted["emails"] = json!([{ "value": "a@x", "primary": true }, { "value": "b@x" }]);
    assert_eq!(resource, wanted);
}

// holds: RFC7644-3.4.2.5-03
#[tokio::test]
async fn groups_are_read_without_members() {
    let api = Api::new();
    let id = api.user("ada").await;
    let path = format!("/v2/Groups/{}", api.group("Team", &[&id]).await);
    let mut whole = shown(&api, &path, "").await;
    assert_eq!(whole["members"][0]["value"], id.as_str());
    whole.as_object_mut().unwrap().remove("members");
    assert_eq!(
        shown(&api, &path, "excludedAttributes=members").await,
        whole
    );
    let query = "excludedAttributes=members&filter=displayName+eq+%22Team%22";
    let list = api.get(&format!("/v2/Groups?{query}")).await;
    assert_eq!(list.body["Resources"], json!([whole]));
}

// holds: RFC7643-7-10
#[tokio::test]
async fn a_secret_cannot_be_chosen() {
    let api = Api::new();
    let path = ada(&api).await;
    let body = user_with("ada", json!({ "password": "hunter2-hunter2" }));
    for chosen in ["password", "PASSWORD", &format!("{USER}:password")] {
        let query = format!("attributes={chosen}");
        assert!(names(&shown(&api, &path, &query).await).is_empty());
        let written = api.put(&format!("{path}?{query}"), &body).await;
        assert_eq!((written.status, names(&written.body)), (200, vec![]));
        let search = json!({ "schemas": [SEARCH], "attributes": [chosen] });
        let found = api.post("/v2/Users/.search", &search).await;
        assert!(names(&found.body["Resources"][0]).is_empty());
    }
}

// holds: RFC7644-3.9-06, RFC7644-3.5.2-01
#[tokio::test]
async fn every_answer_with_a_resource_can_be_cut() {
    let api = Api::new();
    let path = ada(&api).await;
    let title = json!([{ "op": "replace", "path": "title", "value": "Prof." }]);
    let more = json!({ "displayName": "Ada", "title": "Dr." });
    let (ada, eve) = (user_with("ada", more.clone()), user_with("eve", more));
    let only = "attributes=userName";
    for (reply, status) in [
        (api.get(&format!("{path}?{only}")).await, 200),
        (api.put(&format!("{path}?{only}"), &ada).await, 200),
        (
            api.patch(&format!("{path}?{only}"), title.clone()).await,
            200,
        ),
        (api.post(&format!("/v2/Users?{only}"), &eve).await, 201),
    ] {
        assert_eq!(
            (reply.status, names(&reply.body)),
            (status, vec!["userName"])
        );
    }
    let without = "excludedAttributes=displayName,meta";
    let zoe = user_with("zoe", json!({ "displayName": "Zoe", "title": "Dr." }));
    for reply in [
        api.get(&format!("{path}?{without}")).await,
        api.put(&format!("{path}?{without}"), &ada).await,
        api.patch(&format!("{path}?{without}"), title).await,
        api.post(&format!("/v2/Users?{without}"), &zoe).await,
    ] {
        assert_eq!(names(&reply.body), ["userName", "title"]);
    }
}
