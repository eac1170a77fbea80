//! What is known of the identity providers: the tables of `docs/wire`, which live in the binary.

mod page;
mod shape;

pub use page::{Certainty, Fact, LeftOut, Page, Section};
pub use shape::Shape;
