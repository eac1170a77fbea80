//! One story on several targets, and stories that are about some of them only.

use super::host::{Host, Scim};
use super::support::{Place, TOKEN, cases, has_all, with_verdict};

/// A story about the strict profile.
const STRICT: &str = "name: Strict\nidps: [okta]\ntarget: { profiles: [strict] }\nsteps:\n  \
                      - assign: alice\n  - expect: { alice: { active: true } }\n";
/// A story that says of two profiles what is so on each.
const BOTH: &str = "name: Both\nidps: [okta]\ntarget: { profiles: [rfc, strict] }\nsteps:\n  \
                    - assign: alice\n    targets: [strict]\n  \
                    - expect: { targets: [rfc], alice: { provisioned: false } }\n  \
                    - expect: { targets: [strict], alice: { provisioned: true } }\n";

/// A folder with stories of its own.
fn place(stories: &[(&str, &str)]) -> Place {
    let place = Place::new();
    for (name, text) in stories {
        place.write(&format!("scenarios/below/{name}.yaml"), text);
    }
    place
}

fn ids(report: &serde_json::Value) -> Vec<&str> {
    let ids = cases(report).iter().map(|case| case["id"].as_str());
    ids.map(Option::unwrap).collect()
}

#[test]
fn several_profiles_are_compared() {
    let place = place(&[("both", BOTH)]);
    let args = ["run", "both", "--target", "ref:strict,ref", "--json"];
    let report = place.run(args.into_iter().chain(["-"])).exits(5).report();
    assert_eq!(ids(&report), ["both@okta@strict", "both@okta"]);
    assert_eq!(report["target"], "ref");
    assert_eq!(report["targets"], serde_json::json!(["ref:strict", "ref"]));
    assert_eq!(cases(&report)[0]["target"], "ref:strict");
    assert_eq!(cases(&report)[1]["target"], "ref");
    let done = place.run(args.into_iter().chain(["report.json"])).exits(5);
    has_all(
        &done.stdout,
        &[
            "           strict   ref\nboth@okta  pass     pass\n",
            "both@okta differs\n  strict: pass\n    log: success",
            "  ref: pass\n",
        ],
    );
}

#[test]
fn an_expectation_of_another_profile_is_none_and_one_of_this_can_fail() {
    let wrong = BOTH.replace("alice: { provisioned: true }", "alice: { active: false }");
    let place = place(&[("both", &wrong)]);
    let report = place.run(["run", "--json", "-"]).exits(1).report();
    assert_eq!(with_verdict(&report, "fail"), ["both@okta@strict"]);
    assert_eq!(with_verdict(&report, "pass"), ["both@okta"]);
}

#[test]
fn a_story_is_played_on_what_it_is_about() {
    let place = place(&[("strict", STRICT)]);
    let listed = place.run(["run", "--list"]).exits(0);
    assert_eq!(listed.stdout, "strict@okta@strict  Strict\n");
    // The bundled ones are there for whoever names them.
    let named = ["run", "create-user", "--idp", "okta", "--list"];
    let named = place.run(named).exits(0);
    assert_eq!(named.stdout, "create-user@okta  Create a user\n");
    let stories = place.run(["explain"]).exits(0);
    stories.prints(&["create-user", "strict"]);
    let report = place.run(["run", "--json", "-"]).exits(5).report();
    assert_eq!(with_verdict(&report, "pass"), ["strict@okta@strict"]);
    assert_eq!(report["target"], "ref:strict");
    // Nobody asked for it elsewhere.
    place.run(["run", "--target", "ref"]).exits(4);
    // Somebody did.
    let done = place.run(["run", "strict", "--target", "ref"]).exits(0);
    done.prints(&[
        "SKIPPED strict@okta",
        "the story is about `strict`, not about `rfc`",
    ]);
    place
        .run(["run", "strict", "--quirk", "error-500"])
        .exits(0);
    let done = place.run([
        "run",
        "strict",
        "--target",
        "ref:strict",
        "--quirk",
        "error-500",
    ]);
    done.exits(1);
}

