//! The query of a request to the control plane.

use super::reply::Refusal;
use crate::server::tenant::is_tenant;

/// Parameters by name. Unknown ones are refused: whoever misspells `tenant` must not lose the data
/// of another one.
#[derive(Debug)]
pub(super) struct Params(Vec<(String, String)>);

/// Which tenants a request is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tenants {
    All,
    /// By its name; the default tenant has none.
    One(String),
}

impl Params {
    pub(super) fn parse(query: Option<&str>, known: &[&str]) -> Result<Self, Refusal> {
        let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let pairs: Vec<_> = pairs.into_owned().collect();
        for (index, (name, _)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let hint = if known.is_empty() {
                    "this request takes no parameters".to_owned()
                } else {
                    format!("this request takes: {}", known.join(", "))
                };
                let message = format!("unknown parameter `{name}`");
                return Err(Refusal::new(400, message, hint));
            }
            if pairs.iter().take(index).any(|(other, _)| other == name) {
                let message = format!("the parameter `{name}` is there twice");
                return Err(Refusal::new(400, message, "name it once"));
            }
        }
        Ok(Self(pairs))
    }

    pub(super) fn get(&self, wanted: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(name, _)| name == wanted);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The parameter `tenant`: a name, nothing for the default tenant, `*` for all; `None` when it
    /// is not there.
    pub(super) fn tenants(&self) -> Result<Option<Tenants>, Refusal> {
        match self.get("tenant") {
            None => Ok(None),
            Some("*") => Ok(Some(Tenants::All)),
            Some(name) if name.is_empty() || is_tenant(name) => {
                Ok(Some(Tenants::One(name.to_owned())))
            }
            Some(name) => Err(Refusal::new(
                400,
                format!("`{name}` cannot be the name of a tenant"),
                "up to 64 letters, digits, `-`, `_` and `.`",
            )),
        }
    }

    /// The one tenant that the request is about; the default tenant unless one is named.
    pub(super) fn tenant(&self) -> Result<String, Refusal> {
        match self.tenants()? {
            None => Ok(String::new()),
            Some(Tenants::One(name)) => Ok(name),
            Some(Tenants::All) => Err(Refusal::new(
                400,
                "this request is about one tenant",
                "name it with `?tenant=NAME`",
            )),
        }
    }
}
