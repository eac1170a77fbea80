//! `scimulate lint`.

use super::support::Place;

/// Shows S16, S41, S43.
#[test]
fn findings_point_into_the_file() {
    let place = Place::new();
    let mapping = "\
idp: entra
users:
  - { source: mail, target: externalId }
  - { source: mailNickname, target: userName }
  - { source: userPrincipalName, target: 'emails[type eq \"work\"].value', match: 1 }
  - { source: displayName, target: name.formatted }
";
    place.write("mine.yaml", mapping);
    let done = place
        .run(["lint", "mine.yaml", "--for", "gitlab-saas-now"])
        .exits(1);
    assert_eq!(done.stderr, "");
    insta::assert_snapshot!(done.stdout, @r#"
    error[name-id]: `externalId` comes from `mail`, `NameID` from `objectId`
     --> mine.yaml:3:15
      |
    3 |   - { source: mail, target: externalId }
      |               ^^^^ not the value of `NameID`
      |
      = help: nobody who is provisioned so can sign in: map both from the same attribute

    error[precedence]: matching precedence 1 is given to `emails[type eq "work"].value`, not to `externalId`
     --> mine.yaml:5:81
      |
    5 |   - { source: userPrincipalName, target: 'emails[type eq "work"].value', match: 1 }
      |                                                                                 ^ people are looked for by this first
      |
      = help: put `match: 1` on the row of `externalId`; otherwise people who exist are not found and created again

    error[filter]: the target has no filter for `emails[type eq "work"].value`
     --> mine.yaml:5:81
      |
    5 |   - { source: userPrincipalName, target: 'emails[type eq "work"].value', match: 1 }
      |                                                                                 ^ people are looked for by this
      |
      = help: the query is refused (`Unsupported Filter`); it filters by `id`, `externalId` and `userName`

    warning[deactivation]: no row fills `active`
     --> mine.yaml:2:1
      |
    2 | users:
      | ^^^^^ a row is missing here
      |
      = help: whoever is unassigned keeps access until the person is deleted for good

    1 mapping for gitlab-saas-now: 3 errors, 1 warning
    "#);
}

#[test]
fn what_is_sound_is_left_alone() {
    let args = ["lint", "entra-gitlab-14", "--for", "gitlab-saas-14"];
    let done = Place::new().run(args).exits(0);
    assert_eq!(
        done.stdout,
        "1 mapping for gitlab-saas-14: nothing to say\n"
    );
}

#[test]
fn warnings_alone_are_no_failure() {
    let args = [
        "lint",
        "okta-gitlab",
        "entra-gitlab-14-groups",
        "--for",
        "gitlab-saas-14",
        "--directory",
        "small-company",
    ];
    let done = Place::new().run(args).exits(0);
    for words in [
        "warning[address-as-name]: `userName` is a mail address: alice, bob, carol and 2 more",
        "warning[group-sync]: groups are provisioned to a target that has no groups of SCIM",
        " --> fixtures/mappings/okta-gitlab.yaml:8:13",
        "2 mappings for gitlab-saas-14: 0 errors, 3 warnings\n",
    ] {
        assert!(done.stdout.contains(words), "{words}\n{}", done.stdout);
    }
}

/// Shows S67.
#[test]
fn the_name_id_may_be_another() {
    let lint = |target, name_id| {
        let place = Place::new();
        place.run([
            "lint",
            "entra-gitlab-now",
            "--for",
            target,
            "--name-id",
            name_id,
        ])
    };
    lint("gitlab-saas-now", "user.objectid").exits(0);
    lint("gitlab-saas-now", "user.mail").exits(1);
    let own = lint("gitlab-self-managed-groups", "user.mail").exits(0);
    assert!(own.stdout.starts_with("warning[name-id]"), "{}", own.stdout);
}

#[test]
fn what_cannot_be_judged_is_refused() {
    let place = Place::new();
    place.write("broken.yaml", "idp: entra\nusers: 7\n");
    place.write("listed.yaml", "idp: okta\nattributes: [{ name: id }]\nusers:\n  - { source: user.login, target: userName, match: 1 }\n");
    for (args, words) in [
        (&["nobody"][..], "there is no mapping `nobody`"),
        (&["entra-gitlab-41"], "did you mean `entra-gitlab-14`?"),
        (&["nowhere.yaml"], "`nowhere.yaml` does not exist"),
        (&["broken.yaml"], "`users` must be a list, not the number 7"),
        (&["listed.yaml"], "Okta has no list of attributes"),
        (
            &["okta-gitlab", "--name-id", "user.logn"],
            "did you mean `user.login`?",
        ),
        (
            &["okta-gitlab", "--directory", "large-company"],
            "there is no directory `large-company`",
        ),
    ] {
        let all = ["lint", "--for", "gitlab-saas-14"]
            .iter()
            .chain(args)
            .copied();
        let done = place.run(all).exits(2);
        assert!(done.stderr.contains(words), "{words}\n{}", done.stderr);
        assert_eq!(done.stdout, "");
    }
    let done = place
        .run(["lint", "okta-gitlab", "--for", "gitlab"])
        .exits(2);
    assert!(done.stderr.contains("gitlab-saas-11.10"), "{}", done.stderr);
}
