//! The reference server as it is started and stopped.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::support::{Place, Running, TOKEN};

#[test]
fn other_machines_need_a_token_of_the_users_choice() {
    let place = Place::new();
    place.write("token", TOKEN);
    for address in ["0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1"] {
        let done = place.run(["serve", "--bind", address]).exits(2);
        done.complains(&[
            &format!("`--bind {address}` lets other machines in"),
            "hint: put a token into the environment variable SCIMULATE_TOKEN",
            "`--token-file FILE`",
        ]);
    }
    // An empty variable is none.
    place
        .call(["serve", "--bind", "0.0.0.0"])
        .env("SCIMULATE_TOKEN", "")
        .wait()
        .exits(2);
    place
        .run(["serve", "--bind", "localhost"])
        .exits(2)
        .complains(&["invalid value 'localhost' for '--bind <ADDRESS>'"]);

    let given = [
        place.call(["serve", "--bind", "0.0.0.0", "--token-file", "token"]),
        place
            .call(["serve", "--bind", "0.0.0.0"])
            .env("SCIMULATE_TOKEN", TOKEN),
        place.call(["serve", "--bind", "127.0.0.1"]),
    ];
    for call in given {
        let server = call.start();
        server.wait_for_line("base URL  http://");
        server.interrupt();
        let done = server.wait().exits(0);
        assert!(!done.stdout.contains(TOKEN), "{}", done.stdout);
    }
}

/// A running server, its addresses and its tokens.
struct Served {
    server: Running,
    host: String,
    token: String,
    control_token: String,
}

fn serve(place: &Place, more: &[&str]) -> Served {
    let server = place.call(["serve"].iter().chain(more).copied()).start();
    let word = |line: String| line.rsplit(' ').next().unwrap().to_owned();
    let base = word(server.wait_for_line("base URL"));
    let host = base.trim_start_matches("http://").trim_end_matches("/v2");
    let control = word(server.wait_for_line("control   "));
    assert_eq!(control, format!("http://{host}/_control"));
    Served {
        host: host.to_owned(),
        token: word(server.wait_for_line("token     ")),
        control_token: word(server.wait_for_line("its token ")),
        server,
    }
}

