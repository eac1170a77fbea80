//! The acts, by what they are about.

mod accounts;
mod administration;
mod log;
mod sign_in;
mod views;

use super::act::Act;

/// All acts.
pub(super) const ACTS: &[&[Act]] = &[
    accounts::ACTS,
    administration::ACTS,
    sign_in::ACTS,
    views::ACTS,
    log::ACTS,
];
