//! `POST /seed`: resources for a tenant, all of them or none.

use axum::extract::Request;
use serde_json::{Value, json};

use super::params::Params;
use super::plane::{Plane, blocking};
use super::reply::Refusal;
use super::{SeedReader, SeedRefusal};
use crate::server::http::body;
use crate::server::rfc::Service;

/// Largest seed in bytes: room for some ten thousand people.
const LIMIT: usize = 16 << 20;

/// Makes the resources of the body. The type of the body does not matter, only what is in it.
pub(super) async fn seed(plane: Plane, request: Request) -> Result<Value, Refusal> {
    let params = Params::parse(request.uri().query(), &["tenant"])?;
    let tenant = params.tenant()?;
    let bytes = body::read(request.into_body(), LIMIT, plane.app.read_timeout).await?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Refusal::new(
            400,
            "the body is not UTF-8 text",
            "save it with that encoding",
        )
    })?;
    let made = blocking(move || {
        if plane.app.gitlab.is_some() {
            return Err(no_seed());
        }
        load(
            &plane.app.service,
            Some(&plane.control.reader),
            &tenant,
            &text,
        )
    })
    .await?;
    let ids = made.map_err(|refusal| Refusal {
        status: 400,
        message: refusal.message,
        hint: refusal.hint,
    })?;
    Ok(json!({ "made": ids.len(), "ids": ids }))
}

/// Makes the resources that a text stands for, and gives their ids.
pub(in crate::server) fn load(
    service: &Service,
    reader: Option<&SeedReader>,
    tenant: &str,
    text: &str,
) -> Result<Vec<String>, SeedRefusal> {
    let resources = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(mut members)) if members.contains_key("Resources") => {
            match members.swap_remove("Resources") {
                Some(Value::Array(resources)) => resources,
                _ => return Err(no_list()),
            }
        }
        _ => match reader {
            Some(reader) => reader(text)?,
            None => return Err(no_list()),
        },
    };
    service
        .seed(tenant, &resources)
        .map_err(|error| SeedRefusal {
            message: format!("Resources[{}]: {}", error.place, error.error.detail),
            hint: Some("nothing of the seed was kept".to_owned()),
        })
}

/// What is said where there is nothing to seed.
pub(in crate::server) fn no_seed() -> SeedRefusal {
    SeedRefusal {
        message: "a GitLab host is not seeded with SCIM resources".to_owned(),
        hint: Some("add accounts through the control plane: `POST /gitlab/add-account`".to_owned()),
    }
}

fn no_list() -> SeedRefusal {
    SeedRefusal {
        message: "`Resources` is not a list".to_owned(),
        hint: Some("it must hold SCIM users and groups".to_owned()),
    }
}
