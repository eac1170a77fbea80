//! What SCIM has of somebody and what the sign-in says drift apart, and are brought together again.

use serde_json::{Value, json};

use super::support::{Browser, Seen, entered, refused, still};
use crate::server::gitlab::testing::version;

const EMAIL_TAKEN: &str = "SAML authentication failed: Email has already been taken";
const CONNECT: &str = "There is already a GitLab account associated with this email address. Sign in with your existing \
                       credentials to connect your organization's account";
const USER_TAKEN: &str = "SAML authentication failed: User has already been taken";

fn connected(username: &str) -> Seen {
    let text = "Your organization's SSO has been connected to your GitLab account";
    Seen {
        notice: Some(text.to_owned()),
        ..entered(200, username)
    }
}

/// A host with Ada, whom SCIM made as `object-id`.
fn provisioned(profile: &str) -> Browser {
    let mut browser = Browser::at(version(profile, &[]));
    assert_eq!(browser.provision("ada", "object-id"), 201);
    browser
}

/// Fix by SCIM: the external id is set to what the sign-in says.
///
/// Shows A1, A5, S14, S43, S62, S63, S81, S82.
#[test]
fn a_drifted_external_id_keeps_out_until_it_is_corrected() {
    for (profile, message) in [
        ("gitlab-saas-11.10", EMAIL_TAKEN),
        ("gitlab-saas-14", EMAIL_TAKEN),
        ("gitlab-saas-15", CONNECT),
        ("gitlab-saas-16-flag-off", CONNECT),
        ("gitlab-saas-16.4", CONNECT),
    ] {
        let mut browser = provisioned(profile);
        assert_eq!(
            browser.sign_in("object-id", "ada@example.com"),
            entered(200, "ada")
        );
        assert_eq!(
            browser.replace("object-id", "externalId", "ada@example.com"),
            204
        );
        assert_eq!(browser.saml("ada"), ["ada@example.com"], "{profile}");
        browser.session = None;
        let out = browser.sign_in("object-id", "ada@example.com");
        assert_eq!(out, refused(message), "{profile}");
        // The former id names nobody any more.
        assert_eq!(browser.replace("object-id", "externalId", "object-id"), 404);
        assert_eq!(
            browser.replace("ada@example.com", "externalId", "object-id"),
            204
        );
        assert_eq!(
            browser.sign_in("object-id", "ada@example.com"),
            entered(200, "ada"),
            "{profile}"
        );
    }
}

/// Where only the SCIM identity follows, the sign-in does not notice.
///
/// Shows S63.
#[test]
fn the_newest_version_keeps_the_name_of_the_sign_in() {
    let mut browser = provisioned("gitlab-saas-now");
    assert_eq!(browser.replace("object-id", "externalId", "other"), 204);
    assert_eq!(browser.saml("ada"), ["object-id"]);
    assert_eq!(
        browser.sign_in("object-id", "ada@example.com"),
        entered(200, "ada")
    );
}

/// Fix by the user: disconnect the account, sign in and connect it anew.
///
/// Shows A9, A7, S79, S85.
#[test]
fn a_user_mends_the_drift_alone() {
    for profile in ["gitlab-saas-14", "gitlab-saas-16.4"] {
        let mut browser = provisioned(profile);
        browser.with_password("ada");
        assert_eq!(
            browser.sign_in("new-app", "ada@example.com"),
            still("ada", USER_TAKEN)
        );
        browser.act("unlink-saml", json!({ "account": "ada" }));
        assert_eq!(
            browser.sign_in("new-app", "ada@example.com"),
            connected("ada")
        );
        assert_eq!(browser.saml("ada"), ["new-app"]);
    }
}

/// Shows S83.
#[test]
fn the_name_of_another_user_signs_in_to_the_wrong_account() {
    let mut browser = provisioned("gitlab-saas-14");
    browser.provision("bob", "id-of-bob");
    assert_eq!(
        browser.replace("object-id", "externalId", "id-of-bob"),
        412,
        "it is taken"
    );
    assert_eq!(browser.replace("object-id", "externalId", "free"), 204);
    assert_eq!(browser.replace("id-of-bob", "externalId", "object-id"), 204);
    assert_eq!(browser.replace("free", "externalId", "id-of-bob"), 204);
    assert_eq!(
        browser.sign_in("object-id", "ada@example.com"),
        entered(200, "bob")
    );
}

/// Shows A4, S40, S78.
#[test]
fn another_name_with_another_email_makes_a_second_account() {
    let mut browser = provisioned("gitlab-saas-16.4");
    assert_eq!(
        browser.sign_in("ada@new.test", "ada@new.test"),
        entered(200, "ada1")
    );
    assert_eq!(browser.act("accounts", Value::Null)["count"], 2);
}

/// What the identity provider said stands beside what is stored.
///
/// Shows S68, S70, S71, S73, S74.
#[test]
fn the_trace_shows_the_name_beside_the_external_id() {
    let mut browser = provisioned("gitlab-saas-14");
    browser.sign_in("OBJECT-ID", "ada@example.com");
    browser.sign_in_unasked("object-id", "ada@example.com");
    let seen = browser.act("sign-ins", Value::Null);
    assert_eq!(seen["count"], 2);
    let [first, second] = [&seen["sign_ins"][0], &seen["sign_ins"][1]];
    assert_eq!(first["name_id"], "OBJECT-ID");
    assert_eq!(first["email"], "ada@example.com");
    assert_eq!(first["attributes"]["name"], json!(["Ada Lovelace"]));
    assert_eq!(first["refused"], EMAIL_TAKEN);
    assert_eq!(first["extern_uid"], json!([]));
    assert_eq!(second["refused"], Value::Null);
    assert_eq!(second["extern_uid"], json!(["object-id"]));
    assert_eq!(second["in_response_to"], Value::Null);
    let eve = browser.act("sign-ins", json!({ "email": "eve@example.com" }));
    assert_eq!(eve["count"], 0);
    let identities = browser.act("identities", json!({ "account": "ada" }));
    assert_eq!(identities["saml"][0]["extern_uid"], "object-id");
    assert_eq!(identities["scim"][0]["extern_uid"], "object-id");
    assert_eq!(identities["scim"][0]["active"], true);
}
