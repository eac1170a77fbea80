//! `POST /Users` of people who have an account: the outcome table, row by row.

use serde_json::{Value, json};

use super::support::{GROUP, Host, MODERN, SAAS, body, error, person, person_with, tail};

const UNLINKED: [(&str, &str); 4] = [
    ("gitlab-saas-14", "User is not linked to a SAML account"),
    (
        "gitlab-saas-16-flag-off",
        "The member's email address is not linked to a SAML account",
    ),
    (
        "gitlab-saas-16.4",
        "The member's email address is not linked to a SAML account or has an inactive SCIM \
         identity.",
    ),
    (
        "gitlab-saas-now",
        "The member's email address is not linked to a SAML account or has an inactive SCIM \
         identity. For information on how to resolve this error, see the <a \
         href=\"/help/user/group/saml_sso/troubleshooting_scim\" target=\"_blank\" \
         rel=\"noopener noreferrer\">troubleshooting SCIM documentation</a>.",
    ),
];

#[test]
fn an_identity_that_is_a_member_is_given_back() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        let made = host.post(&person("ada"));
        let mut again = person_with("ada", "/name/formatted", "Somebody Else");
        again["emails"][0]["value"] = "other@example.com".into();
        again["externalId"] = "ADA-UID".into();
        let reply = host.post(&again);
        assert_eq!((reply.status, reply.body), (201, made.body), "{profile}");
        assert_eq!(host.accounts(), 1);
    }
}

/// In the first version every create is of a new account.
#[test]
fn at_first_everybody_was_new() {
    let mut host = Host::new("gitlab-saas-11.10");
    host.provision("ada");
    let reply = host.post(&person("ada"));
    assert_eq!(
        (reply.status, tail(&reply).as_str()),
        (409, "Email has already been taken")
    );
    assert_eq!(host.accounts(), 1);
}

#[test]
fn a_member_without_an_identity_gets_one() {
    for profile in &MODERN[1..] {
        let mut host = Host::new(profile);
        host.register("ada");
        host.act(
            "add-member",
            json!({ "account": "ada", "role": "maintainer" }),
        );
        host.set("sso-enforced", "on");
        assert_eq!(host.post(&person("ada")).status, 201, "{profile}");
        assert_eq!(host.scim("ada")["active"], true);
        assert_eq!(host.role("ada"), "maintainer");
        assert_eq!(host.saml("ada"), Value::Null);
    }
}

/// Shows S78, S88.
#[test]
fn a_member_with_another_identity_is_a_conflict() {
    for profile in &MODERN[1..] {
        let mut host = Host::new(profile);
        host.provision("ada");
        let reply = host.post(&person_with("ada", "/externalId", "other-uid"));
        assert_eq!(reply.status, 409);
        assert!(
            reply
                .body
                .ends_with(r#": User has already been taken","status":409}"#),
            "{}",
            reply.body
        );
        assert_eq!(host.scim("ada")["extern_uid"], "ada-uid");
    }
}

/// The name that the client sends belongs to somebody else.
#[test]
fn an_identity_of_somebody_else_is_a_conflict() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    host.delete("ada-uid");
    host.register("bob");
    let reply = host.post(&person_with("bob", "/externalId", "ada-uid"));
    assert_eq!(
        (reply.status, tail(&reply).as_str()),
        (409, "Extern uid has already been taken")
    );
}

#[test]
fn without_enforced_sign_on_an_account_is_made_a_member() {
    for profile in &MODERN[1..] {
        let mut host = Host::with(profile, &[("default-role", "reporter")]);
        host.register("ada");
        let reply = host.post(&person("ada"));
        assert_eq!(reply.status, 201, "{profile}");
        assert_eq!(host.role("ada"), "reporter");
        assert_eq!(host.scim("ada")["active"], true);
        assert_eq!((host.saml("ada"), host.accounts()), (Value::Null, 1));
        assert_eq!(host.account("ada")["enterprise"], false);
    }
}

/// Shows S56.
#[test]
fn with_enforced_sign_on_a_linked_account_is_made_a_member() {
    for profile in MODERN {
        let mut host = Host::with(profile, &[("sso-enforced", "on")]);
        host.register("ada");
        host.link("ada", "ada-uid");
        assert_eq!(host.post(&person("ada")).status, 201, "{profile}");
        assert!(host.is_member("ada"));
        assert_eq!(host.scim("ada")["extern_uid"], "ada-uid");
    }
}

/// Shows S65, S94.
#[test]
fn with_enforced_sign_on_an_unlinked_account_is_refused() {
    for (profile, text) in UNLINKED {
        let settings = [("sso-enforced", "on"), ("existing-email", "link")];
        let mut host = Host::with(profile, &settings);
        host.register("ada");
        let reply = host.post(&person("ada"));
        assert_eq!(
            (reply.status, tail(&reply).as_str()),
            (412, text),
            "{profile}"
        );
        assert!(!host.is_member("ada"));
        assert_eq!(host.scim("ada"), Value::Null);
        host.link("ada", "ada-uid");
        assert_eq!(host.post(&person("ada")).status, 201);
    }
}

