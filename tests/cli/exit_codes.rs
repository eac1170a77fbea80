//! How each kind of end is told to the shell.

use std::net::TcpListener;

use super::host::{Host, message};
use super::support::{Done, FOUR, Place, TOKEN, with_verdict};

#[test]
fn zero_when_all_cases_pass() {
    let place = Place::new();
    let cases = place.run(["run", "--list"]).stdout.lines().count();
    let words = format!("{cases} passed; snapshots: {cases} matched; ");
    let done = place.run(["run"]).exits(0).prints(&[&words]);
    assert_eq!(done.stderr, "");
    assert_eq!(place.tree(), [], "a run that passes leaves nothing behind");
}

#[test]
fn zero_when_nothing_is_played_on_purpose() {
    let place = Place::new();
    for args in [
        &["run", "--list"][..],
        &["serve", "--list-quirks"],
        &["review"],
        &["review", "--list"],
        &["--help"],
        &["--version"],
    ] {
        place.run(args.iter().copied()).exits(0);
    }
}

#[test]
fn one_when_a_case_fails() {
    let place = Place::new();
    let words = [
        "FAIL create-user@okta  Create a user",
        "at       scenarios/create-user.yaml:",
        "expected \"Research\"",
        "got      nothing",
        "1 failed",
    ];
    place
        .run([
            "run",
            "create-user",
            "--idp",
            "okta",
            "--quirk",
            "extension-dropped",
        ])
        .exits(1)
        .prints(&words);
}

#[test]
fn one_when_somebody_is_a_member_twice() {
    let args = ["run", "group-read-without-members", "--idp", "entra"];
    let quirk = ["--quirk", "double-members"];
    Place::new()
        .run(args.into_iter().chain(quirk))
        .exits(1)
        .prints(&["the members of sales are wrong", "more than once: "]);
}

#[test]
fn one_also_when_the_snapshot_cannot_be_had() {
    let place = Place::new();
    place.write("answers/ref/create-user@okta.snap/in-the-way", "");
    let args = [
        "run",
        "create-user",
        "--idp",
        "okta",
        "--snapshots",
        "answers",
    ];
    place
        .run(args.into_iter().chain(["--quirk", "extension-dropped"]))
        .exits(1)
        .prints(&[
            "FAIL create-user@okta",
            "cannot read snapshots in `answers/ref",
        ]);
    place.run(args).exits(3).prints(&["ERROR create-user@okta"]);
}

#[test]
fn one_also_when_other_cases_could_not_be_carried_out() {
    let stories = ["run", "create-user", "duplicate-email", "--idp", FOUR];
    let args = ["--quirk", "create-without-id", "--json", "-"];
    let done = Place::new().run(stories.into_iter().chain(args)).exits(1);
    let report = done.report();
    assert_eq!(with_verdict(&report, "fail").len(), 4);
    assert_eq!(with_verdict(&report, "error").len(), 4);
    let why = "the account `contractor` that the story begins with could not be made: \
               201 Created, but no `id` in the answer";
    assert!(report.to_string().contains(why));
}

