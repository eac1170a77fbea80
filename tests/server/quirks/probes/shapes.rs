//! A user with all that can be shown in another way.

use serde_json::json;

use super::people::path_of;
use crate::quirks::wire::Wire;
use crate::support::{ENTERPRISE, user_with};

pub(super) async fn shapes(wire: &mut Wire) {
    let zoe = user_with(
        "Zo\u{eb}@X.test",
        json!({
            "active": true,
            "password": "pass-word",
            "emails": [{ "value": "zoe@x.test", "primary": true }],
            ENTERPRISE: { "department": "R", "manager": { "value": "M1" } },
        }),
    );
    let path = path_of(&wire.post("/v2/Users", &zoe).await);
    let retitled = json!([{ "op": "replace", "path": "title", "value": "Dr." }]);
    wire.patch(&path, retitled).await;
    let password = json!([{ "op": "replace", "path": "password", "value": "pass-phrase" }]);
    wire.patch(&path, password).await;
    wire.get(&path).await;
    wire.get(&path).await;
}
