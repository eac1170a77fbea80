//! Discovery documents.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, USER};

/// What describes the answers of discovery (RFC 7643 §8.7.2).
const ABOUT_ITSELF: [&str; 3] = [
    "urn:ietf:params:scim:schemas:core:2.0:Schema",
    "urn:ietf:params:scim:schemas:core:2.0:ResourceType",
    "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
];

// holds: RFC7644-4-01, RFC7643-5-01, RFC7643-5-02, RFC7643-5-03, RFC7643-5-04, RFC7643-5-05
// holds: RFC7643-5-06, RFC7643-5-07, RFC7644-4-04, RFC9865-4-02, RFC9865-4-03
#[tokio::test]
async fn the_configuration_needs_no_token_and_is_complete() {
    let api = Api::new();
    let open = Request::get("/v2/ServiceProviderConfig")
        .body(Body::empty())
        .unwrap();
    let reply = api.request(open).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.body["schemas"],
        json!(["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"])
    );
    for (feature, supported) in [
        ("patch", true),
        ("filter", true),
        ("bulk", true),
        ("sort", true),
        ("etag", true),
        ("changePassword", false),
    ] {
        assert_eq!(reply.body[feature]["supported"], supported, "{feature}");
    }
    assert_eq!(reply.body["filter"]["maxResults"], 1000);
    assert_eq!(reply.body["bulk"]["maxOperations"], 1000);
    assert_eq!(reply.body["bulk"]["maxPayloadSize"], 1 << 20);
    assert_eq!(
        reply.body["pagination"],
        json!({
            "cursor": true, "index": true, "defaultPaginationMethod": "index",
            "defaultPageSize": 100, "maxPageSize": 1000, "cursorTimeout": 3600,
        })
    );
    let schemes = reply.body["authenticationSchemes"].as_array().unwrap();
    assert!(!schemes.is_empty());
    for (scheme, name) in schemes
        .iter()
        .flat_map(|scheme| ["type", "name", "description"].map(|name| (scheme, name)))
    {
        assert!(!scheme[name].as_str().unwrap().is_empty(), "{name}");
    }
    assert_eq!(reply.body.get("Resources"), None);
    let again = api
        .get("/v2/ServiceProviderConfig?startIndex=5&count=0&filter=x&sortBy=patch")
        .await;
    assert_eq!(again.body, reply.body);
}

// holds: RFC7644-4-06, RFC7644-4-08, RFC7644-4-10
#[tokio::test]
async fn types_and_schemas_are_listed_and_found() {
    let api = Api::new();
    for (path, ids) in [
        ("/v2/ResourceTypes", vec!["User", "Group"]),
        (
            "/v2/Schemas",
            [&[USER, ENTERPRISE, GROUP][..], &ABOUT_ITSELF].concat(),
        ),
    ] {
        let list = api
            .get(&format!("{path}?startIndex=2&count=1&sortBy=id"))
            .await;
        assert_eq!(list.listed("id"), ids);
        assert_eq!(list.body["totalResults"], ids.len());
        for entry in list.body["Resources"].as_array().unwrap() {
            let id = entry["id"].as_str().unwrap();
            assert_eq!(&api.get(&format!("{path}/{id}")).await.body, entry);
            let encoded = id.replace(':', "%3A");
            assert_eq!(&api.get(&format!("{path}/{encoded}")).await.body, entry);
            let location = format!("http://127.0.0.1:0{path}/{id}");
            assert_eq!(entry["meta"]["location"], location.as_str());
        }
        assert_eq!(api.get(&format!("{path}/nothing")).await.error(), (404, ""));
        let filtered = api.get(&format!("{path}?filter=name+eq+%22User%22")).await;
        assert_eq!(filtered.error(), (403, ""));
    }
}

#[tokio::test]
async fn nobody_is_me() {
    let api = Api::new();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let reply = api.send(method, "/v2/Me", Body::empty()).await;
        assert_eq!(reply.error(), (501, ""), "{method}");
    }
    let open = Request::get("/v2/Me").body(Body::empty()).unwrap();
    assert_eq!(api.request(open).await.error(), (401, ""));
}

/// Every member of what discovery answers is one that the schemas describe, of the type that they
/// say (RFC 7643 §7).
#[tokio::test]
async fn discovery_is_as_its_schemas_say() {
    let api = Api::new();
    for (urn, path) in ABOUT_ITSELF.iter().zip([
        "/v2/Schemas",
        "/v2/ResourceTypes",
        "/v2/ServiceProviderConfig",
    ]) {
        let schema = api.get(&format!("/v2/Schemas/{urn}")).await.body;
        let answer = api.get(path).await.body;
        let resources = match answer["Resources"].as_array() {
            Some(resources) => resources.clone(),
            None => vec![answer],
        };
        // The schema of a schema is deeper than it says that schemas are (erratum 8415).
        let others = resources.iter().filter(|one| one["id"] != ABOUT_ITSELF[0]);
        for resource in others {
            assert_eq!(resource["schemas"], json!([urn]));
            let mut own = resource.as_object().unwrap().clone();
            own.retain(|name, _| !["schemas", "meta"].contains(&name.as_str()));
            described(&own.into(), &schema["attributes"], urn);
        }
    }
}

fn described(value: &Value, attributes: &Value, place: &str) {
    let attributes = attributes.as_array().unwrap();
    for (name, value) in value.as_object().unwrap() {
        let place = format!("{place}/{name}");
        let attribute = attributes.iter().find(|one| one["name"] == name.as_str());
        let attribute = attribute.unwrap_or_else(|| panic!("{place} is not described"));
        assert_eq!(attribute["mutability"], "readOnly", "{place}");
        let elements = if attribute["multiValued"] == true {
            value.as_array().unwrap()
        } else {
            std::slice::from_ref(value)
        };
        for element in elements {
            match attribute["type"].as_str().unwrap() {
                "complex" => described(element, &attribute["subAttributes"], &place),
                "boolean" => assert!(element.is_boolean(), "{place}"),
                "integer" => assert!(element.is_i64(), "{place}"),
                _ => assert!(element.is_string(), "{place}"),
            }
        }
    }
    for attribute in attributes.iter().filter(|one| one["required"] == true) {
        let name = attribute["name"].as_str().unwrap();
        assert!(value.get(name).is_some(), "{place} lacks {name}");
    }
}
