//! Every rule, by the bundled mappings and by changes of them.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::{Field, NameId, Offering, Part, Place, Question, TARGETS, check, needs_of};
use crate::idp::Family;
use crate::idp::directory::{Attributes, Directory};
use crate::idp::mapping::{ListedAttribute, Mapping, Source};
use crate::scenario::{Library, Severity};
use crate::server::gitlab::GITLAB_PROFILES;

/// A bundled mapping.
fn bundled(name: &str) -> Mapping {
    Library::default().mapping(name).unwrap().unwrap()
}

/// What is said about a mapping: rule and gravity.
fn said(mapping: &Mapping, target: &str, name_id: Option<&str>) -> Vec<String> {
    judged(mapping, target, name_id, None)
}

fn judged(
    mapping: &Mapping,
    target: &str,
    name_id: Option<&str>,
    directory: Option<&Directory>,
) -> Vec<String> {
    let family = Family::named(&mapping.idp).unwrap();
    let name_id = match name_id {
        Some(text) => Some(NameId::parse(family, text).unwrap()),
        None => NameId::usual(family),
    };
    let findings = check(&Question {
        mapping,
        family,
        needs: needs_of(target).unwrap(),
        name_id: name_id.as_ref(),
        directory,
    });
    let line = |finding: &super::Finding| {
        let mark = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!("{mark}[{}] {}", finding.rule, finding.message)
    };
    findings.iter().map(line).collect()
}

fn rules(lines: &[String]) -> Vec<&str> {
    let rule = |line: &String| -> usize { line.find(']').unwrap() + 1 };
    lines.iter().map(|line| &line[..rule(line)]).collect()
}

/// Shows S16, S30, S32, S35, S36, S41, S43, S75, S76.
#[test]
fn what_the_guides_have_people_enter_is_sound() {
    for (mapping, targets) in [
        ("entra-gitlab-11.10", &["gitlab-saas-11.10"][..]),
        ("entra-gitlab-14", &["gitlab-saas-14", "gitlab-saas-15"]),
        ("entra-gitlab-14-blank-names", &["gitlab-saas-14"]),
        (
            "entra-gitlab-now",
            &[
                "gitlab-saas-16-flag-off",
                "gitlab-saas-16.4",
                "gitlab-saas-now",
                "gitlab-self-managed-groups",
            ],
        ),
        (
            "okta-gitlab",
            &[
                "gitlab-saas-14",
                "gitlab-saas-now",
                "gitlab-self-managed-16",
            ],
        ),
        ("onelogin-gitlab", &["gitlab-saas-14"]),
    ] {
        for target in targets {
            let nothing: [String; 0] = [];
            assert_eq!(
                said(&bundled(mapping), target, None),
                nothing,
                "{mapping} {target}"
            );
        }
    }
}

/// Shows S31, S33.
#[test]
fn another_name_id_goes_with_another_source() {
    let mapping = bundled("entra-gitlab-11.10-employee-id");
    let nothing: [String; 0] = [];
    assert_eq!(
        said(&mapping, "gitlab-saas-11.10", Some("user.employeeid")),
        nothing
    );
    assert_eq!(
        said(&mapping, "gitlab-saas-11.10", None),
        [
            "error[name-id] `id` comes from `employeeId`, `NameID` from `objectId`",
            "error[name-id] `externalId` comes from `employeeId`, `NameID` from `objectId`",
        ]
    );
    let mapping = bundled("entra-gitlab-14-mail");
    assert_eq!(said(&mapping, "gitlab-saas-14", Some("user.mail")), nothing);
}

/// Shows S16, S67, S76.
#[test]
fn a_name_id_from_elsewhere_is_graver_where_nobody_can_mend_it() {
    let mapping = bundled("entra-gitlab-now");
    let saas = said(&mapping, "gitlab-saas-now", Some("mail"));
    let text = "[name-id] `externalId` comes from `objectId`, `NameID` from `mail`";
    assert_eq!(saas, [format!("error{text}")]);
    let own = said(&mapping, "gitlab-self-managed-groups", Some("mail"));
    assert_eq!(own, [format!("warning{text}")]);
    // Okta sends its own id whatever the mapping says.
    let okta = said(
        &bundled("okta-gitlab"),
        "gitlab-saas-14",
        Some("user.login"),
    );
    assert_eq!(
        okta,
        ["error[name-id] `externalId` comes from `user.id`, `NameID` from `user.login`"]
    );
}

