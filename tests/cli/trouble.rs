//! Targets that misbehave. Whatever they do, the command ends in time, says in words what happened
//! and what to do, and writes its report.

use std::io::{self, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::host::{Host, Scim, Seen, Then, message, scim};
use super::played::{against, play, play_within};
use super::support::{Place, TOKEN, cases, has_all};

/// A target that answers the look that is taken before anything is played, and nothing else, as it
/// should be.
fn after_the_first_look(
    answer: impl Fn(&Seen, &mut dyn io::Write) -> io::Result<Then> + Send + Sync + 'static,
) -> Host {
    let scim = Scim::new();
    Host::answering(move |request, stream| {
        let agent = request.header("user-agent").unwrap_or_default();
        if agent.starts_with("scimulate") && request.target.contains("startIndex") {
            stream.write_all(&scim.answer(request))?;
            return Ok(Then::Keep);
        }
        answer(request, stream)
    })
}

/// What is said when already the first look is answered in a way that is of no use.
const NO_USE: &str = "gives no answer that could be used";

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

#[test]
fn a_port_on_which_nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let words = [
        "2 cases could not be played",
        "cannot be reached: no connection: connection refused",
        "is the server running, and is this the right port?",
    ];
    play(&format!("http://{port}/v2"), &[])
        .ends(3, &words)
        .verdict("error");
}

#[test]
fn a_server_that_accepts_and_never_answers() {
    let host = Host::raw(|mut stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let words = [
        "gives no answer that could be used: no complete answer within 1 s",
        "`--timeout SECONDS` sets the limit",
    ];
    against(&host).ends(3, &words).verdict("error");
}

#[test]
fn a_server_that_hangs_up() {
    let host = Host::raw(drop);
    let words = [
        "the connection ended before an answer came",
        "its own log may say why",
    ];
    against(&host).ends(3, &words).verdict("error");
}

#[test]
fn a_server_that_speaks_something_else() {
    let host = Host::saying("220 mail.example.com ESMTP\r\n");
    let words = ["the answer is not HTTP", "is this an HTTP server?"];
    against(&host).ends(3, &words).verdict("error");
}

#[test]
fn a_token_that_is_refused_missing_or_not_enough() {
    let refused = Host::saying(scim(
        "401 Unauthorized",
        &json!({ "detail": "token expired" }),
    ));
    let words = [
        "refuses the token (401 Unauthorized: token expired)",
        "check the token in SCIMULATE_TOKEN (or `--token-env`, `--token-file`)",
    ];
    against(&refused).ends(3, &words).verdict("error");

    let forbidden = Host::saying(message("403 Forbidden", &[], "<html>blocked</html>"));
    let words = ["forbids the request (403 Forbidden)", "a firewall in front"];
    against(&forbidden).ends(3, &words).verdict("error");

    let place = Place::new();
    let words = [
        "wants a token (401 Unauthorized",
        "put the token into SCIMULATE_TOKEN",
    ];
    place
        .run(["run", "create-user", "--target", &refused.url()])
        .exits(3)
        .prints(&words);
}

#[test]
fn a_request_that_is_refused_although_the_token_is_right() {
    // Firewalls do that to clients that do not say who they are.
    let host = Host::twisted(Scim::new(), |request, stream| {
        if request.header("user-agent").is_some() {
            return Ok(None);
        }
        stream.write_all(&message("403 Forbidden", &[], "<html>blocked"))?;
        Ok(Some(Then::Keep))
    });
    let words = [
        "create-user  fail     pass",
        "the connection test of Entra ID fails",
        "the target took the token a moment ago",
        "Entra ID sends no `User-Agent`",
    ];
    against(&host).ends(1, &words);
}

#[test]
fn a_server_without_groups() {
    let host = Host::twisted(Scim::new(), |request, stream| {
        if !request.target.starts_with("/v2/Groups") {
            return Ok(None);
        }
        stream.write_all(&message("404 Not Found", &[], ""))?;
        Ok(Some(Then::Keep))
    });
    let words = [
        "create-user  fail     pass",
        "this identity provider asks for groups too",
    ];
    against(&host).ends(1, &words);
}

#[test]
fn a_login_page() {
    let page = "<!DOCTYPE html>\n<html><title>Sign in</title></html>";
    let host = Host::saying(message("200 OK", &["Content-Type: text/html"], page));
    let words = [
        "the connection test of Entra ID fails",
        "No results for users returned",
        "does `--target` lead to the SCIM endpoint, and not to a login page?",
    ];
    against(&host).ends(1, &words).verdict("fail");
}

#[test]
fn answers_that_are_no_list() {
    for body in ["", "null", "[]", "{\"totalResults\": 0,, ", "{}"] {
        let host = Host::saying(message(
            "200 OK",
            &["Content-Type: application/scim+json"],
            body,
        ));
        let words = ["fails", "the answer is no list as SCIM has it"];
        against(&host).ends(1, &words).verdict("fail");
    }
}

#[test]
fn a_path_that_does_not_exist() {
    let host = Host::saying(message("404 Not Found", &[], ""));
    let words = [
        "check the base URL in `--target`: `/Users` is appended to it",
        "a query that finds nobody must be answered with 200",
    ];
    against(&host).ends(1, &words).verdict("fail");
}

#[test]
fn an_answer_that_ends_too_early() {
    let answer = |_: &Seen, stream: &mut dyn io::Write| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"totalRe")?;
        Ok(Then::Close)
    };
    let words = [
        "the connection ended in the middle of the body",
        "its own log may say why",
    ];
    against(&after_the_first_look(answer))
        .ends(1, &[&words[..], &["{\"totalRe"]].concat())
        .verdict("fail");
    against(&Host::answering(answer))
        .ends(3, &[&words[..], &[NO_USE]].concat())
        .verdict("error");
}

