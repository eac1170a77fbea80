//! How a run ends before its end.

use tokio_util::sync::CancellationToken;

/// Ends a run before its end.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    /// Ends the stories but not their clean-up.
    pub stories: CancellationToken,
    /// Ends the clean-up too, and the request that is under way; what may be left is listed.
    pub clean_up: CancellationToken,
}

impl From<CancellationToken> for Stop {
    fn from(stories: CancellationToken) -> Self {
        Self {
            stories,
            clean_up: CancellationToken::new(),
        }
    }
}
