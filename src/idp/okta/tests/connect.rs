//! "Test API Credentials" and saving the configuration.

use serde_json::json;

use super::support::{SMALL, catalog, catalog_put, oin_wizard, wizard};
use crate::idp::okta::{Authorization, ListKeys, Okta, Settings, Throttled};
use crate::idp::simulator::Act;
use crate::idp::testing::{
    Script, answer, empty, failure, http, list, mapping, refusal, setup, text, throttled, written,
};
use crate::transcript::{FailureKind, Outcome};

const FAILED: &str = "failure application.provision.integration.call_api";

fn app(settings: Settings) -> Okta {
    Okta::new(settings, setup("ines", &[], mapping(SMALL)))
}

/// The entry after the first query was answered so. Nothing further is sent.
async fn tested(settings: Settings, outcome: Outcome) -> String {
    let mut app = app(settings);
    let mut wire = Script::of([outcome]);
    assert!(!app.connect(&mut wire).await);
    assert_eq!(wire.lines(), ["GET /Users?startIndex=1&count=2"]);
    written(app.log()).remove(0)
}

#[tokio::test]
async fn test_and_both_saves_ask_the_same() {
    let mut app = app(catalog());
    let mut wire = Script::of([list(&[]), list(&[]), list(&[])]);
    assert!(app.connect(&mut wire).await);
    let query = http(
        "
        GET /Users?startIndex=1&count=2
        Accept: application/scim+json
        Accept-Charset: utf-8
        User-Agent: Okta SCIM Client 1.0.0
        Authorization: <token>
        Host: <host>
        Connection: Keep-Alive
        Accept-Encoding: gzip,deflate
        ",
    );
    assert_eq!(wire.take(), [query.clone(), query.clone(), query]);
    assert_eq!(
        written(app.log()),
        ["success application.provision.integration.call_api scimulate was verified successfully!"]
    );
}

#[tokio::test]
async fn importing_groups_lists_them() {
    let mut app = app(Settings {
        import_groups: true,
        ..wizard()
    });
    let mut wire = Script::answering(|_| Some(list(&[])));
    assert!(app.connect(&mut wire).await);
    assert_eq!(
        wire.lines()[2..],
        [
            "GET /Users?startIndex=1&count=2",
            "GET /Groups?startIndex=1&count=100"
        ]
    );
    assert_eq!(
        written(app.log()),
        ["success application.provision.integration.call_api Connector configured successfully"]
    );
}

#[tokio::test]
async fn credentials_have_four_forms() {
    for (authorization, wanted) in [
        (Authorization::Bearer, "<token>"),
        (Authorization::Raw, "<raw>"),
        (Authorization::Basic, "Basic <base64>"),
        (Authorization::Doubled, "Bearer Bearer <raw>"),
    ] {
        let mut app = app(Settings {
            authorization,
            ..catalog()
        });
        let mut wire = Script::answering(|_| Some(list(&[])));
        app.connect(&mut wire).await;
        app.act(&Act::Assign("ines".into()), &mut wire).await;
        for request in wire.take() {
            let header = request
                .lines()
                .find(|line| line.starts_with("Authorization"));
            assert_eq!(header, Some(&*format!("Authorization: {wanted}")));
        }
    }
}

#[tokio::test]
async fn every_kind_of_application_asks_the_same() {
    for settings in [catalog_put(), oin_wizard()] {
        let mut app = app(settings);
        let mut wire = Script::of([list(&[]), list(&[]), list(&[])]);
        assert!(app.connect(&mut wire).await);
        assert_eq!(wire.lines(), ["GET /Users?startIndex=1&count=2"; 3]);
    }
}

#[tokio::test]
async fn settings_of_a_scenario_count() {
    let mut setup = setup("ines", &[], mapping(SMALL));
    setup.settings = vec![("label".into(), "Bakery".into())];
    let mut app = Okta::new(catalog(), setup);
    app.connect(&mut Script::answering(|_| Some(list(&[]))))
        .await;
    assert!(written(app.log())[0].ends_with(" Bakery was verified successfully!"));
}

