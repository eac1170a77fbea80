//! What Entra ID sends with the mappings that GitLab's guides have people enter.

use super::support::{ADA, LEGACY, Story, Team, user};
use crate::idp::entra::{Settings, SyncScope};
use crate::idp::testing::{Script, answer, bundled, failure, list, refusal, text};
use crate::transcript::FailureKind;

/// The first query about Ada and the body of the request that creates her, her object id as
/// `<guid>`.
async fn created(mapping: &str) -> (String, String) {
    let people: [(&str, &[(&str, &str)]); 1] = [("ada", ADA)];
    let mut team = Team::with(LEGACY, bundled(mapping), &people, &[]);
    team.assign(&["ada"]);
    team.job.sync(&mut team.wire).await;
    let id = team.job.object_ids()[0].1.clone();
    let requests = team.wire.take();
    // The first query is that of the credential check.
    let query = requests
        .iter()
        .filter(|it| it.starts_with("GET /Users?"))
        .nth(1);
    let create = requests.iter().find(|it| it.starts_with("POST /Users"));
    let body = create.expect("a create").split("\n\n").nth(1).unwrap();
    let query = query.expect("a query").lines().next().unwrap();
    (query.replace(&id, "<guid>"), body.replace(&id, "<guid>"))
}

/// A query by an attribute for this value.
fn query(attribute: &str, value: &str) -> String {
    format!("GET /Users?filter={attribute}+eq+%22{value}%22")
}

/// What Entra's own rows send of Ada after the name, whatever GitLab makes of it.
const REST: &str = concat!(
    r#","title":"Engineer","preferredLanguage":"en-GB","#,
    r#""addresses":[{"type":"work","streetAddress":"1 Mill Rd","locality":"Ely","region":"CB","#,
    r#""postalCode":"CB7","country":"United Kingdom","formatted":"Room 4"}],"#,
    r#""phoneNumbers":[{"type":"work","value":"+44 20 7946 0000"},"#,
    r#"{"type":"mobile","value":"+44 7700 900000"},{"type":"fax","value":"+44 20 7946 0001"}],"#,
    r#""roles":[],"#,
    r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"#,
);

const SCHEMAS: &str = concat!(
    r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","#,
    r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"#,
);

/// What stands between the identifier and `REST`.
const MIDDLE: &str = concat!(
    r#""userName":"ada.l.t","active":true,"displayName":"Ada Lovelace","#,
    r#""emails":[{"primary":true,"type":"work","value":"ada.t@example.com"}],"#,
    r#""meta":{"resourceType":"User"},"name":{"formatted":"Ada Lovelace","familyName":"Lovelace","#,
    r#""givenName":"Ada"}"#,
);

/// Shows S30.
#[tokio::test]
async fn with_the_table_of_11_10_the_object_id_is_both_identifiers() {
    let (first, body) = created("entra-gitlab-11.10").await;
    assert_eq!(first, query("id", "<guid>"));
    let ids = r#""id":"<guid>","externalId":"<guid>","#;
    let enterprise = r#""employeeNumber":"E17","department":"R&D"}}"#;
    assert_eq!(body, format!("{SCHEMAS}{ids}{MIDDLE}{REST}{enterprise}"));
}

/// Shows S31.
#[tokio::test]
async fn another_unique_attribute_is_both_identifiers_too() {
    let (first, body) = created("entra-gitlab-11.10-employee-id").await;
    assert_eq!(first, query("id", "E17"));
    let ids = r#""id":"E17","externalId":"E17","#;
    assert_eq!(
        body,
        format!("{SCHEMAS}{ids}{MIDDLE}{REST}\"department\":\"R&D\"}}}}")
    );
}

/// Shows S32, S34.
#[tokio::test]
async fn with_the_table_of_14_people_are_found_by_external_id() {
    let (first, body) = created("entra-gitlab-14").await;
    assert_eq!(first, query("externalId", "<guid>"));
    let ids = r#""externalId":"<guid>","#;
    let enterprise = r#""employeeNumber":"E17","department":"R&D"}}"#;
    assert_eq!(body, format!("{SCHEMAS}{ids}{MIDDLE}{REST}{enterprise}"));
}

