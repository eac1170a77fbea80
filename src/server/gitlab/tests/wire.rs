//! What all requests have in common: tokens, checks in their order, media types, unknown paths.

use serde_json::{Value, json};

use super::support::{
    GROUP, Host, INSTANCE, SAAS, SELF_MANAGED, SIGN_IN, TOKEN, body, error, header, location,
    person,
};

const UNAUTHORIZED: &str = r#"{"message":"401 Unauthorized"}"#;

#[test]
fn the_token_comes_as_bearer_or_as_parameter() {
    let mut host = Host::new("gitlab-saas-now");
    let users = format!("{GROUP}/Users");
    let bearer = format!("bearer {TOKEN}");
    let wrong = "Bearer wrong";
    for (target, headers, status) in [
        (users.clone(), vec![("authorization", bearer.as_str())], 200),
        (format!("{users}?access_token={TOKEN}"), vec![], 200),
        (users.clone(), vec![], 401),
        (users.clone(), vec![("authorization", wrong)], 401),
        (users.clone(), vec![("authorization", TOKEN)], 401),
        (format!("{users}?access_token=wrong"), vec![], 401),
    ] {
        let reply = host.raw("GET", &target, &headers, "");
        assert_eq!(reply.status, status, "{target} {headers:?}");
        if status == 401 {
            assert_eq!(reply.body, UNAUTHORIZED);
        }
        assert_eq!(
            header(&reply, "content-type"),
            Some("application/scim+json")
        );
    }
}

#[test]
fn the_token_of_another_group_opens_nothing() {
    let mut host = Host::new("gitlab-saas-now");
    host.act("add-group", json!({ "path": "other", "saml": true }));
    let other = host.act("rotate-token", json!({ "group": "other" }));
    assert_eq!(
        other["scim_api_url"],
        "https://gitlab.test/api/scim/v2/groups/other"
    );
    let token = format!("Bearer {}", other["scim_token"].as_str().unwrap());
    let headers = [("authorization", token.as_str())];
    let own = host.raw("GET", "/api/scim/v2/groups/other/Users", &headers, "");
    assert_eq!(own.status, 200);
    let not_own = host.raw("GET", &format!("{GROUP}/Users"), &headers, "");
    assert_eq!((not_own.status, not_own.body.as_str()), (401, UNAUTHORIZED));
}

/// The new token is shown once, the old one is void at once.
///
/// Shows S19, S21, S22.
#[test]
fn a_new_token_replaces_the_old_one() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        let made = host.act("rotate-token", Value::Null);
        let keys: Vec<&String> = made.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["scim_api_url", "scim_token"]);
        assert_eq!(made["scim_api_url"], format!("https://gitlab.test{GROUP}"));
        let filter = "/Users?filter=externalId%20eq%20%22x%22";
        for (method, target) in [
            ("GET", filter),
            ("GET", "/Users/x"),
            ("POST", "/Users"),
            ("PATCH", "/Users/x"),
            ("DELETE", "/Users/x"),
        ] {
            let old = host.send(method, target, &Value::Null);
            assert_eq!(
                (old.status, old.body.as_str()),
                (401, UNAUTHORIZED),
                "{method}"
            );
        }
        let token = format!("Bearer {}", made["scim_token"].as_str().unwrap());
        let headers = [("authorization", token.as_str())];
        assert_eq!(
            host.raw("GET", &format!("{GROUP}{filter}"), &headers, "")
                .status,
            200
        );
    }
}

/// Shows S20.
#[test]
fn the_instance_has_a_token_of_its_own() {
    for profile in SELF_MANAGED {
        let mut host = Host::new(profile);
        let made = host.act("rotate-token", Value::Null);
        assert_eq!(
            made["scim_api_url"],
            format!("https://gitlab.test{INSTANCE}")
        );
        assert_eq!(host.get("/Users").body, UNAUTHORIZED);
        let token = format!("Bearer {}", made["scim_token"].as_str().unwrap());
        let headers = [("authorization", token.as_str())];
        assert_eq!(
            host.raw("GET", &format!("{INSTANCE}/Users"), &headers, "")
                .status,
            200
        );
    }
}

/// A wrong path is told even to whoever has no token.
///
/// Shows S12.
#[test]
fn checks_of_a_group_have_their_order() {
    let answers = |settings: &[(&str, &str)], path: &str| {
        let mut host = Host::with("gitlab-saas-now", settings);
        let reply = host.raw("GET", path, &[], "");
        (reply.status, reply.body)
    };
    let (own, other) = (format!("{GROUP}/Users"), "/api/scim/v2/groups/nobody/Users");
    assert_eq!(
        answers(&[("group-saml", "off"), ("saml-configured", "off")], other),
        (
            403,
            r#"{"message":"403 Forbidden - Group SAML not enabled."}"#.to_owned()
        )
    );
    assert_eq!(
        answers(&[("saml-configured", "off")], other),
        (404, error(404, "Group nobody not found"))
    );
    assert_eq!(
        answers(&[("saml-configured", "off")], &own),
        (
            404,
            error(404, "Group my-group does not have SAML SSO configured")
        )
    );
    assert_eq!(answers(&[], &own), (401, UNAUTHORIZED.to_owned()));
}

