//! Settings of the simulated identity providers as data: changing one, refusing a value and
//! explaining what there is all go by the same table.

use std::fmt;
use std::ops::RangeInclusive;

use super::plain::{self, Client};
use super::{Family, IdpKind, entra, okta};

/// A setting with a few values, each of which has a word.
pub(crate) trait Word: Copy + PartialEq + 'static {
    /// All values with their words.
    const WORDS: &'static [(&'static str, Self)];
}

impl Word for bool {
    const WORDS: &'static [(&'static str, Self)] = &[("true", true), ("false", false)];
}

/// The place of a setting's value.
pub(crate) trait Value {
    /// What it takes, in words.
    fn takes(&self) -> String;
    /// Takes a value; whether it is one.
    fn read(&mut self, text: &str) -> bool;
    /// The value that it has.
    fn written(&self) -> String;
}

/// The place of a value within the settings.
pub(crate) type Place<S> = fn(&mut S) -> Box<dyn Value + '_>;

/// Settings that go by names.
pub(crate) trait Named: Sized + 'static {
    /// Every setting: its name, and where its value is.
    const ALL: &'static [(&'static str, Place<Self>)];

    /// Changes a setting; `Err` says which settings, or which values of it, there are.
    fn change(&mut self, name: &str, value: &str) -> Result<(), String> {
        let Some((_, place)) = Self::ALL.iter().find(|(known, _)| *known == name) else {
            let names = either(Self::ALL.iter().map(|(name, _)| *name));
            return Err(format!(
                "there is no setting `{name}`, it is one of {names}"
            ));
        };
        let mut place = place(self);
        if place.read(value) {
            return Ok(());
        }
        Err(format!("`{name}` is {}, not `{value}`", place.takes()))
    }
}

/// One setting, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it takes: words, or a phrase such as `a number from 1 to 100`.
    pub takes: String,
    /// What it is from the start.
    pub default: String,
}

/// Settings of any family.
trait Any {
    fn set(&mut self, name: &str, value: &str) -> Result<(), String>;
    fn list(&mut self) -> Vec<Setting>;
}

impl<S: Named> Any for S {
    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        self.change(name, value)
    }

    fn list(&mut self) -> Vec<Setting> {
        let setting = |(name, place): &(&'static str, Place<S>)| {
            let place = place(self);
            Setting {
                name,
                takes: place.takes(),
                default: place.written(),
            }
        };
        S::ALL.iter().map(setting).collect()
    }
}

fn documented(idp: IdpKind) -> Box<dyn Any> {
    let entra = |dialect| Box::new(entra::Settings::documented(dialect));
    let okta = |app| Box::new(okta::Settings::documented(app));
    let plain = |client| Box::new(plain::Settings::documented(client));
    match idp {
        IdpKind::Entra => entra(entra::Dialect::Legacy),
        IdpKind::EntraRfc => entra(entra::Dialect::Rfc),
        IdpKind::Okta => okta(okta::App::Catalog),
        IdpKind::OktaPut => okta(okta::App::CatalogPut),
        IdpKind::OktaWizard => okta(okta::App::OinWizard),
        IdpKind::OktaAiw => okta(okta::App::Aiw),
        IdpKind::OneLogin => plain(Client::OneLogin),
        IdpKind::JumpCloud => plain(Client::JumpCloud),
        IdpKind::GoogleWorkspace => plain(Client::GoogleWorkspace),
        IdpKind::PingOne => plain(Client::PingOne),
        IdpKind::Authentik => plain(Client::Authentik),
        IdpKind::Keycloak => plain(Client::Keycloak),
        IdpKind::Generic => plain(Client::Generic),
    }
}

/// The settings of an identity provider, with what each is from the start.
pub fn settings_of(idp: IdpKind) -> Vec<Setting> {
    documented(idp).list()
}

