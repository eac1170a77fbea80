//! A filter never panics, and what parses prints to something that parses to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimulate::scim::filter::Filter;
use scimulate::scim::mode::Mode;
use scimulate::scim::schema::ResourceType;

fuzz_target!(|text: &str| {
    for mode in [Mode::Strict, Mode::Lenient] {
        let Ok(filter) = Filter::parse(text, mode) else { continue };
        assert_eq!(Filter::parse(&filter.to_string(), mode).as_ref(), Ok(&filter));
        if let Ok(bound) = filter.bind(&ResourceType::user(), mode) {
            let user = serde_json::json!({ "id": "1", "userName": "a", "active": true,
                "emails": [{ "value": "a@x.test", "type": "work" }] });
            let _ = bound.matches(&user);
        }
    }
});
