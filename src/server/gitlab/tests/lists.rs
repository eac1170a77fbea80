//! `GET /Users`.

use serde_json::{Value, json};

use super::support::{Host, MODERN, SAAS, body, error, person, person_with};

fn found(host: &mut Host, filter: &str) -> Vec<String> {
    let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    let reply = host.get(&format!("/Users?filter={filter}"));
    assert_eq!(reply.status, 200, "{filter}: {reply:?}");
    let list = body(&reply);
    let resources = list["Resources"].as_array().unwrap();
    assert_eq!(list["totalResults"], resources.len());
    let ids = resources.iter().map(|one| one["id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

/// What a test of the connection asks for.
///
/// Shows S29.
#[test]
fn nobody_is_an_empty_list_to_the_byte() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        let reply = host.get("/Users?filter=id%20eq%20%22nobody%22");
        assert_eq!(reply.status, 200);
        assert_eq!(
            reply.body,
            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\
             \"totalResults\":0,\"itemsPerPage\":20,\"startIndex\":1,\"Resources\":[]}"
        );
    }
}

/// Shows S72.
#[test]
fn users_are_found_by_what_the_identity_provider_calls_them() {
    for profile in SAAS {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.provision("bob");
        for filter in [
            r#"id eq "ada-uid""#,
            r#"externalId eq "ada-uid""#,
            r#"externalId eq "ADA-UID""#,
            "id eq ada-uid",
            r#"id eq "ada-uid" and active eq true"#,
        ] {
            assert_eq!(found(&mut host, filter), ["ada-uid"], "{profile}: {filter}");
        }
        assert_eq!(found(&mut host, r#"id eq "ada""#), [""; 0]);
    }
}

#[test]
fn other_filters_are_not_supported() {
    for (profile, status) in [("gitlab-saas-now", "412"), ("gitlab-saas-16.4", "409")] {
        let mut host = Host::with(profile, &[("generic-error-status", status)]);
        for filter in [
            "id%20ne%20%22a%22",
            "id%20co%20%22a%22",
            "id%20sw%20%22a%22",
            "id%20EQ%20%22a%22",
            "ID%20eq%20%22a%22",
            "displayName%20eq%20%22a%22",
            "active%20eq%20true",
            "emails.value%20eq%20%22a%22",
            "emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22a%22",
            "id%20eq%20%22%22",
            "",
        ] {
            let reply = host.get(&format!("/Users?filter={filter}"));
            let status: u16 = status.parse().unwrap();
            assert_eq!(reply.status, status, "{filter}");
            assert_eq!(reply.body, error(status, "Unsupported Filter"));
        }
    }
}

/// Making `userName` the matching attribute fails each cycle of 11.10.
///
/// Shows S37.
#[test]
fn usernames_can_be_filtered_since_okta() {
    let target = "/Users?filter=userName%20eq%20%22ada%22";
    let mut first = Host::new("gitlab-saas-11.10");
    let reply = first.get(target);
    assert_eq!(
        (reply.status, reply.body),
        (412, error(412, "Unsupported Filter"))
    );
    for profile in MODERN {
        let mut host = Host::new(profile);
        host.provision("ada");
        assert_eq!(found(&mut host, r#"userName eq "ada""#), ["ada-uid"]);
    }
}

#[test]
fn a_username_is_looked_up_in_four_ways() {
    let mut host = Host::new("gitlab-saas-now");
    let with = json!({
        "username": "ada", "email": "ada@example.com", "emails": ["ada@home.test"], "name": "Ada B",
    });
    host.act("add-account", with);
    host.provision("ada");
    host.provision("bob");
    let mut third = person_with("carol", "/externalId", "ada");
    third["userName"] = "carol".into();
    assert_eq!(host.post(&third).status, 201);
    // What the identity provider calls somebody comes before usernames.
    assert_eq!(found(&mut host, r#"userName eq "ada""#), ["ada"]);
    for (filter, uid) in [
        (r#"userName eq "BOB""#, "bob-uid"),
        (r#"userName eq "bob@example.com""#, "bob-uid"),
        (r#"userName eq "ada@home.test""#, "ada-uid"),
        (r#"userName eq "bob@elsewhere.test""#, "bob-uid"),
    ] {
        assert_eq!(found(&mut host, filter), [uid], "{filter}");
    }
    // An account without an identity in the group is not shown.
    host.register("dora");
    assert_eq!(found(&mut host, r#"userName eq "dora""#), [""; 0]);
    assert_eq!(
        found(&mut host, r#"userName eq "bob smith""#),
        ["bob-uid"],
        "cut at the blank"
    );
}

#[test]
fn a_list_without_a_filter_gives_everybody_but_at_first() {
    for profile in MODERN {
        let mut host = Host::new(profile);
        host.provision("ada");
        host.provision("bob");
        let list = body(&host.get("/Users"));
        assert_eq!(
            (&list["totalResults"], &list["itemsPerPage"]),
            (&json!(2), &json!(20))
        );
    }
    let mut first = Host::new("gitlab-saas-11.10");
    let reply = first.get("/Users");
    assert_eq!(
        (reply.status, reply.body),
        (412, error(412, "Missing filter params"))
    );
    first.set("list-without-filter", "all");
    assert_eq!(first.get("/Users").status, 200);
}

#[test]
fn pages_are_cut_as_asked() {
    let mut host = Host::new("gitlab-saas-now");
    for number in 0..103 {
        let mut one = person("ada");
        one["externalId"] = format!("uid-{number}").into();
        one["emails"][0]["value"] = format!("ada{number}@example.com").into();
        assert_eq!(host.post(&one).status, 201);
    }
    for (query, length, items, start) in [
        ("", 20, 20, 1),
        ("?count=0", 20, 20, 1),
        ("?count=-5", 20, 20, 1),
        ("?count=x", 20, 20, 1),
        ("?count=5", 5, 5, 1),
        ("?count=101", 100, 101, 1),
        ("?startIndex=101", 3, 20, 101),
        ("?startIndex=0&count=2", 2, 2, 0),
        ("?startIndex=-4&count=2", 2, 2, -4),
        ("?startIndex=104", 0, 20, 104),
    ] {
        let list = body(&host.get(&format!("/Users{query}")));
        assert_eq!(list["totalResults"], 103, "{query}");
        assert_eq!(
            list["Resources"].as_array().unwrap().len(),
            length,
            "{query}"
        );
        assert_eq!(list["itemsPerPage"], items, "{query}");
        assert_eq!(list["startIndex"], start, "{query}");
    }
    let page = body(&host.get("/Users?startIndex=3&count=1"));
    assert_eq!(page["Resources"][0]["id"], "uid-2");
}

#[test]
fn the_start_index_may_come_back_as_text() {
    let mut host = Host::with("gitlab-saas-now", &[("start-index-echo", "string")]);
    assert_eq!(body(&host.get("/Users?startIndex=2"))["startIndex"], "2");
    assert_eq!(body(&host.get("/Users"))["startIndex"], 1);
    host.set("start-index-echo", "number");
    assert_eq!(body(&host.get("/Users?startIndex=2"))["startIndex"], 2);
}

#[test]
fn a_saml_provider_that_is_off_has_nobody() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    host.set("saml-enabled", "off");
    assert_eq!(body(&host.get("/Users"))["totalResults"], 0);
    assert_eq!(found(&mut host, r#"id eq "ada-uid""#), [""; 0]);
    assert_eq!(host.get("/Users/ada-uid").status, 200);
    assert_eq!(host.send("POST", "/Users", &person("bob")).status, 201);
    assert_eq!(host.delete("ada-uid").status, 204);
    host.set("saml-enabled", "on");
    let list: Value = body(&host.get("/Users"));
    assert_eq!(list["totalResults"], 2);
}
