//! Stories that steer the target itself and let people sign in there, on a GitLab profile.

use serde_json::{Value, json};

use super::support::{Done, Place, cases};

/// The head of a story about the newest GitLab.com.
const HEAD: &str = "name: Mine\nidps: [entra]\nmappings: { entra: entra-gitlab-now }\n\
                    target: { profiles: [gitlab-saas-now], settings: { sso_enforced: true, group: team } }\n\
                    steps:\n";

/// The place of the first step in that file.
const FIRST: usize = 6;

/// A story of these steps.
fn play(steps: &str) -> Done {
    let place = Place::new();
    place.write("scenarios/mine.yaml", format!("{HEAD}{steps}"));
    place.call(["run", "--json", "-"]).env("CI", "1").wait()
}

/// Fails unless the story passes; it has no snapshot yet.
#[track_caller]
fn passes(steps: &str) -> Value {
    play(steps).exits(5).report()
}

/// Fails unless the story fails with one finding, of this message, expectation and reality.
#[track_caller]
fn fails(steps: &str, line: usize, message: &str, expected: &str, got: &str) {
    let report = play(steps).exits(1).report();
    let findings = cases(&report)[0]["findings"].as_array().unwrap();
    let [finding] = findings.as_slice() else {
        panic!("{findings:#?}");
    };
    assert_eq!(finding["place"]["line"], FIRST + line);
    assert_eq!(finding["message"], message);
    let text = |name: &str| finding[name].as_str().unwrap().to_owned();
    assert!(text("expected").contains(expected), "{finding:#}");
    assert!(text("got").contains(got), "{finding:#}");
}

const REGISTER: &str =
    "  - control: { act: add-account, with: { email: '${alice.email}', username: 'al-${run}' } }\n";

#[test]
fn what_is_done_at_the_target_can_be_looked_up() {
    passes(&format!(
        "{REGISTER}  - control: {{ act: accounts, with: {{ email: '${{alice.email}}' }}, \
         attributes: {{ count: 1, /accounts/0/username: 'al-${{run}}', nothing: null }} }}\n  \
         - control: {{ act: set, attributes: {{ group: team, sso-enforced: 'on' }} }}\n"
    ));
}

#[test]
fn a_view_that_shows_something_else_fails_the_story() {
    fails(
        &format!("{REGISTER}  - control: {{ act: accounts, attributes: {{ count: 2 }} }}\n"),
        1,
        "`count` of `accounts` is wrong",
        "2",
        "1",
    );
}

#[test]
fn an_act_that_is_refused_or_not_against_expectation_fails_the_story() {
    let again = "  - control: { act: add-account, with: { email: '${alice.email}', username: b }";
    passes(&format!(
        "{REGISTER}{again}, refused: has already been taken }}\n"
    ));
    let message = "`add-account` was refused";
    let taken = "has already been taken";
    let expect = "  - control: { act: members, attributes: { x: null } }\n";
    fails(
        &format!("{REGISTER}{again} }}\n{expect}"),
        1,
        message,
        "done",
        taken,
    );
    let message = "`add-account` was refused for another reason than expected";
    fails(
        &format!("{REGISTER}{again}, refused: too long }}\n"),
        1,
        message,
        "too long",
        taken,
    );
    let free = REGISTER.replace(" }\n", ", refused: taken }\n");
    fails(&free, 0, "`add-account` was not refused", "taken", "al-");
}

#[test]
fn a_setting_that_the_target_refuses_ends_the_story() {
    let place = Place::new();
    let wrong = HEAD.replace("group: team", "group: '!'");
    place.write(
        "scenarios/mine.yaml",
        format!("{wrong}  - expect: {{ alice: {{ active: true }} }}\n"),
    );
    place
        .run(["run"])
        .exits(2)
        .complains(&["the setting `group: !` is wrong"]);
}

/// Alice is provisioned.
const PROVISIONED: &str = "  - assign: alice\n  - sync\n  - expect: { log: { alice: success } }\n";

#[test]
fn a_new_token_is_known_after_the_next_connection_test() {
    let report = passes(&format!(
        "{PROVISIONED}  - control: {{ act: rotate-token }}\n  - assign: bob\n  - sync\n  \
         - expect: {{ bob: {{ provisioned: false }} }}\n  - connect\n  - restart\n  - sync\n  \
         - expect: {{ bob: {{ provisioned: true }} }}\n"
    ));
    assert!(!report.to_string().contains("\"scim_token\""));
    // Whoever asks for it gets no secret.
    let asked = "  - control: { act: rotate-token, attributes: { scim_token: mine } }\n";
    fails(
        asked,
        0,
        "`scim_token` of `rotate-token` is wrong",
        "mine",
        "***",
    );
}

