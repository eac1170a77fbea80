//! Which source attribute, constant or expression flows to which SCIM attribute.

mod expression;
mod model;
mod target;

pub use expression::{Expression, ExpressionError, Function};
pub use model::{Apply, Mapping, Row, Source};
pub use target::Target;
pub(crate) use target::member;
