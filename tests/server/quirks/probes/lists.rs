//! Who is found.

use super::people::ada;
use crate::quirks::wire::Wire;

pub(super) async fn find(wire: &mut Wire) {
    wire.post("/v2/Users", &ada()).await;
    for user_name in ["ada", "ADA", "zoe"] {
        let filter = format!("userName+eq+%22{user_name}%22");
        wire.get(&format!("/v2/Users?filter={filter}")).await;
    }
}
