//! Members, whose parts are immutable.

use serde_json::{Value, json};

use super::table::{Refused, Same, Shows, add, cell, refused, remove, replace, run};

// holds: RFC7644-3.5.2-13, RFC7644-3.5.2.1-01, RFC7644-3.5.2.1-11, RFC7644-3.5.2.2-05
// holds: RFC7644-3.5.2.2-09, RFC7644-3.5.2.2-10, RFC7644-3.5.2.3-08, RFC7643-4.2-09
#[tokio::test]
async fn the_members_of_a_group() {
    let member = |name: &str| {
        let id = format!("{{{name}}}");
        json!({ "value": id, "type": "User", "$ref": format!("http://127.0.0.1:0/v2/Users/{id}") })
    };
    let mut a = json!({ "value": "{a}", "type": "User", "display": "A" });
    a["$ref"] = member("a")["$ref"].clone();
    let (b, c) = (member("b"), member("c"));
    let shows = |value: Value| Shows(vec![("/members", value)]);
    let new = json!([{ "value": "{c}" }]);
    let mut cells = vec![
        cell(
            "no path",
            json!({ "op": "add", "value": { "members": new } }),
            shows(json!([a, b, c])),
        ),
        cell(
            "no path",
            json!({ "op": "replace", "value": { "members": new } }),
            shows(json!([c])),
        ),
        cell(
            "no path",
            json!({ "op": "replace", "value": { "displayName": "x" } }),
            Shows(vec![("/displayName", json!("x"))]),
        ),
        cell(
            "simple",
            add("displayName", json!("x")),
            Shows(vec![("/displayName", json!("x"))]),
        ),
        cell(
            "simple",
            replace("displayName", json!("x")),
            Shows(vec![("/displayName", json!("x"))]),
        ),
        cell("simple", remove("displayName"), Refused("mutability")),
        cell(
            "multi-valued",
            add("members", new.clone()),
            shows(json!([a, b, c])),
        ),
        cell(
            "multi-valued",
            add("members", json!([{ "value": "{b}" }])),
            Same,
        ),
        cell("multi-valued", replace("members", new), shows(json!([c]))),
        cell(
            "multi-valued",
            replace("members", json!([])),
            shows(Value::Null),
        ),
        cell("multi-valued", remove("members"), shows(Value::Null)),
        cell(
            "multi-valued.sub",
            add("members.display", json!("x")),
            Refused("mutability"),
        ),
        cell(
            "multi-valued.sub",
            replace("members.display", json!("x")),
            Refused("mutability"),
        ),
        cell(
            "multi-valued.sub",
            remove("members.display"),
            Refused("mutability"),
        ),
        cell(
            "valuePath",
            add("members[value eq \"{b}\"]", json!({ "display": "x" })),
            Shows(vec![("/members/1/display", json!("x"))]),
        ),
        cell(
            "valuePath",
            replace("members[value eq \"{b}\"]", json!({ "value": "{c}" })),
            Refused("mutability"),
        ),
        cell(
            "valuePath",
            replace("members[value eq \"{c}\"]", json!({ "display": "x" })),
            Refused("noTarget"),
        ),
        cell(
            "valuePath",
            remove("members[value eq \"{a}\"]"),
            shows(json!([b])),
        ),
        cell("valuePath", remove("members[value eq \"{c}\"]"), Same),
        cell(
            "valuePath",
            json!([
                remove("members[value eq \"{a}\"]"),
                remove("members[value eq \"{b}\"]")
            ]),
            shows(Value::Null),
        ),
        cell(
            "immutable with value",
            add("members[value eq \"{a}\"].display", json!("x")),
            Refused("mutability"),
        ),
        cell(
            "immutable with value",
            replace("members[value eq \"{a}\"].value", json!("{c}")),
            Refused("mutability"),
        ),
        cell(
            "immutable with value",
            remove("members[value eq \"{a}\"].display"),
            Refused("mutability"),
        ),
        cell(
            "immutable without value",
            add("members[value eq \"{b}\"].display", json!("x")),
            Shows(vec![("/members/1/display", json!("x"))]),
        ),
        cell(
            "immutable without value",
            replace("members[value eq \"{b}\"].display", json!("x")),
            Shows(vec![("/members/1/display", json!("x"))]),
        ),
        cell(
            "immutable without value",
            remove("members[value eq \"{b}\"].display"),
            Same,
        ),
        cell(
            "wrong type",
            add("members", json!(5)),
            Refused("invalidValue"),
        ),
        cell(
            "wrong type",
            replace("members", json!([{ "value": 5 }])),
            Refused("invalidValue"),
        ),
        cell(
            "no value",
            json!({ "op": "add", "path": "members" }),
            Refused("invalidValue"),
        ),
        cell(
            "no value",
            json!({ "op": "replace", "path": "members" }),
            Refused("invalidValue"),
        ),
    ];
    for path in ["members.noSuch", "userName"] {
        cells.extend(refused("unknown", path, json!("x"), "invalidPath"));
    }
    for path in ["members[value eq", "members[0]", "/members"] {
        cells.extend(refused("malformed", path, json!("x"), "invalidPath"));
    }
    run("/v2/Groups/{team}", cells).await;
}