#[test]
fn a_subgroup_has_no_saml_of_its_own() {
    let mut host = Host::new("gitlab-saas-now");
    host.act("add-group", json!({ "path": "my-group/sub" }));
    let reply = host.raw("GET", "/api/scim/v2/groups/my-group%2Fsub/Users", &[], "");
    assert_eq!(
        reply.body,
        error(404, "Group my-group/sub does not have SAML SSO configured")
    );
}

#[test]
fn a_group_is_named_by_path_or_number() {
    let mut host = Host::new("gitlab-saas-now");
    let number = host.world.main_group().0;
    for group in ["my-group", "MY-GROUP", &number.to_string()] {
        let target = format!("/api/scim/v2/groups/{group}/Users?access_token={TOKEN}");
        assert_eq!(host.raw("GET", &target, &[], "").status, 200, "{group}");
    }
}

/// Settings, the status without a token and the body with one.
type SettingsRow<'a> = (&'a [(&'a str, &'a str)], u16, &'a str);

/// Shows S11, S13.
#[test]
fn checks_of_the_instance_have_their_order() {
    let not_found = r#"{"message":"404 Not Found"}"#;
    let no_saml = r#"{"message":"403 Forbidden - Instance SAML not enabled."}"#;
    // Settings, answer without a token when it is looked at last, and when it is looked at first
    // the answer with the token.
    let rows: [SettingsRow<'_>; 3] = [
        (
            &[("surface", "group"), ("instance-saml", "off")],
            404,
            not_found,
        ),
        (
            &[("instance-saml", "off"), ("licensed", "off")],
            403,
            no_saml,
        ),
        (&[("licensed", "off")], 404, not_found),
    ];
    let users = format!("{INSTANCE}/Users");
    for (settings, status, text) in rows {
        let mut last = Host::with("gitlab-self-managed-16", settings);
        let reply = last.raw("GET", &users, &[], "");
        assert_eq!((reply.status, reply.body.as_str()), (status, text));
        let mut first = Host::with("gitlab-self-managed-groups", settings);
        assert_eq!(first.raw("GET", &users, &[], "").body, UNAUTHORIZED);
        first.set("surface", "instance");
        let made = first.act("rotate-token", Value::Null);
        for (name, value) in settings {
            first.set(name, value);
        }
        let token = format!("Bearer {}", made["scim_token"].as_str().unwrap());
        let reply = first.raw("GET", &users, &[("authorization", &token)], "");
        assert_eq!((reply.status, reply.body.as_str()), (status, text));
    }
    let mut host = Host::new("gitlab-self-managed-16");
    assert_eq!(host.raw("GET", &users, &[], "").body, UNAUTHORIZED);
    let group = host.raw("GET", &format!("{GROUP}/Users"), &[], "");
    assert_eq!(group.status, 403, "groups of an instance have no SAML");
    // SCIM of the instance came with 15.8, and looked at the token last at first.
    for (profile, status) in SAAS.into_iter().zip([302, 302, 404, 404, 404, 401]) {
        let mut saas = Host::new(profile);
        let reply = saas.raw("GET", &users, &[], "");
        assert_eq!(reply.status, status, "{profile}");
    }
}

/// Shows S2.
#[test]
fn what_is_no_route_leads_to_the_sign_in_page() {
    for profile in SAAS.into_iter().chain(["gitlab-self-managed-16"]) {
        let mut host = Host::new(profile);
        for path in [
            "/ServiceProviderConfig",
            "/Schemas",
            "/ResourceTypes",
            "/Me",
            "/Bulk",
            "/Groups",
            "/Groups/1",
            "/users",
            "",
        ] {
            for method in ["GET", "POST"] {
                let reply = host.send(method, path, &Value::Null);
                assert_eq!(reply.status, 302, "{profile} {method} {path}");
                assert_eq!(location(&reply), Some(SIGN_IN));
                assert_eq!(
                    header(&reply, "content-type"),
                    Some("text/html; charset=utf-8")
                );
            }
        }
        let page = host.raw("GET", "/users/sign_in", &[], "");
        assert_eq!(page.status, 200);
        assert!(page.body.starts_with("<!DOCTYPE html>"), "{}", page.body);
    }
}

