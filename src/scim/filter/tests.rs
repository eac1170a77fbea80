use serde_json::{Value, json};

use super::*;
use crate::scim::error::{ScimError, ScimType};
use crate::scim::mode::Mode;
use crate::scim::schema::{ResourceType, urn};

fn people() -> Vec<Value> {
    vec![
        json!({
            "schemas": [urn::USER, urn::ENTERPRISE_USER],
            "id": "Id1",
            "externalId": "AbC",
            "userName": "BJensen@example.com",
            "name": { "familyName": "O'Malley", "givenName": "Barbara" },
            "title": "Tour Guide",
            "active": true,
            "emails": [
                { "type": "work", "value": "bj@example.com", "primary": true },
                { "type": "home", "value": "babs@jensen.org" },
            ],
            "x509Certificates": [{ "value": "AA==" }],
            "meta": { "resourceType": "User", "created": "2011-05-13T04:42:34Z" },
            urn::ENTERPRISE_USER: { "department": "Tours", "manager": { "value": "Id2" } },
        }),
        json!({
            "schemas": [urn::USER],
            "id": "Id2",
            "userName": "jsmith",
            "displayName": "a and (b) or not pr",
            "title": null,
            "active": false,
            "emails": [],
            "meta": { "resourceType": "User", "created": "2012-05-13T04:42:34Z" },
        }),
    ]
}

/// Which of the two people match, as their numbers.
fn hits(text: &str, mode: Mode) -> Result<Vec<usize>, ScimError> {
    let filter = Filter::parse(text, mode).map_err(|e| e.to_scim(ScimType::InvalidFilter))?;
    let bound = filter.bind(&ResourceType::user(), mode)?;
    let people = people();
    let all = people.iter().zip(1..);
    Ok(all
        .filter(|(person, _)| bound.matches(person))
        .map(|(_, number)| number)
        .collect())
}

