//! What a simulator would otherwise take from the world: time and random values, both injected.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Virtual time of an identity provider. Cycles of 40 minutes and waits of hours pass in no time.
#[derive(Debug, Clone)]
pub struct VirtualClock(Timestamp);

impl VirtualClock {
    /// A clock that stands at the given instant.
    pub const fn at(start: Timestamp) -> Self {
        Self(start)
    }

    /// The instant at which it stands.
    pub const fn now(&self) -> Timestamp {
        self.0
    }

    /// Lets time pass; stops at the end of the calendar.
    pub fn advance(&mut self, duration: SignedDuration) {
        self.0 = self.0.saturating_add(duration).unwrap_or(Timestamp::MAX);
    }
}

impl Default for VirtualClock {
    /// Monday, 5 January 2026, 08:00 UTC: any fixed instant will do.
    fn default() -> Self {
        Self(Timestamp::from_second(1_767_600_000).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

/// Random values of an identity provider, repeatable by their seed.
#[derive(Debug, Clone)]
pub struct IdSource(fastrand::Rng);

/// Base 62 in the order that Okta's ids suggest; only the alphabet matters.
const ALPHANUMERIC: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl IdSource {
    /// A source that gives the same values for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A random UUID.
    pub fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.0.u128(..).to_be_bytes()).into_uuid()
    }

    /// A random GUID in lower case, as Entra's object ids and probes.
    pub fn guid(&mut self) -> String {
        self.uuid().to_string()
    }

    /// A number from 0 to below `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// An Okta user id: `00u` and 17 alphanumerics.
    pub fn okta_user_id(&mut self) -> String {
        format!("00u{}", self.alphanumeric(17))
    }

    /// An Okta group id: `00g` and 17 alphanumerics.
    pub fn okta_group_id(&mut self) -> String {
        format!("00g{}", self.alphanumeric(17))
    }

    /// An alphanumeric text, as the placeholder password of an Okta create.
    pub fn alphanumeric(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(ALPHANUMERIC[self.0.usize(..ALPHANUMERIC.len())]))
            .collect()
    }

    /// A text of lower-case letters and digits that starts with a letter, as the marker of a run:
    /// nothing in it is ever percent-encoded or changed by case folding.
    pub fn marker(&mut self, length: usize) -> String {
        let mut marker = String::from(char::from(ALPHANUMERIC[36 + self.0.usize(..26)]));
        while marker.len() < length {
            let letter = ALPHANUMERIC[self.0.usize(..36)].to_ascii_lowercase();
            marker.push(char::from(letter));
        }
        marker
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_values() {
        let draw = |seed| {
            let mut ids = IdSource::seeded(seed);
            (
                ids.guid(),
                ids.okta_user_id(),
                ids.alphanumeric(8),
                ids.marker(8),
            )
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let (guid, okta, password, marker) = draw(7);
        assert_eq!(uuid::Uuid::parse_str(&guid).unwrap().get_version_num(), 4);
        assert_eq!((okta.len(), password.len(), marker.len()), (20, 8, 8));
        assert!(
            marker
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        );
    }

    #[test]
    fn virtual_time_stops_at_the_end_of_the_calendar() {
        let mut clock = VirtualClock::default();
        assert_eq!(clock.now().to_string(), "2026-01-05T08:00:00Z");
        clock.advance(SignedDuration::from_mins(40));
        assert_eq!(clock.now().to_string(), "2026-01-05T08:40:00Z");
        clock.advance(SignedDuration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }
}
