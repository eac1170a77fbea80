use serde_json::{Value, json};

use super::table::*;
use crate::scim::error::ScimType;

#[test]
fn multi_valued_attribute() {
    let user = Table::of(ada());
    let work = json!({ "value": "w@x.test", "type": "work", "primary": true });
    let home = json!({ "value": "h@x.test", "type": "home" });
    let other = json!({ "value": "o@x.test", "type": "other" });
    for value in [json!([other]), other.clone()] {
        user.both(
            "add",
            "emails",
            value.clone(),
            Ok(json!({ "emails": [work, home, other] })),
        );
        user.both("replace", "emails", value, Ok(json!({ "emails": [other] })));
    }
    user.both(
        "add",
        "emails",
        json!([{ "value": "H@X.TEST", "type": "HOME" }]),
        same(),
    );
    user.both("add", "emails", json!([{ "value": "w@x.test" }]), same());
    user.both("add", "emails", json!([]), same());
    user.both("replace", "emails", json!([work, home]), same());
    user.both(
        "replace",
        "emails",
        json!([home, home]),
        Ok(json!({ "emails": [home] })),
    );
    user.both(
        "replace",
        "emails",
        json!([]),
        Ok(json!({ "emails": null })),
    );
    user.both(
        "replace",
        "emails",
        Value::Null,
        Ok(json!({ "emails": null })),
    );
    // One primary value only.
    let mut new = other.clone();
    new["primary"] = json!(true);
    let mut demoted = work.clone();
    demoted["primary"] = json!(false);
    user.both(
        "add",
        "emails",
        json!([new]),
        Ok(json!({ "emails": [demoted, home, new] })),
    );
    user.each(
        "replace",
        "emails",
        json!([work, new]),
        Err(ScimType::InvalidValue),
        Ok(json!({ "emails": [demoted, new] })),
    );
    for op in ["add", "replace"] {
        for value in [
            json!(5),
            json!([null]),
            json!([[]]),
            json!("x"),
            json!([{ "value": 5 }]),
        ] {
            user.both(op, "emails", value, Err(ScimType::InvalidValue));
        }
    }
    user.both(
        "remove",
        "emails",
        json!("-"),
        Ok(json!({ "emails": null })),
    );
    user.both("remove", "phoneNumbers", json!("-"), same());
    user.each(
        "remove",
        "emails",
        json!([{ "value": "W@x.test" }]),
        Err(ScimType::InvalidValue),
        Ok(json!({ "emails": [home] })),
    );
    user.each(
        "remove",
        "emails",
        json!({ "type": "work" }),
        Err(ScimType::InvalidValue),
        Ok(json!({ "emails": [home] })),
    );
}

#[test]
fn sub_attribute_of_every_value() {
    let user = Table::of(ada());
    let work = json!({ "value": "w@x.test", "type": "work", "primary": true });
    for op in ["add", "replace"] {
        let mut all = ada()["emails"].clone();
        all[0]["display"] = json!("D");
        all[1]["display"] = json!("D");
        user.both(
            op,
            "emails.display",
            json!("D"),
            Ok(json!({ "emails": all })),
        );
        user.both(
            op,
            "phoneNumbers.display",
            json!("D"),
            Err(ScimType::NoTarget),
        );
    }
    user.both(
        "remove",
        "emails.type",
        json!("-"),
        Ok(json!({ "emails": [{ "value": "w@x.test", "primary": true }, { "value": "h@x.test" }] })),
    );
    let mut bare = ada();
    bare["emails"] = json!([{ "type": "home" }, work]);
    Table::of(bare).both(
        "remove",
        "emails.type",
        json!("-"),
        Ok(json!({ "emails": [{ "value": "w@x.test", "primary": true }] })),
    );
}

#[test]
fn value_path() {
    let user = Table::of(ada());
    let work = json!({ "value": "w@x.test", "type": "work", "primary": true });
    let home = json!({ "value": "h@x.test", "type": "home" });
    user.both(
        "add",
        "emails[type eq \"home\"]",
        json!({ "display": "D" }),
        Ok(json!({ "emails": [work, { "value": "h@x.test", "type": "home", "display": "D" }] })),
    );
    user.each(
        "replace",
        "EMAILS[TYPE eq \"home\"]",
        json!({ "value": "n@x.test" }),
        Ok(json!({ "emails": [work, { "value": "n@x.test" }] })),
        Ok(json!({ "emails": [work, { "value": "n@x.test", "type": "home" }] })),
    );
    user.both(
        "replace",
        "emails[type eq \"home\"]",
        Value::Null,
        Ok(json!({ "emails": [work] })),
    );
    let made = json!({ "emails": [work, home, { "type": "other", "value": "o@x.test" }] });
    let value = json!({ "value": "o@x.test" });
    user.both(
        "add",
        "emails[type eq \"other\"]",
        value.clone(),
        Ok(made.clone()),
    );
    user.each(
        "replace",
        "emails[type eq \"other\"]",
        value.clone(),
        Err(ScimType::NoTarget),
        Ok(made),
    );
    user.each(
        "replace",
        "emails[type eq \"other\"]",
        Value::Null,
        Err(ScimType::NoTarget),
        same(),
    );
    for op in ["add", "replace"] {
        for path in [
            "emails[type eq \"a\" or type eq \"b\"]",
            "emails[type sw \"o\"]",
            "emails[not (type pr)]",
            "emails[type eq \"a\" and type eq \"b\"]",
        ] {
            user.both(op, path, value.clone(), Err(ScimType::NoTarget));
        }
        user.both(
            op,
            "emails[noSuch eq \"a\"]",
            value.clone(),
            Err(ScimType::InvalidFilter),
        );
    }
    user.both(
        "remove",
        "emails[type eq \"work\"]",
        json!("-"),
        Ok(json!({ "emails": [home] })),
    );
    user.both(
        "remove",
        "emails[value ew \"x.test\"]",
        json!("-"),
        Ok(json!({ "emails": null })),
    );
    user.both("remove", "emails[type eq \"zzz\"]", json!("-"), same());
}

