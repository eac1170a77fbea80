//! What can be said before anything is sent.

pub mod mapping;
