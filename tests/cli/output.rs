//! What is printed and written: to whom, in which form, and always the same.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::host::{Host, Scim, Seen, Then};
use super::support::{Done, FOUR, Place, TOKEN, cases, has_all};

#[test]
fn a_report_on_standard_output_is_alone_there() {
    for (args, code, words) in [
        (
            &["run", "create-user", "--idp", FOUR, "--json", "-"][..],
            0,
            "create-user  pass",
        ),
        (
            &["run", "create-user", "--json", "-", "--quirk", "error-500"],
            1,
            "FAIL create-user@entra",
        ),
    ] {
        let done = Place::new()
            .run(args.iter().copied())
            .exits(code)
            .complains(&[words]);
        assert_eq!(done.report()["format"], 1);
    }
    let args = ["run", "create-user", "--json", "-", "--quiet"];
    let done = Place::new().run(args).exits(0);
    assert_eq!(done.stderr, "");
    done.report();
}

#[test]
fn a_report_file_appears_whole_and_leaves_nothing_beside_it() {
    let place = Place::new();
    let args = ["run", "create-user", "--idp", FOUR, "--json", "report.json"];
    place.write("report.json", "what was there before");
    place.run(args).exits(0).prints(&["create-user  pass"]);
    let report: Value = serde_json::from_str(&place.read("report.json")).unwrap();
    assert_eq!(cases(&report).len(), 4);
    let files: Vec<_> = place.tree().into_iter().map(|(path, _)| path).collect();
    assert_eq!(files, [place.path().join("report.json")]);
}

#[cfg(unix)]
#[test]
fn a_link_or_a_device_is_written_through() {
    let place = Place::new();
    place.write("elsewhere.json", "");
    for (link, to) in [("file", "elsewhere.json"), ("device", "/dev/null")] {
        let link = place.path().join(link);
        std::os::unix::fs::symlink(to, &link).unwrap();
        let args = [
            "run",
            "create-user",
            "--idp",
            "okta",
            "--json",
            link.to_str().unwrap(),
        ];
        place.run(args).exits(0);
        assert!(link.symlink_metadata().unwrap().is_symlink());
    }
    let report: Value = serde_json::from_str(&place.read("elsewhere.json")).unwrap();
    assert_eq!(report["summary"]["cases"], 1);
}

#[test]
fn the_report_has_everything_that_went_over_the_wire() {
    let host = Host::twisted(Scim::new(), |_, _| Ok(None));
    let place = Place::new();
    let args = [
        "run",
        "create-user",
        "--idp",
        "okta",
        "--json",
        "-",
        "--target",
        &host.url(),
    ];
    let done = place
        .call(args)
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait()
        .exits(0);
    let report = done.report();
    assert_eq!(report["target"], host.url());
    assert_eq!(report["summary"]["verdicts"]["pass"], 1);
    let case = &cases(&report)[0];
    assert_eq!(
        (
            &case["id"],
            &case["scenario"],
            &case["idp"],
            &case["verdict"]
        ),
        (
            &json!("create-user@okta"),
            &json!("create-user"),
            &json!("okta"),
            &json!("pass")
        )
    );
    for (list, at_least) in [
        ("findings", 0),
        ("exchanges", 7),
        ("log", 3),
        ("leftovers", 0),
    ] {
        assert!(case[list].as_array().unwrap().len() >= at_least, "{list}");
    }
    // The first request was a look at the target, before the case began.
    let seen = &host.seen()[1..];
    let exchanges = case["exchanges"].as_array().unwrap();
    assert_eq!(exchanges.len(), seen.len());
    assert_eq!(report["summary"]["requests"], seen.len());
    for (exchange, seen) in exchanges.iter().zip(seen) {
        let request = &exchange["request"];
        let mut head = format!(
            "{} /v2{} HTTP/1.1",
            request["method"].as_str().unwrap(),
            request["target"].as_str().unwrap()
        );
        for header in request["headers"].as_array().unwrap() {
            let (name, value) = (header[0].as_str().unwrap(), header[1].as_str().unwrap());
            // Writing to a string cannot fail.
            let _ = write!(head, "\r\n{name}: {value}");
        }
        assert_eq!(head.replace("***", TOKEN), seen.head);
        let sent = request
            .get("body")
            .map_or("", |body| body.as_str().unwrap());
        // A password is starred, but not shortened.
        assert_eq!(sent.len(), seen.body.len());
        assert_eq!(
            request.get("body").is_some(),
            seen.writes() && seen.method != "DELETE"
        );
        assert_eq!(exchange["response"]["headers"][0][0], "content-length");
    }
    let lookup = &exchanges[3]["request"]["target"];
    assert!(
        lookup
            .as_str()
            .unwrap()
            .starts_with("/Users?filter=userName%20eq%20%22alice.")
    );
    let origins: Vec<_> = exchanges
        .iter()
        .map(|exchange| exchange["origin"].as_str().unwrap())
        .collect();
    assert_eq!(origins[..5], ["idp"; 5]);
    assert_eq!(origins[5..], ["probe", "probe", "cleanup", "cleanup"]);
}

