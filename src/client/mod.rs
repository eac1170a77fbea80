//! HTTP out: sends bytes and captures the exchange. No redirects, retries, proxies or
//! decompression, because the target is judged by what it really says.

mod base_url;
mod connect;
mod send;
mod tls;

pub use base_url::{BaseUrl, BaseUrlError};
pub use send::{Client, ClientConfig, DEFAULT_BODY_LIMIT};
pub use tls::{TlsError, TlsPolicy};
