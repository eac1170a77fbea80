//! The scenario format: what a file may say, and how it is found, read and refused.

mod model;

pub use model::{
    AccountExpectation, ExistingAccount, Expectation, IdExpectation, LegitimateOutcome,
    LogExpectation, Position, RawRequest, Scenario, Step, StepKind,
};