#[test]
fn a_list_names_the_cases_and_plays_none() {
    let place = Place::new();
    let done = place
        .run([
            "run",
            "create-user",
            "remove-*",
            "--idp",
            "okta,azure",
            "--list",
        ])
        .exits(0);
    let lines = "create-user@entra  Create a user\n\
                 create-user@okta  Create a user\n\
                 remove-and-readd@entra  Remove a user and add them back\n\
                 remove-and-readd@okta  Remove a user and add them back\n";
    assert_eq!(done.stdout, lines);
    let done = place.run(["run", "tag:suspend", "--list"]).exits(0);
    assert_eq!(done.stdout.lines().count(), 4);
}

#[test]
fn a_title_cannot_steer_the_terminal() {
    let place = Place::new();
    let story = "name: \"Wipe \\e[2J\\n it\"\nidps: [okta]\nsteps:\n  - assign: alice\n  \
                 - expect: { alice: { provisioned: false } }\n";
    place.write("wipe.yaml", story);
    let done = place.run(["run", "wipe.yaml", "--list"]).exits(0);
    assert_eq!(done.stdout, "wipe@okta  Wipe \\u001b[2J\\n it\n");
}

#[test]
fn a_pipe_gets_no_colours_and_the_whole_width() {
    let place = Place::new();
    let failing = [
        "run",
        "create-user",
        "--idp",
        "entra,okta",
        "--quirk",
        "extension-dropped,op-case-sensitive",
    ];
    let plain = place.run(failing).exits(1);
    assert!(!plain.stdout.contains('\u{1b}'), "{}", plain.stdout);
    let table = plain.stdout.split("\n\n").next().unwrap();
    assert!(table.lines().all(|line| line.trim_end() == line), "{table}");
    for (name, value) in [("TERM", "xterm-256color"), ("NO_COLOR", "1")] {
        let same = place.call(failing).env(name, value).wait().exits(1);
        assert_eq!(
            without_time(&same.stdout),
            without_time(&plain.stdout),
            "{name}"
        );
    }
    let coloured = place
        .call(failing)
        .env("CLICOLOR_FORCE", "1")
        .wait()
        .exits(1);
    assert!(
        coloured.stdout.contains("\u{1b}[31mfail\u{1b}[0m"),
        "{}",
        coloured.stdout
    );
    let wrong = place.run(["run", "--idp", "x"]).exits(2);
    assert!(!wrong.stderr.contains('\u{1b}'), "{}", wrong.stderr);
}

