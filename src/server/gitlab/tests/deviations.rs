//! Where GitLab leaves RFC 7643 and RFC 7644, one by one: what a conformance run must expect.

use serde_json::{Value, json};

use super::support::{Host, MODERN, SAAS, body, header, location, person};

/// Errors: 412 in place of 400 `invalidFilter`, a status that is a number, no keyword, and bodies
/// that are no SCIM errors at all.
///
/// Shows S2.
#[test]
fn errors_are_not_those_of_the_rfc() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        let unsupported = host.get("/Users?filter=title%20pr%20x");
        let error = body(&unsupported);
        assert_eq!(
            (unsupported.status, &error["status"]),
            (412, &json!(412)),
            "{profile}"
        );
        assert_eq!(error.get("scimType"), None);
        let target = format!("{}/Users", host.base);
        let unauthorized = body(&host.raw("GET", &target, &[], ""));
        assert_eq!(unauthorized, json!({ "message": "401 Unauthorized" }));
    }
}

/// Ids are chosen and changed by clients, `externalId` never comes back, creates of what there is
/// succeed, and nothing has a location.
///
/// Shows S2.
#[test]
fn resources_are_not_those_of_the_rfc() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        let made = host.post(&person("ada"));
        let resource = body(&made);
        assert_eq!(resource["id"], "ada-uid", "{profile}");
        for name in ["externalId", "displayName", "groups"] {
            assert_eq!(resource.get(name), None, "{profile}: {name}");
        }
        assert_eq!(resource["meta"], json!({ "resourceType": "User" }));
        assert_eq!(header(&made, "location"), None);
        assert_eq!(header(&made, "etag"), None);
        assert_eq!(host.post(&person("ada")).status, 201);
        assert_eq!(host.replace("ada-uid", "id", "other").status, 204);
        assert_eq!(host.get("/Users/other").status, 200);
        assert_eq!(host.delete("other").status, 204);
        assert_eq!(body(&host.get("/Users/other"))["active"], false);
    }
}

/// Operations that are not understood succeed, names are case-sensitive, filters are cut, pages are
/// not counted.
///
/// Shows S2.
#[test]
fn requests_are_not_read_as_in_the_rfc() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        host.provision("ada");
        for operation in [
            json!({ "op": "remove", "path": "emails" }),
            json!({ "op": "explode", "path": "id", "value": "x" }),
            json!({ "op": "replace", "path": "EXTERNALID", "value": "x" }),
        ] {
            assert_eq!(
                host.patch("ada-uid", &json!([operation])).status,
                204,
                "{profile}"
            );
        }
        let list = body(&host.get("/Users?count=7&filter=id%20eq%20ada-uid%20and%20nonsense"));
        assert_eq!(list["totalResults"], 1);
        assert_eq!(
            (
                &list["itemsPerPage"],
                list["Resources"].as_array().unwrap().len()
            ),
            (&json!(7), 1)
        );
        let projected = body(&host.get("/Users/ada-uid?attributes=userName"));
        assert_eq!(projected["active"], true, "there is no projection");
    }
}

/// No PUT, no discovery, no bulk: HTML where the RFC has JSON.
///
/// Shows S2.
#[test]
fn endpoints_are_not_those_of_the_rfc() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        assert_eq!(
            host.send("PUT", "/Users/x", &json!({})).status,
            405,
            "{profile}"
        );
        for path in [
            "/ServiceProviderConfig",
            "/Bulk",
            "/Users.search",
            "/.search",
        ] {
            let reply = host.send("POST", path, &Value::Null);
            assert_eq!(
                header(&reply, "content-type"),
                Some("text/html; charset=utf-8")
            );
            assert!(location(&reply).is_some_and(|to| to.ends_with("/users/sign_in")));
        }
    }
}
