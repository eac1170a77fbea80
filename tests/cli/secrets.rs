//! Tokens and passwords reach the target and nothing else, however the target echoes them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

use super::host::{Host, Scim, Seen, Then, message, scim};
use super::support::{Call, Done, FOUR, Place, TOKEN, cases};

const STORIES: [&str; 4] = ["run", "create-user", "duplicate-email", "remove-and-readd"];

/// A call with snapshots and a report, so that everything that can be written is.
fn call(place: &Place, host: &Host, more: &[&str]) -> Call {
    let url = host.url();
    let args = [
        "--target",
        &url,
        "--timeout",
        "2",
        "--json",
        "report.json",
        "--snapshots",
        "answers",
        // What is certain of a short password in base64 is four letters, which a random id may have too.
        "--seed",
        "5",
    ];
    place.call(STORIES.into_iter().chain(args).chain(more.iter().copied()))
}

/// Plays the stories with the usual token.
fn play(place: &Place, host: &Host) -> Done {
    call(place, host, &["--idp", FOUR])
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait()
}

/// Password of a create request.
fn password(request: &Seen) -> Option<String> {
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    Some(body.get("password")?.as_str()?.to_owned())
}

/// What a server could know of its client, in all the forms in which it could say so.
fn echo(request: &Seen) -> String {
    let mut text = String::new();
    let header = request.header("authorization").unwrap();
    let token = header.trim_start_matches("Bearer ");
    for secret in [
        Some(header.to_owned()),
        Some(token.to_owned()),
        password(request),
    ]
    .into_iter()
    .flatten()
    {
        let json = Value::from(secret.as_str()).to_string().replace('/', "\\/");
        for form in [
            secret.clone(),
            json,
            utf8_percent_encode(&secret, NON_ALPHANUMERIC).to_string(),
            secret.replace('/', "%2f"),
            secret.replace('/', "&#x2F;"),
            STANDARD.encode(&secret),
            STANDARD.encode(format!("user:{secret}@host")),
            URL_SAFE_NO_PAD.encode(format!("<{secret}>")),
        ] {
            // Writing to a string cannot fail.
            let _ = write!(text, "[{form}] ");
        }
    }
    text.trim_end().to_owned()
}

/// Fails if a text gives a secret away.
#[track_caller]
fn hides(place: &str, text: &str, secret: &str) {
    let mut layers = vec![text.to_owned(), text.replace('\\', "")];
    layers.push(percent_decode_str(text).decode_utf8_lossy().into_owned());
    for layer in layers {
        assert!(!layer.contains(secret), "{place} shows a secret:\n{layer}");
    }
    for before in ["", "b", "be"] {
        // The first and the last characters depend on what is around.
        let form = STANDARD.encode(format!("{before}{secret}"));
        let certain = &form[4..form.len() - 4];
        for part in [
            certain.to_owned(),
            certain.replace('+', "-").replace('/', "_"),
        ] {
            assert!(
                !text.contains(&part),
                "{place} shows a secret in base64:\n{text}"
            );
        }
    }
}

/// Fails if anything that was printed or written gives away the token or a password that went out.
#[track_caller]
fn all_hidden(place: &Place, done: &Done, host: &Host) {
    let seen = host.seen();
    let mut secrets: Vec<String> = seen.iter().filter_map(password).collect();
    secrets.push(TOKEN.to_owned());
    let mut texts = vec![
        ("standard output".to_owned(), done.stdout.clone()),
        ("standard error".to_owned(), done.stderr.clone()),
    ];
    for (path, bytes) in place.tree() {
        let text = String::from_utf8(bytes).unwrap();
        if path.ends_with("report.json") {
            let report: Value = serde_json::from_str(&text).unwrap();
            let mut binary = String::new();
            unpack(&report, &mut binary);
            texts.push(("a binary body".to_owned(), binary));
        }
        texts.push((path.display().to_string(), text));
    }
    for (name, text) in &texts {
        for secret in &secrets {
            hides(name, text, secret);
        }
    }
}

/// Bodies that the report has in base64.
fn unpack(value: &Value, out: &mut String) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| unpack(value, out)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if name == "bodyBase64" => {
                        out.push_str(&String::from_utf8_lossy(&STANDARD.decode(text).unwrap()));
                    }
                    value => unpack(value, out),
                }
            }
        }
        _ => {}
    }
}

