//! `ServiceProviderConfig`, `ResourceTypes` and `Schemas` (RFC 7643 §5–§7, RFC 7644 §4).

use serde_json::{Value, json};

use super::bulk::MAX_OPERATIONS;
use super::window::{DEFAULT_RESULTS, MAX_RESULTS};
use super::{Answer, Limits, Query};
use crate::scim::error::ScimError;
use crate::scim::list::list_response;
use crate::scim::schema::{ResourceType, Schema, discovery_schemas, urn};

/// A question about the service itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Discovery {
    ServiceProviderConfig,
    ResourceTypes,
    ResourceType(String),
    Schemas,
    Schema(String),
}

impl Discovery {
    /// The answer, where `base` is the URL that `/Schemas` follows.
    ///
    /// Paging parameters do not matter here; a filter on a list is refused with 403
    /// (RFC 7644 §4).
    pub(crate) fn answer(
        &self,
        types: &[ResourceType],
        limits: Limits,
        base: &str,
        query: &Query,
    ) -> Answer {
        let is_list = matches!(self, Self::ResourceTypes | Self::Schemas);
        if is_list && query.filter.is_some() {
            return ScimError::status(403, "discovery lists cannot be filtered").into();
        }
        let found = match self {
            Self::ServiceProviderConfig => Some(service_provider_config(limits, base)),
            Self::ResourceTypes => Some(list(types.iter().map(|one| resource_type(one, base)))),
            Self::ResourceType(name) => types
                .iter()
                .find(|one| one.name == *name)
                .map(|one| resource_type(one, base)),
            Self::Schemas => Some(list(schemas(types).map(|one| schema(one, base)))),
            Self::Schema(id) => schemas(types)
                .find(|one| one.id.eq_ignore_ascii_case(id))
                .map(|one| schema(one, base)),
        };
        match found {
            Some(body) => Answer::message(200, body),
            None => ScimError::status(404, "no such resource type or schema").into(),
        }
    }
}

fn list(entries: impl Iterator<Item = Value>) -> Value {
    let entries: Vec<Value> = entries.collect();
    let total = entries.len() as u64;
    list_response(entries, total, 1)
}

/// Schemas of all resource types and of the answers of this module, each once.
fn schemas(types: &[ResourceType]) -> impl Iterator<Item = &Schema> {
    let mut seen = std::collections::BTreeSet::new();
    types
        .iter()
        .flat_map(ResourceType::schemas)
        .chain(discovery_schemas())
        .filter(move |schema| seen.insert(schema.id.as_str()))
}

fn resource_type(resource_type: &ResourceType, base: &str) -> Value {
    located(
        resource_type.to_json(),
        format!("{base}/ResourceTypes/{}", resource_type.name),
    )
}

fn schema(schema: &Schema, base: &str) -> Value {
    located(schema.to_json(), format!("{base}/Schemas/{}", schema.id))
}

fn located(mut resource: Value, location: String) -> Value {
    resource["meta"]["location"] = location.into();
    resource
}

/// What the server can do; a flag is true only for what it does in full.
fn service_provider_config(limits: Limits, base: &str) -> Value {
    json!({
        "schemas": [urn::SERVICE_PROVIDER_CONFIG],
        "patch": { "supported": true },
        "bulk": {
            "supported": true,
            "maxOperations": MAX_OPERATIONS,
            "maxPayloadSize": limits.body,
        },
        "filter": { "supported": true, "maxResults": MAX_RESULTS },
        "changePassword": { "supported": false },
        "sort": { "supported": true },
        "etag": { "supported": true },
        "pagination": {
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": DEFAULT_RESULTS,
            "maxPageSize": MAX_RESULTS,
            "cursorTimeout": limits.cursor_timeout.as_secs(),
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "A bearer token in the header `Authorization`.",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base}/ServiceProviderConfig"),
        },
    })
}
