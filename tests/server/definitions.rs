//! What `/ResourceTypes` and `/Schemas` say, and whether it is so.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, USER, user_with};

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

async fn entries(api: &Api, path: &str) -> Vec<Value> {
    let list = api.get(path).await;
    assert_eq!(list.status, 200);
    assert_eq!(list.body["schemas"], json!([LIST]));
    let entries = list.body["Resources"].as_array().unwrap().clone();
    assert_eq!(list.body["totalResults"], entries.len());
    assert!(!entries.is_empty());
    entries
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    let text = value[name].as_str().unwrap_or_default();
    assert!(!text.is_empty(), "{name} of {value}");
    text
}

/// A user and a group, with all schemas that there are.
async fn resources(api: &Api) -> Vec<Value> {
    let body = user_with("ada", json!({ ENTERPRISE: { "department": "R&D" } }));
    let ada = api.post("/v2/Users", &body).await;
    api.group("Team", &[&ada.id()]).await;
    let list = api.get("/v2").await;
    let resources = list.body["Resources"].as_array().unwrap().clone();
    assert_eq!(resources.len(), 2);
    resources
}

// holds: RFC7644-4-05, RFC7643-6-01, RFC7643-6-02, RFC7643-6-03, RFC7643-6-04, RFC7643-6-05
// holds: RFC7644-3.2-01
#[tokio::test]
async fn resource_types_are_served_as_they_say() {
    let api = Api::new();
    resources(&api).await;
    let types = entries(&api, "/v2/ResourceTypes").await;
    for one in &types {
        let urn = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
        assert_eq!(one["schemas"], json!([urn]));
        let endpoint = text(one, "endpoint");
        let served = api.get(&format!("/v2{endpoint}?count=1")).await;
        assert_eq!(served.status, 200, "{endpoint}");
        let resource = &served.body["Resources"][0];
        assert_eq!(resource["meta"]["resourceType"], text(one, "name"));
        let core = text(one, "schema");
        assert!(
            resource["schemas"]
                .as_array()
                .unwrap()
                .contains(&json!(core))
        );
        let extensions = one["schemaExtensions"].as_array().unwrap();
        for extension in extensions {
            assert!(extension["required"].is_boolean(), "{extension}");
        }
        let extensions = extensions.iter().map(|extension| text(extension, "schema"));
        for schema in extensions.chain([core]) {
            let found = api.get(&format!("/v2/Schemas/{schema}")).await;
            assert_eq!((found.status, &found.body["id"]), (200, &json!(schema)));
        }
    }
    for (name, endpoint) in [("User", "/Users"), ("Group", "/Groups")] {
        let found = types.iter().find(|one| one["name"] == name).unwrap();
        assert_eq!(found["endpoint"], endpoint);
    }
    let user = types.iter().find(|one| one["name"] == "User").unwrap();
    assert_eq!(user["schemaExtensions"][0]["schema"], ENTERPRISE);
}

// holds: RFC7643-5-11, RFC7643-6-07, RFC7643-7-09
#[tokio::test]
async fn nobody_changes_what_the_server_is() {
    let api = Api::new();
    let lists = [
        "/v2/ServiceProviderConfig",
        "/v2/ResourceTypes",
        "/v2/Schemas",
    ];
    let user = format!("/v2/Schemas/{USER}");
    for path in lists
        .iter()
        .copied()
        .chain(["/v2/ResourceTypes/User", &user])
    {
        let before = api.get(path).await.body;
        let mut changed = before.clone();
        changed["description"] = json!("changed");
        changed["patch"] = json!({ "supported": false });
        for method in ["POST", "PUT", "DELETE"] {
            let reply = api.send(method, path, changed.to_string()).await;
            assert_eq!(reply.error(), (405, ""), "{method} {path}");
        }
        let operation = json!([{ "op": "replace", "path": "description", "value": "changed" }]);
        assert_eq!(
            api.patch(path, operation).await.error(),
            (405, ""),
            "{path}"
        );
        assert_eq!(api.get(path).await.body, before, "{path}");
    }
}

// holds: RFC7644-4-09, RFC7643-7-01, RFC7643-7-02, RFC7643-7-03, RFC7644-3.1-01
#[tokio::test]
async fn every_schema_in_use_is_listed() {
    let api = Api::new();
    let mut ids = BTreeSet::new();
    for schema in entries(&api, "/v2/Schemas").await {
        let urn = "urn:ietf:params:scim:schemas:core:2.0:Schema";
        assert_eq!(schema["schemas"], json!([urn]));
        let id = text(&schema, "id").to_owned();
        assert!(url::Url::parse(&id).is_ok(), "{id}");
        assert!(!id.starts_with("urn:ietf:params:scim:api:"), "{id}");
        assert!(ids.insert(id.clone()), "{id} twice");
    }
    for resource in resources(&api).await {
        for urn in resource["schemas"].as_array().unwrap() {
            assert!(ids.contains(urn.as_str().unwrap()), "{urn}");
        }
    }
}