#[test]
fn value_path_with_a_sub_attribute() {
    let user = Table::of(ada());
    let work = json!({ "value": "w@x.test", "type": "work", "primary": true });
    let home = json!({ "value": "h@x.test", "type": "home" });
    for op in ["add", "replace"] {
        let changed = json!({ "value": "n@x.test", "type": "work", "primary": true });
        user.both(
            op,
            "emails[type eq \"work\"].value",
            json!("n@x.test"),
            Ok(json!({ "emails": [changed, home] })),
        );
        user.both(
            op,
            "emails[value co \"@\"].display",
            json!("D"),
            Ok(json!({ "emails": [
                { "value": "w@x.test", "type": "work", "primary": true, "display": "D" },
                { "value": "h@x.test", "type": "home", "display": "D" },
            ] })),
        );
        user.both(
            op,
            "emails[type eq \"home\"].primary",
            json!(true),
            Ok(json!({ "emails": [
                { "value": "w@x.test", "type": "work", "primary": false },
                { "value": "h@x.test", "type": "home", "primary": true },
            ] })),
        );
    }
    let made = json!({ "emails": [work, home, { "type": "other", "value": "o@x.test" }] });
    let path = "emails[type eq \"other\"].value";
    user.both("add", path, json!("o@x.test"), Ok(made.clone()));
    user.each(
        "replace",
        path,
        json!("o@x.test"),
        Err(ScimType::NoTarget),
        Ok(made),
    );
    let admin = json!({ "roles": [{ "primary": true, "value": "Admin" }] });
    user.each(
        "add",
        "roles[primary eq \"True\"].value",
        json!("Admin"),
        Err(ScimType::InvalidFilter),
        Ok(admin),
    );
    user.both(
        "remove",
        "emails[type eq \"work\"].primary",
        json!("-"),
        Ok(json!({ "emails": [{ "value": "w@x.test", "type": "work" }, home] })),
    );
    user.both(
        "remove",
        "emails[type eq \"zzz\"].value",
        json!("-"),
        same(),
    );
}

#[test]
fn members_of_a_group() {
    let group = Table::of(team());
    let (a, b) = (team()["members"][0].clone(), team()["members"][1].clone());
    group.both(
        "add",
        "members",
        json!([{ "$ref": null, "value": "c" }]),
        Ok(json!({ "members": [a, b, { "value": "c" }] })),
    );
    group.both(
        "add",
        "members",
        json!([{ "value": "a" }, { "value": "b" }]),
        same(),
    );
    group.both(
        "add",
        "members",
        json!([{ "value": "a", "display": "Another" }]),
        same(),
    );
    group.both(
        "replace",
        "members",
        json!([{ "value": "c" }]),
        Ok(json!({ "members": [{ "value": "c" }] })),
    );
    group.both(
        "replace",
        "members",
        json!([]),
        Ok(json!({ "members": null })),
    );
    group.both(
        "remove",
        "members",
        json!("-"),
        Ok(json!({ "members": null })),
    );
    group.both(
        "remove",
        "members[value eq \"a\"]",
        json!("-"),
        Ok(json!({ "members": [b] })),
    );
    group.both("remove", "members[value eq \"zzz\"]", json!("-"), same());
    for value in [
        json!([{ "value": "a" }]),
        json!([{ "$ref": null, "value": "a" }]),
        json!({ "value": "a" }),
        json!("a"),
    ] {
        let want = Ok(json!({ "members": [b] }));
        group.each(
            "remove",
            "members",
            value,
            Err(ScimType::InvalidValue),
            want,
        );
    }
    group.each(
        "remove",
        "members",
        json!([{ "value": "zzz" }]),
        Err(ScimType::InvalidValue),
        same(),
    );
    group.each(
        "remove",
        "members",
        json!([]),
        Err(ScimType::InvalidValue),
        same(),
    );
    // A member's parts are immutable, and one that is not there is not made by the way.
    group.both(
        "replace",
        "members[value eq \"a\"].value",
        json!("c"),
        Err(ScimType::Mutability),
    );
    group.both(
        "replace",
        "members[value eq \"a\"]",
        json!({ "value": "c" }),
        Err(ScimType::Mutability),
    );
    group.both(
        "replace",
        "members[value eq \"a\"]",
        json!({ "value": "a" }),
        same(),
    );
    group.both(
        "remove",
        "members[value eq \"a\"].display",
        json!("-"),
        Err(ScimType::Mutability),
    );
    group.both(
        "add",
        "members[value eq \"b\"].type",
        json!("User"),
        Ok(json!({
            "members": [a, { "value": "b", "type": "User" }]
        })),
    );
    group.both(
        "add",
        "members[value eq \"zzz\"].display",
        json!("Z"),
        Err(ScimType::NoTarget),
    );
}
