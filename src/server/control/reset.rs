//! `POST /reset`: a tenant as if it was never used.

use axum::extract::Request;
use serde_json::{Value, json};

use super::params::{Params, Tenants};
use super::plane::{Plane, blocking};
use super::reply::Refusal;

/// Empties a tenant, or all. Quirks and the log of requests stay.
pub(super) async fn reset(plane: Plane, request: Request) -> Result<Value, Refusal> {
    let params = Params::parse(request.uri().query(), &["tenant"])?;
    let tenants = params
        .tenants()?
        .unwrap_or_else(|| Tenants::One(String::new()));
    if let Some(hosts) = &plane.app.gitlab {
        let removed = match &tenants {
            Tenants::All => hosts.reset_all(),
            Tenants::One(name) => hosts.reset(name),
        };
        return Ok(json!({ "removed": removed }));
    }
    let service = plane.app.service;
    let removed = blocking(move || match tenants {
        Tenants::All => service.reset_all(),
        Tenants::One(name) => service.reset(&name),
    })
    .await??;
    Ok(json!({ "removed": removed }))
}
