//! What the server decides where the RFCs are open, in both profiles; `docs/server.md` has the list.

use scimulate::scim::mode::Mode;
use scimulate::server::{PROFILES, Profile};
use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, PATCH, Reply, SEARCH, USER, config, user_with};

/// A server with a user `ada`, who manages `eve` and is in `Team`.
struct World {
    api: Api,
    ada: String,
    eve: String,
    team: String,
}

impl World {
    async fn new(mode: Mode) -> Self {
        let mut config = config();
        config.mode = mode;
        let api = Api::with(config);
        let more = json!({
            "externalId": "E1", "displayName": "Ada", "title": "Dr.",
            "name": { "givenName": "Ada", "familyName": "L." },
            "emails": [{ "value": "ada@x.test", "type": "work", "primary": true }],
        });
        let ada = api.post("/v2/Users", &user_with("ada", more)).await.id();
        let manager = json!({ ENTERPRISE: { "manager": { "value": ada } } });
        let eve = api.post("/v2/Users", &user_with("eve", manager)).await.id();
        let team = api.group("Team", &[&ada]).await;
        Self {
            api,
            ada,
            eve,
            team,
        }
    }

    /// `METHOD PATH` with `ada`, `eve` and `team` for their ids.
    async fn send(&self, line: &str, body: &Value) -> Reply {
        let named = |text: &str| {
            text.replace("{ada}", &self.ada)
                .replace("{eve}", &self.eve)
                .replace("{team}", &self.team)
        };
        let (method, path) = line.split_once(' ').unwrap();
        let path = path
            .replace('"', "%22")
            .replace('[', "%5B")
            .replace(']', "%5D");
        let body = if body.is_null() {
            String::new()
        } else {
            named(&body.to_string())
        };
        self.api
            .send(method, &format!("/v2{}", named(&path)), body)
            .await
    }
}

