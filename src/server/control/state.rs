//! `GET /state`: what the store holds, whatever quirks make of it on the wire.

use axum::extract::Request;
use serde_json::{Map, Value, json};

use super::params::{Params, Tenants};
use super::plane::{Plane, blocking};
use super::reply::Refusal;
use crate::server::gitlab::{self, Hosts};
use crate::server::rfc::Held;

/// Without `tenant` the tenants that hold something, with it the resources of that tenant, in the
/// order of their creation.
pub(super) async fn state(plane: Plane, request: Request) -> Result<Value, Refusal> {
    let params = Params::parse(request.uri().query(), &["tenant"])?;
    if let Some(hosts) = &plane.app.gitlab {
        return host_state(hosts, params.tenants()?);
    }
    let service = plane.app.service;
    match params.tenants()? {
        None | Some(Tenants::All) => {
            let tenants = blocking(move || service.tenants()).await??;
            let shown = tenants.into_iter().map(|(name, counts)| {
                let counts: Map<String, Value> = counts
                    .into_iter()
                    .map(|(kind, count)| (kind, count.into()))
                    .collect();
                json!({ "tenant": shown_name(&name), "resources": counts })
            });
            Ok(json!({ "tenants": shown.collect::<Vec<_>>() }))
        }
        Some(Tenants::One(name)) => {
            let shown = shown_name(&name);
            let held = blocking(move || service.held(&name)).await??;
            let resources: Vec<Value> = held.into_iter().map(resource).collect();
            Ok(json!({ "tenant": shown, "resources": resources }))
        }
    }
}

/// The same of a GitLab profile: its accounts.
fn host_state(hosts: &Hosts, tenants: Option<Tenants>) -> Result<Value, Refusal> {
    match tenants {
        None | Some(Tenants::All) => {
            let tenants = hosts.tenants().into_iter().map(|(name, count)| {
                json!({ "tenant": shown_name(&name), "resources": { "Account": count } })
            });
            Ok(json!({ "tenants": tenants.collect::<Vec<_>>() }))
        }
        Some(Tenants::One(name)) => hosts
            .with(&name, |host| {
                gitlab::perform(host, "accounts", &Value::Null)
            })
            .map(|seen| json!({ "tenant": shown_name(&name), "resources": seen["accounts"] }))
            .map_err(|refusal| Refusal {
                status: 500,
                message: refusal.message,
                hint: refusal.hint,
            }),
    }
}

/// The default tenant has no name.
pub(super) fn shown_name(tenant: &str) -> Value {
    if tenant.is_empty() {
        Value::Null
    } else {
        tenant.into()
    }
}

/// The stored form: canonical names, without what is made anew for each answer. There are no
/// passwords in it, for the server keeps none.
fn resource(held: Held) -> Value {
    let stored = held.stored;
    json!({
        "resourceType": held.kind,
        "id": stored.id,
        "place": stored.seq,
        "version": stored.version,
        "created": format!("{:.3}", stored.created),
        "lastModified": format!("{:.3}", stored.modified),
        "attributes": stored.body,
    })
}
