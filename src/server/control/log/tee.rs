//! A body that keeps a copy of what goes through it.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

/// Most bytes that are kept of a body.
pub(super) const LIMIT: usize = 64 << 10;

/// What is kept of a body.
#[derive(Debug, Default)]
pub(super) struct Copy {
    pub(super) bytes: Vec<u8>,
    /// Length of the whole.
    pub(super) length: usize,
}

impl Copy {
    fn add(&mut self, data: &[u8]) {
        let room = LIMIT.saturating_sub(self.bytes.len()).min(data.len());
        self.bytes
            .extend_from_slice(data.get(..room).unwrap_or_default());
        self.length += data.len();
    }
}

/// Gives on what it gets, and shows it to `keep` first.
pub(super) struct Tee<K> {
    inner: Body,
    keep: K,
}

/// Who has the copy.
pub(super) trait Keep: Unpin {
    fn with(&mut self, change: impl FnOnce(&mut Copy));
}

impl<K: Keep + Send + 'static> Tee<K> {
    pub(super) fn body(inner: Body, keep: K) -> Body {
        Body::new(Self { inner, keep })
    }
}

impl<K: Keep> HttpBody for Tee<K> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            this.keep.with(|copy| copy.add(data));
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
