//! The scenario format: what a file may say, and how it is found, read and refused.

mod diagnostic;
pub mod known;
mod library;
pub mod load;
mod model;
pub mod names;
pub mod schema;
pub mod select;
pub mod template;

pub use diagnostic::{Diagnostic, LoadError, Severity};
pub use library::{Folder, Found, Library};
pub use model::{
    AccountExpectation, ConnectStep, ControlStep, ExistingAccount, Expectation, IdExpectation,
    JobExpectation, LegitimateOutcome, LogExpectation, Position, RawRequest, ResourceKind,
    Scenario, ScenarioTarget, Sent, SignInOutcome, SignInStart, SignInStep, Step, StepKind,
    Trouble, TroubleEffect,
};