#[test]
fn an_answer_without_end() {
    let answer = |_: &Seen, stream: &mut dyn io::Write| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        let chunk = format!("c000\r\n{:49152}\r\n", "").into_bytes();
        loop {
            stream.write_all(&chunk)?;
        }
    };
    let words = [
        "the answer is larger than 8 MiB",
        "far more than a page of users",
    ];
    let played = play_within("4", &after_the_first_look(answer).url(), &[])
        .ends(1, &words)
        .verdict("fail");
    let kept = &cases(&played.report)[0]["exchanges"][0]["failure"]["partial"]["body"];
    assert_eq!(kept.as_str().unwrap().len(), 64 * 1024);
    play_within("4", &Host::answering(answer).url(), &[])
        .ends(3, &[&words[..], &[NO_USE]].concat())
        .verdict("error");
}

#[test]
fn an_answer_that_comes_byte_by_byte() {
    let answer = |_: &Seen, stream: &mut dyn io::Write| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")?;
        loop {
            stream.write_all(b"{")?;
            thread::sleep(Duration::from_millis(900));
        }
    };
    let words = ["no complete answer within 1 s", "the server is too slow"];
    against(&after_the_first_look(answer))
        .ends(1, &[&words[..], &["Read timed out"]].concat())
        .verdict("fail");
    against(&Host::answering(answer))
        .ends(3, &[&words[..], &[NO_USE]].concat())
        .verdict("error");
}

#[test]
fn redirects_that_lead_in_a_circle() {
    let host = Host::saying(message("302 Found", &["Location: /v2/Users"], ""));
    let words = [
        "302 Found",
        "identity providers follow no redirects",
        "this one leads to `/v2/Users`",
    ];
    against(&host).ends(1, &words).verdict("fail");
    assert_eq!(host.seen().len(), 3, "one request each, and one before");
}

#[test]
fn an_error_at_every_step() {
    let host = Host::saying(message("500 Internal Server Error", &[], "boom"));
    let words = ["500 Internal Server Error", "its own log may say why"];
    against(&host).ends(1, &words).verdict("fail");
}

#[test]
fn a_connection_that_breaks_in_the_middle_of_the_story() {
    let host = Host::twisted(Scim::new(), |request, _| {
        Ok((request.method == "POST").then_some(Then::Close))
    });
    let words = [
        "Entra ID counts alice as not provisioned",
        "Okta counts alice as not provisioned",
        "the connection ended before an answer came",
    ];
    against(&host).ends(1, &words).verdict("fail");
}

