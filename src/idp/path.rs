//! Ids in request paths.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what RFC 3986 §3.3 allows unencoded in a path segment and servers use in ids.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b':');

/// An id as one path segment: a target may issue ids with slashes or blanks.
pub(crate) fn path_segment(id: &str) -> String {
    Cow::from(utf8_percent_encode(id, SEGMENT)).into_owned()
}
