//! Files that are right, and whole files that are wrong.

use std::path::Path;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::bundled;
use crate::idp::Act;
use crate::idp::mapping::Source;
use crate::scenario::{
    ConnectStep, IdExpectation, JobExpectation, Position, ResourceKind, Sent, SignInOutcome,
    SignInStart, SignInStep, StepKind, TroubleEffect,
};
use crate::transcript::LogStatus;

/// A scenario with every step and every field.
pub(in crate::scenario) const EVERYTHING: &str = r#"# a comment
name: Everything at once
description: >-
  Text over
  two lines.
tags: [demo, all]
idps: [azure, entra-rfc, okta]
directory: small-company
mappings: { entra: entra-default, okta: okta-default }
steps:
  - existing:
      account: old-alice
      resource:
        userName: ${alice.userName}
        emails: [{ value: "x-${run}@contoso.example", primary: true }]
        costs: 1.5
        plain: $${run}
  - assign: alice
  - assign: [bob, carol]
  - sync
  - update:
      alice: { title: Baker, familyName: null }
  - unassign: bob
  - disable: carol
  - enable: [carol]
  - delete: bob
  - request:
      method: PATCH
      path: /Users/${alice.id}?x=1
      headers: { X-Trace: "1" }
      body: { schemas: [a], Operations: [{ op: Replace, path: active, value: "False" }] }
      status: [200, 204]
      attributes: { active: false, name.middleName: null }
  - request: { method: GET, path: /Users, body: raw text, status: 200 }
  - expect:
      idps: [azure]
      alice:
        provisioned: true
        active: true
        id: unchanged
        account: old-alice
        attributes: { userName: "${alice.userName}", title: null }
      bob: { id: changed, account: own }
      accounts:
        old-alice: { exists: true, active: false, attributes: { externalId: "${old-alice.id}" } }
      log:
        alice: success
        bob: { status: failure, code: SystemForCrossDomainIdentityManagementBadRequest }
        carol: { status: skipped, code: [A, B], message: not assigned }
  - expect:
      any:
        - because: The account is kept and blocked.
          alice: { active: false }
        - because: The account is removed.
          alice: { provisioned: false }
          log: { alice: success }
"#;

