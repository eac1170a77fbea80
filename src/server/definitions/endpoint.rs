//! Endpoints of resource types.

use super::flaw::{Flaw, Place};
use super::reader::Reader;

/// Paths that the protocol itself uses (RFC 7644 §3.2).
const RESERVED: [&str; 6] = [
    "/.search",
    "/Bulk",
    "/Me",
    "/ResourceTypes",
    "/Schemas",
    "/ServiceProviderConfig",
];

impl Reader {
    /// The endpoint with a slash before it, which some leave out. It is a single path segment without
    /// escapes, and not one of the protocol's.
    pub(super) fn endpoint(&mut self, path: &str, place: &Place) -> Option<String> {
        let segment = path.strip_prefix('/').unwrap_or(path);
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
        let is_dots = segment.chars().all(|c| c == '.');
        if is_dots || !segment.chars().all(fits) {
            let message = format!("expected an endpoint such as `\"/Devices\"`, got `\"{path}\"`");
            let hint = "one segment of letters, digits, `-`, `.`, `_` and `~` below the base URL";
            self.add(Flaw::at(place, message).hint(hint));
            return None;
        }
        let endpoint = format!("/{segment}");
        let is_taken = |reserved: &&str| reserved.eq_ignore_ascii_case(&endpoint);
        if let Some(reserved) = RESERVED.into_iter().find(is_taken) {
            let message = format!("expected an endpoint of its own, got `\"{path}\"`");
            let hint = format!("`{reserved}` is the protocol's (RFC 7644 §3.2)");
            self.add(Flaw::at(place, message).hint(hint));
            return None;
        }
        Some(endpoint)
    }
}
