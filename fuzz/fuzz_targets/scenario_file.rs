//! A scenario file never panics, and every refusal can be printed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimulate::scenario::{Library, load};

fuzz_target!(|text: &str| {
    if let Err(error) = load::scenario("fuzz", "fuzz.yaml", text, &Library::default()) {
        assert!(!error.render(false).is_empty());
    }
});
