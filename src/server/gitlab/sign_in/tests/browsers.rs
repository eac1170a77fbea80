//! Sessions, pages, and answers that are not believed.

use http::Method;
use serde_json::json;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::support::{Browser, Seen, entered, header, key, xml};
use crate::saml::SigningKey;
use crate::server::gitlab::perform;
use crate::server::gitlab::testing::{account, world};

fn linked() -> Browser {
    let mut browser = Browser::at(world(&[]));
    account(&mut browser.world, "ada");
    browser.act(
        "link-saml",
        json!({ "account": "ada", "extern-uid": "ada-1" }),
    );
    browser
}

fn not_believed(seen: &Seen, reason: &str) {
    let alert = seen.alert.as_deref().unwrap();
    assert!(
        alert.starts_with("Could not authenticate you from GroupSAML because \""),
        "{alert}"
    );
    assert!(alert.contains(reason), "{alert}");
    assert_eq!(seen.username, None);
}

#[test]
fn the_browser_is_sent_to_the_identity_provider_with_a_request() {
    let mut browser = linked();
    browser.act(
        "configure-saml",
        json!({ "sso-url": "https://idp.test/sso?tenant=1" }),
    );
    let (request, state) = browser.start();
    assert_eq!(request.issuer, "https://gitlab.test/groups/my-group");
    assert_eq!(
        request.consumer,
        "https://gitlab.test/groups/my-group/-/saml/callback"
    );
    assert_eq!(request.destination, "https://idp.test/sso?tenant=1");
    assert_eq!(state, "/groups/my-group");
    let reply = browser.get("/groups/my-group/-/saml/sso");
    let location = header(&reply, "location").unwrap();
    assert!(
        location.starts_with("https://idp.test/sso?tenant=1&SAMLRequest="),
        "{location}"
    );
    let cookie = header(&reply, "set-cookie").unwrap();
    assert!(
        cookie.ends_with("; path=/; HttpOnly; Secure; SameSite=None"),
        "{cookie}"
    );
}

#[test]
fn an_answer_is_taken_once() {
    let mut browser = linked();
    let response = browser.answer(Some("ada-1"), &[("email", "ada@example.com")], None);
    assert_eq!(browser.post(&response, None), entered(200, "ada"));
    browser.session = None;
    not_believed(&browser.post(&response, None), "used before");
}

#[test]
fn a_request_is_answered_once() {
    let mut browser = linked();
    let (request, _) = browser.start();
    let attributes = [("email", "ada@example.com")];
    let id = Some(request.id.as_str());
    assert_eq!(
        browser.bring(Some("ada-1"), &attributes, id, None),
        entered(200, "ada")
    );
    let again = browser.bring(Some("ada-1"), &attributes, id, None);
    assert!(
        again
            .alert
            .unwrap()
            .contains("does not match the ID of the AuthnRequest")
    );
}

#[test]
fn a_changed_answer_is_not_believed() {
    let mut browser = linked();
    let response = browser.answer(Some("eve-1"), &[("email", "eve@example.com")], None);
    let forged = STANDARD.encode(xml(&response).replace("eve-1", "ada-1"));
    not_believed(
        &browser.post(&forged, None),
        "Invalid Signature on SAML Response",
    );
    not_believed(&browser.post("", None), "Invalid SAML Response");
    assert_eq!(browser.act("sign-ins", json!({}))["count"], 0);
    assert_eq!(
        browser
            .send(Method::POST, "/groups/my-group/-/saml/callback", "", "")
            .status,
        302
    );
}

#[test]
fn only_the_configured_identity_provider_is_believed() {
    let mut browser = linked();
    browser.act("configure-saml", json!({ "issuer": "https://other.test" }));
    not_believed(
        &browser.sign_in("ada-1", "ada@example.com"),
        "Doesn't match the issuer",
    );
    let other = rcgen::generate_simple_self_signed(["idp.test".to_owned()]).unwrap();
    let with = json!({ "issuer": "https://idp.test", "certificate": other.cert.pem() });
    browser.act("configure-saml", with);
    not_believed(
        &browser.sign_in("ada-1", "ada@example.com"),
        "Invalid Signature",
    );
    browser.act(
        "configure-saml",
        json!({ "certificate": SigningKey::SIMULATED_CERTIFICATE }),
    );
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
    for (with, message) in [
        (
            json!({ "certificate": "AA:BB" }),
            "this is no X.509 certificate in PEM",
        ),
        (
            json!({ "sso-url": "javascript:alert(1)" }),
            "`javascript:alert(1)` is no URL",
        ),
        (
            json!({ "fingerprint": "AA" }),
            "`configure-saml` takes no `fingerprint`",
        ),
    ] {
        let refusal = perform(&mut browser.world, "configure-saml", &with).unwrap_err();
        assert_eq!(refusal.message, message);
    }
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
    assert_eq!(
        key().certificate(),
        browser
            .world
            .sign_ins
            .provider
            .certificate
            .as_ref()
            .unwrap()
    );
}

