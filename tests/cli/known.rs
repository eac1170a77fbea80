//! `--known`: failures that are recorded.

use super::support::{Place, cases, has_all};

const WRONG: &str = "name: Wrong\nidps: [okta, okta-aiw]\nsteps:\n  - assign: alice\n  \
                     - expect: { alice: { active: false } }\n";
const RIGHT: &str = "name: Right\nidps: [okta]\nsteps:\n  - assign: alice\n  \
                     - expect: { alice: { active: true } }\n";

fn place(list: &str) -> Place {
    let place = Place::new();
    place.write("scenarios/wrong.yaml", WRONG);
    place.write("scenarios/right.yaml", RIGHT);
    place.write("list.yaml", list);
    place
}

#[test]
fn a_recorded_failure_is_no_failure() {
    let place = place("known:\n  - { cases: ['wrong@*', right@okta], reason: he is born so }\n");
    let args = ["run", "--known", "list.yaml", "--quiet", "--snapshots", "s"];
    let report = place
        .run(args.into_iter().chain(["--json", "-"]))
        .exits(5)
        .report();
    let verdicts: Vec<_> = cases(&report).iter().map(|case| &case["verdict"]).collect();
    assert_eq!(verdicts, ["fixed", "known", "known"]);
    assert_eq!(
        cases(&report)[1]["known"],
        serde_json::json!({ "reason": "he is born so", "file": "list.yaml", "line": 2 })
    );
    place.run(["review", "s", "--accept-all"]).exits(0);
    let done = place.run(args[..3].iter().copied()).exits(5);
    has_all(
        &done.stdout,
        &["KNOWN he is born so", "2 failed as recorded", "passes now"],
    );
}

#[test]
fn what_is_not_recorded_still_fails() {
    let place = place("known:\n  - { cases: [wrong@okta], reason: he is born so }\n");
    let report = place
        .run(["run", "--known", "list.yaml", "--json", "-"])
        .exits(1)
        .report();
    let verdicts: Vec<_> = cases(&report).iter().map(|case| &case["verdict"]).collect();
    assert_eq!(verdicts, ["pass", "known", "fail"]);
    place.run(["run", "--known", "none"]).exits(1);
}

/// A server that nobody can reach says nothing of what is recorded.
#[test]
fn what_could_not_be_played_is_not_known() {
    let place = Place::new();
    let args = ["run", "create-user", "--target", "http://127.0.0.1:9/"];
    let product = ["--as", "gitlab-saas-now", "--known", "gitlab"];
    place
        .run(args.into_iter().chain(product))
        .exits(3)
        .prints(&["cases could not be played"]);
}

#[test]
fn a_wrong_list_is_refused() {
    let place = place("known:\n  - { case: [wrong@okta], reason: he is born so }\n");
    let done = place.run(["run", "--known", "list.yaml"]).exits(2);
    has_all(&done.stderr, &["list.yaml", "`case`", "cases"]);
    let done = place.run(["run", "--known", "nobody"]).exits(2);
    has_all(
        &done.stderr,
        &["there is no list of known failures `nobody`", "gitlab"],
    );
}
