use serde_json::{Value, json};

use super::table::*;
use crate::scim::error::ScimType;
use crate::scim::schema::{AttributeType, Mutability, urn};

#[test]
fn no_path() {
    let user = Table::of(ada());
    for op in ["add", "replace"] {
        user.both(
            op,
            "",
            json!({ "title": "X", "NICKNAME": "Y" }),
            Ok(json!({ "title": "X", "nickName": "Y" })),
        );
        user.both(
            op,
            "",
            json!({ "name": { "familyName": "L" } }),
            Ok(json!({ "name": { "givenName": "Ada", "familyName": "L" } })),
        );
        user.both(
            op,
            "",
            json!({ "id": "1", "title": "X" }),
            Ok(json!({ "title": "X" })),
        );
        user.each(
            op,
            "",
            json!({ "id": "2" }),
            Err(ScimType::Mutability),
            same(),
        );
        user.each(
            op,
            "",
            json!({ "name.familyName": "L", DEPARTMENT: "D", "active": "False" }),
            Err(ScimType::InvalidPath),
            Ok(json!({
                "schemas": [urn::USER, urn::ENTERPRISE_USER],
                "name": { "givenName": "Ada", "familyName": "L" },
                "active": false,
                urn::ENTERPRISE_USER: { "department": "D" },
            })),
        );
        user.both(
            op,
            "",
            json!({ urn::ENTERPRISE_USER: { "department": "D" } }),
            Ok(json!({
                "schemas": [urn::USER, urn::ENTERPRISE_USER],
                urn::ENTERPRISE_USER: { "department": "D" },
            })),
        );
        user.both(op, "", json!({ "noSuch": 1 }), Err(ScimType::InvalidPath));
        user.both(op, "", json!({ "": 1 }), Err(ScimType::InvalidPath));
        user.both(op, "", json!("x"), Err(ScimType::InvalidValue));
        user.both(op, "", json!("-"), Err(ScimType::InvalidValue));
        user.both(
            op,
            "",
            json!({ "schemas": [urn::USER], "title": "X" }),
            Ok(json!({ "title": "X" })),
        );
    }
    let work = json!({ "value": "w@x.test", "type": "work", "primary": true });
    let other = json!({ "value": "o@x.test", "type": "other" });
    user.both(
        "replace",
        "",
        json!({ "emails": [other.clone()] }),
        Ok(json!({ "emails": [other] })),
    );
    user.both(
        "add",
        "",
        json!({ "emails": [other.clone()] }),
        Ok(json!({ "emails": [work, { "value": "h@x.test", "type": "home" }, other] })),
    );
    user.both(
        "replace",
        "",
        json!({ "title": null }),
        Ok(json!({ "title": null })),
    );
    user.each(
        "add",
        "",
        json!({ "title": null }),
        Err(ScimType::InvalidValue),
        same(),
    );
    user.both("remove", "", json!("-"), Err(ScimType::NoTarget));
    user.both(
        "remove",
        "",
        json!({ "title": "Countess" }),
        Err(ScimType::NoTarget),
    );
}

#[test]
fn singular_attribute() {
    let user = Table::of(ada());
    for op in ["add", "replace"] {
        user.both(op, "TITLE", json!("X"), Ok(json!({ "title": "X" })));
        user.both(op, "title", json!("Countess"), same());
        user.both(op, "nickName", json!("X"), Ok(json!({ "nickName": "X" })));
        user.both(
            op,
            "urn:ietf:params:scim:schemas:core:2.0:User:title",
            json!("X"),
            Ok(json!({ "title": "X" })),
        );
        user.both(op, "active", json!(false), Ok(json!({ "active": false })));
        user.each(
            op,
            "active",
            json!("False"),
            Err(ScimType::InvalidValue),
            Ok(json!({ "active": false })),
        );
        user.each(
            op,
            "active",
            json!("true"),
            Err(ScimType::InvalidValue),
            same(),
        );
        for (path, value) in [
            ("active", json!("maybe")),
            ("active", json!(1)),
            ("title", json!(5)),
            ("title", json!({})),
            ("title", json!(["a"])),
            ("userName", json!("")),
            ("title", json!("-")),
        ] {
            user.both(op, path, value, Err(ScimType::InvalidValue));
        }
    }
    user.both(
        "replace",
        "title",
        Value::Null,
        Ok(json!({ "title": null })),
    );
    user.both("replace", "nickName", Value::Null, same());
    user.each(
        "add",
        "title",
        Value::Null,
        Err(ScimType::InvalidValue),
        same(),
    );
    user.both(
        "replace",
        "userName",
        Value::Null,
        Err(ScimType::Mutability),
    );
    user.both("remove", "title", json!("-"), Ok(json!({ "title": null })));
    user.both(
        "remove",
        "title",
        json!("other"),
        Ok(json!({ "title": null })),
    );
    user.both("remove", "nickName", json!("-"), same());
    user.both("remove", "userName", json!("-"), Err(ScimType::Mutability));
    Table::of(team()).both(
        "remove",
        "displayName",
        json!("-"),
        Err(ScimType::Mutability),
    );
}