/// A scenario with every step that is about groups, one identity provider alone, or trouble.
pub(in crate::scenario) const EVERY_ACT: &str = r#"name: Every act
idps: [entra*, okta]
directory: departments
settings: { entra: { accidental-deletions: 5 }, okta: { batch: 200 } }
steps:
  - existing: { account: old-sales, type: Group, resource: { displayName: "Sales ${run}", members: [] } }
  - assign: [sales, 'e*']
  - join: { sales: [dave, nested], finance: alice }
  - leave: { sales: '*' }
  - update: { erin: { roles: [A, B], manager: bob }, sales: { displayName: Vertrieb } }
  - push: sales
  - push: { group: sales, link: old-sales, rename: true }
    idps: [okta*]
  - unpush: { group: sales, leave: true }
    idps: [okta]
  - unpush: finance
  - { push-now: sales, idps: [okta] }
  - { pause-push: sales, idps: [okta] }
  - { resume-push: sales, idps: [okta] }
  - { retry: alice, idps: [okta] }
  - { suspend: alice, idps: [okta] }
  - { unsuspend: alice, idps: [okta] }
  - { set-password: alice, idps: [okta] }
  - { import: , idps: [okta] }
  - { restart: , idps: [entra] }
  - { allow-deletes: , idps: [entra] }
  - { soft-delete: bob, idps: [entra*] }
  - { restore: bob, idps: [entra*] }
  - { provision-on-demand: alice, idps: [entra*] }
  - provision-on-demand: { group: sales, members: [alice, bob] }
    idps: [entra, entra-rfc]
  - change-mapping: { entra: entra-default, okta: okta-default }
  - wait: 1d 6h
  - sync: 3
  - trouble: { on: POST /Users, answer: { status: 503, headers: { Retry-After: 2 }, body: { detail: "${run}" } }, times: 3 }
  - trouble: { on: PATCH, lost: true, after: 2 }
  - trouble: { on: /Groups, html: login }
  - trouble: { refused: true }
  - trouble: { redirect: "https://elsewhere.example/${sales.id}" }
  - trouble: none
  - expect:
      groups:
        sales: { provisioned: true, id: unchanged, members: [alice, old-sales], attributes: { displayName: "${sales.displayName}" } }
        finance: { members: none, account: own }
      accounts: { old-sales: { exists: true, members: 'f*' } }
      log: { sales: success }
      writes: 0
      requests: 2
  - expect: { idps: [entra, entra-rfc], job: { quarantine: EncounteredQuarantineException } }
  - { expect: { job: running }, idps: [entra*] }
  - { expect: { tasks: { alice: 'Error', sales: none } }, idps: [okta] }
  - expect: { alice: { attributes: { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value": "${alice.manager}" } } }
"#;

/// A scenario with every step that is about the target itself.
pub(in crate::scenario) const EVERY_TARGET: &str = r#"name: Every target
idps: [entra, okta]
target:
  profiles: [gitlab-saas-14, 'gitlab-saas-16*']
  settings: { sso_enforced: true, group: my.group, allowed-email-domains: [a.example, b.example] }
steps:
  - control: { act: rotate-token }
  - control:
      act: link-saml
      with: { account: "${alice.email}", extern-uid: "${alice.sourceId}" }
      attributes: { /identities/0/extern-uid: "${alice.sourceId}", saml: null }
  - control: { act: set, with: { group: "" }, refused: "group" }
    targets: [gitlab-saas-14]
  - connect: { fails: invalid credentials, path: /api/scim/v2/groups/other, token: "${run}" }
    targets: [gitlab-saas-16.4]
  - connect
  - assign: alice
    idps: [okta]
    targets: ['*-flag-off']
  - sign-in: { person: alice }
  - sign-in:
      person: bob
      name-id: none
      email: ${alice.email}
      start: idp
      signed-in-as: ${bob.email}
      assigned: true
      outcome: refused
      message: NameID is missing
  - sign-in: { person: alice, name-id: "x-${run}", start: target, outcome: signed-in, account: "${alice.email}", member: false }
  - expect: { targets: [gitlab-saas-14], alice: { active: true } }
"#;

fn load(text: &str) -> Scenario {
    scenario("test", "test.yaml", text, &Library::default())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn error(text: &str) -> String {
    scenario("test", "test.yaml", text, &Library::default())
        .unwrap_err()
        .to_string()
}

#[test]
fn every_step_and_field_is_read() {
    let scenario = load(EVERYTHING);
    assert_eq!(scenario.name, "test");
    assert_eq!(scenario.file, "test.yaml");
    assert_eq!(scenario.title, "Everything at once");
    assert_eq!(scenario.description, "Text over two lines.");
    assert_eq!(scenario.tags, ["demo", "all"]);
    assert_eq!(scenario.idps, ["entra", "entra-rfc", "okta"]);
    assert_eq!(scenario.directory, "small-company");
    assert_eq!(scenario.mappings["okta"], "okta-default");
    assert_eq!(scenario.steps.len(), 13);
    assert_eq!(
        scenario.steps[1].at,
        Position {
            line: 18,
            column: 5
        }
    );

    let StepKind::Existing(existing) = &scenario.steps[0].kind else {
        panic!("{:?}", scenario.steps[0]);
    };
    assert_eq!(existing.account, "old-alice");
    assert_eq!(
        existing.resource,
        json!({
            "userName": "${alice.userName}",
            "emails": [{ "value": "x-${run}@contoso.example", "primary": true }],
            "costs": 1.5,
            "plain": "$${run}",
        })
    );
    let acts = |act: fn(String) -> Act, names: &[&str]| {
        let names = names.iter().map(|&name| act(name.to_owned()));
        StepKind::Acts(names.collect())
    };
    let kinds: Vec<_> = scenario.steps.iter().map(|step| &step.kind).collect();
    assert_eq!(*kinds[1], acts(Act::Assign, &["alice"]));
    assert_eq!(*kinds[2], acts(Act::Assign, &["bob", "carol"]));
    assert_eq!(*kinds[3], StepKind::Sync(1));
    assert_eq!(*kinds[5], acts(Act::Unassign, &["bob"]));
    assert_eq!(*kinds[6], acts(Act::Disable, &["carol"]));
    assert_eq!(*kinds[7], acts(Act::Enable, &["carol"]));
    assert_eq!(*kinds[8], acts(Act::Delete, &["bob"]));
    let StepKind::Acts(update) = kinds[4] else {
        panic!("{:?}", kinds[4]);
    };
    let [Act::Update(alice, changes)] = update.as_slice() else {
        panic!("{update:?}");
    };
    assert_eq!(alice, "alice");
    assert_eq!(changes["title"], ["Baker"]);
    assert!(changes["familyName"].is_empty());

    let StepKind::Request(request) = kinds[9] else {
        panic!("{:?}", kinds[9]);
    };
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("PATCH", "/Users/${alice.id}?x=1")
    );
    assert_eq!(request.headers["X-Trace"], "1");
    assert_eq!(request.status, [200, 204]);
    assert_eq!(request.attributes["active"], json!(false));
    assert_eq!(request.attributes["name.middleName"], json!(null));
    let StepKind::Request(raw) = kinds[10] else {
        panic!("{:?}", kinds[10]);
    };
    assert_eq!(raw.body, Some(json!("raw text")));
    assert_eq!(raw.status, [200]);
}

#[test]
fn expectations_are_read_with_their_places() {
    let scenario = load(EVERYTHING);
    let StepKind::Expect(expect) = &scenario.steps[11].kind else {
        panic!("{:?}", scenario.steps[11]);
    };
    assert_eq!(expect.idps, ["entra"]);
    let [outcome] = expect.outcomes.as_slice() else {
        panic!("{expect:?}");
    };
    let alice = &outcome.people["alice"];
    assert_eq!(
        alice.at,
        Position {
            line: 37,
            column: 7
        }
    );
    assert_eq!((alice.provisioned, alice.active), (Some(true), Some(true)));
    assert_eq!(alice.id, Some(IdExpectation::Unchanged));
    assert_eq!(alice.account.as_deref(), Some("old-alice"));
    assert_eq!(alice.attributes["title"], json!(null));
    assert_eq!(outcome.people["bob"].id, Some(IdExpectation::Changed));
    let account = &outcome.accounts["old-alice"];
    assert_eq!(
        (account.provisioned, account.active),
        (Some(true), Some(false))
    );
    assert_eq!(outcome.log["alice"].status, LogStatus::Success);
    assert_eq!(outcome.log["carol"].codes, ["A", "B"]);
    assert_eq!(
        outcome.log["carol"].message.as_deref(),
        Some("not assigned")
    );
    assert_eq!(outcome.log["bob"].at.line, 48);

    let StepKind::Expect(any) = &scenario.steps[12].kind else {
        panic!("{:?}", scenario.steps[12]);
    };
    assert_eq!(any.outcomes.len(), 2);
    assert_eq!(any.outcomes[1].because, "The account is removed.");
    assert_eq!(any.outcomes[1].people["alice"].provisioned, Some(false));
    assert_eq!(any.outcomes[1].at.line, 54);
}

#[test]
fn every_act_is_read() {
    let scenario = load(EVERY_ACT);
    assert_eq!(scenario.idps, ["entra", "entra-rfc", "okta"]);
    assert_eq!(
        scenario.settings["entra"],
        [("accidental-deletions".to_owned(), "5".to_owned())]
    );
    let kinds: Vec<_> = scenario.steps.iter().map(|step| &step.kind).collect();
    let StepKind::Existing(existing) = kinds[0] else {
        panic!("{:?}", kinds[0]);
    };
    assert_eq!(existing.kind, ResourceKind::Group);
    let acts = |at: usize| match kinds[at] {
        StepKind::Acts(acts) => acts.as_slice(),
        other => panic!("{other:?}"),
    };
    let text = |name: &str| name.to_owned();
    let assigned: Vec<_> = acts(1).to_vec();
    assert_eq!(
        assigned,
        ["sales", "erin", "empty"].map(|key| Act::Assign(text(key)))
    );
    assert_eq!(
        acts(2),
        [
            Act::Join(text("sales"), vec![text("dave"), text("nested")]),
            Act::Join(text("finance"), vec![text("alice")]),
        ]
    );
    let Act::Update(_, changes) = &acts(4)[0] else {
        panic!("{:?}", acts(4));
    };
    assert_eq!(changes["roles"], ["A", "B"]);
    assert_eq!(
        *kinds[6],
        StepKind::PushLinked {
            group: text("sales"),
            label: text("old-sales"),
            rename: true
        }
    );
    assert_eq!(scenario.steps[6].idps, ["okta"]);
    assert_eq!(
        acts(7),
        [Act::Unpush {
            group: text("sales"),
            leave: true
        }]
    );
    assert_eq!(acts(16), [Act::Import]);
    assert_eq!(scenario.steps[19].idps, ["entra", "entra-rfc"]);
    assert_eq!(
        acts(22),
        [Act::ProvisionOnDemand(
            text("sales"),
            vec![text("alice"), text("bob")]
        )]
    );
    let StepKind::ChangeMapping(mappings) = kinds[23] else {
        panic!("{:?}", kinds[23]);
    };
    assert_eq!(mappings["okta"].name, "okta-default");
    assert_eq!(acts(24), [Act::Wait(jiff::SignedDuration::from_hours(30))]);
    assert_eq!(*kinds[25], StepKind::Sync(3));
    let StepKind::Trouble(Some(trouble)) = kinds[26] else {
        panic!("{:?}", kinds[26]);
    };
    assert_eq!(
        (trouble.method.as_deref(), trouble.path.as_deref()),
        (Some("POST"), Some("/Users"))
    );
    let TroubleEffect::Answer { headers, .. } = &trouble.effect else {
        panic!("{trouble:?}");
    };
    assert_eq!(
        (headers["Retry-After"].as_str(), trouble.times),
        ("2", Some(3))
    );
    assert_eq!(*kinds[31], StepKind::Trouble(None));
    let outcome = |at: usize| match kinds[at] {
        StepKind::Expect(expect) => &expect.outcomes[0],
        other => panic!("{other:?}"),
    };
    let sales = &outcome(32).groups["sales"];
    assert_eq!(
        sales.members.as_deref(),
        Some(&[text("alice"), text("old-sales")][..])
    );
    assert_eq!(outcome(32).groups["finance"].members, Some(Vec::new()));
    assert_eq!(
        outcome(32).accounts["old-sales"].members.as_deref(),
        Some(&[text("frank"), text("finance")][..])
    );
    assert_eq!(outcome(32).writes.map(|(_, writes)| writes), Some(0));
    let quarantine = JobExpectation::Quarantine(Some("EncounteredQuarantineException".into()));
    assert_eq!(
        outcome(33).job.as_ref().map(|(_, job)| job),
        Some(&quarantine)
    );
    let job = outcome(34).job.as_ref();
    assert_eq!(job.map(|(_, job)| job), Some(&JobExpectation::Running));
    assert_eq!(outcome(35).tasks["alice"].1.as_deref(), Some("Error"));
    assert_eq!(outcome(35).tasks["sales"].1, None);
}

#[test]
fn everything_about_the_target_is_read() {
    let scenario = load(EVERY_TARGET);
    let target = scenario.target.unwrap();
    assert_eq!(
        target.profiles,
        [
            "gitlab-saas-14",
            "gitlab-saas-16-flag-off",
            "gitlab-saas-16.4"
        ]
    );
    let settings: Vec<_> = target.settings.iter().collect();
    let setting = |index: usize| (settings[index].0.as_str(), settings[index].1.as_str());
    assert_eq!(setting(0), ("sso-enforced", "true"));
    assert_eq!(setting(1), ("group", "my.group"));
    assert_eq!(setting(2), ("allowed-email-domains", "a.example,b.example"));
    let kinds: Vec<_> = scenario.steps.iter().map(|step| &step.kind).collect();
    let StepKind::Control(rotate) = kinds[0] else {
        panic!("{:?}", kinds[0]);
    };
    assert_eq!(
        (rotate.act.as_str(), &rotate.with),
        ("rotate-token", &json!({}))
    );
    let StepKind::Control(link) = kinds[1] else {
        panic!("{:?}", kinds[1]);
    };
    assert_eq!(link.with["account"], "${alice.email}");
    assert_eq!(link.attributes["saml"], json!(null));
    assert_eq!(scenario.steps[2].targets, ["gitlab-saas-14"]);
    let StepKind::Control(set) = kinds[2] else {
        panic!("{:?}", kinds[2]);
    };
    assert_eq!(set.refused.as_deref(), Some("group"));
    assert_eq!(
        *kinds[3],
        StepKind::Connect(ConnectStep {
            fails: Some("invalid credentials".into()),
            path: Some("/api/scim/v2/groups/other".into()),
            token: Some("${run}".into()),
        })
    );
    assert_eq!(*kinds[4], StepKind::Connect(ConnectStep::default()));
    assert_eq!(scenario.steps[5].idps, ["okta"]);
    assert_eq!(scenario.steps[5].targets, ["gitlab-saas-16-flag-off"]);
    let usual = SignInStep {
        person: "alice".into(),
        name_id: None,
        email: None,
        start: SignInStart::Target,
        signed_in_as: None,
        assigned: None,
        outcome: SignInOutcome::SignedIn,
        message: None,
        account: None,
        member: None,
    };
    assert_eq!(*kinds[6], StepKind::SignIn(usual.clone()));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        *kinds[7],
        StepKind::SignIn(SignInStep {
            person: "bob".into(),
            name_id: Some(Sent::Nothing),
            email: Some(Sent::Text("${alice.email}".into())),
            start: SignInStart::Idp,
            signed_in_as: text("${bob.email}"),
            assigned: Some(true),
            outcome: SignInOutcome::Refused,
            message: text("NameID is missing"),
            ..usual.clone()
        })
    );
    assert_eq!(
        *kinds[8],
        StepKind::SignIn(SignInStep {
            name_id: Some(Sent::Text("x-${run}".into())),
            account: text("${alice.email}"),
            member: Some(false),
            ..usual
        })
    );
    let StepKind::Expect(expect) = kinds[9] else {
        panic!("{:?}", kinds[9]);
    };
    assert_eq!(expect.targets, ["gitlab-saas-14"]);
    // A scenario of any server may name any profile.
    let any =
        load("name: A\nidps: [okta]\nsteps: [{ connect: { fails: no }, targets: ['gitlab-*'] }]\n");
    assert_eq!(any.steps[0].targets.len(), 8);
    assert_eq!(any.target, None);
}

#[test]
fn a_crowd_is_made_of_people_who_differ() {
    let library = Library::default();
    let crowd = library.directory("crowd").unwrap().unwrap();
    assert_eq!(crowd.people.len(), 1000);
    let last = &crowd.people["member-1000"];
    assert_eq!(last["userName"], ["member-1000@contoso.example"]);
    assert_eq!(last["department"], ["Operations"]);
    let sizes: Vec<_> = crowd
        .groups
        .values()
        .map(|group| group.members.len())
        .collect();
    assert_eq!(sizes, [1, 100, 1000]);
    let departments = library.directory("departments").unwrap().unwrap();
    assert_eq!(
        departments.people["erin"]["roles"],
        ["Accountant", "Auditor"]
    );
    assert_eq!(
        departments.groups["nested"].members,
        ["carol", "sales", "finance"]
    );
}

#[test]
fn a_small_scenario_needs_three_lines() {
    let text = "name: A\nidps: [okta]\nsteps: [expect: { alice: { active: true } }]";
    let scenario = load(text);
    assert_eq!(scenario.directory, "small-company");
    assert!(scenario.mappings.is_empty() && scenario.tags.is_empty());
    // A byte order mark and Windows line ends change nothing, places included.
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(load(&windows), scenario);
}

#[test]
fn a_raw_request_with_a_status_is_an_expectation() {
    let text = |more: &str| {
        format!("name: A\nidps: [okta]\nsteps: [request: {{ method: GET, path: /Users{more} }}]")
    };
    load(&text(", status: 200"));
    assert!(error(&text("")).contains("expects nothing"));
}

#[test]
fn messages_keep_their_place_with_windows_line_ends() {
    let message = error("name: A\r\nidps: [okta]\r\nsteps:\r\n  - asign: alice\r\n");
    assert!(
        message.contains("test.yaml:4:5\n") && message.contains("    ^^^^^ expected"),
        "{message}"
    );
}

#[test]
fn colour_is_a_matter_of_taste() {
    let refused = scenario("test", "test.yaml", "name: 1\n", &Library::default()).unwrap_err();
    let coloured = refused.render(true);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    assert!(!refused.render(false).contains('\u{1b}'));
}

#[test]
fn bundled_files_are_right() {
    for (path, text) in bundled::files("fixtures/directories") {
        directory("test", path, text).unwrap_or_else(|error| panic!("{error}"));
    }
    for (path, text) in bundled::files("fixtures/mappings") {
        mapping("test", path, text).unwrap_or_else(|error| panic!("{error}"));
    }
    for (path, text) in bundled::files("scenarios") {
        scenario("test", path, text, &Library::default()).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn the_default_mapping_of_entra_is_read() {
    let library = Library::default();
    let mapping = library.mapping("entra-default").unwrap().unwrap();
    assert_eq!((mapping.idp.as_str(), mapping.groups.len()), ("entra", 3));
    let matched: Vec<_> = mapping
        .users
        .iter()
        .filter(|row| row.matching.is_some())
        .map(|row| row.target.path.as_str())
        .collect();
    assert_eq!(matched, ["userName"]);
    let active = mapping.users.iter().find(|row| row.target.path == "active");
    assert!(matches!(active.unwrap().source, Source::Expression(_)));
    assert_eq!(mapping.users.len(), 22);
    let okta = library.mapping("okta-default").unwrap().unwrap();
    assert_eq!((okta.idp.as_str(), okta.groups.len()), ("okta", 0));
    assert!(library.mapping("entra").is_none());
}

#[test]
fn files_that_cannot_be_text_are_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str| {
        text(&folder.path().join(name), name)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused("missing.yaml"),
        "error: `missing.yaml` does not exist"
    );
    std::fs::create_dir(folder.path().join("folder.yaml")).unwrap();
    assert_eq!(refused("folder.yaml"), "error: `folder.yaml` is not a file");
    std::fs::write(
        folder.path().join("latin.yaml"),
        b"name: A\ntags: [caf\xe9]\n",
    )
    .unwrap();
    assert_eq!(
        refused("latin.yaml"),
        "error: line 2 of `latin.yaml` is not UTF-8 text\n |\n = help: save the file with the encoding UTF-8"
    );
    std::fs::write(folder.path().join("large.yaml"), vec![b'#'; LARGEST + 1]).unwrap();
    let too_large =
        "error: `large.yaml` is larger than 1024 KiB\n |\n = help: split it into several files";
    assert_eq!(refused("large.yaml"), too_large);
    std::fs::write(folder.path().join("fits.yaml"), vec![b'#'; LARGEST]).unwrap();
    assert_eq!(
        text(&folder.path().join("fits.yaml"), "fits.yaml")
            .unwrap()
            .len(),
        LARGEST
    );
    let library = Library::default();
    let given = scenario("large", "large.yaml", &"#".repeat(LARGEST + 1), &library);
    assert_eq!(given.unwrap_err().to_string(), too_large);
}

#[test]
fn files_on_disk_win() {
    let folder = tempfile::tempdir().unwrap();
    let directories = folder.path().join("fixtures/directories");
    std::fs::create_dir_all(&directories).unwrap();
    std::fs::write(
        directories.join("small-company.yaml"),
        "people: { dora: { userName: dora@contoso.example } }",
    )
    .unwrap();
    let library = Library::new(vec![folder.path().to_owned()]);
    let directory = library.directory("small-company").unwrap().unwrap();
    assert!(directory.people.contains_key("dora"));
    assert!(library.mapping("okta-default").unwrap().is_ok());
    assert!(library.directory("../directories/small-company").is_none());
}

#[test]
fn a_file_full_of_errors_gives_no_flood() {
    let many_lines = "  - asign: alice\n".repeat(5_000);
    let one_line = format!("  - assign: [{}]\n", "alcie, ".repeat(5_000));
    for steps in [many_lines, one_line] {
        let text = format!("name: A\nidps: [okta]\nsteps:\n{steps}");
        let refused = scenario("test", "test.yaml", &text, &Library::default()).unwrap_err();
        assert_eq!(refused.diagnostics.len(), 50);
        assert!(refused.render(false).len() < 50_000);
    }
}

#[test]
fn a_file_of_very_many_values_is_refused() {
    let text = format!("name: [{}]\n", "1, ".repeat(200_000));
    assert!(error(&text).contains("more than 100000 values"));
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-z{}\\[\\]:,\\-\\n \"'&*#!|>$.é0-9]{0,200}") {
        let library = Library::new(vec![Path::new("/nonexistent").to_owned()]);
        let _ = scenario("test", "test.yaml", &text, &library);
        let _ = directory("test", "test.yaml", &text);
        let _ = mapping("test", "test.yaml", &text);
    }

    #[test]
    fn no_damage_makes_the_reader_panic(at in 0..EVERYTHING.len(), with in ".{0,3}") {
        let at = EVERYTHING.floor_char_boundary(at);
        let end = EVERYTHING.ceil_char_boundary((at + 2).min(EVERYTHING.len()));
        let damaged = format!("{}{with}{}", &EVERYTHING[..at], &EVERYTHING[end..]);
        if let Err(error) = scenario("test", "test.yaml", &damaged, &Library::default()) {
            prop_assert!(!error.diagnostics.is_empty());
            prop_assert!(!error.render(true).is_empty());
        }
    }
}
