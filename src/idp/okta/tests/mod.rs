//! What Okta puts on the wire, byte by byte, and how it takes each answer. The table in
//! `docs/wire/okta.md` says which public source each test holds it against.

mod connect;
mod create;
mod deprovision;
mod lookup;
mod reactions;
mod support;
mod throttling;
mod update;
