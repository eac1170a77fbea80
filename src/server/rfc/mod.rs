//! The service provider of RFC 7644, without its HTTP: calls in, answers out.

mod bulk;
mod bulk_operation;
mod call;
mod conditions;
mod cursor;
mod discovery;
mod filter;
mod list;
mod members;
mod overview;
mod representation;
mod search;
mod seed;
mod service;
mod union;
mod window;
mod write;

pub(crate) use call::{Answer, Call, Query, Verb};
pub(crate) use conditions::Conditions;
pub(crate) use discovery::Discovery;
pub(crate) use overview::Held;
pub(crate) use service::{Limits, Service};
pub(crate) use window::DEFAULT_RESULTS;
