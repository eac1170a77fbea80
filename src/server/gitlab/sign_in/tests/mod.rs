//! Each outcome of a sign-in, and the pages around it.

mod arriving;
mod browsers;
mod connecting;
mod drift;
mod instance;
mod removed;
mod support;