/// The address and the token are right, and still there is no route.
///
/// Shows S90.
#[test]
fn a_dot_in_the_group_path_ends_at_the_sign_in_page() {
    for profile in SAAS {
        let mut host = Host::with(profile, &[("group", "my.group")]);
        let works = host.world.switches.get("encoded-dot").as_deref() == Some("works");
        let users = |path: &str| {
            format!("/api/scim/v2/groups/{path}/Users?filter=id%20eq%20x&access_token={TOKEN}")
        };
        let plain = host.raw("GET", &users("my.group"), &[], "");
        assert_eq!((plain.status, location(&plain)), (302, Some(SIGN_IN)));
        let encoded = host.raw("GET", &users("my%2Egroup"), &[], "");
        assert_eq!(encoded.status, if works { 200 } else { 302 }, "{profile}");
        host.set("group", "my-group");
        assert_eq!(host.raw("GET", &users("my-group"), &[], "").status, 200);
    }
}

#[test]
fn there_is_no_put() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    let reply = host.send("PUT", "/Users/ada-uid", &person("ada"));
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (405, r#"{"error":"405 Not Allowed"}"#)
    );
    assert_eq!(
        header(&reply, "allow"),
        Some("OPTIONS, GET, PATCH, DELETE, HEAD")
    );
    let reply = host.send("DELETE", "/Users", &Value::Null);
    assert_eq!(
        (reply.status, header(&reply, "allow")),
        (405, Some("OPTIONS, GET, POST, HEAD"))
    );
    host.set("unknown-method", "html");
    let reply = host.send("PUT", "/Users/ada-uid", &person("ada"));
    assert_eq!((reply.status, location(&reply)), (302, Some(SIGN_IN)));
}

#[test]
fn head_and_options_are_answered_by_the_framework() {
    let mut host = Host::new("gitlab-saas-now");
    let head = host.send("HEAD", "/Users", &Value::Null);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let options = host.send("OPTIONS", "/Users", &Value::Null);
    assert_eq!(
        (options.status, header(&options, "allow")),
        (204, Some("OPTIONS, GET, POST, HEAD"))
    );
}

#[test]
fn a_form_is_no_body() {
    let mut host = Host::new("gitlab-saas-now");
    let token = format!("Bearer {TOKEN}");
    let users = format!("{GROUP}/Users");
    let send = |host: &mut Host, media: &str, text: &str| {
        let headers = [("authorization", token.as_str()), ("content-type", media)];
        let reply = host.raw("POST", &users, &headers, text);
        (reply.status, reply.body)
    };
    assert_eq!(
        send(
            &mut host,
            "application/x-www-form-urlencoded",
            "externalId=a"
        ),
        (
            415,
            "{\"error\":\"The provided content-type 'application/x-www-form-urlencoded' is not \
             supported.\"}"
                .to_owned()
        )
    );
    let broken = send(&mut host, "application/scim+json; charset=utf-8", "{");
    let text = r#"{"error":"message body does not match declared format"}"#;
    assert_eq!(broken, (400, text.to_owned()));
    let ada = person("ada").to_string();
    assert_eq!(send(&mut host, "application/json", &ada).0, 201);
    host.set("accept-application-json", "off");
    let refused = send(&mut host, "application/json", &ada);
    assert_eq!(refused.0, 415);
    assert_eq!(send(&mut host, "application/scim+json", &ada).0, 201);
}

/// Shows S88.
#[test]
fn golden_errors() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    let reply = host.get("/Users/abc");
    assert_eq!(
        (reply.status, reply.body),
        (404, error(404, "Resource abc not found"))
    );
    let reply = host.get("/Users?filter=displayName%20eq%20%22x%22");
    assert_eq!(
        (reply.status, reply.body),
        (412, error(412, "Unsupported Filter"))
    );
    let mut other = person("ada");
    other["externalId"] = "other".into();
    other["password"] = "s3cret".into();
    let reply = host.post(&other);
    assert_eq!(reply.status, 409);
    assert_eq!(
        body(&reply)["detail"],
        "Error saving user with {\"schemas\"=>[\"urn:ietf:params:scim:schemas:core:2.0:User\"], \
         \"externalId\"=>\"other\", \"userName\"=>\"ada\", \"active\"=>true, \
         \"name\"=>{\"formatted\"=>\"Ada Byron\"}, \"emails\"=>[{\"primary\"=>true, \
         \"type\"=>\"work\", \"value\"=>\"ada@example.com\"}], \"password\"=>\"[FILTERED]\", \
         \"group\"=>\"my-group\"}: User has already been taken"
    );
    assert!(
        reply
            .body
            .ends_with(r#"User has already been taken","status":409}"#),
        "{}",
        reply.body
    );
}
