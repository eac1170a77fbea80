//! The identity provider of a self-managed instance.

use serde_json::{Value, json};

use super::support::{Browser, Seen, refused, still};
use crate::server::gitlab::model::AccountState;
use crate::server::gitlab::perform;
use crate::server::gitlab::testing::{account, version, world};

fn instance(settings: &[(&str, &str)]) -> Browser {
    let mut browser = Browser::at_instance(version("gitlab-self-managed-16", settings));
    account(&mut browser.world, "ada");
    browser
}

fn inside(username: &str) -> Seen {
    Seen {
        status: 200,
        username: Some(username.to_owned()),
        ..Seen::default()
    }
}

/// Shows A18, S66.
#[test]
fn an_identity_that_an_administrator_added_lets_in() {
    let mut browser = instance(&[("saml-auto-link", "off")]);
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        refused("Email has already been taken")
    );
    let one = json!({ "identities": [{ "account": "ada", "extern-uid": "ada-1" }] });
    browser.act("add-identity", one);
    assert_eq!(browser.sign_in("ada-1", "ada@example.com"), inside("ada"));
    assert_eq!(
        browser.sign_in_unasked("ada-1", "ada@example.com"),
        inside("ada")
    );
    // No group has anything to do with it.
    assert_eq!(browser.members().len(), 0);
}

/// Shows A18.
#[test]
fn accounts_are_linked_by_email_where_that_is_on() {
    let mut browser = instance(&[]);
    assert_eq!(browser.sign_in("ada-1", "ada@example.com"), inside("ada"));
    assert_eq!(browser.saml("ada"), ["ada-1"]);
    // Only once.
    browser.session = None;
    let message = "SAML authentication failed: User has already been taken";
    assert_eq!(
        browser.sign_in("ada-2", "ada@example.com"),
        refused(message)
    );
}

/// Shows A18.
#[test]
fn who_has_no_account_gets_one_where_that_is_allowed() {
    let mut browser = instance(&[]);
    assert_eq!(browser.sign_in("bob-1", "bob@example.com"), inside("bob"));
    assert_eq!(
        browser.act("account", json!({ "account": "bob" }))["enterprise"],
        false
    );
    let mut browser = instance(&[("saml-sign-up", "off"), ("saml-auto-link", "off")]);
    let message =
        "Signing in using your SAML account without a pre-existing GitLab account is not allowed.";
    assert_eq!(
        browser.sign_in("bob-1", "bob@example.com"),
        refused(message)
    );
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        refused(message)
    );
    assert_eq!(browser.act("accounts", Value::Null)["count"], 1);
}

#[test]
fn above_the_user_cap_who_signs_up_waits() {
    let mut browser = instance(&[("user-cap", "2")]);
    let seen = browser.sign_in("bob-1", "bob@example.com");
    assert_eq!(
        seen,
        refused(
            "Your account is pending approval from your GitLab administrator and hence blocked. Please contact your \
             GitLab administrator if you think this is an error."
        )
    );
    let bob = browser.act("account", json!({ "account": "bob" }));
    assert_eq!(bob["state"], "blocked_pending_approval");
    browser.act("set", json!({ "user-cap": 5 }));
    assert_eq!(browser.sign_in("eve-1", "eve@example.com"), inside("eve"));
}

#[test]
fn a_name_without_letters_still_makes_a_username() {
    let mut browser = instance(&[]);
    let seen = browser.sign_in("bob-1", "_@example.com");
    assert_eq!(seen, inside("blank"));
    browser.session = None;
    let seen = browser.sign_in("eve-1", "-@example.com");
    assert_eq!(seen, inside("blank1"));
}