impl Served {
    /// Status and JSON of an answer.
    fn ask(&self, method: &str, path: &str, token: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.host,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn steer(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        self.ask(
            method,
            &format!("/_control{path}"),
            &self.control_token,
            body,
        )
    }

    fn users(&self) -> Value {
        let (status, body) = self.ask("GET", "/v2/Users", &self.token, "");
        assert_eq!(status, 200);
        body["totalResults"].clone()
    }
}

#[test]
fn the_control_plane_steers_the_server() {
    let place = Place::new();
    let served = serve(&place, &[]);
    assert_ne!(served.token, served.control_token);
    assert_eq!(served.steer("GET", "/health", "").0, 200);
    assert_eq!(
        served.ask("GET", "/_control/state", &served.token, "").0,
        401
    );
    let (status, made) = served.steer("POST", "/seed", r#"{"directory":"small-company"}"#);
    assert_eq!((status, &made["made"]), (200, &json!(5)));
    let (_, alice) = served.ask("GET", "/v2/Users/alice", &served.token, "");
    assert_eq!(alice["userName"], "alice@contoso.example");
    assert_eq!(alice["emails"][0]["primary"], true);
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    assert_eq!(alice[enterprise]["department"], "Research");
    // A directory file of one's own, as YAML or JSON.
    let yaml = "name: Two\npeople:\n  ada: { userName: ada@x.example }\n";
    assert_eq!(served.steer("POST", "/seed", yaml).1["ids"], json!(["ada"]));
    let json = r#"{"name":"One","people":{"eve":{"userName":"eve@x.example"}}}"#;
    assert_eq!(served.steer("POST", "/seed", json).1["ids"], json!(["eve"]));
    for (body, message) in [
        ("name: X\npeople:\n  x: { userNam: x }\n", "seed:3:"),
        (
            "name: X\npeople:\n  ada: { userName: zoe }\n",
            "Resources[0]: the id `ada` is taken",
        ),
        (
            r#"{"directory":"../small-company"}"#,
            "there is no directory `../small-company`",
        ),
        ("", "the file is empty"),
    ] {
        let (status, refused) = served.steer("POST", "/seed", body);
        let found = refused["message"].as_str().unwrap();
        assert!(status == 400 && found.contains(message), "{found}");
        assert!(refused["hint"].is_string(), "{refused}");
    }
    assert_eq!(served.users(), 7);
    served.steer("PUT", "/quirks", r#"{"quirks":["error-500"]}"#);
    assert_eq!(served.ask("GET", "/v2/Users", &served.token, "").0, 500);
    served.steer("DELETE", "/quirks", "");
    assert_eq!(served.steer("POST", "/reset", "").1["removed"], 7);
    assert_eq!(served.users(), 0);
    let (_, log) = served.steer("GET", "/requests", "");
    let paths: Vec<&str> = log["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|request| request["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        ["/v2/Users/alice", "/v2/Users", "/v2/Users", "/v2/Users"]
    );
    served.server.interrupt();
    let done = served.server.wait().exits(0);
    assert_eq!(done.stderr, "Ctrl-C stops the server\n");
    assert_eq!(done.stdout.lines().count(), 4, "{}", done.stdout);
}

#[test]
fn a_server_begins_with_its_seed() {
    let place = Place::new();
    place.write(
        "people.yaml",
        "name: One\npeople:\n  ada: { userName: ada@x.example }\n",
    );
    let resources = json!({ "Resources": [
        { "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "eve" },
    ] });
    place.write("people.json", resources.to_string());
    for (seed, count) in [
        ("small-company", 5),
        ("people.yaml", 1),
        ("./people.json", 1),
    ] {
        assert_eq!(serve(&place, &["--seed", seed]).users(), count, "{seed}");
    }
    place.write(
        "broken.yaml",
        "name: One\npeople:\n  ada: { userNam: ada@x.example }\n",
    );
    for (seed, words) in [
        (
            "small-compny",
            [
                "there is no directory `small-compny`",
                "there are: crowd, departments, small-company",
            ],
        ),
        (
            "nowhere.yaml",
            ["`nowhere.yaml` cannot be read", "check the path"],
        ),
        (
            "broken.yaml",
            [
                "`--seed broken.yaml` cannot be used",
                "did you mean `userName`?",
            ],
        ),
    ] {
        place
            .run(["serve", "--seed", seed])
            .exits(2)
            .complains(&words);
    }
}

#[test]
fn the_control_plane_needs_a_token_of_its_own() {
    let place = Place::new();
    place.write("token", TOKEN);
    place.write("other", "an0ther");
    place
        .call(["serve", "--control-token-file", "token"])
        .env("SCIMULATE_TOKEN", TOKEN)
        .wait()
        .exits(2)
        .complains(&["the control plane has the same token as SCIM"]);
    let server = place
        .call(["serve", "--token-file", "token"])
        .env("SCIMULATE_CONTROL_TOKEN", "an0ther")
        .start();
    server.wait_for_line("its token as in SCIMULATE_CONTROL_TOKEN");
    let served = serve(&place, &["--control-token-file", "other"]);
    assert_eq!(served.ask("GET", "/_control/state", "an0ther", "").0, 200);
}

#[test]
fn tls_with_a_certificate_of_ones_own() {
    let place = Place::new();
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    place.write("cert.pem", certificate.pem());
    place.write("key.pem", key.serialize_pem());
    let other = rcgen::KeyPair::generate().unwrap();
    place.write("other.pem", other.serialize_pem());
    place.write("text", "hello");
    let args = ["serve", "--tls-cert", "cert.pem", "--tls-key", "key.pem"];
    let server = place.call(args).env("SCIMULATE_TOKEN", TOKEN).start();
    let base = server.wait_for_line("base URL");
    let url = base.rsplit(' ').next().unwrap();
    assert!(url.starts_with("https://127.0.0.1:"), "{base}");
    server.wait_for_line("control   https://127.0.0.1:");
    let run = |more: &[&'static str]| {
        let mut args = vec!["run", "create-user", "--idp", "okta", "--target", url];
        args.extend(more);
        place.call(args).env("SCIMULATE_TOKEN", TOKEN).wait()
    };
    run(&["--cacert", "cert.pem"]).exits(0);
    run(&["--insecure"]).exits(0);
    run(&[]).exits(3);
    server.interrupt();
    server.wait().exits(0);

    for (certificate, key, words) in [
        (
            "nowhere",
            "key.pem",
            ["`nowhere` cannot be read", "check the path"],
        ),
        (
            "cert.pem",
            "nowhere",
            ["`nowhere` cannot be read", "check the path"],
        ),
        (
            "text",
            "key.pem",
            ["`--tls-cert text`: no usable certificate", "PEM form"],
        ),
        (
            "key.pem",
            "key.pem",
            ["`--tls-cert key.pem`: no usable certificate", "PEM form"],
        ),
        (
            "cert.pem",
            "text",
            ["`--tls-key text`: no usable private key", "PEM form"],
        ),
        (
            "cert.pem",
            "cert.pem",
            ["`--tls-key cert.pem`: no usable private key", "PEM form"],
        ),
        (
            "cert.pem",
            "other.pem",
            [
                "`--tls-key other.pem`: the key does not go with",
                "PEM form",
            ],
        ),
    ] {
        let args = ["serve", "--tls-cert", certificate, "--tls-key", key];
        place.run(args).exits(2).complains(&words);
    }
    for option in ["--tls-cert", "--tls-key"] {
        place
            .run(["serve", option, "cert.pem"])
            .exits(2)
            .complains(&["the following required arguments were not provided"]);
    }
}

#[test]
fn a_gitlab_profile_is_served_with_its_settings() {
    let place = Place::new();
    let call = place.call([
        "serve",
        "--profile",
        "gitlab-saas-16.4",
        "--set",
        "group=acme",
        "--set",
        "sso_enforced=true",
    ]);
    let server = call.start();
    let word = |line: String| line.rsplit(' ').next().unwrap().to_owned();
    let base = word(server.wait_for_line("base URL"));
    assert!(base.ends_with("/api/scim/v2/groups/acme"), "{base}");
    let host = base.trim_start_matches("http://").split('/').next();
    let served = Served {
        host: host.unwrap().to_owned(),
        token: word(server.wait_for_line("token     ")),
        control_token: word(server.wait_for_line("its token ")),
        server,
    };
    let (status, list) = served.ask("GET", "/api/scim/v2/groups/acme/Users", &served.token, "");
    assert_eq!((status, &list["totalResults"]), (200, &json!(0)));
    let (status, now) = served.steer("POST", "/gitlab/set", "{}");
    assert_eq!((status, &now["sso-enforced"]), (200, &json!("on")));
    served.server.interrupt();
    let done = served.server.wait().exits(0);
    assert!(
        done.stdout.contains("profile   gitlab-saas-16.4\n"),
        "{}",
        done.stdout
    );
}

#[test]
fn a_gitlab_profile_takes_only_what_fits_it() {
    let place = Place::new();
    let profile = ["serve", "--profile", "gitlab-saas-now"];
    for (more, words) in [
        (
            ["--set", "moon=1"],
            "there is no switch `moon`; there are: surface,",
        ),
        (
            ["--set", "existing-email=maybe"],
            "`existing-email` cannot be `maybe`; it can be: reject, link",
        ),
        (["--set", "group"], "`--set group` has no value"),
        (
            ["--data", "x"],
            "`--data` does not go with `--profile gitlab-saas-now`",
        ),
        (["--seed", "small-company"], "`--seed` does not go with"),
        (["--quirk", "no-match-404"], "`--quirk` does not go with"),
    ] {
        let arguments = profile.iter().chain(&more);
        place
            .call(arguments.copied())
            .wait()
            .exits(2)
            .complains(&[words]);
    }
    place
        .run(["serve", "--set", "group=x"])
        .exits(2)
        .complains(&[
            "`--set group=x` goes with a profile of GitLab",
            "--list-profiles",
        ]);
    let listed = place.run(["serve", "--list-profiles"]).exits(0);
    for words in [
        "  strict\n",
        "  gitlab-saas-11.10\n",
        "      on-remove=destroy\n",
    ] {
        assert!(listed.stdout.contains(words), "{words}");
    }
}
