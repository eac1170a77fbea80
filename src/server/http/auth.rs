//! Bearer authentication (RFC 6750).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use subtle::ConstantTimeEq as _;

use crate::transcript::Secret;

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Denied {
    /// No bearer token came along.
    NoToken,
    /// Another token came along.
    WrongToken,
}

impl Denied {
    /// `WWW-Authenticate`; the error code is for wrong tokens only (RFC 6750 §3).
    pub(in crate::server) const fn challenge(self) -> &'static str {
        match self {
            Self::NoToken => "Bearer realm=\"scim\"",
            Self::WrongToken => "Bearer realm=\"scim\", error=\"invalid_token\"",
        }
    }

    pub(in crate::server) const fn detail(self) -> &'static str {
        match self {
            Self::NoToken => "the request has no bearer token",
            Self::WrongToken => "the bearer token is not valid",
        }
    }
}

/// Compares the token of a request in constant time.
pub(in crate::server) fn check(headers: &HeaderMap, token: &Secret) -> Result<(), Denied> {
    let value = headers.get(AUTHORIZATION).ok_or(Denied::NoToken)?;
    let (scheme, given) = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .ok_or(Denied::NoToken)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Denied::NoToken);
    }
    let given = given.trim().as_bytes();
    if bool::from(given.ct_eq(token.expose().as_bytes())) {
        Ok(())
    } else {
        Err(Denied::WrongToken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // holds: RFC7235-2.1-01
    #[test]
    fn tokens_are_told_apart() {
        let judge = |value: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(AUTHORIZATION, value.parse().unwrap());
            }
            check(&headers, &Secret::new("t0ken"))
        };
        assert_eq!(judge(Some("Bearer t0ken")), Ok(()));
        assert_eq!(judge(Some("bearer t0ken")), Ok(()));
        for (value, denied) in [
            (None, Denied::NoToken),
            (Some("Basic t0ken"), Denied::NoToken),
            (Some("Bearer"), Denied::NoToken),
            (Some("Bearer t0ke"), Denied::WrongToken),
            (Some("Bearer t0ken2"), Denied::WrongToken),
            (Some("Bearer "), Denied::WrongToken),
        ] {
            assert_eq!(judge(value), Err(denied), "{value:?}");
        }
    }
}
