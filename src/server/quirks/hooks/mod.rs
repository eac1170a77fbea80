//! What quirks do, at the places where the server asks them.
//!
//! In the order of a request: `arrive` and `transport` see it first; `heard` is what the service takes it
//! for, with `query` and `operations`; `refuse`, `lookup`, `unique`, `values`, `groups`, `write`, `patch`,
//! `bulk` and `lifecycle` work beside the service; `outcome` sees what it says, `reply` the finished
//! response: `listing`, `resource`, `discovery`, `error` and `access` its JSON, `header` and `bytes` the
//! rest. `body` are bodies that do not end well.

mod access;
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
mod query;
mod refuse;
mod reply;
mod resource;
mod transport;
mod unique;
mod values;
mod write;

pub(crate) use access::{is_let_in, looks_up_first, needs_token};
pub(crate) use arrive::{arrive, refuse_request};
pub(crate) use asked::Asked;
pub(crate) use bulk::ignores_references;
pub(crate) use groups::double_members;
pub(crate) use heard::heard;
pub(crate) use lifecycle::{Consequence, DELETED_USER, Remains, consequence, remains, revived};
pub(crate) use lookup::{filter_type, hides, ignores_filter, is_hidden, listed_beside, misses};
pub(crate) use outcome::outcome;
pub(crate) use patch::{applied, refuse_patch, shown};
pub(crate) use refuse::refuse;
pub(crate) use reply::spoil;
pub(crate) use transport::{Instead, delay, instead};
pub(crate) use unique::taken_over;
pub(crate) use write::{Write, before_write};
