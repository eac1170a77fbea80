//! The log of the API and audit events.

use serde_json::{Value, json};

use super::support::{GROUP, Host, TOKEN, person, person_with};

/// Shows S109, S110.
#[test]
fn a_line_says_what_gitlab_received() {
    let mut host = Host::new("gitlab-saas-16.4");
    let token = format!("Bearer {TOKEN}");
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/scim+json"),
        ("user-agent", "AzureAD"),
        ("x-forwarded-for", "198.51.100.7"),
    ];
    let mut sent = person_with("ada", "/userName", "Mapped Wrongly");
    sent["password"] = "s3cret".into();
    host.raw(
        "POST",
        &format!("{GROUP}/Users?access_token=x"),
        &headers,
        &sent.to_string(),
    );
    let line = host.world.log_lines().iter().next_back().unwrap().clone();
    let keys: Vec<&str> = line
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "time",
            "severity",
            "duration_s",
            "status",
            "method",
            "path",
            "params",
            "host",
            "remote_ip",
            "ua",
            "route",
            "correlation_id",
            "meta.caller_id",
            "meta.remote_ip",
            "meta.feature_category",
            "meta.root_namespace",
        ]
    );
    for (key, value) in [
        ("severity", json!("INFO")),
        ("status", json!(201)),
        ("method", json!("POST")),
        ("path", json!("/api/scim/v2/groups/my-group/Users")),
        ("host", json!("gitlab.test")),
        ("remote_ip", json!("198.51.100.7")),
        ("ua", json!("AzureAD")),
        ("route", json!("/api/scim/:version/groups/:group/Users")),
        ("meta.feature_category", json!("system_access")),
        ("meta.root_namespace", json!("my-group")),
    ] {
        assert_eq!(line[key], value, "{key}");
    }
    let parameters = &line["params"];
    assert_eq!(
        parameters[0],
        json!({ "key": "access_token", "value": "[FILTERED]" })
    );
    let parameters = parameters.as_array().unwrap();
    for expected in [
        json!({ "key": "externalId", "value": "ada-uid" }),
        json!({ "key": "userName", "value": "Mapped Wrongly" }),
        json!({ "key": "password", "value": "[FILTERED]" }),
        json!({ "key": "group", "value": "my-group" }),
    ] {
        assert!(parameters.contains(&expected), "{expected}");
    }
}

/// However the request names the group, the line has the path of the topmost one.
#[test]
fn the_namespace_is_that_of_the_group() {
    let mut host = Host::new("gitlab-saas-now");
    host.act("add-group", json!({ "path": "my-group/sub" }));
    let number = host.world.main_group().0;
    for (named, root) in [
        (number.to_string().as_str(), json!("my-group")),
        ("MY-GROUP", json!("my-group")),
        ("my-group%2Fsub", json!("my-group")),
        ("other", Value::Null),
    ] {
        for target in [
            format!("/api/scim/v2/groups/{named}/Users"),
            format!("/api/v4/groups/{named}/scim/identities"),
        ] {
            host.raw("GET", &target, &[], "");
            let line = host.world.log_lines().iter().next_back().unwrap();
            assert_eq!(line["meta.root_namespace"], root, "{target}");
        }
    }
}

#[test]
fn the_category_changed_with_the_versions() {
    for (profile, category) in [
        ("gitlab-saas-15", "authentication_and_authorization"),
        ("gitlab-saas-now", "system_access"),
        ("gitlab-self-managed-groups", "user_management"),
    ] {
        let mut host = Host::new(profile);
        host.get("/Users");
        let line = host.world.log_lines().iter().next_back().unwrap();
        assert_eq!(line["meta.feature_category"], category, "{profile}");
    }
}

/// A failure has a line of its own before that of its request.
#[test]
fn failures_say_whom_they_are_about() {
    let mut host = Host::new("gitlab-saas-11.10");
    host.provision("ada");
    host.post(&person("ada"));
    let lines: Vec<&Value> = host.world.log_lines().iter().rev().take(2).collect();
    assert_eq!(lines[0]["status"], 409);
    assert_eq!(lines[1]["severity"], "ERROR");
    assert_eq!(lines[1]["identity"], "ada-uid");
    let message = lines[1]["message"].as_str().unwrap();
    assert!(
        message.ends_with("Email has already been taken"),
        "{message}"
    );
}

/// A log of whatever is sent to it must not grow without end.
#[test]
fn a_line_has_the_begin_of_what_is_too_long() {
    let mut host = Host::new("gitlab-saas-now");
    let mut sent = person_with("ada", "/userName", "é".repeat(500_000));
    for number in 0..1_000 {
        sent[format!("more-{number}")] = "x".into();
    }
    for _ in 0..20 {
        host.raw(
            "POST",
            &format!("{GROUP}/Users"),
            &[
                ("content-type", "application/scim+json"),
                ("user-agent", &"x".repeat(100_000)),
            ],
            &sent.to_string(),
        );
    }
    host.send("POST", "/Users", &sent);
    host.raw("GET", &format!("/api/v4/{}", "x".repeat(100_000)), &[], "");
    let lines: Vec<String> = host
        .world
        .log_lines()
        .iter()
        .map(Value::to_string)
        .collect();
    assert_eq!(
        lines.len(),
        23,
        "twenty without a token, one that failed, and another path"
    );
    for line in &lines {
        assert!(line.len() < 20_000, "{}", line.len());
    }
    assert!(lines[0].contains("éé…"));
}

/// What leads to the sign-in page is no request to the API.
#[test]
fn pages_are_not_in_the_log_of_the_api() {
    let mut host = Host::new("gitlab-saas-now");
    host.get("/Groups");
    host.raw("GET", "/users/sign_in", &[], "");
    assert_eq!(host.world.log_lines().iter().count(), 0);
    host.raw("GET", &format!("{GROUP}/Users"), &[], "");
    assert_eq!(
        host.world.log_lines().iter().count(),
        1,
        "also without a token"
    );
}

#[test]
fn the_newest_version_has_audit_events_of_its_own() {
    for (profile, has_own) in [("gitlab-saas-16.4", false), ("gitlab-saas-now", true)] {
        let mut host = Host::with(profile, &[("sso-enforced", "on")]);
        host.provision("ada");
        host.delete("ada-uid");
        host.post(&person("ada"));
        let named = |host: &mut Host, name: &str| {
            host.act("audit", json!({ "name": name }))["events"]
                .as_array()
                .unwrap()
                .clone()
        };
        let provisioned = named(&mut host, "user_provisioned_by_scim");
        let refused = named(&mut host, "inactive_scim_user_cannot_be_added");
        let removed = named(&mut host, "member_destroyed");
        assert_eq!(removed.len(), 1);
        assert_eq!(removed[0]["message"], "Membership destroyed");
        assert_eq!(removed[0]["details"]["as"], "Guest");
        if has_own {
            assert_eq!(provisioned[0]["message"], "User was provisioned by SCIM");
            assert_eq!(provisioned[0]["author"], "(System)");
            assert_eq!(provisioned[0]["scope"], "my-group");
            assert_eq!(provisioned[0]["target"], "ada");
            assert_eq!(
                refused[0]["message"],
                "User cannot be added to group due to inactive SCIM identity"
            );
            assert_eq!(removed[0]["details"]["reason"], "SCIM");
            assert_eq!(removed[0]["author"], "(System)");
        } else {
            assert_eq!((provisioned.len(), refused.len()), (0, 0), "{profile}");
            assert_eq!(removed[0]["details"].get("reason"), None);
            assert_eq!(removed[0]["author"], "Ada Byron");
        }
    }
}
