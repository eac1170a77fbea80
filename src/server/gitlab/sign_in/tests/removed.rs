//! Somebody is removed by SCIM and comes back: what the sign-in makes of it, version by version.

use serde_json::json;

use super::support::{Browser, Seen, entered, refused};
use crate::server::gitlab::testing::version;

const BLOCKED: &str = "Your account has been blocked. Please contact your GitLab administrator if you think this is an \
                       error.";

/// A group that enforces single sign-on, with Ada, who was removed.
fn removed(profile: &str) -> Browser {
    let mut browser = Browser::at(version(profile, &[("sso-enforced", "on")]));
    assert_eq!(browser.provision("ada", "ada-1"), 201);
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
    browser.session = None;
    assert_eq!(browser.replace("ada-1", "active", false), 204);
    assert_eq!(browser.members().len(), 0);
    browser
}

/// Shows A1, A2, S102.
#[test]
fn since_the_saml_identity_is_kept_coming_back_is_enough() {
    for profile in ["gitlab-saas-16.4", "gitlab-saas-now"] {
        let mut browser = removed(profile);
        assert_eq!(browser.saml("ada"), ["ada-1"]);
        assert_eq!(
            browser.sign_in("ada-1", "ada@example.com"),
            entered(404, "ada"),
            "{profile}"
        );
        assert_eq!(browser.replace("ada-1", "active", true), 204);
        assert_eq!(browser.members(), ["ada"]);
        assert_eq!(
            browser.sign_in("ada-1", "ada@example.com"),
            entered(200, "ada"),
            "{profile}"
        );
    }
}

/// Shows A5, A7, S103.
#[test]
fn before_that_the_user_must_connect_the_account_again() {
    let mut browser = removed("gitlab-saas-16-flag-off");
    assert_eq!(browser.saml("ada").len(), 0);
    assert_eq!(browser.replace("ada-1", "active", true), 204);
    let taken = browser.sign_in("ada-1", "ada@example.com").alert.unwrap();
    assert!(
        taken.starts_with("There is already a GitLab account"),
        "{taken}"
    );
    browser.with_password("ada");
    let connected = "Your organization's SSO has been connected to your GitLab account";
    let seen = browser.sign_in("ada-1", "ada@example.com");
    assert_eq!(
        seen,
        Seen {
            notice: Some(connected.to_owned()),
            ..entered(200, "ada")
        }
    );
    assert_eq!(browser.members(), ["ada"]);
}

/// Shows A17, S65, S101.
#[test]
fn in_14_the_account_must_be_linked_before_it_is_provisioned_again() {
    let mut browser = removed("gitlab-saas-14");
    assert_eq!(browser.provision("ada", "ada-1"), 409);
    let message = "User is not linked to a SAML account";
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        refused(message)
    );
    browser.act(
        "link-saml",
        json!({ "account": "ada", "extern-uid": "ada-1" }),
    );
    assert_eq!(browser.provision("ada", "ada-1"), 201);
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
}

/// Shows A3, S104, S106.
#[test]
fn an_instance_blocks_and_unblocks() {
    let mut browser = Browser::at_instance(version("gitlab-self-managed-16", &[]));
    assert_eq!(browser.provision("ada", "ada-1"), 201);
    let inside = Seen {
        status: 200,
        username: Some("ada".to_owned()),
        ..Seen::default()
    };
    assert_eq!(browser.sign_in("ada-1", "ada@example.com"), inside);
    assert_eq!(browser.replace("ada-1", "active", false), 204);
    // The session has ended.
    assert_eq!(browser.look("/").status, 302);
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        refused(BLOCKED)
    );
    assert_eq!(browser.replace("ada-1", "active", true), 204);
    assert_eq!(browser.sign_in("ada-1", "ada@example.com"), inside);
}
