//! `/Groups` of the newest instances.

use serde_json::{Value, json};

use super::support::{Host, body, error, location};

const ID: &str = "0b1d561c-21ff-4092-beab-8154b17f82f2";

fn host() -> Host {
    let mut host = Host::new("gitlab-self-managed-groups");
    host.act(
        "add-saml-group-link",
        json!({ "name": "Engineers", "group": "my-group", "role": "developer" }),
    );
    host
}

fn attach(host: &mut Host) {
    let made = host.send(
        "POST",
        "/Groups",
        &json!({ "displayName": "Engineers", "externalId": ID }),
    );
    assert_eq!(
        (made.status, made.body.as_str()),
        (
            201,
            "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\
             \"id\":\"0b1d561c-21ff-4092-beab-8154b17f82f2\",\"displayName\":\"Engineers\",\
             \"members\":[],\"meta\":{\"resourceType\":\"Group\"}}"
        )
    );
}

fn members(host: &mut Host, op: &str, uids: &[&str]) -> u16 {
    let values: Vec<Value> = uids.iter().map(|uid| json!({ "value": uid })).collect();
    let operations = json!([{ "op": op, "path": "members", "value": values }]);
    host.send(
        "PATCH",
        &format!("/Groups/{ID}"),
        &json!({ "Operations": operations }),
    )
    .status
}

#[test]
fn a_group_is_attached_to_a_link_of_its_name() {
    let mut host = host();
    attach(&mut host);
    let one = host.get(&format!("/Groups/{ID}"));
    assert_eq!(one.status, 200);
    assert_eq!(body(&one)["displayName"], "Engineers");
    let other = host.get("/Groups/nobody");
    assert_eq!(
        (other.status, other.body),
        (404, error(404, "Group nobody not found"))
    );
    for (sent, status, text) in [
        (
            json!({}),
            400,
            r#"{"error":"displayName is missing"}"#.to_owned(),
        ),
        (
            json!({ "displayName": "Others" }),
            412,
            error(412, "No matching SAML group found with name: Others"),
        ),
        (
            json!({ "displayName": "Engineers", "externalId": "no-uuid" }),
            412,
            error(412, "Invalid UUID for scim_group_uid"),
        ),
    ] {
        let reply = host.send("POST", "/Groups", &sent);
        assert_eq!((reply.status, reply.body), (status, text));
    }
}

#[test]
fn an_id_is_made_where_none_is_sent() {
    let mut host = host();
    let made = body(&host.send("POST", "/Groups", &json!({ "displayName": "Engineers" })));
    let id = made["id"].as_str().unwrap();
    assert!(uuid::Uuid::try_parse(id).is_ok(), "{id}");
    assert_eq!(host.get(&format!("/Groups/{id}")).status, 200);
}

#[test]
fn groups_are_listed_by_name() {
    let mut host = host();
    host.act(
        "add-saml-group-link",
        json!({ "name": "Other", "group": "my-group" }),
    );
    attach(&mut host);
    for (query, total) in [
        ("", 1),
        ("?filter=displayName%20eq%20%22Engineers%22", 1),
        ("?filter=DISPLAYNAME%20Eq%20'Engineers'", 1),
        ("?filter=displayName%20eq%20%22Other%22", 0),
    ] {
        let list = body(&host.get(&format!("/Groups{query}")));
        assert_eq!(list["totalResults"], total, "{query}");
    }
    let list = host.get("/Groups?excludedAttributes=members").body;
    assert!(
        list.contains("\"displayName\":\"Engineers\",\"meta\""),
        "{list}"
    );
    for filter in [
        "externalId%20eq%20%22x%22",
        "displayName%20co%20%22x%22",
        "displayName%20eq%20x",
    ] {
        let reply = host.get(&format!("/Groups?filter={filter}"));
        assert_eq!(
            (reply.status, reply.body),
            (412, error(412, "Unsupported Filter"))
        );
    }
}

