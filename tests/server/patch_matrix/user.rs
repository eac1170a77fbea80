//! Attributes of the core schema.

use serde_json::{Value, json};

use super::table::{Refused, Same, Shows, add, cell, refused, remove, replace, run};

// holds: RFC7644-3.5.2-02, RFC7644-3.5.2-03, RFC7644-3.5.2-10, RFC7644-3.5.2-11, RFC7644-3.5.2-12
// holds: RFC7644-3.5.2-14, RFC7644-3.5.2.1-01, RFC7644-3.5.2.1-02, RFC7644-3.5.2.1-03
// holds: RFC7644-3.5.2.1-04, RFC7644-3.5.2.1-05, RFC7644-3.5.2.1-06, RFC7644-3.5.2.1-08
// holds: RFC7644-3.5.2.1-12, RFC7644-3.5.2.2-01, RFC7644-3.5.2.2-03, RFC7644-3.5.2.2-04
// holds: RFC7644-3.5.2.2-05, RFC7644-3.5.2.2-08, RFC7644-3.5.2.2-10, RFC7644-3.5.2.2-11
// holds: RFC7644-3.5.2.3-01, RFC7644-3.5.2.3-03, RFC7644-3.5.2.3-04, RFC7644-3.5.2.3-05
// holds: RFC7644-3.5.2.3-06, RFC7644-3.5.2.3-07, RFC7644-3.5.2.3-10, RFC7644-3.5.2.3-11
#[tokio::test]
async fn a_user() {
    let whole = json!({
        "title": "x", "name": { "givenName": "A." }, "emails": [{ "value": "n@x", "type": "other" }],
    });
    let (work, home) = (
        json!({ "value": "w@x", "type": "work", "primary": true }),
        json!({ "value": "h@x", "type": "home" }),
    );
    let other = json!({ "value": "n@x", "type": "other" });
    let name = json!({ "givenName": "A.", "familyName": "L." });
    let mut cells = vec![
        cell(
            "no path",
            json!({ "op": "add", "value": whole }),
            Shows(vec![
                ("/title", json!("x")),
                ("/name", name.clone()),
                ("/emails", json!([work, home, other])),
            ]),
        ),
        cell(
            "no path",
            json!({ "op": "replace", "value": whole }),
            Shows(vec![
                ("/title", json!("x")),
                ("/name", name.clone()),
                ("/emails", json!([other])),
            ]),
        ),
        cell("no path", json!({ "op": "remove" }), Refused("noTarget")),
        cell(
            "simple",
            add("title", json!("x")),
            Shows(vec![("/title", json!("x"))]),
        ),
        cell(
            "simple",
            replace("title", json!("x")),
            Shows(vec![("/title", json!("x"))]),
        ),
        cell(
            "simple",
            remove("title"),
            Shows(vec![("/title", Value::Null)]),
        ),
        cell(
            "simple",
            add("nickName", json!("x")),
            Shows(vec![("/nickName", json!("x"))]),
        ),
        cell(
            "simple",
            replace("nickName", json!("x")),
            Shows(vec![("/nickName", json!("x"))]),
        ),
        cell("simple", remove("nickName"), Same),
        cell("simple", remove("userName"), Refused("mutability")),
        cell(
            "complex",
            add("name", json!({ "givenName": "A." })),
            Shows(vec![("/name", name.clone())]),
        ),
        cell(
            "complex",
            replace("name", json!({ "givenName": "A." })),
            Shows(vec![("/name", name.clone())]),
        ),
        cell(
            "complex",
            remove("name"),
            Shows(vec![("/name", Value::Null)]),
        ),
        cell(
            "sub-attribute",
            add("name.givenName", json!("A.")),
            Shows(vec![("/name", name.clone())]),
        ),
        cell(
            "sub-attribute",
            replace("name.givenName", json!("A.")),
            Shows(vec![("/name", name)]),
        ),
        cell(
            "sub-attribute",
            remove("name.givenName"),
            Shows(vec![("/name", json!({ "familyName": "L." }))]),
        ),
        cell(
            "sub-attribute",
            json!([remove("name.givenName"), remove("name.familyName")]),
            Shows(vec![("/name", Value::Null)]),
        ),
        cell(
            "sub-attribute",
            json!([remove("name"), add("name.formatted", json!("x"))]),
            Shows(vec![("/name", json!({ "formatted": "x" }))]),
        ),
        cell(
            "sub-attribute",
            json!([remove("name"), replace("name.formatted", json!("x"))]),
            Shows(vec![("/name", json!({ "formatted": "x" }))]),
        ),
        cell(
            "multi-valued",
            add("emails", json!([other])),
            Shows(vec![("/emails", json!([work, home, other]))]),
        ),
        cell(
            "multi-valued",
            add("emails", other.clone()),
            Shows(vec![("/emails", json!([work, home, other]))]),
        ),
        cell("multi-valued", add("emails", json!([home])), Same),
        cell(
            "multi-valued",
            replace("emails", json!([other])),
            Shows(vec![("/emails", json!([other]))]),
        ),
        cell(
            "multi-valued",
            replace("emails", json!([])),
            Shows(vec![("/emails", Value::Null)]),
        ),
        cell(
            "multi-valued",
            remove("emails"),
            Shows(vec![("/emails", Value::Null)]),
        ),
        cell(
            "multi-valued.sub",
            add("emails.display", json!("x")),
            Shows(vec![
                ("/emails/0/display", json!("x")),
                ("/emails/1/display", json!("x")),
            ]),
        ),
        cell(
            "multi-valued.sub",
            replace("emails.type", json!("other")),
            Shows(vec![
                ("/emails/0/type", json!("other")),
                ("/emails/1/type", json!("other")),
            ]),
        ),
        cell(
            "multi-valued.sub",
            remove("emails.type"),
            Shows(vec![
                ("/emails/0/type", Value::Null),
                ("/emails/1/type", Value::Null),
                ("/emails/1/value", json!("h@x")),
            ]),
        ),
        cell(
            "valuePath",
            add("emails[type eq \"home\"]", json!({ "display": "x" })),
            Shows(vec![(
                "/emails/1",
                json!({ "value": "h@x", "display": "x", "type": "home" }),
            )]),
        ),
        cell(
            "valuePath",
            replace("emails[type eq \"home\"]", json!({ "value": "n@x" })),
            Shows(vec![(
                "/emails",
                json!([work, { "value": "n@x", "type": "home" }]),
            )]),
        )
        .but_strict(Shows(vec![("/emails", json!([work, { "value": "n@x" }]))])),
        cell(
            "valuePath",
            replace("emails[type eq \"other\"]", json!({ "value": "n@x" })),
            Shows(vec![("/emails", json!([work, home, other]))]),
        )
        .but_strict(Refused("noTarget")),
        cell(
            "valuePath",
            remove("emails[type eq \"home\"]"),
            Shows(vec![("/emails", json!([work]))]),
        ),
        cell("valuePath", remove("emails[type eq \"other\"]"), Same),
        cell(
            "valuePath.sub",
            add("emails[type eq \"home\"].value", json!("n@x")),
            Shows(vec![("/emails/1/value", json!("n@x"))]),
        ),
        cell(
            "valuePath.sub",
            replace("emails[type eq \"home\"].value", json!("n@x")),
            Shows(vec![("/emails/1/value", json!("n@x"))]),
        ),
        cell(
            "valuePath.sub",
            replace("emails[value co \"@\"].type", json!("other")),
            Shows(vec![
                ("/emails/0/type", json!("other")),
                ("/emails/1/type", json!("other")),
            ]),
        ),
        cell(
            "valuePath.sub",
            add("emails[type eq \"other\"].value", json!("n@x")),
            Shows(vec![("/emails", json!([work, home, other]))]),
        ),
        cell(
            "valuePath.sub",
            replace("emails[type eq \"other\"].value", json!("n@x")),
            Shows(vec![("/emails", json!([work, home, other]))]),
        )
        .but_strict(Refused("noTarget")),
        cell(
            "valuePath.sub",
            remove("emails[type eq \"home\"].type"),
            Shows(vec![("/emails", json!([work, { "value": "h@x" }]))]),
        ),
        cell(
            "valuePath.sub",
            remove("emails[type eq \"other\"].type"),
            Same,
        ),
        cell(
            "wrong type",
            add("title", json!(5)),
            Refused("invalidValue"),
        ),
        cell(
            "wrong type",
            replace("active", json!("maybe")),
            Refused("invalidValue"),
        ),
        cell(
            "wrong type",
            replace("name", json!("x")),
            Refused("invalidValue"),
        ),
        cell(
            "wrong type",
            add("emails", json!("x")),
            Refused("invalidValue"),
        ),
        cell(
            "wrong type",
            json!({ "op": "add", "value": "x" }),
            Refused("invalidValue"),
        ),
        cell(
            "wrong type",
            json!({ "op": "remove", "path": "title", "value": 5 }),
            Shows(vec![("/title", Value::Null)]),
        ),
        cell(
            "no value",
            json!({ "op": "add", "path": "title" }),
            Refused("invalidValue"),
        ),
        cell(
            "no value",
            json!({ "op": "replace", "path": "title" }),
            Refused("invalidValue"),
        ),
        cell("no value", json!({ "op": "add" }), Refused("invalidValue")),
    ];
    for path in [
        "id",
        "meta",
        "meta.created",
        "groups",
        "groups[value eq \"{team}\"]",
    ] {
        cells.extend(refused("read-only", path, json!([]), "mutability"));
    }
    for path in [
        "noSuch",
        "name.noSuch",
        "urn:example:other:title",
        "emails[noSuch eq \"x\"].value.x",
    ] {
        cells.extend(refused("unknown", path, json!("x"), "invalidPath"));
    }
    for path in [
        "title[",
        "emails[0].value",
        "/title",
        "name..givenName",
        "",
        "emails[type eq].value",
        "a b",
    ] {
        cells.extend(refused("malformed", path, json!("x"), "invalidPath"));
    }
    run("/v2/Users/{a}", cells).await;
}
