//! What will be sent and why, for a person.

use scimulate::idp::IdpKind;
use scimulate::idp::facts::Page;
use scimulate::transcript::Method;

use super::support::{Place, cases};

#[test]
fn without_a_name_everything_is_listed() {
    let done = Place::new().run(["explain"]).exits(0);
    done.prints(&["create-user", "Create a user", "entra-rfc", "okta-aiw"]);
}

#[test]
fn a_story_is_told_with_its_requests_and_their_reasons() {
    let done = Place::new()
        .run(["explain", "remove-and-readd", "--idp", "entra,okta"])
        .exits(0)
        .prints(&[
            "remove-and-readd: ",
            "As entra: Microsoft Entra ID",
            "1. assign: alice",
            "2. sync",
            "POST /Users",
            "answered 201 Created",
            "Disables the account",
            "As okta: Okta, catalog",
            "PATCH /Users/",
            "[tutorial] https://learn.microsoft.com/",
            "[reference] https://developer.okta.com/",
        ]);
    assert!(!done.stdout.contains("As okta-aiw"), "{}", done.stdout);
    assert!(!done.stdout.contains('\u{1b}'), "{}", done.stdout);
    assert_eq!(done.stderr, "");
    // It says the same every time.
    let again = Place::new().run(["explain", "remove-and-readd", "--idp", "entra,okta"]);
    assert_eq!(again.stdout, done.stdout);
}

#[test]
fn a_story_of_ones_own_is_told_too() {
    let place = Place::new();
    let story = "name: Mine\nidps: [okta]\ndirectory: small-company\nsteps:\n  - assign: bob\n  \
                 - expect:\n      bob: { active: false }\n";
    place.write("mine.yaml", story);
    let done = place.run(["explain", "./mine.yaml"]).exits(0);
    done.prints(&[
        "mine: Mine",
        "1. assign: bob",
        "  bob: { active: false }",
        "fail: ",
    ]);
}

#[test]
fn an_identity_provider_is_explained_by_its_facts() {
    let done = Place::new().run(["explain", "azure"]).exits(0).prints(&[
        "entra: Microsoft Entra ID",
        "What it sends, and why",
        "setting ",
        "(documented: ",
        "(inferred",
        "What is left out, and why",
        "Sources",
    ]);
    assert!(!done.stdout.contains('\u{1b}'));
}

#[test]
fn a_narrow_terminal_gets_narrow_lines() {
    let place = Place::new();
    for name in ["okta", "create-user"] {
        let done = place
            .call(["explain", name])
            .env("COLUMNS", "60")
            .wait()
            .exits(0);
        let told = done.stdout.lines().take_while(|line| *line != "Sources");
        // A word that is longer than the line stays whole.
        for line in told.filter(|line| line.trim().contains(' ')) {
            assert!(line.chars().count() <= 60, "{line}");
        }
    }
}

#[test]
fn an_unknown_name_is_refused_with_a_guess() {
    let place = Place::new();
    for (name, guess) in [("okta-aiv", "okta-aiw"), ("create-usr", "create-user")] {
        let done = place.run(["explain", name]).exits(2);
        assert_eq!(done.stdout, "");
        let guess = format!("did you mean `{guess}`?");
        done.complains(&["there is no story and no identity provider", name, &guess]);
    }
    place
        .run(["explain", "xyzzy"])
        .exits(2)
        .complains(&["`scimulate explain` lists what there is"]);
    place
        .run(["explain", "create-user", "--idp", "octa"])
        .exits(2)
        .complains(&["did you mean `okta`?"]);
    place.run(["explain", "--idp", "okta"]).exits(2);
}

#[test]
fn every_request_of_the_library_has_a_reason() {
    let report = Place::new().run(["run", "--json", "-"]).report();
    let mut silent = Vec::new();
    for case in cases(&report) {
        let idp = case["idp"].as_str().unwrap();
        let page = Page::of(IdpKind::named(idp).unwrap());
        let exchanges = case["exchanges"].as_array().unwrap().iter();
        for exchange in exchanges.filter(|exchange| exchange["origin"] == "idp") {
            let request = &exchange["request"];
            let method = Method::parse(request["method"].as_str().unwrap()).unwrap();
            let target = request["target"].as_str().unwrap();
            if page
                .explain(idp, method, target, request["body"].as_str())
                .is_none()
            {
                silent.push(format!("{idp}: {} {target}", method.as_str()));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}