/// The second cause of that message: linked to SAML, but removed earlier.
///
/// Shows S94.
#[test]
fn with_enforced_sign_on_who_was_removed_is_refused() {
    for (profile, text) in &UNLINKED[2..] {
        let mut host = Host::with(profile, &[("sso-enforced", "on")]);
        host.provision("ada");
        host.delete("ada-uid");
        assert_eq!(host.saml("ada"), "ada-uid");
        let reply = host.post(&person("ada"));
        assert_eq!(
            (reply.status, tail(&reply).as_str()),
            (412, *text),
            "{profile}"
        );
        assert_eq!(host.scim("ada")["active"], false);
    }
}

#[test]
fn without_enforced_sign_on_who_was_removed_comes_back_inactive() {
    for profile in &MODERN[1..] {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.delete("ada-uid");
        let reply = host.post(&person("ada"));
        assert_eq!(
            (reply.status, &body(&reply)["active"]),
            (201, &false.into()),
            "{profile}"
        );
        assert!(host.is_member("ada"));
    }
}

#[test]
fn who_was_removed_and_comes_back_under_another_name_is_a_conflict() {
    for profile in &MODERN[1..] {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.delete("ada-uid");
        let reply = host.post(&person_with("ada", "/externalId", "other-uid"));
        assert_eq!(
            (reply.status, tail(&reply).as_str()),
            (409, "User has already been taken")
        );
    }
}

#[test]
fn an_account_whose_domain_is_not_allowed_is_refused() {
    for profile in SAAS {
        let settings = [
            ("allowed-email-domains", "corp.test"),
            ("existing-email", "link"),
        ];
        let mut host = Host::with(profile, &settings);
        host.register("ada");
        let reply = host.post(&person("ada"));
        assert_eq!(reply.status, 412);
        assert_eq!(
            tail(&reply),
            "The member's email address is not allowed for this group. Check with your \
             administrator."
        );
        assert_eq!(
            (host.scim("ada"), host.saml("ada")),
            (Value::Null, Value::Null)
        );
    }
}

/// The linking must be done before provisioning is turned on.
///
/// Shows S53, S57.
#[test]
fn early_versions_say_that_the_email_exists() {
    for profile in ["gitlab-saas-11.10", "gitlab-saas-14"] {
        let mut host = Host::new(profile);
        host.register("ada");
        let reply = host.post(&person("ada"));
        let text = "Email has already been taken";
        assert_eq!(
            (reply.status, tail(&reply).as_str()),
            (409, text),
            "{profile}"
        );
        assert!(!host.is_member("ada"));
        host.link("ada", "ada-uid");
        let status = if profile == "gitlab-saas-14" {
            201
        } else {
            409
        };
        assert_eq!(host.post(&person("ada")).status, status);
    }
}

/// Shows S54.
#[test]
fn secondary_addresses_decide_too() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        let with = json!({
            "email": "ada@home.test", "emails": ["ada@example.com"], "username": "ada", "name": "A",
        });
        host.act("add-account", with);
        let reply = host.post(&person("ada"));
        if profile == "gitlab-saas-14" {
            let text = "Email has already been taken";
            assert_eq!((reply.status, tail(&reply).as_str()), (409, text));
        } else {
            assert_eq!(reply.status, 201, "{profile}");
        }
        assert_eq!(host.accounts(), 1);
    }
}

/// Shows S84.
#[test]
fn another_address_makes_a_second_account() {
    let mut host = Host::new("gitlab-saas-now");
    host.register("ada");
    let reply = host.post(&person_with("ada", "/emails/0/value", "ada@corp.test"));
    assert_eq!((reply.status, host.accounts()), (201, 2));
    assert_eq!(body(&reply)["userName"], "ada1");
}

#[test]
fn in_13_a_refused_member_got_an_identity_nevertheless() {
    let settings = [
        ("sso-enforced", "on"),
        ("refused-member-keeps-identity", "on"),
    ];
    let mut host = Host::with("gitlab-saas-15", &settings);
    host.register("ada");
    assert_eq!(host.post(&person("ada")).status, 412);
    assert_eq!(host.scim("ada")["active"], true);
    assert!(!host.is_member("ada"));
}

#[test]
fn the_status_of_refusals_was_another_one_long_ago() {
    let settings = [("sso-enforced", "on"), ("generic-error-status", "409")];
    let mut host = Host::with("gitlab-saas-15", &settings);
    host.register("ada");
    let reply = host.post(&person("ada"));
    assert_eq!((reply.status, &body(&reply)["status"]), (409, &409.into()));
    let text = error(409, "Unsupported Filter");
    assert_eq!(host.get("/Users?filter=x").body, text);
    assert_eq!(host.base, GROUP);
}
