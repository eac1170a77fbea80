//! Files that are right, and whole files that are wrong.

use std::path::Path;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::bundled;
use crate::idp::mapping::Source;
use crate::scenario::{IdExpectation, Position, StepKind};
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
    let people = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    let kinds: Vec<_> = scenario.steps.iter().map(|step| &step.kind).collect();
    assert_eq!(*kinds[1], StepKind::Assign(people(&["alice"])));
    assert_eq!(*kinds[2], StepKind::Assign(people(&["bob", "carol"])));
    assert_eq!(*kinds[3], StepKind::Sync);
    assert_eq!(*kinds[5], StepKind::Unassign(people(&["bob"])));
    assert_eq!(*kinds[6], StepKind::Disable(people(&["carol"])));
    assert_eq!(*kinds[7], StepKind::Enable(people(&["carol"])));
    assert_eq!(*kinds[8], StepKind::Delete(people(&["bob"])));
    let StepKind::Update(update) = kinds[4] else {
        panic!("{:?}", kinds[4]);
    };
    assert_eq!(update["alice"]["title"], ["Baker"]);
    assert!(update["alice"]["familyName"].is_empty());

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
    assert_eq!(mapping.users.len(), 21);
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
