//! What quirks do, at the places where the server asks them.

mod answer;
mod lookup;
mod request;
mod transport;
mod write;

pub(crate) use answer::after;
pub(crate) use lookup::{filter_type, hides, ignores_filter, is_hidden};
pub(crate) use request::{refuse_body, refuse_patch};
pub(crate) use transport::instead;
pub(crate) use write::{Write, before_write, changes_id, taken_over};
