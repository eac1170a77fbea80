use serde_json::{Value, json};

use super::table::*;
use crate::scim::error::ScimType;
use crate::scim::schema::urn;

#[test]
fn extension_attribute_and_container() {
    let core = Table::of(ada());
    let employee = Table::of(employee());
    let manager = employee.before[urn::ENTERPRISE_USER]["manager"].clone();
    for op in ["add", "replace"] {
        let joined = json!({
            "schemas": [urn::USER, urn::ENTERPRISE_USER],
            urn::ENTERPRISE_USER: { "department": "D" },
        });
        core.both(op, DEPARTMENT, json!("D"), Ok(joined.clone()));
        core.both(
            op,
            urn::ENTERPRISE_USER,
            json!({ "Department": "D" }),
            Ok(joined),
        );
        let merged = json!({ urn::ENTERPRISE_USER: { "department": "D", "manager": manager } });
        employee.both(
            op,
            &DEPARTMENT.to_uppercase(),
            json!("D"),
            Ok(merged.clone()),
        );
        employee.both(
            op,
            urn::ENTERPRISE_USER,
            json!({ "department": "D" }),
            Ok(merged),
        );
        core.both(
            op,
            urn::ENTERPRISE_USER,
            json!("x"),
            Err(ScimType::InvalidValue),
        );
        core.both(
            op,
            urn::ENTERPRISE_USER,
            json!({ "noSuch": 1 }),
            Err(ScimType::InvalidPath),
        );
    }
    let gone = json!({ "schemas": [urn::USER], urn::ENTERPRISE_USER: null });
    employee.both("remove", urn::ENTERPRISE_USER, json!("-"), Ok(gone.clone()));
    employee.both(
        "replace",
        urn::ENTERPRISE_USER,
        Value::Null,
        Ok(gone.clone()),
    );
    employee.both(
        "remove",
        DEPARTMENT,
        json!("-"),
        Ok(json!({ urn::ENTERPRISE_USER: { "manager": manager } })),
    );
    core.both("remove", DEPARTMENT, json!("-"), same());
    core.both("remove", urn::ENTERPRISE_USER, json!("-"), same());
    let mut last = ada();
    last["schemas"] = json!([urn::USER, urn::ENTERPRISE_USER]);
    last[urn::ENTERPRISE_USER] = json!({ "department": "Maths" });
    Table::of(last).both("remove", DEPARTMENT, json!("-"), Ok(gone));
}

#[test]
fn manager_in_every_form() {
    let employee = Table::of(employee());
    let moved =
        json!({ urn::ENTERPRISE_USER: { "department": "Maths", "manager": { "value": "8" } } });
    let alone = json!({ urn::ENTERPRISE_USER: { "department": "Maths" } });
    let none = ScimType::InvalidValue;
    for op in ["add", "replace"] {
        employee.both(op, MANAGER, json!({ "value": "8" }), Ok(moved.clone()));
        employee.both(
            op,
            &format!("{MANAGER}.value"),
            json!("8"),
            Ok(moved.clone()),
        );
        employee.both(op, MANAGER, json!({ "value": "7" }), same());
        employee.each(op, MANAGER, json!("8"), Err(none), Ok(moved.clone()));
        employee.each(
            op,
            MANAGER,
            json!([{ "value": "8", "$ref": null }]),
            Err(none),
            Ok(moved.clone()),
        );
        employee.each(
            op,
            "manager",
            json!("8"),
            Err(ScimType::InvalidPath),
            Ok(moved.clone()),
        );
        employee.each(
            op,
            "",
            json!({ "manager": "8" }),
            Err(ScimType::InvalidPath),
            Ok(moved.clone()),
        );
        employee.each(
            op,
            MANAGER,
            json!([{ "value": "8" }, { "value": "9" }]),
            Err(none),
            Err(none),
        );
        employee.both(op, MANAGER, json!(8), Err(none));
        employee.each(
            op,
            MANAGER,
            json!({ "value": "8", "displayName": "C" }),
            Err(ScimType::Mutability),
            Ok(moved.clone()),
        );
        employee.both(
            op,
            &format!("{MANAGER}.displayName"),
            json!("C"),
            Err(ScimType::Mutability),
        );
    }
    employee.each("replace", MANAGER, json!(""), Err(none), Ok(alone.clone()));
    employee.both("replace", MANAGER, Value::Null, Ok(alone.clone()));
    employee.both("remove", MANAGER, json!("-"), Ok(alone.clone()));
    employee.both(
        "remove",
        &format!("{MANAGER}[value eq \"7\"]"),
        json!("-"),
        Ok(alone.clone()),
    );
    employee.both(
        "remove",
        &format!("{MANAGER}[value eq \"8\"]"),
        json!("-"),
        same(),
    );
    employee.each(
        "remove",
        "manager[value eq \"7\"]",
        json!("-"),
        Err(ScimType::InvalidPath),
        Ok(alone.clone()),
    );
    let mut empty = alone;
    empty[urn::ENTERPRISE_USER]["manager"] = json!({ "value": "" });
    employee.each(
        "replace",
        MANAGER,
        json!({ "value": "" }),
        Ok(empty),
        Ok(json!({
            urn::ENTERPRISE_USER: { "department": "Maths" }
        })),
    );
}

#[test]
fn schemas_follow_the_data() {
    let user = Table::of(employee());
    for op in ["add", "replace"] {
        user.both(op, "schemas", json!([urn::USER]), same());
        user.each(
            op,
            "schemas",
            json!([urn::USER, "urn:x:y"]),
            Err(ScimType::InvalidValue),
            same(),
        );
    }
    user.both("remove", "schemas", json!("-"), Err(ScimType::Mutability));
    let extension = format!("schemas[value eq \"{}\"]", urn::ENTERPRISE_USER);
    user.both("remove", &extension, json!("-"), same());
    user.both(
        "replace",
        &extension,
        json!("x"),
        Err(ScimType::InvalidPath),
    );
    Table::of(ada()).both(
        "add",
        "schemas",
        json!([urn::ENTERPRISE_USER.to_lowercase()]),
        Ok(json!({ "schemas": [urn::USER, urn::ENTERPRISE_USER] })),
    );
}