// holds: RFC7644-3.4.2.2-12, RFC7644-3.4.2.2-19, RFC7644-3.4.2.2-20, RFC7644-3.4.2.2-25
// holds: RFC7644-3.4.2.2-26
#[test]
fn filters_find_who_they_should() {
    for (text, want) in [
        // Operators, RFC 7644 table 3.
        (r#"userName eq "bjensen@EXAMPLE.com""#, &[1][..]),
        (r#"userName ne "jsmith""#, &[1]),
        (r#"userName co "ENSEN""#, &[1]),
        (r#"userName sw "JSMITH""#, &[2]),
        (r#"userName ew "smith""#, &[2]),
        (r#"userName gt "bz""#, &[2]),
        (r#"userName le "jsmith""#, &[1, 2]),
        ("title pr", &[1]),
        ("name pr", &[1]),
        ("emails pr", &[1]),
        ("active eq true", &[1]),
        ("active ne true", &[2]),
        // Case counts where the schema says so.
        (r#"id eq "id1""#, &[]),
        (r#"externalId eq "AbC""#, &[1]),
        (r#"externalId eq "abc""#, &[]),
        (r#"meta.resourceType eq "user""#, &[]),
        // Names and operators in any case.
        (
            r#"USERNAME Eq "jsmith" OR Name.FamilyName EQ "o'malley""#,
            &[1, 2],
        ),
        ("NOT(title PR)", &[2]),
        ("not (title pr)", &[2]),
        // Instants.
        (r#"meta.created eq "2011-05-13T06:42:34+02:00""#, &[1]),
        (r#"meta.created gt "2011-05-13T06:42:34+02:00""#, &[2]),
        (r#"meta.created ge "2011-05-13T04:42:34.000Z""#, &[1, 2]),
        (r#"meta.created sw "2012""#, &[2]),
        // Precedence and brackets.
        (
            r#"active eq false or active eq true and title eq "none""#,
            &[2],
        ),
        (
            r#"(active eq false or active eq true) and title eq "none""#,
            &[],
        ),
        ("not (active eq true) and userName pr", &[2]),
        (r#"((userName eq "jsmith"))"#, &[2]),
        // Several values.
        (r#"emails.value eq "babs@jensen.org""#, &[1]),
        (r#"emails co "jensen.org""#, &[1]),
        (r#"emails.type eq "work" and emails.value co "babs""#, &[1]),
        (r#"emails[type eq "work" and value co "babs"]"#, &[]),
        (
            r#"emails[type eq "work" or (type eq "home" and value ew "x")]"#,
            &[1],
        ),
        (r#"emails[not (type eq "work")]"#, &[1]),
        ("emails[primary eq false]", &[1]),
        ("emails.primary eq false", &[1]),
        ("emails[type pr and primary eq true]", &[1]),
        // Extensions.
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"jsmith\"",
            &[2],
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"tours\"",
            &[1],
        ),
        (
            "URN:ietf:params:scim:schemas:extension:enterprise:2.0:USER:manager.value eq \"Id2\"",
            &[1],
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager pr",
            &[1],
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr",
            &[1],
        ),
        (
            "schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"",
            &[1],
        ),
        // Absence.
        ("title eq null", &[2]),
        ("title ne null", &[1]),
        (r#"title ne "x""#, &[1, 2]),
        (r#"displayName ne "x""#, &[1, 2]),
        // Reserved words in text.
        (r#"displayName eq "A and (b) or not PR""#, &[2]),
    ] {
        for mode in [Mode::Strict, Mode::Lenient] {
            assert_eq!(hits(text, mode).unwrap(), want, "{text}");
        }
    }
}

#[test]
fn what_entra_sends_is_understood_when_lenient() {
    for (text, want) in [
        (
            r#"emails[type eq "work"].value eq "BJ@example.com""#,
            &[1][..],
        ),
        (r#"emails[type eq "work"].value eq "babs@jensen.org""#, &[]),
        (r#"emails[primary eq "True"].value pr"#, &[1]),
        (r#"id eq "Id1" and manager eq "Id2""#, &[1]),
        ("active eq True", &[1]),
        ("title eq NULL", &[2]),
        (r#"active eq "False""#, &[2]),
    ] {
        assert_eq!(hits(text, Mode::Lenient).unwrap(), want, "{text}");
        let error = hits(text, Mode::Strict).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{text}");
    }
}

// holds: RFC7644-3.4.2.2-14, RFC7644-3.4.2.2-15, RFC7644-3.4.2.2-35, RFC7644-3.4.2.2-36
// holds: RFC7644-3.4.2.2-37
#[test]
fn what_cannot_be_answered_is_refused() {
    for text in [
        "",
        "   ",
        "userName",
        "userName eq",
        "userName = \"x\"",
        "userName regex \"x\"",
        "(userName eq \"x\"",
        "userName eq \"x\")",
        "\"x\" eq userName",
        "userName eq \"x\" junk",
        "userName eq x\"",
        "userName eq jyoung",
        "userName sw 'Group'",
        "userName eq \"\\x\"",
        "userName eq\"x\"",
        "userName eq \"x\"and title pr",
        "userName eq \"x\" or",
        "and title pr",
        "not title pr",
        "emails[type eq \"a\" and x[y eq \"b\"]]",
        "emails[]",
        "emails [type pr]",
        "emails[type pr",
        "noSuchAttr eq \"x\"",
        "emails[noSuch pr]",
        "name eq \"x\"",
        "active gt true",
        "active ge true",
        "active co \"t\"",
        "active eq \"maybe\"",
        "x509Certificates.value gt \"AA==\"",
        "x509Certificates lt \"AA==\"",
        "meta.created gt 5",
        "meta.created gt \"yesterday\"",
        "userName eq 5",
        "userName gt null",
        "password pr",
        "password eq \"x\"",
        "password sw \"x\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User eq \"x\"",
    ] {
        for mode in [Mode::Strict, Mode::Lenient] {
            let error = hits(text, mode).unwrap_err();
            assert_eq!(
                (error.status, error.scim_type),
                (400, Some(ScimType::InvalidFilter)),
                "{text}"
            );
        }
    }
}

#[test]
fn errors_say_what_was_expected() {
    for (text, span, message) in [
        (
            "userName eq jyoung",
            12..18,
            "expected a JSON value after `eq` (text stands in double quotes), got `jyoung`",
        ),
        (
            "userName eq \"x",
            12..14,
            "expected a closing `\"`, got the end of the text",
        ),
        (
            "a pr b pr",
            5..6,
            "expected the end of the text, or `and` or `or` between conditions, got `b`",
        ),
    ] {
        let error = Filter::parse(text, Mode::Lenient).unwrap_err();
        assert_eq!((error.span, error.message.as_str()), (span, message));
    }
}

#[test]
fn size_is_limited() {
    let nested = |n: usize| format!("{}a pr{}", "(".repeat(n), ")".repeat(n));
    let chained = |n: usize| vec!["a pr"; n].join(" or ");
    let parse = |text: String| Filter::parse(&text, Mode::Lenient).map(|_| ());
    assert_eq!(parse(nested(MAX_DEPTH)), Ok(()));
    assert!(parse(nested(MAX_DEPTH + 1)).is_err());
    assert!(parse(nested(20_000)).is_err());
    assert!(parse("not (".repeat(10_000)).is_err());
    assert_eq!(parse(chained(MAX_TERMS)), Ok(()));
    assert!(parse(chained(MAX_TERMS + 1)).is_err());
    assert!(parse(format!("a eq \"{}\"", "x".repeat(MAX_LENGTH))).is_err());
}

#[test]
fn text_is_json() {
    let filter = Filter::parse(r#"a eq "\"\\é \u00e9 + & #""#, Mode::Strict).unwrap();
    assert_eq!(filter.to_string(), r#"a eq "\"\\é é + & #""#);
}

#[test]
fn printing_keeps_the_grouping() {
    for text in [
        "a pr and (b pr or c pr)",
        "a pr and b pr or not (c pr and d pr)",
        "a pr and (b pr and c pr)",
        "a pr or (b pr or c pr)",
        "emails[type eq \"work\" and not (value pr)]",
        "emails[type eq \"work\"].value eq -1.5",
    ] {
        assert_eq!(
            Filter::parse(text, Mode::Lenient).unwrap().to_string(),
            text
        );
    }
}

// holds: RFC7644-3.4.2.2-13
#[test]
fn numbers_are_compared_as_numbers() {
    let mut resource_type = ResourceType::user();
    let title = resource_type
        .schema
        .attributes
        .iter_mut()
        .find(|a| a.name == "title")
        .unwrap();
    title.kind = crate::scim::schema::AttributeType::Integer;
    let person = json!({ "title": 9 });
    for (text, want) in [
        ("title lt 10", true),
        ("title gt 10", false),
        ("title eq 9.0", true),
        ("title le 9", true),
        ("title ge 18446744073709551615", false),
    ] {
        let filter = Filter::parse(text, Mode::Strict).unwrap();
        assert_eq!(
            filter
                .bind(&resource_type, Mode::Strict)
                .unwrap()
                .matches(&person),
            want
        );
    }
}

#[test]
fn equalities_show_for_an_index() {
    let equalities = |text: &str| {
        let filter = Filter::parse(text, Mode::Lenient).unwrap();
        let mut user = ResourceType::user();
        let tags = user.schema.attributes.iter_mut();
        let tags = tags.filter(|attribute| attribute.name == "title");
        tags.for_each(|title| title.multi_valued = true);
        let bound = filter.bind(&user, Mode::Lenient).unwrap();
        let found = bound.equalities().into_iter();
        let found: Vec<String> = found
            .map(|(path, value)| format!("{path}={value}"))
            .collect();
        found.join(" ")
    };
    let manager = format!("{}:manager.value=7", urn::ENTERPRISE_USER);
    for (text, want) in [
        ("USERNAME eq \"Ada\"", "userName=Ada"),
        ("emails eq \"Ada\"", "emails.value=Ada"),
        ("manager eq \"7\"", &manager),
        (
            "userName eq \"a\" and active eq true and (title eq \"b\" and id pr)",
            "userName=a title=b",
        ),
        (
            "emails[type eq \"work\"].value eq \"x\"",
            "emails.type=work emails.value=x",
        ),
        (
            "emails[value eq \"x\" and primary eq true]",
            "emails.value=x",
        ),
        ("title[value eq \"x\"]", "title=x"),
        ("userName ne \"Ada\"", ""),
        ("userName eq \"a\" or userName eq \"b\"", ""),
        ("emails[value eq \"a\" or value eq \"b\"]", ""),
        ("not (userName eq \"a\") and active eq true", ""),
    ] {
        assert_eq!(equalities(text), want, "{text}");
    }
}

#[test]
fn groups_are_found_by_a_member() {
    let team = json!({ "displayName": "Team", "members": [{ "value": "a" }, { "value": "b" }] });
    for (text, want) in [
        ("members eq \"b\"", true),
        ("members.value eq \"c\"", false),
        ("members[value eq \"a\"]", true),
        ("displayName eq \"TEAM\" and members pr", true),
    ] {
        let filter = Filter::parse(text, Mode::Strict).unwrap();
        let bound = filter.bind(&ResourceType::group(), Mode::Strict).unwrap();
        assert_eq!(bound.matches(&team), want, "{text}");
    }
}

#[test]
fn long_numbers_are_read_exactly() {
    for number in ["1313548656667760234038", &"1".repeat(61)] {
        let text = format!("meta.version gt {number}");
        let filter = Filter::parse(&text, Mode::Strict).unwrap();
        let printed = filter.to_string();
        assert_eq!(
            Filter::parse(&printed, Mode::Strict),
            Ok(filter),
            "{printed}"
        );
    }
}
