//! The acts, by what they are about.

mod accounts;
mod administration;
mod views;

use super::act::Act;

/// All acts.
pub(super) const ACTS: &[&[Act]] = &[accounts::ACTS, administration::ACTS, views::ACTS];