/// Whether the simulators of a family have a setting of that name that can have that value; `Err`
/// says which they have.
pub fn check_setting(family: Family, name: &str, value: &str) -> Result<(), String> {
    let mut kinds = IdpKind::ALL.into_iter();
    match kinds.find(|idp| idp.family() == family) {
        // Names and values are the same for the whole family.
        Some(idp) => documented(idp).set(name, value),
        None => Ok(()),
    }
}

struct Choice<'a, T>(&'a mut T);

impl<T: Word> Value for Choice<'_, T> {
    fn takes(&self) -> String {
        either(T::WORDS.iter().map(|(word, _)| *word))
    }

    fn read(&mut self, text: &str) -> bool {
        let found = value_of(text);
        if let Some(value) = found {
            *self.0 = value;
        }
        found.is_some()
    }

    fn written(&self) -> String {
        word_of(*self.0).to_owned()
    }
}

/// One of a few words.
pub(crate) fn word<T: Word>(at: &mut T) -> Box<dyn Value + '_> {
    Box::new(Choice(at))
}

struct Choices<'a, T>(&'a mut Vec<T>);

impl<T: Word> Value for Choices<'_, T> {
    fn takes(&self) -> String {
        let words = either(T::WORDS.iter().map(|(word, _)| *word));
        format!("any of {words} with commas between them, or nothing")
    }

    fn read(&mut self, text: &str) -> bool {
        let words = text.split(',').map(str::trim);
        let words = words.filter(|word| !word.is_empty());
        let values: Option<Vec<T>> = words.map(value_of).collect();
        let is_known = values.is_some();
        if let Some(values) = values {
            *self.0 = values;
        }
        is_known
    }

    fn written(&self) -> String {
        let words: Vec<_> = self.0.iter().map(|value| word_of(*value)).collect();
        words.join(",")
    }
}

/// Several of a few words.
pub(crate) fn words<T: Word>(at: &mut Vec<T>) -> Box<dyn Value + '_> {
    Box::new(Choices(at))
}

struct Number<'a>(&'a mut usize, RangeInclusive<usize>);

impl Value for Number<'_> {
    fn takes(&self) -> String {
        let (least, most) = (self.1.start(), self.1.end());
        format!("a number from {least} to {most}")
    }

    fn read(&mut self, text: &str) -> bool {
        let number = text.parse().ok();
        let number = number.filter(|number| self.1.contains(number));
        if let Some(number) = number {
            *self.0 = number;
        }
        number.is_some()
    }

    fn written(&self) -> String {
        self.0.to_string()
    }
}

/// A number within bounds.
pub(crate) fn number(at: &mut usize, bounds: RangeInclusive<usize>) -> Box<dyn Value + '_> {
    Box::new(Number(at, bounds))
}

/// A value that may be absent, for which there is a word.
struct Optional<'a, T> {
    at: &'a mut Option<T>,
    absent: &'static str,
    takes: &'static str,
}

impl<T: fmt::Display + std::str::FromStr> Value for Optional<'_, T> {
    fn takes(&self) -> String {
        format!("{} or `{}`", self.takes, self.absent)
    }

    fn read(&mut self, text: &str) -> bool {
        let value = (text != self.absent).then(|| text.parse::<T>());
        let value = value.transpose();
        let is_known = value.is_ok();
        if let Ok(value) = value {
            *self.at = value;
        }
        is_known
    }

    fn written(&self) -> String {
        let value = self.at.as_ref();
        value.map_or_else(|| self.absent.to_owned(), ToString::to_string)
    }
}

/// A number, or `off`.
pub(crate) fn limit(at: &mut Option<usize>) -> Box<dyn Value + '_> {
    Box::new(Optional {
        at,
        absent: "off",
        takes: "a number",
    })
}

/// A text, or `none`: a header that may be left out, a mail address.
pub(crate) fn optional_text(at: &mut Option<String>) -> Box<dyn Value + '_> {
    Box::new(Optional {
        at,
        absent: "none",
        takes: "any text",
    })
}

