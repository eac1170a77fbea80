//! What a `trouble` step may say.

use schemars::JsonSchema;

use super::super::node::{At, Node};
use super::super::problems::Problems;
use super::super::read::{Any, Entries, Read, record};
use super::{METHODS, Scalar, Status, word};
use crate::scenario::names::{did_you_mean, listed};
use crate::transcript::Method;

record! {
    /// Something on the way between identity provider and target. Exactly one of `answer`, `lost`,
    /// `html`, `refused` and `redirect` is given.
    #[schemars(rename = "trouble", deny_unknown_fields)]
    RawTrouble as "`trouble`" {
        /// Which requests meet it: method, beginning of the path, or both; all if absent.
        "on" on: Option<At<String>>,
        /// So many requests get through first.
        "after" after: Option<u32>,
        /// So many requests meet it; all that follow if absent.
        "times" times: Option<At<u32>>,
        /// Something on the way answers.
        "answer" answer: Option<At<RawAnswer>>,
        /// The target gets the request, but its answer is lost.
        "lost" lost: Option<At<bool>>,
        /// A login page answers with 200.
        "html" html: Option<At<RawPage>>,
        /// There is no connection.
        "refused" refused: Option<At<bool>>,
        /// 302 to this URL.
        "redirect" redirect: Option<At<String>>,
    }
}

record! {
    /// An answer that does not come from the target.
    #[schemars(rename = "answer", deny_unknown_fields)]
    RawAnswer as "`answer`" {
        /// HTTP status.
        "status" status: At<Status>,
        /// Headers.
        "headers" headers: Option<Entries<At<Scalar>>>,
        /// Body: text is sent as it is, anything else as SCIM JSON.
        "body" body: Option<Any>,
    }
}

/// A page of something on the way.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(rename = "page", rename_all = "lowercase")]
pub(in crate::scenario::load) enum RawPage {
    /// A form that asks for name and password.
    Login,
}

impl Read for RawPage {
    fn read(node: &Node, what: &str, problems: &mut Problems) -> Option<Self> {
        word(node, what, &[("login", Self::Login)], problems)
    }
}

impl RawTrouble {
    /// Method and path of `on`; a problem is noted if it is neither.
    pub(in crate::scenario::load) fn target(
        &self,
        problems: &mut Problems,
    ) -> (Option<String>, Option<String>) {
        let Some(on) = &self.on else {
            return (None, None);
        };
        let (method, path) = match on.value.split_once(' ') {
            Some((method, path)) => (Some(method), Some(path.trim())),
            None if on.value.starts_with('/') => (None, Some(on.value.as_str())),
            None => (Some(on.value.as_str()), None),
        };
        let methods = METHODS.map(Method::as_str);
        let unknown = method.filter(|method| !methods.contains(method));
        if let Some(method) = unknown {
            problems.add(
                &on.span,
                format!("unknown method `{method}`"),
                format!("expected {}", listed(methods, "or")),
                did_you_mean(method, methods),
            );
        }
        if let Some(path) = path
            && !path.starts_with('/')
        {
            problems.add(
                &on.span,
                format!("the path `{path}` does not start with `/`"),
                "expected the beginning of a path below the base URL",
                Some("for example `POST /Users`".into()),
            );
        }
        (method.map(str::to_owned), path.map(str::to_owned))
    }
}
