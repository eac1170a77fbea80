//! 429: the task is paused and done again, or the request alone.

use std::time::Duration;

use jiff::SignedDuration;

use super::{Okta, Throttled};
use crate::idp::answer::response_of;
use crate::idp::{Wire, pause_at_most};
use crate::transcript::{Outcome, Request};

/// Wait after a 429 that does not say in whole seconds how long (concepts, 2026).
const BACK_OFF: SignedDuration = SignedDuration::from_mins(5);
/// Attempts before what is answered with 429 fails for good (concepts, 2026).
const ATTEMPTS: u32 = 10;

/// What a 429 asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Busy {
    /// `Retry-After` in whole seconds.
    seconds: Option<u64>,
}

/// Attempts of one task, or of one request.
#[derive(Debug)]
pub(super) struct Attempts {
    made: u32,
    back_off: SignedDuration,
}

impl Attempts {
    const NONE: Self = Self {
        made: 0,
        back_off: BACK_OFF,
    };
}

impl Okta {
    /// Sends a request. Where a 429 concerns the request alone, it is repeated.
    pub(super) async fn call<W: Wire>(&mut self, request: Request, wire: &mut W) -> Outcome {
        let request = self.authorized(request);
        let mut attempts = Attempts::NONE;
        loop {
            let outcome = wire.send(&request).await;
            let busy = response_of(&outcome).filter(|response| response.status == 429);
            self.busy = busy.map(|response| Busy {
                seconds: response.retry_after(),
            });
            let repeats = self.settings.throttled == Throttled::Request;
            if !repeats || !self.again(&mut attempts, wire).await {
                return outcome;
            }
        }
    }

    /// A task begins.
    pub(super) fn begin(&mut self) -> Attempts {
        self.busy = None;
        Attempts::NONE
    }

    /// Whether the task, which has ended, is to be done again, because its last answer was a 429:
    /// after as long as a `Retry-After` in whole seconds says, else after five minutes, which each
    /// repetition doubles; at most ten attempts (concepts, 2026).
    pub(super) async fn again<W: Wire>(&mut self, attempts: &mut Attempts, wire: &mut W) -> bool {
        let Some(busy) = self.busy.take() else {
            return false;
        };
        attempts.made += 1;
        if attempts.made == ATTEMPTS {
            return false;
        }
        let (granted, wait) = if let Some(seconds) = busy.seconds {
            let wait = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
            (wire.pause(Duration::from_secs(seconds)).await, wait)
        } else {
            let wait = attempts.back_off;
            attempts.back_off = wait.saturating_mul(2);
            (pause_at_most(wait.unsigned_abs(), wire).await, wait)
        };
        if granted {
            self.clock.advance(wait);
        }
        granted
    }
}
