//! `/requests`: the log of requests.

use axum::extract::Request;
use serde_json::{Value, json};

use super::params::{Params, Tenants};
use super::plane::{Plane, blocking};
use super::reply::Refusal;

/// `GET`: the requests that are still in the log, the oldest first; those of one tenant, or those
/// after a number, if the query says so.
pub(super) async fn list(plane: Plane, request: Request) -> Result<Value, Refusal> {
    let params = Params::parse(request.uri().query(), &["tenant", "since"])?;
    let tenants = params.tenants()?.unwrap_or(Tenants::All);
    let since = match params.get("since") {
        None => 0,
        Some(text) => text.parse().map_err(|_| {
            let message = format!("`since` is `{text}`, which is no number of a request");
            Refusal::new(400, message, "the `seq` of the last request that is known")
        })?,
    };
    blocking(move || {
        let (entries, last) = plane.control.log.since(since);
        let shown = entries
            .iter()
            .filter(|(_, entry)| match &tenants {
                Tenants::All => true,
                Tenants::One(name) => entry.tenant() == name,
            })
            .map(|(seq, entry)| entry.shown(*seq, &plane.control.masker));
        json!({ "last": last, "requests": shown.collect::<Vec<_>>() })
    })
    .await
}

/// `DELETE`: forgets them; the numbers go on.
pub(super) async fn clear(plane: Plane, request: Request) -> Result<Value, Refusal> {
    Params::parse(request.uri().query(), &[])?;
    Ok(json!({ "removed": plane.control.log.clear() }))
}
