//! "Test Connection" and the credential check at the start of every cycle: what is asked, and what
//! each answer leads to.

use serde_json::json;

use super::support::{BARE, FLAG, LEGACY, SMALL, Story, user};
use crate::idp::entra::{Entra, Settings, Transport};
use crate::idp::simulator::JobState;
use crate::idp::testing::{
    Script, answer, bundled, empty, failure, http, list, mapping, refusal, setup, text, written,
};
use crate::transcript::{FailureKind, Outcome};

const INCOMPATIBLE: &str = "SystemForCrossDomainIdentityManagementServiceIncompatible";
const FAILED: &str = "SystemForCrossDomainIdentityManagementCredentialValidationFailure";
const UNAVAILABLE: &str = "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable";

fn job(settings: Settings, matched: &str, groups: bool) -> Entra {
    let mut rows = mapping(&[(matched, "userPrincipalName"), SMALL[1]]);
    if groups {
        rows.groups = bundled("entra-default").groups;
    }
    Entra::new(settings, setup("ada", BARE, rows))
}

/// Tests the connection once; returns the log entry.
async fn tested(answer: Outcome) -> String {
    let mut job = job(LEGACY, "userName", false);
    let succeeded = job.connect(&mut Script::of([answer])).await;
    let log = written(job.log());
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].starts_with("success"), succeeded);
    log[0].clone()
}

#[tokio::test]
async fn asks_for_a_random_value() {
    let mut job = job(LEGACY, "userName", true);
    let mut wire = Script::of([list(&[]), list(&[])]);
    assert!(job.connect(&mut wire).await);
    assert_eq!(
        wire.take(),
        [
            http(
                "
                GET /Users?filter=userName+eq+%22<guid>%22
                Host: <host>
                Authorization: <token>
                "
            ),
            http(
                "
                GET /Groups?excludedAttributes=members&filter=displayName+eq+%22<guid>%22
                Host: <host>
                Authorization: <token>
                "
            ),
        ]
    );
}

#[tokio::test]
async fn groups_may_be_left_out() {
    let settings = Settings {
        probes_groups: false,
        ..LEGACY
    };
    let mut wire = Script::of([list(&[])]);
    assert!(job(settings, "userName", true).connect(&mut wire).await);
    assert_eq!(wire.lines(), ["GET /Users?filter=userName+eq+%22<guid>%22"]);
}

#[tokio::test]
async fn every_value_is_fresh() {
    let mut job = job(LEGACY, "userName", true);
    let mut values = indexmap::IndexSet::new();
    let mut wire = Script::answering(|_| Some(list(&[])));
    for _ in 0..3 {
        job.sync(&mut wire).await;
    }
    for target in wire.targets() {
        let value = target.split("%22").nth(1).unwrap().to_owned();
        assert!(values.insert(value), "{target}");
    }
    assert_eq!(values.len(), 6);
}

#[tokio::test]
async fn asks_for_the_first_matching_attribute() {
    for (matched, query) in [
        ("externalId", "externalId+eq+%22<guid>%22"),
        (
            "emails[type eq \"work\"].value",
            "emails%5Btype+eq+%22work%22%5D.value+eq+%22<guid>%22",
        ),
    ] {
        let mut wire = Script::of([list(&[])]);
        job(LEGACY, matched, false).connect(&mut wire).await;
        assert_eq!(wire.lines(), [format!("GET /Users?filter={query}")]);
    }
}

#[tokio::test]
async fn may_carry_accept_and_flag() {
    let settings = Settings {
        transport: Transport {
            accept: true,
            charset: false,
            flag_in_query: true,
        },
        ..FLAG
    };
    let mut wire = Script::of([list(&[])]);
    job(settings, "userName", false).connect(&mut wire).await;
    assert_eq!(
        wire.take(),
        [http(
            "
            GET /Users?aadOptscim062020&filter=userName+eq+%22<guid>%22
            Host: <host>
            Authorization: <token>
            Accept: application/scim+json
            "
        )]
    );
}

#[tokio::test]
async fn an_empty_list_is_a_success() {
    assert_eq!(
        tested(list(&[])).await,
        "success Test Connection The supplied credentials are authorized to enable provisioning"
    );
}

#[tokio::test]
async fn not_found_means_a_wrong_address() {
    assert_eq!(
        tested(refusal(404, "no such user")).await,
        format!(
            "failure Test Connection [{INCOMPATIBLE}] An HTTP/404 Not Found response was returned \
             rather than the expected HTTP/200 OK response. To address this issue, ensure that the \
             tenant URL is correct. The tenant URL is usually in a format like: https://<>/scim. If \
             this does not resolve the issue, contact the application developer to ensure their \
             SCIM endpoint conforms with the protocol \
             https://tools.ietf.org/html/rfc7644#section-3.4.2"
        )
    );
}

