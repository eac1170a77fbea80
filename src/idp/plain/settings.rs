//! What differs between clients, and what published evidence leaves open.

use super::profile::{Header, OwnId};
use crate::idp::query::QueryEncoding;
use crate::idp::settings::Word;

/// Declares a choice and the words of its values.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl Word for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),+];
        }
    };
}

choice! {
    /// A request of the connection test.
    Probe {
        /// `GET /Users`.
        Users = "users",
        /// `GET /Groups`.
        Groups = "groups",
        /// `GET /ServiceProviderConfig`.
        Config = "config",
        /// A test user and a test group are created and deleted.
        TestObjects = "test-objects",
        /// `GET /Users`, all pages: accounts of known people are linked.
        DiscoverUsers = "discover-users",
        /// `GET /Groups`, all pages: groups of the same name are linked.
        DiscoverGroups = "discover-groups",
    }
}

choice! {
    /// When the target is asked whether it has a user already.
    UserLookup {
        /// Before it is created.
        First = "first",
        /// After a create was answered 409.
        OnConflict = "on-conflict",
        /// Never.
        Never = "never",
    }
}

choice! {
    /// How the target is asked whether it has a group already.
    GroupLookup {
        /// By a filter on the name, before the group is created.
        Filter = "filter",
        /// All groups are listed and compared by name.
        ListAll = "list-all",
        /// By a filter on the name, after a create was answered 409.
        OnConflict = "on-conflict",
        /// Never.
        Never = "never",
    }
}

choice! {
    /// How something is changed.
    Write {
        /// The whole resource.
        Put = "put",
        /// The difference.
        Patch = "patch",
    }
}

choice! {
    /// What becomes of an account that its person loses.
    Deprovisioning {
        /// `active` becomes false.
        Deactivate = "deactivate",
        /// It is deleted.
        Delete = "delete",
    }
}

choice! {
    /// The form of a PATCH of a user or of a group's name.
    PatchForm {
        /// One operation with path per attribute.
        Paths = "paths",
        /// One `replace` without path whose value is the resource.
        Resource = "resource",
        /// One `replace` without path whose value is the resource as a JSON text.
        ResourceText = "resource-text",
    }
}

choice! {
    /// `active` in a PATCH.
    ActiveValue {
        /// `true`.
        Boolean = "boolean",
        /// `"true"`.
        Text = "text",
    }
}

choice! {
    /// How a group is renamed by PATCH.
    GroupRename {
        /// `replace` with the path `displayName`.
        Path = "path",
        /// One `replace` without path whose value is the group without members.
        Resource = "resource",
        /// The same, the value as a JSON text.
        ResourceText = "resource-text",
        /// `replace` with the paths `displayName` and `externalId`, as for AWS.
        Aws = "aws",
        /// Together with all members: `replace` with the paths `members`, `displayName` and
        /// `externalId`.
        Whole = "whole",
    }
}

choice! {
    /// Where the members of a new group are.
    MembersOnCreate {
        /// In the request that creates the group.
        Within = "within",
        /// In a request after it.
        After = "after",
    }
}

choice! {
    /// How a member is written.
    MemberForm {
        /// `value` only.
        Value = "value",
        /// `value`, `type` and, in a whole group, a relative `$ref`.
        Reference = "reference",
    }
}

choice! {
    /// How members are distributed over operations.
    MemberOperations {
        /// One operation for all.
        Together = "together",
        /// One operation each.
        Each = "each",
        /// One request with one operation each.
        Requests = "requests",
    }
}

choice! {
    /// How a member is removed.
    MemberRemoval {
        /// `members` with the member as value.
        Value = "value",
        /// `members[value eq "…"]`.
        Filter = "filter",
    }
}

choice! {
    /// When `/ServiceProviderConfig` is read, to act upon it.
    ConfigReading {
        /// Never.
        Never = "never",
        /// Once.
        Once = "once",
        /// At the start of every task.
        EveryTask = "every-task",
        /// At the start of a task, if the last sound answer is an hour old.
        Hourly = "hourly",
    }
}

choice! {
    /// What is tried again by itself.
    RetriedOn {
        /// A request without answer: half a second later, then half as much longer each time.
        NoAnswer = "no-answer",
        /// 429 and 503, but for those in a full synchronisation: 15 seconds later, then twice as
        /// long each time.
        Busy = "busy",
    }
}

choice! {
    /// How JSON is written.
    JsonStyle {
        /// Without blanks.
        Compact = "compact",
        /// As Python's `json.dumps`: a blank after `,` and `:`, letters outside ASCII escaped.
        Python = "python",
    }
}

