//! The log of requests: kept as they come and go, put into words only when somebody reads them.

mod entry;
mod mask;
mod record;
mod ring;
mod tee;

pub(super) use record::record;
pub(super) use ring::{Log, TenantOf};
