//! From a case to the files that an admin of its identity provider could download.

use serde_json::Value;

use super::{entra, okta, own};
use crate::idp::{Family, IdpKind};
use crate::transcript::CaseResult;

/// A file of `--idp-log`.
#[derive(Debug, Clone, PartialEq)]
pub struct LogFile {
    /// Name within the folder.
    pub name: String,
    /// What it holds: a list. `None` for a file that there is no need for, so that one of an
    /// earlier run must not stay.
    pub content: Option<Value>,
}

/// The log of one case: `SCENARIO@IDP.json`, and files beside it for what the identity provider
/// keeps elsewhere, where there is any of it.
///
/// Ids that nobody needs during a story, such as the tenant's, are made up here; the same seed gives
/// the same ones.
pub fn render(case: &CaseResult, seed: u64) -> Vec<LogFile> {
    let family = IdpKind::named(&case.id.idp).map(IdpKind::family);
    let (log, beside) = if family == Some(Family::Entra) {
        entra::files(case, seed)
    } else if family == Some(Family::Okta) {
        okta::files(case, seed)
    } else {
        (own::entries(&case.log), Vec::new())
    };
    let main = LogFile {
        name: format!("{}.json", case.id),
        content: Some(Value::Array(log)),
    };
    let beside = beside.into_iter().map(|(kind, rows)| LogFile {
        name: format!("{}.{kind}.json", case.id),
        content: (!rows.is_empty()).then_some(Value::Array(rows)),
    });
    std::iter::once(main).chain(beside).collect()
}

/// The rows of a log, and those of the files beside it, by the word that their names get.
pub(super) type Files = (Vec<Value>, Vec<(&'static str, Vec<Value>)>);
