//! The table and its rules.

use scimulate::scim::mode::Mode;
use serde_json::{Value, json};

use crate::support::{Api, ENTERPRISE, GROUP, config, user_with};

#[derive(Clone)]
pub(crate) enum Wanted {
    /// Success, and what the resource then has at these pointers; `null` for nothing.
    Shows(Vec<(&'static str, Value)>),
    /// Success without a new state.
    Same,
    /// An error with this keyword, and nothing changed.
    Refused(&'static str),
}

pub(crate) use Wanted::{Refused, Same, Shows};

pub(crate) struct Cell {
    row: &'static str,
    operation: Value,
    wanted: Wanted,
    strict: Wanted,
}

pub(crate) fn cell(row: &'static str, operation: Value, wanted: Wanted) -> Cell {
    let strict = wanted.clone();
    Cell {
        row,
        operation,
        wanted,
        strict,
    }
}

impl Cell {
    pub(crate) fn but_strict(mut self, wanted: Wanted) -> Self {
        self.strict = wanted;
        self
    }
}

pub(crate) fn add(path: &str, value: Value) -> Value {
    json!({ "op": "add", "path": path, "value": value })
}

pub(crate) fn replace(path: &str, value: Value) -> Value {
    json!({ "op": "replace", "path": path, "value": value })
}

pub(crate) fn remove(path: &str) -> Value {
    json!({ "op": "remove", "path": path })
}

/// The users `a`, `b`, `c` and a group of the first two.
struct World {
    api: Api,
    replaced: Vec<(&'static str, String)>,
}

impl World {
    async fn new(mode: Mode) -> Self {
        let mut config = config();
        config.mode = mode;
        let api = Api::with(config);
        let (b, c) = (api.user("b").await, api.user("c").await);
        let more = json!({
            "title": "Dr.", "name": { "givenName": "Ada", "familyName": "L." },
            "emails": [
                { "value": "w@x", "type": "work", "primary": true }, { "value": "h@x", "type": "home" },
            ],
            ENTERPRISE: { "department": "R&D", "costCenter": "C1", "manager": { "value": b } },
        });
        let a = api.post("/v2/Users", &user_with("a", more)).await.id();
        let members = json!([{ "value": a, "display": "A" }, { "value": b }]);
        let group = json!({ "schemas": [GROUP], "displayName": "Team", "members": members });
        let team = api.post("/v2/Groups", &group).await.id();
        let replaced = vec![("{a}", a), ("{b}", b), ("{c}", c), ("{team}", team)];
        Self { api, replaced }
    }

    fn named(&self, value: &Value) -> Value {
        let text = self
            .replaced
            .iter()
            .fold(value.to_string(), |text, (name, id)| text.replace(name, id));
        serde_json::from_str(&text).unwrap()
    }

    fn path(&self, template: &str) -> String {
        self.named(&template.into()).as_str().unwrap().to_owned()
    }
}

pub(crate) async fn run(target: &str, cells: Vec<Cell>) {
    for cell in &cells {
        for (mode, entra) in [
            (Mode::Lenient, false),
            (Mode::Lenient, true),
            (Mode::Strict, false),
        ] {
            let world = World::new(mode).await;
            let path = world.path(target);
            let mut operations = match world.named(&cell.operation) {
                Value::Array(operations) => operations,
                one => vec![one],
            };
            for operation in operations.iter_mut().filter(|_| entra) {
                let op = operation["op"].as_str().unwrap();
                operation["op"] = format!("{}{}", op[..1].to_uppercase(), &op[1..]).into();
            }
            let before = world.api.get(&path).await;
            let what = format!("{} {operations:?} ({mode:?})", cell.row);
            let reply = world.api.patch(&path, json!(operations)).await;
            let after = world.api.get(&path).await;
            let wanted = if mode == Mode::Strict {
                &cell.strict
            } else {
                &cell.wanted
            };
            match wanted {
                Refused(keyword) => {
                    assert_eq!(reply.error(), (400, *keyword), "{what}: {}", reply.text);
                    assert_eq!(after.body, before.body, "{what}");
                }
                Same => {
                    assert_eq!((reply.status, &reply.body), (200, &before.body), "{what}");
                    assert_eq!(after.body, before.body, "{what}");
                }
                Shows(parts) => {
                    assert_eq!(reply.status, 200, "{what}: {}", reply.text);
                    assert_eq!(after.body, reply.body, "{what}");
                    assert_ne!(after.header("etag"), before.header("etag"), "{what}");
                    for (pointer, value) in parts {
                        let shown = after.body.pointer(pointer).unwrap_or(&Value::Null);
                        assert_eq!(shown, &world.named(value), "{pointer} after {what}");
                    }
                }
            }
        }
    }
}

/// An operation that must fail alike as `add`, `replace` and `remove`.
pub(crate) fn refused(
    row: &'static str,
    path: &str,
    value: Value,
    keyword: &'static str,
) -> [Cell; 3] {
    [add(path, value.clone()), replace(path, value), remove(path)]
        .map(|operation| cell(row, operation, Refused(keyword)))
}
