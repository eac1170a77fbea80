//! `PATCH /Users/:id`.

use serde_json::{Value, json};

use super::support::{Host, MODERN, SAAS, body, error, person, tail};

#[test]
fn success_is_204_without_a_body_whatever_was_done() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        host.provision("ada");
        for operations in [
            json!([{ "op": "Replace", "path": "displayName", "value": "Ada King" }]),
            json!([{ "op": "Replace", "path": "title", "value": "Countess" }]),
            json!([{ "op": "remove", "path": "active" }]),
            json!([{ "op": "Update", "path": "id", "value": "x" }]),
            json!([]),
        ] {
            let reply = host.patch("ada-uid", &operations);
            assert_eq!(
                (reply.status, reply.body.as_str()),
                (204, ""),
                "{profile} {operations}"
            );
            assert_eq!(reply.headers, []);
        }
        assert!(host.is_member("ada"));
        assert_eq!(host.get("/Users/ada-uid").status, 200);
    }
}

/// Shows S4, S5.
#[test]
fn attributes_are_applied_in_the_first_version_only() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.replace("ada-uid", "displayName", "Ada King");
        host.replace("ada-uid", "userName", "countess");
        host.replace("ada-uid", "emails[type eq \"work\"].value", "ada@king.test");
        let seen = |account: &Value| {
            ["name", "username", "email"].map(|name| account[name].as_str().unwrap().to_owned())
        };
        if profile == "gitlab-saas-11.10" {
            let account = host.account("countess");
            assert_eq!(seen(&account), ["Ada King", "countess", "ada@king.test"]);
            assert_eq!(account["confirmed"], false);
            let outbox = host.act("outbox", json!({ "to": "ada@king.test" }));
            assert_eq!(outbox["mails"][0]["kind"], "email_confirmation");
        } else {
            let account = host.account("ada");
            assert_eq!(
                seen(&account),
                ["Ada Byron", "ada", "ada@example.com"],
                "{profile}"
            );
        }
    }
}

#[test]
fn attributes_that_cannot_be_are_refused_where_they_are_applied() {
    let mut host = Host::new("gitlab-saas-11.10");
    host.provision("ada");
    host.provision("bob");
    let email = "emails[type eq \"work\"].value";
    let reply = host.replace("ada-uid", email, "bob@example.com");
    assert_eq!(
        (reply.status, reply.body),
        (409, error(409, "Email has already been taken"))
    );
    for (path, value) in [
        ("userName", "bob"),
        ("displayName", " "),
        (email, "nowhere"),
    ] {
        let reply = host.replace("ada-uid", path, value);
        assert_eq!(reply.status, 412, "{path}");
        let detail = body(&reply)["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.starts_with("Error updating Ada Byron with {\"schemas\"=>[\""),
            "{detail}"
        );
        assert!(
            detail.ends_with("\"group\"=>\"my-group\", \"id\"=>\"ada-uid\"}"),
            "{detail}"
        );
    }
    assert_eq!(host.account("ada")["email"], "ada@example.com");
}

/// What is called by which name afterwards: SAML identity, SCIM identity.
///
/// Shows S63, S64, S81.
#[test]
fn the_name_that_the_identity_provider_has_can_be_changed() {
    for path in ["id", "externalId"] {
        for (profile, saml, scim) in [
            ("gitlab-saas-11.10", "new-uid", None),
            ("gitlab-saas-14", "new-uid", Some("new-uid")),
            ("gitlab-saas-15", "new-uid", Some("new-uid")),
            ("gitlab-saas-16-flag-off", "new-uid", Some("new-uid")),
            ("gitlab-saas-16.4", "new-uid", Some("new-uid")),
            ("gitlab-saas-now", "ada-uid", Some("new-uid")),
        ] {
            let mut host = Host::new(profile);
            host.provision("ada");
            assert_eq!(host.replace("ada-uid", path, "new-uid").status, 204);
            assert_eq!(host.saml("ada"), saml, "{profile}");
            assert_eq!(host.scim("ada")["extern_uid"].as_str(), scim, "{profile}");
            assert_eq!(host.get("/Users/ada-uid").status, 404);
            assert_eq!(body(&host.get("/Users/new-uid"))["id"], "new-uid");
            let again = host.replace("ada-uid", path, "third");
            assert_eq!(
                (again.status, again.body),
                (404, error(404, "Resource ada-uid not found"))
            );
        }
    }
}

