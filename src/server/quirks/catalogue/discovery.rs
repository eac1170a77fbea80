//! What the server says of itself.

use super::Entry;
use crate::server::quirks::Quirk;

pub(super) const DISCOVERY: &[Entry] = &[
    Entry {
        quirk: Quirk::GroupsMissing,
        name: "groups-missing",
        breaks: "has no `/Groups`, although it declares the type",
        hurts: "Entra ID probes it: the test of the connection fails when groups are mapped",
        source: "pranems/SCIMServer, notes on validator runs",
    },
    Entry {
        quirk: Quirk::ConfigMissing,
        name: "config-missing",
        breaks: "has no ServiceProviderConfig",
        hurts: "scim2-cli and other clients that begin there; Entra ID and Okta do not",
        source: "GitLab, group SCIM API; RFC 7644 §4",
    },
    Entry {
        quirk: Quirk::ConfigAsList,
        name: "config-as-list",
        breaks: "answers ServiceProviderConfig with a list",
        hurts: "clients that read it",
        source: "PowerDMS/Owin.Scim#44 (where it was asked for); RFC 7644 §4",
    },
    Entry {
        quirk: Quirk::ConfigNeedsToken,
        name: "config-needs-token",
        breaks: "lets nobody read ServiceProviderConfig without a token",
        hurts: "clients that want to know how to authenticate",
        source: "onyx-dot-app/onyx#8454 (a review asks for it); RFC 7643 §5",
    },
    Entry {
        quirk: Quirk::ConfigSparse,
        name: "config-sparse",
        breaks: "leaves the limits out of ServiceProviderConfig",
        hurts: "clients that read limits fall back on wrong ones",
        source: "goauthentik/authentik#25057",
    },
    Entry {
        quirk: Quirk::ConfigDeniesPatch,
        name: "config-denies-patch",
        breaks: "says that it has no PATCH, although it has",
        hurts: "clients that read it replace by PUT; Entra ID and Okta do not read it",
        source: "RFC 7643 §5; goauthentik/authentik#25057",
    },
    Entry {
        quirk: Quirk::ResourceTypesBare,
        name: "resource-types-bare",
        breaks: "answers `/ResourceTypes` with an array",
        hurts: "clients that discover",
        source: "imulab/go-scim#14",
    },
    Entry {
        quirk: Quirk::ExtensionsAsObject,
        name: "extensions-as-object",
        breaks: "gives `schemaExtensions` as an object, not as a list",
        hurts: "clients that discover extensions",
        source: "RFC 7643 §6, erratum 7522",
    },
    Entry {
        quirk: Quirk::SchemasMissing,
        name: "schemas-missing",
        breaks: "has no `/Schemas`",
        hurts: "schema discovery of Entra ID",
        source: "wso2/product-is#5284",
    },
    Entry {
        quirk: Quirk::SchemasBare,
        name: "schemas-bare",
        breaks: "answers `/Schemas` with an array",
        hurts: "schema discovery of Entra ID",
        source: "pond/scimitar#117",
    },
    Entry {
        quirk: Quirk::SchemasUserOnly,
        name: "schemas-user-only",
        breaks: "lists the schema of users only",
        hurts: "schema discovery of Entra ID: no groups, no departments",
        source: "Microsoft Learn, gallery validation (no group schema, all group tests fail); RFC \
            7643 §7",
    },
    Entry {
        quirk: Quirk::DiscoveryByIdMissing,
        name: "discovery-by-id-missing",
        breaks: "has schemas and resource types as lists only",
        hurts: "clients that follow `meta.location`",
        source: "msaad00/agent-bom#3543; FusionAuth/fusionauth-issues#2793",
    },
    Entry {
        quirk: Quirk::ActiveDeclaredString,
        name: "active-declared-string",
        breaks: "declares `active` as a string",
        hurts: "clients that believe the schema send text",
        source: "limosa-io/laravel-scim-server#114",
    },
];
