//! A PATCH body never panics, and an error leaves nothing half done.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimulate::scim::mode::Mode;
use scimulate::scim::patch::PatchRequest;
use scimulate::scim::schema::ResourceType;
use serde_json::{Value, json};

fuzz_target!(|body: &[u8]| {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return };
    let user = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "1",
        "userName": "a", "active": true, "name": { "givenName": "A" },
        "emails": [{ "value": "a@x.test", "type": "work", "primary": true }] });
    for mode in [Mode::Strict, Mode::Lenient] {
        let Ok(request) = PatchRequest::parse(&body, mode) else { continue };
        if let Ok(Some(patched)) = request.apply(&user, &ResourceType::user(), mode) {
            assert_eq!(patched["id"], "1");
            assert!(patched["userName"].is_string());
        }
    }
});
