//! From a path to a SCIM endpoint.

use percent_encoding::percent_decode_str;

use crate::server::gitlab::switch::{GroupsEndpoint, InstanceCheckOrder, Reached, Switches};

/// What all paths of SCIM begin with.
const PREFIX: &str = "/api/scim/v2/";

/// Whose SCIM service it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Service {
    /// That of a group, by its path or number.
    Group(String),
    Instance,
}

/// An endpoint of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Endpoint {
    Users,
    /// A user by what the identity provider calls it.
    User(String),
    Groups,
    /// A group of the instance by its id.
    Group(String),
}

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) service: Service,
    pub(super) endpoint: Endpoint,
}

impl Route {
    /// The endpoint of a path; `None` when there is none, which ends at the sign-in page.
    pub(super) fn of(path: &str, switches: &Switches) -> Option<Self> {
        let rest = path.strip_prefix(PREFIX)?;
        let (service, rest) = match rest.strip_prefix("groups/") {
            Some(rest) => {
                let (group, rest) = rest.split_once('/')?;
                (Service::Group(group_path(group, switches)?), rest)
            }
            None if switches.instance_check_order == InstanceCheckOrder::NoRoute => return None,
            None => (Service::Instance, rest.strip_prefix("application/")?),
        };
        let has_groups =
            service == Service::Instance && switches.groups_endpoint == GroupsEndpoint::On;
        // An id may have any characters, slashes and dots included.
        let (kind, id) = rest.split_once('/').unwrap_or((rest, ""));
        let endpoint = match (kind, id) {
            ("Users", "") => Endpoint::Users,
            ("Users", id) => Endpoint::User(decoded(id)),
            ("Groups", "") if has_groups => Endpoint::Groups,
            ("Groups", id) if has_groups => Endpoint::Group(decoded(id)),
            _ => return None,
        };
        Some(Self { service, endpoint })
    }

    /// The route as the log calls it.
    pub(super) fn pattern(&self) -> String {
        let service = match self.service {
            Service::Group(_) => "groups/:group",
            Service::Instance => "application",
        };
        let endpoint = match self.endpoint {
            Endpoint::Users => "Users",
            Endpoint::User(_) => "Users/:id",
            Endpoint::Groups => "Groups",
            Endpoint::Group(_) => "Groups/:id",
        };
        format!("/api/scim/:version/{service}/{endpoint}")
    }

    /// The parameters that stand in the path.
    pub(super) fn parameters(&self) -> Vec<(&'static str, &str)> {
        let mut parameters = Vec::new();
        if let Service::Group(group) = &self.service {
            parameters.push(("group", group.as_str()));
        }
        if let Endpoint::User(id) | Endpoint::Group(id) = &self.endpoint {
            parameters.push(("id", id.as_str()));
        }
        parameters
    }

    /// The methods that the endpoint has.
    pub(super) const fn methods(&self) -> &'static str {
        match self.endpoint {
            Endpoint::Users | Endpoint::Groups => "OPTIONS, GET, POST, HEAD",
            Endpoint::User(_) => "OPTIONS, GET, PATCH, DELETE, HEAD",
            Endpoint::Group(_) => "OPTIONS, GET, PUT, PATCH, DELETE, HEAD",
        }
    }
}

/// The group that a segment names. A path parameter has no dot, so that the route of a group with one
/// is not found.
fn group_path(segment: &str, switches: &Switches) -> Option<String> {
    let is_found = |reached: Reached| reached == Reached::Works;
    if segment.is_empty() || segment.contains('.') && !is_found(switches.dot_in_path) {
        return None;
    }
    let has_encoded_dot = segment.to_ascii_lowercase().contains("%2e");
    if has_encoded_dot && !is_found(switches.encoded_dot) {
        return None;
    }
    Some(decoded(segment))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(path: &str, settings: &[(&str, &str)]) -> Option<Route> {
        let mut switches = Switches::default();
        for (name, value) in settings {
            switches.set(name, value).unwrap();
        }
        Route::of(path, &switches)
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "compared with what may be no route"
    )]
    fn group(name: &str, endpoint: Endpoint) -> Option<Route> {
        Some(Route {
            service: Service::Group(name.to_owned()),
            endpoint,
        })
    }

    #[test]
    fn ids_may_have_any_characters() {
        let base = "/api/scim/v2/groups/my-group";
        for (id, decoded) in [
            ("a.b@c.test", "a.b@c.test"),
            ("a%40b", "a@b"),
            ("a/b", "a/b"),
            ("%2F", "/"),
        ] {
            assert_eq!(
                route(&format!("{base}/Users/{id}"), &[]),
                group("my-group", Endpoint::User(decoded.to_owned())),
            );
        }
        assert_eq!(
            route(&format!("{base}/Users"), &[]),
            group("my-group", Endpoint::Users)
        );
        assert_eq!(
            route(&format!("{base}/Users/"), &[]),
            group("my-group", Endpoint::Users)
        );
    }

    #[test]
    fn a_subgroup_is_one_segment() {
        assert_eq!(
            route("/api/scim/v2/groups/a%2Fb/Users", &[]),
            group("a/b", Endpoint::Users)
        );
        assert_eq!(route("/api/scim/v2/groups/a/b/Users", &[]), None);
    }

    /// Shows S90.
    #[test]
    fn a_dot_in_the_group_path_leads_nowhere() {
        let (plain, encoded) = (
            "/api/scim/v2/groups/my.group/Users",
            "/api/scim/v2/groups/my%2Egroup/Users",
        );
        assert_eq!(route(plain, &[("encoded-dot", "works")]), None);
        assert_eq!(route(encoded, &[("encoded-dot", "html")]), None);
        let found = group("my.group", Endpoint::Users);
        assert_eq!(route(encoded, &[("encoded-dot", "works")]), found);
        assert_eq!(route(plain, &[("dot-in-path", "works")]), found);
    }

    #[test]
    fn only_some_instances_have_groups() {
        let path = "/api/scim/v2/application/Groups/x";
        assert_eq!(route(path, &[]), None);
        let found = route(path, &[("groups-endpoint", "on")]).unwrap();
        assert_eq!(found.endpoint, Endpoint::Group("x".to_owned()));
        assert_eq!(
            route("/api/scim/v2/groups/g/Groups", &[("groups-endpoint", "on")]),
            None
        );
    }
}
