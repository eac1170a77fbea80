//! SCIM errors (RFC 7644 §3.12).

use serde_json::{Value, json};

/// URN of the error message.
pub const ERROR_URN: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// Keywords of `scimType` (RFC 7644 table 9, RFC 9865 §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScimType {
    /// The filter is malformed or asks for what cannot be compared.
    InvalidFilter,
    /// More results than the server is willing to return.
    TooMany,
    /// A value that must be unique is taken.
    Uniqueness,
    /// The attribute may not be changed in this way.
    Mutability,
    /// The body is not what the request needs.
    InvalidSyntax,
    /// The path of a PATCH operation is malformed or names nothing.
    InvalidPath,
    /// The path of a PATCH operation selects nothing.
    NoTarget,
    /// A value is missing or does not fit the schema.
    InvalidValue,
    /// The protocol version is not supported.
    InvalidVers,
    /// The request carries personal data in its URI.
    Sensitive,
    /// The cursor is none of this server, or belongs to another query.
    InvalidCursor,
    /// The cursor is too old.
    ExpiredCursor,
    /// The count is not the one that the walk began with.
    InvalidCount,
}

impl ScimType {
    /// The keyword as it stands in a response.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }
}

/// A request that was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ScimError {
    /// HTTP status.
    pub status: u16,
    /// Keyword, where the RFCs have one.
    pub scim_type: Option<ScimType>,
    /// What is wrong, for a person.
    pub detail: String,
}

impl ScimError {
    /// An error with status 400, or 409 for [`ScimType::Uniqueness`] and 403 for
    /// [`ScimType::Sensitive`].
    pub fn new(scim_type: ScimType, detail: impl Into<String>) -> Self {
        let status = match scim_type {
            ScimType::Uniqueness => 409,
            ScimType::Sensitive => 403,
            _ => 400,
        };
        Self {
            status,
            scim_type: Some(scim_type),
            detail: detail.into(),
        }
    }

    /// An error without keyword.
    pub fn status(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            scim_type: None,
            detail: detail.into(),
        }
    }

    /// The body: `status` is a JSON string, as the RFC has it.
    pub fn to_json(&self) -> Value {
        let mut body = json!({ "schemas": [ERROR_URN], "status": self.status.to_string() });
        if let Some(scim_type) = self.scim_type {
            body["scimType"] = scim_type.as_str().into();
        }
        body["detail"] = self.detail.as_str().into();
        body
    }
}
