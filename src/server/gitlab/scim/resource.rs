//! Users as SCIM shows them.

use serde_json::{Value, json};

use crate::server::gitlab::model::{Identity, World};
use crate::server::gitlab::switch::ResourceShape;

const USER_URN: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// A user, in the order of members that GitLab has. `id` is what the identity provider calls the
/// user; there is no `externalId`, and of the e-mails only the primary one.
pub(super) fn user(world: &World, identity: &Identity) -> Value {
    let Some(account) = world.account(identity.account) else {
        return Value::Null;
    };
    let (given, family) = account.first_and_last_name();
    let emails = json!([
        { "type": "work", "value": account.primary_email(), "primary": true }
    ]);
    let meta = json!({ "resourceType": "User" });
    match world.switches.resource_shape {
        ResourceShape::V11 => json!({
            "schemas": [USER_URN],
            "id": identity.extern_uid,
            "active": true,
            "name.formatted": account.name,
            "emails": emails,
        }),
        ResourceShape::Code => json!({
            "schemas": [USER_URN],
            "id": identity.extern_uid,
            "active": identity.is_active,
            "emails": emails,
            "name": { "formatted": account.name, "givenName": given, "familyName": family },
            "meta": meta,
            "userName": account.username,
        }),
        ResourceShape::Docs => json!({
            "schemas": [USER_URN],
            "id": identity.extern_uid,
            "active": identity.is_active,
            "name.formatted": account.name,
            "userName": account.username,
            "meta": meta,
            "emails": emails,
        }),
    }
}