/// Definitions with their paths, parts after the attribute that they belong to.
fn definitions(path: &str, list: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for definition in list.as_array().unwrap() {
        let path = format!("{path}/{}", text(definition, "name"));
        found.push((path.clone(), definition.clone()));
        if let Some(parts) = definition.get("subAttributes") {
            found.extend(definitions(&path, parts));
        }
    }
    found
}

async fn all_definitions(api: &Api) -> Vec<(String, Value)> {
    let schemas = entries(api, "/v2/Schemas").await;
    schemas
        .iter()
        .flat_map(|schema| definitions(text(schema, "id"), &schema["attributes"]))
        .collect()
}

// holds: RFC7643-7-04, RFC7643-2.1-01, RFC7643-2.3-01, RFC7643-7-05, RFC7643-2.3.8-01
#[tokio::test]
async fn definitions_are_complete_and_in_the_words_of_the_rfc() {
    let name = Regex::new("^[A-Za-z][-_$A-Za-z0-9]*$").unwrap();
    let all = all_definitions(&Api::new()).await;
    assert!(all.len() > 80, "{}", all.len());
    for (path, one) in all {
        let word = |name: &str, words: &[&str]| {
            assert!(words.contains(&text(&one, name)), "{name} of {path}");
        };
        assert!(name.is_match(text(&one, "name")) || one["name"] == "$ref");
        text(&one, "description");
        assert!(
            one["multiValued"].is_boolean() && one["required"].is_boolean(),
            "{path}"
        );
        word(
            "mutability",
            &["readOnly", "readWrite", "immutable", "writeOnly"],
        );
        word("returned", &["always", "never", "default", "request"]);
        let kind = text(&one, "type");
        let texts = ["string", "binary", "reference"];
        let others = ["boolean", "decimal", "integer", "dateTime"];
        if kind == "complex" {
            // But for that of a schema, which has attributes of attributes (erratum 8415).
            let is_part = path.matches('/').count() > 1;
            let of_schema = path.ends_with("2.0:Schema/attributes/subAttributes");
            assert_eq!(is_part, of_schema, "{path}");
            assert!(!one["subAttributes"].as_array().unwrap().is_empty());
        } else {
            assert!(
                texts.contains(&kind) || others.contains(&kind),
                "{path}: {kind}"
            );
            assert_eq!(
                one["caseExact"].is_boolean(),
                texts.contains(&kind),
                "{path}"
            );
            word("uniqueness", &["none", "server", "global"]);
        }
    }
}

// holds: RFC7643-4.1.1-01, RFC7643-4.1.1-02, RFC7643-4.1.2-01, RFC7643-4.2-02, RFC7643-4.3-01
#[tokio::test]
async fn declared_characteristics_are_those_of_the_rfc() {
    let all = all_definitions(&Api::new()).await;
    let has = |path: String, name: &str, value: Value| {
        let found = all.iter().find(|(found, _)| *found == path);
        assert_eq!(found.unwrap().1[name], value, "{name} of {path}");
    };
    has(format!("{USER}/userName"), "required", json!(true));
    has(format!("{USER}/userName"), "caseExact", json!(false));
    has(format!("{USER}/userName"), "uniqueness", json!("server"));
    has(format!("{USER}/password"), "mutability", json!("writeOnly"));
    has(format!("{USER}/password"), "returned", json!("never"));
    for part in ["", "/value", "/$ref", "/display", "/type"] {
        has(
            format!("{USER}/groups{part}"),
            "mutability",
            json!("readOnly"),
        );
    }
    has(format!("{GROUP}/members"), "multiValued", json!(true));
    has(format!("{GROUP}/members"), "mutability", json!("readWrite"));
    for part in ["value", "$ref", "type"] {
        has(
            format!("{GROUP}/members/{part}"),
            "mutability",
            json!("immutable"),
        );
    }
    let manager = format!("{ENTERPRISE}/manager/displayName");
    has(manager, "mutability", json!("readOnly"));
}

// holds: RFC7643-3.1-02
#[tokio::test]
async fn common_attributes_are_not_declared_otherwise() {
    for (path, one) in all_definitions(&Api::new()).await {
        let (_, name) = path.split_once('/').unwrap();
        assert!(!["schemas", "externalId", "meta"].contains(&name), "{path}");
        if name == "id" {
            assert_eq!(one["caseExact"], true, "{path}");
            assert_eq!(one["mutability"], "readOnly", "{path}");
            assert_eq!(one["returned"], "always", "{path}");
            assert_eq!(one["uniqueness"], "global", "{path}");
        }
    }
}
