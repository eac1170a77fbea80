//! Attribute paths: `[URN:]attribute[.sub]` (RFC 7644 §3.10) and the paths of PATCH operations,
//! which may select values with a filter (RFC 7644 §3.5.2, figure 7).

use std::fmt;
use std::ops::Range;

use super::error::{ScimError, ScimType};
use super::filter::{Filter, parser};
use super::mode::Mode;
use super::schema::{Attribute, ResourceType, Schema, common_attributes};

/// Why a path or filter could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// Bytes of the text that are at fault; empty at the end of the text when something is missing.
    pub span: Range<usize>,
    /// What was expected and what was got.
    pub message: String,
}

impl ParseError {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
        }
    }

    /// The answer to a client, with the place as a byte offset.
    pub fn to_scim(&self, scim_type: ScimType) -> ScimError {
        ScimError::new(
            scim_type,
            format!("{} (at byte {})", self.message, self.span.start),
        )
    }
}

/// `[URN:]attribute[.sub]`, in the spelling of whoever wrote it.
///
/// A URN and an attribute cannot be told apart by syntax: the last colon is taken as the border,
/// and [`AttrPath::resolve`] also tries the whole as the URN of an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttrPath {
    /// URN of the schema, when the path is qualified.
    pub urn: Option<String>,
    /// Name of the attribute; empty when what follows the last colon of a URN cannot be a name.
    pub name: String,
    /// Name of the sub-attribute.
    pub sub: Option<String>,
}

/// Path of a PATCH operation: an attribute path with an optional filter over its values, as in
/// `emails[type eq "work"].value`.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchPath {
    /// The attribute, and the sub-attribute of the selected values.
    pub path: AttrPath,
    /// Selects values of the attribute; stands before the sub-attribute.
    pub filter: Option<Box<Filter>>,
}

/// What an attribute path names in a resource type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedPath<'a> {
    /// The extension that holds the attribute; `None` for the core schema and common attributes.
    pub extension: Option<&'a Schema>,
    /// The attribute; `None` when the path names the extension as a whole.
    pub attribute: Option<&'a Attribute>,
    /// The sub-attribute.
    pub sub: Option<&'a Attribute>,
}

