//! What quirks do, at the places where the server asks them.

mod answer;
mod bulk;
mod groups;
mod heard;
mod lifecycle;
mod lookup;
mod operations;
mod outcome;
mod patch;
mod refuse;
mod request;
mod transport;
mod unique;
mod values;
mod write;

pub(crate) use answer::after;
pub(crate) use bulk::ignores_references;
pub(crate) use groups::double_members;
pub(crate) use heard::heard;
pub(crate) use lifecycle::{Consequence, consequence, is_deleted, remains};
pub(crate) use lookup::{doubles, filter_type, hides, ignores_filter, is_hidden};
pub(crate) use outcome::outcome;
pub(crate) use patch::{applied, shown};
pub(crate) use refuse::refuse;
pub(crate) use request::{refuse_body, refuse_patch};
pub(crate) use transport::instead;
pub(crate) use unique::taken_over;
pub(crate) use write::{Write, before_write};
