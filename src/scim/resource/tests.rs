use serde_json::{Value, json};

use super::*;
use crate::scim::schema::{Returned, Uniqueness, urn};

fn user(mut body: Value) -> Value {
    body["schemas"] = json!([urn::USER]);
    body["userName"] = json!("ada");
    body
}

fn attribute(name: &str, kind: AttributeType) -> Attribute {
    Attribute {
        name: name.to_owned(),
        kind,
        multi_valued: false,
        description: String::new(),
        required: false,
        canonical_values: Vec::new(),
        case_exact: true,
        mutability: Mutability::ReadWrite,
        returned: Returned::Default,
        uniqueness: Uniqueness::None,
        reference_types: Vec::new(),
        sub_attributes: Vec::new(),
    }
}

fn normal(body: &Value) -> Value {
    normalise(body, &ResourceType::user(), Mode::Lenient).unwrap()
}

fn refused(body: &Value, mode: Mode) -> (ScimType, String) {
    let error = normalise(body, &ResourceType::user(), mode).unwrap_err();
    (error.scim_type.unwrap(), error.detail)
}

#[test]
fn names_take_the_spelling_and_order_of_the_schema() {
    let body = json!({
        "EMAILS": [{ "VALUE": "a@example.com" }], "Name": { "GIVENNAME": "Ada" },
        "USERNAME": "ada", "Schemas": [urn::USER],
    });
    assert_eq!(
        normal(&body).to_string(),
        json!({
            "schemas": [urn::USER], "userName": "ada", "name": { "givenName": "Ada" },
            "emails": [{ "value": "a@example.com" }],
        })
        .to_string()
    );
    let twice = user(json!({ "USERNAME": "b" }));
    assert_eq!(refused(&twice, Mode::Lenient).0, ScimType::InvalidSyntax);
}

#[test]
fn what_the_client_may_not_set_is_ignored() {
    let body = user(json!({
        "id": "mine", "meta": { "created": "1999" }, "groups": [{ "value": "g" }],
        "noSuchAttribute": 1,
        urn::ENTERPRISE_USER: { "manager": { "value": "m", "displayName": "Boss" } },
    }));
    let normal = normal(&body);
    for name in ["id", "meta", "groups", "noSuchAttribute"] {
        assert_eq!(normal.get(name), None, "{name}");
    }
    assert_eq!(
        normal[urn::ENTERPRISE_USER]["manager"],
        json!({ "value": "m" })
    );
}

#[test]
fn null_and_empty_mean_unassigned() {
    let body = user(json!({
        "title": null, "emails": [], "addresses": null, "name": {}, "roles": [null],
        "phoneNumbers": [{ "value": null }], urn::ENTERPRISE_USER: { "department": null },
    }));
    assert_eq!(
        normal(&body),
        json!({ "schemas": [urn::USER], "userName": "ada" })
    );
}

#[test]
fn extensions_are_announced_by_their_data() {
    let mut body = user(json!({ urn::ENTERPRISE_USER.to_uppercase(): { "DEPARTMENT": "R&D" } }));
    assert_eq!(
        normal(&body)["schemas"],
        json!([urn::USER, urn::ENTERPRISE_USER])
    );
    assert_eq!(
        normal(&body)[urn::ENTERPRISE_USER],
        json!({ "department": "R&D" })
    );
    body = user(json!({}));
    body["schemas"] = json!(["urn:example:foreign", urn::ENTERPRISE_USER, urn::USER]);
    assert_eq!(normal(&body)["schemas"], json!([urn::USER]));
}

#[test]
fn the_core_schema_must_be_named() {
    for schemas in [json!([]), json!(null), json!([urn::ENTERPRISE_USER])] {
        let mut body = user(json!({}));
        body["schemas"] = schemas;
        assert_eq!(
            refused(&body, Mode::Lenient).0,
            ScimType::InvalidSyntax,
            "{body}"
        );
    }
    for body in [json!([]), json!("x"), json!(null)] {
        assert_eq!(
            refused(&body, Mode::Lenient).0,
            ScimType::InvalidSyntax,
            "{body}"
        );
    }
}

#[test]
fn required_attributes_must_not_be_blank() {
    for name in [json!(""), json!("  "), json!(null)] {
        let mut body = user(json!({}));
        body["userName"] = name;
        let (scim_type, detail) = refused(&body, Mode::Lenient);
        assert_eq!(scim_type, ScimType::InvalidValue);
        assert!(detail.contains("`userName` is required"), "{detail}");
    }
}

#[test]
fn wrong_types_are_refused_without_showing_the_value() {
    for (name, value) in [
        ("active", json!("yes")),
        ("active", json!(1)),
        ("name", json!(true)),
        ("emails", json!({ "value": "x" })),
        ("emails", json!([3])),
        ("password", json!(1234)),
        ("externalId", json!(5)),
        ("profileUrl", json!("not a uri")),
        ("x509Certificates", json!([{ "value": "***" }])),
    ] {
        let mut body = user(json!({}));
        body[name] = value.clone();
        let (scim_type, detail) = refused(&body, Mode::Lenient);
        assert_eq!(scim_type, ScimType::InvalidValue, "{name}");
        assert!(
            detail.contains(name) && !detail.contains("1234"),
            "{detail}"
        );
    }
}

