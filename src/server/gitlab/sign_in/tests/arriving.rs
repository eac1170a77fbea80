//! Nobody is signed in yet.

use serde_json::{Value, json};

use super::support::{Browser, entered, refused};
use crate::server::gitlab::testing::{account, version, world};

const TAKEN: &str = "There is already a GitLab account associated with this email address. Sign in with your existing \
                     credentials to connect your organization's account";

/// A host where Ada's account is linked to SAML as `ada-1`.
fn linked(settings: &[(&str, &str)]) -> Browser {
    let mut browser = Browser::at(world(settings));
    account(&mut browser.world, "ada");
    browser.act(
        "link-saml",
        json!({ "account": "ada", "extern-uid": "ada-1" }),
    );
    browser
}

/// Shows A1, S58, S60.
#[test]
fn who_is_linked_gets_in_and_is_a_member_with_the_default_role() {
    let mut browser = linked(&[("default-role", "developer")]);
    browser.act("remove-member", json!({ "account": "ada" }));
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
    let account = browser.act("account", json!({ "account": "ada" }));
    assert_eq!(
        account["memberships"],
        json!([{ "path": "my-group", "role": "developer" }])
    );
    let events = browser.act("audit", Value::Null);
    let messages = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["message"]);
    let messages: Vec<_> = messages.filter_map(Value::as_str).collect();
    assert!(messages.ends_with(&[
        "Added as SAML group member",
        "Signed in with GROUP_SAML authentication"
    ]));
    let added = browser.act("audit", json!({ "name": "group_saml_member_added" }));
    assert_eq!(
        added["events"][1]["details"]["custom_message"],
        "User ada added to group my-group through SAML authentication"
    );
    // It is said once.
    assert_eq!(browser.look("/groups/my-group").notice, None);
}

