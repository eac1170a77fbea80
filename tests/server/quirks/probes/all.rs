//! All probes.

use super::{attributes, lifecycle, lists, patch};
use crate::quirks::wire::{Exchange, Wire};
use crate::support::Api;

/// What all probes see of a server with these quirks.
pub(crate) async fn all(quirks: &str) -> Vec<Exchange> {
    let mut exchanges = Vec::new();
    macro_rules! play {
        ($($module:ident::$probe:ident),* $(,)?) => {$(
            let mut wire = Wire::new(Api::quirky(quirks), stringify!($probe));
            $module::$probe(&mut wire).await;
            exchanges.extend(wire.into_exchanges());
        )*};
    }
    play!(
        lifecycle::create,
        lifecycle::same_email,
        lifecycle::leave_and_return,
        attributes::replace,
        attributes::text_booleans,
        patch::filtered_path,
        patch::spelling,
        lists::find,
    );
    exchanges
}
