//! Scheme, host and port of locations.

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;

/// Where locations point to.
#[derive(Debug, Clone)]
pub(in crate::server) struct Origin {
    configured: Option<String>,
    scheme: &'static str,
    address: SocketAddr,
}

impl Origin {
    pub(in crate::server) fn new(
        configured: Option<String>,
        is_tls: bool,
        address: SocketAddr,
    ) -> Self {
        Self {
            scheme: if is_tls { "https" } else { "http" },
            configured: configured.map(|origin| origin.trim_end_matches('/').to_owned()),
            address,
        }
    }

    /// The origin without a request to go by.
    pub(in crate::server) fn plain(&self) -> String {
        self.of(None)
    }

    /// The origin for a request with this header `Host`.
    ///
    /// A forged host must not end up in locations (RFC 7644 §7 asks for care with what clients
    /// send): it is believed only when it names this machine, or when the server listens on all
    /// addresses and so cannot know its name.
    pub(super) fn of(&self, host: Option<&str>) -> String {
        if let Some(origin) = &self.configured {
            return origin.clone();
        }
        let believed = host
            .and_then(|host| host.parse::<Authority>().ok())
            .filter(|host| !host.as_str().contains('@') && self.believes(host.host()));
        match believed {
            Some(host) => format!("{}://{host}", self.scheme),
            None => format!("{}://{}", self.scheme, self.address),
        }
    }

    fn believes(&self, host: &str) -> bool {
        let ip: Option<IpAddr> = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse()
            .ok();
        self.address.ip().is_unspecified()
            || host.eq_ignore_ascii_case("localhost")
            || ip.is_some_and(|ip| ip.is_loopback() || ip == self.address.ip())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(address: &str, host: &str) -> String {
        Origin::new(None, false, address.parse().unwrap()).of(Some(host))
    }

    #[test]
    fn only_this_machine_is_believed() {
        let local = "127.0.0.1:8080";
        assert_eq!(origin(local, "localhost:9000"), "http://localhost:9000");
        assert_eq!(origin(local, "[::1]:9000"), "http://[::1]:9000");
        for forged in ["evil.test", "localhost@evil.test", "a b", "", "evil.test/x"] {
            assert_eq!(origin(local, forged), "http://127.0.0.1:8080", "{forged}");
        }
        assert_eq!(origin("0.0.0.0:80", "scim.test"), "http://scim.test");
    }

    #[test]
    fn tls_shows_in_locations() {
        let origin = Origin::new(None, true, "127.0.0.1:8443".parse().unwrap());
        assert_eq!(origin.plain(), "https://127.0.0.1:8443");
        assert_eq!(origin.of(Some("localhost:1")), "https://localhost:1");
    }

    #[test]
    fn the_configured_origin_wins() {
        let configured = Some("https://scim.example.com/".to_owned());
        let origin = Origin::new(configured, false, "0.0.0.0:80".parse().unwrap());
        assert_eq!(origin.of(Some("localhost")), "https://scim.example.com");
    }
}