#[tokio::test]
async fn client_errors_are_invalid_credentials() {
    for (status, name) in [
        (400, "BadRequest"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
    ] {
        assert_eq!(
            tested(text(status, "text/plain", "no")).await,
            format!(
                "failure Test Connection [{FAILED}] We received this unexpected response from \
                 your application: Received response from Web resource. Resource: \
                 /Users?filter=userName+eq+\"<guid>\" Operation: GET Response Status Code: {name} \
                 Response Headers: Response Content: no"
            )
        );
    }
}

#[tokio::test]
async fn server_errors_are_unavailability() {
    for (status, name) in [(500, "InternalServerError"), (503, "ServiceUnavailable")] {
        let entry = tested(text(status, "text/html", "<html>down</html>")).await;
        assert!(
            entry.starts_with(&format!("failure Test Connection [{UNAVAILABLE}] ")),
            "{entry}"
        );
        let end = format!(
            "Status Code: {name} Response Headers: Response Content: [RedactedHtmlContent]"
        );
        assert!(entry.ends_with(&end), "{entry}");
    }
    assert_eq!(
        tested(failure(FailureKind::Connect)).await,
        format!(
            "failure Test Connection [{UNAVAILABLE}] We received this unexpected response from \
             your application: An error occurred while sending the request (scimulate: no \
             connection: connection refused)"
        )
    );
}

#[tokio::test]
async fn what_is_no_list_cannot_be_deserialized() {
    for (outcome, body, why) in [
        (
            text(200, "text/html", "<!DOCTYPE html>"),
            "<!DOCTYPE html>",
            "it is not JSON",
        ),
        (empty(200), "", "it is not JSON"),
        (
            answer(200, json!({ "totalResults": "0" })),
            r#"{"totalResults":"0"}"#,
            "`totalResults` is \"0\", not a number",
        ),
    ] {
        assert_eq!(
            tested(outcome).await,
            format!(
                "failure Test Connection [{INCOMPATIBLE}] We received this unexpected response \
                 from your application: We are not able to deserialize the resource received from \
                 your SCIM endpoint because your SCIM endpoint is not fully compatible with the \
                 Azure Active Directory SCIM client. Here is the resource we received from your \
                 SCIM endpoint: {body} (scimulate: {why})"
            )
        );
    }
}

#[tokio::test]
async fn a_failed_check_stops_the_cycle() {
    let mut story = Story::small(LEGACY);
    story.wire = Script::answering(|_| Some(refusal(401, "token has expired")));
    story.assign();
    assert_eq!(story.requests([]).await, [""; 0]);
    let log = story.log();
    assert_eq!(log.len(), 1, "nobody has a row of their own: {log:?}");
    assert!(
        log[0].starts_with(&format!(
            "failure Quarantine [{FAILED}] EncounteredQuarantineException: While attempting to \
             validate our authorization to access your application, we received this unexpected \
             response: Received response from Web resource."
        )),
        "{}",
        log[0]
    );
}

#[tokio::test]
async fn every_failed_check_ends_in_quarantine() {
    for (outcome, code) in [
        (refusal(404, ""), INCOMPATIBLE),
        (refusal(400, "no filter"), FAILED),
        (refusal(401, ""), FAILED),
        (refusal(403, ""), FAILED),
        (refusal(429, ""), FAILED),
        (refusal(500, ""), UNAVAILABLE),
        (refusal(503, ""), UNAVAILABLE),
        (failure(FailureKind::Dns), UNAVAILABLE),
        (failure(FailureKind::Tls), UNAVAILABLE),
        (failure(FailureKind::Timeout), UNAVAILABLE),
        (text(200, "text/html", "<html>log in"), INCOMPATIBLE),
        (answer(200, json!([])), INCOMPATIBLE),
    ] {
        let mut story = Story::small(LEGACY);
        story.wire = Script::of([]);
        story.assign();
        // The check is the only request, and nobody has a row of their own.
        assert_eq!(story.requests([outcome]).await, [""; 0]);
        let log = story.log();
        assert_eq!(log.len(), 1, "{log:?}");
        let start = format!("failure Quarantine [{code}] EncounteredQuarantineException: ");
        assert!(log[0].starts_with(&start), "{log:?}");
        assert_eq!(
            story.job.state(),
            JobState::Quarantined("EncounteredQuarantineException")
        );
        // The next cycle, with sound answers, goes on with what was to be done.
        story.wire = Script::answering(|request| match &request.body {
            None => Some(list(&[])),
            Some(_) => Some(answer(201, user(json!({})))),
        });
        story.requests([]).await;
        assert_eq!(story.job.link("ada"), Some("u-1"));
        // The job is tried again 6 hours after 08:40.
        let at = story.job.log().last().unwrap().at;
        assert_eq!(at.to_string(), "2026-01-05T14:40:00Z");
        assert_eq!(story.job.state(), JobState::Running);
    }
}

#[tokio::test]
async fn groups_that_are_not_found_fail_the_whole_test() {
    let mut job = job(LEGACY, "userName", true);
    let mut wire = Script::of([list(&[]), refusal(404, "no groups here")]);
    assert!(!job.connect(&mut wire).await);
    assert!(written(job.log())[0].contains("HTTP/404 Not Found"));
}
