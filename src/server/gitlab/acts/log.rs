//! The log of the API, searched as support engineers do it in Kibana (GitLab documentation, "Troubleshooting SCIM").

use serde_json::{Value, json};

use crate::server::gitlab::act::{Act, Arguments, Refusal};
use crate::server::gitlab::model::World;

pub(super) const ACTS: &[Act] = &[Act {
    name: "log",
    what: "the lines of `api_json.log` whose `json.path` holds `path` and one of whose `json.params.value` holds \
           `param-value`, such as an external id",
    takes: &["path", "param-value"],
    run: log,
}];

fn log(world: &mut World, with: &Arguments<'_>) -> Result<Value, Refusal> {
    let path = with.text("path")?;
    let value = with.text("param-value")?;
    let holds = |line: &&Value| {
        path.as_deref().is_none_or(|path| has_path(line, path))
            && value.as_deref().is_none_or(|value| has_value(line, value))
    };
    let lines: Vec<&Value> = world.log_lines().iter().filter(holds).collect();
    Ok(json!({ "count": lines.len(), "lines": lines }))
}

fn has_path(line: &Value, wanted: &str) -> bool {
    line["path"]
        .as_str()
        .is_some_and(|path| path.contains(wanted))
}

/// A value may be nested; the search looks into it.
fn has_value(line: &Value, wanted: &str) -> bool {
    let params = line["params"].as_array().into_iter().flatten();
    let mut values = params.map(|param| &param["value"]);
    values.any(|value| mentions(value, wanted))
}

fn mentions(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text.contains(wanted),
        Value::Array(items) => items.iter().any(|item| mentions(item, wanted)),
        Value::Object(members) => members.values().any(|member| mentions(member, wanted)),
        other => {
            let shown = other.to_string();
            shown == wanted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::gitlab::perform;
    use crate::server::gitlab::testing::world;

    /// Shows S109, S110.
    #[test]
    fn the_log_is_searched_by_path_and_by_what_came() {
        let mut world = world(&[]);
        let line = |path: &str, uid: &str| {
            json!({ "path": path, "params": [
                { "key": "externalId", "value": uid },
                { "key": "emails", "value": [{ "value": format!("{uid}@example.com"), "primary": true }] },
            ] })
        };
        world.log(line("/api/scim/v2/groups/my-group/Users", "ada"));
        world.log(line("/api/scim/v2/groups/my-group/Users", "bob"));
        world.log(line("/api/scim/v2/groups/other/Users", "ada"));
        let mut found = |with: Value| {
            let seen = perform(&mut world, "log", &with).unwrap();
            assert_eq!(seen["count"], seen["lines"].as_array().unwrap().len());
            seen["count"].as_u64().unwrap()
        };
        assert_eq!(found(json!({})), 3);
        assert_eq!(found(json!({ "path": "/scim/v2/groups/my-group" })), 2);
        assert_eq!(found(json!({ "param-value": "ada" })), 2);
        assert_eq!(
            found(json!({ "param-value": "ada@example.com", "path": "/groups/my-group" })),
            1
        );
        assert_eq!(found(json!({ "param-value": true })), 3);
        assert_eq!(found(json!({ "param-value": "eve" })), 0);
    }
}