#[test]
fn lenient_mode_takes_what_entra_sends() {
    let body = user(json!({
        "active": "False", "roles": [{ "value": "admin", "primary": "True" }],
        urn::ENTERPRISE_USER: { "manager": "m-1" },
    }));
    let taken = normal(&body);
    assert_eq!(taken["active"], json!(false));
    assert_eq!(taken["roles"][0]["primary"], json!(true));
    assert_eq!(
        taken[urn::ENTERPRISE_USER]["manager"],
        json!({ "value": "m-1" })
    );
    assert_eq!(refused(&body, Mode::Strict).0, ScimType::InvalidValue);
    let cleared = user(json!({ urn::ENTERPRISE_USER: { "manager": { "value": "" } } }));
    assert_eq!(normal(&cleared).get(urn::ENTERPRISE_USER), None);
}

#[test]
fn one_value_is_primary_and_none_is_repeated() {
    let body = user(json!({ "emails": [
        { "value": "a", "primary": true }, { "value": "b", "primary": true },
    ] }));
    assert_eq!(refused(&body, Mode::Lenient).0, ScimType::InvalidValue);
    let body = user(json!({ "emails": [
        { "value": "a", "type": "work" }, { "value": "a", "type": "work", "display": "again" },
        { "value": "a", "type": "home" },
    ] }));
    assert_eq!(normal(&body)["emails"].as_array().unwrap().len(), 2);
}

// holds: RFC7644-3.5.1-07
#[test]
fn immutable_values_are_kept() {
    let mut resource_type = ResourceType::user();
    let mut badge = attribute("badge", AttributeType::String);
    badge.mutability = Mutability::Immutable;
    resource_type.schema.attributes.push(badge);
    let check = |old: Value, new: Value| check_immutable(&old, &new, &resource_type);
    check(json!({}), json!({ "badge": "1" })).unwrap();
    check(json!({ "badge": "1" }), json!({ "badge": "1" })).unwrap();
    for new in [json!({ "badge": "2" }), json!({})] {
        let error = check(json!({ "badge": "1" }), new).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::Mutability));
    }
    let group = ResourceType::group();
    let members = |id: &str| json!({ "members": [{ "value": id }] });
    check_immutable(&members("a"), &members("b"), &group).unwrap();
}

// holds: RFC7643-2.3.4-01, RFC7643-2.3.3-01, RFC7643-2.3.5-01
#[test]
fn numbers_and_times_have_their_form() {
    for (kind, good, bad) in [
        (
            AttributeType::Integer,
            vec!["0", "-5", "9007199254740993"],
            vec!["1.5", "1.0", "1e2", "\"5\"", "true"],
        ),
        (
            AttributeType::Decimal,
            vec!["1.5", "-0.25", "7"],
            vec!["\"1.5\"", "true", "[1.5]"],
        ),
        (
            AttributeType::DateTime,
            vec![
                "\"2024-01-01T00:00:00Z\"",
                "\"2024-02-29T23:59:59.5+02:00\"",
            ],
            vec![
                "\"2024-01-01\"",
                "\"00:00:00Z\"",
                "\"2024-02-30T00:00:00Z\"",
                "\"now\"",
                "1704067200",
            ],
        ),
    ] {
        let mut resource_type = ResourceType::user();
        resource_type
            .schema
            .attributes
            .push(attribute("special", kind));
        for mode in [Mode::Lenient, Mode::Strict] {
            let read = |text: &str| {
                let value: Value = serde_json::from_str(text).unwrap();
                normalise(&user(json!({ "special": value })), &resource_type, mode)
            };
            for text in &good {
                assert_eq!(read(text).unwrap()["special"].to_string(), *text);
            }
            for text in &bad {
                let error = read(text).unwrap_err();
                assert_eq!(
                    error.scim_type,
                    Some(ScimType::InvalidValue),
                    "{kind:?} {text}"
                );
            }
        }
    }
}

// holds: RFC7643-6-09
#[test]
fn required_extensions_must_be_there() {
    let mut resource_type = ResourceType::user();
    resource_type.extensions[0].1 = true;
    let read = |more: Value| normalise(&user(more), &resource_type, Mode::Lenient);
    for missing in [
        json!({}),
        json!({ urn::ENTERPRISE_USER: null }),
        json!({ urn::ENTERPRISE_USER: {} }),
        json!({ urn::ENTERPRISE_USER: { "department": null } }),
    ] {
        let error = read(missing).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
    }
    read(json!({ urn::ENTERPRISE_USER: { "department": "R&D" } })).unwrap();
}
