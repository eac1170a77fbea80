//! The bundled mappings: what each changes on the wire.

use serde_json::Value;

use super::support::{ADA, LEGACY, Team};
use crate::idp::testing::bundled;

const QUERY: &str = "GET /Users?filter=";

/// The first query and the body of the request that creates Ada.
async fn created(mapping: &str) -> (String, Value) {
    let people: [(&str, &[(&str, &str)]); 1] = [("ada", &MORE)];
    let mut team = Team::with(LEGACY, bundled(mapping), &people, &[]);
    team.assign(&["ada"]);
    let requests = team.requests().await;
    let create = requests.iter().find(|it| it.starts_with("POST /Users"));
    let body = create.expect("a create").split("\n\n").nth(1).unwrap();
    let query = requests[0].lines().next().unwrap().to_owned();
    (query, serde_json::from_str(body).unwrap())
}

const MORE: [(&str, &str); 8] = [
    ("email", "ada@example.com"),
    ("givenName", "Ada"),
    ("familyName", "Lovelace"),
    ("mailNickname", "ada.l"),
    ("department", "Sales"),
    ("roles", "Admin,User"),
    ("otherEmails", "a@example.com"),
    ("extensionAttribute1", "blue"),
];

#[tokio::test]
async fn each_changes_what_it_is_for() {
    let guid = |value: &Value| value.as_str().is_some_and(|value| value == "<guid>");
    let (query, default) = created("entra-default").await;
    assert_eq!(
        query,
        format!("{QUERY}userName+eq+%22ada.t%40example.com%22")
    );
    assert_eq!(default["externalId"], "ada.l.t");
    assert!(guid(&created("entra-objectid").await.1["externalId"]));
    let (query, _) = created("entra-match-email").await;
    assert_eq!(
        query,
        format!("{QUERY}emails%5Btype+eq+%22work%22%5D.value+eq+%22ada.t%40example.com%22")
    );
    for unchanged in [
        "entra-not-soft-deleted",
        "entra-lower-case-active",
        "entra-users-only",
        "entra-sales-only",
        "entra-core-urns",
    ] {
        assert_eq!(created(unchanged).await.1, default, "{unchanged}");
    }
    let (_, body) = created("entra-without-active").await;
    assert_eq!(body.get("active"), None);
    let (_, body) = created("entra-roles-single").await;
    assert_eq!(body["roles"][0]["primary"], true);
    assert_eq!(body["roles"][0]["value"], "Admin");
    for (mapping, name) in [
        ("entra-roles-complex", "displayName"),
        ("entra-roles-assertive", "display"),
    ] {
        let (_, body) = created(mapping).await;
        assert_eq!(body["roles"][1][name], "User", "{mapping}");
    }
    let (_, body) = created("entra-custom-extension").await;
    let urn = "urn:ietf:params:scim:schemas:extension:Acme:2.0:User";
    assert_eq!(body[urn]["tag"], "blue");
    assert_eq!(body["schemas"], default["schemas"]);
    let (_, body) = created("entra-other-mails").await;
    assert_eq!(body["emails"][1]["value"], "a.t@example.com");
    assert_eq!(body["emails"][1]["type"], "other");
}

#[tokio::test]
async fn the_object_id_is_asked_for_before_the_user_name() {
    let people: [(&str, &[(&str, &str)]); 1] = [("ada", ADA)];
    let mut team = Team::with(LEGACY, bundled("entra-match-externalid"), &people, &[]);
    let id = team.job.object_ids()[0].1.clone();
    team.assign(&["ada"]);
    team.job.sync(&mut team.wire).await;
    let targets = team.wire.targets();
    assert!(
        targets.contains(&format!("/Users?filter=externalId+eq+%22{id}%22")),
        "{targets:?}"
    );
    assert_eq!(
        targets[3],
        "/Users?filter=userName+eq+%22ada.t%40example.com%22"
    );
}