choice! {
    /// The order of members in a resource.
    KeyOrder {
        /// `schemas` first, then as the mapping has them.
        Mapping = "mapping",
        /// By name, at every level.
        Alphabetical = "alphabetical",
    }
}

choice! {
    /// URNs in `schemas`.
    SchemaNames {
        /// Those of RFC 7643.
        Rfc = "rfc",
        /// `urn:scim:schemas:core:2.0` and `urn:scim:schemas:extension:enterprise:2.0`.
        Short = "short",
    }
}

choice! {
    /// `emails` in a resource.
    Mails {
        /// An array.
        Array = "array",
        /// The first one, as an object.
        Object = "object",
    }
}

choice! {
    /// Phone numbers.
    Phones {
        /// As in the directory.
        Plain = "plain",
        /// As URI (RFC 3966): `tel:+1-555-0100`.
        Tel = "tel",
    }
}

choice! {
    /// Mapped lists without value in a PUT.
    AbsentLists {
        /// Left out.
        LeftOut = "left-out",
        /// `[]`.
        Empty = "empty",
        /// `null`.
        Null = "null",
        /// `emails` is `null`, the others are `[]`.
        Mixed = "mixed",
    }
}

/// Settings of one client.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a habit of its own that is there or not"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Headers in their order.
    pub(super) headers: &'static [Header],
    /// How the client names its people and groups.
    pub(super) own_id: OwnId,
    /// Attributes that every PATCH of a user has, whatever changed; `None` for what changed.
    pub(super) patched: Option<&'static [&'static str]>,
    /// People are written again when they join or leave a group.
    pub(super) rewrites_members: bool,
    /// The client's own words for a created resource without `id`.
    pub(super) missing_id: &'static str,
    /// `User-Agent`; empty for a header without value, `None` for no header.
    pub user_agent: Option<String>,
    /// Media type of `Accept` and `Content-Type`.
    pub media_type: String,
    /// How JSON is written.
    pub json: JsonStyle,
    /// Requests of the connection test.
    pub probes: Vec<Probe>,
    /// When `/ServiceProviderConfig` is read, to act upon it.
    pub config: ConfigReading,
    /// When a user is looked up.
    pub user_lookup: UserLookup,
    /// Filter of the lookup, `%s` for the value of the row that is matched on; empty for `eq` on
    /// that row's target.
    pub filter: String,
    /// How queries are encoded.
    pub encoding: QueryEncoding,
    /// What follows the filter, for example `&startIndex=1`.
    pub paging: String,
    /// Queries end with `&`, other URLs with `?`.
    pub dangling: bool,
    /// How users are updated.
    pub update: Write,
    /// How users are deactivated and activated.
    pub activation: Write,
    /// Form of a PATCH of a user.
    pub patch_form: PatchForm,
    /// `active` in a PATCH.
    pub active_value: ActiveValue,
    /// What becomes of an account whose person loses the application.
    pub on_unassign: Deprovisioning,
    /// What becomes of an account whose person is deleted.
    pub on_delete: Deprovisioning,
    /// An account that is not there at an update is forgotten and created again.
    pub recreates: bool,
    /// A full synchronisation writes everything again.
    pub full_sync: bool,
    /// A change that adds nothing to the last answer is not written.
    pub compares_answers: bool,
    /// Attempts where something is tried again.
    pub attempts: usize,
    /// What is tried again.
    pub retried_on: RetriedOn,
    /// A 429 with `Retry-After` is waited for.
    pub honours_retry_after: bool,
    /// Order of members in resources.
    pub key_order: KeyOrder,
    /// URNs in `schemas`.
    pub schemas: SchemaNames,
    /// The enterprise URN is in `schemas` of a create whatever it holds.
    pub enterprise_on_create: bool,
    /// A PUT holds the `id`.
    pub id_in_put: bool,
    /// Form of `emails`.
    pub mails: Mails,
    /// Form of phone numbers.
    pub phones: Phones,
    /// Mapped lists without value in a PUT.
    pub absent_lists: AbsentLists,
    /// How a group is looked up.
    pub group_lookup: GroupLookup,
    /// Where the members of a new group are.
    pub members_on_create: MembersOnCreate,
    /// How groups are updated. Where the configuration is read, it decides.
    pub group_update: Write,
    /// How a group is renamed by PATCH.
    pub group_rename: GroupRename,
    /// Form of a member.
    pub member_form: MemberForm,
    /// How members are distributed over operations.
    pub member_operations: MemberOperations,
    /// How a member is removed.
    pub member_removal: MemberRemoval,
    /// The group is read and compared before members change along with its name.
    pub compares_members: bool,
}