#[test]
fn zero_when_a_story_cannot_happen_at_a_correct_server() {
    let args = [
        "run",
        "two-accounts-match",
        "--quirk",
        "unique-email",
        "--json",
        "-",
    ];
    let done = Place::new().run(args).exits(0);
    let report = done.report();
    assert_eq!(with_verdict(&report, "skipped").len(), 2);
    let case = &report["cases"][0];
    let message =
        "the story cannot happen at this target: the server keeps e-mail addresses unique";
    assert_eq!(case["findings"][0]["message"], message);
    assert_eq!(case["findings"][0]["level"], "skip");
    assert_eq!(case["snapshot"]["state"], "not-taken");
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_takes_nothing_else_with_it() {
    let place = Place::new();
    // A folder in the place of the first log.
    place.write("logs/remove-and-readd@entra.json/in-the-way", "");
    let args = ["run", "remove-and-readd", "--idp", "entra,okta"];
    let reports = ["--idp-log", "logs", "--json", "/dev/full"];
    let args = args.into_iter().chain(reports);
    let words = [
        "`logs/remove-and-readd@entra.json` cannot be written",
        "`/dev/full` cannot be written",
    ];
    let quirk = ["--quirk", "string-booleans-refused"];
    place
        .run(args.clone().chain(quirk))
        .exits(1)
        .prints(&["FAIL remove-and-readd@entra", "1 failed"])
        .complains(&words);
    place.read("logs/remove-and-readd@okta.json");
    place
        .run(args)
        .exits(3)
        .prints(&["2 passed"])
        .complains(&words);
    let files = place.tree().into_iter();
    let mut partial = files.filter(|(path, _)| path.extension().unwrap_or_default() == "partial");
    assert_eq!(partial.next(), None);
}

/// Fails unless the call is refused with these words, and before anything was done.
#[track_caller]
fn refused(place: &Place, args: &[&str], words: &[&str]) {
    let before = place.tree();
    let done: Done = place.run(args.iter().copied()).exits(2);
    let done = done.complains(words);
    assert_eq!(done.stdout, "");
    assert_eq!(place.tree(), before);
}

#[test]
fn two_when_the_command_line_is_wrong() {
    let place = Place::new();
    place.write("empty", "\n");
    place.write("bearer", "Bearer t0ken");
    place.write("text", "hello");
    let target = "http://127.0.0.1:1/v2";
    for (args, words) in [
        (
            &["run", "--frob"][..],
            &["unexpected argument '--frob'"][..],
        ),
        (&["frob"], &["unrecognized subcommand 'frob'"]),
        (&[], &["Usage: scimulate <COMMAND>"]),
        (&["run", "--timeout", "0"], &["0 is not in 1..=3600"]),
        (
            &["run", "--idp", "oktaa"],
            &["unknown identity provider `oktaa`", "did you mean `okta`?"],
        ),
        (
            &["run", "--quirk", "unique-mail"],
            &[
                "unknown quirk `unique-mail`",
                "did you mean `unique-email`?",
                "`scimulate serve --list-quirks`",
            ],
        ),
        (
            &["run", "--target", "app.example.com"],
            &[
                "`app.example.com` is not a URL",
                "a base URL looks like `https://app.example.com/scim/v2`",
            ],
        ),
        (
            &[
                "run",
                "--target",
                "https://app.example.com/scim?aadOptscim062020",
            ],
            &["feature flag", "`--idp entra-rfc`"],
        ),
        (&["run", "--target", "ref:gitlab"], &["no profile `gitlab`"]),
        (
            &["run", "--target", target, "--quirk", "error-500"],
            &["`--quirk` is for the bundled server"],
        ),
        (
            &["run", "--token-env", "HOME"],
            &[
                "`--token-env` is for a server of your own",
                "`--target URL`",
            ],
        ),
        (
            &["run", "--target", "ref:gitlab-saas-14", "--insecure"],
            &["`--insecure` is for a server of your own"],
        ),
        (
            &["run", "--target", target, "--as", "x"],
            &["add `--snapshots DIR`"],
        ),
        (
            &["run", "--as", "../x"],
            &["`../x` cannot name a folder of snapshots"],
        ),
        (
            &["run", "--target", target, "--token-file", "nowhere"],
            &["`nowhere` cannot be read", "check the path"],
        ),
        (
            &["run", "--target", target, "--token-file", "."],
            &["`.` cannot be read"],
        ),
        (
            &["run", "--target", target, "--token-file", "empty"],
            &["`empty` is empty", "the bearer token"],
        ),
        (
            &["run", "--target", target, "--token-file", "bearer"],
            &["begins with the word `Bearer`", "leave the word out"],
        ),
        (
            &["run", "--target", target, "--token-env", "NOWHERE"],
            &["the environment variable `NOWHERE` is not set"],
        ),
        (
            &["run", "--target", target, "--cacert", "text"],
            &["`--cacert`: no usable certificate", "PEM"],
        ),
        (
            &["serve", "--quirk", "unique-mail"],
            &["did you mean `unique-email`?"],
        ),
        (
            &["review", "--list", "--accept-all"],
            &["cannot be used with"],
        ),
        (
            &["review", "snapshot"],
            &["there is no folder `snapshot`", "`run --snapshots`"],
        ),
    ] {
        refused(&place, args, words);
    }
}

#[test]
fn two_when_a_scenario_file_is_wrong() {
    let place = Place::new();
    place.write(
        "broken.yaml",
        "name: Broken\nidps: [okta]\nsteps:\n  - asign: alice\n",
    );
    let words = [
        "error: unknown step `asign`",
        "--> broken.yaml:4:5",
        "help: did you mean `assign`?",
    ];
    refused(&place, &["run", "broken.yaml"], &words);
    // Also where one that is not wrong is asked for with it, and for a list.
    refused(&place, &["run", "create-user", "broken.yaml"], &words);
    refused(&place, &["run", "--list", "./broken.yaml"], &words);
}

#[test]
fn three_when_the_target_cannot_be_rehearsed() {
    let place = Place::new();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("http://{port}/v2");
    place
        .run(["run", "--target", &url])
        .exits(3)
        .prints(&["cases could not be played", "connection refused"]);

    let host = Host::saying(message("401 Unauthorized", &[], ""));
    let done = place
        .call(["run", "--target", &host.url()])
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait();
    done.exits(3).prints(&["refuses the token"]);
    assert_eq!(host.seen().len(), 1, "one look is enough");
}

#[test]
fn three_when_a_report_or_a_port_cannot_be_had() {
    let place = Place::new();
    place
        .run(["run", "--json", "nowhere/report.json"])
        .exits(3)
        .complains(&["`nowhere/report.json` cannot be written"]);
    place.write("afile", "");
    let args = ["run", "create-user", "--snapshots", "afile"];
    let done = place
        .run(args)
        .exits(3)
        .complains(&["`afile/ref` cannot be made"]);
    assert_eq!(done.stdout, "", "nothing was played");
    // In CI nothing is written, so that nothing is in the way.
    let done = place.call(args).env("CI", "1").wait().exits(3);
    done.prints(&["cannot read snapshots in `afile/ref"]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    place
        .run(["serve", "--port", &port])
        .exits(3)
        .complains(&["could not listen on 127.0.0.1:"]);
}

#[test]
fn four_when_nothing_is_selected() {
    let place = Place::new();
    let hint = "`scimulate run --list` shows what there is";
    for (selector, words) in [
        ("creat-user", "did you mean `create-user`?"),
        ("nowhere.yaml", "there is no such file or folder"),
        ("zzz*", "no scenario matches `zzz*`"),
        ("tag:zzz", "there are the tags"),
    ] {
        place
            .run(["run", selector])
            .exits(4)
            .complains(&[words, hint]);
    }
    let only_okta = "name: Only Okta\nidps: [okta]\nsteps:\n  - assign: alice\n  \
                     - expect: { alice: { provisioned: true } }\n";
    place.write("only-okta.yaml", only_okta);
    place.run(["run", "only-okta.yaml"]).exits(5);
    let words = "no selected scenario is played as these identity providers";
    place
        .run(["run", "only-okta.yaml", "--idp", "entra,entra-rfc"])
        .exits(4)
        .complains(&[words, hint]);
}

const CHANGED: [&str; 8] = [
    "run",
    "duplicate-email",
    "--idp",
    "okta",
    "--quirk",
    "unique-email",
    // Where the answers of a server that is wrong on command are kept must be said.
    "--snapshots",
    "snapshots",
];

#[test]
fn five_when_an_answer_changed_and_nothing_else_is_wrong() {
    let place = Place::new();
    let words = [
        "duplicate-email  pass",
        "SNAPSHOT CHANGED duplicate-email@okta",
        "--- accepted",
        "+++ new",
        "POST /Users",
        "-→ 201 Created",
        "+→ 409 Conflict",
        "+  \"scimType\": \"uniqueness\"",
        "1 passed; snapshots: 1 changed",
        "run `scimulate review` to accept or reject the new answers",
    ];
    place.run(CHANGED).exits(5).prints(&words);
    let pending = "snapshots/ref/duplicate-email@okta.snap.new";
    let files: Vec<_> = place.tree().into_iter().map(|(path, _)| path).collect();
    assert_eq!(files, [place.path().join(pending)]);

    let list = place.run(["review", "--list"]).exits(5);
    assert_eq!(list.stdout, format!("./{pending}\n"));
    // Nobody is asked where nobody can answer.
    place
        .run(["review"])
        .exits(2)
        .complains(&["`--accept-all`, `--reject-all` or `--list`"]);

    place
        .run(["review", "--accept-all"])
        .exits(0)
        .prints(&["accepted:", pending]);
    place.run(CHANGED).exits(0).prints(&["1 matched"]);
    // What was accepted is now what counts.
    place
        .run(["run", "duplicate-email", "--idp", "okta"])
        .exits(5);
}

#[test]
fn five_again_after_a_rejection() {
    let place = Place::new();
    place.run(CHANGED).exits(5);
    place
        .run(["review", "--reject-all"])
        .exits(0)
        .prints(&["rejected:"]);
    assert_eq!(place.tree(), []);
    place.run(CHANGED).exits(5);
    // An answer that is as it was takes the pending file away again.
    place
        .run(["run", "duplicate-email", "--idp", "okta"])
        .exits(0);
    assert_eq!(place.tree(), []);
}

#[test]
fn three_when_a_snapshot_cannot_be_accepted_but_the_others_are() {
    let place = Place::new();
    place.run(CHANGED).exits(5);
    place.write("snapshots/ref/a@okta.snap.new", "half a fi");
    let words = "accepted:\n  ./snapshots/ref/duplicate-email@okta.snap.new\n\
                 skipped:\n  ./snapshots/ref/a@okta.snap.new\n";
    place
        .run(["review", "--accept-all"])
        .exits(3)
        .prints(&[words])
        .complains(&["a@okta.snap.new` is not a snapshot"]);
}

#[test]
fn ci_writes_nothing_and_says_so() {
    let place = Place::new();
    let words = [
        "SNAPSHOT CHANGED duplicate-email@okta",
        "nothing was written because `CI` is set",
    ];
    place
        .call(CHANGED)
        .env("CI", "1")
        .wait()
        .exits(5)
        .prints(&words);
    assert_eq!(place.tree(), []);

    // Neither is anything taken away.
    place.run(CHANGED).exits(5);
    let before = place.tree();
    for args in [&CHANGED[..], &["run"]] {
        place.call(args.iter().copied()).env("CI", "true").wait();
    }
    assert_eq!(place.tree(), before);
}

#[test]
fn snapshots_of_another_target_have_a_folder_of_their_own() {
    let place = Place::new();
    let host = Host::twisted(super::host::Scim::new(), |_, _| Ok(None));
    let run = || {
        place
            .call([
                "run",
                "create-user",
                "--idp",
                "okta",
                "--target",
                &host.url(),
                "--snapshots",
                "answers",
                "--as",
                "mine",
            ])
            .env("SCIMULATE_TOKEN", TOKEN)
            .wait()
    };
    run()
        .exits(5)
        .prints(&["1 new", "run `scimulate review answers` to accept"]);
    place.run(["review", "answers", "--accept-all"]).exits(0);
    run().exits(0).prints(&["1 matched"]);
    assert!(
        place
            .read("answers/mine/create-user@okta.snap")
            .contains("POST /Users")
    );
    // Without a name the folder is host and port, however the URL is written.
    let url = host.url().replace("http://", "HTTP://");
    let args = [
        "run",
        "create-user",
        "--idp",
        "okta",
        "--snapshots",
        "answers",
    ];
    let args = args.into_iter().chain(["--target", &url]);
    place
        .call(args)
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait()
        .exits(5);
    let folder = url["HTTP://".len()..].replace(':', "-").replace("/v2", "");
    place.read(&format!("answers/{folder}/create-user@okta.snap.new"));
}
