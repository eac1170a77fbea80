//! Settings by name, as scenarios write them.

use super::settings::Settings;
use crate::idp::settings::{Named, Place, number, optional_text, text, word, words};

impl Named for Settings {
    const ALL: &'static [(&'static str, Place<Self>)] = &[
        ("user-agent", |s| optional_text(&mut s.user_agent)),
        ("media-type", |s| text(&mut s.media_type)),
        ("json", |s| word(&mut s.json)),
        ("probes", |s| words(&mut s.probes)),
        ("config", |s| word(&mut s.config)),
        ("user-lookup", |s| word(&mut s.user_lookup)),
        ("filter", |s| text(&mut s.filter)),
        ("encoding", |s| word(&mut s.encoding)),
        ("paging", |s| text(&mut s.paging)),
        ("dangling", |s| word(&mut s.dangling)),
        ("update", |s| word(&mut s.update)),
        ("activation", |s| word(&mut s.activation)),
        ("patch-form", |s| word(&mut s.patch_form)),
        ("active-value", |s| word(&mut s.active_value)),
        ("on-unassign", |s| word(&mut s.on_unassign)),
        ("on-delete", |s| word(&mut s.on_delete)),
        ("recreates", |s| word(&mut s.recreates)),
        ("full-sync", |s| word(&mut s.full_sync)),
        ("compares-answers", |s| word(&mut s.compares_answers)),
        ("attempts", |s| number(&mut s.attempts, 1..=100)),
        ("retried-on", |s| word(&mut s.retried_on)),
        ("honours-retry-after", |s| word(&mut s.honours_retry_after)),
        ("key-order", |s| word(&mut s.key_order)),
        ("schemas", |s| word(&mut s.schemas)),
        ("enterprise-on-create", |s| {
            word(&mut s.enterprise_on_create)
        }),
        ("id-in-put", |s| word(&mut s.id_in_put)),
        ("mails", |s| word(&mut s.mails)),
        ("phones", |s| word(&mut s.phones)),
        ("absent-lists", |s| word(&mut s.absent_lists)),
        ("group-lookup", |s| word(&mut s.group_lookup)),
        ("members-on-create", |s| word(&mut s.members_on_create)),
        ("group-update", |s| word(&mut s.group_update)),
        ("group-rename", |s| word(&mut s.group_rename)),
        ("member-form", |s| word(&mut s.member_form)),
        ("member-operations", |s| word(&mut s.member_operations)),
        ("member-removal", |s| word(&mut s.member_removal)),
        ("compares-members", |s| word(&mut s.compares_members)),
    ];
}