impl AttrPath {
    /// Reads an attribute path, as in the `attributes` and `sortBy` parameters.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::at(text, 0)
    }

    /// Reads an attribute path that stands at `start` of a longer text.
    pub(crate) fn at(text: &str, start: usize) -> Result<Self, ParseError> {
        let error = |from: usize, part: &str, what: &str| {
            let from = start + from;
            Err(ParseError::new(from..from + part.len(), what.to_owned()))
        };
        if text.is_empty() {
            return error(0, text, "expected an attribute path, got nothing");
        }
        let is_urn = |urn: &str| {
            urn.get(..4)
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"))
                && urn.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let (urn, tail) = match text.rsplit_once(':') {
            Some((urn, tail)) if is_urn(urn) => (Some(urn), tail),
            Some(_) => {
                return error(0, text, &format!("expected `URN:attribute`, got `{text}`"));
            }
            None => (None, text),
        };
        let (name, sub) = match tail.split_once('.') {
            Some((name, sub)) => (name, Some(sub)),
            None => (tail, None),
        };
        if is_name(name) && sub.is_none_or(is_name) {
            return Ok(Self {
                urn: urn.map(str::to_owned),
                name: name.to_owned(),
                sub: sub.map(str::to_owned),
            });
        }
        if urn.is_some() && tail.chars().all(|c| c.is_ascii_digit() || c == '.') && !tail.is_empty()
        {
            return Ok(Self {
                urn: Some(text.to_owned()),
                name: String::new(),
                sub: None,
            });
        }
        error(
            text.len() - tail.len(),
            tail,
            &format!("expected an attribute name, got `{tail}`"),
        )
    }

    /// The path without its sub-attribute.
    fn head(&self) -> String {
        match &self.urn {
            Some(urn) if self.name.is_empty() => urn.clone(),
            Some(urn) => format!("{urn}:{}", self.name),
            None => self.name.clone(),
        }
    }

    /// Finds what the path names. Names and URNs are compared in any case. In [`Mode::Lenient`] an
    /// attribute of an extension is found without its URN too, as Microsoft Entra ID writes
    /// `manager`.
    ///
    /// The error has no `scimType` of its own choosing: `unknown` is the keyword that fits the place
    /// where the path stood (`invalidPath`, `invalidFilter`).
    pub fn resolve<'a>(
        &self,
        resource_type: &'a ResourceType,
        mode: Mode,
        unknown: ScimType,
    ) -> Result<ResolvedPath<'a>, ScimError> {
        let fail = |what: String| ScimError::new(unknown, what);
        let no_attribute = || {
            fail(format!(
                "resource type `{}` has no attribute `{}`",
                resource_type.name,
                self.head()
            ))
        };
        let (extension, attribute) = if let Some(urn) = &self.urn {
            let extension_of = |urn: &str| {
                let mut extensions = resource_type.extensions.iter().map(|(schema, _)| schema);
                extensions.find(|schema| schema.id.eq_ignore_ascii_case(urn))
            };
            // What looks like a sub-attribute may be the end of a URN, as in `urn:acme:ext.v1`.
            if let Some(extension) = extension_of(&self.to_string()) {
                return Ok(ResolvedPath {
                    extension: Some(extension),
                    attribute: None,
                    sub: None,
                });
            }
            if let (Some(extension), Some(sub)) = (extension_of(&self.head()), &self.sub) {
                return Err(fail(format!(
                    "`{}` is a schema; write `{}:{sub}` for its attribute",
                    extension.id, extension.id
                )));
            }
            if resource_type.schema.id.eq_ignore_ascii_case(urn) {
                (None, core_attribute(resource_type, &self.name))
            } else if let Some(extension) = extension_of(urn) {
                (Some(extension), extension.attribute(&self.name))
            } else {
                return Err(fail(format!(
                    "resource type `{}` has no schema `{urn}`",
                    resource_type.name
                )));
            }
        } else {
            match core_attribute(resource_type, &self.name) {
                None if mode.is_lenient() => resource_type
                    .extensions
                    .iter()
                    .find_map(|(schema, _)| {
                        Some((Some(schema), Some(schema.attribute(&self.name)?)))
                    })
                    .unwrap_or((None, None)),
                attribute => (None, attribute),
            }
        };
        let attribute = attribute.ok_or_else(no_attribute)?;
        let sub = match &self.sub {
            None => None,
            Some(name) => Some(attribute.sub(name).ok_or_else(|| {
                fail(format!(
                    "attribute `{}` has no sub-attribute `{name}`",
                    attribute.name
                ))
            })?),
        };
        Ok(ResolvedPath {
            extension,
            attribute: Some(attribute),
            sub,
        })
    }
}

impl PatchPath {
    /// Reads the `path` of a PATCH operation.
    pub fn parse(text: &str, mode: Mode) -> Result<Self, ParseError> {
        parser::path(text, mode)
    }

    /// Finds what the path names; see [`AttrPath::resolve`]. Failures are `invalidPath`.
    pub fn resolve<'a>(
        &self,
        resource_type: &'a ResourceType,
        mode: Mode,
    ) -> Result<ResolvedPath<'a>, ScimError> {
        self.path
            .resolve(resource_type, mode, ScimType::InvalidPath)
    }
}

impl ResolvedPath<'_> {
    /// The path in the schema's spelling, qualified when it lies in an extension. One attribute has
    /// one such path, however it was written.
    pub fn canonical(&self) -> String {
        let name = match (self.extension, self.attribute) {
            (Some(extension), Some(attribute)) => format!("{}:{}", extension.id, attribute.name),
            (Some(extension), None) => extension.id.clone(),
            (None, Some(attribute)) => attribute.name.clone(),
            (None, None) => String::new(),
        };
        match self.sub {
            Some(sub) => format!("{name}.{}", sub.name),
            None => name,
        }
    }
}

