use super::World;
use crate::server::gitlab::switch::Role;
use crate::server::gitlab::testing::{account, world};

#[test]
fn a_host_begins_with_its_group_and_the_owner() {
    let world = world(&[("group", "acme/team")]);
    let group = world.group(world.main_group()).unwrap();
    assert_eq!((group.path.as_str(), group.name()), ("acme/team", "team"));
    assert_eq!(world.group(group.parent.unwrap()).unwrap().path, "acme");
    assert!(group.is_last_owner(world.account_named("group-owner").unwrap().id));
    assert!(world.is_scim_token(Some(group.id), "t0ken"));
    assert!(!world.is_scim_token(None, "t0ken"));
    assert_eq!(
        world.main_scim_url(),
        "https://gitlab.test/api/scim/v2/groups/acme%2Fteam"
    );
}

#[test]
fn the_token_of_an_instance_opens_no_group() {
    let world = world(&[("surface", "instance")]);
    assert!(world.is_scim_token(None, "t0ken"));
    assert!(!world.is_scim_token(Some(world.main_group()), "t0ken"));
    assert_eq!(
        world.main_scim_url(),
        "https://gitlab.test/api/scim/v2/application"
    );
}

#[test]
fn usernames_share_their_space_with_groups() {
    let mut world = world(&[("group", "acme")]);
    assert_eq!(world.free_username("acme"), "acme1");
    account(&mut world, "ada");
    assert_eq!(world.free_username("Ada@example.com"), "Ada1");
}

/// Shows S98.
#[test]
fn leaving_a_group_is_leaving_all_below_it() {
    let mut world = world(&[]);
    let ada = account(&mut world, "ada");
    let main = world.main_group();
    let below = world.add_group("my-group/sub");
    let beside = world.add_group("other");
    for group in [main, below, beside] {
        world.insert_member(group, ada, Role::Developer);
        world.insert_project_member(group, "app", ada, Role::Developer);
    }
    world.remove_member(main, ada);
    let left = |group| {
        let group = world.group(group).unwrap();
        group.member(ada).is_none() && group.projects[0].members.is_empty()
    };
    assert!(left(main) && left(below) && !left(beside));
    let event = world.audit().iter().next_back().unwrap();
    assert_eq!(
        (event.name, event.scope.as_str()),
        ("member_destroyed", "my-group")
    );
    assert_eq!(
        serde_json::to_string(&event.details).unwrap(),
        "{\"remove\":\"user_access\",\"as\":\"Developer\",\"member_id\":7,\
         \"system_event\":true,\"reason\":\"SCIM\"}"
    );
}

#[test]
fn a_group_that_moves_takes_along_what_lies_below() {
    let mut world = world(&[]);
    let below = world.add_group("my-group/sub");
    world.move_main_group("my.group");
    assert_eq!(world.group(below).unwrap().path, "my.group/sub");
    assert_eq!(
        world.group_named("MY.GROUP").unwrap().id,
        world.main_group()
    );
    assert_eq!(world.top_of(below), world.main_group());
}

#[test]
fn a_new_primary_address_leaves_the_former_one_behind() {
    let mut world = world(&[]);
    let ada = account(&mut world, "ada");
    world.change_primary_email(ada, "ada@corp.test", false);
    let shown = |world: &World| {
        let emails = &world.account(ada).unwrap().emails;
        let emails: Vec<_> = emails
            .iter()
            .map(|email| (email.address.clone(), email.is_confirmed))
            .collect();
        emails
    };
    let both = [
        ("ada@corp.test".to_owned(), false),
        ("ada@example.com".to_owned(), true),
    ];
    assert_eq!(shown(&world), both);
    world.change_primary_email(ada, "ADA@example.com", false);
    assert_eq!(shown(&world)[0], ("ada@example.com".to_owned(), true));
    assert_eq!(world.account_by_email("ada@CORP.test").unwrap().id, ada);
}

#[test]
fn single_sign_on_keeps_out_who_is_not_linked() {
    let mut world = world(&[("sso-enforced", "on"), ("unlinked-member-text", "member")]);
    let (ada, main) = (account(&mut world, "ada"), world.main_group());
    let text = "The member's email address is not linked to a SAML account";
    assert_eq!(world.member_refusals(main, ada), [text]);
    world.saml_identities.add(Some(main), ada, "ada-1").unwrap();
    assert_eq!(world.member_refusals(main, ada), [""; 0]);
    world.scim_identities.add(Some(main), ada, "ada-1").unwrap();
    world.scim_identities.set_active(Some(main), ada, false);
    assert_eq!(world.member_refusals(main, ada), [text]);
    assert_eq!(
        world.audit().iter().next_back().unwrap().name,
        "inactive_scim_user_cannot_be_added"
    );
    world.switches.inactive_blocks_membership = false;
    assert_eq!(world.member_refusals(main, ada), [""; 0]);
}

#[test]
fn domains_and_limits_keep_out_too() {
    let mut world = world(&[
        ("allowed-email-domains", "corp.test"),
        ("member-limit", "1"),
    ]);
    let (ada, main) = (account(&mut world, "ada"), world.main_group());
    assert_eq!(
        world.member_refusals(main, ada),
        [
            "The member's email address is not allowed for this group. Check with your \
             administrator.",
            "User cannot be added since you've reached your 1 member limit for my-group",
        ]
    );
    world.switches.set("over-limit", "minimal-access").unwrap();
    assert_eq!(world.new_role(main), Role::MinimalAccess);
    world.switches.set("member-limit", "none").unwrap();
    assert_eq!(world.new_role(main), Role::Guest);
    world.change_primary_email(ada, "ada@CORP.test", false);
    assert_eq!(
        world.member_refusals(main, ada),
        ["User email 'ada@CORP.test' is not verified."]
    );
    world.saml_identities.add(Some(main), ada, "ada-1").unwrap();
    assert_eq!(world.member_refusals(main, ada), [""; 0]);
}
