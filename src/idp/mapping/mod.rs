//! Which source attribute, constant or expression flows to which SCIM attribute.

mod expression;
mod model;

pub use expression::{Expression, ExpressionError, Function};
pub use model::{Apply, Mapping, Row, Source};