/// What was printed, but for what depends on the moment: the last line, ids and times.
fn without_time(text: &str) -> String {
    text.lines()
        .filter(|line| !line.contains(" requests in ") && !line.contains("/Users/"))
        .filter(|line| {
            ![
                "\"created\"",
                "\"lastModified\"",
                "\"location\"",
                "\"id\"",
                "\"version\"",
            ]
            .iter()
            .any(|name| line.contains(name))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_quiet_run_tells_only_what_is_wrong() {
    let place = Place::new();
    let done = place.run(["run", "tag:lifecycle", "--quiet"]).exits(0);
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("", ""));
    let stories = [
        "run",
        "create-user",
        "blank-name",
        "--idp",
        "okta",
        "--quiet",
    ];
    let args = stories.into_iter().chain(["--quirk", "extension-dropped"]);
    let done = place.run(args).exits(1);
    assert!(
        done.stdout.starts_with("FAIL create-user@okta"),
        "{}",
        done.stdout
    );
    assert!(
        !done.stdout.contains("create-user  fail"),
        "{}",
        done.stdout
    );
    let done = place
        .run(["run", "duplicate-email", "-q", "--quirk", "unique-email"])
        .exits(5);
    assert!(
        done.stdout.starts_with("SNAPSHOT CHANGED"),
        "{}",
        done.stdout
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    for args in [
        "run create-user --json -",
        "run create-user",
        "run create-user --quirk error-500",
        "run --list",
        "serve --list-quirks",
        "run --help",
        "--version",
        "generate --check",
    ] {
        let place = Place::new();
        let line = format!("{{ \"$0\" {args}; echo \"code $?\" >&2; }} | true");
        let done = Command::new("/bin/sh")
            .args(["-c", &line, env!("CARGO_BIN_EXE_scimulate")])
            .current_dir(place.path())
            .stdout(Stdio::null())
            .output()
            .unwrap();
        let told = String::from_utf8(done.stderr).unwrap();
        assert!(!told.contains("panicked"), "{args}: {told}");
        let code = told.lines().last().unwrap();
        assert!(["code 0", "code 1"].contains(&code), "{args}: {told}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for (args, code) in [
        ("run create-user --idp okta --json -", 3),
        ("run create-user --idp okta", 3),
        ("run create-user --idp okta --quirk error-500", 1),
        ("run --list", 3),
        ("explain okta", 3),
        ("serve --list-quirks", 3),
    ] {
        let line = format!("\"$0\" {args} > /dev/full");
        let done = Command::new("/bin/sh")
            .args(["-c", &line, env!("CARGO_BIN_EXE_scimulate")])
            .current_dir(Place::new().path())
            .output()
            .unwrap();
        let told = String::from_utf8(done.stderr).unwrap();
        has_all(&told, &["standard output cannot be written"]);
        assert_eq!(done.status.code(), Some(code), "{args}: {told}");
    }
}

#[test]
fn help_tells_what_there_is() {
    let place = Place::new();
    place.run(["--help"]).exits(0).prints(&[
        "Rehearse a SCIM 2.0 server against the identity providers its customers use",
        "Exit codes: 0 all cases pass",
        "run     ",
        "serve   ",
        "review  ",
    ]);
    let help = place.run(["run", "--help"]).exits(0);
    for word in [
        "--idp",
        "--target",
        "--quirk",
        "--list",
        "--json",
        "--jobs",
        "--timeout",
        "--max-wait",
        "--seed",
        "--token-env",
        "--token-file",
        "--cacert",
        "--insecure",
        "--snapshots",
        "--as",
        "--quiet",
        "SCIMULATE_TOKEN",
    ] {
        assert!(help.stdout.contains(word), "{word}");
    }
    assert!(help.stdout.lines().all(|line| line.chars().count() <= 100));
    assert_eq!(place.run(["help", "run"]).stdout, help.stdout);
    let version = place.run(["--version"]).exits(0).stdout;
    assert_eq!(
        version,
        format!("scimulate {}\n", env!("CARGO_PKG_VERSION"))
    );
}

/// Plays all stories against a new server behind always the same address.
struct Stage {
    host: Host,
    scim: Arc<Mutex<Arc<Scim>>>,
}

impl Stage {
    fn new() -> Self {
        let scim = Arc::new(Mutex::new(Scim::new()));
        let current = Arc::clone(&scim);
        let host = Host::answering(move |request, stream| {
            let scim = Arc::clone(&current.lock().unwrap());
            stream.write_all(&scim.answer(request))?;
            Ok(Then::Keep)
        });
        Self { host, scim }
    }

    /// The report without times, and everything that went over the wire.
    fn play(&self, seed: &str) -> (Value, Vec<String>) {
        *self.scim.lock().unwrap() = Scim::new();
        let before = self.host.seen().len();
        let url = self.host.url();
        let args = [
            "run",
            "remove-and-readd",
            "duplicate-email",
            "--idp",
            FOUR,
            "--json",
            "-",
        ];
        let args = args.into_iter().chain(["--target", &url, "--seed", seed]);
        let done = Place::new()
            .call(args)
            .env("SCIMULATE_TOKEN", TOKEN)
            .wait()
            .exits(0);
        let mut report = done.report();
        remove(&mut report, &["startedMs", "elapsedMs"]);
        let seen = self.host.seen().split_off(before);
        let bytes = |request: Seen| {
            let body = String::from_utf8(request.body).unwrap();
            format!("{}\r\n\r\n{body}", request.head)
        };
        (report, seen.into_iter().map(bytes).collect())
    }
}

fn remove(value: &mut Value, names: &[&str]) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| remove(value, names)),
        Value::Object(members) => {
            members.retain(|name, _| !names.contains(&name.as_str()));
            members.values_mut().for_each(|value| remove(value, names));
        }
        _ => {}
    }
}

#[test]
fn the_same_seed_sends_the_same_bytes_and_another_does_not() {
    let stage = Stage::new();
    let (first, again, other) = (stage.play("7"), stage.play("7"), stage.play("8"));
    for (one, other) in first.1.iter().zip(&again.1) {
        assert_eq!(one, other);
    }
    assert_eq!(first.1.len(), again.1.len());
    assert_eq!(first.0, again.0);
    assert_ne!(first.1, other.1);
    assert_eq!(first.0["seed"], 7);
    // No name of an account is used twice, neither within a run nor by two of them.
    let mut names: Vec<String> = [first.1, other.1]
        .concat()
        .iter()
        .filter_map(|sent| created(sent))
        .collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!((count, names.len()), (24, 24), "{names:?}");
}

/// The user name in a create request.
fn created(request: &str) -> Option<String> {
    let body = request.strip_prefix("POST ")?.split_once("\r\n\r\n")?.1;
    let body: Value = serde_json::from_str(body).unwrap();
    Some(body["userName"].as_str()?.to_owned())
}

#[test]
fn a_seed_can_be_read_back_from_the_report() {
    let host = Host::twisted(Scim::new(), |_, _| Ok(None));
    let place = Place::new();
    let args = ["run", "create-user", "--json", "-", "--target", &host.url()];
    let done: Done = place
        .call(args)
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait()
        .exits(0);
    let seed = done.report()["seed"].as_u64().unwrap();
    assert!(seed < 1 << 53, "readers of JSON would round it");
    has_all(&done.stderr, &[&format!("seed {seed}\n")]);
}

#[test]
fn cases_at_the_same_time_come_to_the_same_result() {
    let id = regex::Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
    let play = |jobs: &str| {
        let place = Place::new();
        let args = [
            "run",
            "tag:lifecycle",
            "--quirk",
            "extension-dropped,inactive-hidden,external-id-immutable",
        ];
        let more = [
            "--snapshots",
            "all",
            "--as",
            "t",
            "--json",
            "report.json",
            "--jobs",
            jobs,
        ];
        place.run(args.into_iter().chain(more)).exits(1);
        let mut report: Value = serde_json::from_str(&place.read("report.json")).unwrap();
        fs::remove_file(place.path().join("report.json")).unwrap();
        // Dates, ids and the port are the server's; the snapshots compare what was exchanged.
        remove(
            &mut report,
            &["startedMs", "elapsedMs", "request", "response", "got"],
        );
        let snapshots: Vec<_> = place
            .tree()
            .into_iter()
            .map(|(path, text)| {
                (
                    path.file_name().unwrap().to_owned(),
                    String::from_utf8(text).unwrap(),
                )
            })
            .collect();
        let report = id.replace_all(&format!("{report:#}"), "[id]").into_owned();
        (report, snapshots)
    };
    let (one, eight) = (play("1"), play("8"));
    assert!(one.1.len() >= 20);
    assert_eq!(one.1, eight.1);
    assert_eq!(one.0, eight.0);
}
