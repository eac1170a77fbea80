//! `active` false and DELETE.

use serde_json::{Value, json};

use super::support::{Host, MODERN, SAAS, error, header};

/// The two ways to remove somebody.
fn ways() -> [fn(&mut Host, &str) -> u16; 2] {
    [
        |host, id| host.delete(id).status,
        |host, id| host.replace(id, "active", "False").status,
    ]
}

/// Shows S5, S99, S100.
#[test]
fn what_removing_leaves_depends_on_the_version() {
    for remove in ways() {
        for (profile, saml, active) in [
            ("gitlab-saas-11.10", None, Value::Null),
            ("gitlab-saas-14", None, json!(false)),
            ("gitlab-saas-15", None, json!(false)),
            ("gitlab-saas-16-flag-off", None, json!(false)),
            ("gitlab-saas-16.4", Some("ada-uid"), json!(false)),
            ("gitlab-saas-now", Some("ada-uid"), json!(false)),
        ] {
            let mut host = Host::new(profile);
            host.provision("ada");
            assert_eq!(remove(&mut host, "ada-uid"), 204);
            assert!(!host.is_member("ada"), "{profile}");
            assert_eq!(host.saml("ada").as_str(), saml, "{profile}");
            assert_eq!(host.scim("ada")["active"], active, "{profile}");
            assert_eq!(host.account("ada")["state"], "active", "the account stays");
            let again = remove(&mut host, "ada-uid");
            assert_eq!(again, if active.is_null() { 404 } else { 204 }, "{profile}");
        }
    }
}

#[test]
fn delete_answers_without_a_body() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        host.provision("ada");
        let reply = host.delete("ADA-uid");
        assert_eq!((reply.status, reply.body.as_str()), (204, ""));
        assert_eq!(header(&reply, "content-type"), None);
    }
}

#[test]
fn everything_below_the_group_is_left_too() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    host.act("add-group", json!({ "path": "my-group/sub" }));
    host.act("add-group", json!({ "path": "other" }));
    for (group, project) in [
        ("my-group/sub", None),
        ("my-group", Some("app")),
        ("other", None),
    ] {
        let mut with = json!({ "account": "ada", "group": group });
        if let Some(project) = project {
            with["project"] = project.into();
        }
        host.act("add-member", with);
    }
    assert_eq!(
        host.account("ada")["memberships"].as_array().unwrap().len(),
        4
    );
    host.delete("ada-uid");
    assert_eq!(
        host.account("ada")["memberships"],
        json!([{ "path": "other", "role": "guest" }])
    );
}

#[test]
fn the_last_owner_stays() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.act("add-member", json!({ "account": "ada", "role": "owner" }));
        host.act("remove-member", json!({ "account": "group-owner" }));
        let reply = host.delete("ada-uid");
        assert_eq!(reply.status, 412, "{profile}");
        assert_eq!(
            reply.body,
            error(
                412,
                "Could not remove Ada Byron from my-group. Cannot remove last group owner."
            )
        );
        let reply = host.replace("ada-uid", "active", "False");
        assert_eq!(reply.status, 412);
        assert_eq!(
            reply.body,
            error(
                412,
                "Error updating Ada Byron with \
                 {\"schemas\"=>[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"], \
                 \"Operations\"=>[{\"op\"=>\"Replace\", \"path\"=>\"active\", \
                 \"value\"=>\"False\"}], \"group\"=>\"my-group\", \"id\"=>\"ada-uid\"}"
            )
        );
        assert_eq!(host.role("ada"), "owner");
        if profile != "gitlab-saas-11.10" {
            assert_eq!(host.scim("ada")["active"], true);
        }
    }
}

#[test]
fn who_is_no_member_any_more_is_removed_or_refused() {
    for (value, status) in [("ok", 204), ("error", 412)] {
        let mut host = Host::with("gitlab-saas-14", &[("remove-non-member", value)]);
        host.provision("ada");
        host.act("remove-member", json!({ "account": "ada" }));
        let reply = host.delete("ada-uid");
        assert_eq!(reply.status, status);
        assert_eq!(host.scim("ada")["active"], status != 204);
        if status == 412 {
            assert_eq!(
                reply.body,
                error(
                    412,
                    "Could not remove Ada Byron from my-group. User is not a group member."
                )
            );
        }
    }
}

/// The SAML identity goes with the membership, whoever ends that, and not with the removal by SCIM.
#[test]
fn in_early_versions_the_saml_identity_goes_with_the_membership() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.act("remove-member", json!({ "account": "ada" }));
        let keeps = matches!(profile, "gitlab-saas-16.4" | "gitlab-saas-now");
        let saml = keeps.then_some("ada-uid");
        assert_eq!(host.saml("ada").as_str(), saml, "{profile}");
        assert_eq!(host.scim("ada")["active"], true, "{profile}");
    }
    let mut host = Host::new("gitlab-saas-15");
    host.provision("ada");
    host.act("add-group", json!({ "path": "my-group/sub" }));
    let below = json!({ "account": "ada", "group": "my-group/sub" });
    host.act("add-member", below.clone());
    host.act("remove-member", below);
    assert_eq!(host.saml("ada"), "ada-uid", "a subgroup has no identities");
    host.act("remove-member", json!({ "account": "ada" }));
    host.link("ada", "ada-uid");
    assert_eq!(host.delete("ada-uid").status, 204);
    assert_eq!(host.saml("ada"), "ada-uid", "there was no membership");
}

/// Shows S98, S1.
#[test]
fn who_is_removed_is_gone_from_the_members() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        for name in ["ada", "bob", "carol"] {
            host.provision(name);
        }
        host.replace("bob-uid", "active", "False");
        let members = host.act("members", Value::Null);
        let names: Vec<&str> = members["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["username"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["group-owner", "ada", "carol"], "{profile}");
    }
}

/// Shows S80.
#[test]
fn removing_all_users_unlinks_them_in_early_versions_only() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        for name in ["ada", "bob"] {
            host.provision(name);
            host.delete(&format!("{name}-uid"));
        }
        let left = host.act("identities", Value::Null)["saml"]
            .as_array()
            .unwrap()
            .len();
        let keeps = matches!(profile, "gitlab-saas-16.4" | "gitlab-saas-now");
        assert_eq!(left, if keeps { 2 } else { 0 }, "{profile}");
    }
}
