//! One switch at a time: what each changes, and that it changes nothing else.

use serde_json::json;

use super::support::{Host, body, person, person_with, tail};

/// A short story whose every answer is written down; each line is named after the switch that it
/// hangs on, as far as SCIM of a group shows it.
fn story(settings: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let fresh = || Host::with("gitlab-saas-16.4", settings);
    let mut lines = Vec::new();
    let mut note = |name: &'static str, text: String| lines.push((name, text));

    let mut host = fresh();
    host.register("ada");
    note(
        "existing-email",
        host.post(&person("ada")).status.to_string(),
    );

    let mut host = fresh();
    host.register("ada");
    host.link("ada", "other-uid");
    host.set("sso-enforced", "on");
    host.register("bob");
    let reply = host.post(&person("bob"));
    let text = if reply.status == 409 {
        "409".to_owned()
    } else {
        tail(&reply)
    };
    note("unlinked-member-text", text);

    let mut host = fresh();
    host.provision("ada");
    host.patch(
        "ada-uid",
        &json!([{ "op": "Replace", "path": "displayName", "value": "Lady" }]),
    );
    note("attribute-update", host.account("ada")["name"].to_string());
    let exact = json!([{ "op": "replace", "path": "externalId", "value": "b" }]);
    host.patch("ada-uid", &exact);
    note("patch-ops", host.get("/Users/b").status.to_string());

    let mut host = fresh();
    host.provision("ada");
    host.replace("ada-uid", "externalId", "b");
    note("patch-extern-uid-updates", host.saml("ada").to_string());

    let mut host = fresh();
    host.provision("ada");
    host.act("remove-member", json!({ "account": "ada" }));
    note(
        "remove-non-member",
        host.delete("ada-uid").status.to_string(),
    );

    let mut host = fresh();
    host.provision("ada");
    host.delete("ada-uid");
    note(
        "on-remove",
        format!("{} {}", host.saml("ada"), host.account("ada")["state"]),
    );

    let mut host = fresh();
    host.provision("ada");
    host.act("add-member", json!({ "account": "ada", "project": "app" }));
    host.act("set", json!({ "allowed-ips": "203.0.113.1" }));
    note(
        "ip-restriction-hits-disable",
        host.delete("ada-uid").status.to_string(),
    );

    let mut host = fresh();
    note("list-without-filter", host.get("/Users").status.to_string());
    note(
        "filter-username",
        host.get("/Users?filter=userName%20eq%20%22x%22")
            .status
            .to_string(),
    );
    note(
        "generic-error-status",
        host.get("/Users?filter=active%20eq%20true")
            .status
            .to_string(),
    );
    let echo = body(&host.get("/Users?startIndex=1&filter=id%20eq%20x"))["startIndex"].to_string();
    note("start-index-echo", echo);
    let put = host.send("PUT", "/Users/x", &json!({}));
    note("unknown-method", put.status.to_string());

    let mut host = fresh();
    let made = host.post(&person("ada")).body;
    note("resource-shape", made);

    let mut host = fresh();
    host.set("group", "my.group");
    host.base = "/api/scim/v2/groups/my.group";
    note("dot-in-path", host.get("/Users/x").status.to_string());
    host.base = "/api/scim/v2/groups/my%2egroup";
    note("encoded-dot", host.get("/Users/x").status.to_string());

    let mut host = fresh();
    host.set("allowed-email-domains", "corp.test");
    host.post(&person("ada"));
    note("refused-account", host.accounts().to_string());

    let mut host = fresh();
    host.provision("ada");
    note(
        "enterprise-badge",
        host.account("ada")["enterprise"].to_string(),
    );
    let events = host.act("audit", json!({ "name": "user_provisioned_by_scim" }));
    note("scim-audit-events", events["count"].to_string());
    let line =
        host.world.log_lines().iter().next_back().unwrap()["meta.feature_category"].to_string();
    note("feature-category", line);
    for number in 0..5 {
        let mut one = person_with("ada", "/externalId", format!("uid-{number}"));
        one["emails"][0]["value"] = format!("a{number}@example.com").into();
        host.post(&one);
    }
    note(
        "username-suffix",
        host.account("a4@example.com")["username"].to_string(),
    );
    lines
}

/// The lines of the story that another setting changes.
fn changed(name: &str, value: &str) -> Vec<&'static str> {
    let before = story(&[]);
    let after = story(&[(name, value)]);
    let pairs = before.iter().zip(&after);
    pairs
        .filter(|(before, after)| before != after)
        .map(|(before, _)| before.0)
        .collect()
}

#[test]
fn a_switch_changes_what_it_names() {
    for (name, value) in [
        ("existing-email", "reject"),
        ("unlinked-member-text", "member"),
        ("attribute-update", "apply"),
        ("patch-extern-uid-updates", "scim"),
        ("remove-non-member", "error"),
        ("on-remove", "inactive-unlink-saml"),
        ("on-remove", "block"),
        ("ip-restriction-hits-disable", "off"),
        ("list-without-filter", "error"),
        ("filter-username", "off"),
        ("start-index-echo", "string"),
        ("unknown-method", "html"),
        ("resource-shape", "docs"),
        ("dot-in-path", "works"),
        ("encoded-dot", "html"),
        ("refused-account", "dropped"),
        ("enterprise-badge", "off"),
        ("scim-audit-events", "on"),
        ("feature-category", "user_management"),
        ("username-suffix", "count-then-random"),
    ] {
        let seen = changed(name, value);
        let also: &[&str] = match name {
            // Where every account is refused, so is the one without a SAML identity.
            "existing-email" => &["unlinked-member-text"],
            _ => &[],
        };
        let expected: Vec<&str> = std::iter::once(name).chain(also.iter().copied()).collect();
        assert_eq!(seen, expected, "{name} = {value}");
    }
}

#[test]
fn spelling_of_operations_is_one_switch() {
    assert_eq!(changed("patch-ops", "exact"), ["patch-ops"]);
}

/// The status of errors shows wherever an error is no conflict.
#[test]
fn the_generic_status_shows_in_generic_errors_only() {
    assert_eq!(
        changed("generic-error-status", "409"),
        ["unlinked-member-text", "generic-error-status"]
    );
}