/// Fails unless every request had exactly the token.
#[track_caller]
fn token_went_out(host: &Host) {
    let seen = host.seen();
    assert!(!seen.is_empty());
    for request in seen {
        let expected = format!("Bearer {TOKEN}");
        assert_eq!(request.header("authorization"), Some(expected.as_str()));
    }
}

#[test]
fn a_token_may_come_three_ways() {
    for (more, name) in [
        (&[][..], "SCIMULATE_TOKEN"),
        (&["--token-env", "MY_TOKEN"], "MY_TOKEN"),
        (&["--token-file", "../token"], "UNUSED"),
    ] {
        let outer = Place::new();
        outer.write("token", format!("{TOKEN}\n"));
        let place = outer.inner("run");
        let host = Host::twisted(Scim::new(), |_, _| Ok(None));
        let done = call(&place, &host, more).env(name, TOKEN).wait().exits(5);
        token_went_out(&host);
        all_hidden(&place, &done, &host);
    }
}

/// Shows S23, S46.
#[test]
fn address_and_token_are_looked_at_before_anything_is_sent() {
    let outer = Place::new();
    outer.write("token", "\n");
    let place = outer.inner("run");
    let host = Host::twisted(Scim::new(), |_, _| Ok(None));
    let done = call(&place, &host, &["--token-file", "../token"])
        .wait()
        .exits(2);
    assert!(
        done.stderr.contains("`../token` is empty"),
        "{}",
        done.stderr
    );
    let args = [
        "run",
        "create-user",
        "--target",
        "",
        "--token-file",
        "../token",
    ];
    let done = place.run(args).exits(2);
    assert!(
        done.stderr.contains("a base URL looks like"),
        "{}",
        done.stderr
    );
    assert!(host.seen().is_empty());
}

#[test]
fn a_variable_that_is_not_asked_for_is_not_sent() {
    let place = Place::new();
    let host = Host::twisted(Scim::new(), |_, _| Ok(None));
    let call = call(&place, &host, &["--token-env", "MY_TOKEN"]);
    call.env("SCIMULATE_TOKEN", "wrong-token")
        .env("MY_TOKEN", TOKEN)
        .wait()
        .exits(5);
    token_went_out(&host);
}

