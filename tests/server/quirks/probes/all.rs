//! All probes.

use super::{
    accounts, answers, attributes, bulk, departures, groups, lifecycle, lists, operations, patch,
    profiles, queries, service, shapes, versions,
};
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
        accounts::duplicate,
        accounts::duplicate_in_capitals,
        accounts::rename_to_a_taken_name,
        accounts::same_external_id,
        accounts::unusual,
        profiles::names,
        profiles::contacts,
        profiles::another_primary,
        profiles::rename,
        profiles::write_back,
        profiles::roles,
        profiles::manager,
        profiles::another_address,
        departures::start,
        departures::deactivate,
        departures::return_to_group,
        departures::delete,
        departures::delete_from_group,
        departures::delete_nobody,
        departures::replace_without_active,
        operations::half,
        operations::add,
        operations::remove,
        operations::same,
        operations::dotted_keys,
        operations::extension,
        operations::nowhere,
        operations::part_of_name,
        operations::qualified,
        groups::join,
        groups::join_again,
        groups::join_by_value,
        groups::unknown_member,
        groups::leave,
        groups::leave_by_list,
        groups::push,
        groups::push_empty,
        groups::rename_group,
        groups::put_members,
        groups::same_group_name,
        groups::nested,
        groups::leave_without_being_in,
        groups::delete_group,
        groups::special_name,
        groups::leave_in_hundreds,
        versions::current_version,
        versions::replace_current_version,
        versions::any_version,
        versions::old_version,
        bulk::bulk_references,
        bulk::bulk_error,
        bulk::search,
        answers::refused,
        answers::access,
        answers::media,
        answers::conditions,
        queries::filters,
        queries::pages,
        queries::group_lists,
        service::discovery,
        shapes::shapes,
    );
    exchanges
}