/// Shows S75.
#[test]
fn two_identifiers_have_one_source() {
    let lines = said(
        &bundled("entra-gitlab-11.10-different-ids"),
        "gitlab-saas-11.10",
        None,
    );
    assert_eq!(
        lines,
        [
            "error[name-id] `externalId` comes from `mailNickname`, `NameID` from `objectId`",
            "error[one-identifier] `id` comes from `objectId`, `externalId` from `mailNickname`",
        ]
    );
}

/// Shows S37, S41.
#[test]
fn people_are_looked_for_by_the_identifier_first() {
    let by_mail = said(
        &bundled("entra-gitlab-14-match-email"),
        "gitlab-saas-14",
        None,
    );
    assert_eq!(
        by_mail,
        [
            "error[precedence] matching precedence 1 is given to `emails[type eq \"work\"].value`, \
             not to `externalId`",
            "error[filter] the target has no filter for `emails[type eq \"work\"].value`",
        ]
    );
    let by_name = said(
        &bundled("entra-gitlab-14-match-user-name"),
        "gitlab-saas-14",
        None,
    );
    assert_eq!(
        by_name,
        [
            "error[precedence] matching precedence 1 is given to `userName`, not to `externalId`",
            "warning[user-name-match] `userName` is a matching attribute",
        ]
    );
    let older = said(
        &bundled("entra-gitlab-11.10-match-user-name"),
        "gitlab-saas-11.10",
        None,
    );
    assert_eq!(
        older,
        [
            "error[precedence] matching precedence 1 is given to `userName`, not to `id`",
            "error[filter] the target has no filter for `userName`",
        ]
    );
}

/// Shows S7, S8, S9, S10.
#[test]
fn support_for_identity_providers_came_one_by_one() {
    let okta = said(&bundled("okta-gitlab"), "gitlab-saas-11.10", None);
    assert_eq!(
        okta,
        [
            "warning[provider] Okta is not a supported identity provider of this target",
            "error[filter] the target has no filter for `userName`",
        ]
    );
    let other = said(&bundled("generic-default"), "gitlab-saas-now", None);
    assert!(rules(&other).contains(&"warning[provider]"), "{other:?}");
    let providers = |name| needs_of(name).unwrap().providers;
    assert_eq!(providers("gitlab-saas-11.10"), [(Family::Entra, "GitLab")]);
    assert!(providers("gitlab-saas-14").contains(&(Family::Okta, "GitLab")));
    assert!(providers("gitlab-saas-14").contains(&(Family::OneLogin, "OneLogin")));
}

#[test]
fn everything_that_a_new_user_must_have_is_mapped() {
    for (fields, missing) in [
        (&[Field::ExternalId][..], "`externalId` or `id`"),
        (&[Field::UserName], "`userName`"),
        (&[Field::Mail], "`emails[type eq \"work\"].value`"),
        (
            &[Field::FormattedName],
            "`name.formatted`, `displayName`, `name.givenName` or `name.familyName`",
        ),
    ] {
        let mut mapping = bundled("entra-gitlab-now");
        let kept = |row: &crate::idp::mapping::Row| {
            !Field::of(&row.target).is_some_and(|field| fields.contains(&field))
        };
        mapping.users.retain(kept);
        let lines = said(&mapping, "gitlab-saas-now", None);
        assert!(
            lines.contains(&format!("error[required] no row fills {missing}")),
            "{lines:?}"
        );
    }
}

/// Shows S35, S36, S37.
#[test]
fn the_list_of_attributes_is_that_of_the_guide() {
    let of = |target: &str, lines: &[(&str, bool, bool)]| {
        let name = target.replace("gitlab-saas", "entra-gitlab");
        let mut mapping = bundled(&name);
        let line = |(name, primary, required): &(&str, bool, bool)| ListedAttribute {
            name: (*name).to_owned(),
            primary: *primary,
            required: *required,
        };
        mapping.attributes = lines.iter().map(line).collect();
        said(&mapping, target, None)
    };
    // 11.10: `id` is the primary key and the only required attribute; 14: `externalId` too.
    let newer = [("id", true, true), ("externalId", false, true)];
    let text = "error[attribute-list] in the list of attributes";
    assert_eq!(of("gitlab-saas-14", &newer), [""; 0]);
    assert_eq!(
        of("gitlab-saas-11.10", &newer),
        [format!(
            "{text} `externalId` is required and not primary, it should be neither primary nor \
             required"
        )]
    );
    let older = [("id", true, true)];
    assert_eq!(of("gitlab-saas-11.10", &older), [""; 0]);
    assert_eq!(of("gitlab-saas-14", &older).len(), 1);
    let by_name = [("externalId", false, true), ("userName", true, true)];
    assert_eq!(
        of("gitlab-saas-14", &by_name),
        [
            format!(
                "{text} `id` is neither primary nor required, it should be primary and required"
            ),
            format!(
                "{text} `userName` is primary and required, it should be neither primary nor required"
            ),
        ]
    );
}

