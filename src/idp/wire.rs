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
