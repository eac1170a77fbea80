//! Addresses from which the group may be used.

use serde_json::{Value, json};

use super::support::{GROUP, Host, TOKEN};

fn disable(host: &mut Host, address: Option<&str>) -> (u16, String) {
    let token = format!("Bearer {TOKEN}");
    let mut headers = vec![
        ("authorization", token.as_str()),
        ("content-type", "application/scim+json"),
    ];
    if let Some(address) = address {
        headers.push(("x-forwarded-for", address));
    }
    let operations = json!([{ "op": "Replace", "path": "active", "value": "False" }]);
    let body = json!({ "Operations": operations }).to_string();
    let reply = host.raw("PATCH", &format!("{GROUP}/Users/ada-uid"), &headers, &body);
    (reply.status, reply.body)
}

/// Makes Ada a direct member of a project.
fn join_project(host: &mut Host, group: &str) {
    let with = json!({ "account": "ada", "group": group, "project": "app" });
    host.act("add-member", with);
}

/// Disabling is refused and changes nothing; the same request from an allowed address works.
///
/// Shows S96.
#[test]
fn disabling_from_elsewhere_is_forbidden() {
    for profile in ["gitlab-saas-16-flag-off", "gitlab-saas-16.4"] {
        let mut host = Host::with(profile, &[("allowed-ips", "203.0.113.0/24")]);
        host.provision("ada");
        join_project(&mut host, "my-group");
        let forbidden = (403, r#"{"message":"403 Forbidden"}"#.to_owned());
        assert_eq!(disable(&mut host, None), forbidden);
        assert_eq!(
            disable(&mut host, Some("198.51.100.1, 203.0.113.5")),
            forbidden
        );
        let deleted = host.delete("ada-uid");
        assert_eq!((deleted.status, deleted.body), forbidden);
        assert!(host.is_member("ada"));
        assert_eq!(host.scim("ada")["active"], true);
        let audit = host.act("audit", Value::Null);
        assert_eq!(
            audit["events"][0]["message"],
            "Attempting to access IP restricted group"
        );
        assert_eq!(
            disable(&mut host, Some("203.0.113.5")),
            (204, String::new())
        );
        assert!(!host.is_member("ada"));
    }
}

#[test]
fn owners_may_be_anywhere() {
    let mut host = Host::with("gitlab-saas-16.4", &[("allowed-ips", "203.0.113.0/24")]);
    host.provision("ada");
    join_project(&mut host, "my-group");
    host.act("add-member", json!({ "account": "ada", "role": "owner" }));
    assert_eq!(disable(&mut host, None).0, 204);
}

#[test]
fn everything_else_is_let_through_and_other_versions_do_not_mind() {
    let mut host = Host::with("gitlab-saas-16.4", &[("allowed-ips", "203.0.113.0/24")]);
    host.provision("ada");
    assert_eq!(host.get("/Users/ada-uid").status, 200);
    assert_eq!(host.replace("ada-uid", "externalId", "b").status, 204);
    for profile in ["gitlab-saas-11.10", "gitlab-saas-14", "gitlab-saas-now"] {
        let mut host = Host::with(profile, &[("allowed-ips", "203.0.113.0/24")]);
        host.provision("ada");
        join_project(&mut host, "my-group");
        assert_eq!(disable(&mut host, None).0, 204, "{profile}");
    }
}

/// It is the direct membership of a project that is in the way, also of one further below.
#[test]
fn who_is_in_no_project_can_be_disabled_from_anywhere() {
    for (group, status) in [
        (None, 204),
        (Some("elsewhere"), 204),
        (Some("my-group/sub"), 403),
    ] {
        let mut host = Host::with("gitlab-saas-16.4", &[("allowed-ips", "203.0.113.0/24")]);
        host.provision("ada");
        if let Some(group) = group {
            host.act("add-group", json!({ "path": group }));
            join_project(&mut host, group);
        }
        assert_eq!(disable(&mut host, None).0, status, "{group:?}");
    }
}
