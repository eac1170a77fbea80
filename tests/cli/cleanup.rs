//! Nothing that a run made stays on a target, and what cannot be removed is told.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::host::{Host, Scim, Seen, Then, message, scim};
use super::support::{Call, FOUR, Place, TOKEN, cases, has_all, with_verdict};

/// A call that plays all stories and writes its report.
fn call(place: &Place, url: &str, more: &[&str]) -> Call {
    let args = ["run", "--target", url, "--json", "report.json"];
    let args = args.into_iter().chain(more.iter().copied());
    place.call(args).env("SCIMULATE_TOKEN", TOKEN)
}

fn report(place: &Place) -> Value {
    serde_json::from_str(&place.read("report.json")).unwrap()
}

/// The reference server over a socket, as it is.
fn plain(scim: &Arc<Scim>) -> Host {
    Host::twisted(Arc::clone(scim), |_, _| Ok(None))
}

/// Somebody who was there before.
const RESIDENT: &str = "resident@corp.example";

#[track_caller]
fn only_the_resident_is_left(scim: &Scim) {
    let names: Vec<_> = scim
        .users()
        .iter()
        .map(|user| user["userName"].clone())
        .collect();
    assert_eq!(names, [RESIDENT]);
}

#[test]
fn nobody_is_left_after_a_run_that_passes() {
    let (place, scim) = (Place::new(), Scim::new());
    scim.create(RESIDENT);
    let stories = ["tag:lifecycle", "tag:groups", "--idp", FOUR];
    let done = call(&place, &plain(&scim).url(), &stories).wait().exits(0);
    assert!(!done.stdout.contains("LEFTOVERS"), "{}", done.stdout);
    only_the_resident_is_left(&scim);
    assert_eq!(report(&place)["summary"]["leftovers"], 0);
}

#[test]
fn nobody_is_left_on_a_server_that_has_a_defect() {
    for quirk in [
        "create-without-body",
        "create-without-id",
        "email-hijack",
        "duplicate-email-500",
        "inactive-hidden",
        "new-id-on-reactivate",
        "filter-ignored",
        "no-match-404",
    ] {
        let place = Place::new();
        let file = place.path().join("data");
        let broken = Scim::on_file(&file, quirk);
        broken.create(RESIDENT);
        let stories = ["remove-and-readd", "duplicate-email", "--idp", "entra,okta"];
        let host = plain(&broken);
        call(&place, &host.url(), &stories).wait().exits(1);
        // The same data without the defect, which may hide somebody.
        only_the_resident_is_left(&Scim::on_file(&file, ""));
    }
}

#[test]
fn nobody_is_left_on_a_server_that_was_started_for_it() {
    let place = Place::new();
    let server = place.call(["serve", "--quirk", "unique-email"]).start();
    let word = |line: String| line.split_whitespace().last().unwrap().to_owned();
    let (url, token) = (
        word(server.wait_for_line("base URL")),
        word(server.wait_for_line("token")),
    );
    server.wait_for_line("quirks    unique-email");
    let run = place
        .call([
            "run",
            "tag:create",
            "duplicate-email",
            "rename-user",
            "--target",
            &url,
            "--token-env",
            "T",
        ])
        .env("T", &token);
    run.wait().exits(0).prints(&["passed"]);

    let authority = url
        .strip_prefix("http://")
        .unwrap()
        .strip_suffix("/v2")
        .unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let head = format!(
        "GET /v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    has_all(&answer, &["200 OK", "\"totalResults\":0"]);

    server.interrupt();
    server.wait().exits(0);
}

/// The reference server, each answer late.
fn slow(scim: &Arc<Scim>, late: Duration) -> Host {
    Host::twisted(Arc::clone(scim), move |_, _| {
        thread::sleep(late);
        Ok(None)
    })
}

