//! `POST /Users` of people whom nobody knows.

use serde_json::{Value, json};

use super::support::{Host, MODERN, SAAS, body, error, person, person_with, tail};

/// A new user is an account, a SAML identity, a SCIM identity and a membership.
///
/// Shows S52, S60.
#[test]
fn somebody_new_gets_everything() {
    for profile in SAAS {
        let mut host = Host::with(profile, &[("default-role", "developer")]);
        host.provision("ada");
        let account = host.account("ada");
        assert_eq!(account["password_automatically_set"], true);
        assert_eq!(host.role("ada"), "developer");
        assert_eq!(host.saml("ada"), "ada-uid");
        let scim = match profile {
            "gitlab-saas-11.10" => Value::Null,
            _ => json!({
                "username": "ada", "user_id": account["id"], "extern_uid": "ada-uid",
                "group": "my-group", "active": true,
            }),
        };
        assert_eq!(host.scim("ada"), scim, "{profile}");
    }
}

/// Shows S51.
#[test]
fn everybody_is_invited_by_mail() {
    let mut host = Host::with("gitlab-saas-now", &[("verified-domains", "corp.test")]);
    host.provision("ada");
    host.post(&person_with("bob", "/emails/0/value", "bob@corp.test"));
    let kinds = |host: &mut Host, to: &str| {
        let mails = host.act("outbox", json!({ "to": to }))["mails"].clone();
        let mails = mails.as_array().unwrap().clone();
        let kinds: Vec<String> = mails
            .iter()
            .map(|mail| mail["kind"].as_str().unwrap().to_owned())
            .collect();
        kinds
    };
    assert_eq!(
        kinds(&mut host, "ada@example.com"),
        ["email_confirmation", "group_invitation"]
    );
    assert_eq!(kinds(&mut host, "bob@corp.test"), ["group_invitation"]);
    assert_eq!(host.account("ada")["confirmed"], false);
    assert_eq!(host.account("bob")["confirmed"], true);
}

/// Shows S59.
#[test]
fn who_was_provisioned_carries_the_badge() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.register("bob");
        host.link("bob", "bob-uid");
        host.act("add-member", json!({ "account": "bob" }));
        let members = host.act("members", Value::Null);
        let badges: Vec<(&str, bool)> = members["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["username"].as_str().unwrap(),
                    one["enterprise"].as_bool().unwrap(),
                )
            })
            .collect();
        let has_badges = profile != "gitlab-saas-11.10";
        assert_eq!(
            badges,
            [("group-owner", false), ("ada", has_badges), ("bob", false)],
            "{profile}"
        );
    }
}

/// Shows S55.
#[test]
fn a_username_that_is_taken_gets_a_number() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        for (number, username) in ["test_user", "test_user1", "test_user2"].iter().enumerate() {
            let mut one = person_with("ada", "/userName", "test_user");
            one["externalId"] = format!("uid-{number}").into();
            one["emails"][0]["value"] = format!("a{number}@example.com").into();
            let made = host.post(&one);
            assert_eq!(made.status, 201);
            let account = host.account(&format!("a{number}@example.com"));
            assert_eq!(account["username"], *username, "{profile}");
            if profile != "gitlab-saas-11.10" {
                assert_eq!(body(&made)["userName"], *username);
            }
        }
    }
}

#[test]
fn after_four_numbers_newer_versions_take_random_characters() {
    let fifth = |profile: &str| {
        let mut host = Host::new(profile);
        let mut last = Value::Null;
        for number in 0..6 {
            let mut one = person("ada");
            one["externalId"] = format!("uid-{number}").into();
            one["emails"][0]["value"] = format!("a{number}@example.com").into();
            last = body(&host.post(&one))["userName"].clone();
        }
        last.as_str().unwrap().to_owned()
    };
    assert_eq!(fifth("gitlab-saas-16.4"), "ada5");
    let newest = fifth("gitlab-saas-now");
    assert_eq!(
        (newest.len(), newest.starts_with("ada")),
        (11, true),
        "{newest}"
    );
}