/// Shows S33.
#[tokio::test]
async fn an_address_may_be_the_identifier() {
    let (first, body) = created("entra-gitlab-14-mail").await;
    assert_eq!(first, query("externalId", "ada.t%40example.com"));
    assert!(
        body.contains(r#""externalId":"ada.t@example.com","userName":"ada.l.t","#),
        "{body}"
    );
}

/// Shows S92.
#[tokio::test]
async fn the_way_out_for_blank_names_sends_the_display_name_as_name() {
    let (_, body) = created("entra-gitlab-14-blank-names").await;
    assert!(
        body.contains(r#""name":{"formatted":"Ada Lovelace","#),
        "{body}"
    );
    assert!(!body.contains("displayName"), "{body}");
}

#[tokio::test]
async fn todays_table_has_five_rows() {
    let (first, body) = created("entra-gitlab-now").await;
    assert_eq!(first, query("externalId", "<guid>"));
    let expected = concat!(
        r#""externalId":"<guid>","#,
        r#""emails":[{"primary":true,"type":"work","value":"ada.t@example.com"}],"#,
        r#""userName":"ada.l.t","meta":{"resourceType":"User"},"#,
        r#""name":{"formatted":"Ada Lovelace"},"active":true,"roles":[]}"#,
    );
    assert_eq!(body, format!("{SCHEMAS}{expected}"));
}

/// Shows S37, S41.
#[tokio::test]
async fn a_wrong_matching_attribute_shows_in_the_query() {
    for (mapping, attribute, value) in [
        ("entra-gitlab-11.10-match-user-name", "userName", "ada.l.t"),
        ("entra-gitlab-14-match-user-name", "userName", "ada.l.t"),
        (
            "entra-gitlab-14-match-email",
            "emails%5Btype+eq+%22work%22%5D.value",
            "ada.t%40example.com",
        ),
    ] {
        let (first, _) = created(mapping).await;
        assert_eq!(first, query(attribute, value), "{mapping}");
    }
}

/// Shows S27.
#[tokio::test]
async fn groups_are_asked_for_only_where_they_are_mapped() {
    for (mapping, asked) in [("entra-gitlab-14", false), ("entra-gitlab-14-groups", true)] {
        let mut team = Team::with(LEGACY, bundled(mapping), &[], &[]);
        team.job.connect(&mut team.wire).await;
        let targets = team.wire.targets();
        let is_asked = targets.iter().any(|target| target.starts_with("/Groups"));
        assert_eq!(is_asked, asked, "{mapping}");
    }
}

/// Shows S26.
#[tokio::test]
async fn the_scope_is_who_is_assigned_or_everybody() {
    let people: [(&str, &[(&str, &str)]); 2] = [("ada", &[]), ("bob", &[])];
    for (scope, created) in [(SyncScope::Assigned, 1), (SyncScope::Everyone, 2)] {
        let settings = Settings { scope, ..LEGACY };
        let mut team = Team::with(settings, bundled("entra-users-only"), &people, &[]);
        team.assign(&["ada"]);
        team.job.sync(&mut team.wire).await;
        let lines = team.wire.lines();
        let creates = lines.iter().filter(|line| *line == "POST /Users");
        assert_eq!(creates.count(), created, "{scope:?}");
    }
}

/// Shows S38.
#[tokio::test]
async fn nothing_is_sent_while_provisioning_is_off() {
    let settings = Settings {
        provisioning_on: false,
        ..LEGACY
    };
    let mut story = Story::small(settings);
    story.assign();
    assert_eq!(story.cycle([]).await, [""; 0]);
    story.job.settings.provisioning_on = true;
    let created = answer(201, user(serde_json::json!({})));
    let requests = story.cycle([list(&[]), created]).await;
    assert_eq!(requests.len(), 2, "{requests:?}");
}

/// Shows S24, S25.
#[tokio::test]
async fn a_mail_tells_of_every_cycle_with_failures_and_of_no_other() {
    let settings = Settings {
        notification_mail: Some("admin@contoso.example".into()),
        ..LEGACY
    };
    let mut story = Story::small(settings);
    story.assign();
    let refused = refusal(412, "Name can't be blank");
    story.cycle([list(&[]), refused]).await;
    let [mail] = story.job.mails() else {
        panic!("{:?}", story.job.mails());
    };
    assert_eq!(mail.to, "admin@contoso.example");
    assert!(mail.text.starts_with("create ada: "), "{}", mail.text);
    assert!(mail.text.contains("Name can't be blank"), "{}", mail.text);
    // GitLab is down.
    let mut down = Story::small(Settings {
        notification_mail: Some("admin@contoso.example".into()),
        ..LEGACY
    });
    down.wire = Script::of([failure(FailureKind::Connect)]);
    down.job.sync(&mut down.wire).await;
    let texts: Vec<_> = down.job.mails().iter().map(|mail| &mail.text).collect();
    assert!(texts[0].starts_with("Quarantine: "), "{texts:?}");
    // All is well, or nobody wants mail.
    let mut quiet = Story::small(Settings {
        notification_mail: Some("admin@contoso.example".into()),
        ..LEGACY
    });
    quiet.cycle([]).await;
    assert_eq!(quiet.job.mails(), []);
    let mut unasked = Story::small(LEGACY);
    unasked.assign();
    unasked.cycle([list(&[]), refusal(412, "no")]).await;
    assert_eq!(unasked.job.mails(), []);
}

/// Shows S90.
#[tokio::test]
async fn a_redirect_to_a_sign_in_page_looks_like_wrong_credentials() {
    let mut story = Story::small(LEGACY);
    story.wire = Script::of([text(302, "text/html", "<html></html>")]);
    assert!(!story.job.connect(&mut story.wire).await);
    let log = story.log();
    assert!(
        log[0].contains(
            "You appear to have entered invalid credentials. Please confirm you are using the correct \
             information for an administrative account."
        ),
        "{log:?}"
    );
}
