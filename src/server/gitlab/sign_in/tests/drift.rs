//! The external id here and the name there drift apart, and are brought together again.

use serde_json::{Value, json};

use super::support::{Browser, Seen, entered, refused, still};
use crate::server::gitlab::model::World;
use crate::server::gitlab::testing::version;

const TAKEN: &str = "SAML authentication failed: Email has already been taken";

/// Somebody whom SCIM made: both identities have the name, and the group provisioned the account.
fn provisioned(world: &mut World, name: &str, uid: &str) {
    let group = world.main_group();
    let account = crate::server::gitlab::testing::account(world, name);
    world.account_mut(account).unwrap().provisioned_by = Some(group);
    world
        .saml_identities
        .add(Some(group), account, uid)
        .unwrap();
    world
        .scim_identities
        .add(Some(group), account, uid)
        .unwrap();
    let role = world.new_role(group);
    world.insert_member(group, account, role);
}

/// What a PATCH of `externalId` does where it reaches the sign-in.
fn drift(browser: &mut Browser, name: &str, uid: &str) {
    let group = browser.world.main_group();
    let account = browser.world.account_named(name).unwrap().id;
    browser
        .world
        .scim_identities
        .rename(Some(group), account, uid)
        .unwrap();
    browser
        .world
        .saml_identities
        .rename(Some(group), account, uid)
        .unwrap();
}

/// Shows A5, S62, S82.
#[test]
fn a_drifted_external_id_keeps_out_until_it_is_corrected() {
    let mut browser = Browser::at(version("gitlab-saas-14", &[]));
    provisioned(&mut browser.world, "ada", "object-id");
    assert_eq!(
        browser.sign_in("object-id", "ada@example.com"),
        entered(200, "ada")
    );
    browser.session = None;
    drift(&mut browser, "ada", "ada@example.com");
    assert_eq!(
        browser.sign_in("object-id", "ada@example.com"),
        refused(TAKEN)
    );
    // The documented fix: the external id is set to the NameID.
    drift(&mut browser, "ada", "object-id");
    assert_eq!(
        browser.sign_in("object-id", "ada@example.com"),
        entered(200, "ada")
    );
}

/// Shows A9, A7, S79, S85.
#[test]
fn a_user_mends_the_drift_alone() {
    let mut browser = Browser::at(version("gitlab-saas-14", &[]));
    provisioned(&mut browser.world, "ada", "old-app");
    browser.with_password("ada");
    let message = "SAML authentication failed: User has already been taken";
    assert_eq!(
        browser.sign_in("new-app", "ada@example.com"),
        still("ada", message)
    );
    browser.act("unlink-saml", json!({ "account": "ada" }));
    let connected = "Your organization's SSO has been connected to your GitLab account";
    let seen = browser.sign_in("new-app", "ada@example.com");
    assert_eq!(
        seen,
        Seen {
            notice: Some(connected.to_owned()),
            ..entered(200, "ada")
        }
    );
    assert_eq!(browser.saml("ada"), ["new-app"]);
}

/// Shows S83.
#[test]
fn the_name_of_another_user_signs_in_to_the_wrong_account() {
    let mut browser = Browser::at(version("gitlab-saas-14", &[]));
    provisioned(&mut browser.world, "ada", "id-of-ada");
    provisioned(&mut browser.world, "bob", "id-of-bob");
    drift(&mut browser, "ada", "free");
    drift(&mut browser, "bob", "id-of-ada");
    drift(&mut browser, "ada", "id-of-bob");
    assert_eq!(
        browser.sign_in("id-of-ada", "ada@example.com"),
        entered(200, "bob")
    );
}

/// Shows A4, S40, S78.
#[test]
fn another_name_with_another_email_makes_a_second_account() {
    let mut browser = Browser::at(version("gitlab-saas-16.4", &[]));
    provisioned(&mut browser.world, "ada", "object-id");
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
    let mut browser = Browser::at(version("gitlab-saas-14", &[]));
    provisioned(&mut browser.world, "ada", "object-id");
    browser.sign_in("OBJECT-ID", "ada@example.com");
    browser.sign_in_unasked("object-id", "ada@example.com");
    let seen = browser.act("sign-ins", Value::Null);
    assert_eq!(seen["count"], 2);
    let [first, second] = [&seen["sign_ins"][0], &seen["sign_ins"][1]];
    assert_eq!(first["name_id"], "OBJECT-ID");
    assert_eq!(first["email"], "ada@example.com");
    assert_eq!(first["attributes"]["name"], json!(["Ada Lovelace"]));
    assert_eq!(first["refused"], TAKEN);
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
