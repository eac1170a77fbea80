//! What texts of a scenario refer to: attribute paths and `${…}`.

use super::node::{At, Kind, Node};
use super::problems::Problems;
use crate::scim::mode::Mode;
use crate::scim::path::PatchPath;

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
    if let Err(error) = PatchPath::parse(text, Mode::Lenient) {
        let hint = "a SCIM attribute path looks like `emails[type eq \"work\"].value`".to_owned();
        problems.add_inside(path, &error.span, error.message, "", hint);
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