#[test]
fn the_report_shows_that_there_was_a_token() {
    let place = Place::new();
    let host = Host::twisted(Scim::new(), |_, _| Ok(None));
    play(&place, &host);
    let report: Value = serde_json::from_str(&place.read("report.json")).unwrap();
    for case in cases(&report) {
        for exchange in case["exchanges"].as_array().unwrap() {
            let headers = exchange["request"]["headers"].to_string();
            assert!(
                headers.contains(r#"["Authorization","Bearer ***"]"#),
                "{headers}"
            );
        }
    }
}

#[test]
fn a_short_token_is_not_shown_where_it_is_a_token() {
    let place = Place::new();
    let host = Host::saying(message("500 Internal Server Error", &[], ""));
    call(&place, &host, &[])
        .env("SCIMULATE_TOKEN", "q7")
        .wait()
        .exits(1);
    assert!(!place.read("report.json").contains("Bearer q7"));
    assert!(place.read("report.json").contains("Bearer ***"));
}

#[test]
fn an_echo_in_good_answers() {
    let reference = Scim::new();
    let host = Host::answering(move |request, stream| {
        let said = echo(request);
        let answer = String::from_utf8(reference.answer(request)).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.lines().next().unwrap().split_once(' ').unwrap().1;
        let body = match serde_json::from_str::<Value>(body) {
            Ok(mut body) => {
                body["urn:example:echo"] =
                    json!({ "said": said, said.as_str(): 1, "password": said });
                body.to_string()
            }
            Err(_) => String::new(),
        };
        let headers = [
            "Content-Type: application/scim+json".to_owned(),
            format!("X-Echo: {said}"),
            format!("Location: {}", said.replace(' ', "")),
        ];
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        stream.write_all(&message(&format!("{status} {said}"), &headers, body))?;
        Ok(Then::Keep)
    });
    let place = Place::new();
    let done = play(&place, &host).exits(5);
    assert!(
        host.seen()
            .iter()
            .any(|request| password(request).is_some())
    );
    all_hidden(&place, &done, &host);
}

/// Plays against a server that answers as `answer` does, with an echo in it.
#[track_caller]
fn play_with_echo(code: i32, answer: fn(&Seen, &str) -> Option<Vec<u8>>) {
    let scim = Scim::new();
    let host = Host::twisted(scim, move |request, stream| {
        let Some(answer) = answer(request, &echo(request)) else {
            return Ok(None);
        };
        stream.write_all(&answer)?;
        Ok(Some(Then::Keep))
    });
    let place = Place::new();
    let done = play(&place, &host).exits(code);
    all_hidden(&place, &done, &host);
}

#[test]
fn an_echo_in_refusals() {
    play_with_echo(1, |request, said| {
        let body = json!({ "detail": said, "scimType": said });
        request
            .writes()
            .then(|| scim(&format!("400 {said}"), &body))
    });
}

#[test]
fn an_echo_in_a_refusal_of_the_token() {
    play_with_echo(3, |_, said| {
        Some(scim("401 Unauthorized", &json!({ "detail": said })))
    });
}

#[test]
fn an_echo_in_a_page_in_broken_json_and_in_bytes() {
    play_with_echo(1, |_, said| {
        let page = format!("<html><pre>{said}</pre></html>");
        Some(message("200 OK", &["Content-Type: text/html"], page))
    });
    play_with_echo(1, |_, said| {
        let broken = format!("{{\"detail\": \"{said}\", \"password\": \"");
        Some(message(
            "500 Oh",
            &["Content-Type: application/json"],
            broken,
        ))
    });
    play_with_echo(1, |_, said| {
        let bytes = [b"\xff\xfe".as_slice(), said.as_bytes()].concat();
        Some(message("200 OK", &["Content-Type: image/png"], bytes))
    });
}

#[test]
fn an_echo_in_the_id_of_an_account() {
    let host = Host::twisted(Scim::new(), |request, stream| {
        if request.method != "POST" {
            return Ok(None);
        }
        let mut user: Value = serde_json::from_slice(&request.body).unwrap();
        user["id"] = json!(format!("{TOKEN}-1"));
        stream.write_all(&scim("201 Created", &user))?;
        Ok(Some(Then::Keep))
    });
    let place = Place::new();
    let more = ["--idp", FOUR, "--idp-log", "logs"];
    let done = call(&place, &host, &more)
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait();
    all_hidden(&place, &done.exits(1), &host);
    let logs = place.tree().into_iter();
    let logs = logs.filter(|(path, _)| path.parent().unwrap().ends_with("logs"));
    let text: Vec<u8> = logs.flat_map(|(_, text)| text).collect();
    assert!(String::from_utf8(text).unwrap().contains("***-1"));
}

#[test]
fn an_echo_that_breaks_off() {
    let part = &TOKEN[..10];
    let host = Host::twisted(Scim::new(), move |request, stream| {
        if !request.writes() {
            return Ok(None);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nYour token: ")?;
        stream.write_all(part.as_bytes())?;
        Ok(Some(Then::Close))
    });
    let place = Place::new();
    let done = play(&place, &host).exits(1);
    let mut texts = vec![done.stdout];
    texts.extend(
        place
            .tree()
            .into_iter()
            .map(|(_, text)| String::from_utf8(text).unwrap()),
    );
    let texts = texts.concat();
    assert!(texts.contains("Your token: "));
    assert!(!texts.contains(part), "{texts}");
}

#[test]
fn an_echo_in_what_cannot_be_removed() {
    play_with_echo(5, |request, said| {
        (request.method == "DELETE").then(|| scim("405 No", &json!({ "detail": said })))
    });
}

#[test]
fn a_server_that_is_started_shows_a_token_of_its_own_only() {
    let place = Place::new();
    place.write("token", TOKEN);
    for args in [&["serve", "--token-file", "token"][..], &["serve"]] {
        let running = place
            .call(args.iter().copied())
            .env("SCIMULATE_TOKEN", TOKEN)
            .start();
        running.wait_for_line("base URL");
        running.interrupt();
        let done = running.wait().exits(0);
        hides("standard output", &done.stdout, TOKEN);
        hides("standard error", &done.stderr, TOKEN);
    }
}
