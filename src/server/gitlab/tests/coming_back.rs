//! Removing somebody and bringing them back, version by version.

use serde_json::{Value, json};

use super::support::{Host, MODERN, body, person, tail};

/// Shows S101.
#[test]
fn in_early_versions_who_was_removed_must_link_by_hand() {
    for profile in ["gitlab-saas-11.10", "gitlab-saas-14"] {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.delete("ada-uid");
        let reply = host.post(&person("ada"));
        assert_eq!(
            (reply.status, tail(&reply).as_str()),
            (409, "Email has already been taken")
        );
        assert!(!host.is_member("ada"), "{profile}");
    }
    let settings = [("existing-email", "link"), ("sso-enforced", "on")];
    let mut host = Host::with("gitlab-saas-14", &settings);
    host.provision("ada");
    host.delete("ada-uid");
    let reply = host.post(&person("ada"));
    let text = "User is not linked to a SAML account";
    assert_eq!((reply.status, tail(&reply).as_str()), (412, text));
    host.link("ada", "ada-uid");
    assert_eq!(host.post(&person("ada")).status, 201);
    assert!(host.is_member("ada"));
}

/// Shows S102, S103.
#[test]
fn a_patch_brings_back_with_or_without_the_saml_identity() {
    for (profile, saml) in [
        ("gitlab-saas-15", None),
        ("gitlab-saas-16-flag-off", None),
        ("gitlab-saas-16.4", Some("ada-uid")),
        ("gitlab-saas-now", Some("ada-uid")),
    ] {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.act(
            "add-member",
            json!({ "account": "ada", "role": "maintainer" }),
        );
        host.delete("ada-uid");
        assert_eq!(host.replace("ada-uid", "active", "True").status, 204);
        assert_eq!(host.scim("ada")["active"], true);
        assert_eq!(
            host.role("ada"),
            "guest",
            "roles fall back to the default: {profile}"
        );
        assert_eq!(host.saml("ada").as_str(), saml, "{profile}");
    }
}

#[test]
fn in_14_a_patch_brings_nobody_back() {
    let mut host = Host::new("gitlab-saas-14");
    host.provision("ada");
    host.delete("ada-uid");
    assert_eq!(host.replace("ada-uid", "active", "True").status, 204);
    assert_eq!(host.scim("ada")["active"], false);
    assert!(!host.is_member("ada"));
    host.set("reprovision-by-patch", "on");
    assert_eq!(host.replace("ada-uid", "active", "True").status, 204);
    assert_eq!(host.scim("ada")["active"], true);
    assert!(host.is_member("ada"));
}

/// The result of adding the member is not looked at.
#[test]
fn bringing_back_succeeds_even_when_membership_is_refused() {
    let mut host = Host::with("gitlab-saas-16-flag-off", &[("sso-enforced", "on")]);
    host.provision("ada");
    host.delete("ada-uid");
    assert_eq!(host.replace("ada-uid", "active", "True").status, 204);
    assert_eq!(host.scim("ada")["active"], true);
    assert!(!host.is_member("ada"), "the SAML identity is gone");
}

/// Entra ID creates, Okta patches: where sign-on is enforced only one of them works.
#[test]
fn how_the_client_brings_back_matters() {
    for profile in ["gitlab-saas-16.4", "gitlab-saas-now"] {
        let mut host = Host::with(profile, &[("sso-enforced", "on")]);
        host.provision("ada");
        host.delete("ada-uid");
        assert_eq!(host.post(&person("ada")).status, 412, "{profile}");
        assert_eq!(host.replace("ada-uid", "active", true).status, 204);
        assert!(host.is_member("ada"));
        assert_eq!(host.post(&person("ada")).status, 201);
    }
}

/// The runbook: look the user up, see that `active` is false, send the PATCH.
///
/// Shows S95.
#[test]
fn the_runbook_ends_with_a_member() {
    let mut host = Host::with("gitlab-saas-16.4", &[("sso-enforced", "on")]);
    host.provision("ada");
    host.delete("ada-uid");
    let read = body(&host.get("/Users/ada-uid"));
    assert_eq!(read["id"], "ada-uid");
    assert_eq!(read["emails"][0]["value"], "ada@example.com");
    assert_eq!(read["active"], false);
    let operations = json!([{ "op": "replace", "path": "active", "value": "true" }]);
    assert_eq!(host.patch("ada-uid", &operations).status, 204);
    assert_eq!(body(&host.get("/Users/ada-uid"))["active"], true);
    assert!(host.is_member("ada"));
}

/// A new application with the same ids brings everybody back; with others it conflicts.
///
/// Shows S86, S87.
#[test]
fn another_application_with_the_same_ids_links_again() {
    for profile in &MODERN[1..] {
        let mut host = Host::new(profile);
        for name in ["ada", "bob"] {
            host.provision(name);
            host.delete(&format!("{name}-uid"));
        }
        assert_eq!(host.replace("ada-uid", "active", "True").status, 204);
        assert!(host.is_member("ada"), "{profile}");
        let mut other = person("bob");
        other["externalId"] = "other-app-uid".into();
        let reply = host.post(&other);
        assert_eq!(
            (reply.status, tail(&reply).as_str()),
            (409, "User has already been taken")
        );
        let operations = json!([{ "op": "replace", "path": "active", "value": true }]);
        assert_eq!(host.patch("bob-uid", &operations).status, 204);
        assert_eq!(
            host.replace("bob-uid", "externalId", "other-app-uid")
                .status,
            204
        );
        assert_eq!(host.post(&other).status, 201);
    }
}

#[test]
fn who_comes_back_is_not_new() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    host.delete("ada-uid");
    host.replace("ada-uid", "active", true);
    assert_eq!(host.accounts(), 1);
    let mails = host.act("outbox", json!({ "to": "ada@example.com" }));
    let kinds: Vec<&Value> = mails["mails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["kind"])
        .collect();
    assert_eq!(
        kinds,
        ["email_confirmation", "group_invitation", "group_invitation"]
    );
}
