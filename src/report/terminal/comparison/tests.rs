use super::{LINE, TOLD};
use crate::report::example::{case, failed, finding, on, run, sign_in, too_late};
use crate::report::terminal::render;
use crate::transcript::{CaseResult, Finding, LogEntry, LogStatus, Verdict};

fn shown(cases: Vec<CaseResult>, width: usize) -> String {
    console::strip_ansi_codes(&render(&run(cases), width)).into_owned()
}

/// An entry of the provisioning log.
fn entry(status: LogStatus, action: &str, message: &str) -> LogEntry {
    LogEntry {
        action: action.into(),
        status,
        code: None,
        message: message.into(),
        ..too_late()
    }
}

/// A story that goes otherwise on each of three profiles.
fn three() -> Vec<CaseResult> {
    let created = || entry(LogStatus::Success, "create", "User was created");
    let mut old = on("p-14", case("readd", "entra", Verdict::Fail));
    old.findings = vec![Finding {
        expected: Some("true".into()),
        got: Some("false".into()),
        ..finding("`active` of alice is wrong")
    }];
    let refused = "POST http://127.0.0.1:4711/t/x: 409 Email has already been taken";
    old.log = vec![created(), entry(LogStatus::Failure, "create", refused)];
    let mut middle = on("p-16", case("readd", "entra", Verdict::Pass));
    middle.log = vec![created(), created()];
    middle.sign_ins = vec![sign_in(false, "User is not linked\u{1b} to a SAML account")];
    let mut new = on("p-now", case("readd", "entra", Verdict::Pass));
    new.log = vec![created(), created()];
    new.sign_ins = vec![sign_in(true, "Signed in with SAML for my-group")];
    vec![old, middle, new]
}

#[test]
fn a_story_on_several_targets_is_a_row_and_its_differences() {
    let told = shown(three(), 100);
    let (table, _) = told.split_once("\nFAIL ").unwrap();
    insta::assert_snapshot!(table);
}

#[test]
fn targets_with_the_same_outcome_are_told_together() {
    let mut cases = three();
    cases[1].sign_ins = cases[2].sign_ins.clone();
    // A port is nobody's doing.
    let elsewhere = |case: &mut CaseResult, port: &str| {
        let message = format!("asked http://127.0.0.1:{port}/x");
        case.log.push(entry(LogStatus::Success, "import", &message));
    };
    elsewhere(&mut cases[1], "1");
    elsewhere(&mut cases[2], "2");
    let told = shown(cases, 100);
    assert!(told.contains("  p-16, p-now: pass\n"), "{told}");
    assert!(
        told.contains("    log: success import of alice: asked /x\n"),
        "{told}"
    );
}

#[test]
fn what_is_the_same_everywhere_has_a_row_only() {
    let cases = ["p-14", "p-16"].map(|place| on(place, case("join", "okta", Verdict::Pass)));
    let told = shown(cases.into(), 100);
    insta::assert_snapshot!(told);
}

#[test]
fn stories_of_one_target_stay_in_a_table_of_their_own() {
    let mut cases = vec![case("join", "okta", Verdict::Pass), failed()];
    cases.extend(["p-14", "p-16"].map(|place| on(place, case("readd", "okta", Verdict::Pass))));
    let told = shown(cases, 100);
    let (tables, _) = told.split_once("\nFAIL ").unwrap();
    insta::assert_snapshot!(tables);
}

#[test]
fn where_the_table_is_too_wide_there_are_lines() {
    let told = shown(three(), 30);
    assert!(
        told.starts_with(
            "fail    readd@entra\n          p-14\npass    readd@entra\n          p-16 p-now\n"
        ),
        "{told}"
    );
}

#[test]
fn of_very_many_differences_only_their_number_is_told() {
    let many = |count: usize| {
        let stories = (0..count).flat_map(|number| {
            let name = format!("story-{number}");
            let verdicts = [("p-14", Verdict::Fail), ("p-16", Verdict::Pass)];
            verdicts.map(|(place, verdict)| on(place, case(&name, "okta", verdict)))
        });
        shown(stories.collect(), 100)
    };
    assert!(many(TOLD).contains("\nstory-0@okta differs\n"));
    let told = many(TOLD + 1);
    assert!(!told.contains("differs\n"), "{told}");
    assert!(
        told.contains("\n13 cases come out differently on these targets"),
        "{told}"
    );
}

#[test]
fn a_long_line_is_cut() {
    let mut cases = three();
    cases[0].log = vec![entry(LogStatus::Failure, "create", &"x".repeat(LINE * 2))];
    let told = shown(cases, 100);
    let longest = told
        .lines()
        .filter(|line| line.contains("xxx"))
        .map(str::len);
    assert!(longest.clone().next().is_some());
    assert!(longest.min().unwrap() < LINE + 20, "{told}");
}
