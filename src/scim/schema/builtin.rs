//! User, Enterprise User and Group (RFC 7643 §4, §8.7.1), with the verified errata: 5368 (a group
//! needs `displayName`), 6004 (no uniqueness on complex attributes), 8471 (`groups.$ref` points to
//! groups only), 8472 (`manager.value` is case exact). Two things go beyond the printed schema
//! because the prose uses them: `addresses.primary` (§2.4) and `members.display` (erratum 6011).

use super::common::attr;
use super::model::{Attribute, AttributeType, ResourceType, Returned, Schema, Uniqueness};
use super::urn;

/// The core schema of a user.
pub fn user() -> Schema {
    Schema {
        id: urn::USER.to_owned(),
        name: "User".to_owned(),
        description: "A person's account.".to_owned(),
        attributes: vec![
            attr("userName", "Name that the person signs in with.")
                .required()
                .unique(Uniqueness::Server),
            attr("name", "Parts of the person's name.").parts(vec![
                attr("formatted", "The whole name, as it is shown."),
                attr("familyName", "Family name."),
                attr("givenName", "Given name."),
                attr("middleName", "Middle names."),
                attr("honorificPrefix", "Title before the name, such as `Dr.`."),
                attr("honorificSuffix", "Suffix after the name, such as `III`."),
            ]),
            attr("displayName", "Name as it is shown to others."),
            attr("nickName", "Name that friends use."),
            attr("profileUrl", "Page about the person.")
                .kind(AttributeType::Reference)
                .refers_to(&["external"]),
            attr("title", "Position, such as `Vice President`."),
            attr(
                "userType",
                "Relation to the organisation, such as `Contractor`.",
            ),
            attr(
                "preferredLanguage",
                "Languages that the person prefers, as in Accept-Language.",
            ),
            attr(
                "locale",
                "Language tag by which dates and numbers are shown.",
            ),
            attr("timezone", "Time zone by its IANA name."),
            attr("active", "Whether the account may be used.").kind(AttributeType::Boolean),
            attr(
                "password",
                "Password in clear text; it is never given back.",
            )
            .write_only()
            .returned(Returned::Never),
            plural(
                "emails",
                "Mail addresses.",
                attr("value", "Mail address."),
                WORK_HOME_OTHER,
            ),
            plural(
                "phoneNumbers",
                "Telephone numbers.",
                attr("value", "Telephone number, best as an RFC 3966 URI."),
                &["work", "home", "mobile", "fax", "pager", "other"],
            ),
            plural(
                "ims",
                "Addresses for instant messages.",
                attr("value", "Address."),
                &["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"],
            ),
            plural(
                "photos",
                "Pictures of the person.",
                attr("value", "URL of the picture.")
                    .kind(AttributeType::Reference)
                    .refers_to(&["external"]),
                &["photo", "thumbnail"],
            ),
            attr("addresses", "Postal addresses.")
                .parts(vec![
                    attr("formatted", "The whole address, as it is printed."),
                    attr("streetAddress", "Street, house number, post box."),
                    attr("locality", "City or locality."),
                    attr("region", "State or region."),
                    attr("postalCode", "Postal code."),
                    attr("country", "Country by its ISO 3166-1 alpha-2 code."),
                    attr("type", "Kind of address.").canonical(WORK_HOME_OTHER),
                    primary(),
                ])
                .multi(),
            attr(
                "groups",
                "Groups that the user belongs to; membership changes at the group.",
            )
            .parts(vec![
                attr("value", "Id of the group."),
                attr("$ref", "URI of the group.")
                    .kind(AttributeType::Reference)
                    .refers_to(&["Group"]),
                attr("display", "Name of the group."),
                attr("type", "Whether membership is direct.").canonical(&["direct", "indirect"]),
            ])
            .multi()
            .read_only(),
            plural(
                "entitlements",
                "What the user is entitled to.",
                attr("value", "Entitlement."),
                &[],
            ),
            plural("roles", "Roles of the user.", attr("value", "Role."), &[]),
            plural(
                "x509Certificates",
                "Certificates of the user.",
                attr("value", "DER-encoded certificate.").kind(AttributeType::Binary),
                &[],
            ),
        ],
    }
}

/// The enterprise extension of a user (RFC 7643 §4.3).
pub fn enterprise_user() -> Schema {
    Schema {
        id: urn::ENTERPRISE_USER.to_owned(),
        name: "EnterpriseUser".to_owned(),
        description: "What an enterprise knows about a user.".to_owned(),
        attributes: vec![
            attr(
                "employeeNumber",
                "Number or code that the organisation gave the person.",
            ),
            attr("costCenter", "Cost centre."),
            attr("organization", "Organisation."),
            attr("division", "Division."),
            attr("department", "Department."),
            attr("manager", "The person's manager.").parts(vec![
                attr("value", "Id of the manager's user.").exact(),
                attr("$ref", "URI of the manager's user.")
                    .kind(AttributeType::Reference)
                    .refers_to(&["User"]),
                attr("displayName", "Name of the manager.").read_only(),
            ]),
        ],
    }
}

/// The core schema of a group (RFC 7643 §4.2).
pub fn group() -> Schema {
    Schema {
        id: urn::GROUP.to_owned(),
        name: "Group".to_owned(),
        description: "A set of users and groups.".to_owned(),
        attributes: vec![
            attr("displayName", "Name of the group.").required(),
            attr("members", "Who belongs to the group.")
                .parts(vec![
                    attr("value", "Id of the member.").immutable(),
                    attr("$ref", "URI of the member.")
                        .kind(AttributeType::Reference)
                        .refers_to(&["User", "Group"])
                        .immutable(),
                    attr("type", "What the member is.")
                        .canonical(&["User", "Group"])
                        .immutable(),
                    attr("display", "Name of the member.").immutable(),
                ])
                .multi(),
        ],
    }
}

impl ResourceType {
    /// Users and groups.
    pub fn built_in() -> [Self; 2] {
        [Self::user(), Self::group()]
    }

    /// `/Users`, with the enterprise extension as an option.
    pub fn user() -> Self {
        Self {
            name: "User".to_owned(),
            endpoint: "/Users".to_owned(),
            description: "A person's account.".to_owned(),
            schema: user(),
            extensions: vec![(enterprise_user(), false)],
        }
    }

    /// `/Groups`.
    pub fn group() -> Self {
        Self {
            name: "Group".to_owned(),
            endpoint: "/Groups".to_owned(),
            description: "A set of users and groups.".to_owned(),
            schema: group(),
            extensions: Vec::new(),
        }
    }
}

const WORK_HOME_OTHER: &[&str] = &["work", "home", "other"];

/// A multi-valued attribute with the usual parts (RFC 7643 §2.4).
fn plural(name: &str, description: &str, value: Attribute, types: &[&str]) -> Attribute {
    attr(name, description)
        .parts(vec![
            value,
            attr("display", "Name as it is shown."),
            attr("type", "Label of its function.").canonical(types),
            primary(),
        ])
        .multi()
}

fn primary() -> Attribute {
    attr(
        "primary",
        "Whether it is the preferred one; at most one is.",
    )
    .kind(AttributeType::Boolean)
}