#[test]
fn a_foreign_server_may_be_said_to_be_like_a_profile() {
    let steered = "name: Steered\nidps: [okta]\ntarget: { profiles: [gitlab-saas-now] }\nsteps:\n  \
                   - assign: alice\n  - control: { act: members, attributes: { members: null } }\n";
    let set = "name: Set\nidps: [okta]\n\
               target: { profiles: [gitlab-saas-now], settings: { sso-enforced: true } }\n\
               steps:\n  - assign: alice\n  - expect: { alice: { active: true } }\n";
    let place = place(&[("strict", STRICT), ("steered", steered), ("set", set)]);
    let host = Host::twisted(Scim::new(), |_, _| Ok(None));
    let url = host.url();
    let run = |args: &[&str]| {
        let all = ["run", "--target", &url]
            .into_iter()
            .chain(args.iter().copied());
        place.call(all).env("SCIMULATE_TOKEN", TOKEN).wait()
    };
    run(&[]).exits(4);
    let done = run(&["strict"]).exits(0);
    done.prints(&[
        "the story is about `strict`; `--as PROFILE` says which of them the server is like",
    ]);
    let report = run(&["--as", "strict", "--json", "-"]).exits(0).report();
    assert_eq!(with_verdict(&report, "pass"), ["strict@okta"]);
    assert_eq!(report["targets"], serde_json::json!([url]));
    assert_eq!(cases(&report)[0]["target"], url.as_str());
    run(&["--as", "gitlab-saas-now"]).exits(0).prints(&[
        "only the bundled server can play the step `control`",
        "only the bundled server can be told `sso-enforced`",
    ]);
}

#[test]
fn each_profile_has_its_snapshots() {
    let place = place(&[("both", BOTH)]);
    place.run(["run"]).exits(5);
    let pending = place.run(["review", "--list"]).exits(5);
    has_all(
        &pending.stdout,
        &["ref/both@okta.snap.new", "strict/both@okta.snap.new"],
    );
    place.run(["review", "--accept-all"]).exits(0);
    place
        .run(["run"])
        .exits(0)
        .prints(&["snapshots: 2 matched"]);
    assert_ne!(
        place.read("snapshots/ref/both@okta.snap"),
        place.read("snapshots/strict/both@okta.snap")
    );
    let done = place.run(["run", "--as", "one"]).exits(2);
    done.complains(&["`--as` names one target, but several are played on"]);
}

#[test]
fn logs_and_explanations_know_the_target() {
    let place = place(&[("both", BOTH), ("strict", STRICT)]);
    place.run(["run", "--idp-log", "logs"]).exits(5);
    for name in ["both@okta", "both@okta@strict", "strict@okta@strict"] {
        assert!(
            place.read(&format!("logs/{name}.json")).starts_with('['),
            "{name}"
        );
    }
    let told = place.run(["explain", "strict"]).exits(0);
    told.prints(&["As okta: Okta, catalog", ", on strict\n", "POST /Users"]);
    let told = place.run(["explain", "both"]).exits(0);
    assert!(!told.stdout.contains("POST /Users"), "{}", told.stdout);
    let told = place.run(["explain", "both", "--target", "ref:strict"]);
    told.exits(0).prints(&[", on strict\n", "POST /Users"]);
}

#[test]
fn targets_that_there_are_not_are_refused() {
    let place = Place::new();
    let refused = |target: &str, words: &[&str]| {
        place
            .run(["run", "--target", target])
            .exits(2)
            .complains(words);
    };
    refused(
        "ref:strikt",
        &[
            "the bundled server has no profile `strikt`",
            "did you mean `strict`?",
        ],
    );
    refused("ref:x", &["no profile `x`", "there are `rfc`, `strict`"]);
    let one = "`--target` takes one URL, or profiles of the bundled server";
    refused("ref,https://a.example", &[one]);
    refused("https://a.example,https://b.example", &[one]);
    let args = ["run", "create-user", "--target", "ref,ref:gitlab-saas-now"];
    let done = place
        .run(args.into_iter().chain(["--quirk", "error-500"]))
        .exits(2);
    done.complains(&["`--quirk` is for `ref`, not for `gitlab-saas-now`"]);
}