impl fmt::Display for AttrPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.head())?;
        match &self.sub {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for PatchPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(filter) = &self.filter else {
            return self.path.fmt(f);
        };
        write!(f, "{}[{filter}]", self.path.head())?;
        match &self.path.sub {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

/// Attribute of the core schema or a common one.
fn core_attribute<'a>(resource_type: &'a ResourceType, name: &str) -> Option<&'a Attribute> {
    let common = common_attributes()
        .iter()
        .find(|attribute| attribute.name.eq_ignore_ascii_case(name));
    common.or_else(|| resource_type.schema.attribute(name))
}

/// A name by RFC 7643 §2.1, where a leading `$` is allowed as well because of `$ref`.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '$')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '$' | '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::schema::urn;

    fn resolved(text: &str, mode: Mode) -> Result<String, ScimError> {
        let path = PatchPath::parse(text, mode).map_err(|e| e.to_scim(ScimType::InvalidPath))?;
        Ok(path.resolve(&ResourceType::user(), mode)?.canonical())
    }

    #[test]
    fn paths_resolve_in_any_case_and_with_their_urn() {
        let department = format!("{}:department", urn::ENTERPRISE_USER);
        for (text, want) in [
            ("USERNAME", "userName"),
            ("Name.GIVENname", "name.givenName"),
            ("meta.lastmodified", "meta.lastModified"),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:userName",
                "userName",
            ),
            (
                "URN:IETF:params:scim:schemas:CORE:2.0:user:name.familyName",
                "name.familyName",
            ),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                urn::ENTERPRISE_USER,
            ),
            (department.to_uppercase().as_str(), department.as_str()),
            ("groups.$ref", "groups.$ref"),
            ("emails[type eq \"work\"].VALUE", "emails.value"),
        ] {
            assert_eq!(resolved(text, Mode::Strict).unwrap(), want, "{text}");
        }
    }

    #[test]
    fn an_extension_attribute_needs_its_urn_when_strict() {
        assert_eq!(
            resolved("manager.value", Mode::Lenient).unwrap(),
            format!("{}:manager.value", urn::ENTERPRISE_USER)
        );
        assert_eq!(
            resolved("manager.value", Mode::Strict).unwrap_err().detail,
            "resource type `User` has no attribute `manager`"
        );
    }

    #[test]
    fn unknown_names_are_refused() {
        for text in [
            "noSuch",
            "name.noSuch",
            "userName.value",
            "urn:x:y",
            "urn:ietf:params:scim:schemas:core:2.0:User:noSuch",
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager",
        ] {
            let error = resolved(text, Mode::Lenient).unwrap_err();
            assert_eq!(error.scim_type, Some(ScimType::InvalidPath), "{text}");
        }
    }

    #[test]
    fn malformed_paths_show_where() {
        for (text, span) in [
            ("", 0..0),
            ("name..x", 0..7),
            ("a b", 2..3),
            ("[x]", 0..1),
            ("/emails/0", 0..9),
            ("emails[0].value", 7..8),
            ("emails[type eq", 14..14),
            ("emails[type eq \"work\"", 21..21),
            ("emails[type eq \"work\"] .value", 23..29),
            ("emails[type eq \"work\"].", 22..23),
            ("emails[type eq \"work\"].a.b", 22..26),
            ("name.givenName[value eq \"x\"]", 0..14),
            ("emails[type xx \"work\"]", 12..14),
            ("foo:bar", 0..7),
            ("urn:x", 0..5),
        ] {
            let error = PatchPath::parse(text, Mode::Lenient).unwrap_err();
            assert_eq!(error.span, span, "{text}: {error}");
        }
    }

    #[test]
    fn a_urn_that_ends_in_a_version_is_a_path() {
        let path = AttrPath::parse("urn:acme:2.0").unwrap();
        assert_eq!(
            (path.name.as_str(), path.to_string().as_str()),
            ("", "urn:acme:2.0")
        );
    }
}