/// Answers create requests with 429 when `busy` says so.
fn busy(retry_after: &'static str, busy: impl Fn() -> bool + Send + Sync + 'static) -> Host {
    Host::twisted(Scim::new(), move |request, stream| {
        if request.method != "POST" || !busy() {
            return Ok(None);
        }
        let header = format!("Retry-After: {retry_after}");
        stream.write_all(&message("429 Too Many Requests", &[&header], ""))?;
        Ok(Some(Then::Keep))
    })
}

#[test]
fn a_wait_that_the_server_asks_for_is_granted() {
    let asked = AtomicU32::new(0);
    let host = busy("1", move || {
        asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(2)
    });
    let played = against(&host).ends(0, &["2 passed"]).verdict("pass");
    let took = played.done.took;
    assert!(took > Duration::from_secs(2), "{took:?}");
    for case in cases(&played.report) {
        let posts = case["exchanges"].as_array().unwrap().iter();
        let posts: Vec<_> = posts
            .filter(|sent| sent["request"]["method"] == "POST")
            .collect();
        assert_eq!(posts.len(), 2, "{case:#}");
        assert_eq!(posts[0]["request"], posts[1]["request"]);
    }
}

#[test]
fn what_is_not_the_identity_providers_waits_as_well() {
    let asked = AtomicU32::new(0);
    let scim = Scim::new();
    // Making an account for the story, reading it back, removing it; but not the first look.
    let host = Host::twisted(Arc::clone(&scim), move |request, stream| {
        let agent = request.header("user-agent").unwrap_or_default();
        let is_ours = agent.starts_with("scimulate") && !request.target.contains("startIndex");
        if !is_ours || !asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
            return Ok(None);
        }
        stream.write_all(&message("429 Too Many Requests", &["Retry-After: 0"], ""))?;
        Ok(Some(Then::Keep))
    });
    let url = host.url();
    let args = ["run", "duplicate-email", "--idp", "okta", "--target", &url];
    let done = Place::new().call(args).env("SCIMULATE_TOKEN", TOKEN).wait();
    done.exits(0).prints(&["1 passed"]);
    assert_eq!(scim.users(), Vec::<Value>::new());
}

#[test]
fn a_wait_that_is_too_long_is_not_granted() {
    let host = busy("3600", || true);
    let words = [
        "429 Too Many Requests",
        "Okta counts alice as not provisioned",
    ];
    play(&host.url(), &["--max-wait", "1"])
        .ends(1, &words)
        .verdict("fail");
}

#[test]
fn a_server_that_is_always_busy() {
    for header in ["Retry-After: 0", "Retry-After: 3600", "X-Nothing: 1"] {
        let host = Host::saying(message("429 Too Many Requests", &[header], ""));
        let words = [
            "429 Too Many Requests",
            "raise its rate limit",
            "`--max-wait SECONDS`",
        ];
        against(&host).ends(1, &words).verdict("fail");
        assert!(host.seen().len() < 20, "{}", host.seen().len());
    }
}

#[test]
fn an_answer_cannot_steer_the_terminal() {
    let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\n\nall is well";
    let detail = json!({ "detail": hostile, hostile: 1 });
    for answer in [
        message("200 OK", &[], hostile),
        message(
            "200 OK",
            &["Content-Type: text/html"],
            format!("<html>{hostile}"),
        ),
        scim("500 Internal Server Error", &detail),
        scim("401 Unauthorized", &detail),
    ] {
        let played = against(&Host::saying(answer));
        let shown = format!("{}{}", played.done.stdout, played.done.stderr);
        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!shown.contains(steers), "{shown:?}");
        has_all(&shown, &["\\u001b[2J"]);
        assert!(!shown.contains("\nall is well"), "{shown}");
    }
}