/// Shows A1, S58.
#[test]
fn it_may_begin_at_the_identity_provider() {
    let mut browser = linked(&[("sso-enforced", "on")]);
    assert_eq!(
        browser.sign_in_unasked("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
    assert_eq!(browser.members(), ["ada"]);
}

/// Another e-mail does not matter to who is linked, and nothing of the account is changed.
///
/// Shows A1.
#[test]
fn the_name_decides_and_not_the_email() {
    let mut browser = linked(&[]);
    assert_eq!(
        browser.sign_in("ada-1", "countess@example.com"),
        entered(200, "ada")
    );
    let account = browser.act("account", json!({ "account": "ada" }));
    assert_eq!(account["email"], "ada@example.com");
    assert_eq!(account["secondary_emails"], json!([]));
}

/// Shows A2.
#[test]
fn an_inactive_scim_identity_keeps_out_of_the_group() {
    for (settings, is_member) in [
        (&[("sso-enforced", "on")][..], false),
        (&[], true),
        (
            &[
                ("sso-enforced", "on"),
                ("inactive-blocks-membership", "off"),
            ],
            true,
        ),
    ] {
        let mut browser = linked(settings);
        let group = browser.world.main_group();
        let ada = browser.world.account_named("ada").unwrap().id;
        browser
            .world
            .scim_identities
            .add(Some(group), ada, "ada-1")
            .unwrap();
        browser
            .world
            .scim_identities
            .set_active(Some(group), ada, false);
        browser.world.remove_member(group, ada);
        let status = if is_member { 200 } else { 404 };
        assert_eq!(
            browser.sign_in("ada-1", "ada@example.com"),
            entered(status, "ada")
        );
        assert_eq!(browser.members().is_empty(), !is_member);
    }
}

/// Shows A4, S78, S82.
#[test]
fn an_unknown_name_with_an_unknown_email_makes_a_second_account() {
    let mut browser = linked(&[("verified-domains", "verified.test")]);
    assert_eq!(
        browser.sign_in("ada-2", "ada@verified.test"),
        entered(200, "ada1")
    );
    let account = browser.act("account", json!({ "account": "ada1" }));
    assert_eq!(account["name"], "Ada Lovelace");
    assert_eq!(account["enterprise"], true);
    assert_eq!(account["confirmed"], true);
    assert_eq!(account["password_automatically_set"], true);
    assert_eq!(browser.saml("ada1"), ["ada-2"]);
    assert_eq!(browser.members(), ["ada", "ada1"]);
    assert_eq!(browser.act("accounts", Value::Null)["count"], 2);
    browser.session = None;
    browser.sign_in("eve-1", "eve@example.com");
    assert_eq!(
        browser.act("account", json!({ "account": "eve" }))["confirmed"],
        false
    );
}

/// Shows A5.
#[test]
fn the_email_of_an_account_that_is_not_linked_is_refused() {
    for (profile, message) in [
        (
            "gitlab-saas-11.10",
            "SAML authentication failed: Email has already been taken",
        ),
        (
            "gitlab-saas-14",
            "SAML authentication failed: Email has already been taken",
        ),
        ("gitlab-saas-15", TAKEN),
        ("gitlab-saas-16-flag-off", TAKEN),
        ("gitlab-saas-16.4", TAKEN),
        ("gitlab-saas-now", TAKEN),
    ] {
        let mut browser = Browser::at(version(profile, &[]));
        account(&mut browser.world, "ada");
        assert_eq!(
            browser.sign_in("ada-1", "ada@example.com"),
            refused(message),
            "{profile}"
        );
        assert_eq!(browser.saml("ada").len(), 0);
        // Nobody is signed in now.
        assert_eq!(browser.get("/groups/my-group").status, 302);
    }
}

/// A secondary address is an address of the account, too.
///
/// Shows A5, S54.
#[test]
fn a_secondary_email_is_taken_as_well() {
    let mut browser = Browser::at(world(&[]));
    let with =
        json!({ "username": "ada", "email": "ada@home.test", "emails": ["ada@example.com"] });
    browser.act("add-account", with);
    assert_eq!(browser.sign_in("ada-1", "ADA@example.com"), refused(TAKEN));
}

/// Shows A6.
#[test]
fn an_account_that_the_group_made_is_linked_anew() {
    let mut browser = Browser::at(world(&[]));
    browser.sign_in("ada-1", "ada@example.com");
    browser.session = None;
    assert_eq!(
        browser.sign_in("ada-2", "ada@example.com"),
        entered(200, "ada")
    );
    assert_eq!(browser.saml("ada"), ["ada-2"]);
    let events = browser.act(
        "audit",
        json!({ "name": "update_mismatched_group_saml_extern_uid" }),
    );
    assert_eq!(
        events["events"][0]["message"],
        "Updated extern_uid from ada-1 to ada-2"
    );
    // Older versions do not.
    let mut browser = Browser::at(version("gitlab-saas-16.4", &[]));
    browser.sign_in("ada-1", "ada@example.com");
    browser.session = None;
    assert_eq!(browser.sign_in("ada-2", "ada@example.com"), refused(TAKEN));
}

/// Shows A11.
#[test]
fn letter_case_of_the_name_counts() {
    let mut browser = linked(&[]);
    assert_eq!(browser.sign_in("ADA-1", "ada@example.com"), refused(TAKEN));
    let taken = "my-group SAML authentication failed: Extern uid has already been taken.";
    assert_eq!(
        browser.sign_in("ADA-1", "other@example.com"),
        refused(taken)
    );
    assert_eq!(browser.act("accounts", Value::Null)["count"], 1);
}

/// Shows A13.
#[test]
fn a_response_without_name_is_refused() {
    let message = "SAML authentication failed: SAML NameID is missing from your SAML response. Please contact your \
                   administrator.";
    for name_id in [None, Some(""), Some(" ")] {
        let mut browser = linked(&[]);
        let (request, _) = browser.start();
        let attributes = [("email", "ada@example.com")];
        let seen = browser.bring(name_id, &attributes, Some(&request.id), None);
        assert_eq!(seen, refused(message));
    }
}

/// Shows A14.
#[test]
fn a_response_without_email_is_refused() {
    let message = "The SAML response did not contain an email address. Either the SAML identity provider is not \
                   configured to send the attribute, or the identity provider directory does not have an email address \
                   value for your user.";
    for attributes in [&[][..], &[("email", "")], &[("login", "ada@example.com")]] {
        let mut browser = linked(&[]);
        assert_eq!(
            browser.bring(Some("ada-1"), attributes, None, None),
            refused(message)
        );
    }
    for name in [
        "mail",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    ] {
        let mut browser = linked(&[]);
        let attributes = [(name, "ada@example.com")];
        assert_eq!(
            browser.bring(Some("ada-1"), &attributes, None, None),
            entered(200, "ada")
        );
    }
}

/// Shows A15.
#[test]
fn a_restricted_group_is_not_there_for_who_signed_in() {
    let mut browser = linked(&[("allowed-ips", "203.0.113.0/24")]);
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(404, "ada")
    );
    browser.ip = "203.0.113.7";
    assert_eq!(browser.look("/groups/my-group").status, 200);
    // Owners are exempt.
    browser.with_password("group-owner");
    browser.ip = "192.0.2.1";
    assert_eq!(browser.look("/groups/my-group").status, 200);

    let mut browser = linked(&[("allowed-email-domains", "example.org")]);
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(404, "ada")
    );
    assert_eq!(browser.members().len(), 0);
    browser.act(
        "set",
        json!({ "allowed-email-domains": "example.org,example.com" }),
    );
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
}

/// Shows A17, S65.
#[test]
fn an_enforced_group_says_that_the_account_is_not_linked() {
    for profile in ["gitlab-saas-11.10", "gitlab-saas-14"] {
        let mut browser = Browser::at(version(profile, &[("sso-enforced", "on")]));
        account(&mut browser.world, "ada");
        let message = "User is not linked to a SAML account";
        assert_eq!(
            browser.sign_in("ada-1", "ada@example.com"),
            refused(message)
        );
        browser.act(
            "link-saml",
            json!({ "account": "ada", "extern-uid": "ada-1" }),
        );
        assert_eq!(
            browser.sign_in("ada-1", "ada@example.com"),
            entered(200, "ada")
        );
    }
}

/// Shows A3.
#[test]
fn who_is_blocked_does_not_get_in() {
    use crate::server::gitlab::model::AccountState;
    let mut browser = linked(&[]);
    browser.with_password("ada");
    let ada = browser.world.account_named("ada").unwrap().id;
    browser.world.account_mut(ada).unwrap().state = AccountState::Blocked;
    // The session of before is of no use either.
    assert_eq!(browser.get("/groups/my-group").status, 302);
    let message = "Your account has been blocked. Please contact your GitLab administrator if you think this is an error.";
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        refused(message)
    );
}
