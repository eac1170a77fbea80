//! The one way in which a simulator reaches the world.

use std::future::Future;
use std::time::Duration;

use crate::transcript::{Outcome, Request};

/// Sends requests; a test gives prepared answers instead.
pub trait Wire: Send {
    /// Sends one request and waits for what comes of it. The outcome is as the target gave it,
    /// secrets included, because an identity provider echoes what it read.
    fn send(&mut self, request: &Request) -> impl Future<Output = Outcome> + Send;

    /// Waits for real, because the target asked for it. The wire bounds the wait and says whether
    /// it was willing to wait at all.
    fn pause(&mut self, wait: Duration) -> impl Future<Output = bool> + Send;
}

/// Waits or, if that is too long for this run, half as long, and so on: an identity provider's own
/// patience is beyond that of a rehearsal, but a target that is asked again at once stays busy.
/// Whether any wait at all was granted.
pub(crate) async fn pause_at_most<W: Wire>(mut wait: Duration, wire: &mut W) -> bool {
    while !wire.pause(wait).await {
        if wait.is_zero() {
            return false;
        }
        wait = Duration::from_secs(wait.as_secs() / 2);
    }
    true
}
