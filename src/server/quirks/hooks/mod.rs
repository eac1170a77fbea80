//! What quirks do, at the places where the server asks them.
//!
//! In the order of a request: `arrive` and `transport` see it first; `heard` and `requery` are what the
//! service takes it for; `refuse`, `request`, `lookup`, `unique`, `values`, `groups`, `write`, `patch`,
//! `bulk` and `lifecycle` work beside the service; `answer` and `outcome` see what it says, `reply` the
//! finished response: `listing`, `resource`, `discovery`, `error` and `access` its JSON, `header` and
//! `bytes` the rest. `body` are bodies that do not end well.

mod access;
mod answer;
mod arrive;
mod asked;
mod body;
mod bulk;
mod bytes;
mod discovery;
mod error;
mod groups;
mod header;
mod heard;
mod lifecycle;
mod listing;
mod lookup;
mod operations;
mod outcome;
mod patch;
mod refuse;
mod reply;
mod requery;
mod request;
mod resource;
mod transport;
mod unique;
mod values;
mod write;

pub(crate) use access::{is_let_in, looks_up_first, needs_token};
pub(crate) use answer::{after, echo_password};
pub(crate) use arrive::{arrive, refuse_request};
pub(crate) use asked::Asked;
pub(crate) use bulk::ignores_references;
pub(crate) use groups::double_members;
pub(crate) use heard::heard;
pub(crate) use lifecycle::{Consequence, consequence, is_deleted, remains};
pub(crate) use lookup::{doubles, filter_type, hides, ignores_filter, is_hidden};
pub(crate) use outcome::outcome;
pub(crate) use patch::{applied, shown};
pub(crate) use refuse::refuse;
pub(crate) use reply::spoil;
pub(crate) use requery::requery;
pub(crate) use request::{refuse_body, refuse_patch};
pub(crate) use transport::{Instead, delay, instead};
pub(crate) use unique::taken_over;
pub(crate) use write::{Write, before_write};