#[test]
fn the_address_is_the_one_that_the_target_has_now() {
    passes(
        "  - control: { act: set, with: { group: my.group } }\n  \
         - connect: { fails: You appear to have entered invalid credentials }\n  \
         - control: { act: set, with: { group: my-group } }\n  - connect\n",
    );
}

#[test]
fn who_is_provisioned_gets_in() {
    let report = passes(&format!(
        "{PROVISIONED}  - sign-in: {{ person: alice, message: Signed in with SAML, \
         account: '${{alice.email}}', member: true }}\n"
    ));
    let sign_in = &cases(&report)[0]["signIns"][0];
    assert_eq!(
        (&sign_in["outcome"], &sign_in["step"]),
        (&json!("signed-in"), &json!(3))
    );
    assert_eq!(sign_in["nameId"], sign_in["externUid"]);
    assert_eq!(sign_in["member"], true);
}

#[test]
fn a_sign_in_that_ends_otherwise_than_expected_fails_the_story() {
    let sign_in = |what: &str| format!("{PROVISIONED}  - sign-in: {{ person: alice, {what} }}\n");
    fails(
        &sign_in("outcome: refused, message: Signed in with SAML"),
        3,
        "the sign-in of alice ended otherwise than expected",
        "refused",
        "signed in: Signed in with SAML",
    );
    fails(
        &sign_in("assigned: false"),
        3,
        "the sign-in of alice ended otherwise than expected",
        "signed in",
        "refused: AADSTS50105",
    );
    fails(
        &sign_in("message: Welcome"),
        3,
        "alice reads something else than expected at the sign-in",
        "Welcome",
        "Signed in with SAML",
    );
    fails(
        &sign_in("account: nobody"),
        3,
        "there is no account `nobody` to sign in with",
        "nobody",
        "there is no account",
    );
    fails(
        &sign_in("member: false"),
        3,
        "whether alice gets into the group is wrong",
        "no member",
        "a member",
    );
}

#[test]
fn another_account_than_expected_fails_the_story() {
    let other =
        "  - control: { act: add-account, with: { email: o@x.example, username: other } }\n";
    fails(
        &format!("{PROVISIONED}{other}  - sign-in: {{ person: alice, account: other }}\n"),
        4,
        "alice is signed in with another account",
        "other",
        "alice",
    );
}

#[test]
fn the_identity_provider_turns_away_whom_it_does_not_let_out() {
    passes(
        "  - sign-in: { person: alice, outcome: refused, message: AADSTS50105 }\n  \
         - disable: alice\n  \
         - sign-in: { person: alice, assigned: true, outcome: refused, message: AADSTS50057 }\n",
    );
}

#[test]
fn who_is_left_inactive_on_a_real_gitlab_is_listed() {
    let place = Place::new();
    let server = place
        .call(["serve", "--profile", "gitlab-saas-now"])
        .start();
    let word = |line: String| line.split_whitespace().last().unwrap().to_owned();
    let (url, token) = (
        word(server.wait_for_line("base URL")),
        word(server.wait_for_line("token")),
    );
    let plain = HEAD.replace(", settings: { sso_enforced: true, group: team }", "");
    let leaves = "  - unassign: alice\n  - sync\n  - expect: { alice: { active: false } }\n";
    place.write(
        "scenarios/mine.yaml",
        format!("{plain}{PROVISIONED}{leaves}"),
    );
    let args = [
        "run",
        "--target",
        &url,
        "--as",
        "gitlab-saas-now",
        "--json",
        "report.json",
    ];
    let done = place.call(args).env("SCIMULATE_TOKEN", &token).wait();
    done.exits(0).prints(&[
        "1 passed",
        "LEFTOVERS on the target",
        "still there after DELETE was answered with success, but no longer active",
    ]);
    let report: Value = serde_json::from_str(&place.read("report.json")).unwrap();
    // Alice alone, under the id that the identity provider gave her.
    let left = cases(&report)[0]["leftovers"].as_array().unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
    server.interrupt();
    server.wait().exits(0);
}
