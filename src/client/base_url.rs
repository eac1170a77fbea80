//! The base URL of a target.

use std::borrow::Cow;
use std::fmt;

use url::Url;

/// Where a target lives: scheme, authority and path prefix, without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    host: String,
    port: u16,
    authority: String,
    prefix: String,
    tls: bool,
}

/// Why a base URL was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BaseUrlError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl BaseUrl {
    /// Parses `http(s)://host[:port][/path]`.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let fail = |message: String, hint: &str| BaseUrlError {
            message,
            hint: hint.to_owned(),
        };
        let example = "a base URL looks like `https://app.example.com/scim/v2`";
        let shown = without_credentials(text);
        let url = Url::parse(text)
            .map_err(|error| fail(format!("`{shown}` is not a URL: {error}"), example))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(fail(
                "the base URL holds credentials".into(),
                "put the token into SCIMULATE_TOKEN or a file named by `--token-file`",
            ));
        }
        let tls = match url.scheme() {
            "https" => true,
            "http" => false,
            other => {
                return Err(fail(
                    format!("`{other}` is not a scheme that SCIM uses"),
                    example,
                ));
            }
        };
        if url
            .query()
            .is_some_and(|query| query.to_lowercase().contains("scim"))
        {
            return Err(fail(
                "the base URL ends in a feature flag of Entra ID's tenant URL".into(),
                "leave the flag out and choose the dialect: `--idp entra-rfc` is what \
                 `aadOptscim062020` switches on",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(fail(
                "the base URL has a query or a fragment".into(),
                example,
            ));
        }
        let host = url.host_str().filter(|host| !host.is_empty());
        let (Some(host), Some(port)) = (host, url.port_or_known_default()) else {
            return Err(fail(format!("`{shown}` has no host"), example));
        };
        let authority = url
            .port()
            .map_or_else(|| host.to_owned(), |explicit| format!("{host}:{explicit}"));
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
            authority,
            prefix: url.path().trim_end_matches('/').to_owned(),
            tls,
        })
    }

    /// Host name or address, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// TCP port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What the `Host` header says.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Path before `/Users`, without trailing slash.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether the target speaks TLS.
    pub const fn is_tls(&self) -> bool {
        self.tls
    }
}

/// A text that may be a URL, without what may be a password. Where the authority of a wrong URL ends
/// is anybody's guess, so that the last `@` of all counts.
fn without_credentials(text: &str) -> Cow<'_, str> {
    let start = text.find("//").map_or(0, |slashes| slashes + 2);
    match text.rfind('@') {
        Some(at) if at >= start => format!("{}***{}", &text[..start], &text[at..]).into(),
        _ => text.into(),
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_slash_is_no_part_of_the_base() {
        let base = BaseUrl::parse("https://App.example.com/scim/v2/").unwrap();
        assert_eq!(base.to_string(), "https://app.example.com/scim/v2");
        assert_eq!(
            (base.host(), base.port(), base.is_tls()),
            ("app.example.com", 443, true)
        );
        let local = BaseUrl::parse("http://[::1]:8080").unwrap();
        assert_eq!(
            (local.host(), local.authority(), local.prefix()),
            ("::1", "[::1]:8080", "")
        );
    }

    #[test]
    fn what_cannot_be_a_base_is_refused_with_a_hint() {
        for (text, message) in [
            (
                "app.example.com",
                "`app.example.com` is not a URL: relative URL without a base",
            ),
            (
                "https://ann:pa/ss@exa mple.com/scim",
                "`https://***@exa mple.com/scim` is not a URL: invalid port number",
            ),
            (
                "ann_b:pass@app.example.com",
                "`***@app.example.com` is not a URL: relative URL without a base",
            ),
            ("ftp://example.com/", "`ftp` is not a scheme that SCIM uses"),
            ("https://u:p@example.com/", "the base URL holds credentials"),
            (
                "https://example.com/scim?aadOptscim062020",
                "the base URL ends in a feature flag of Entra ID's tenant URL",
            ),
            (
                "https://example.com/scim?a=b",
                "the base URL has a query or a fragment",
            ),
        ] {
            let error = BaseUrl::parse(text).unwrap_err();
            assert_eq!(error.message, message);
            assert!(!error.hint.is_empty());
        }
    }
}
