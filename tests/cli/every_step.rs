//! One fault at each request of a story in turn: wherever it strikes, the run ends well.

use std::collections::BTreeSet;
use std::io::{self, Read as _, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::host::{Host, Scim, Seen, Then, message, scim};
use super::played::against;
use super::support::{Place, TOKEN, cases};

/// What becomes of the request that is struck.
type Fault = fn(&Scim, &Seen, &mut dyn Write) -> io::Result<Then>;

/// Plays somebody's leaving and return against a server with one fault. Gives whether it struck.
fn strike(idp: &str, at: usize, fault: Fault) -> bool {
    let reference = Scim::new();
    let (scim, count) = (Arc::clone(&reference), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    let host = Host::twisted(Arc::clone(&reference), move |request, stream| {
        if counted.fetch_add(1, Ordering::Relaxed) == at {
            return fault(&scim, request, stream).map(Some);
        }
        Ok(None)
    });
    let place = Place::new();
    let url = host.url();
    let args = [
        "run",
        "remove-and-readd",
        "--idp",
        idp,
        "--json",
        "-",
        "--target",
        &url,
    ];
    let done = place
        .call(args.into_iter().chain(["--timeout", "2"]))
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait();
    let what = format!("{idp}, request {at}: {}\n{}", done.stderr, done.stdout);
    assert!(matches!(done.code, Some(0 | 1 | 3)), "{what}");
    assert!(!done.stderr.contains("panicked"), "{what}");
    let report = done.report();
    let verdict = cases(&report)[0]["verdict"].as_str().unwrap();
    let expected = match verdict {
        "pass" | "warn" => 0,
        "fail" => 1,
        _ => 3,
    };
    assert_eq!(done.code, Some(expected), "{what}");
    // Whoever is still there is listed, and nobody else.
    let listed = cases(&report)[0]["leftovers"].as_array().unwrap().iter();
    let listed: BTreeSet<String> = listed
        .map(|leftover| leftover["path"].as_str().unwrap().to_owned())
        .collect();
    let left = reference.users().into_iter();
    let left: BTreeSet<String> = left
        .map(|user| format!("/Users/{}", user["id"].as_str().unwrap()))
        .collect();
    assert_eq!(listed, left, "{what}");
    count.load(Ordering::Relaxed) > at
}

/// Strikes at every request until the story is over before the fault comes.
fn at_every_request(idp: &str, fault: Fault) {
    let strikes = (0..40).take_while(|at| strike(idp, *at, fault)).count();
    assert!((10..30).contains(&strikes), "{strikes}");
}

#[test]
fn a_server_error() {
    let error: Fault = |_, _, stream| {
        let body = json!({ "detail": "boom" });
        stream.write_all(&scim("500 Internal Server Error", &body))?;
        Ok(Then::Keep)
    };
    at_every_request("entra", error);
    at_every_request("okta", error);
}

#[test]
fn an_end_of_the_connection_after_the_work_was_done() {
    let hang_up: Fault = |scim, request, _| {
        scim.answer(request);
        Ok(Then::Close)
    };
    at_every_request("entra-rfc", hang_up);
    at_every_request("okta-aiw", hang_up);
}

#[test]
fn an_answer_that_is_no_json() {
    at_every_request("okta", |scim, request, stream| {
        scim.answer(request);
        stream.write_all(&message("200 OK", &[], "<html>"))?;
        Ok(Then::Keep)
    });
}

/// Answers with an empty list until something is to be written, and then closes the connection
/// with the body unread, which makes the system reset it.
fn reset_at_the_first_write(mut stream: TcpStream) -> io::Result<()> {
    let list = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    let list = json!({ "schemas": [list], "totalResults": 0, "Resources": [] });
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.extend(byte);
        }
        if !head.starts_with(b"GET") {
            return Ok(());
        }
        stream.write_all(&scim("200 OK", &list))?;
    }
}

#[test]
fn a_reset_of_the_connection() {
    let host = Host::raw(|stream| {
        // The client may be gone as well.
        let _ = reset_at_the_first_write(stream);
    });
    let words = [
        "Entra ID counts alice as not provisioned",
        "Okta counts alice as not provisioned",
    ];
    let played = against(&host).ends(1, &words).verdict("fail");
    let failures: Vec<&Value> = cases(&played.report)
        .iter()
        .flat_map(|case| case["exchanges"].as_array().unwrap())
        .filter(|exchange| exchange.get("failure").is_some())
        .collect();
    assert_eq!(failures.len(), 2);
    assert!(
        failures
            .iter()
            .all(|exchange| exchange["failure"]["kind"] == "closed")
    );
}
