use super::{BODY_LINES, DETAILS, DIFF_LINES, DIFFS, VALUE, render};
use crate::report::example::{
    answer, broken_off, case, exchange, failed, finding, run, sign_in, too_late,
};
use crate::transcript::{CaseResult, LogEntry, RunResult, SnapshotState, Verdict};

/// What is left where colours are not wanted.
fn shown(result: &RunResult, width: usize) -> String {
    console::strip_ansi_codes(&render(result, width)).into_owned()
}

fn problems(result: &RunResult) -> String {
    super::problems(result, 100)
}

fn changed(scenario: &str, verdict: Verdict, lines: usize) -> CaseResult {
    let mut diff = "--- accepted\n+++ new\n@@ -1,1 +1,1 @@ POST /Users\n".to_owned();
    diff.push_str(&"-\"active\": true\n+\"active\": false\u{1b}\n".repeat(lines / 2));
    CaseResult {
        snapshot: SnapshotState::Changed {
            diff,
            pending: Some("./snapshots/ref/x.snap.new".into()),
        },
        ..case(scenario, "entra", verdict)
    }
}

#[test]
fn a_run_that_passes_is_a_table_and_a_line() {
    let result = run(vec![
        case("join", "entra", Verdict::Pass),
        case("join", "okta-aiw", Verdict::Pass),
        case("leave-again", "entra", Verdict::Pass),
    ]);
    insta::assert_snapshot!(shown(&result, 100), @r#"
                 entra    okta-aiw
    join         pass     pass
    leave-again  pass     -

    3 passed; snapshots: 3 matched; 0 requests in 1.2 s; seed 7
    "#);
    assert!(render(&result, 100).contains("\u{1b}[32mpass\u{1b}[0m"));
    assert_eq!(problems(&result), "");
}

#[test]
fn a_failure_is_told_with_its_exchange_and_what_stays_behind() {
    let result = run(vec![case("join", "okta", Verdict::Pass), failed()]);
    insta::assert_snapshot!(shown(&result, 100), @r#"
           okta
    join   pass
    leave  fail

    FAIL leave@okta  The story of leave
      `active` of alice is wrong
        at       scenarios/leave.yaml:17:7
        expected false
        got      "no\u001b[31m"
        hint     a boolean is no text
      exchange 2 of 2 (idp)
        > PATCH /Users/42?a=%22b%22&&c+d
        > {
        >   "active": false,
        >   "list": [
        >     1
        >   ]
        > }
        < 400 Reason
        < {
        <   "detail": "\u001b[2Jno"
        < }
      what the admin reads
        failure disable Timeout: too late

    LEFTOVERS on the target, to be deleted by hand:
      /Users/42  alice.m4rk@contoso.example  DELETE failed: 405

    1 passed, 1 failed; snapshots: 2 matched; 2 requests in 1.2 s; seed 7
    "#);
    let without_table = problems(&result);
    assert!(render(&result, 100).ends_with(&without_table));
    assert!(!without_table.contains("join"), "{without_table}");
}

#[test]
fn the_newest_rows_about_those_who_are_named_are_shown() {
    let mut case = failed();
    let row = |subject: &str, message: &str| LogEntry {
        subject: Some(subject.into()),
        message: message.into(),
        ..too_late()
    };
    case.log = vec![
        row("alice", "first"),
        row("alice", "second\u{1b}"),
        row("bob", "other"),
        row("alice", "third"),
        row("alice", &"long ".repeat(200)),
    ];
    let told = |case: &CaseResult| {
        let text = problems(&run(vec![case.clone()]));
        let text = console::strip_ansi_codes(&text).into_owned();
        let rows = text
            .lines()
            .skip_while(|line| !line.contains("the admin reads"));
        rows.skip(1)
            .take_while(|line| !line.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let rows = told(&case);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0], "    failure disable Timeout: second\\u001b");
    assert!(rows[2].ends_with('…') && rows[2].len() < 550, "{}", rows[2]);

    case.findings[0].message = "the connection test fails".into();
    assert!(told(&case)[0].ends_with("other"));
    case.log.clear();
    assert!(told(&case).is_empty());
}

#[test]
fn a_narrow_terminal_gets_a_line_for_each_story() {
    let mut cases = vec![
        case("join", "entra", Verdict::Pass),
        case("join", "okta-aiw", Verdict::Warn),
        case("leave-again", "entra", Verdict::Skipped),
    ];
    // One column less than the table needs.
    let table = "             entra    okta-aiw";
    let result = run(cases.clone());
    assert!(shown(&result, table.len()).starts_with(table));
    assert!(shown(&result, table.len() - 1).starts_with("pass"));
    cases.extend(["entra-rfc", "okta", "generic"].map(|idp| case("join", idp, Verdict::Pass)));
    let result = run(cases);
    insta::assert_snapshot!(shown(&result, 46), @r#"
    pass    join         entra entra-rfc okta
                         generic
    warn    join         okta-aiw
    skipped leave-again  entra

    4 passed, 1 with warnings, 1 skipped; snapshots: 6 matched; 0 requests in 1.2 s; seed 7
    "#);
    insta::assert_snapshot!(shown(&result, 26), @r#"
    pass    join
              entra entra-rfc
              okta generic
    warn    join
              okta-aiw
    skipped leave-again
              entra

    4 passed, 1 with warnings, 1 skipped; snapshots: 6 matched; 0 requests in 1.2 s; seed 7
    "#);
}

#[test]
fn the_same_end_of_a_story_is_told_once() {
    let as_idp = |idp: &str| {
        let mut case = failed();
        case.id.idp = idp.into();
        case
    };
    let mut other = as_idp("okta-put");
    other.findings[0].message = "`title` of alice is wrong".into();
    let mut elsewhere = as_idp("okta");
    elsewhere.id.scenario = "leave-again".into();
    let cases = vec![
        as_idp("okta"),
        other,
        as_idp("okta-aiw"),
        as_idp("entra"),
        elsewhere,
    ];
    let text = shown(&run(cases), 100);
    let told = |id: &str| text.contains(&format!("FAIL {id}  The story of leave\n"));
    assert!(
        told("leave@okta") && told("leave@okta-put") && told("leave-again@okta"),
        "{text}"
    );
    assert_eq!(text.matches("\nFAIL ").count(), 3, "{text}");
    assert_eq!(text.matches("the same as").count(), 1, "{text}");
    assert!(text.contains("\n  the same as okta-aiw, entra\n"), "{text}");
}

#[test]
fn long_values_are_cut() {
    let mut case = failed();
    case.findings[0].got = Some("x".repeat(VALUE + 1));
    let text = shown(&run(vec![case]), 100);
    assert!(
        text.contains(&format!("got      {}…\n", "x".repeat(VALUE))),
        "{text}"
    );
}

#[test]
fn a_changed_snapshot_is_shown_with_the_way_to_accept_it() {
    let result = run(vec![changed("join", Verdict::Pass, 2)]);
    insta::assert_snapshot!(shown(&result, 100), @r#"
          entra
    join  pass

    SNAPSHOT CHANGED join@entra
      --- accepted
      +++ new
      @@ -1,1 +1,1 @@ POST /Users
      -"active": true
      +"active": false\u001b

    1 passed; snapshots: 1 changed; 0 requests in 1.2 s; seed 7
    run `scimulate review` to accept or reject the new answers
    "#);
}

#[test]
fn a_long_difference_is_cut_and_that_of_a_failure_left_out() {
    let result = run(vec![changed("join", Verdict::Pass, 2 * DIFF_LINES)]);
    let text = shown(&result, 100);
    assert!(text.contains("\n  … 153 more lines\n"), "{text}");
    let result = run(vec![changed("join", Verdict::Fail, 2)]);
    assert!(!shown(&result, 100).contains("+++ new"));
}

#[test]
fn many_differences_and_many_failures_are_counted() {
    let more = |count: usize, case: CaseResult| run(vec![case; count]);
    let text = shown(&more(DIFFS + 2, changed("join", Verdict::Pass, 2)), 100);
    assert_eq!(text.matches("SNAPSHOT CHANGED").count(), DIFFS);
    assert!(
        text.contains("further snapshots that changed: 2;"),
        "{text}"
    );
    let failures = (0..DETAILS + 3).map(|number| {
        let mut case = failed();
        case.id.scenario = format!("leave-{number}");
        case
    });
    let text = shown(&run(failures.collect()), 100);
    assert_eq!(text.matches("FAIL leave-").count(), DETAILS);
    let further = "further cases with findings: 3; `--json FILE` has them all\n\
                   fail    leave-10  okta\n\
                   fail    leave-11  okta\n\
                   fail    leave-12  okta\n";
    assert!(text.contains(further), "{text}");
}

#[test]
fn the_advice_fits_the_folder_and_ci() {
    let advice = |pending: Option<&str>| {
        let case = CaseResult {
            snapshot: SnapshotState::New {
                pending: pending.map(str::to_owned),
            },
            ..case("join", "entra", Verdict::Pass)
        };
        let text = shown(&run(vec![case]), 100);
        text.lines().last().unwrap().to_owned()
    };
    let end = "to accept or reject the new answers";
    assert_eq!(
        advice(Some("./snapshots/ref/x.snap.new")),
        format!("run `scimulate review` {end}")
    );
    assert_eq!(
        advice(Some("a/b/ref/x.snap.new")),
        format!("run `scimulate review a/b` {end}")
    );
    assert!(advice(None).starts_with("nothing was written because `CI` is set"));
}

#[test]
fn the_same_trouble_everywhere_is_told_once() {
    let unreachable = |scenario| CaseResult {
        findings: vec![finding("nobody is there")],
        snapshot: SnapshotState::NotTaken,
        ..case(scenario, "okta", Verdict::Error)
    };
    let result = run(vec![unreachable("join"), unreachable("leave")]);
    insta::assert_snapshot!(shown(&result, 100), @r#"
    ERROR 2 cases could not be played
      nobody is there

    2 not carried out; 0 requests in 1.2 s; seed 7
    "#);
}

#[test]
fn what_is_skipped_for_one_reason_is_no_error() {
    let elsewhere = |scenario| CaseResult {
        findings: vec![finding("the story is about another product")],
        snapshot: SnapshotState::NotTaken,
        ..case(scenario, "okta", Verdict::Skipped)
    };
    let text = shown(&run(vec![elsewhere("join"), elsewhere("leave")]), 100);
    assert!(!text.contains("ERROR"), "{text}");
    assert!(text.contains("SKIPPED join@okta"), "{text}");
}

#[test]
fn an_interrupted_run_says_whether_something_is_left() {
    let mut result = run(vec![case("join", "okta", Verdict::Pass)]);
    result.interrupted = true;
    let text = problems(&result);
    assert!(text.contains("nothing was left on the target"), "{text}");
    let skipped = CaseResult {
        findings: vec![finding("interrupted")],
        ..case("stay", "okta", Verdict::Skipped)
    };
    result.cases.extend([failed(), skipped]);
    let text = shown(&result, 100);
    assert!(text.contains("LEFTOVERS above is what could not"), "{text}");
    assert!(!text.contains("SKIPPED stay"), "{text}");
}

#[test]
fn an_answer_that_broke_off_is_shown_as_far_as_it_came() {
    let mut case = failed();
    case.exchanges[1] = exchange(None, broken_off());
    let text = shown(&run(vec![case]), 100);
    let lines = [
        "    > GET /Users/42?a=%22b%22&&c+d",
        "    < 200 Reason",
        "    < {\"id\": \"4",
        "    < no answer: the connection ended in the middle of the body",
    ];
    assert!(text.contains(&lines.join("\n")), "{text}");
}

#[test]
fn long_bodies_are_cut() {
    let mut case = failed();
    let body = format!("[{}1]", "1,".repeat(100));
    case.exchanges[1] = exchange(None, answer(200, body.as_bytes()));
    let text = shown(&run(vec![case.clone()]), 100);
    assert!(
        text.contains(&format!("    < … {} more lines\n", 103 - BODY_LINES)),
        "{text}"
    );
    let line = "x".repeat(5000);
    case.exchanges[1] = exchange(None, answer(200, line.as_bytes()));
    let text = shown(&run(vec![case]), 100);
    assert!(!text.contains(&"x".repeat(301)), "{text}");
}

#[test]
fn nothing_of_a_server_steers_the_terminal() {
    let hostile = "\u{1b}[2J\u{7}\u{202e}";
    let mut case = failed();
    case.title = hostile.into();
    case.findings[0].message = hostile.into();
    case.findings[0].expected = Some(hostile.into());
    case.findings[0].hint = Some(hostile.into());
    case.leftovers[0].path = hostile.into();
    case.leftovers[0].reason = hostile.into();
    case.exchanges[1].request.target = hostile.into();
    case.exchanges[1].outcome = answer(200, hostile.as_bytes());
    let mut second = changed("join", Verdict::Pass, 2);
    second.id.scenario = hostile.into();
    let text = shown(&run(vec![case, second]), 100);
    assert!(
        !text.contains(|c: char| c.is_control() && c != '\n'),
        "{text:?}"
    );
    assert!(!text.contains('\u{202e}'), "{text:?}");
}

#[test]
fn who_signed_in_is_told_with_what_the_target_has() {
    let mut case = failed();
    let mut drifted = sign_in(false, "User is not linked");
    drifted.extern_uid = Some("other".into());
    let mut nameless = sign_in(false, "NameID is missing");
    (nameless.name_id, nameless.extern_uid) = (None, None);
    let mut outside = sign_in(true, "");
    outside.is_member = Some(false);
    case.sign_ins = vec![sign_in(true, "first"), drifted, nameless, outside];
    let told = console::strip_ansi_codes(&problems(&run(vec![case]))).into_owned();
    let rows: Vec<_> = told
        .lines()
        .skip_while(|line| !line.contains("who signed in"))
        .take_while(|line| !line.is_empty())
        .collect();
    assert_eq!(
        rows,
        [
            "  who signed in",
            "    alice, NameID 0b1d (linked at the target: other): refused: User is not linked",
            "    alice, no NameID (linked at the target: none): refused: NameID is missing",
            "    alice, NameID 0b1d (linked at the target: the same): in as alice, not in the group",
        ]
    );
}
