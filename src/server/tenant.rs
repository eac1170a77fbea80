//! Tenants: stores apart from each other, each under a base URL of its own.

/// Longest name of a tenant.
const LONGEST: usize = 64;

/// Whether a text can name a tenant: names need no escaping in a URL.
pub(super) fn is_tenant(name: &str) -> bool {
    (1..=LONGEST).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// The tenant that a path leads to; `None` for the default one and for paths that lead nowhere.
pub(super) fn of_path(path: &str) -> Option<&str> {
    let (name, rest) = path.strip_prefix("/t/")?.split_once('/')?;
    let leads_there = rest == "v2" || rest.starts_with("v2/");
    (leads_there && is_tenant(name)).then_some(name)
}

/// The tenant that a path of a GitLab profile names, and the path at its host.
pub(super) fn split(path: &str) -> Option<(&str, &str)> {
    let named = path.strip_prefix("/t/")?;
    let end = named.find('/').unwrap_or(named.len());
    let (name, rest) = named.split_at(end);
    is_tenant(name).then_some((name, if rest.is_empty() { "/" } else { rest }))
}

/// The tenant that a path of a GitLab profile leads to.
pub(super) fn of_host_path(path: &str) -> Option<&str> {
    split(path).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_all_paths_below_its_tenant() {
        assert_eq!(split("/t/a.b/api/scim"), Some(("a.b", "/api/scim")));
        assert_eq!(split("/t/a"), Some(("a", "/")));
        assert_eq!(of_host_path("/t/a/users/sign_in"), Some("a"));
        for path in ["/api/scim", "/t//api", "/t/a%20b/api", "/t/"] {
            assert_eq!(split(path), None, "{path}");
        }
    }

    #[test]
    fn the_path_names_the_tenant() {
        assert_eq!(of_path("/t/a.b/v2/Users"), Some("a.b"));
        assert_eq!(of_path("/t/a/v2"), Some("a"));
        for path in [
            "/v2/Users",
            "/t/a/v3/Users",
            "/t//v2",
            "/t/a%20b/v2",
            "/t/a",
        ] {
            assert_eq!(of_path(path), None, "{path}");
        }
    }
}