/// The story of one identity provider on three versions of GitLab: verdicts, and what is told.
fn on_three_versions(idp: &str) -> (Vec<String>, String) {
    let place = Place::new();
    let targets = "ref:gitlab-saas-14,ref:gitlab-saas-16-flag-off,ref:gitlab-saas-16.4";
    let args = [
        "run",
        "remove-and-readd",
        "--idp",
        idp,
        "--target",
        targets,
        "--known",
        "none",
        "--json",
        "report.json",
    ];
    let done = place.call(args).env("CI", "1").wait().exits(1);
    let report = serde_json::from_str(&place.read("report.json")).unwrap();
    let verdicts = cases(&report)
        .iter()
        .map(|case| case["verdict"].as_str().unwrap().to_owned());
    let (comparison, _) = done.stdout.split_once("\nFAIL ").unwrap();
    (verdicts.collect(), comparison.to_owned())
}

#[test]
fn three_versions_of_a_product_show_three_outcomes() {
    for idp in ["entra", "okta"] {
        let (verdicts, told) = on_three_versions(idp);
        assert_eq!(verdicts, ["fail", "fail", "pass"], "{told}");
        has_all(
            &told,
            &[
                &format!("remove-and-readd@{idp} differs\n"),
                "  gitlab-saas-14: fail\n    `active` of alice is wrong: expected true, got false\n",
                "  gitlab-saas-16-flag-off: fail\n    the sign-in of alice ended otherwise than expected",
                "  gitlab-saas-16.4: pass\n",
                "(linked at the target: none): refused: There is already a GitLab account",
                "(linked at the target: the same): in as alice",
            ],
        );
    }
}

/// A story with these steps, played against the bundled server as Okta.
fn play(steps: &str) -> super::support::Done {
    let story = format!("name: Mine\nidps: [okta]\nsteps:\n{steps}");
    let place = place(&[("mine", &story)]);
    place.call(["run"]).env("CI", "1").wait()
}

#[test]
fn a_connection_test_that_must_fail_and_does() {
    let login =
        "  - trouble: { on: GET, html: login }\n  - connect: { fails: No results for users }\n";
    let expect = "  - assign: alice\n  - expect: { alice: { active: true } }\n";
    play(&format!("{login}  - trouble: none\n  - connect\n{expect}")).exits(5);
    // Nothing goes on without it.
    let done = play(&format!("{login}{expect}")).exits(3);
    done.prints(&["nothing is provisioned before the connection test succeeds"]);
    let done = play("  - connect: { token: other, fails: Unauthorized }\n").exits(5);
    done.prints(&["1 passed"]);
    play("  - connect: { path: /v3, fails: Not Found }\n").exits(5);
}

#[test]
fn a_connection_test_that_ends_otherwise_than_expected_fails_the_story() {
    let done = play("  - connect: { fails: No results for users }\n").exits(1);
    done.prints(&[
        "the connection test of Okta succeeds, but it must fail",
        "mine.yaml:4:",
    ]);
    let login = "  - trouble: { on: GET, html: login }\n";
    let done = play(&format!(
        "{login}  - connect: {{ fails: nothing like it }}\n"
    ))
    .exits(1);
    done.prints(&[
        "fails for another reason than expected",
        "expected `nothing like it`",
    ]);
    let expect = "  - expect: { alice: { provisioned: false } }\n";
    let done = play(&format!("{login}  - connect\n{expect}")).exits(1);
    done.prints(&["the connection test of Okta fails", "mine.yaml:5:"]);
}
