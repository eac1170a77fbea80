//! PATCH (RFC 7644 §3.5.2): operations → a new resource, or an error and no change.

mod apply;
mod change;
mod list;
mod operation;
mod selected;
mod value;

pub use operation::{MAX_OPERATIONS, PatchOp, PatchOperation, PatchRequest};

#[cfg(test)]
mod tests;
