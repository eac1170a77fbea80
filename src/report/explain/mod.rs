//! What will be sent and why, for a person who does not read code.

mod idp;
mod page;
mod story;

pub use idp::{habits, list};
pub use story::story;