#[tokio::test]
async fn groups_that_cannot_be_listed_end_the_configuration() {
    let settings = Settings {
        import_groups: true,
        ..catalog()
    };
    for (outcome, text) in [
        (
            refusal(403, "no"),
            "[Forbidden] Error authenticating: Forbidden. Errors reported by remote server: no",
        ),
        (
            answer(200, json!([])),
            "[null] Error authenticating: null (scimulate: `Resources` is missing)",
        ),
    ] {
        let mut app = app(settings.clone());
        let mut wire = Script::of([list(&[]), list(&[]), list(&[]), outcome]);
        assert!(!app.connect(&mut wire).await);
        assert_eq!(written(app.log()), [format!("{FAILED} {text}")]);
    }
}

#[tokio::test]
async fn a_throttled_test_is_no_task_that_could_be_paused() {
    assert_eq!(
        tested(catalog(), throttled(Some("4"))).await,
        format!(
            "{FAILED} [Too Many Requests] Error authenticating: Too Many Requests. Errors \
             reported by remote server: "
        )
    );
    let mut app = app(Settings {
        throttled: Throttled::Request,
        ..catalog()
    });
    let mut wire = Script::of([throttled(Some("4")), list(&[]), list(&[]), list(&[])]);
    assert!(app.connect(&mut wire).await);
    assert_eq!(wire.pauses, [4]);
}

#[tokio::test]
async fn no_answer_is_null() {
    for kind in [FailureKind::Dns, FailureKind::Connect, FailureKind::Tls] {
        assert_eq!(
            tested(catalog(), failure(kind)).await,
            format!("{FAILED} [null] Error authenticating: null")
        );
    }
}

#[tokio::test]
async fn refusals_show_phrase_and_detail() {
    for (outcome, text) in [
        (
            refusal(401, "invalid token"),
            "[Unauthorized] Error authenticating: Unauthorized. Errors reported by remote server: \
             invalid token",
        ),
        (
            refusal(400, "no"),
            "[Bad Request] Error authenticating: Bad Request. Errors reported by remote server: no",
        ),
        (
            refusal(404, ""),
            "[Not Found] Error authenticating: Not Found. Errors reported by remote server: ",
        ),
        (
            empty(500),
            "[Internal Server Error] Error authenticating: Internal Server Error. Errors reported \
             by remote server: ",
        ),
    ] {
        assert_eq!(tested(catalog(), outcome).await, format!("{FAILED} {text}"));
    }
}

#[tokio::test]
async fn html_is_invalid_json() {
    assert_eq!(
        tested(catalog(), text(403, "text/html", "<html>no</html>")).await,
        format!(
            "{FAILED} [Forbidden] Error authenticating: Forbidden. Errors reported by remote \
             server: Invalid JSON: Unexpected character ('<' (code 60)): expected a valid value \
             (number, String, array, object, 'true', 'false' or 'null') at [Source: \
             java.io.StringReader@…; line: 1, column: 2]"
        )
    );
}

#[tokio::test]
async fn without_resources_there_are_no_results() {
    for outcome in [
        empty(200),
        text(200, "text/html", "<html>"),
        answer(200, json!(null)),
        answer(200, json!([])),
        answer(200, json!({ "totalResults": 0 })),
        answer(200, json!({ "totalResults": 0, "Resources": null })),
    ] {
        assert_eq!(
            tested(catalog(), outcome).await,
            format!("{FAILED} [null] No results for users returned")
        );
    }
}

#[tokio::test]
async fn counters_must_be_numbers() {
    let list = json!({ "totalResults": 0, "startIndex": "1", "Resources": [] });
    assert_eq!(
        tested(catalog(), answer(200, list)).await,
        format!(
            "{FAILED} [null] Error authenticating: null (scimulate: `startIndex` is \"1\", not a \
             number)"
        )
    );
}

#[tokio::test]
async fn list_members_may_be_in_lower_case() {
    let lower = json!({ "totalresults": 0, "startindex": 1, "itemsperpage": 0, "resources": [] });
    let mut accepting = app(catalog());
    let answers = [lower.clone(), lower.clone(), lower.clone()].map(|list| answer(200, list));
    assert!(accepting.connect(&mut Script::of(answers)).await);
    let strict = Settings {
        list_keys: ListKeys::AsSpecified,
        ..catalog()
    };
    assert_eq!(
        tested(strict, answer(200, lower)).await,
        format!("{FAILED} [null] No results for users returned")
    );
}

#[tokio::test]
async fn the_media_type_of_answers_does_not_matter() {
    let list = r#"{"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}"#;
    let mut wire = Script::answering(move |_| Some(text(200, "text/html", list)));
    assert!(app(catalog()).connect(&mut wire).await);
}
