//! What the provisioning log keeps beside the text.

use super::support::{LEGACY, People, Team, team_mapping};
use crate::idp::simulator::Act;
use crate::idp::testing::refusal;
use crate::transcript::LogStatus::{self, Failure, Skipped, Success, Warning};
use crate::transcript::{LogDetail, LogStep, ModifiedProperty, ObjectKind};

const PEOPLE: People<'_> = &[("ada", &[("displayName", "Ada L.")])];

fn team() -> Team {
    Team::with(LEGACY, team_mapping(), PEOPLE, &[("sales", &[])])
}

/// The last row.
fn last(team: &Team) -> LogDetail {
    team.job.log().last().unwrap().detail.clone()
}

/// Name, type and status of its steps.
fn steps(detail: &LogDetail) -> Vec<(&'static str, &'static str, LogStatus)> {
    let step = |step: &LogStep| (step.name, step.kind, step.status);
    detail.steps.iter().map(step).collect()
}

const SCOPED: (&str, &str, LogStatus) = ("EntrySynchronizationScoping", "scoping", Success);

#[tokio::test]
async fn a_created_user() {
    let mut team = team();
    team.assign(&["ada"]);
    team.cycle().await;
    let detail = last(&team);
    let ids = team.job.object_ids();
    assert_eq!(detail.object, ObjectKind::User);
    assert_eq!(detail.source_id, ids[0].1);
    assert_eq!(detail.source_name, "Ada L.");
    assert_eq!(detail.target_id.as_deref(), Some("u-ada"));
    assert_eq!(
        steps(&detail),
        [
            ("EntryImportAdd", "import", Success),
            SCOPED,
            ("EntrySynchronizationAdd", "matching", Success),
            ("EntryExportAdd", "export", Success),
        ]
    );
    assert_eq!(
        detail.steps[0].description,
        "Received User 'ada.t@example.com' change of type (Add) from Azure Active Directory"
    );
    let imported = &detail.steps[0].details;
    assert!(
        imported.contains(&("accountEnabled", "True".into())),
        "{imported:?}"
    );
    assert!(
        imported.contains(&("IsSoftDeleted", "False".into())),
        "{imported:?}"
    );
    let written = |name: &str, value: &str| ModifiedProperty {
        name: name.into(),
        old: None,
        new: Some(value.into()),
    };
    assert_eq!(
        detail.modified,
        [
            written("userName", "ada.t@example.com"),
            written("active", "True")
        ]
    );
}

#[tokio::test]
async fn an_updated_user() {
    let mut team = team().provisioned(&["ada"]).await;
    team.update("ada", &[("userName", "ada.k@example.com")]);
    team.cycle().await;
    let detail = last(&team);
    assert_eq!(
        steps(&detail),
        [
            ("EntryImport", "import", Success),
            SCOPED,
            ("EntryImport", "matching", Success),
            ("EntryExportUpdate", "export", Success),
        ]
    );
    assert_eq!(
        detail.modified,
        [ModifiedProperty {
            name: "userName".into(),
            old: Some("ada.t@example.com".into()),
            new: Some("ada.k.t@example.com".into()),
        }]
    );
}

#[tokio::test]
async fn a_disabled_and_a_deleted_user() {
    let mut team = team().provisioned(&["ada"]).await;
    team.act(Act::Disable("ada".into()));
    team.cycle().await;
    let detail = last(&team);
    assert_eq!(
        steps(&detail)[1],
        ("EntrySynchronizationScoping", "scoping", Skipped)
    );
    assert_eq!(
        steps(&detail)[3],
        ("EntryExportUpdateSoftDelete", "export", Success)
    );
    team.act(Act::Delete("ada".into()));
    team.cycle().await;
    let detail = last(&team);
    assert_eq!(
        detail.steps[0].description,
        "Received User 'ada.t@example.com' change of type (Delete) from Azure Active Directory"
    );
    assert_eq!(steps(&detail)[2], ("EntryExportDelete", "export", Success));
    assert_eq!(detail.target_id.as_deref(), Some("u-ada"));
}

#[tokio::test]
async fn a_skipped_user() {
    let mut team = team();
    team.act(Act::Disable("ada".into()));
    team.assign(&["ada"]);
    team.cycle().await;
    let detail = last(&team);
    let step = detail.steps.last().unwrap();
    assert_eq!(
        (step.name, step.kind),
        ("EntrySynchronizationSkip", "processing")
    );
    assert_eq!(
        step.details,
        [("SkipReason", "NotEffectivelyEntitled".into())]
    );
    let scoping = &detail.steps[1].details;
    assert!(
        scoping.contains(&("Active in the source system", "False".into())),
        "{scoping:?}"
    );
    assert!(
        scoping.contains(&("Assigned to the application", "True".into())),
        "{scoping:?}"
    );
}

#[tokio::test]
async fn a_user_who_could_not_be_matched() {
    let mut team = team();
    team.answer("GET /Users?filter=userName+eq+%22ada", refusal(500, ""));
    team.assign(&["ada"]);
    team.cycle().await;
    let steps = steps(&last(&team));
    assert_eq!(steps[2], ("EntrySynchronizationError", "matching", Failure));
}

#[tokio::test]
async fn a_group_and_its_members() {
    let mut team = team().provisioned(&["ada", "sales"]).await;
    team.join("sales", &["ada"]);
    team.cycle().await;
    let detail = last(&team);
    assert_eq!(detail.object, ObjectKind::Group);
    assert_eq!(detail.source_name, "Sales t");
    assert_eq!(detail.target_id.as_deref(), Some("g-sales"));
    assert_eq!(
        detail.modified,
        [ModifiedProperty {
            name: "members".into(),
            old: None,
            new: Some("u-ada".into()),
        }]
    );
    let mut team = super::log::team();
    team.join("sales", &["ada"]);
    team.act(Act::Disable("ada".into()));
    team.assign(&["sales"]);
    team.cycle().await;
    assert_eq!(
        steps(&last(&team)),
        [(
            "UnableToResolveReferenceAttributeValue",
            "referenceResolution",
            Warning
        )]
    );
}
