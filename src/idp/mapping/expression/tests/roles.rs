use super::{Evaluated, evaluate, refusals, texts};
use crate::idp::mapping::{AppRole, AppRoles, RoleForm};

fn roles(form: RoleForm, values: &[&str]) -> Evaluated {
    let roles = values.iter().map(|value| AppRole::new(value)).collect();
    Evaluated::Roles(AppRoles { form, roles })
}

#[test]
fn app_roles() {
    for (expression, expected) in [
        (
            "SingleAppRoleAssignment([appRoleAssignments])",
            roles(RoleForm::Single, &["Writer"]),
        ),
        (
            "AppRoleAssignmentsComplex([appRoleAssignments])",
            roles(RoleForm::Complex, &["Writer", "Reader"]),
        ),
        (
            "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
            roles(RoleForm::Assertive, &["Writer", "Reader"]),
        ),
    ] {
        let value = evaluate(expression);
        assert_eq!(value, expected, "{expression}");
        assert_eq!(value.text(), Some("Writer"), "{expression}");
    }
    // Inside another function a role is a text.
    texts(&[(
        r#"Switch(SingleAppRoleAssignment([appRoleAssignments]), "none", "Writer", "w")"#,
        Some("w"),
    )]);
    refusals(&[
        (
            "SingleAppRoleAssignment([mail])",
            "[mail]",
            "`SingleAppRoleAssignment` takes `[appRoleAssignments]`",
        ),
        (
            "Item(AppRoleAssignmentsComplex([appRoleAssignments]), 1)",
            "AppRoleAssignmentsComplex",
            "`AppRoleAssignmentsComplex` gives objects and cannot be an argument",
        ),
        (
            "AssertiveAppRoleAssignmentsComplex()",
            "AssertiveAppRoleAssignmentsComplex",
            "`AssertiveAppRoleAssignmentsComplex` takes 1 argument, not 0",
        ),
    ]);
}

#[test]
fn a_role_has_the_same_guid_every_time() {
    let [writer, again, reader] = ["Writer", "Writer", "Reader"].map(AppRole::new);
    assert_eq!(writer, again);
    assert_ne!(writer.id, reader.id);
    let id = uuid::Uuid::parse_str(&writer.id).unwrap();
    assert_eq!(id.get_version_num(), 4);
}
