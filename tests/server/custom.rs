//! Schemas and resource types from files: those of `fixtures/schemas`.

use std::fs;

use scimulate::scim::mode::Mode;
use scimulate::server::definitions::{Definition, DefinitionKind, resource_types};
use serde_json::{Value, json};

use crate::support::{Api, BULK, ENTERPRISE, SEARCH, USER, config, user, user_with};

const DEVICE: &str = "urn:example:params:scim:schemas:core:2.0:Device";
const BADGE: &str = "urn:example:params:scim:schemas:extension:2.0:Badge";

fn file(name: &str) -> Value {
    let text = fs::read_to_string(format!("fixtures/schemas/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn definitions() -> Vec<Definition> {
    let schema = |name| Definition {
        kind: DefinitionKind::Schema,
        json: file(name),
    };
    // A list serves as well as a file for each.
    let types = Definition {
        kind: DefinitionKind::ResourceType,
        json: json!([file("device.type"), file("user.type")]),
    };
    vec![schema("device.schema"), schema("badge.schema"), types]
}

fn api_in(mode: Mode) -> Api {
    let mut config = config();
    config.resource_types = resource_types(&definitions()).unwrap();
    config.mode = mode;
    Api::with(config)
}

fn api() -> Api {
    api_in(Mode::Lenient)
}

fn device(serial: &str, more: Value) -> Value {
    let mut body = json!({
        "schemas": [DEVICE], "serialNumber": serial, "displayName": format!("Device {serial}"),
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn make(api: &Api, serial: &str, more: Value) -> String {
    let reply = api.post("/v2/Devices", &device(serial, more)).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.id()
}

fn whole() -> Value {
    json!({
        "externalId": "x-1", "model": "laptop", "managed": true, "screenInches": 13.5,
        "assetNumber": 7, "purchasedAt": "2024-02-29T12:00:00Z", "publicKey": "AQID",
        "manual": "https://example.com/manual", "tags": ["red", "Blue"],
        "owner": { "value": "u-1", "since": "2024-03-01T00:00:00Z" },
        "interfaces": [
            { "value": "00:1A", "type": "wired", "primary": true, "mtu": 1500 },
            { "value": "00:1b", "type": "wireless" },
        ],
    })
}

#[tokio::test]
async fn discovery_shows_what_the_files_say() {
    let api = api();
    let types = api.get("/v2/ResourceTypes").await;
    assert_eq!(types.listed("id"), ["User", "Group", "Device"]);
    assert_eq!(
        types.body["Resources"][0]["schemaExtensions"],
        json!([
            { "schema": ENTERPRISE, "required": false }, { "schema": BADGE, "required": false },
        ])
    );
    let one = api.get("/v2/ResourceTypes/Device").await.body;
    assert_eq!(
        (&one["endpoint"], &one["schema"]),
        (&json!("/Devices"), &json!(DEVICE))
    );
    let schemas = api.get("/v2/Schemas").await;
    let ids = schemas.listed("id");
    assert!(ids.contains(&DEVICE) && ids.contains(&BADGE), "{ids:?}");

    // What a file leaves out has the defaults of RFC 7643 §2.2, the rest is as it was written.
    let shown = api.get(&format!("/v2/Schemas/{DEVICE}")).await.body;
    let written = file("device.schema");
    let pairs = shown["attributes"].as_array().unwrap().iter();
    for (shown, written) in pairs.zip(written["attributes"].as_array().unwrap()) {
        for (name, value) in written.as_object().unwrap() {
            if name != "subAttributes" {
                assert_eq!(&shown[name], value, "{shown}");
            }
        }
    }
    assert_eq!(
        shown["attributes"][2],
        json!({
            "name": "model", "type": "string", "multiValued": false, "description": "",
            "required": false, "canonicalValues": ["laptop", "phone"], "caseExact": false,
            "mutability": "readWrite", "returned": "default", "uniqueness": "none",
        })
    );
    assert_eq!(shown["attributes"][8]["caseExact"], true, "a reference");
}

#[tokio::test]
async fn a_device_has_the_whole_life_of_a_resource() {
    let api = api();
    let created = api.post("/v2/Devices", &device("AbC", whole())).await;
    assert_eq!(created.status, 201, "{created:?}");
    let id = created.id();
    let location = format!("http://127.0.0.1:0/v2/Devices/{id}");
    assert_eq!(created.header("location"), Some(location.as_str()));
    assert_eq!(created.body["meta"]["resourceType"], "Device");
    for (name, value) in device("AbC", whole()).as_object().unwrap() {
        assert_eq!(&created.body[name], value, "{name}");
    }
    let path = format!("/v2/Devices/{id}");
    let mut read = created.body.clone();
    // Returned on request, or when it was just written.
    read.as_object_mut().unwrap().shift_remove("publicKey");
    assert_eq!(api.get(&path).await.body, read);

    let replaced = api
        .put(&path, &device("AbC", json!({ "model": "phone" })))
        .await;
    assert_eq!(replaced.status, 200, "{replaced:?}");
    assert_eq!(replaced.body["model"], "phone");
    assert_eq!(replaced.body.get("tags"), None);
    assert_eq!(api.get("/v2/Users").await.body["totalResults"], 0);
    assert_eq!(api.get(&format!("/v2/Users/{id}")).await.error(), (404, ""));
    assert_eq!(api.delete(&path).await.status, 204);
    assert_eq!(api.get(&path).await.error(), (404, ""));
}

#[tokio::test]
async fn values_have_the_type_of_the_schema() {
    let api = api();
    for (name, wrong) in [
        ("model", json!(1)),
        ("managed", json!("perhaps")),
        ("screenInches", json!("13.5")),
        ("assetNumber", json!(1.5)),
        ("purchasedAt", json!("yesterday")),
        ("publicKey", json!("no base64!")),
        ("manual", json!("not a uri")),
        ("tags", json!("red")),
        ("tags", json!([1])),
        ("owner", json!([{ "value": "1" }, { "value": "2" }])),
        ("interfaces", json!({ "value": "00:1A" })),
        ("interfaces", json!([{ "type": "wired" }])),
        ("interfaces", json!([{ "value": "1", "mtu": "big" }])),
        ("displayName", json!(" ")),
        ("displayName", Value::Null),
    ] {
        let reply = api
            .post("/v2/Devices", &device("1", json!({ name: wrong })))
            .await;
        assert_eq!(reply.error(), (400, "invalidValue"), "{name} {wrong}");
        assert!(reply.body["detail"].as_str().unwrap().contains(name));
    }
    // Canonical values are suggestions (RFC 7643 §7), and unknown attributes are ignored.
    let id = make(&api, "1", json!({ "model": "toaster", "noSuch": 1 })).await;
    for (path, wrong) in [
        ("managed", json!("perhaps")),
        ("screenInches", json!("13.5")),
        ("assetNumber", json!(1.5)),
        ("purchasedAt", json!("yesterday")),
        ("publicKey", json!("no base64!")),
        ("tags", json!([1])),
        ("interfaces", json!([{ "value": 1 }])),
    ] {
        let operation = json!([{ "op": "replace", "path": path, "value": wrong }]);
        let reply = api.patch(&format!("/v2/Devices/{id}"), operation).await;
        assert_eq!(reply.error(), (400, "invalidValue"), "{path} {wrong}");
    }
}

#[tokio::test]
async fn mutability_is_that_of_the_schema() {
    let api = api();
    let path = format!("/v2/Devices/{}", make(&api, "1", whole()).await);
    let set = |path: &str, value: Value| json!([{ "op": "replace", "path": path, "value": value }]);
    // Immutable, also as a part of something that is not.
    let refused = api.put(&path, &device("2", whole())).await;
    assert_eq!(refused.error(), (400, "mutability"));
    for (name, value) in [
        ("serialNumber", json!("2")),
        ("owner.since", json!("2025-01-01T00:00:00Z")),
    ] {
        let refused = api.patch(&path, set(name, value)).await;
        assert_eq!(refused.error(), (400, "mutability"), "{name}");
    }
    let same = api.patch(&path, set("serialNumber", json!("1"))).await;
    assert_eq!(same.status, 200);
    // Read-only: ignored in a whole resource, refused in a path.
    let mut body = device("1", whole());
    body["lastSeen"] = "2024-01-01T00:00:00Z".into();
    let ignored = api.put(&path, &body).await;
    assert_eq!((ignored.status, ignored.body.get("lastSeen")), (200, None));
    let refused = api
        .patch(&path, set("lastSeen", json!("2024-01-01T00:00:00Z")))
        .await;
    assert_eq!(refused.error(), (400, "mutability"));
    // Write-only: taken, never shown, not to be asked for.
    let code = json!("1234");
    let taken = api
        .patch(
            &format!("{path}?attributes=unlockCode"),
            set("unlockCode", code),
        )
        .await;
    assert_eq!((taken.status, taken.body.get("unlockCode")), (200, None));
    let asked = api
        .get("/v2/Devices?filter=unlockCode%20eq%20%221234%22")
        .await;
    assert_eq!(asked.error(), (400, "invalidFilter"));
    let sorted = api.get("/v2/Devices?sortBy=unlockCode").await;
    assert_eq!(sorted.error(), (400, "invalidValue"));
    // Required.
    let refused = api
        .patch(&path, json!([{ "op": "remove", "path": "displayName" }]))
        .await;
    assert_eq!(refused.error(), (400, "mutability"));
}

#[tokio::test]
async fn values_are_as_unique_as_the_schema_says() {
    let api = api();
    let first = make(
        &api,
        "AbC",
        json!({ "assetNumber": 7, "interfaces": [{ "value": "00:1A" }, { "value": "00:1a", "type": "b" }] }),
    )
    .await;
    for (what, clash) in [
        ("serialNumber", device("AbC", json!({ "displayName": "x" }))),
        (
            "displayName",
            device("2", json!({ "displayName": "DEVICE abc" })),
        ),
        ("assetNumber", device("2", json!({ "assetNumber": 7 }))),
        (
            "interfaces.value",
            device("2", json!({ "interfaces": [{ "value": "00:1a" }] })),
        ),
    ] {
        let reply = api.post("/v2/Devices", &clash).await;
        assert_eq!(reply.error(), (409, "uniqueness"), "{what}");
        let detail = format!("`{what}` is taken by another resource");
        assert_eq!(reply.body["detail"], detail);
    }
    // Case makes a difference where it is exact; elsewhere another type may have the value.
    let second = make(&api, "abc", json!({ "displayName": "other" })).await;
    let path = format!("/v2/Devices/{second}");
    let set = json!([{ "op": "add", "path": "assetNumber", "value": 7 }]);
    assert_eq!(
        api.patch(&path, set.clone()).await.error(),
        (409, "uniqueness")
    );
    let taken = device("abc", json!({ "displayName": "device ABC" }));
    assert_eq!(api.put(&path, &taken).await.error(), (409, "uniqueness"));
    api.group("Device AbC", &[]).await;
    // `global` is more than one tenant, `server` is not.
    let elsewhere = api
        .post("/t/acme/v2/Devices", &device("AbC", json!({})))
        .await;
    assert_eq!(elsewhere.error(), (409, "uniqueness"));
    let elsewhere = device(
        "xyz",
        json!({ "assetNumber": 7, "displayName": "Device AbC" }),
    );
    assert_eq!(api.post("/t/acme/v2/Devices", &elsewhere).await.status, 201);
    // Who goes leaves it to others.
    assert_eq!(
        api.delete(&format!("/v2/Devices/{first}")).await.status,
        204
    );
    assert_eq!(api.patch(&path, set).await.status, 200);
}

#[tokio::test]
async fn patches_reach_every_kind_of_attribute() {
    for mode in [Mode::Lenient, Mode::Strict] {
        let api = api_in(mode);
        let path = format!("/v2/Devices/{}", make(&api, "1", whole()).await);
        for (operation, pointer, want) in [
            (
                json!({ "op": "replace", "path": "screenInches", "value": 15 }),
                "/screenInches",
                json!(15),
            ),
            (
                json!({ "op": "replace", "path": format!("{DEVICE}:managed"), "value": false }),
                "/managed",
                json!(false),
            ),
            (
                json!({ "op": "add", "path": "tags", "value": ["green"] }),
                "/tags",
                json!(["red", "Blue", "green"]),
            ),
            (
                json!({ "op": "add", "path": "tags", "value": ["blue"] }),
                "/tags",
                json!(["red", "Blue", "green"]),
            ),
            (
                json!({ "op": "remove", "path": "tags[value eq \"RED\"]" }),
                "/tags",
                json!(["Blue", "green"]),
            ),
            (
                json!({ "op": "replace", "path": "interfaces[type eq \"wireless\"].mtu", "value": 9000 }),
                "/interfaces/1/mtu",
                json!(9000),
            ),
            (
                json!({ "op": "replace", "path": format!("{DEVICE}:interfaces[primary eq true].type"), "value": "fibre" }),
                "/interfaces/0/type",
                json!("fibre"),
            ),
            (
                json!({ "op": "add", "value": { "publicKey": "BAUG" } }),
                "/publicKey",
                json!("BAUG"),
            ),
            (
                json!({ "op": "remove", "path": "interfaces" }),
                "/interfaces",
                Value::Null,
            ),
        ] {
            let reply = api.patch(&path, json!([operation])).await;
            assert_eq!(reply.status, 200, "{operation}: {reply:?}");
            let got = reply.body.pointer(pointer).unwrap_or(&Value::Null);
            assert_eq!(got, &want, "{operation}");
        }
        // What was not written by this request is not shown.
        let set = json!([{ "op": "add", "path": "model", "value": "phone" }]);
        assert_eq!(api.patch(&path, set).await.body.get("publicKey"), None);
        let unknown = json!([{ "op": "add", "path": "noSuch", "value": 1 }]);
        assert_eq!(
            api.patch(&path, unknown).await.error(),
            (400, "invalidPath")
        );
    }
}

#[tokio::test]
async fn queries_know_the_schema() {
    let api = api();
    make(&api, "a", whole()).await;
    let other = json!({
        "screenInches": 6, "assetNumber": 10, "purchasedAt": "2025-01-01T00:00:00+02:00",
        "managed": false, "tags": ["Green"], "interfaces": [{ "value": "00:2C", "mtu": 9000 }],
    });
    make(&api, "b", other).await;
    make(&api, "C", json!({ "assetNumber": 9 })).await;
    for (filter, want) in [
        ("serialNumber eq \"a\"", &["a"][..]),
        ("serialNumber eq \"A\"", &[]),
        ("displayName eq \"device B\"", &["b"]),
        ("assetNumber eq 10", &["b"]),
        ("assetNumber ge 9", &["b", "C"]),
        ("screenInches lt 13.5", &["b"]),
        ("purchasedAt gt \"2024-12-31T21:00:00Z\"", &["b"]),
        ("managed eq false", &["b"]),
        ("publicKey eq \"AQID\"", &["a"]),
        ("manual sw \"https\"", &["a"]),
        ("tags eq \"RED\"", &["a"]),
        ("tags co \"re\"", &["a", "b"]),
        ("owner.value eq \"u-1\"", &["a"]),
        ("interfaces eq \"00:2c\"", &["b"]),
        ("interfaces[type eq \"wired\" and mtu eq 1500]", &["a"]),
        ("interfaces[value eq \"00:1a\" and mtu eq 9000]", &[]),
        ("not (tags pr)", &["C"]),
        (
            "urn:example:params:scim:schemas:core:2.0:Device:model eq \"LAPTOP\"",
            &["a"],
        ),
        (
            "meta.resourceType eq \"Device\" and assetNumber eq 9",
            &["C"],
        ),
    ] {
        let search = json!({ "schemas": [SEARCH], "filter": filter });
        let found = api.post("/v2/Devices/.search", &search).await;
        assert_eq!(found.listed("serialNumber"), want, "{filter}");
        let encoded: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let found = api.get(&format!("/v2/Devices?filter={encoded}")).await;
        assert_eq!(found.listed("serialNumber"), want, "{filter}");
    }
    for (sort, want) in [
        ("serialNumber", ["C", "a", "b"]),
        ("displayName", ["a", "b", "C"]),
        ("assetNumber", ["a", "C", "b"]),
        ("screenInches", ["b", "a", "C"]),
        ("interfaces.value", ["a", "b", "C"]),
    ] {
        let found = api.get(&format!("/v2/Devices?sortBy={sort}")).await;
        assert_eq!(found.listed("serialNumber"), want, "{sort}");
    }
    let found = api
        .get("/v2/Devices?attributes=publicKey,interfaces.mtu&count=1")
        .await;
    let shown = &found.body["Resources"][0];
    assert_eq!(shown["serialNumber"], "a", "always");
    assert_eq!(shown["publicKey"], "AQID", "on request");
    assert_eq!(shown["interfaces"], json!([{ "mtu": 1500 }]));
    assert_eq!(shown.get("displayName"), None);
    let found = api
        .get("/v2/Devices?excludedAttributes=serialNumber,tags&count=1")
        .await;
    let shown = &found.body["Resources"][0];
    assert_eq!(
        (&shown["serialNumber"], shown.get("tags")),
        (&json!("a"), None)
    );
}

#[tokio::test]
async fn queries_over_all_types_and_bulk_requests_see_devices() {
    let api = api();
    api.user("ada").await;
    let data = device("bulk", json!({ "owner": { "value": "bulkId:u" } }));
    let body = json!({ "schemas": [BULK], "Operations": [
        { "method": "POST", "path": "/Devices", "bulkId": "d", "data": data },
        { "method": "POST", "path": "/Users", "bulkId": "u", "data": user("bob") },
        { "method": "POST", "path": "/Devices", "bulkId": "e", "data": data },
    ] });
    let reply = api.post("/v2/Bulk", &body).await;
    let operations = reply.body["Operations"].as_array().unwrap();
    let statuses: Vec<_> = operations.iter().map(|one| &one["status"]).collect();
    // The first one waits for the user, and comes too late for the serial number.
    assert_eq!(statuses, ["409", "201", "201"]);
    let owner = operations[1]["location"].as_str().unwrap();
    let devices = api.get("/v2/Devices").await.body;
    let value = devices["Resources"][0]["owner"]["value"].as_str().unwrap();
    assert!(owner.ends_with(value), "{owner} {value}");

    let all = api.get("/v2?sortBy=displayName").await.body;
    assert_eq!(all["totalResults"], 3);
    for (filter, total) in [
        ("serialNumber eq \"bulk\"", 1),
        ("userName eq \"ada\"", 1),
        ("userName pr or serialNumber pr", 3),
        ("meta.resourceType eq \"Device\"", 1),
    ] {
        let search = json!({ "schemas": [SEARCH], "filter": filter });
        let found = api.post("/v2/.search", &search).await;
        assert_eq!(found.body["totalResults"], total, "{filter}");
    }
}

#[tokio::test]
async fn a_user_has_one_more_extension() {
    let api = api();
    let badge = json!({ "number": "A-7", "level": 3, "pin": "0000" });
    let body = user_with(
        "ada",
        json!({ BADGE: badge, ENTERPRISE: { "department": "R&D" } }),
    );
    let created = api.post("/v2/Users", &body).await;
    assert_eq!(created.status, 201, "{created:?}");
    let mut shown = badge.clone();
    shown.as_object_mut().unwrap().shift_remove("pin");
    assert_eq!(created.body["schemas"], json!([USER, ENTERPRISE, BADGE]));
    assert_eq!(created.body[BADGE], shown);
    let path = format!("/v2/Users/{}", created.id());
    // Unique, in any case, among users.
    let clash = user_with("bob", json!({ BADGE: { "number": "a-7" } }));
    let refused = api.post("/v2/Users", &clash).await;
    assert_eq!(refused.error(), (409, "uniqueness"));
    let incomplete = user_with("bob", json!({ BADGE: { "level": 1 } }));
    let refused = api.post("/v2/Users", &incomplete).await;
    assert_eq!(refused.error(), (400, "invalidValue"));

    for (operation, want) in [
        (
            json!({ "op": "replace", "path": format!("{BADGE}:level"), "value": 4 }),
            json!({ "number": "A-7", "level": 4 }),
        ),
        (
            json!({ "op": "add", "path": format!("{BADGE}:doors"), "value": [{ "value": "lab" }, { "value": "roof" }] }),
            json!({ "number": "A-7", "level": 4, "doors": [{ "value": "lab" }, { "value": "roof" }] }),
        ),
        (
            json!({ "op": "remove", "path": format!("{BADGE}:doors[value eq \"LAB\"]") }),
            json!({ "number": "A-7", "level": 4, "doors": [{ "value": "roof" }] }),
        ),
        (
            json!({ "op": "replace", "path": BADGE, "value": { "level": 5, "doors": null } }),
            json!({ "number": "A-7", "level": 5 }),
        ),
    ] {
        let reply = api.patch(&path, json!([operation])).await;
        assert_eq!(reply.status, 200, "{operation}: {reply:?}");
        assert_eq!(reply.body[BADGE], want, "{operation}");
    }
    for filter in [
        format!("{BADGE}:number eq \"a-7\""),
        format!("{BADGE}:level gt 4 and userName eq \"ADA\""),
        format!("{BADGE} pr"),
    ] {
        let search = json!({ "schemas": [SEARCH], "filter": filter });
        let found = api.post("/v2/Users/.search", &search).await;
        assert_eq!(found.listed("userName"), ["ada"], "{filter}");
    }
    let part = api.get(&format!("{path}?attributes={BADGE}:level")).await;
    assert_eq!(part.body[BADGE], json!({ "level": 5 }));
    let required = json!([{ "op": "remove", "path": format!("{BADGE}:number") }]);
    assert_eq!(
        api.patch(&path, required).await.error(),
        (400, "mutability")
    );
}

// holds: RFC7643-6-09
#[tokio::test]
async fn a_required_extension_is_required() {
    let mut definitions = definitions();
    definitions[2].json[1]["schemaExtensions"][1]["required"] = true.into();
    let mut config = config();
    config.resource_types = resource_types(&definitions).unwrap();
    let api = Api::with(config);
    let refused = api.post("/v2/Users", &user("ada")).await;
    assert_eq!(refused.error(), (400, "invalidValue"));
    let body = user_with("ada", json!({ BADGE: { "number": "1" } }));
    let id = api.post("/v2/Users", &body).await.id();
    let path = format!("/v2/Users/{id}");
    let refused = api
        .patch(&path, json!([{ "op": "remove", "path": BADGE }]))
        .await;
    assert_eq!(refused.error(), (400, "mutability"));
}

/// `members` and `groups` mean membership for groups and users only.
#[tokio::test]
async fn names_of_built_in_attributes_are_free_elsewhere() {
    let list = |name: &str| json!({ "name": name, "type": "string", "multiValued": true });
    let schema = json!({
        "id": "urn:example:Site", "name": "Site",
        "attributes": [list("members"), list("groups"), list("emails"), list("userName")],
    });
    let site =
        json!({ "name": "Site", "endpoint": "UsersElsewhere", "schema": "urn:example:Site" });
    let kinds = [DefinitionKind::Schema, DefinitionKind::ResourceType];
    let definitions = kinds
        .into_iter()
        .zip([schema, site])
        .map(|(kind, json)| Definition { kind, json });
    let mut config = config();
    config.resource_types = resource_types(&definitions.collect::<Vec<_>>()).unwrap();
    let api = Api::with(config);
    let names = json!({
        "schemas": ["urn:example:Site"], "members": ["x", "y"], "groups": ["z"],
        "emails": ["a@example.com"], "userName": ["same"],
    });
    let first = api.post("/v2/UsersElsewhere", &names).await;
    assert_eq!(first.status, 201, "{first:?}");
    let body = json!({ "schemas": [BULK], "Operations": [
        { "method": "POST", "path": "/UsersElsewhere", "bulkId": "1", "data": names },
    ] });
    let again = api.post("/v2/Bulk", &body).await;
    assert_eq!(again.body["Operations"][0]["status"], "201", "{again:?}");
    api.group("Team", &[&first.id()]).await;
    let read = api.get(&format!("/v2/UsersElsewhere/{}", first.id())).await;
    for name in ["members", "groups", "emails", "userName"] {
        assert_eq!(read.body[name], names[name], "{name}");
        let value = names[name][0].as_str().unwrap();
        let search = json!({ "schemas": [SEARCH], "filter": format!("{name} eq \"{value}\"") });
        let found = api.post("/v2/UsersElsewhere/.search", &search).await;
        assert_eq!(found.body["totalResults"], 2, "{name}");
        assert_eq!(found.body["Resources"][0], read.body, "{name}");
    }
}
