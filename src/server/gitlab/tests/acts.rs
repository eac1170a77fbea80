//! Acts beside SCIM.

use serde_json::{Value, json};

use super::support::{Host, SAAS};

#[test]
fn an_unknown_act_or_argument_is_told_what_there_is() {
    let mut host = Host::new("gitlab-saas-now");
    assert_eq!(host.refused("fly", Value::Null), "there is no act `fly`");
    assert_eq!(
        host.refused("add-account", json!({ "mail": "a@b.test" })),
        "`add-account` takes no `mail`"
    );
    assert_eq!(
        host.refused("add-account", json!({})),
        "`add-account` needs `email`"
    );
    assert_eq!(
        host.refused("members", json!([])),
        "the arguments are no object"
    );
    assert_eq!(
        host.refused("account", json!({ "account": "nobody" })),
        "there is no account `nobody`"
    );
}

#[test]
fn an_account_is_named_in_several_ways() {
    let mut host = Host::new("gitlab-saas-now");
    let with = json!({ "email": "ada@b.test", "emails": ["ada@home.test"], "username": "ada" });
    let made = host.act("add-account", with);
    let id = made["id"].as_u64().unwrap();
    for name in ["ada", "ADA", "ada@b.test", "ada@home.test", &id.to_string()] {
        assert_eq!(host.account(name)["id"], id, "{name}");
    }
    assert_eq!(host.act("account", json!({ "account": id }))["id"], id);
    for taken in [
        json!({ "email": "ada@HOME.test" }),
        json!({ "email": "x@b.test", "emails": ["ada@b.test"] }),
    ] {
        assert_eq!(
            host.refused("add-account", taken),
            "Email has already been taken"
        );
    }
    let taken = json!({ "email": "x@b.test", "username": "Ada" });
    assert_eq!(
        host.refused("add-account", taken),
        "Username has already been taken"
    );
    let other = host.act("add-account", json!({ "email": "ada@c.test" }));
    assert_eq!(other["username"], "ada1");
}

#[test]
fn nobody_has_an_empty_username() {
    let mut host = Host::new("gitlab-saas-now");
    assert_eq!(
        host.refused(
            "add-account",
            json!({ "email": "a@b.test", "username": "" })
        ),
        "Username can't be blank"
    );
    let made = host.act("add-account", json!({ "email": "@@b.test" }));
    assert_eq!(made["username"], "blank");
}

#[test]
fn the_primary_address_can_be_changed() {
    let mut host = Host::new("gitlab-saas-now");
    host.register("ada");
    host.register("bob");
    let with = json!({ "account": "ada", "email": "ada@corp.test" });
    let account = host.act("change-primary-email", with);
    assert_eq!(account["email"], "ada@corp.test");
    assert_eq!(account["secondary_emails"], json!(["ada@example.com"]));
    let with = json!({ "account": "ada", "email": "bob@example.com" });
    assert_eq!(
        host.refused("change-primary-email", with),
        "Email has already been taken"
    );
}

#[test]
fn settings_are_set_all_or_none() {
    let mut host = Host::new("gitlab-saas-now");
    let all = host.act(
        "set",
        json!({ "sso_enforced": true, "allowed-email-domains": ["a.test", "b.test"] }),
    );
    assert_eq!(all["sso-enforced"], "on");
    assert_eq!(all["allowed-email-domains"], "a.test,b.test");
    let refused = host.refused("set", json!({ "default-role": "owner", "surface": "moon" }));
    assert_eq!(
        refused,
        "`surface` cannot be `moon`; it can be: group, instance"
    );
    assert_eq!(host.world.switches.get("default-role").unwrap(), "guest");
}

#[test]
fn a_group_can_move() {
    let mut host = Host::new("gitlab-saas-now");
    host.provision("ada");
    host.act("add-group", json!({ "path": "other" }));
    assert_eq!(
        host.refused("set", json!({ "group": "other" })),
        "Group URL has already been taken"
    );
    host.set("group", "new-path");
    assert_eq!(host.get("/Users/ada-uid").status, 404);
    host.base = "/api/scim/v2/groups/new-path";
    assert_eq!(host.get("/Users/ada-uid").status, 200);
}

/// A group that were its own parent would have no top.
#[test]
fn a_group_cannot_move_below_itself() {
    let mut host = Host::new("gitlab-saas-now");
    for path in ["my-group/team", "MY-GROUP/team", "my-group/a/b"] {
        let refused = host.refused("set", json!({ "group": path }));
        assert_eq!(
            refused,
            format!("the group cannot move below itself, to `{path}`")
        );
    }
    // The number of the group is no path.
    let number = host.world.main_group().0;
    host.set("group", &format!("{number}/my-group"));
    let main = host.world.main_group();
    let top = host.world.top_of(main);
    assert!(top != main && !host.world.is_within(top, main));
}

/// What refuses a member refuses an owner's hand too.
#[test]
fn restrictions_hold_for_owners_too() {
    for profile in SAAS {
        let mut host = Host::with(profile, &[("sso-enforced", "on")]);
        host.register("ada");
        let refused = host.refused("add-member", json!({ "account": "ada" }));
        assert!(
            refused.contains("linked to a SAML account"),
            "{profile}: {refused}"
        );
        host.link("ada", "ada-uid");
        // Groups elsewhere have no such restrictions.
        host.act("add-group", json!({ "path": "elsewhere" }));
        host.act(
            "add-member",
            json!({ "account": "ada", "group": "elsewhere" }),
        );
        host.act(
            "remove-member",
            json!({ "account": "ada", "group": "elsewhere" }),
        );
        let with = json!({ "account": "ada", "role": "reporter" });
        assert_eq!(
            host.act("add-member", with)["memberships"][0]["role"],
            "reporter"
        );
    }
    let mut host = Host::new("gitlab-saas-now");
    host.register("ada");
    assert_eq!(
        host.refused("add-member", json!({ "account": "ada", "role": "king" })),
        "there is no role `king`"
    );
    assert_eq!(
        host.refused("remove-member", json!({ "account": "ada" })),
        "User is not a group member."
    );
    host.act("add-member", json!({ "account": "ada" }));
    host.act("remove-member", json!({ "account": "ada" }));
    let audit = host.act("audit", json!({ "name": "member_destroyed" }));
    assert_eq!(audit["events"][0]["author"], "Group Owner");
    assert_eq!(audit["events"][0]["details"].get("reason"), None);
    assert_eq!(
        host.refused("remove-member", json!({ "account": "group-owner" })),
        "Cannot remove last group owner."
    );
}
