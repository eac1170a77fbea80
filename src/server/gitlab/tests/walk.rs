//! Random walks over every profile: whatever clients and administrators do, nothing breaks and what
//! is to be unique stays unique.

use std::collections::BTreeSet;

use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};

use super::support::{Host, body, person};
use crate::server::gitlab::{GITLAB_PROFILES, SWITCHES, perform};

const PEOPLE: [&str; 3] = ["ada", "bob", "carol"];

#[derive(Debug, Clone)]
enum Step {
    Create {
        name: usize,
        uid: usize,
        email: usize,
    },
    Patch {
        uid: usize,
        path: &'static str,
        value: Value,
    },
    Delete {
        uid: usize,
    },
    Read {
        uid: usize,
    },
    Register {
        name: usize,
    },
    Join {
        name: usize,
        role: &'static str,
    },
    Leave {
        name: usize,
    },
    Switch {
        switch: usize,
        choice: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let place = || 0..PEOPLE.len();
    let change = prop_oneof![
        Just(("active", json!("False"))),
        Just(("active", json!(true))),
        Just(("externalId", json!("bob-uid"))),
        Just(("id", json!("free-uid"))),
        Just(("userName", json!("ada"))),
        Just(("displayName", json!(""))),
        Just(("emails[type eq \"work\"].value", json!("carol@example.com"))),
    ];
    prop_oneof![
        4 => (place(), place(), place())
            .prop_map(|(name, uid, email)| Step::Create { name, uid, email }),
        4 => (place(), change).prop_map(|(uid, (path, value))| Step::Patch { uid, path, value }),
        2 => place().prop_map(|uid| Step::Delete { uid }),
        1 => place().prop_map(|uid| Step::Read { uid }),
        1 => place().prop_map(|name| Step::Register { name }),
        1 => (place(), prop_oneof![Just("owner"), Just("guest")])
            .prop_map(|(name, role)| Step::Join { name, role }),
        1 => place().prop_map(|name| Step::Leave { name }),
        1 => (0..SWITCHES.len(), 0_usize..5)
            .prop_map(|(switch, choice)| Step::Switch { switch, choice }),
    ]
}

/// Takes a step; gives the status where there is one.
fn take(host: &mut Host, step: &Step) -> Option<u16> {
    let uid = |place: usize| format!("{}-uid", PEOPLE[place]);
    match step {
        Step::Create {
            name,
            uid: at,
            email,
        } => {
            let mut wanted = person(PEOPLE[*name]);
            wanted["externalId"] = uid(*at).into();
            wanted["emails"][0]["value"] = format!("{}@example.com", PEOPLE[*email]).into();
            Some(host.post(&wanted).status)
        }
        Step::Patch {
            uid: at,
            path,
            value,
        } => Some(host.replace(&uid(*at), path, value.clone()).status),
        Step::Delete { uid: at } => Some(host.delete(&uid(*at)).status),
        Step::Read { uid: at } => Some(host.get(&format!("/Users/{}", uid(*at))).status),
        Step::Register { name } => {
            let with = json!({ "email": format!("{}@example.com", PEOPLE[*name]) });
            let _ = perform(&mut host.world, "add-account", &with);
            None
        }
        Step::Join { name, role } => {
            let with = json!({ "account": PEOPLE[*name], "role": role });
            let _ = perform(&mut host.world, "add-member", &with);
            None
        }
        Step::Leave { name } => {
            let with = json!({ "account": PEOPLE[*name] });
            let _ = perform(&mut host.world, "remove-member", &with);
            None
        }
        Step::Switch { switch, choice } => {
            let switch = &SWITCHES[*switch];
            let choice = switch.choices[*choice % switch.choices.len()].name;
            let _ = perform(&mut host.world, "set", &json!({ switch.name: choice }));
            None
        }
    }
}

fn check(host: &Host) {
    let world = &host.world;
    let unique = |values: Vec<String>| {
        let set: BTreeSet<&String> = values.iter().collect();
        assert_eq!(set.len(), values.len(), "{values:?}");
    };
    let accounts = || world.accounts.iter();
    unique(accounts().map(|one| one.username.to_lowercase()).collect());
    let emails = accounts().flat_map(|one| &one.emails);
    unique(emails.map(|email| email.address.to_lowercase()).collect());
    for identities in [&world.saml_identities, &world.scim_identities] {
        let all = || identities.iter();
        unique(
            all()
                .map(|one| format!("{:?} {:?}", one.group, one.account))
                .collect(),
        );
        let names = all().map(|one| format!("{:?} {}", one.group, one.extern_uid.to_lowercase()));
        unique(names.collect());
    }
    for group in &world.groups {
        unique(
            group
                .members
                .iter()
                .map(|one| format!("{:?}", one.account))
                .collect(),
        );
    }
    let main = world.group(world.main_group()).unwrap();
    assert!(
        main.members
            .iter()
            .any(|member| member.role.name() == "owner"),
        "somebody owns the group"
    );
}

#[test]
fn nothing_breaks_whatever_is_done() {
    let known = [200, 201, 204, 302, 401, 403, 404, 405, 409, 412, 415];
    for profile in GITLAB_PROFILES {
        let config = Config {
            cases: 40,
            failure_persistence: None,
            ..Config::default()
        };
        let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(config, seed);
        let steps = proptest::collection::vec(step(), 1..40);
        let walked = runner.run(&steps, |steps| {
            let mut host = Host::new(profile.name);
            for step in &steps {
                if let Some(status) = take(&mut host, step)
                    && !known.contains(&status)
                {
                    return Err(TestCaseError::fail(format!("{status} after {step:?}")));
                }
                check(&host);
            }
            Ok(())
        });
        walked.unwrap_or_else(|error| panic!("{}: {error}", profile.name));
    }
}

/// What a client reads after a create is what it was told.
#[test]
fn what_was_created_is_what_is_read() {
    for profile in GITLAB_PROFILES {
        let mut host = Host::new(profile.name);
        let made = host.post(&person("ada"));
        assert_eq!(made.status, 201, "{}", profile.name);
        let id = body(&made)["id"].as_str().unwrap().to_owned();
        assert_eq!(host.get(&format!("/Users/{id}")).body, made.body);
    }
}
