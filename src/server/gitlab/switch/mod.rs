//! The switches: everything in which one GitLab differs from another.

mod choices;
mod setting;
mod table;

pub(super) use choices::*;
pub use setting::Choice;
pub use table::{Certainty, SWITCHES, Switch, SwitchKind, Switches};