type Outcome = (u16, &'static str);

const OK: Outcome = (200, "");
const MADE: Outcome = (201, "");
const VALUE: Outcome = (400, "invalidValue");
const SYNTAX: Outcome = (400, "invalidSyntax");
const FILTER: Outcome = (400, "invalidFilter");
const PATH: Outcome = (400, "invalidPath");
const TARGET: Outcome = (400, "noTarget");
const MUTABILITY: Outcome = (400, "mutability");

/// Sends the request to both profiles; where it succeeds, `shown` holds for the answer.
async fn decide(line: &str, body: Value, outcomes: (Outcome, Outcome), shown: &[(&str, Value)]) {
    for (profile, wanted) in PROFILES.iter().zip([outcomes.0, outcomes.1]) {
        let world = World::new(profile.mode).await;
        let reply = world.send(line, &body).await;
        let what = format!("{} {line} {body}: {}", profile.name, reply.text);
        let keyword = reply.body["scimType"].as_str().unwrap_or("");
        assert_eq!((reply.status, keyword), wanted, "{what}");
        for (pointer, value) in shown.iter().filter(|_| wanted.0 < 300) {
            let found = reply.body.pointer(pointer).unwrap_or(&Value::Null);
            assert_eq!(found, value, "{pointer} of {what}");
        }
    }
}

async fn both(line: &str, body: Value, outcome: Outcome, shown: &[(&str, Value)]) {
    decide(line, body, (outcome, outcome), shown).await;
}

fn patch(operation: Value) -> Value {
    json!({ "schemas": [PATCH], "Operations": [operation] })
}

fn new(more: Value) -> Value {
    user_with("new", more)
}

#[test]
fn profiles_have_names() {
    assert_eq!(Profile::find("rfc").unwrap().mode, Mode::Lenient);
    assert_eq!(Profile::find("strict").unwrap().mode, Mode::Strict);
    assert_eq!(Profile::find("other"), None);
}

#[tokio::test]
async fn reading_requests() {
    both("POST /Users", json!({ "userName": "x" }), SYNTAX, &[]).await;
    both("PUT /Users/{ada}", json!({ "userName": "x" }), SYNTAX, &[]).await;
    let foreign = json!({ "schemas": [GROUP, "urn:other:Group"], "displayName": "G" });
    both(
        "POST /Groups",
        foreign,
        MADE,
        &[("/schemas", json!([GROUP]))],
    )
    .await;
    let urns = json!({ "op": "add", "path": "schemas", "value": ["urn:other:User"] });
    decide(
        "PATCH /Users/{ada}",
        patch(urns),
        (OK, VALUE),
        &[("/schemas", json!([USER]))],
    )
    .await;
    both(
        "POST /Users",
        new(json!({ "noSuch": 1 })),
        MADE,
        &[("/noSuch", Value::Null)],
    )
    .await;
    let unknown = json!({ "op": "add", "path": "noSuch", "value": 1 });
    both("PATCH /Users/{ada}", patch(unknown), PATH, &[]).await;
    let bare = json!({ "op": "add", "path": "department", "value": "R&D" });
    decide("PATCH /Users/{ada}", patch(bare), (OK, PATH), &[]).await;
    let text = new(json!({ "active": "True" }));
    decide(
        "POST /Users",
        text,
        (MADE, VALUE),
        &[("/active", json!(true))],
    )
    .await;
    let text = json!({ "op": "replace", "path": "active", "value": "False" });
    decide(
        "PATCH /Users/{ada}",
        patch(text),
        (OK, VALUE),
        &[("/active", json!(false))],
    )
    .await;
    let path = format!("{ENTERPRISE}:manager");
    for manager in [json!("{eve}"), json!([{ "value": "{eve}" }])] {
        let set = json!({ "op": "add", "path": path, "value": manager });
        decide("PATCH /Users/{ada}", patch(set), (OK, VALUE), &[]).await;
    }
    let read_only =
        new(json!({ "id": "mine", "groups": [{ "value": "x" }], "meta": { "version": "x" } }));
    both("POST /Users", read_only, MADE, &[("/groups", Value::Null)]).await;
    let at_path = json!({ "op": "replace", "path": "id", "value": "mine" });
    both("PATCH /Users/{ada}", patch(at_path), MUTABILITY, &[]).await;
    let same = json!({ "op": "replace", "value": { "id": "{team}", "displayName": "New" } });
    both(
        "PATCH /Groups/{team}",
        patch(same),
        OK,
        &[("/displayName", json!("New"))],
    )
    .await;
    let other = json!({ "op": "replace", "value": { "id": "mine", "displayName": "New" } });
    decide("PATCH /Groups/{team}", patch(other), (OK, MUTABILITY), &[]).await;
    let nulls = new(json!({ "emails": [null, { "value": "a" }] }));
    both(
        "POST /Users",
        nulls,
        MADE,
        &[("/emails", json!([{ "value": "a" }]))],
    )
    .await;
    let two = json!([{ "value": "a", "primary": true }, { "value": "b", "primary": true }]);
    both("POST /Users", new(json!({ "emails": two })), VALUE, &[]).await;
    let added =
        json!({ "op": "add", "path": "emails", "value": [{ "value": "b", "primary": true }] });
    let primaries = [
        ("/emails/0/primary", json!(false)),
        ("/emails/1/primary", json!(true)),
    ];
    both("PATCH /Users/{ada}", patch(added), OK, &primaries).await;
    let replaced = json!({ "op": "replace", "path": "emails", "value": two });
    decide(
        "PATCH /Users/{ada}",
        patch(replaced),
        (OK, VALUE),
        &primaries,
    )
    .await;
    let kept = new(json!({
        "addresses": [{ "country": "Sierra Leone" }], "emails": [{ "value": "A@X.Test" }],
        "phoneNumbers": [{ "value": "+44 (0) 1" }],
    }));
    let shown = [
        ("/addresses/0/country", json!("Sierra Leone")),
        ("/emails/0/value", json!("A@X.Test")),
        ("/phoneNumbers/0/value", json!("+44 (0) 1")),
    ];
    both("POST /Users", kept, MADE, &shown).await;
    both(
        "GET /Users?filter=userName+eq+\"ada\"",
        Value::Null,
        OK,
        &[("/totalResults", json!(1))],
    )
    .await;
    both(
        "GET /Users?filter=userName+eq+\"a%2Bda\"",
        Value::Null,
        OK,
        &[("/totalResults", json!(0))],
    )
    .await;
}

#[tokio::test]
async fn writing() {
    let cleared = [("/title", Value::Null), ("/externalId", Value::Null)];
    both(
        "PUT /Users/{ada}",
        user_with("ada", json!({})),
        OK,
        &cleared,
    )
    .await;
    let taken = json!({ "op": "replace", "path": "userName", "value": "EVE" });
    for (line, body) in [
        ("POST /Users", user_with("Eve", json!({}))),
        ("PUT /Users/{ada}", user_with("Eve", json!({}))),
        ("PATCH /Users/{ada}", patch(taken)),
    ] {
        both(line, body, (409, "uniqueness"), &[]).await;
    }
    both("POST /Users", new(json!({ "externalId": "E1" })), MADE, &[]).await;
    both(
        "POST /Groups",
        json!({ "schemas": [GROUP], "displayName": "Team" }),
        MADE,
        &[],
    )
    .await;
    both(
        "PATCH /Users/{ada}",
        patch(json!({ "op": "remove", "path": "userName" })),
        MUTABILITY,
        &[],
    )
    .await;
    let blank = json!({ "op": "replace", "path": "userName", "value": "" });
    both("PATCH /Users/{ada}", patch(blank), VALUE, &[]).await;
    both("PUT /Users/{ada}", json!({ "schemas": [USER] }), VALUE, &[]).await;
    let capital = json!({ "op": "Replace", "path": "title", "value": "x" });
    decide(
        "PATCH /Users/{ada}",
        patch(capital),
        (OK, SYNTAX),
        &[("/title", json!("x"))],
    )
    .await;
    let merged = json!({ "op": "add", "path": "name", "value": { "givenName": "A." } });
    let name = json!({ "givenName": "A.", "familyName": "L." });
    for shown in [
        ("/name/givenName", &name["givenName"]),
        ("/name/familyName", &name["familyName"]),
    ] {
        both(
            "PATCH /Users/{ada}",
            patch(merged.clone()),
            OK,
            &[(shown.0, shown.1.clone())],
        )
        .await;
    }
    let nothing = json!({ "op": "add", "path": "title", "value": null });
    decide(
        "PATCH /Users/{ada}",
        patch(nothing),
        (OK, VALUE),
        &[("/title", json!("Dr."))],
    )
    .await;
    let unset = json!({ "op": "replace", "path": "title", "value": null });
    both(
        "PATCH /Users/{ada}",
        patch(unset),
        OK,
        &[("/title", Value::Null)],
    )
    .await;
    let home = "emails[type eq \"home\"].value";
    let made = [
        ("/emails/1/value", json!("h@x")),
        ("/emails/1/type", json!("home")),
    ];
    let add = json!({ "op": "add", "path": home, "value": "h@x" });
    both("PATCH /Users/{ada}", patch(add), OK, &made).await;
    let replace = json!({ "op": "replace", "path": home, "value": "h@x" });
    decide("PATCH /Users/{ada}", patch(replace), (OK, TARGET), &made).await;
    let all = json!({ "op": "replace", "path": "emails.type", "value": "home" });
    both(
        "PATCH /Users/{ada}",
        patch(all.clone()),
        OK,
        &[("/emails/0/type", json!("home"))],
    )
    .await;
    both("PATCH /Users/{eve}", patch(all), TARGET, &[]).await;
    both(
        "PATCH /Users/{ada}",
        patch(json!({ "op": "remove", "path": home })),
        OK,
        &[],
    )
    .await;
    let listed = json!({ "op": "remove", "path": "members", "value": [{ "value": "{ada}" }] });
    decide(
        "PATCH /Groups/{team}",
        patch(listed),
        (OK, VALUE),
        &[("/members", Value::Null)],
    )
    .await;
    let other =
        json!({ "op": "replace", "path": "members[value eq \"{ada}\"].value", "value": "{eve}" });
    both("PATCH /Groups/{team}", patch(other), MUTABILITY, &[]).await;
    let dotted = json!({ "op": "add", "value": { "name.givenName": "A." } });
    decide(
        "PATCH /Users/{ada}",
        patch(dotted),
        (OK, PATH),
        &[("/name/givenName", json!("A."))],
    )
    .await;
    let inside = json!({ "schemas": [ENTERPRISE], "department": "x" });
    let inside = patch(json!({ "op": "add", "path": ENTERPRISE, "value": inside }));
    decide("PATCH /Users/{ada}", inside, (OK, PATH), &[]).await;
    let many = vec![json!({ "op": "remove", "path": "title" }); 2001];
    both(
        "PATCH /Users/{ada}",
        json!({ "schemas": [PATCH], "Operations": many }),
        (413, ""),
        &[],
    )
    .await;
    both("POST /Users", new(json!({ "password": 1 })), VALUE, &[]).await;
    both(
        "POST /Users",
        new(json!({ "password": "s3cret" })),
        MADE,
        &[("/password", Value::Null)],
    )
    .await;
}

#[tokio::test]
async fn queries() {
    for (line, outcomes, total) in [
        ("/Users?filter=noSuch+pr", (FILTER, FILTER), 0),
        ("/Users?filter=members+pr", (FILTER, FILTER), 0),
        ("?filter=members+pr", (OK, OK), 1),
        ("/Users?filter=title+ne+\"x\"", (OK, OK), 2),
        ("/Users?filter=emails+co+\"ADA\"", (OK, OK), 1),
        ("/Groups?filter=members+eq+\"{ada}\"", (OK, OK), 1),
        ("/Users?filter=manager+eq+\"{ada}\"", (OK, FILTER), 1),
        (
            "/Users?filter=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager+eq+\"{ada}\"",
            (OK, OK),
            1,
        ),
        (
            "/Users?filter=emails[type+eq+\"work\"].value+eq+\"ada@x.test\"",
            (OK, FILTER),
            1,
        ),
        (
            "/Users?filter=meta.resourceType+eq+User",
            (FILTER, FILTER),
            0,
        ),
        ("/Users?filter=password+pr", (FILTER, FILTER), 0),
        ("/Users?filter=userName+eq+\"nobody\"", (OK, OK), 0),
        ("/Users?attributes=noSuch", (OK, OK), 2),
        (
            "/Users?sortBy=userName&sortOrder=Descending",
            (OK, VALUE),
            2,
        ),
        ("/Users?sortBy=name", (VALUE, VALUE), 0),
        ("/ResourceTypes?filter=name+pr", ((403, ""), (403, "")), 0),
        ("/Schemas?filter=name+pr", ((403, ""), (403, "")), 0),
    ] {
        decide(
            &format!("GET {line}"),
            Value::Null,
            outcomes,
            &[("/totalResults", json!(total))],
        )
        .await;
    }
    let cut = [
        ("/schemas", json!([USER])),
        ("/meta", Value::Null),
        ("/userName", json!("ada")),
    ];
    both(
        "GET /Users/{ada}?attributes=userName",
        Value::Null,
        OK,
        &cut,
    )
    .await;
    let meta = [
        ("/meta/resourceType", json!("User")),
        ("/userName", Value::Null),
    ];
    both("GET /Users/{ada}?attributes=meta", Value::Null, OK, &meta).await;
    let both_lists = "GET /Users?attributes=id&excludedAttributes=title";
    both(both_lists, Value::Null, VALUE, &[]).await;
    let search = json!({ "schemas": [SEARCH], "count": "1" });
    decide("POST /Users/.search", search, (OK, VALUE), &[]).await;
}
