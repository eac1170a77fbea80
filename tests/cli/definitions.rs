//! `serve` with schemas and resource types from files, as the documentation shows it.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use serde_json::{Value, json};

use super::support::{Place, Running};

const FOLDER: &str = "fixtures/schemas";

fn repository(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// A place with the files of the documentation.
fn place() -> Place {
    let place = Place::new();
    for name in ["device.schema", "device.type", "badge.schema", "user.type"] {
        let name = format!("{FOLDER}/{name}.json");
        place.write(&name, repository(&name));
    }
    place
}

/// The blocks of a language in the section of the documentation.
fn blocks(language: &str) -> Vec<String> {
    let text = repository("docs/server.md");
    let section = text
        .split("\n## ")
        .find(|section| section.starts_with("Schemas and resource types"))
        .unwrap();
    let fence = format!("```{language}\n");
    let blocks = section.split(&fence).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

fn word(line: String) -> String {
    line.split_whitespace().last().unwrap().to_owned()
}

/// Status and body of the answer.
fn exchange(server: &Running, method: &str, path: &str, body: &str) -> (u16, Value) {
    let url = word(server.wait_for_line("base URL"));
    let token = word(server.wait_for_line("token"));
    let (authority, base) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let request = format!(
        "{method} /{base}{path} HTTP/1.1\r\nHost: {authority}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/scim+json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

#[test]
fn the_example_of_the_documentation_is_played() {
    let place = place();
    let shown = blocks("json");
    for (block, name) in shown.iter().zip(["device.type", "user.type"]) {
        assert_eq!(block, &repository(&format!("{FOLDER}/{name}.json")));
    }
    let [command] = &blocks("sh")[..] else {
        panic!("one command starts the server");
    };
    let args = command.split_whitespace().skip(1);
    let server = place.call(args).start();
    server.wait_for_line("types     /Users, /Groups, /Devices");
    let [_, _, request, answer] = &shown[..] else {
        panic!("two files, a request and an answer");
    };
    let (status, mut got) = exchange(&server, "POST", "/Devices", request);
    assert_eq!(status, 201, "{got}");
    let mut want: Value = serde_json::from_str(answer).unwrap();
    let location = got["meta"]["location"].as_str().unwrap();
    assert!(location.ends_with(&format!("/v2/Devices/{}", got["id"].as_str().unwrap())));
    for resource in [&mut got, &mut want] {
        resource["id"] = json!("");
        for name in ["created", "lastModified", "location"] {
            assert!(resource["meta"][name].is_string(), "{name}");
            resource["meta"][name] = json!("");
        }
    }
    assert_eq!(got, want);
    let (status, refused) = exchange(&server, "POST", "/Devices", request);
    assert_eq!((status, &refused["scimType"]), (409, &json!("uniqueness")));
    let (_, types) = exchange(&server, "GET", "/ResourceTypes", "");
    assert_eq!(types["totalResults"], 3);
    server.interrupt();
    server.wait().exits(0);
}

#[test]
fn two_when_a_file_is_wrong_or_missing() {
    let place = place();
    place.write("broken.json", "{\n  \"id\": \"urn:example:x\",\n}\n");
    let unknown = "[{ \"name\": \"X\", \"endpoint\": \"/Bulk\", \"schema\": \"urn:example:x\" }]";
    place.write("taken.json", unknown);
    for (args, words) in [
        (
            &["--schema", "broken.json"][..],
            &[
                "the file is not JSON: trailing comma",
                "--> broken.json:3:1",
                "^",
            ][..],
        ),
        (
            &["--resource-type", "taken.json"],
            &[
                "got `\"/Bulk\"`",
                "--> taken.json:1:29",
                "/0/endpoint",
                "`/Bulk` is the protocol's",
            ],
        ),
        (
            &["--schema", "fixtures/schemas/device.schema.json"],
            &[
                "device.schema.json:3:9",
                "name it in a file given with `--resource-type`",
            ],
        ),
        (
            &["--resource-type", "nowhere.json"],
            &["`nowhere.json` cannot be read", "check the path"],
        ),
    ] {
        let done = place.run(["serve"].into_iter().chain(args.iter().copied()));
        let done = done.exits(2).complains(words);
        assert_eq!(done.stdout, "", "nothing is served");
    }
}

#[test]
fn a_data_file_outlives_a_change_of_the_schemas() {
    let place = place();
    let badge = ["--schema", "fixtures/schemas/badge.schema.json"];
    let user = ["--resource-type", "fixtures/schemas/user.type.json"];
    let data = ["serve", "--data", "data.sqlite"];
    let server = place
        .call(data.into_iter().chain(badge).chain(user))
        .start();
    let urn = "urn:example:params:scim:schemas:extension:2.0:Badge";
    let core = "urn:ietf:params:scim:schemas:core:2.0:User";
    let with_badge = |name: &str, number: &str| {
        json!({ "schemas": [core, urn], "userName": name, urn: { "number": number } }).to_string()
    };
    let (status, _) = exchange(&server, "POST", "/Users", &with_badge("ada", "1"));
    assert_eq!(status, 201);
    server.interrupt();
    server.wait().exits(0);

    let server = place.call(data).start();
    let (_, list) = exchange(&server, "GET", "/Users", "");
    assert_eq!(list["Resources"][0]["userName"], "ada");
    assert_eq!(list["Resources"][0].get(urn), None);
    server.interrupt();
    server.wait().exits(0);

    // The badges are unique again, those from before included.
    let server = place
        .call(data.into_iter().chain(badge).chain(user))
        .start();
    let (status, _) = exchange(&server, "POST", "/Users", &with_badge("bob", "1"));
    assert_eq!(status, 409);
    server.interrupt();
    server.wait().exits(0);
}
