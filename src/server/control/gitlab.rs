//! `POST /gitlab/{act}`: what happens at a GitLab host beside SCIM.

use axum::extract::Request;
use serde_json::Value;

use super::params::Params;
use super::plane::Plane;
use super::reply::Refusal;
use crate::server::gitlab::perform;
use crate::server::http::body;

/// Largest body in bytes.
const LIMIT: usize = 1 << 20;

/// Does an act; the body has its arguments, if it takes any.
pub(super) async fn act(plane: Plane, request: Request) -> Result<Value, Refusal> {
    let act = request.uri().path().rsplit('/').next().unwrap_or_default();
    let act = act.to_owned();
    let tenant = Params::parse(request.uri().query(), &["tenant"])?.tenant()?;
    let Some(hosts) = plane.app.gitlab.clone() else {
        return Err(Refusal::new(
            409,
            "this server is no GitLab",
            "start it with a profile such as `--profile gitlab-saas-now`",
        ));
    };
    let bytes = body::read(request.into_body(), LIMIT, plane.app.read_timeout).await?;
    let with = if bytes.is_empty() {
        Value::Null
    } else {
        body::parse(&bytes)?
    };
    hosts
        .with(&tenant, |world| perform(world, &act, &with))
        .map_err(|refusal| Refusal {
            status: 422,
            message: refusal.message,
            hint: refusal.hint,
        })
}
