//! Somebody is signed in already, and comes by way of the identity provider.

use serde_json::json;

use super::support::{Browser, Seen, entered, refused, still};
use crate::server::gitlab::testing::{account, version, world};

const USER_TAKEN: &str = "SAML authentication failed: User has already been taken";

fn connected(username: &str) -> Seen {
    Seen {
        notice: Some(
            "Your organization's SSO has been connected to your GitLab account".to_owned(),
        ),
        ..entered(200, username)
    }
}

/// A host with accounts `ada` and `bob`, in the browser of Ada.
fn ada_at(profile: &str) -> Browser {
    let mut browser = Browser::at(version(profile, &[]));
    account(&mut browser.world, "ada");
    account(&mut browser.world, "bob");
    browser.with_password("ada");
    browser
}

/// Shows A7, S56, S79.
#[test]
fn who_is_signed_in_connects_the_account() {
    for settings in [&[][..], &[("sso-enforced", "on")]] {
        let mut browser = Browser::at(world(settings));
        account(&mut browser.world, "ada");
        browser.with_password("ada");
        assert_eq!(
            browser.sign_in("ada-1", "whoever@example.com"),
            connected("ada")
        );
        assert_eq!(browser.saml("ada"), ["ada-1"]);
        assert_eq!(browser.members(), ["ada"]);
        assert_eq!(
            browser.sign_in("ada-1", "ada@example.com"),
            entered(200, "ada")
        );
    }
}

/// Shows A8.
#[test]
fn a_name_that_somebody_has_cannot_be_connected() {
    let mut browser = ada_at("gitlab-saas-now");
    browser.act(
        "link-saml",
        json!({ "account": "bob", "extern-uid": "b0b" }),
    );
    let message = "my-group SAML authentication failed: Extern uid has already been taken.";
    for name in ["b0b", "B0B"] {
        assert_eq!(
            browser.sign_in(name, "ada@example.com"),
            still("ada", message)
        );
    }
    assert_eq!(browser.saml("ada").len(), 0);
    assert_eq!(browser.members(), ["bob"]);
}

/// Shows A9, S79.
#[test]
fn older_versions_refuse_another_name() {
    for profile in [
        "gitlab-saas-11.10",
        "gitlab-saas-14",
        "gitlab-saas-15",
        "gitlab-saas-16-flag-off",
        "gitlab-saas-16.4",
    ] {
        let mut browser = ada_at(profile);
        browser.act(
            "link-saml",
            json!({ "account": "ada", "extern-uid": "old" }),
        );
        assert_eq!(
            browser.sign_in("new", "ada@example.com"),
            still("ada", USER_TAKEN),
            "{profile}"
        );
        assert_eq!(browser.saml("ada"), ["old"]);
        // The documented fix: disconnect, and come again.
        browser.act("unlink-saml", json!({ "account": "ada" }));
        assert_eq!(
            browser.sign_in("new", "ada@example.com"),
            connected("ada"),
            "{profile}"
        );
        assert_eq!(browser.saml("ada"), ["new"]);
    }
}

/// Shows A10.
#[test]
fn newer_versions_take_another_name_for_a_verified_email() {
    let mut browser = ada_at("gitlab-saas-now");
    browser.act(
        "link-saml",
        json!({ "account": "ada", "extern-uid": "old" }),
    );
    let message =
        "SAML Name ID and email address do not match your user account. Contact an administrator.";
    assert_eq!(
        browser.sign_in("new", "bob@example.com"),
        still("ada", message)
    );
    assert_eq!(browser.saml("ada"), ["old"]);
    assert_eq!(
        browser.sign_in("new", "ADA@example.com"),
        entered(200, "ada")
    );
    assert_eq!(browser.saml("ada"), ["new"]);
    // An address that is not confirmed proves nothing.
    let ada = browser.world.account_named("ada").unwrap().id;
    browser.world.account_mut(ada).unwrap().emails[0].is_confirmed = false;
    assert_eq!(
        browser.sign_in("newer", "ada@example.com"),
        still("ada", message)
    );
    // Nor can it take what is somebody's.
    browser.world.account_mut(ada).unwrap().emails[0].is_confirmed = true;
    browser.act(
        "link-saml",
        json!({ "account": "bob", "extern-uid": "b0b" }),
    );
    let taken = "my-group SAML authentication failed: Extern uid has already been taken.";
    assert_eq!(
        browser.sign_in("b0b", "ada@example.com"),
        still("ada", taken)
    );
    let events = browser.act(
        "audit",
        json!({ "name": "update_mismatched_group_saml_extern_uid" }),
    );
    let messages: Vec<_> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["message"])
        .collect();
    assert_eq!(
        messages,
        [
            "Updated extern_uid from old to new",
            "Failed to update extern_uid from new to b0b"
        ]
    );
}

/// Shows A11.
#[test]
fn a_name_in_other_letter_case_is_refused_with_both_messages() {
    for profile in ["gitlab-saas-14", "gitlab-saas-now"] {
        let mut browser = ada_at(profile);
        browser.act(
            "link-saml",
            json!({ "account": "ada", "extern-uid": "Ada@example.com" }),
        );
        let message = "SAML authentication failed: Extern uid has already been taken and User has already been taken";
        let seen = browser.sign_in("ada@example.com", "ada@example.com");
        assert_eq!(seen, still("ada", message), "{profile}");
        assert_eq!(browser.saml("ada"), ["Ada@example.com"]);
    }
}

/// Shows A12, S58.
#[test]
fn connecting_must_have_been_asked_for() {
    let mut browser = ada_at("gitlab-saas-now");
    let message = "Request to link SAML account must be authorized";
    assert_eq!(
        browser.sign_in_unasked("ada-1", "ada@example.com"),
        still("ada", message)
    );
    assert_eq!(browser.saml("ada").len(), 0);
    // Who is connected may come unasked.
    browser.act(
        "link-saml",
        json!({ "account": "ada", "extern-uid": "ada-1" }),
    );
    assert_eq!(
        browser.sign_in_unasked("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
}

/// The answer to a request of another browser connects nothing: else an attacker could connect a victim's account with
/// a name of their own.
#[test]
fn the_request_of_another_browser_does_not_count() {
    let mut browser = ada_at("gitlab-saas-now");
    let ada = browser.session.take();
    let (request, _) = browser.start();
    browser.session = ada;
    let attributes = [("email", "ada@example.com")];
    let seen = browser.bring(Some("eve-1"), &attributes, Some(&request.id), None);
    let alert = seen.alert.unwrap();
    assert!(
        alert.contains("does not match the ID of the AuthnRequest"),
        "{alert}"
    );
    assert_eq!(browser.saml("ada").len(), 0);
}

/// The identity provider turns away who is not assigned to its application; the host only sees that somebody began.
///
/// Shows A16, S61.
#[test]
fn who_is_turned_away_leaves_no_trace() {
    let mut browser = Browser::at(world(&[]));
    browser.start();
    assert_eq!(browser.act("sign-ins", json!({}))["count"], 0);
    assert_eq!(browser.act("accounts", json!({}))["count"], 0);
    assert_eq!(
        browser.look("/users/sign_in"),
        Seen {
            status: 200,
            ..Seen::default()
        }
    );
    assert_ne!(browser.look("/users/sign_in"), refused(""));
}
