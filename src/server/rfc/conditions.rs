//! Conditional requests (RFC 7644 §3.14, RFC 9110 §13).
//!
//! `If-Match` compares weakly, as the examples of RFC 7644 do. RFC 9110 §13.1.1 wants the strong
//! comparison there, in which a weak tag never matches: with the weak tags that RFC 7644 suggests
//! no conditional update could succeed.

use crate::scim::error::ScimError;

/// The conditions of a request, as its headers have them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    pub(crate) if_match: Option<String>,
    pub(crate) if_none_match: Option<String>,
}

impl Conditions {
    /// Whether a client that reads has this state already.
    ///
    /// # Errors
    ///
    /// 412 when `If-Match` names other states only.
    pub(super) fn of_read(&self, tag: &str) -> Result<bool, ScimError> {
        self.check_match(tag)?;
        Ok(self.none_match_names(tag))
    }

    /// # Errors
    ///
    /// 412 when the resource is not in a state that the client wants to change.
    pub(super) fn of_write(&self, tag: &str) -> Result<(), ScimError> {
        self.check_match(tag)?;
        if self.none_match_names(tag) {
            return Err(failed("If-None-Match", tag));
        }
        Ok(())
    }

    fn check_match(&self, tag: &str) -> Result<(), ScimError> {
        match &self.if_match {
            Some(list) if !names(list, tag) => Err(failed("If-Match", tag)),
            _ => Ok(()),
        }
    }

    fn none_match_names(&self, tag: &str) -> bool {
        self.if_none_match
            .as_deref()
            .is_some_and(|list| names(list, tag))
    }
}

fn failed(header: &str, tag: &str) -> ScimError {
    ScimError::status(412, format!("`{header}` fails: the resource is now {tag}"))
}

/// Whether a list of tags, or `*`, names the tag of a resource that is there. What is no tag names
/// nothing.
fn names(list: &str, tag: &str) -> bool {
    list.trim() == "*" || list.split(',').any(|one| opaque(one.trim()) == opaque(tag))
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_compared_weakly() {
        for (list, named) in [
            ("*", true),
            (" * ", true),
            ("W/\"2\"", true),
            ("\"2\"", true),
            ("\"x\", W/\"2\"", true),
            ("\"x\",\"y\"", false),
            ("2", false),
            ("w/\"2\"", false),
            ("", false),
        ] {
            assert_eq!(names(list, "W/\"2\""), named, "{list}");
        }
    }
}
