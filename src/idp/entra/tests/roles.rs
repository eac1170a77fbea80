//! App roles, in the form of each of the three functions. Create and PATCH differ.

use serde_json::{Value, json};

use super::support::{FLAG, LEGACY, People, SMALL, Team};
use crate::idp::entra::{BooleanForm, RoleName, Settings};
use crate::idp::testing::mapping;

const SINGLE: (&str, &str) = (
    "roles[primary eq \"True\"].value",
    "=SingleAppRoleAssignment([appRoleAssignments])",
);
const COMPLEX: (&str, &str) = ("roles", "=AppRoleAssignmentsComplex([appRoleAssignments])");
const ASSERTIVE: (&str, &str) = (
    "roles",
    "=AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
);

fn team(settings: Settings, row: (&str, &str), roles: &str) -> Team {
    let rows = mapping(&[SMALL[0], row]);
    let attributes = [("roles", roles)];
    let people: [(&str, &[(&str, &str)]); 1] = [("ada", &attributes)];
    let people: People<'_> = &people;
    let mut team = Team::with(settings, rows, people, &[]);
    team.assign(&["ada"]);
    team
}

/// `roles` as they are created.
async fn created(settings: Settings, row: (&str, &str), roles: &str) -> String {
    let requests = team(settings, row, roles).requests().await;
    let body = requests[1].split("\n\n").nth(1).unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    body["roles"].to_string()
}

/// The operations that follow when the target shows these roles.
async fn patched(settings: Settings, row: (&str, &str), roles: &str, shown: Value) -> Vec<String> {
    let mut team = team(settings, row, roles);
    team.cycle().await;
    team.show("/Users/u-ada", json!({ "roles": shown }));
    team.update("ada", &[("title", "x")]);
    let patches = team.patches().await;
    let operations = |line: &String| line.strip_prefix("PATCH /Users/u-ada ").unwrap().to_owned();
    patches.iter().map(operations).collect()
}

#[tokio::test]
async fn a_single_role_is_the_primary_one() {
    assert_eq!(
        created(LEGACY, SINGLE, "Admin").await,
        r#"[{"primary":true,"type":"WindowsAzureActiveDirectoryRole","value":"Admin"}]"#
    );
    let path = r#""path":"roles[primary eq \"True\"].value","value":"Admin""#;
    let other = json!([{ "primary": true, "value": "User" }]);
    assert_eq!(
        patched(LEGACY, SINGLE, "Admin", other.clone()).await,
        [format!(r#"[{{"op":"Replace",{path}}}]"#)]
    );
    assert_eq!(
        patched(FLAG, SINGLE, "Admin", other).await,
        [format!(r#"[{{"op":"replace",{path}}}]"#)]
    );
    assert_eq!(
        patched(LEGACY, SINGLE, "Admin", json!([])).await,
        [format!(r#"[{{"op":"Add",{path}}}]"#)]
    );
    let same = json!([{ "primary": true, "value": "Admin" }]);
    assert_eq!(patched(LEGACY, SINGLE, "Admin", same).await, [""; 0]);
}

#[tokio::test]
async fn primary_may_be_a_text() {
    let settings = Settings {
        primary_role: BooleanForm::Text,
        ..LEGACY
    };
    let roles = created(settings, SINGLE, "Admin").await;
    assert!(
        roles.starts_with(r#"[{"primary":"True","type":"#),
        "{roles}"
    );
}

#[tokio::test]
async fn complex_roles_are_objects_on_creation() {
    assert_eq!(
        created(LEGACY, COMPLEX, "Admin,User").await,
        concat!(
            r#"[{"primary":false,"type":"WindowsAzureActiveDirectoryRole","#,
            r#""displayName":"Admin","value":"Admin"},"#,
            r#"{"primary":false,"type":"WindowsAzureActiveDirectoryRole","#,
            r#""displayName":"User","value":"User"}]"#
        )
    );
    let settings = Settings {
        role_name: RoleName::Display,
        ..LEGACY
    };
    let roles = created(settings, COMPLEX, "Admin").await;
    assert!(roles.contains(r#""display":"Admin""#), "{roles}");
}

#[tokio::test]
async fn complex_roles_are_text_in_a_patch_and_only_added() {
    let shown = json!([{ "value": "User" }, { "value": "Guest" }]);
    assert_eq!(
        patched(LEGACY, COMPLEX, "Admin,User", shown.clone()).await,
        [concat!(
            r#"[{"op":"Add","path":"roles","value":[{"value":"#,
            r#""{\"id\":\"<guid>\",\"value\":\"Admin\",\"displayName\":\"Admin\"}"}]}]"#
        )]
    );
    assert_eq!(
        patched(FLAG, COMPLEX, "Admin,User", shown.clone()).await,
        [concat!(
            r#"[{"op":"add","path":"roles","value":[{"primary":false,"#,
            r#""type":"WindowsAzureActiveDirectoryRole","displayName":"Admin","value":"Admin"}]}]"#
        )]
    );
    assert_eq!(patched(LEGACY, COMPLEX, "User", shown).await, [""; 0]);
    let text = json!([{ "value": "{\"id\":\"1\",\"value\":\"Admin\"}" }]);
    assert_eq!(patched(LEGACY, COMPLEX, "Admin", text).await, [""; 0]);
}

#[tokio::test]
async fn assertive_roles_replace_what_is_there() {
    let shown = json!([{ "value": "User" }, { "value": "Guest" }]);
    let rest = concat!(
        r#""path":"roles","value":[{"primary":false,"#,
        r#""type":"WindowsAzureActiveDirectoryRole","display":"User","value":"User"}]}]"#
    );
    assert_eq!(
        patched(FLAG, ASSERTIVE, "User", shown.clone()).await,
        [format!(r#"[{{"op":"replace",{rest}"#)]
    );
    assert_eq!(
        patched(LEGACY, ASSERTIVE, "User", shown.clone()).await,
        [format!(r#"[{{"op":"Replace",{rest}"#)]
    );
    assert_eq!(patched(FLAG, ASSERTIVE, "User,Guest", shown).await, [""; 0]);
    let roles = created(FLAG, ASSERTIVE, "User").await;
    assert!(
        roles.contains(r#""display":"User","value":"User""#),
        "{roles}"
    );
}
