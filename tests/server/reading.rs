//! What every representation of a resource has.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, Reply, USER, path_of, user_with};

/// The same resource in every answer that has it.
async fn shown(api: &Api, endpoint: &str, body: &Value) -> Vec<Value> {
    let made = api.post(endpoint, body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("{endpoint}/{}", made.id());
    let add = json!([{ "op": "add", "path": "externalId", "value": "E1" }]);
    let replies = [
        api.get(&path).await,
        api.put(&path, body).await,
        api.patch(&path, add).await,
        made,
    ];
    let list = api.get(endpoint).await;
    let listed = list.body["Resources"].as_array().unwrap().clone();
    replies
        .into_iter()
        .map(|reply| reply.body)
        .chain(listed)
        .collect()
}

// holds: RFC7643-3-04, RFC7643-3-05, RFC7643-3.3-01
#[tokio::test]
async fn schemas_name_what_a_resource_has() {
    let api = Api::new();
    let foreign = "urn:example:other";
    let schemas = json!([USER, ENTERPRISE, USER, foreign, GROUP, ENTERPRISE]);
    let extended = json!({ "schemas": schemas, ENTERPRISE: { "department": "R&D" } });
    for body in shown(&api, "/v2/Users", &user_with("ada", extended)).await {
        assert_eq!(body["schemas"], json!([USER, ENTERPRISE]), "{body}");
        assert_eq!(body[ENTERPRISE], json!({ "department": "R&D" }));
        assert_eq!(body.get("department"), None);
    }
    let plain = user_with("eve", json!({ "schemas": [USER, USER, foreign] }));
    for body in shown(&api, "/v2/Users", &plain).await {
        if body["userName"] == "eve" {
            assert_eq!(body["schemas"], json!([USER]), "{body}");
            assert_eq!(body.get(ENTERPRISE), None);
        }
    }
    let team = json!({ "schemas": [GROUP, USER, ENTERPRISE, GROUP], "displayName": "Team" });
    for body in shown(&api, "/v2/Groups", &team).await {
        assert_eq!(body["schemas"], json!([GROUP]), "{body}");
    }
    // What is allowed stands in the resource type.
    let types = api.get("/v2/ResourceTypes").await;
    for resource_type in types.body["Resources"].as_array().unwrap() {
        let extensions = resource_type["schemaExtensions"].as_array().unwrap();
        let allowed: BTreeSet<_> = extensions
            .iter()
            .map(|extension| extension["schema"].as_str().unwrap())
            .chain(resource_type["schema"].as_str())
            .collect();
        let endpoint = resource_type["endpoint"].as_str().unwrap();
        let list = api.get(&format!("/v2{endpoint}")).await;
        for resource in list.body["Resources"].as_array().unwrap() {
            assert!(
                resource["schemas"]
                    .as_array()
                    .unwrap()
                    .contains(&resource_type["schema"])
            );
            for urn in resource["schemas"].as_array().unwrap() {
                assert!(allowed.contains(urn.as_str().unwrap()), "{urn}");
            }
        }
    }
}

// holds: RFC7643-3.1-11
#[tokio::test]
async fn every_representation_has_an_id() {
    let api = Api::new();
    let id = api.user("ada").await;
    for path in [
        format!("/v2/Users/{id}"),
        "/v2/Users".to_owned(),
        "/v2".to_owned(),
    ] {
        for query in [
            "",
            "?attributes=userName",
            "?attributes=title",
            "?excludedAttributes=id",
        ] {
            let reply = api.get(&format!("{path}{query}")).await;
            let resource = reply
                .body
                .get("Resources")
                .map_or(&reply.body, |list| &list[0]);
            assert_eq!(resource["id"], id.as_str(), "{path}{query}");
        }
    }
}

// holds: RFC7643-3.1-12, RFC7643-3.1-13, RFC7644-3.4.1-01
#[tokio::test]
async fn locations_lead_to_the_resource() {
    let api = Api::new();
    let id = api.user("ada").await;
    let group = api.group("Team", &[&id]).await;
    for (path, id) in [("/v2/Users", &id), ("/v2/Groups", &group)] {
        let read = api.get(&format!("{path}/{id}")).await;
        assert_eq!(read.status, 200);
        let location = read.body["meta"]["location"].as_str().unwrap();
        let said = |reply: &Reply| {
            reply
                .header("content-location")
                .unwrap_or(location)
                .to_owned()
        };
        assert_eq!(said(&read), location);
        let again = api.get(path_of(location)).await;
        assert_eq!((again.status, &again.body), (200, &read.body));
        let list = api.get(path).await;
        assert_eq!(list.body["Resources"][0]["meta"]["location"], location);
    }
}

// holds: RFC7643-4.1.2-02
#[tokio::test]
async fn groups_of_a_user_lead_to_the_groups() {
    let api = Api::new();
    let ada = api.user("ada").await;
    let teams = [api.group("A", &[&ada]).await, api.group("B", &[&ada]).await];
    let read = api.get(&format!("/v2/Users/{ada}")).await;
    let groups = read.body["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2);
    for (group, team) in groups.iter().zip(&teams) {
        assert_eq!(group["value"], team.as_str());
        let found = api.get(path_of(group["$ref"].as_str().unwrap())).await;
        assert_eq!((found.status, found.id()), (200, team.clone()));
        assert_eq!(found.body["meta"]["resourceType"], "Group");
    }
}
