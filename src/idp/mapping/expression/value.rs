//! What functions take and give.

use uuid::Builder;

/// A value while an expression is evaluated. Dates are texts: the reference gives them one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    /// The attribute shall not flow at all.
    IgnoreFlow,
    Text(String),
    Number(i64),
    Boolean(bool),
    List(Vec<String>),
    Roles(AppRoles),
}

/// What an expression gives in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evaluated {
    /// No value; Entra leaves the attribute out.
    Null,
    /// The attribute is dropped from the flow, whatever the row's default says
    /// (`IgnoreFlowIfNullOrEmpty`).
    IgnoreFlow,
    /// One text. Booleans are `True` and `False`, numbers decimal.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// App roles, in one of the forms that Entra sends them in.
    Roles(AppRoles),
}

/// The app roles of a person, and the function that asked for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRoles {
    /// Which function gave them: each is sent in its own form.
    pub form: RoleForm,
    /// The roles; at least one.
    pub roles: Vec<AppRole>,
}

/// The functions that give app roles ("Customize attribute mappings", on provisioning roles).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleForm {
    /// `SingleAppRoleAssignment`: one role, as the primary one.
    Single,
    /// `AppRoleAssignmentsComplex`: all, as objects on creation and as JSON in a text on update;
    /// never removes one.
    Complex,
    /// `AssertiveAppRoleAssignmentsComplex`: all, replacing what the target has.
    Assertive,
}

/// An app role that a person is assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRole {
    /// GUID of the role: the same for the same value, in every tenant.
    pub id: String,
    /// The role's value.
    pub value: String,
    /// The name that an admin sees; a role is made here from its value alone.
    pub display_name: String,
}

impl AppRole {
    /// The role with this value.
    pub fn new(value: &str) -> Self {
        // FNV-1a over 128 bits: no more is asked of it than to be the same every time.
        let hash = value.bytes().fold(
            0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128,
            |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b),
        );
        Self {
            id: Builder::from_random_bytes(hash.to_be_bytes())
                .into_uuid()
                .to_string(),
            value: value.to_owned(),
            display_name: value.to_owned(),
        }
    }
}

impl Value {
    /// An attribute with these values.
    pub(super) fn of(mut values: Vec<String>) -> Self {
        match values.len() {
            0 => Self::Null,
            1 => values.pop().map_or(Self::Null, Self::Text),
            _ => Self::List(values),
        }
    }

    /// A text, or null.
    pub(super) fn text(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self, Self::Null | Self::IgnoreFlow)
    }

    /// Null, an empty text or nothing but empty texts.
    pub(super) fn is_empty(&self) -> bool {
        self.is_null() || self.clone().into_texts().iter().all(String::is_empty)
    }

    /// The texts that the value stands for.
    pub(super) fn into_texts(self) -> Vec<String> {
        match self {
            Self::Null | Self::IgnoreFlow => Vec::new(),
            Self::Text(text) => vec![text],
            Self::Number(number) => vec![number.to_string()],
            Self::Boolean(truth) => vec![if truth { "True" } else { "False" }.to_owned()],
            Self::List(texts) => texts,
            Self::Roles(AppRoles { roles, .. }) => {
                roles.into_iter().map(|role| role.value).collect()
            }
        }
    }
}

impl From<Value> for Evaluated {
    fn from(value: Value) -> Self {
        match value {
            Value::IgnoreFlow => Self::IgnoreFlow,
            Value::Roles(roles) => Self::Roles(roles),
            Value::List(texts) if !texts.is_empty() => Self::List(texts),
            other => other.into_texts().pop().map_or(Self::Null, Self::Text),
        }
    }
}

impl Evaluated {
    /// An attribute with these values.
    pub fn of(mut values: Vec<String>) -> Self {
        match values.len() {
            0 | 1 => values.pop().map_or(Self::Null, Self::Text),
            _ => Self::List(values),
        }
    }

    /// The one text that a single-valued attribute takes: of several, the first.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Null | Self::IgnoreFlow => None,
            Self::Text(text) => Some(text),
            Self::List(texts) => texts.first().map(String::as_str),
            Self::Roles(roles) => roles.roles.first().map(|role| role.value.as_str()),
        }
    }
}
