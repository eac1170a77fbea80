//! Who is who: SAML and SCIM identities.

use super::account::AccountId;
use super::group::GroupId;

/// The name that an identity provider has for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server::gitlab) struct Identity {
    pub(in crate::server::gitlab) account: AccountId,
    /// Whose identity provider; `None` for that of the instance.
    pub(in crate::server::gitlab) group: Option<GroupId>,
    pub(in crate::server::gitlab) extern_uid: String,
    /// SAML identities are always active.
    pub(in crate::server::gitlab) is_active: bool,
}

impl Identity {
    /// Whether a name is its own, whatever the case.
    pub(in crate::server::gitlab) fn is_called(&self, extern_uid: &str) -> bool {
        let own = &self.extern_uid;
        own.eq_ignore_ascii_case(extern_uid)
            || !own.is_ascii() && own.to_lowercase() == extern_uid.to_lowercase()
    }
}

/// Identities of one kind. In a group, or on the instance, an account has at most one, and a name
/// belongs to at most one, whatever its case.
#[derive(Debug, Clone, Default)]
pub(in crate::server::gitlab) struct Identities(Vec<Identity>);

/// Why an identity cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server::gitlab) enum Taken {
    /// The account has another one.
    User,
    /// Another account has the name.
    ExternUid,
    /// The name is empty.
    Blank,
}

impl Taken {
    /// The message of a validation.
    pub(in crate::server::gitlab) const fn message(self) -> &'static str {
        match self {
            Self::User => "User has already been taken",
            Self::ExternUid => "Extern uid has already been taken",
            Self::Blank => "Extern uid can't be blank",
        }
    }
}

impl Identities {
    pub(in crate::server::gitlab) fn iter(&self) -> impl Iterator<Item = &Identity> {
        self.0.iter()
    }

    /// Those of a group, or of the instance.
    pub(in crate::server::gitlab) fn of_group(
        &self,
        group: Option<GroupId>,
    ) -> impl Iterator<Item = &Identity> {
        self.0.iter().filter(move |one| one.group == group)
    }

    /// By name, whatever its case.
    pub(in crate::server::gitlab) fn named(
        &self,
        group: Option<GroupId>,
        extern_uid: &str,
    ) -> Option<&Identity> {
        self.of_group(group).find(|one| one.is_called(extern_uid))
    }

    /// Whose name it is, letter for letter.
    pub(in crate::server::gitlab) fn exactly(
        &self,
        group: Option<GroupId>,
        extern_uid: &str,
    ) -> Option<AccountId> {
        let mut all = self.of_group(group);
        all.find(|one| one.extern_uid == extern_uid)
            .map(|one| one.account)
    }

    /// By account.
    pub(in crate::server::gitlab) fn of(
        &self,
        group: Option<GroupId>,
        account: AccountId,
    ) -> Option<&Identity> {
        self.of_group(group).find(|one| one.account == account)
    }

    /// Adds an active identity.
    pub(in crate::server::gitlab) fn add(
        &mut self,
        group: Option<GroupId>,
        account: AccountId,
        extern_uid: &str,
    ) -> Result<(), Taken> {
        if self.of(group, account).is_some() {
            return Err(Taken::User);
        }
        if extern_uid.trim().is_empty() {
            return Err(Taken::Blank);
        }
        if self.named(group, extern_uid).is_some() {
            return Err(Taken::ExternUid);
        }
        self.0.push(Identity {
            account,
            group,
            extern_uid: extern_uid.to_owned(),
            is_active: true,
        });
        Ok(())
    }

    /// Whether an account's identity can have a name.
    pub(in crate::server::gitlab) fn can_rename(
        &self,
        group: Option<GroupId>,
        account: AccountId,
        extern_uid: &str,
    ) -> Result<(), Taken> {
        if extern_uid.trim().is_empty() {
            return Err(Taken::Blank);
        }
        match self.named(group, extern_uid) {
            Some(other) if other.account != account => Err(Taken::ExternUid),
            _ => Ok(()),
        }
    }

    /// Gives the identity of an account another name, if it has one.
    pub(in crate::server::gitlab) fn rename(
        &mut self,
        group: Option<GroupId>,
        account: AccountId,
        extern_uid: &str,
    ) -> Result<(), Taken> {
        self.can_rename(group, account, extern_uid)?;
        if let Some(one) = self.of_mut(group, account) {
            extern_uid.clone_into(&mut one.extern_uid);
        }
        Ok(())
    }

    /// Makes the identity of an account active or not.
    pub(in crate::server::gitlab) fn set_active(
        &mut self,
        group: Option<GroupId>,
        account: AccountId,
        is_active: bool,
    ) {
        if let Some(one) = self.of_mut(group, account) {
            one.is_active = is_active;
        }
    }

    /// Deletes the identity of an account; tells whether there was one.
    pub(in crate::server::gitlab) fn remove(
        &mut self,
        group: Option<GroupId>,
        account: AccountId,
    ) -> bool {
        let before = self.0.len();
        self.0
            .retain(|one| one.group != group || one.account != account);
        self.0.len() < before
    }

    fn of_mut(&mut self, group: Option<GroupId>, account: AccountId) -> Option<&mut Identity> {
        let mut all = self.0.iter_mut();
        all.find(|one| one.group == group && one.account == account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: AccountId = AccountId(1);
    const BOB: AccountId = AccountId(2);
    const GROUP: Option<GroupId> = Some(GroupId(7));

    #[test]
    fn names_and_accounts_are_unique_in_a_group() {
        let mut all = Identities::default();
        all.add(GROUP, ADA, "Ada-1").unwrap();
        assert_eq!(all.add(GROUP, ADA, "ada-2"), Err(Taken::User));
        assert_eq!(all.add(GROUP, BOB, "ADA-1"), Err(Taken::ExternUid));
        assert_eq!(all.add(GROUP, BOB, " "), Err(Taken::Blank));
        all.add(None, BOB, "ada-1").unwrap();
        let zoe = AccountId(3);
        all.add(GROUP, zoe, "Zo\u{eb}").unwrap();
        assert_eq!(all.named(GROUP, "ZO\u{cb}").unwrap().account, zoe);
        assert_eq!(all.named(GROUP, "aDA-1").unwrap().account, ADA);
        assert_eq!(all.named(None, "ada-1").unwrap().account, BOB);
    }

    #[test]
    fn renaming_keeps_names_unique() {
        let mut all = Identities::default();
        all.add(GROUP, ADA, "a").unwrap();
        all.add(GROUP, BOB, "b").unwrap();
        assert_eq!(all.rename(GROUP, ADA, "B"), Err(Taken::ExternUid));
        assert_eq!(all.rename(GROUP, ADA, "A"), Ok(()));
        assert_eq!(all.of(GROUP, ADA).unwrap().extern_uid, "A");
        all.set_active(GROUP, ADA, false);
        assert!(!all.of(GROUP, ADA).unwrap().is_active);
        assert!(all.remove(GROUP, ADA));
        assert!(!all.remove(GROUP, ADA));
        assert_eq!(all.iter().count(), 1);
    }
}