/// Shows A3, S104.
#[test]
fn who_was_removed_is_blocked_and_does_not_get_in() {
    let mut browser = instance(&[]);
    browser.sign_in("ada-1", "ada@example.com");
    let ada = browser.world.account_named("ada").unwrap().id;
    browser.world.account_mut(ada).unwrap().state = AccountState::Blocked;
    let message = "Your account has been blocked. Please contact your GitLab administrator if you think this is an error.";
    assert_eq!(
        browser.look("/"),
        Seen {
            status: 302,
            ..Seen::default()
        }
    );
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        refused(message)
    );
    let refusal = perform(&mut browser.world, "session", &json!({ "account": "ada" })).unwrap_err();
    assert_eq!(refusal.message, "Your account has been blocked.");
    browser.world.account_mut(ada).unwrap().state = AccountState::Active;
    assert_eq!(browser.sign_in("ada-1", "ada@example.com"), inside("ada"));
}

/// Shows A18.
#[test]
fn who_is_signed_in_connects_the_account() {
    let mut browser = instance(&[("saml-auto-link", "off")]);
    browser.with_password("ada");
    let unasked = "Request to link SAML account must be authorized";
    assert_eq!(
        browser.sign_in_unasked("ada-1", "ada@example.com"),
        still("ada", unasked)
    );
    let seen = browser.sign_in("ada-1", "ada@example.com");
    assert_eq!(
        seen.notice.as_deref(),
        Some("Authentication method updated")
    );
    assert_eq!(browser.saml("ada"), ["ada-1"]);
}

/// Shows S66, S108.
#[test]
fn an_administrator_adds_many_identities_at_once_or_none() {
    let mut browser = instance(&[]);
    account(&mut browser.world, "bob");
    let refuse = |browser: &mut Browser, with: Value| {
        let refusal = perform(&mut browser.world, "add-identity", &with).unwrap_err();
        assert_eq!(browser.act("identities", Value::Null)["saml"], json!([]));
        refusal
    };
    let both =
        |second: Value| json!({ "identities": [{ "account": "ada", "extern-uid": "a" }, second] });
    for (with, message) in [
        (json!({}), "`identities` is no list"),
        (
            both(json!({ "account": "bob" })),
            "identity 1 has no `extern-uid`",
        ),
        (
            both(json!({ "account": "eve", "extern-uid": "e" })),
            "there is no account `eve`",
        ),
        (
            both(json!({ "account": "bob", "extern-uid": "A" })),
            "`bob`: Extern uid has already been taken",
        ),
        (
            both(json!({ "account": "ada", "extern-uid": "b" })),
            "`ada`: User has already been taken",
        ),
    ] {
        assert_eq!(refuse(&mut browser, with).message, message);
    }
    let done = browser.act(
        "add-identity",
        both(json!({ "account": "bob@example.com", "extern-uid": "b" })),
    );
    assert_eq!(done["count"], 2);
    assert_eq!(browser.saml("ada"), ["a"]);
    assert_eq!(browser.saml("bob"), ["b"]);
}

#[test]
fn on_gitlab_com_nobody_adds_identities_for_others() {
    let refusal = perform(
        &mut world(&[]),
        "add-identity",
        &json!({ "identities": [] }),
    )
    .unwrap_err();
    assert_eq!(
        refusal.message,
        "only administrators of a self-managed instance can add identities"
    );
    assert!(refusal.hint.unwrap().contains("`link-saml`"));
}

/// The doors are where the product has them.
#[test]
fn an_instance_without_saml_has_no_door() {
    let mut browser = instance(&[("instance-saml", "off")]);
    let reply = browser.get("/users/auth/saml");
    let to_sign_in = ("location", "https://gitlab.test/users/sign_in".to_owned());
    assert!(reply.headers.contains(&to_sign_in));
    // Groups have none on this instance, and the instance has none on GitLab.com.
    assert!(
        browser
            .get("/groups/my-group/-/saml")
            .headers
            .contains(&to_sign_in)
    );
    let mut browser = Browser::at(world(&[]));
    assert!(
        browser
            .get("/users/auth/saml")
            .headers
            .contains(&to_sign_in)
    );
}