struct Text<'a>(&'a mut String);

impl Value for Text<'_> {
    fn takes(&self) -> String {
        "any text".into()
    }

    fn read(&mut self, text: &str) -> bool {
        text.clone_into(self.0);
        true
    }

    fn written(&self) -> String {
        self.0.clone()
    }
}

/// Any text.
pub(crate) fn text(at: &mut String) -> Box<dyn Value + '_> {
    Box::new(Text(at))
}

fn value_of<T: Word>(word: &str) -> Option<T> {
    let found = T::WORDS.iter().find(|(known, _)| *known == word);
    found.map(|(_, value)| *value)
}

fn word_of<T: Word>(value: T) -> &'static str {
    let found = T::WORDS.iter().find(|(_, known)| *known == value);
    found.map_or("", |(word, _)| word)
}

/// `` `a`, `b` or `c` ``.
fn either(words: impl Iterator<Item = &'static str>) -> String {
    let mut words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() {
        last
    } else {
        format!("{} or {last}", words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value other than the one from the start, made from what the setting says that it takes.
    fn another(setting: &Setting) -> String {
        let words = setting.takes.split('`').skip(1).step_by(2);
        let mut words = words.filter(|word| *word != setting.default);
        match setting.takes.as_str() {
            "a number or `off`" => "17".into(),
            takes if takes.starts_with("any text") => format!("{}x", setting.default),
            takes if takes.starts_with("a number from ") => {
                takes.rsplit(' ').next().unwrap().into()
            }
            _ => words.next().unwrap().into(),
        }
    }

    #[test]
    fn every_setting_takes_what_it_says_and_nothing_else() {
        for idp in IdpKind::ALL {
            let all = settings_of(idp);
            for (at, setting) in all.iter().enumerate() {
                let name = setting.name;
                let mut settings = documented(idp);
                assert_eq!(settings.set(name, &setting.default), Ok(()), "{name}");
                assert_eq!(settings.list(), all, "{idp:?} {name}: its default");
                let other = another(setting);
                assert_ne!(other, setting.default, "{name}");
                assert_eq!(settings.set(name, &other), Ok(()), "{name}");
                let mut wanted = all.clone();
                wanted[at].default.clone_from(&other);
                assert_eq!(settings.list(), wanted, "{idp:?} {name}: {other}");
                if !setting.takes.starts_with("any text") {
                    let refusal = format!("`{name}` is {}, not `\u{0}`", setting.takes);
                    assert_eq!(settings.set(name, "\u{0}"), Err(refusal));
                    assert_eq!(settings.list(), wanted, "a refusal changes nothing");
                }
            }
        }
    }

    #[test]
    fn settings_say_what_there_is() {
        let refused = |family, name, value| check_setting(family, name, value).unwrap_err();
        assert_eq!(
            refused(Family::Entra, "member-batch", "all"),
            "`member-batch` is `one-each`, `one-operation` or `many-operations`, not `all`"
        );
        assert_eq!(
            refused(Family::Okta, "batch", "99"),
            "`batch` is a number from 100 to 1000, not `99`"
        );
        assert_eq!(
            refused(Family::Entra, "accidental-deletions", "few"),
            "`accidental-deletions` is a number or `off`, not `few`"
        );
        assert_eq!(
            refused(Family::JumpCloud, "probes", "users, news"),
            "`probes` is any of `users`, `groups`, `config`, `test-objects`, `discover-users` or \
             `discover-groups` with commas between them, or nothing, not `users, news`"
        );
        let unknown = refused(Family::PingOne, "colour", "red");
        assert!(
            unknown.starts_with("there is no setting `colour`, it is one of `user-agent`, "),
            "{unknown}"
        );
        assert_eq!(
            check_setting(Family::JumpCloud, "probes", "users, config"),
            Ok(())
        );
        assert_eq!(
            check_setting(Family::OneLogin, "user-agent", "none"),
            Ok(())
        );
    }
}
