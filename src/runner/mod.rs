//! Plays cases: plan, execution, events, verdicts. Nothing in here ends the process.

mod admin;
mod case;
mod cleanup;
mod conceal;
mod event;
mod execute;
mod expect;
mod finish;
mod guard;
mod hint;
mod plan;
mod setup;
mod target;
mod trouble;
mod wire;

pub use event::Event;
pub use execute::execute;
pub use plan::{CasePlan, Limits, Plan, SnapshotPlan};
pub use target::{ReferencePlan, TargetPlan};
