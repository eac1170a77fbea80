//! `/quirks`: the defects of the server, for all tenants.

use axum::extract::Request;
use serde_json::{Value, json};

use super::params::Params;
use super::plane::Plane;
use super::reply::Refusal;
use crate::server::http::body;
use crate::server::quirks::{AREAS, QuirkSet};

/// Largest body in bytes.
const LIMIT: usize = 1 << 16;

/// `GET`: the catalogue, and which quirks the server has now.
pub(super) async fn list(plane: Plane, request: Request) -> Result<Value, Refusal> {
    Params::parse(request.uri().query(), &[])?;
    let now = plane.app.quirks.get();
    let listed = AREAS.iter().flat_map(|area| {
        area.entries.iter().map(|entry| {
            json!({
                "name": entry.name,
                "area": area.title,
                "breaks": entry.breaks,
                "hurts": entry.hurts,
                "source": entry.source,
                "enabled": now.has(entry.quirk),
            })
        })
    });
    Ok(json!({ "quirks": listed.collect::<Vec<_>>() }))
}

/// `PUT`: exactly these.
pub(super) async fn replace(plane: Plane, request: Request) -> Result<Value, Refusal> {
    let named = named(&plane, request).await?;
    Ok(change(&plane, |_| named))
}

/// `POST`: these too.
pub(super) async fn add(plane: Plane, request: Request) -> Result<Value, Refusal> {
    let named = named(&plane, request).await?;
    Ok(change(&plane, |now| {
        named
            .entries()
            .fold(now, |set, entry| set.with(entry.quirk))
    }))
}

/// `DELETE`: none any more, or none of those that the parameter `name` lists.
pub(super) async fn remove(plane: Plane, request: Request) -> Result<Value, Refusal> {
    let params = Params::parse(request.uri().query(), &["name"])?;
    let gone = params.get("name").map(parsed).transpose()?;
    Ok(change(&plane, |now| {
        gone.map_or_else(QuirkSet::default, |gone| {
            gone.entries()
                .fold(now, |set, entry| set.without(entry.quirk))
        })
    }))
}

/// Changes the quirks, and tells which there are now.
fn change(plane: &Plane, change: impl FnOnce(QuirkSet) -> QuirkSet) -> Value {
    let now = plane.app.quirks.change(change);
    let names: Vec<&str> = now.entries().map(|entry| entry.name).collect();
    json!({ "enabled": names })
}

/// The quirks of a body `{"quirks": [NAME, …]}`.
async fn named(plane: &Plane, request: Request) -> Result<QuirkSet, Refusal> {
    Params::parse(request.uri().query(), &[])?;
    let bytes = body::read(request.into_body(), LIMIT, plane.app.read_timeout).await?;
    let body = body::parse(&bytes)?;
    let names = body["quirks"].as_array();
    let names: Option<Vec<&str>> =
        names.and_then(|names| names.iter().map(Value::as_str).collect());
    let names = names.ok_or_else(|| {
        Refusal::new(
            400,
            "the body names no quirks",
            "send {\"quirks\": [\"NAME\"]}",
        )
    })?;
    parsed(&names.join(","))
}

fn parsed(names: &str) -> Result<QuirkSet, Refusal> {
    QuirkSet::parse(names).map_err(|error| {
        Refusal::new(
            400,
            error.to_string(),
            "GET of the same path lists them all",
        )
    })
}
