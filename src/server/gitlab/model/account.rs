//! Accounts.

use jiff::Timestamp;

use super::group::GroupId;

/// Number of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::server::gitlab) struct AccountId(pub(in crate::server::gitlab) u64);

/// An e-mail address of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server::gitlab) struct Email {
    pub(in crate::server::gitlab) address: String,
    pub(in crate::server::gitlab) is_confirmed: bool,
}

/// Whether an account can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server::gitlab) enum AccountState {
    Active,
    Blocked,
    /// Above the user cap, until an administrator approves.
    BlockedPendingApproval,
}

impl AccountState {
    pub(in crate::server::gitlab) const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::BlockedPendingApproval => "blocked_pending_approval",
        }
    }
}

/// Somebody's account; SCIM never deletes one.
#[derive(Debug, Clone)]
pub(in crate::server::gitlab) struct Account {
    pub(in crate::server::gitlab) id: AccountId,
    pub(in crate::server::gitlab) username: String,
    pub(in crate::server::gitlab) name: String,
    /// The primary one first.
    pub(in crate::server::gitlab) emails: Vec<Email>,
    pub(in crate::server::gitlab) state: AccountState,
    /// The group whose SCIM or SAML made it.
    pub(in crate::server::gitlab) provisioned_by: Option<GroupId>,
    /// Whether nobody knows its password yet.
    pub(in crate::server::gitlab) has_automatic_password: bool,
    pub(in crate::server::gitlab) created: Timestamp,
}

impl Account {
    pub(in crate::server::gitlab) fn primary_email(&self) -> &str {
        self.emails.first().map_or("", |email| &email.address)
    }

    /// Whether it can be used.
    pub(in crate::server::gitlab) fn is_active(&self) -> bool {
        self.state == AccountState::Active
    }

    /// Whether an address is one of its own, primary or secondary.
    pub(in crate::server::gitlab) fn has_email(&self, address: &str) -> bool {
        self.emails
            .iter()
            .any(|email| email.address.eq_ignore_ascii_case(address))
    }

    /// The first word of the name, and the rest if there is one.
    pub(in crate::server::gitlab) fn first_and_last_name(&self) -> (Option<&str>, Option<&str>) {
        let name = self.name.trim();
        match name.split_once(char::is_whitespace) {
            Some((first, last)) => (Some(first), Some(last.trim_start())),
            None => ((!name.is_empty()).then_some(name), None),
        }
    }
}

/// The domain of an e-mail address.
pub(in crate::server::gitlab) fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Whether a text looks like an e-mail address.
pub(in crate::server::gitlab) fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_first_and_last() {
        let named = |name: &str| Account {
            id: AccountId(1),
            username: String::new(),
            name: name.to_owned(),
            emails: Vec::new(),
            state: AccountState::Active,
            provisioned_by: None,
            has_automatic_password: true,
            created: Timestamp::UNIX_EPOCH,
        };
        let split = |name: &str| {
            let account = named(name);
            let (first, last) = account.first_and_last_name();
            (first.map(str::to_owned), last.map(str::to_owned))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(split("Ada Lovelace"), (some("Ada"), some("Lovelace")));
        assert_eq!(split("Ada King Noel"), (some("Ada"), some("King Noel")));
        assert_eq!(split("Ada"), (some("Ada"), None));
        assert_eq!(split(""), (None, None));
    }

    #[test]
    fn addresses_have_two_sides() {
        assert!(is_email("a@b.test"));
        for text in ["a", "@b", "a@", "a b@c.test"] {
            assert!(!is_email(text), "{text}");
        }
        assert_eq!(domain("a@b.test"), "b.test");
    }
}
