//! Cursors (RFC 9865): where a walk goes on, in a form that only this server makes.
//!
//! A cursor is not kept anywhere. It says after which resource the next page begins, so that what is
//! added or deleted meanwhile makes nobody appear twice or be passed over. It gives no rights: the
//! request that uses it is authenticated like any other.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

use super::Call;
use crate::scim::error::{ScimError, ScimType};

/// Where a walk goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Milliseconds since 1970 when it was made.
    pub(super) issued: i64,
    /// Stands for the query that it belongs to.
    pub(super) query: u64,
    /// Resources on a page.
    pub(super) count: u64,
    /// The last resource that was shown: place of its type, and its place among all resources.
    pub(super) last: (u64, i64),
    /// How many resources were shown.
    pub(super) shown: u64,
}

/// What only the server knows.
pub(super) type Key = u128;

const FIELDS: usize = 6;
const WIDTH: usize = 8;

impl Cursor {
    /// Unreserved characters only (RFC 9865 §2).
    pub(super) fn encode(&self, key: Key) -> String {
        let mut bytes = Vec::with_capacity((FIELDS + 1) * WIDTH);
        bytes.extend(self.issued.to_be_bytes());
        bytes.extend(self.query.to_be_bytes());
        bytes.extend(self.count.to_be_bytes());
        bytes.extend(self.last.0.to_be_bytes());
        bytes.extend(self.last.1.to_be_bytes());
        bytes.extend(self.shown.to_be_bytes());
        bytes.extend(seal(key, &bytes).to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// # Errors
    ///
    /// `invalidCursor` for what this server did not make or made for another query, in the same
    /// words; `expiredCursor` for one that is too old.
    pub(super) fn decode(
        text: &str,
        key: Key,
        query: u64,
        now: Timestamp,
        timeout: Duration,
    ) -> Result<Self, ScimError> {
        let refused = || {
            ScimError::new(
                ScimType::InvalidCursor,
                "the cursor does not belong to this query; start again without one",
            )
        };
        let cursor = Self::read(text, key).ok_or_else(refused)?;
        if cursor.query != query {
            return Err(refused());
        }
        let age = now.as_millisecond().saturating_sub(cursor.issued);
        if u128::try_from(age).is_ok_and(|age| age > timeout.as_millis()) {
            return Err(ScimError::new(
                ScimType::ExpiredCursor,
                "the cursor has expired; start again without one",
            ));
        }
        Ok(cursor)
    }

    fn read(text: &str, key: Key) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (fields, rest) = bytes.split_at_checked(FIELDS * WIDTH)?;
        if rest != seal(key, fields).to_be_bytes() {
            return None;
        }
        let mut fields = fields
            .chunks_exact(WIDTH)
            .filter_map(|field| <[u8; WIDTH]>::try_from(field).ok());
        Some(Self {
            issued: i64::from_be_bytes(fields.next()?),
            query: u64::from_be_bytes(fields.next()?),
            count: u64::from_be_bytes(fields.next()?),
            last: (
                u64::from_be_bytes(fields.next()?),
                i64::from_be_bytes(fields.next()?),
            ),
            shown: u64::from_be_bytes(fields.next()?),
        })
    }
}

/// What the pages of one walk have in common.
pub(super) fn fingerprint(call: &Call) -> u64 {
    let query = &call.query;
    let mut hasher = DefaultHasher::new();
    (&call.tenant, call.type_index).hash(&mut hasher);
    (&query.filter, &query.sort_by, &query.sort_order).hash(&mut hasher);
    hasher.finish()
}

/// Tells cursors of this server from others. It guards against mistakes; a forged cursor would show
/// no more than the query that it comes with.
fn seal(key: Key, bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (key, bytes).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURSOR: Cursor = Cursor {
        issued: 1_700_000_000_000,
        query: u64::MAX,
        count: 7,
        last: (1, i64::MAX),
        shown: 14,
    };

    fn decode(text: &str, key: Key, query: u64, seconds: i64) -> Result<Cursor, ScimError> {
        let now = Timestamp::from_millisecond(CURSOR.issued + seconds * 1_000).unwrap();
        Cursor::decode(text, key, query, now, Duration::from_mins(1))
    }

    #[test]
    fn a_cursor_reads_back() {
        let text = CURSOR.encode(5);
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        );
        for seconds in [0, 60, -5] {
            assert_eq!(decode(&text, 5, u64::MAX, seconds), Ok(CURSOR));
        }
    }

    #[test]
    fn others_are_refused_in_the_same_words() {
        let text = CURSOR.encode(5);
        let wrong = decode(&text, 6, u64::MAX, 0).unwrap_err();
        assert_eq!(wrong.scim_type, Some(ScimType::InvalidCursor));
        assert_eq!(decode(&text, 5, 1, 0).unwrap_err(), wrong);
        for text in ["x", "====", &text[1..], &format!("{text}AAAA")] {
            assert_eq!(decode(text, 5, u64::MAX, 0).unwrap_err(), wrong, "{text}");
        }
        for place in 0..text.len() {
            let other = if text.as_bytes()[place] == b'A' {
                "B"
            } else {
                "A"
            };
            let mut changed = text.clone();
            changed.replace_range(place..=place, other);
            assert_eq!(
                decode(&changed, 5, u64::MAX, 0).unwrap_err(),
                wrong,
                "{changed}"
            );
        }
    }

    #[test]
    fn old_ones_have_expired() {
        let error = decode(&CURSOR.encode(5), 5, u64::MAX, 61).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::ExpiredCursor));
    }
}