#[test]
fn a_username_is_cleaned() {
    let mut host = Host::new("gitlab-saas-now");
    let made = host.post(&person_with("ada", "/userName", "-Ada.Byron!@example.com"));
    assert_eq!(body(&made)["userName"], "Ada.Byron");
}

#[test]
fn the_later_of_two_ids_wins_and_null_is_nothing() {
    let mut host = Host::new("gitlab-saas-now");
    let emails = json!([{ "type": "work", "value": "ada@example.com" }]);
    let text = format!(
        r#"{{"externalId":"first","id":"second","userName":"ada","name":{{"givenName":"Ada"}},"emails":{emails},"displayName":null}}"#
    );
    let made: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body(&host.post(&made))["id"], "second");
    let text = r#"{"id":"third","externalId":"fourth","id2":1,"userName":"bob","name":{"givenName":"Bob"},"emails":[{"type":"work","value":"bob@example.com"}]}"#;
    let made: Value = serde_json::from_str(text).unwrap();
    assert_eq!(body(&host.post(&made))["id"], "fourth");
    let mut nulled = person_with("carol", "/externalId", Value::Null);
    nulled["id"] = "fifth".into();
    assert_eq!(body(&host.post(&nulled))["id"], "fifth");
}

/// The name object beats `displayName`, and within it `formatted` the parts.
#[test]
fn names_come_from_several_places() {
    for (name, display, flat, shown) in [
        (
            json!({ "formatted": "A B", "givenName": "C" }),
            "D E",
            None,
            "A B",
        ),
        (
            json!({ "givenName": "C", "familyName": "D" }),
            "E",
            None,
            "C D",
        ),
        (
            json!({ "formatted": " ", "familyName": "D" }),
            "E",
            None,
            "D",
        ),
        (Value::Null, "E F", None, "E F"),
        (Value::Null, "", Some("G H"), "G H"),
    ] {
        let mut host = Host::new("gitlab-saas-now");
        let mut one = person("ada");
        one["name"] = name;
        one["displayName"] = display.into();
        if let Some(flat) = flat {
            one["name.formatted"] = flat.into();
        }
        assert_eq!(body(&host.post(&one))["name"]["formatted"], shown);
    }
}

/// An empty name object makes the name blank, whatever `displayName` says; `name.formatted` with
/// the display name is the way out.
///
/// Shows S91, S92.
#[test]
fn a_blank_name_is_refused() {
    let text = "Namespace can't be blank, Name can't be blank, and User can't be blank";
    for profile in SAAS {
        let mut host = Host::new(profile);
        let mut blank = person_with("ada", "/name", json!({}));
        blank["displayName"] = "Ada Byron".into();
        let reply = host.post(&blank);
        assert_eq!(
            (reply.status, tail(&reply).as_str()),
            (412, text),
            "{profile}"
        );
        assert_eq!(host.accounts(), 0);
        blank["name"] = json!({ "formatted": "Ada Byron" });
        assert_eq!(host.post(&blank).status, 201);
    }
}

#[test]
fn what_is_missing_is_named() {
    let without = |names: &[&str]| {
        let mut one = person("ada");
        for name in names {
            one.as_object_mut().unwrap().shift_remove(*name);
        }
        one
    };
    let emails = |emails: Value| person_with("ada", "/emails", emails);
    for (sent, missing) in [
        (without(&["externalId"]), "[:extern_uid]"),
        (without(&["emails"]), "[:email]"),
        (without(&["userName"]), "[:username]"),
        (
            without(&["externalId", "emails", "userName"]),
            "[:extern_uid, :email, :username]",
        ),
        (emails(json!([])), "[:email]"),
        (
            emails(json!([{ "type": "home", "value": "a@b.test" }])),
            "[:email]",
        ),
        (emails(json!([{ "type": "work" }])), "[:email]"),
        (
            emails(json!([{ "primary": false, "value": "a@b.test" }])),
            "[:email]",
        ),
    ] {
        let mut host = Host::new("gitlab-saas-now");
        let reply = host.post(&sent);
        assert_eq!(reply.status, 412, "{sent}");
        assert_eq!(tail(&reply), format!("Missing params: {missing}"));
    }
    let mut host = Host::new("gitlab-saas-now");
    let reply = host.send("POST", "/Users", &json!({ "externalId": "a" }));
    assert_eq!(
        reply.body,
        error(
            412,
            "Error saving user with {\"externalId\"=>\"a\", \"group\"=>\"my-group\"}: Missing \
             params: [:email, :username]"
        )
    );
}

