use serde_json::{Value, json};

use super::table::*;
use crate::scim::error::ScimType;
use crate::scim::mode::Mode;
use crate::scim::patch::{MAX_OPERATIONS, PatchRequest};
use crate::scim::schema::{ResourceType, urn};

#[test]
fn operations_run_in_order_and_all_or_none() {
    let user = ResourceType::user();
    let run = |operations: Value| apply(&ada(), &user, &operations, Mode::Strict);
    let after = run(json!([
        { "op": "replace", "path": "title", "value": "a" },
        { "op": "replace", "path": "title", "value": "b" },
        { "op": "add", "path": "nickName", "value": "c" },
        { "op": "remove", "path": "nickName" },
    ]));
    let after = after.unwrap().unwrap();
    assert_eq!(
        (&after["title"], after.get("nickName")),
        (&json!("b"), None)
    );
    let error = run(json!([
        { "op": "replace", "path": "title", "value": "a" },
        { "op": "replace", "path": "id", "value": "b" },
    ]));
    assert_eq!(
        error.unwrap_err().detail,
        "operation 2: attribute `id` is read-only"
    );
}

#[test]
fn okta_renames_a_group_with_its_id() {
    let operations = json!([{ "op": "replace", "value": { "id": "g", "displayName": "New" } }]);
    for mode in [Mode::Strict, Mode::Lenient] {
        let after = apply(&team(), &ResourceType::group(), &operations, mode)
            .unwrap()
            .unwrap();
        assert_eq!(
            (&after["displayName"], &after["id"]),
            (&json!("New"), &json!("g"))
        );
    }
}

#[test]
fn bodies_of_another_shape_are_refused() {
    let schemas = json!([urn::PATCH_OP]);
    let remove = json!([{ "op": "remove", "path": "title" }]);
    for (body, scim_type) in [
        (json!([]), ScimType::InvalidSyntax),
        (json!({ "Operations": remove }), ScimType::InvalidSyntax),
        (
            json!({ "schemas": [urn::USER], "Operations": remove }),
            ScimType::InvalidSyntax,
        ),
        (json!({ "schemas": schemas }), ScimType::InvalidSyntax),
        (
            json!({ "schemas": schemas, "Operations": [] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "schemas": schemas, "Operations": {} }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "schemas": schemas, "Operations": [1] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "schemas": schemas, "Operations": [{ "op": "move", "path": "a" }] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "schemas": schemas, "Operations": [{ "path": "a" }] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "schemas": schemas, "Operations": [{ "op": "remove", "path": 5 }] }),
            ScimType::InvalidPath,
        ),
        (
            json!({ "schemas": schemas, "Operations": [{ "op": "remove", "path": "" }] }),
            ScimType::InvalidPath,
        ),
    ] {
        for mode in [Mode::Strict, Mode::Lenient] {
            let error = PatchRequest::parse(&body, mode).unwrap_err();
            assert_eq!(error.scim_type, Some(scim_type), "{body}");
        }
    }
    let capital =
        json!({ "schemas": schemas, "Operations": [{ "op": "Remove", "path": "title" }] });
    assert!(PatchRequest::parse(&capital, Mode::Strict).is_err());
    let many = vec![remove[0].clone(); MAX_OPERATIONS + 1];
    let many = json!({ "schemas": schemas, "Operations": many });
    assert_eq!(
        PatchRequest::parse(&many, Mode::Lenient)
            .unwrap_err()
            .status,
        413
    );
}

#[test]
fn refusals_do_not_repeat_values() {
    let secret = "hunter2";
    for operation in [
        json!({ "op": "add", "path": "password", "value": [secret] }),
        json!({ "op": "replace", "value": { "password": { "value": secret } } }),
        json!({ "op": "add", "value": [{ "password": secret }] }),
        json!(["add", "password", secret]),
    ] {
        let body = json!({ "schemas": [urn::PATCH_OP], "Operations": [operation] });
        for mode in [Mode::Strict, Mode::Lenient] {
            let error = PatchRequest::parse(&body, mode)
                .and_then(|request| request.apply(&ada(), &ResourceType::user(), mode))
                .unwrap_err();
            assert!(!error.detail.contains(secret), "{}", error.detail);
        }
    }
}

/// A thousand removals of one member each, as Okta sends them, on a large group.
#[test]
fn many_changes_of_a_large_group() {
    let member = |n: usize| json!({ "value": format!("user-{n}") });
    let mut group = team();
    group["members"] = (0..3_000).map(member).collect();
    let remove =
        |n: usize| json!({ "op": "remove", "path": format!("members[value eq \"user-{n}\"]") });
    let mut operations: Vec<Value> = (0..1_000).map(remove).collect();
    let added: Value = (2_000..4_000).map(member).collect();
    operations.push(json!({ "op": "add", "path": "members", "value": added }));
    let after = apply(
        &group,
        &ResourceType::group(),
        &json!(operations),
        Mode::Strict,
    );
    let want: Value = (1_000..4_000).map(member).collect();
    assert_eq!(after.unwrap().unwrap()["members"], want);
}
