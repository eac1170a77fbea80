//! Bodies that do not end as they should.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::{Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// What follows on the bytes of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The connection closes.
    Break,
    /// Nothing, and the connection stays open.
    Stall,
    /// Blanks for ever.
    Never,
}

/// Time between two parts; what was sent before an end must have left by then.
const PAUSE: Duration = Duration::from_millis(20);

/// Blanks that are sent at once.
const BLANKS: &[u8] = &[b' '; 4_096];

/// A body that begins well. It breaks off when the server stops; when the client goes it is dropped.
pub(super) struct Failing {
    bytes: Bytes,
    end: End,
    /// `None`: without any bytes not even the header is to leave.
    pause: Option<Pin<Box<Sleep>>>,
    stopped: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Failing {
    pub(super) fn new(bytes: Vec<u8>, end: End, stop: CancellationToken) -> Self {
        let pause = (!bytes.is_empty()).then(|| Box::pin(sleep(PAUSE)));
        Self {
            bytes: bytes.into(),
            end,
            pause,
            stopped: Box::pin(stop.cancelled_owned()),
        }
    }
}

impl Body for Failing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let broken = || Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())));
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if self.stopped.as_mut().poll(context).is_ready() {
            return broken();
        }
        if self.end == End::Stall {
            return Poll::Pending;
        }
        if let Some(pause) = &mut self.pause
            && pause.as_mut().poll(context).is_pending()
        {
            return Poll::Pending;
        }
        if self.end == End::Break {
            return broken();
        }
        self.pause = Some(Box::pin(sleep(PAUSE)));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(BLANKS)))))
    }
}
