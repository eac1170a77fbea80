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

#[cfg(test)]
mod tests {
    use super::*;

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
