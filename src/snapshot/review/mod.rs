//! Walks pending snapshots: accept, reject or skip, all at once or one by one.

mod decide;
mod interactive;
mod pending;

pub use decide::{Decision, Outcome, accept, reject, review_all};
pub use interactive::{Key, Keys, ReviewError, interactive};
pub use pending::{Pending, find, load};
