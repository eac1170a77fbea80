//! A PATCH path never panics, and what parses prints to something that parses to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimulate::scim::mode::Mode;
use scimulate::scim::path::PatchPath;
use scimulate::scim::schema::ResourceType;

fuzz_target!(|text: &str| {
    for mode in [Mode::Strict, Mode::Lenient] {
        let Ok(path) = PatchPath::parse(text, mode) else { continue };
        assert_eq!(PatchPath::parse(&path.to_string(), mode).as_ref(), Ok(&path));
        let _ = path.resolve(&ResourceType::user(), mode);
    }
});
