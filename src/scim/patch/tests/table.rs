//! The frame for the cells of the PATCH table of RFC 7644 §3.5.2: kind of target × operation, for the
//! core user, the enterprise extension and the members of a group.

use serde_json::{Value, json};

use crate::scim::error::{ScimError, ScimType};
use crate::scim::mode::Mode;
use crate::scim::patch::PatchRequest;
use crate::scim::schema::{ResourceType, urn};

pub(super) const DEPARTMENT: &str =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
pub(super) const MANAGER: &str =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

/// What becomes of the resource: attributes that differ (`null` for absent), or the error.
pub(super) type Want = Result<Value, ScimType>;

pub(super) fn ada() -> Value {
    json!({
        "schemas": [urn::USER],
        "id": "1",
        "userName": "ada",
        "name": { "givenName": "Ada", "familyName": "King" },
        "title": "Countess",
        "active": true,
        "emails": [
            { "value": "w@x.test", "type": "work", "primary": true },
            { "value": "h@x.test", "type": "home" },
        ],
        "meta": { "resourceType": "User" },
    })
}

/// Ada with data of the enterprise extension.
pub(super) fn employee() -> Value {
    let mut employee = ada();
    employee["schemas"] = json!([urn::USER, urn::ENTERPRISE_USER]);
    employee[urn::ENTERPRISE_USER] = json!({
        "department": "Maths",
        "manager": { "value": "7", "$ref": "/Users/7", "displayName": "Charles" },
    });
    employee
}

pub(super) fn team() -> Value {
    json!({
        "schemas": [urn::GROUP],
        "id": "g",
        "displayName": "Team",
        "members": [
            { "value": "a", "$ref": "/Users/a", "type": "User", "display": "Ada" },
            { "value": "b" },
        ],
    })
}

pub(super) fn apply(
    resource: &Value,
    resource_type: &ResourceType,
    operations: &Value,
    mode: Mode,
) -> Result<Option<Value>, ScimError> {
    let body = json!({ "schemas": [urn::PATCH_OP], "Operations": operations });
    PatchRequest::parse(&body, mode)?.apply(resource, resource_type, mode)
}

pub(super) struct Table {
    pub(super) before: Value,
    pub(super) resource_type: ResourceType,
}

impl Table {
    pub(super) fn of(before: Value) -> Self {
        let is_group = before["schemas"][0] == urn::GROUP;
        let resource_type = if is_group {
            ResourceType::group()
        } else {
            ResourceType::user()
        };
        Self {
            before,
            resource_type,
        }
    }

    /// A cell in which both readings agree.
    pub(super) fn both(&self, op: &str, path: &str, value: Value, want: Want) {
        self.each(op, path, value, want.clone(), want);
    }

    /// A cell in which they may not. An empty path stands for none, and the value `"-"` for none.
    pub(super) fn each(&self, op: &str, path: &str, value: Value, strict: Want, lenient: Want) {
        let entra = format!("{}{}", op[..1].to_uppercase(), &op[1..]);
        for (op, mode, want) in [
            (op, Mode::Strict, &strict),
            (op, Mode::Lenient, &lenient),
            (&entra, Mode::Lenient, &lenient),
        ] {
            let mut operation = json!({ "op": op });
            if !path.is_empty() {
                operation["path"] = path.into();
            }
            if value != "-" {
                operation["value"] = value.clone();
            }
            let what = format!("{mode:?} {operation}");
            let got = apply(&self.before, &self.resource_type, &json!([operation]), mode);
            match want {
                Ok(changes) => {
                    let mut after = self.before.clone();
                    for (name, value) in changes.as_object().unwrap() {
                        match value {
                            Value::Null => _ = after.as_object_mut().unwrap().shift_remove(name),
                            value => after[name] = value.clone(),
                        }
                    }
                    let changed = (after != self.before).then_some(after);
                    assert_eq!(got, Ok(changed), "{what}");
                }
                Err(scim_type) => {
                    let error = got.expect_err(&what);
                    assert_eq!(error.scim_type, Some(*scim_type), "{what}: {error}");
                    assert_eq!(error.status, 400, "{what}");
                }
            }
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a cell of the table is a result")]
pub(super) fn same() -> Want {
    Ok(json!({}))
}
