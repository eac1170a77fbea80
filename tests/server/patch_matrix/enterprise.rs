//! Attributes of an extension, and the extension as a whole.

use serde_json::{Value, json};

use super::table::{Refused, Same, Shows, add, cell, refused, remove, replace, run};
use crate::support::{Api, ENTERPRISE, USER, user};

// Pointers to the parts of the extension.
const DEPARTMENT: &str = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department";
const MANAGER: &str = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager";
const ALL: &str = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn urn(name: &str) -> String {
    format!("{ENTERPRISE}:{name}")
}

// holds: RFC7644-3.5.2-12, RFC7644-3.5.2-16, RFC7643-3.3-04, RFC7644-3.5.2.2-13, RFC7644-3.5.2.3-12
#[tokio::test]
async fn the_enterprise_extension() {
    let container = |more: Value| {
        let mut all = json!({
            "costCenter": "C1", "department": "R&D",
            "manager": { "value": "{b}", "$ref": "http://127.0.0.1:0/v2/Users/{b}" },
        });
        for (name, value) in more.as_object().unwrap() {
            all[name] = value.clone();
        }
        Value::Object(all.as_object().unwrap().clone())
    };
    let shows = |pointer: &'static str, value: Value| Shows(vec![(pointer, value)]);
    let other = json!({ "value": "{c}", "$ref": "http://127.0.0.1:0/v2/Users/{c}" });
    let whole = json!({ ENTERPRISE: { "department": "x" } });
    let mut cells = vec![
        cell(
            "no path",
            json!({ "op": "add", "value": whole }),
            shows(ALL, container(json!({ "department": "x" }))),
        ),
        cell(
            "no path",
            json!({ "op": "replace", "value": whole }),
            shows(ALL, container(json!({ "department": "x" }))),
        ),
        cell(
            "no path",
            json!({ "op": "add", "value": { urn("department"): "x" } }),
            shows(DEPARTMENT, json!("x")),
        )
        .but_strict(Refused("invalidPath")),
        cell(
            "simple",
            add(&urn("department"), json!("x")),
            shows(DEPARTMENT, json!("x")),
        ),
        cell(
            "simple",
            replace(&urn("department"), json!("x")),
            shows(DEPARTMENT, json!("x")),
        ),
        cell(
            "simple",
            remove(&urn("department")),
            shows(DEPARTMENT, Value::Null),
        ),
        cell("simple", remove(&urn("division")), Same),
        cell(
            "complex",
            add(&urn("manager"), json!({ "value": "{c}" })),
            shows(MANAGER, other.clone()),
        ),
        cell(
            "complex",
            replace(&urn("manager"), json!({ "value": "{c}" })),
            shows(MANAGER, other.clone()),
        ),
        cell(
            "complex",
            remove(&urn("manager")),
            shows(MANAGER, Value::Null),
        ),
        cell(
            "sub-attribute",
            add(&urn("manager.value"), json!("{c}")),
            shows(MANAGER, other.clone()),
        ),
        cell(
            "sub-attribute",
            replace(&urn("manager.value"), json!("{c}")),
            shows(MANAGER, other),
        ),
        cell(
            "sub-attribute",
            remove(&urn("manager.value")),
            shows(MANAGER, Value::Null),
        ),
        cell(
            "container",
            add(ENTERPRISE, json!({ "department": "x" })),
            shows(ALL, container(json!({ "department": "x" }))),
        ),
        cell(
            "container",
            replace(ENTERPRISE, json!({ "department": "x" })),
            shows(ALL, container(json!({ "department": "x" }))),
        ),
        cell(
            "container",
            remove(ENTERPRISE),
            Shows(vec![(ALL, Value::Null), ("/schemas", json!([USER]))]),
        ),
        cell(
            "wrong type",
            add(&urn("department"), json!(5)),
            Refused("invalidValue"),
        ),
        cell(
            "wrong type",
            replace(&urn("manager"), json!(5)),
            Refused("invalidValue"),
        ),
        cell(
            "wrong type",
            replace(ENTERPRISE, json!("x")),
            Refused("invalidValue"),
        ),
        cell(
            "no value",
            json!({ "op": "add", "path": urn("department") }),
            Refused("invalidValue"),
        ),
        cell(
            "no value",
            json!({ "op": "replace", "path": ENTERPRISE }),
            Refused("invalidValue"),
        ),
    ];
    cells.extend(refused(
        "read-only",
        &urn("manager.displayName"),
        json!("x"),
        "mutability",
    ));
    for path in [urn("noSuch"), urn("manager.noSuch")] {
        cells.extend(refused("unknown", &path, json!("x"), "invalidPath"));
    }
    for path in [
        urn("department["),
        urn(""),
        format!("{ENTERPRISE}.department"),
    ] {
        cells.extend(refused("malformed", &path, json!("x"), "invalidPath"));
    }
    run("/v2/Users/{a}", cells).await;
}

// holds: RFC7644-3.5.2-16
#[tokio::test]
async fn an_extension_comes_with_its_first_value() {
    let api = Api::new();
    for (number, operation) in [
        add(&urn("department"), json!("x")),
        replace(&urn("department"), json!("x")),
        add(ENTERPRISE, json!({ "department": "x" })),
        replace(ENTERPRISE, json!({ "department": "x" })),
        json!({ "op": "add", "value": { ENTERPRISE: { "department": "x" } } }),
    ]
    .into_iter()
    .enumerate()
    {
        let made = api.post("/v2/Users", &user(&format!("u{number}"))).await;
        let path = format!("/v2/Users/{}", made.id());
        let reply = api.patch(&path, json!([operation])).await;
        assert_eq!(
            reply.body["schemas"],
            json!([USER, ENTERPRISE]),
            "{operation}"
        );
        assert_eq!(reply.body[ENTERPRISE], json!({ "department": "x" }));
        let reply = api.patch(&path, json!([remove(&urn("department"))])).await;
        assert_eq!(reply.body["schemas"], json!([USER]));
        assert_eq!(reply.body.get(ENTERPRISE), None);
    }
}
