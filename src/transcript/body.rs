//! The body of a message.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::Value;

use super::secret::Cleared;

/// Longest body whose JSON is kept, in bytes: what it is read into takes several times its room.
const LONGEST_KEPT: usize = 64 * 1024;

/// Room for most bodies that are sent, in bytes.
const USUAL: usize = 1024;

/// Bytes of a body. Copies share them, and also what they are as JSON: the same answer is read by
/// the identity provider, by the judge and for the snapshot.
#[derive(Clone, Default)]
pub struct Body(Arc<Inner>);

#[derive(Default)]
struct Inner {
    bytes: Bytes,
    /// Empty until somebody wants it.
    json: Mutex<Option<Read>>,
    cleared: Cleared,
}

/// The JSON of a body, if it is JSON.
type Read = Option<Arc<Value>>;

impl Body {
    /// The body as JSON, or `None` when it is not JSON.
    pub fn json(&self) -> Read {
        let read = || {
            // Looked through once for what is no text, not again for each string.
            let text = std::str::from_utf8(self).ok()?;
            serde_json::from_str(text).ok().map(Arc::new)
        };
        if self.len() > LONGEST_KEPT {
            return read();
        }
        self.read().get_or_insert_with(read).clone()
    }

    fn read(&self) -> MutexGuard<'_, Option<Read>> {
        self.0.json.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which secrets are known not to be in there.
    pub(super) fn cleared(&self) -> &Cleared {
        &self.0.cleared
    }

    /// Gives back the room of what the body, and its copies, were read into.
    pub(crate) fn forget(&self) {
        self.read().take();
    }

    /// The bytes, to be sent.
    pub fn bytes(&self) -> Bytes {
        self.0.bytes.clone()
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0.bytes
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Inner {
            bytes: Bytes::from(bytes),
            ..Inner::default()
        }))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

/// What was JSON before it was written need not be read again.
impl From<Value> for Body {
    fn from(value: Value) -> Self {
        let mut written = Vec::with_capacity(USUAL);
        // A value is always JSON.
        let _ = serde_json::to_writer(&mut written, &value);
        let bytes = Bytes::from(written);
        let read = (bytes.len() <= LONGEST_KEPT).then(|| Some(Arc::new(value)));
        Self(Arc::new(Inner {
            bytes,
            json: Mutex::new(read),
            cleared: Cleared::default(),
        }))
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl Eq for Body {}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.bytes.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn copies_share_what_was_read() {
        let body = Body::from(r#"{"id":"1"}"#);
        let read = body.json().unwrap();
        assert_eq!(*read, json!({ "id": "1" }));
        assert!(Arc::ptr_eq(&read, &body.clone().json().unwrap()));
        assert_eq!(Body::from("<html>").json(), None);
    }

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let value = json!({ "b": [1, 1.5, 1e300, u64::MAX, null], "a": "\u{1f600}\"\n" });
        let written = Body::from(value.clone());
        let read = Body::from(written.to_vec());
        assert_eq!(*written.json().unwrap(), value);
        assert_eq!(read.json(), written.json());
        assert_eq!(read.json().unwrap().to_string(), value.to_string());
    }

    #[test]
    fn what_is_forgotten_is_read_again() {
        let body = Body::from("[1]");
        let read = body.json().unwrap();
        body.clone().forget();
        let again = body.json().unwrap();
        assert!(!Arc::ptr_eq(&read, &again));
        assert_eq!(read, again);
    }

    #[test]
    fn what_is_large_is_read_each_time() {
        let body = Body::from(format!("\"{}\"", "x".repeat(LONGEST_KEPT)));
        let (one, other) = (body.json().unwrap(), body.json().unwrap());
        assert!(!Arc::ptr_eq(&one, &other));
        assert_eq!(one, other);
    }
}