#[test]
fn complex_attribute_and_its_parts() {
    let user = Table::of(ada());
    for op in ["add", "replace"] {
        let merged = json!({ "name": { "givenName": "Ada", "familyName": "L" } });
        user.both(op, "name", json!({ "FamilyName": "L" }), Ok(merged.clone()));
        user.both(op, "name.familyName", json!("L"), Ok(merged));
        user.both(
            op,
            "name",
            json!({ "givenName": null }),
            Ok(json!({ "name": { "familyName": "King" } })),
        );
        user.both(op, "name", json!({}), same());
        user.both(op, "name", json!("x"), Err(ScimType::InvalidValue));
        user.both(
            op,
            "name",
            json!({ "noSuch": "x" }),
            Err(ScimType::InvalidValue),
        );
        user.both(op, "name.givenName", json!(1), Err(ScimType::InvalidValue));
    }
    user.both("replace", "name", Value::Null, Ok(json!({ "name": null })));
    user.both(
        "replace",
        "name.givenName",
        Value::Null,
        Ok(json!({ "name": { "familyName": "King" } })),
    );
    user.both("remove", "name", json!("-"), Ok(json!({ "name": null })));
    user.both(
        "remove",
        "name.givenName",
        json!("-"),
        Ok(json!({ "name": { "familyName": "King" } })),
    );
    user.both("remove", "name.middleName", json!("-"), same());
    let mut nameless = ada();
    nameless["name"] = json!({ "givenName": "Ada" });
    Table::of(nameless.clone()).both(
        "remove",
        "name.givenName",
        json!("-"),
        Ok(json!({ "name": null })),
    );
    nameless.as_object_mut().unwrap().shift_remove("name");
    for op in ["add", "replace"] {
        let want = Ok(json!({ "name": { "givenName": "A" } }));
        Table::of(nameless.clone()).both(op, "name.givenName", json!("A"), want);
    }
}

#[test]
fn read_only_unknown_and_malformed_targets() {
    let user = Table::of(ada());
    for op in ["add", "replace", "remove"] {
        for path in [
            "id",
            "meta",
            "meta.created",
            "groups",
            "groups[value eq \"g\"]",
            "groups.value",
        ] {
            user.both(op, path, json!("x"), Err(ScimType::Mutability));
        }
        for path in [
            "noSuch",
            "name.noSuch",
            "title.value",
            "urn:x:y",
            "emails[0].value",
            "/emails/0",
            "emails[type eq",
            "name..x",
            "[x]",
            "a b",
        ] {
            user.both(op, path, json!("x"), Err(ScimType::InvalidPath));
        }
        user.both(
            op,
            "emails[type xx \"work\"]",
            json!("x"),
            Err(ScimType::InvalidPath),
        );
    }
}

#[test]
fn immutable_attributes() {
    let mut user = Table::of(ada());
    let attributes = &mut user.resource_type.schema.attributes;
    for attribute in attributes {
        if matches!(attribute.name.as_str(), "title" | "nickName") {
            attribute.mutability = Mutability::Immutable;
        }
    }
    for op in ["add", "replace"] {
        user.both(op, "title", json!("X"), Err(ScimType::Mutability));
        user.both(op, "title", json!("Countess"), same());
        user.both(op, "nickName", json!("X"), Ok(json!({ "nickName": "X" })));
    }
    user.both("remove", "title", json!("-"), Err(ScimType::Mutability));
    user.both("remove", "nickName", json!("-"), same());
}

#[test]
fn types_of_values() {
    let mut user = Table::of(ada());
    for (kind, good, bad) in [
        (AttributeType::Integer, json!(5), json!(1.5)),
        (AttributeType::Decimal, json!(1.5), json!("1.5")),
        (
            AttributeType::DateTime,
            json!("2024-01-01T00:00:00Z"),
            json!("2024-01-01"),
        ),
        (AttributeType::Binary, json!("AA"), json!("***")),
        (AttributeType::Reference, json!("https://x.test"), json!(5)),
    ] {
        let attributes = &mut user.resource_type.schema.attributes;
        attributes
            .iter_mut()
            .find(|attribute| attribute.name == "nickName")
            .unwrap()
            .kind = kind;
        user.both(
            "replace",
            "nickName",
            good.clone(),
            Ok(json!({ "nickName": good })),
        );
        user.both("replace", "nickName", bad, Err(ScimType::InvalidValue));
    }
}
