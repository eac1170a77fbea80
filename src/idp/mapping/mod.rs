//! Which source attribute, constant or expression flows to which SCIM attribute.

mod expression;
mod model;
mod scope;
mod scoping;
mod target;

pub use expression::{
    AppRole, AppRoles, Evaluated, EvaluationError, Expression, ExpressionError, REDACTED, RoleForm,
};
pub use model::{Apply, ListedAttribute, Mapping, Row, Source};
pub use scope::Scope;
pub use scoping::{Clause, Condition, Pattern, Scoping, ScopingFilters};
pub(crate) use scoping::{ClauseError, OPERATORS};
pub use target::Target;
pub(crate) use target::member;