/// Shows S27, S89.
#[test]
fn groups_are_left_out_where_there_are_none() {
    let mapping = bundled("entra-gitlab-14-groups");
    let lines = said(&mapping, "gitlab-saas-14", None);
    assert_eq!(rules(&lines), ["warning[group-sync]"]);
    let lines = said(&mapping, "gitlab-self-managed-groups", None);
    assert!(!rules(&lines).contains(&"warning[group-sync]"), "{lines:?}");
}

#[test]
fn without_active_nobody_is_removed() {
    let mut mapping = bundled("entra-gitlab-now");
    mapping
        .users
        .retain(|row| Field::of(&row.target) != Some(Field::Active));
    let lines = said(&mapping, "gitlab-saas-now", None);
    assert_eq!(rules(&lines), ["warning[deactivation]"]);
}

/// People with these attributes.
fn directory(people: &[(&str, &[(&str, &str)])]) -> Directory {
    let attributes = |entries: &[(&str, &str)]| -> Attributes {
        let entry = |(name, value): &(&str, &str)| ((*name).to_owned(), vec![(*value).to_owned()]);
        entries.iter().map(entry).collect()
    };
    Directory {
        name: "test".into(),
        people: people
            .iter()
            .map(|(key, entries)| ((*key).to_owned(), attributes(entries).into()))
            .collect(),
        groups: IndexMap::new(),
    }
}

const ADA: &[(&str, &str)] = &[
    ("userName", "ada@x.example"),
    ("email", "ada@x.example"),
    ("mailNickname", "ada"),
    ("displayName", "Ada Lovelace"),
];

fn changed<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = ADA
        .iter()
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    let more = changes.iter().filter(|(_, value)| !value.is_empty());
    kept.chain(more).copied().collect()
}

/// Shows S42, S84.
#[test]
fn values_of_people_make_sense() {
    for (mapping, changes, wanted) in [
        ("entra-gitlab-now", &[][..], &[][..]),
        (
            "entra-gitlab-now",
            &[("mailNickname", "")],
            &["error[empty-value] `userName` has no value for some people: bob"],
        ),
        (
            "entra-gitlab-now",
            &[("mailNickname", "ada b")],
            &["warning[blanks] `userName` has blanks where none belong: bob"],
        ),
        (
            "entra-gitlab-now",
            &[("mailNickname", "ADA")],
            &["warning[duplicate] `userName` is the same for some people: ada, bob"],
        ),
        (
            "entra-gitlab-now",
            &[("mailNickname", "bob@x.example")],
            &["warning[address-as-name] `userName` is a mail address: bob"],
        ),
        (
            "entra-gitlab-now",
            &[("userName", "bob"), ("email", "bob")],
            &["error[no-address] `emails[type eq \"work\"].value` is not a mail address: bob"],
        ),
        (
            "entra-gitlab-now-mail",
            &[("email", "ada@x.example"), ("givenName", "Bob")],
            &[
                "error[duplicate] `emails[type eq \"work\"].value` is the same for some people: ada, \
                 bob",
                "error[nameless] some people have no name: ada",
            ],
        ),
        (
            "entra-gitlab-now",
            &[("email", "bob.b@x.example")],
            &[
                "warning[other-mail] `emails[type eq \"work\"].value` is not the mail address of some \
                 people: bob",
            ],
        ),
        (
            "entra-gitlab-now",
            &[("displayName", " ")],
            &[
                "warning[blanks] `name.formatted` has blanks where none belong: bob",
                "error[nameless] some people have no name: bob",
            ],
        ),
        (
            "entra-gitlab-14-mail",
            &[("email", "ADA@x.example"), ("userName", "ADA@x.example")],
            &[
                "error[duplicate] `externalId` is the same for some people: ada, bob",
                "error[duplicate] `emails[type eq \"work\"].value` is the same for some people: ada, \
                 bob",
            ],
        ),
    ] {
        let own = [
            ("userName", "bob@x.example"),
            ("email", "bob@x.example"),
            ("mailNickname", "bob"),
        ];
        let own = own
            .iter()
            .filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
        let all: Vec<_> = own.chain(changes).copied().collect();
        let people = directory(&[("ada", ADA), ("bob", &changed(&all))]);
        let name_id = mapping.ends_with("14-mail").then_some("mail");
        let target = if mapping.contains("14") {
            "gitlab-saas-14"
        } else {
            "gitlab-saas-now"
        };
        let lines = judged(&bundled(mapping), target, name_id, Some(&people));
        assert_eq!(lines, wanted, "{mapping} {changes:?}");
    }
}

