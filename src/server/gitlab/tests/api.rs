//! The neighbours of SCIM in `/api/v4`.

use serde_json::{Value, json};

use super::support::{Host, body};

fn ask(host: &mut Host, token: &str, method: &str, target: &str, sent: &str) -> (u16, Value) {
    let headers = [("private-token", token)];
    let reply = host.raw(method, &format!("/api/v4/{target}"), &headers, sent);
    let seen = if reply.body.is_empty() {
        Value::Null
    } else {
        body(&reply)
    };
    (reply.status, seen)
}

fn owner(host: &mut Host) -> String {
    let made = host.act("personal-token", json!({ "account": "group-owner" }));
    made["token"].as_str().unwrap().to_owned()
}

/// Shows S70, S73.
#[test]
fn an_owner_sees_and_changes_identities() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    let token = owner(&mut host);
    let id = host.account("ada")["id"].clone();
    let group = "groups/my-group";
    let (status, seen) = ask(
        &mut host,
        &token,
        "GET",
        &format!("{group}/scim/identities"),
        "",
    );
    let shown = json!({ "extern_uid": "ada-uid", "user_id": id, "active": true });
    assert_eq!((status, &seen), (200, &json!([shown])));
    let (_, seen) = ask(
        &mut host,
        &token,
        "GET",
        &format!("{group}/saml/identities"),
        "",
    );
    assert_eq!(seen, json!([{ "extern_uid": "ada-uid", "user_id": id }]));
    let one = format!("{group}/scim/ada-uid");
    assert_eq!(ask(&mut host, &token, "GET", &one, ""), (200, shown));
    let (status, seen) = ask(&mut host, &token, "PATCH", &one, "extern_uid=new-uid");
    assert_eq!((status, &seen["extern_uid"]), (200, &json!("new-uid")));
    assert_eq!(host.saml("ada"), "ada-uid");
    assert_eq!(
        ask(
            &mut host,
            &token,
            "DELETE",
            &format!("{group}/scim/new-uid"),
            ""
        )
        .0,
        204
    );
    assert_eq!(
        ask(
            &mut host,
            &token,
            "GET",
            &format!("{group}/scim/new-uid"),
            ""
        )
        .0,
        404
    );
}

/// The command of the documentation: `curl --request PATCH … --form "extern_uid=new-uid"`.
#[test]
fn a_form_of_curl_is_understood() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    let token = owner(&mut host);
    let headers = [
        ("private-token", token.as_str()),
        (
            "content-type",
            "multipart/form-data; boundary=------------------------d74496d66958873e",
        ),
    ];
    let sent = "--------------------------d74496d66958873e\r\nContent-Disposition: form-data; \
                name=\"extern_uid\"\r\n\r\nnew-uid\r\n--------------------------d74496d66958873e--\r\n";
    let target = "/api/v4/groups/my-group/scim/ada-uid";
    let reply = host.raw("PATCH", target, &headers, sent);
    assert_eq!(
        (reply.status, &body(&reply)["extern_uid"]),
        (200, &json!("new-uid"))
    );
    assert_eq!(host.scim("ada")["extern_uid"], "new-uid");
}

#[test]
fn only_owners_with_a_token_see_them() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    let made = host.act("personal-token", json!({ "account": "ada" }));
    let own = made["token"].as_str().unwrap().to_owned();
    let target = "groups/my-group/scim/identities";
    assert_eq!(
        ask(&mut host, &own, "GET", target, ""),
        (403, json!({ "message": "403 Forbidden" }))
    );
    assert_eq!(
        ask(&mut host, "wrong", "GET", target, ""),
        (401, json!({ "message": "401 Unauthorized" }))
    );
    let token = owner(&mut host);
    let other = "groups/other/scim/identities";
    assert_eq!(
        ask(&mut host, &token, "GET", other, ""),
        (404, json!({ "message": "404 Not Found" }))
    );
}

/// Shows S71.
#[test]
fn somebody_sees_their_own_identities() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    let made = host.act("personal-token", json!({ "account": "ada" }));
    let own = made["token"].as_str().unwrap().to_owned();
    let (status, seen) = ask(&mut host, &own, "GET", "user", "");
    assert_eq!((status, &seen["username"]), (200, &json!("ada")));
    assert_eq!(seen["identities"][0]["extern_uid"], "ada-uid");
    let identities = host.act("identities", json!({ "account": "ada" }));
    assert_eq!(identities["scim"][0]["extern_uid"], "ada-uid");
}

#[test]
fn the_api_grew_with_the_versions() {
    let rows = [
        ("gitlab-saas-14", [404, 404, 404, 404]),
        ("gitlab-saas-15", [200, 404, 200, 404]),
        ("gitlab-saas-16.4", [200, 200, 200, 404]),
        ("gitlab-saas-now", [200, 200, 200, 204]),
    ];
    for (profile, statuses) in rows {
        let mut host = Host::new(profile);
        host.provision("ada");
        let token = owner(&mut host);
        let one = "groups/my-group/scim/ada-uid";
        let seen = [
            ask(
                &mut host,
                &token,
                "GET",
                "groups/my-group/scim/identities",
                "",
            )
            .0,
            ask(&mut host, &token, "GET", one, "").0,
            ask(&mut host, &token, "PATCH", one, "extern_uid=ada-uid").0,
            ask(&mut host, &token, "DELETE", one, "").0,
        ];
        assert_eq!(seen, statuses, "{profile}");
    }
}
