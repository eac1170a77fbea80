//! Plays cases: plan, execution, events, verdicts. Nothing in here ends the process.

mod admin;
mod case;
mod cleanup;
mod conceal;
mod connect;
mod control;
mod event;
mod execute;
mod expect;
mod finish;
mod guard;
mod hint;
pub mod known;
mod plan;
mod preset;
mod setup;
mod sign_in;
mod stop;
mod target;
mod trouble;
mod visit;
mod wire;

pub use event::Event;
pub use execute::execute;
pub use plan::{CasePlan, Limits, Plan, SnapshotPlan, Snapshots, USUAL_PROFILE};
pub use sign_in::{Place, SignIn, SignedIn, Start, sign_in};
pub use stop::Stop;
pub use target::{ReferencePlan, TargetPlan};