/// Shows S91, S92.
#[test]
fn an_empty_name_beats_the_display_name() {
    let people = directory(&[("ada", ADA)]);
    let lines = |mapping| judged(&bundled(mapping), "gitlab-saas-14", None, Some(&people));
    assert_eq!(
        lines("entra-gitlab-14-empty-names"),
        ["error[nameless] some people have no name: ada"]
    );
    assert_eq!(lines("entra-gitlab-14-blank-names"), [""; 0]);
    assert_eq!(lines("entra-gitlab-14"), [""; 0]);
}

#[test]
fn many_people_are_not_all_named() {
    let many: Vec<(String, _)> = (1..=5).map(|at| (format!("p{at}"), ADA)).collect();
    let many: Vec<_> = many
        .iter()
        .map(|(key, entries)| (key.as_str(), *entries))
        .collect();
    let people = directory(&many);
    let lines = judged(
        &bundled("entra-gitlab-now"),
        "gitlab-saas-now",
        None,
        Some(&people),
    );
    assert!(lines[0].ends_with(": p1, p2, p3 and 2 more"), "{lines:?}");
}

#[test]
fn findings_point_at_the_part_that_is_meant() {
    let mapping = bundled("entra-gitlab-14-match-email");
    let findings = check(&Question {
        mapping: &mapping,
        family: Family::Entra,
        needs: needs_of("gitlab-saas-14").unwrap(),
        name_id: None,
        directory: None,
    });
    let Place::Row(row, Part::Match) = findings[0].place else {
        panic!("{:?}", findings[0].place);
    };
    assert_eq!(
        mapping.users[row].source,
        Source::Attribute("userPrincipalName".into())
    );
}

#[test]
fn a_name_id_is_written_as_admins_see_it() {
    let read =
        |family, text| NameId::parse(family, text).map(|name_id| name_id.attribute().to_owned());
    let ok = |name: &str| Ok(name.to_owned());
    assert_eq!(read(Family::Entra, "user.objectid"), ok("objectId"));
    assert_eq!(read(Family::Entra, "objectId"), ok("objectId"));
    assert_eq!(
        read(Family::Entra, "user.userprincipalname"),
        ok("userPrincipalName")
    );
    assert_eq!(
        read(Family::Okta, r#"user.getInternalProperty("id")"#),
        ok("user.id")
    );
    assert_eq!(read(Family::Okta, "user.login"), ok("user.login"));
    assert_eq!(read(Family::OneLogin, "id"), ok("id"));
    let wrong = read(Family::Entra, "user.objectidd").unwrap_err();
    assert_eq!(wrong, "did you mean `objectId`?");
    assert_eq!(NameId::usual(Family::Keycloak), None);
}

/// Shows S7, S8, S11.
#[test]
fn every_profile_of_the_bundled_server_has_its_needs() {
    let names: Vec<_> = TARGETS.iter().map(|needs| needs.name).collect();
    let profiles: Vec<_> = GITLAB_PROFILES.iter().map(|profile| profile.name).collect();
    assert_eq!(names, profiles);
    for (needs, profile) in TARGETS.iter().zip(GITLAB_PROFILES) {
        let of_gitlab = needs.providers.iter().filter(|(_, by)| *by == "GitLab");
        let known: BTreeSet<_> = of_gitlab.map(|(family, _)| *family).collect();
        let named = profile.providers.iter().map(|name| match *name {
            "Azure" | "Microsoft Entra ID" => Family::Entra,
            "Okta" => Family::Okta,
            other => panic!("{other}"),
        });
        assert_eq!(known, named.collect(), "{}", needs.name);
        let is_saas = profile.offering.starts_with("GitLab.com");
        assert_eq!(needs.offering == Offering::Saas, is_saas, "{}", needs.name);
        let has_groups = profile.switches.contains(&("groups-endpoint", "on"));
        assert_eq!(needs.groups, has_groups, "{}", needs.name);
        let filters_names = !profile.switches.contains(&("filter-username", "off"));
        assert_eq!(
            needs.filters.contains(&Field::UserName),
            filters_names,
            "{}",
            needs.name
        );
    }
}
