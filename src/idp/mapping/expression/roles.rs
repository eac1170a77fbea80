//! App roles.

use super::evaluate::{Answer, Call};
use super::function::Function;
use super::value::{AppRole, AppRoles, RoleForm, Value};

/// The source attribute that the role functions take.
pub(super) const ATTRIBUTE: &str = "appRoleAssignments";

/// Every role that the person is assigned.
pub(super) fn all(call: &Call<'_>) -> Answer {
    let roles: Vec<_> = call
        .texts(0)?
        .iter()
        .map(|role| AppRole::new(role))
        .collect();
    if roles.is_empty() {
        return Ok(Value::Null);
    }
    let form = if call.function == Function::AppRoleAssignmentsComplex {
        RoleForm::Complex
    } else {
        RoleForm::Assertive
    };
    Ok(Value::Roles(AppRoles { form, roles }))
}

/// One role. Which of several is picked the reference leaves open; here it is the first.
pub(super) fn single(role: &str) -> AppRoles {
    AppRoles {
        form: RoleForm::Single,
        roles: vec![AppRole::new(role)],
    }
}