#[test]
fn members_come_and_go() {
    let mut host = host();
    attach(&mut host);
    host.provision("ada");
    host.provision("bob");
    assert_eq!(members(&mut host, "add", &["ada-uid", "nobody"]), 204);
    assert_eq!(host.role("ada"), "developer");
    let one = body(&host.get(&format!("/Groups/{ID}")));
    assert_eq!(one["members"], json!([{ "value": "ada-uid" }]));
    let put = json!({
        "schemas": [], "displayName": "Engineers", "members": [{ "value": "bob-uid" }],
    });
    let replaced = host.send("PUT", &format!("/Groups/{ID}"), &put);
    assert_eq!(
        (replaced.status, replaced.body.as_str()),
        (
            200,
            "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\
             \"id\":\"0b1d561c-21ff-4092-beab-8154b17f82f2\",\"displayName\":\"Engineers\",\
             \"meta\":{\"resourceType\":\"Group\"}}"
        )
    );
    assert!(!host.is_member("ada") && host.is_member("bob"));
    assert_eq!(members(&mut host, "remove", &["bob-uid"]), 204);
    assert!(!host.is_member("bob"));
    assert_eq!(members(&mut host, "replace", &["bob-uid"]), 400);
    let ignored = json!({ "Operations": [{ "op": "add", "path": "externalId", "value": "x" }] });
    assert_eq!(
        host.send("PATCH", &format!("/Groups/{ID}"), &ignored)
            .status,
        204
    );
    let reply = host.send(
        "PUT",
        &format!("/Groups/{ID}"),
        &json!({ "displayName": "x" }),
    );
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (400, r#"{"error":"schemas is missing"}"#)
    );
}

/// What a SCIM group gives and takes is what came by it.
#[test]
fn members_by_other_means_are_left_alone() {
    let mut host = host();
    attach(&mut host);
    for name in ["ada", "bob", "eve"] {
        host.provision(name);
    }
    host.act(
        "add-member",
        json!({ "account": "bob", "role": "reporter" }),
    );
    assert_eq!(members(&mut host, "remove", &["bob-uid"]), 204);
    assert_eq!(host.role("bob"), "reporter", "was never in the SCIM group");
    host.act("add-member", json!({ "account": "ada", "role": "owner" }));
    host.act("remove-member", json!({ "account": "group-owner" }));
    assert_eq!(members(&mut host, "add", &["ada-uid", "bob-uid"]), 204);
    assert_eq!(host.role("ada"), "owner", "no role is lowered");
    assert_eq!(host.role("bob"), "developer");
    assert_eq!(members(&mut host, "remove", &["ada-uid", "bob-uid"]), 204);
    assert_eq!(host.role("ada"), "owner", "a group keeps its last owner");
    assert!(!host.is_member("bob"));
    let one = body(&host.get(&format!("/Groups/{ID}")));
    assert_eq!(one["members"], json!([]));
}

#[test]
fn who_is_in_by_two_links_stays_with_one() {
    let mut host = host();
    attach(&mut host);
    host.act(
        "add-saml-group-link",
        json!({ "name": "Others", "group": "my-group", "role": "guest" }),
    );
    let made = body(&host.send("POST", "/Groups", &json!({ "displayName": "Others" })));
    let others = made["id"].as_str().unwrap().to_owned();
    host.provision("ada");
    members(&mut host, "add", &["ada-uid"]);
    let operation = |op: &str| {
        let value = json!([{ "value": "ada-uid" }]);
        json!({ "Operations": [{ "op": op, "path": "members", "value": value }] })
    };
    host.send("PATCH", &format!("/Groups/{others}"), &operation("add"));
    assert_eq!(host.role("ada"), "developer");
    members(&mut host, "remove", &["ada-uid"]);
    assert!(host.is_member("ada"));
    host.send("PATCH", &format!("/Groups/{others}"), &operation("remove"));
    assert!(!host.is_member("ada"));
}

#[test]
fn a_wrong_operation_is_named_by_its_place() {
    let mut host = host();
    attach(&mut host);
    let operations = json!([{ "op": "add", "path": "externalId", "value": "x" }, { "op": "move" }]);
    let target = format!("/Groups/{ID}");
    let reply = host.send("PATCH", &target, &json!({ "Operations": operations }));
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (
            400,
            r#"{"error":"Operations[1][op] does not have a valid value"}"#
        )
    );
}

#[test]
fn a_group_can_be_detached() {
    let mut host = host();
    attach(&mut host);
    let target = format!("/Groups/{ID}");
    assert_eq!(host.send("DELETE", &target, &Value::Null).status, 204);
    assert_eq!(host.get(&target).status, 404);
    attach(&mut host);
}

/// Shows S89.
#[test]
fn elsewhere_there_are_no_groups() {
    for profile in [
        "gitlab-saas-14",
        "gitlab-saas-now",
        "gitlab-self-managed-16",
    ] {
        let mut host = Host::new(profile);
        for method in ["GET", "POST", "PATCH"] {
            let reply = host.send(method, "/Groups", &json!({ "displayName": "Engineers" }));
            assert_eq!(reply.status, 302, "{profile}");
            assert_eq!(location(&reply), Some("https://gitlab.test/users/sign_in"));
        }
    }
}
