//! Every kind of PATCH target with every operation, on a user, on the enterprise extension and on the
//! members of a group; each with `op` as the RFC writes it and as Entra ID does, and in the strict
//! profile.

mod enterprise;
mod members;
mod table;
mod user;
