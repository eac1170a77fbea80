//! What is issued is believed, and nothing else.

mod canonical;
mod hostile;
mod request;
mod support;
mod tampering;
mod verify;
