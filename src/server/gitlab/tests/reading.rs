//! `GET /Users/:id` and how a user is shown.

use super::support::{Host, MODERN, SAAS, body, error, person, person_with};

#[test]
fn the_modern_form_to_the_byte() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        let text = "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\
                    \"id\":\"ada-uid\",\"active\":true,\
                    \"emails\":[{\"type\":\"work\",\"value\":\"ada@example.com\",\"primary\":true}],\
                    \"name\":{\"formatted\":\"Ada Byron\",\"givenName\":\"Ada\",\
                    \"familyName\":\"Byron\"},\"meta\":{\"resourceType\":\"User\"},\
                    \"userName\":\"ada\"}";
        let made = host.post(&person("ada"));
        assert_eq!((made.status, made.body.as_str()), (201, text));
        assert_eq!(made.headers.len(), 1, "no location: {made:?}");
        let read = host.get("/Users/ada-uid");
        assert_eq!((read.status, read.body.as_str()), (200, text));
        let list = host.get("/Users?filter=id%20eq%20ada-uid").body;
        assert!(
            list.ends_with(&format!("\"Resources\":[{text}]}}")),
            "{list}"
        );
    }
}

/// Shows S3.
#[test]
fn the_first_form_to_the_byte() {
    let mut host = Host::new("gitlab-saas-11.10");
    let text = "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"id\":\"ada-uid\",\
                \"active\":true,\"name.formatted\":\"Ada Byron\",\
                \"emails\":[{\"type\":\"work\",\"value\":\"ada@example.com\",\"primary\":true}]}";
    let made = host.post(&person("ada"));
    assert_eq!((made.status, made.body.as_str()), (201, text));
    assert_eq!(host.get("/Users/ada-uid").body, text);
}

#[test]
fn the_form_of_the_documentation_to_the_byte() {
    let mut host = Host::with("gitlab-saas-now", &[("resource-shape", "docs")]);
    let made = host.post(&person("ada"));
    assert_eq!(
        made.body,
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"id\":\"ada-uid\",\
         \"active\":true,\"name.formatted\":\"Ada Byron\",\"userName\":\"ada\",\
         \"meta\":{\"resourceType\":\"User\"},\
         \"emails\":[{\"type\":\"work\",\"value\":\"ada@example.com\",\"primary\":true}]}"
    );
}

#[test]
fn one_word_is_a_first_name() {
    let mut host = Host::new("gitlab-saas-now");
    let made = host.post(&person_with("ada", "/name/formatted", "Ada"));
    assert!(
        made.body
            .contains("\"name\":{\"formatted\":\"Ada\",\"givenName\":\"Ada\",\"familyName\":null}"),
        "{}",
        made.body
    );
}

#[test]
fn ids_have_any_characters_and_any_case() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        let uid = "Ada.B@example.com/x y";
        assert_eq!(
            host.post(&person_with("ada", "/externalId", uid)).status,
            201
        );
        for id in ["Ada.B@example.com%2Fx%20y", "ADA.b@example.com/x%20y"] {
            let reply = host.get(&format!("/Users/{id}"));
            assert_eq!(reply.status, 200, "{profile}: {id}");
            assert_eq!(body(&reply)["id"], uid);
        }
    }
}

#[test]
fn who_is_unknown_is_not_found_by_any_method() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        let text = error(404, "Resource no-one not found");
        assert_eq!(host.get("/Users/no-one").body, text);
        assert_eq!(host.delete("no-one").body, text);
        let reply = host.replace("no-one", "active", "False");
        assert_eq!((reply.status, reply.body), (404, text));
    }
}

/// A look at `active` is how the guide finds out why somebody cannot be added.
///
/// Shows S95.
#[test]
fn who_was_removed_is_still_found_where_identities_stay() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        host.provision("ada");
        assert_eq!(host.delete("ada-uid").status, 204);
        let read = host.get("/Users/ada-uid");
        assert_eq!(
            (read.status, &body(&read)["active"]),
            (200, &false.into()),
            "{profile}"
        );
    }
    let mut first = Host::new("gitlab-saas-11.10");
    first.provision("ada");
    first.delete("ada-uid");
    assert_eq!(first.get("/Users/ada-uid").status, 404);
}

/// Secondary addresses decide who somebody is, but are not shown.
#[test]
fn only_the_primary_address_is_shown() {
    let mut host = Host::new("gitlab-saas-now");
    let with = serde_json::json!({
        "email": "ada@home.test", "emails": ["ada@example.com"], "username": "ada", "name": "Ada",
    });
    host.act("add-account", with);
    let made = host.post(&person("ada"));
    assert_eq!(made.status, 201);
    assert_eq!(
        body(&made)["emails"],
        serde_json::json!([{ "type": "work", "value": "ada@home.test", "primary": true }])
    );
}
