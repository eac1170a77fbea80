//! The log of the API, `api_json.log`: one JSON object per line.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::model::World;
use super::scim::{filtered, is_secret};
use super::switch::FeatureCategory;
use super::wire::{Incoming, Reply};

/// Longest value of a parameter, and most parameters, that a line has.
const LONGEST: usize = 4_096;
const MOST: usize = 64;

/// A value that is cut where it is too long.
fn cut(value: Value) -> Value {
    let text = match &value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.len() <= LONGEST {
        return value;
    }
    Value::String(shortened(&text))
}

/// The begin of a text that is too long.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(LONGEST);
    format!("{}…", text.get(..end).unwrap_or_default())
}

/// A request, for its line.
pub(super) struct Request<'a> {
    pub(super) began: Timestamp,
    pub(super) incoming: &'a Incoming<'a>,
    /// The route with names in place of values.
    pub(super) route: String,
    /// All parameters, those of the path included.
    pub(super) parameters: &'a Map<String, Value>,
    /// The group that it is about, by path or number, as the request has it.
    pub(super) group: Option<&'a str>,
}

impl FeatureCategory {
    const fn name(self) -> &'static str {
        match self {
            Self::Authentication => "authentication_and_authorization",
            Self::SystemAccess => "system_access",
            Self::UserManagement => "user_management",
        }
    }
}

/// Writes the line of a request that is answered.
pub(super) fn write(world: &mut World, request: &Request<'_>, reply: &Reply) {
    let parameters = request.parameters.iter().take(MOST).map(|(key, value)| {
        let value = if is_secret(key) {
            "[FILTERED]".into()
        } else {
            cut(filtered(value))
        };
        json!({ "key": shortened(key), "value": value })
    });
    let parameters: Vec<Value> = parameters.collect();
    let now = world.now();
    let micros = now.as_microsecond() - request.began.as_microsecond();
    let seconds = jiff::SignedDuration::from_micros(micros).as_secs_f64();
    let host = url::Url::parse(&world.base).ok();
    let host = host.as_ref().and_then(url::Url::host_str);
    let client = request.incoming.client_ip().map(|ip| ip.to_string());
    let agent = request.incoming.header(http::header::USER_AGENT);
    let route = shortened(&request.route);
    let mut line = json!({
        "time": format!("{now:.3}"),
        "severity": "INFO",
        "duration_s": seconds,
        "status": reply.status,
        "method": request.incoming.method.as_str(),
        "path": shortened(request.incoming.path),
        "params": parameters,
        "host": host,
        "remote_ip": client,
        "ua": agent.map(shortened),
        "route": route,
        "correlation_id": world.random(),
        "meta.caller_id": format!("{} {route}", request.incoming.method),
        "meta.remote_ip": client,
        "meta.feature_category": world.switches.feature_category.name(),
    });
    let named = request.group.and_then(|name| world.group_named(name));
    let root = named.and_then(|group| world.group(world.top_of(group.id)));
    if let Some(root) = root {
        line["meta.root_namespace"] = root.path.as_str().into();
    }
    world.log(line);
}

/// Writes the line of a provisioning or deprovisioning that failed.
pub(super) fn failed(world: &mut World, message: &str, identity: &Value) {
    let line = json!({
        "time": format!("{:.3}", world.now()),
        "severity": "ERROR",
        "error": "SCIM",
        "message": shortened(message),
        "source": "scim",
        "identity": cut(identity.clone()),
    });
    world.log(line);
}