#[test]
fn nobody_is_left_after_an_interruption() {
    // Between two requests and in the middle of one, early and late in a story.
    for requests in [2, 5, 6, 7, 11] {
        let (place, scim) = (Place::new(), Scim::new());
        scim.create(RESIDENT);
        let host = slow(&scim, Duration::from_millis(20));
        let running = call(&place, &host.url(), &["remove-and-readd"]).start();
        host.wait_until(|seen| seen.len() >= requests);
        running.interrupt();
        let done = running.wait().exits(3);
        done.prints(&["interrupted; nothing was left on the target"])
            .complains(&["interrupted; cleaning up (Ctrl-C again to stop at once)"]);
        only_the_resident_is_left(&scim);
        let report = report(&place);
        assert_eq!(report["interrupted"], true);
        // Those that were not begun are not taken for failures.
        let begun = with_verdict(&report, "error").len() + with_verdict(&report, "pass").len();
        assert_eq!(
            begun + with_verdict(&report, "skipped").len(),
            cases(&report).len()
        );
        assert_eq!(with_verdict(&report, "error").len(), 1);
    }
}

#[cfg(unix)]
#[test]
fn nobody_is_left_when_a_job_is_cancelled_or_a_terminal_closed() {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let is_set = |mask: &str| u64::from_str_radix(mask.trim(), 16).unwrap() & 1 == 1;
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    for signal in ["TERM", "HUP"] {
        if signal == "HUP" && ignored.is_some_and(is_set) {
            // The tests themselves shall outlive their terminal, and pass that on.
            continue;
        }
        let (place, scim) = (Place::new(), Scim::new());
        let host = slow(&scim, Duration::from_millis(20));
        let running = call(&place, &host.url(), &["remove-and-readd"]).start();
        host.wait_until(|seen| seen.iter().any(|request| request.method == "POST"));
        running.signal(signal);
        let done = running.wait().exits(3);
        done.prints(&["interrupted; nothing was left on the target"]);
        assert_eq!(scim.users(), Vec::<Value>::new());
        assert_eq!(report(&place)["interrupted"], true);
    }
    let place = Place::new();
    let server = place.call(["serve"]).start();
    server.wait_for_line("base URL");
    server.signal("TERM");
    server.wait().exits(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_shall_outlive_its_terminal_does() {
    let (place, scim) = (Place::new(), Scim::new());
    let host = slow(&scim, Duration::from_millis(20));
    let call = call(&place, &host.url(), &["create-user", "--idp", "okta"]);
    let running = call.nohup().start();
    host.wait_until(|seen| seen.iter().any(|request| request.method == "POST"));
    running.signal("HUP");
    running.wait().exits(0).prints(&["1 passed"]);
}

#[test]
fn a_create_request_that_is_under_way_is_not_forgotten() {
    let (place, reference) = (Place::new(), Scim::new());
    let scim = Arc::clone(&reference);
    let host = Host::answering(move |request, stream| {
        let answer = scim.answer(request);
        if request.method == "POST" {
            // The account exists, but its client does not know yet.
            thread::sleep(Duration::from_millis(300));
        }
        stream.write_all(&answer)?;
        Ok(Then::Keep)
    });
    let running = call(&place, &host.url(), &["create-user", "--idp", "okta"]).start();
    host.wait_until(|seen| seen.iter().any(|request| request.method == "POST"));
    running.interrupt();
    running.wait().exits(3);
    assert_eq!(reference.users(), Vec::<Value>::new());
    let last = host.seen().into_iter().rfind(Seen::writes);
    assert_eq!(last.unwrap().method, "DELETE");
}

#[test]
fn a_second_interruption_ends_at_once() {
    let (place, scim) = (Place::new(), Scim::new());
    let host = Host::twisted(Arc::clone(&scim), |request, _| {
        if request.method == "DELETE" {
            thread::sleep(Duration::from_mins(1));
        }
        Ok(None)
    });
    let running = call(&place, &host.url(), &["create-user", "--idp", "okta"]).start();
    host.wait_until(|seen| seen.iter().any(|request| request.method == "POST"));
    running.interrupt();
    host.wait_until(|seen| seen.iter().any(|request| request.method == "DELETE"));
    let began = Instant::now();
    running.interrupt();
    let done = running.wait().exits(3);
    assert!(began.elapsed() < Duration::from_secs(2));
    // What is left is known all the same.
    let user = &scim.users()[0];
    let (id, name) = (
        user["id"].as_str().unwrap(),
        user["userName"].as_str().unwrap(),
    );
    let told = format!("/Users/{id} {name} DELETE given up: the clean-up was interrupted");
    assert_eq!(leftovers(&report(&place)), [told]);
    done.prints(&[
        "LEFTOVERS on the target",
        "LEFTOVERS above is what could not be cleaned up",
    ]);
}

#[test]
fn a_second_interruption_does_not_forget_a_create_request_that_is_under_way() {
    let (place, scim) = (Place::new(), Scim::new());
    let host = Host::twisted(Arc::clone(&scim), |request, _| {
        if request.method == "POST" {
            thread::sleep(Duration::from_mins(1));
        }
        Ok(None)
    });
    let running = call(&place, &host.url(), &["create-user", "--idp", "okta"]).start();
    host.wait_until(|seen| seen.iter().any(|request| request.method == "POST"));
    running.interrupt();
    running.wait_for_line("cleaning up");
    let began = Instant::now();
    running.interrupt();
    running.wait().exits(3).prints(&["LEFTOVERS on the target"]);
    assert!(began.elapsed() < Duration::from_secs(2));
    let told = leftovers(&report(&place));
    let [told] = told.as_slice() else {
        panic!("{told:?}");
    };
    has_all(
        told,
        &[
            "/Users?filter=userName+eq+%22alice.",
            "may have been created; looking for it failed: not tried: the clean-up was interrupted",
        ],
    );
}

#[test]
fn a_target_that_no_longer_answers_is_left_alone() {
    let (place, scim) = (Place::new(), Scim::new());
    let host = Host::twisted(scim, |request, _| {
        if request.method == "DELETE" {
            thread::sleep(Duration::from_mins(1));
        }
        Ok(None)
    });
    let args = ["manager-chain", "--idp", "entra", "--timeout", "1"];
    let done = call(&place, &host.url(), &args).wait();
    assert!(done.took < Duration::from_secs(20), "{:?}", done.took);
    let deleted = host
        .seen()
        .into_iter()
        .filter(|seen| seen.method == "DELETE");
    assert_eq!(deleted.count(), 3);
    let told = leftovers(&report(&place));
    assert_eq!(told.len(), 3, "{told:#?}");
    let (tried, others) = told.split_at(2);
    assert!(
        tried
            .iter()
            .all(|told| told.contains("DELETE failed: no complete answer"))
    );
    let untried = "DELETE not tried: the target no longer answers";
    assert!(
        others.iter().all(|told| told.ends_with(untried)),
        "{told:#?}"
    );
}

#[test]
fn the_first_look_at_a_target_can_be_interrupted() {
    let place = Place::new();
    let host = Host::answering(|_, _| {
        thread::sleep(Duration::from_mins(1));
        Ok(Then::Close)
    });
    let running = call(&place, &host.url(), &["create-user", "--idp", FOUR]).start();
    host.wait_until(|seen| !seen.is_empty());
    running.interrupt();
    let done = running.wait().exits(3).prints(&["interrupted"]);
    assert!(done.took < Duration::from_secs(5), "{:?}", done.took);
    assert_eq!(with_verdict(&report(&place), "skipped").len(), 4);
}

/// The leftovers of a report as `path name reason`.
fn leftovers(report: &Value) -> Vec<String> {
    let all = cases(report)
        .iter()
        .flat_map(|case| case["leftovers"].as_array().unwrap());
    let text = |leftover: &Value, name: &str| leftover[name].as_str().unwrap().to_owned();
    all.map(|one| [text(one, "path"), text(one, "name"), text(one, "reason")].join(" "))
        .collect()
}

#[test]
fn what_cannot_be_deleted_is_listed() {
    let scim = Scim::new();
    let host = Host::twisted(Arc::clone(&scim), |request, stream| {
        if request.method != "DELETE" {
            return Ok(None);
        }
        let body = json!({ "detail": "not here" });
        stream.write_all(&super::host::scim("405 Method Not Allowed", &body))?;
        Ok(Some(Then::Keep))
    });
    for more in [&[][..], &["--quiet"]] {
        let place = Place::new();
        let args = ["create-user", "--idp", "okta", "--seed", "1"];
        let args = [&args[..], more].concat();
        let done = call(&place, &host.url(), &args).wait().exits(0);
        let users = scim.users();
        let id = users.last().unwrap()["id"].as_str().unwrap();
        let name = users.last().unwrap()["userName"].as_str().unwrap();
        let expected = [
            "LEFTOVERS on the target, to be deleted by hand:".to_owned(),
            format!("  /Users/{id}  {name}  DELETE failed: 405 Method Not Allowed: not here"),
        ]
        .join("\n");
        has_all(&done.stdout, &[&expected]);
        let told = format!("/Users/{id} {name} DELETE failed: 405 Method Not Allowed: not here");
        assert_eq!(leftovers(&report(&place)), [told]);
        assert_eq!(report(&place)["summary"]["leftovers"], 1);
        scim.clear();
    }
}

#[test]
fn what_is_still_there_after_it_was_deleted_is_listed() {
    let host = Host::twisted(Scim::new(), |request, stream| {
        if request.method != "DELETE" {
            return Ok(None);
        }
        stream.write_all(&message("204 No Content", &[], ""))?;
        Ok(Some(Then::Keep))
    });
    let place = Place::new();
    let words = ["still there after DELETE was answered with success"];
    call(&place, &host.url(), &["create-user", "--idp", "okta"])
        .wait()
        .exits(0)
        .prints(&words);
}

#[test]
fn who_is_only_deactivated_by_being_deleted_is_listed_as_such() {
    let place = Place::new();
    let scim = Scim::on_file(&place.path().join("data"), "delete-deactivates");
    let host = plain(&scim);
    let words = ["still there after DELETE was answered with success, but no longer active"];
    call(&place, &host.url(), &["create-user", "--idp", "okta"])
        .wait()
        .exits(0)
        .prints(&words);
}

#[test]
fn what_may_have_been_created_is_listed() {
    let reference = Scim::new();
    let host = Host::answering(move |request, stream| {
        let answer = reference.answer(request);
        // The server breaks down over the first create request.
        if request.method == "POST" {
            return Ok(Then::Close);
        }
        let ours = request
            .header("user-agent")
            .is_some_and(|agent| agent.starts_with("scimulate"));
        if ours && request.target.contains("filter=") {
            stream.write_all(&scim("503 Service Unavailable", &json!({})))?;
        } else {
            stream.write_all(&answer)?;
        }
        Ok(Then::Keep)
    });
    let place = Place::new();
    let words = [
        "LEFTOVERS on the target",
        "may have been created; looking for it failed: 503 Service Unavailable",
    ];
    call(&place, &host.url(), &["create-user", "--idp", "okta"])
        .wait()
        .exits(1)
        .prints(&words);
    let told = leftovers(&report(&place));
    assert!(
        told[0].starts_with("/Users?filter=userName+eq+%22alice."),
        "{told:?}"
    );
}

#[test]
fn the_bundled_server_needs_no_cleaning() {
    let done = Place::new()
        .run(["run", "create-user", "--json", "-"])
        .exits(0);
    let report = done.report();
    for case in cases(&report) {
        let exchanges = case["exchanges"].as_array().unwrap();
        assert!(
            exchanges
                .iter()
                .all(|exchange| exchange["origin"] != "cleanup")
        );
    }
}
