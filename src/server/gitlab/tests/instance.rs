//! SCIM of a self-managed instance.

use serde_json::{Value, json};

use super::support::{Host, INSTANCE, SELF_MANAGED, body, error, person, person_with, tail};

/// Shows S50.
#[test]
fn somebody_new_gets_an_account_and_no_membership() {
    for profile in SELF_MANAGED {
        let mut host = Host::new(profile);
        assert_eq!(host.base, INSTANCE);
        let made = host.post(&person("ada"));
        assert_eq!(
            (made.status, made.body.as_str()),
            (
                201,
                "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\
                 \"id\":\"ada-uid\",\"active\":true,\"emails\":[{\"type\":\"work\",\
                 \"value\":\"ada@example.com\",\"primary\":true}],\
                 \"name\":{\"formatted\":\"Ada Byron\",\"givenName\":\"Ada\",\
                 \"familyName\":\"Byron\"},\"meta\":{\"resourceType\":\"User\"},\
                 \"userName\":\"ada\"}"
            )
        );
        let account = host.account("ada");
        assert_eq!(account["memberships"], json!([]));
        assert_eq!(account["identities"]["saml"], json!([]));
        assert_eq!(account["identities"]["scim"][0]["group"], Value::Null);
        assert_eq!(account["enterprise"], false);
    }
}

/// Shows S6, S104, S106, S86.
#[test]
fn removing_blocks_and_bringing_back_unblocks() {
    for profile in SELF_MANAGED {
        for by_patch in [false, true] {
            let mut host = Host::new(profile);
            host.provision("ada");
            let removed = if by_patch {
                host.replace("ada-uid", "active", "False")
            } else {
                host.delete("ada-uid")
            };
            assert_eq!((removed.status, removed.body.as_str()), (204, ""));
            assert_eq!(host.account("ada")["state"], "blocked", "{profile}");
            assert_eq!(host.scim("ada")["extern_uid"], "ada-uid");
            assert_eq!(host.scim("ada")["active"], false);
            assert_eq!(host.replace("ada-uid", "active", "True").status, 204);
            assert_eq!(host.account("ada")["state"], "active");
            assert_eq!(host.scim("ada")["active"], true);
        }
    }
}

#[test]
fn a_create_of_who_is_blocked_unblocks_nobody() {
    let mut host = Host::new("gitlab-self-managed-16");
    host.provision("ada");
    host.delete("ada-uid");
    let again = host.post(&person("ada"));
    assert_eq!(
        (again.status, &body(&again)["active"]),
        (201, &false.into())
    );
    assert_eq!(host.account("ada")["state"], "blocked");
}

#[test]
fn an_account_is_linked_by_its_address_without_conditions() {
    let settings = [
        ("sso-enforced", "on"),
        ("allowed-email-domains", "corp.test"),
    ];
    let mut host = Host::with("gitlab-self-managed-16", &settings);
    host.register("ada");
    assert_eq!(host.post(&person("ada")).status, 201);
    assert_eq!(
        (host.scim("ada")["active"].clone(), host.accounts()),
        (json!(true), 1)
    );
    let other = host.post(&person_with("ada", "/externalId", "other"));
    assert_eq!(
        (other.status, tail(&other).as_str()),
        (409, "User has already been taken")
    );
}

/// Shows S105.
#[test]
fn the_name_can_be_changed() {
    let mut host = Host::new("gitlab-self-managed-16");
    host.provision("ada");
    host.provision("bob");
    assert_eq!(host.replace("ada-uid", "externalId", "new-uid").status, 204);
    assert_eq!(host.scim("ada")["extern_uid"], "new-uid");
    assert_eq!(
        host.get("/Users/ada-uid").body,
        error(404, "Resource ada-uid not found")
    );
    assert_eq!(host.replace("new-uid", "id", "bob-uid").status, 412);
}

/// The example of the documentation has an operation `Update`, which is passed over.
#[test]
fn update_is_no_operation() {
    let mut host = Host::new("gitlab-self-managed-16");
    host.provision("ada");
    let operations = json!([{ "op": "Update", "path": "active", "value": "false" }]);
    assert_eq!(host.patch("ada-uid", &operations).status, 204);
    assert_eq!(host.account("ada")["state"], "active");
}

#[test]
fn lists_and_filters_are_those_of_groups() {
    let mut host = Host::new("gitlab-self-managed-16");
    host.provision("ada");
    host.provision("bob");
    for (query, total) in [
        ("", 2),
        ("?filter=id%20eq%20%22ada-uid%22", 1),
        ("?filter=externalId%20eq%20%22ada-uid%22", 1),
        ("?filter=userName%20eq%20%22bob@example.com%22", 1),
        ("?filter=userName%20eq%20%22nobody%22", 0),
    ] {
        assert_eq!(
            body(&host.get(&format!("/Users{query}")))["totalResults"],
            total,
            "{query}"
        );
    }
    let reply = host.get("/Users?filter=active%20eq%20true");
    assert_eq!(
        (reply.status, reply.body),
        (412, error(412, "Unsupported Filter"))
    );
}

#[test]
fn above_the_user_cap_new_accounts_wait() {
    let mut host = Host::with("gitlab-self-managed-16", &[("user-cap", "2")]);
    host.provision("ada");
    host.provision("bob");
    assert_eq!(host.account("ada")["state"], "active");
    assert_eq!(host.account("bob")["state"], "blocked_pending_approval");
    assert_eq!(host.scim("bob")["active"], true);
    // Going and coming back is no approval.
    assert_eq!(host.delete("bob-uid").status, 204);
    assert_eq!(host.account("bob")["state"], "blocked_pending_approval");
    assert_eq!(host.replace("bob-uid", "active", "True").status, 204);
    assert_eq!(host.account("bob")["state"], "blocked_pending_approval");
    assert_eq!(host.scim("bob")["active"], true);
}

#[test]
fn what_is_missing_or_blank_is_said_as_in_groups() {
    let mut host = Host::new("gitlab-self-managed-16");
    let reply = host.post(&json!({ "externalId": "a" }));
    assert_eq!(
        reply.body,
        error(
            412,
            "Error saving user with {\"externalId\"=>\"a\"}: Missing params: [:email, :username]"
        )
    );
    let reply = host.post(&person_with("ada", "/name", json!({})));
    assert_eq!(
        (reply.status, tail(&reply).as_str()),
        (
            412,
            "Namespace can't be blank, Name can't be blank, and User can't be blank"
        )
    );
}

/// Bringing back came with a flag in 16.0 and for everybody in 16.4; before, the account stayed
/// blocked.
///
/// Shows S107.
#[test]
fn bringing_back_has_a_switch() {
    let mut host = Host::with("gitlab-self-managed-16", &[("reprovision-by-patch", "off")]);
    host.provision("ada");
    host.delete("ada-uid");
    assert_eq!(host.replace("ada-uid", "active", "True").status, 204);
    assert_eq!(host.account("ada")["state"], "blocked");
    assert_eq!(host.scim("ada")["active"], false);
}