#[test]
fn the_switch_says_which_identity_is_changed() {
    for (value, saml, scim) in [
        ("saml", "new-uid", "ada-uid"),
        ("both", "new-uid", "new-uid"),
        ("scim", "ada-uid", "new-uid"),
    ] {
        let mut host = Host::with("gitlab-saas-now", &[("patch-extern-uid-updates", value)]);
        host.provision("ada");
        assert_eq!(host.replace("ada-uid", "externalId", "new-uid").status, 204);
        assert_eq!(host.saml("ada"), saml);
        assert_eq!(host.scim("ada")["extern_uid"], scim);
    }
}

/// Two values can be swapped, which signs people in to each other's accounts; a taken one is
/// refused, and not as a conflict.
///
/// Shows S82, S83.
#[test]
fn a_name_that_is_taken_is_refused() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.provision("bob");
        let reply = host.replace("ada-uid", "externalId", "BOB-uid");
        assert_eq!(reply.status, 412, "{profile}");
        assert!(
            body(&reply)["detail"]
                .as_str()
                .unwrap()
                .starts_with("Error updating Ada Byron with {"),
            "{}",
            reply.body
        );
        assert_eq!(host.get("/Users/ada-uid").status, 200);
        for (from, to) in [
            ("ada-uid", "free"),
            ("bob-uid", "ada-uid"),
            ("free", "bob-uid"),
        ] {
            assert_eq!(host.replace(from, "externalId", to).status, 204);
        }
        assert_eq!(host.get("/Users/ada-uid").status, 200);
        assert_eq!(host.replace("ada-uid", "externalId", "").status, 412);
    }
}

/// The order of decisions: removing first, bringing back next, whatever else is asked for.
#[test]
fn bringing_back_comes_before_another_name() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    let both = json!([
        { "op": "replace", "path": "externalId", "value": "new-uid" },
        { "op": "replace", "path": "active", "value": "False" },
    ]);
    assert_eq!(host.patch("ada-uid", &both).status, 204);
    assert_eq!(host.scim("ada")["extern_uid"], "ada-uid");
    assert!(!host.is_member("ada"));
    assert_eq!(host.replace("ada-uid", "externalId", "new-uid").status, 204);
    assert_eq!(host.scim("ada")["extern_uid"], "ada-uid");
    assert_eq!(host.scim("ada")["active"], true);
    assert!(host.is_member("ada"));
    assert_eq!(host.replace("ada-uid", "externalId", "new-uid").status, 204);
    assert_eq!(host.scim("ada")["extern_uid"], "new-uid");
}

#[test]
fn a_patch_without_operations_brings_back() {
    for profile in &MODERN[1..] {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.delete("ada-uid");
        let reply = host.send("PATCH", "/Users/ada-uid", &json!({ "schemas": [] }));
        assert_eq!(reply.status, 204);
        assert_eq!(host.scim("ada")["active"], true, "{profile}");
    }
    let mut first = Host::new("gitlab-saas-11.10");
    first.provision("ada");
    let reply = first.send("PATCH", "/Users/ada-uid", &json!({}));
    assert_eq!(reply.status, 500);
}

/// `{"value": {"displayName": …, "active": false}}` does not remove anybody.
#[test]
fn without_a_path_only_the_first_member_counts() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        host.provision("ada");
        let trap = json!([{ "op": "replace", "value": { "displayName": "x", "active": false } }]);
        assert_eq!(host.patch("ada-uid", &trap).status, 204);
        assert!(host.is_member("ada"), "{profile}");
        let plain = json!([{ "op": "replace", "value": { "active": false } }]);
        assert_eq!(host.patch("ada-uid", &plain).status, 204);
        assert!(!host.is_member("ada"), "{profile}");
    }
    let mut first = Host::new("gitlab-saas-11.10");
    first.provision("ada");
    let plain = json!([{ "op": "Replace", "value": { "active": false } }]);
    assert_eq!(first.patch("ada-uid", &plain).status, 204);
    assert!(first.is_member("ada"));
}

/// After the identity provider took another id, it neither finds nor can create the user; the guide's
/// fix is a PATCH by the id that GitLab knows.
///
/// Shows S40, S77.
#[test]
fn drift_is_a_loop_until_it_is_mended() {
    let mut host = Host::new("gitlab-saas-16.4");
    host.provision("ada");
    for _cycle in 0..2 {
        let list = body(&host.get("/Users?filter=externalId%20eq%20%22mail-uid%22"));
        assert_eq!(list["totalResults"], 0);
        let mut drifted = person("ada");
        drifted["externalId"] = "mail-uid".into();
        let reply = host.post(&drifted);
        assert_eq!(
            (reply.status, tail(&reply).as_str()),
            (409, "User has already been taken")
        );
    }
    assert_eq!(
        host.replace("ada-uid", "externalId", "mail-uid").status,
        204
    );
    let list = body(&host.get("/Users?filter=externalId%20eq%20%22mail-uid%22"));
    assert_eq!(list["totalResults"], 1);
}