#[test]
fn a_session_that_was_known_before_is_void_afterwards() {
    let mut browser = linked();
    browser.start();
    let before = browser.session.clone();
    assert_eq!(
        browser.sign_in("ada-1", "ada@example.com"),
        entered(200, "ada")
    );
    let inside = browser.session.clone();
    assert_ne!(before, inside);
    browser.session = before;
    assert_eq!(browser.get("/groups/my-group").status, 302);
    browser.session = inside;
    assert_eq!(browser.get("/groups/my-group").status, 200);
}

#[test]
fn nobody_is_sent_to_another_host() {
    let mut browser = linked();
    let attributes = [("email", "ada@example.com")];
    for state in [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "",
        "x",
    ] {
        let seen = browser.bring(Some("ada-1"), &attributes, None, Some(state));
        assert_eq!(seen, entered(200, "ada"), "{state}");
    }
    let seen = browser.bring(Some("ada-1"), &attributes, None, Some("/"));
    assert_eq!((seen.status, seen.username.as_deref()), (200, Some("ada")));
}

#[test]
fn texts_of_the_identity_provider_are_no_markup() {
    let mut browser = linked();
    browser.act(
        "add-account",
        json!({ "email": "eve@example.com", "username": "eve" }),
    );
    browser.with_password("eve");
    browser.act("configure-saml", json!({ "issuer": "<script>" }));
    let seen = browser.sign_in("eve-1", "eve@example.com");
    assert!(seen.alert.unwrap().contains("expected: <<script>>"));
    let (request, _) = browser.start();
    let response = browser.answer(Some("x"), &[], Some(&request.id));
    let callback = format!(
        "SAMLResponse={}",
        url::form_urlencoded::byte_serialize(response.as_bytes()).collect::<String>()
    );
    browser.send(
        Method::POST,
        "/groups/my-group/-/saml/callback",
        "",
        &callback,
    );
    assert!(!browser.get("/").body.contains("<script>"));
}

#[test]
fn groups_without_saml_have_no_door() {
    for setting in [
        ("saml-configured", "off"),
        ("saml-enabled", "off"),
        ("group-saml", "off"),
    ] {
        let mut browser = Browser::at(world(&[setting]));
        let reply = browser.get("/groups/my-group/-/saml");
        assert_eq!(
            header(&reply, "location"),
            Some("https://gitlab.test/users/sign_in")
        );
    }
    let mut browser = Browser::at(world(&[("group", "my.group")]));
    assert!(
        header(&browser.get("/groups/my.group/-/saml"), "location")
            .unwrap()
            .starts_with("https://idp.invalid/")
    );
    for path in [
        "/groups/nobody/-/saml",
        "/groups/my.group/-/samlx",
        "/groups/%FF/-/saml",
        "/groups//-/saml",
    ] {
        assert_eq!(
            header(&browser.get(path), "location"),
            Some("https://gitlab.test/users/sign_in"),
            "{path}"
        );
    }
}

#[test]
fn linking_refuses_with_a_hint() {
    let mut browser = linked();
    account(&mut browser.world, "bob");
    for (act, with, message) in [
        (
            "link-saml",
            json!({ "account": "ada", "extern-uid": "x" }),
            "SAML authentication failed: User has already been taken",
        ),
        (
            "link-saml",
            json!({ "account": "bob", "extern-uid": "ADA-1" }),
            "my-group SAML authentication failed: Extern uid has already been taken.",
        ),
        (
            "link-saml",
            json!({ "account": "bob", "extern-uid": " " }),
            "SAML authentication failed: Extern uid can't be blank",
        ),
        (
            "unlink-saml",
            json!({ "account": "bob" }),
            "the account has no SAML identity there",
        ),
        (
            "session",
            json!({ "account": "eve" }),
            "there is no account `eve`",
        ),
    ] {
        let refusal = perform(&mut browser.world, act, &with).unwrap_err();
        assert_eq!(refusal.message, message);
        assert!(refusal.hint.is_some(), "{message}");
    }
    let refusal = perform(
        &mut browser.world,
        "link-saml",
        &json!({ "account": "bob" }),
    )
    .unwrap_err();
    assert_eq!(refusal.message, "`link-saml` needs `extern-uid`");
}