#[test]
fn headers_without_end() {
    let many = Host::answering(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        let line = format!("X-More: {}\r\n", "x".repeat(1000));
        for _ in 0..100_000 {
            stream.write_all(line.as_bytes())?;
        }
        Ok(Then::Close)
    });
    let long = Host::answering(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ")?;
        for _ in 0..100_000 {
            stream.write_all(&[b'x'; 1000])?;
        }
        Ok(Then::Close)
    });
    for host in [many, long] {
        let words = ["the headers of the answer are too many or too long"];
        against(&host).ends(3, &words).verdict("error");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_answers_are_read_where_they_were_offered() {
    let reference = Scim::new();
    let host = Host::answering(move |request, stream| {
        let answer = reference.answer(request);
        if request.header("accept-encoding") != Some("gzip,deflate") {
            stream.write_all(&answer)?;
            return Ok(Then::Keep);
        }
        let start = answer
            .windows(4)
            .position(|part| part == b"\r\n\r\n")
            .unwrap()
            + 4;
        let head = std::str::from_utf8(&answer[..start]).unwrap();
        let status = head.lines().next().unwrap().split_once(' ').unwrap().1;
        let headers = [
            "Content-Type: application/scim+json",
            "Content-Encoding: gzip",
        ];
        stream.write_all(&message(status, &headers, gzip(&answer[start..])))?;
        Ok(Then::Keep)
    });
    let played = against(&host).ends(0, &["2 passed"]).verdict("pass");
    let okta = &cases(&played.report)[1]["exchanges"][0]["response"];
    has_all(okta["body"].as_str().unwrap(), &[LIST]);
    has_all(&okta["headers"].to_string(), &["content-encoding"]);
}

#[test]
fn a_small_answer_that_unpacks_to_a_huge_one() {
    let bomb = gzip(&vec![b' '; 9 << 20]);
    assert!(bomb.len() < 1 << 20);
    let host = Host::saying(message("200 OK", &["Content-Encoding: gzip"], bomb));
    let words = [NO_USE, "the answer is larger than 8 MiB"];
    play_within("4", &host.url(), &[])
        .ends(3, &words)
        .verdict("error");

    let answer = |_: &Seen, stream: &mut dyn io::Write| {
        let headers = ["Content-Encoding: gzip"];
        stream.write_all(&message("200 OK", &headers, "no gzip at all"))?;
        Ok(Then::Keep)
    };
    let words = ["the body is not gzip, as it claims"];
    against(&after_the_first_look(answer))
        .ends(1, &words)
        .verdict("fail");
    against(&Host::answering(answer))
        .ends(3, &words)
        .verdict("error");
}

/// An account that this run has nothing to do with.
fn stranger() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "7",
        "userName": "ceo@corp.example",
        "active": true,
    })
}

#[test]
fn nobody_elses_account_is_written_to_by_a_server_that_ignores_filters() {
    let list = json!({ "schemas": [LIST], "totalResults": 1, "Resources": [stranger()] });
    let host = Host::answering(move |request, stream| {
        let body = if request.target.starts_with("/v2/Users/") {
            stranger()
        } else {
            list.clone()
        };
        stream.write_all(&scim("200 OK", &body))?;
        Ok(Then::Keep)
    });
    let words = [
        "the target led Entra ID to an account that is not part of this run",
        "`PATCH /Users/7` was held back",
        "`PUT /Users/7` was held back",
        "the real identity provider would have changed it",
    ];
    against(&host).ends(1, &words).verdict("fail");
    // Every story, for the sake of those that deactivate and update.
    let done = Place::new()
        .call(["run", "--target", &host.url(), "--timeout", "1", "--quiet"])
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait();
    assert_eq!(done.code, Some(1), "{done:?}");
    let written: Vec<_> = host
        .seen()
        .into_iter()
        .filter(|request| request.writes() && request.method != "POST")
        .map(|request| request.target)
        .collect();
    assert!(written.is_empty(), "{written:?}");
}

#[test]
fn nobody_elses_account_is_removed_when_a_create_request_is_answered_with_it() {
    let host = Host::twisted(Scim::new(), |request, stream| {
        if request.method == "POST" {
            stream.write_all(&scim("201 Created", &stranger()))?;
            return Ok(Some(Then::Keep));
        }
        Ok(None)
    });
    let words = [
        "LEFTOVERS on the target, to be deleted by hand",
        "/Users/7  alice.",
        "which is somebody else's; it was left alone",
    ];
    against(&host).ends(1, &words).verdict("fail");
    let writes: Vec<_> = host.seen().into_iter().filter(Seen::writes).collect();
    assert!(
        writes.iter().all(|request| request.method == "POST"),
        "{writes:?}"
    );
}