#[test]
fn the_first_fitting_address_is_taken() {
    let mut host = Host::new("gitlab-saas-now");
    let emails = json!([
        { "type": "home", "value": "home@example.com" },
        { "type": "home", "primary": "yes", "value": "first@example.com" },
        { "type": "work", "value": "second@example.com" },
    ]);
    let made = body(&host.post(&person_with("ada", "/emails", emails)));
    assert_eq!(made["emails"][0]["value"], "first@example.com");
}

#[test]
fn what_cannot_be_is_refused() {
    for (pointer, value, message) in [
        ("/emails/0/value", "", "Email can't be blank"),
        ("/emails/0/value", "nowhere", "Email is invalid"),
        ("/userName", "@example.com", "Username can't be blank"),
        ("/externalId", " ", "Extern uid can't be blank"),
    ] {
        let mut host = Host::new("gitlab-saas-now");
        let reply = host.post(&person_with("ada", pointer, value));
        assert_eq!((reply.status, tail(&reply).as_str()), (412, message));
        assert_eq!(host.accounts(), 0);
    }
}

/// Shows S34.
#[test]
fn what_gitlab_does_not_know_is_ignored() {
    let mut host = Host::new("gitlab-saas-14");
    let mut one = person_with("ada", "/active", false);
    one["title"] = "Countess".into();
    one["meta"] = json!({ "resourceType": "User" });
    one["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = json!({ "department": 1 });
    let made = host.post(&one);
    assert_eq!((made.status, &body(&made)["active"]), (201, &true.into()));
}

/// Both conditions are needed: there is a restriction, and the domain is not in it. The account has
/// nevertheless been made.
///
/// Shows S93.
#[test]
fn a_domain_that_is_not_allowed_is_refused_after_the_account_is_made() {
    let text =
        "The member's email address is not allowed for this group. Check with your administrator.";
    for fix in ["example.com,corp.test", ""] {
        let mut host = Host::with("gitlab-saas-now", &[("allowed-email-domains", "corp.test")]);
        let reply = host.post(&person("ada"));
        assert_eq!((reply.status, tail(&reply).as_str()), (412, text));
        assert_eq!(host.accounts(), 1);
        assert!(!host.is_member("ada"));
        let again = host.post(&person("ada"));
        assert_eq!((again.status, tail(&again).as_str()), (412, text));
        assert_eq!(host.accounts(), 1);
        host.set("allowed-email-domains", fix);
        assert_eq!(host.post(&person("ada")).status, 201);
        assert!(host.is_member("ada"));
    }
    let mut host = Host::with(
        "gitlab-saas-now",
        &[
            ("allowed-email-domains", "corp.test"),
            ("refused-account", "dropped"),
        ],
    );
    assert_eq!(tail(&host.post(&person("ada"))), text);
    assert_eq!(host.accounts(), 0);
}

#[test]
fn above_the_limit_nobody_comes_in_or_only_a_little() {
    let mut host = Host::with("gitlab-saas-now", &[("member-limit", "1")]);
    let reply = host.post(&person("ada"));
    assert_eq!(reply.status, 412);
    assert!(
        tail(&reply)
            .ends_with("cannot be added since you've reached your 1 member limit for my-group"),
        "{reply:?}"
    );
    host.set("over-limit", "minimal-access");
    assert_eq!(host.post(&person("ada")).status, 201);
    assert_eq!(host.role("ada"), "minimal-access");
}

/// Somebody who was removed comes back under another address: a new account would take their name.
#[test]
fn a_new_account_cannot_take_an_identity_that_there_is() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.delete("ada-uid");
        let reply = host.post(&person_with("ada", "/emails/0/value", "other@example.com"));
        assert_eq!(reply.status, 409, "{profile}");
        assert!(tail(&reply).contains("has already been taken"), "{reply:?}");
        assert_eq!(host.accounts(), 1);
    }
}
