//! What texts of a scenario refer to: attribute paths and `${…}`.

use super::node::{At, Kind, Node};
use super::problems::Problems;

/// Notes an attribute path that can name nothing. `what` is what messages call it.
pub(super) fn check_path(path: &At<String>, what: &str, problems: &mut Problems) {
    let text = path.value.as_str();
    if text.trim().is_empty() {
        problems.add(
            &path.span,
            format!("{what} is empty"),
            "expected a SCIM attribute path",
            Some("for example `name.givenName` or `emails[type eq \"work\"].value`".into()),
        );
        return;
    }
    if text.starts_with('/') {
        return;
    }
    let opened = text.matches('[').count();
    let closed = text.matches(']').count();
    if opened != closed {
        problems.add(
            &path.span,
            format!("{what} `{text}` has {opened} `[` and {closed} `]`"),
            "expected a SCIM attribute path",
            None,
        );
    }
}

/// Calls `visit` for every text in a value.
pub(super) fn texts(node: &Node, visit: &mut dyn FnMut(At<String>)) {
    match &node.value {
        Kind::Text(text) => visit(At {
            position: node.position,
            span: node.span.clone(),
            value: text.clone(),
        }),
        Kind::List(items) => items.iter().for_each(|item| texts(item, visit)),
        Kind::Map(entries) => entries.iter().for_each(|(_, value)| texts(value, visit)),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}
