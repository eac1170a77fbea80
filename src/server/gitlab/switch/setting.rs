//! What a switch can hold, and how it is written.

use std::net::IpAddr;

/// A value that a switch can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// How it is written.
    pub name: &'static str,
    /// What the server then does.
    pub what: &'static str,
}

/// A type that a switch can have.
pub(super) trait Setting: Sized {
    /// The values to choose from; for free text one that describes it.
    const CHOICES: &'static [Choice];

    /// Reads a value; `None` when it is not one of those.
    fn read(text: &str) -> Option<Self>;

    /// The value as it is written.
    fn show(&self) -> String;
}

impl Setting for bool {
    const CHOICES: &'static [Choice] = &[
        Choice {
            name: "on",
            what: "yes; `true` says the same",
        },
        Choice {
            name: "off",
            what: "no; `false` says the same",
        },
    ];

    fn read(text: &str) -> Option<Self> {
        match text {
            "on" | "true" => Some(true),
            "off" | "false" => Some(false),
            _ => None,
        }
    }

    fn show(&self) -> String {
        if *self { "on" } else { "off" }.to_owned()
    }
}

/// Words that are listed with commas.
impl Setting for Vec<String> {
    const CHOICES: &'static [Choice] = &[Choice {
        name: "A,B,…",
        what: "a list with commas; nothing for none",
    }];

    fn read(text: &str) -> Option<Self> {
        let words = text.split(',').map(str::trim);
        let words = words.filter(|word| !word.is_empty());
        Some(words.map(str::to_owned).collect())
    }

    fn show(&self) -> String {
        self.join(",")
    }
}

impl Setting for Option<usize> {
    const CHOICES: &'static [Choice] = &[
        Choice {
            name: "N",
            what: "that many",
        },
        Choice {
            name: "none",
            what: "no limit",
        },
    ];

    fn read(text: &str) -> Option<Self> {
        match text {
            "" | "none" => Some(None),
            _ => text.parse().ok().map(Some),
        }
    }

    fn show(&self) -> String {
        self.map_or_else(|| "none".to_owned(), |number| number.to_string())
    }
}

/// Full path of a group: segments of letters, digits and `_ - .`, with slashes between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server::gitlab) struct GroupPath(pub(in crate::server::gitlab) String);

impl Setting for GroupPath {
    const CHOICES: &'static [Choice] = &[Choice {
        name: "PATH",
        what: "letters, digits and `_ - .`, with slashes between segments",
    }];

    fn read(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        let is_segment = |segment: &str| !segment.is_empty() && segment.bytes().all(is_plain);
        let is_path = text.len() <= 255 && text.split('/').all(is_segment);
        is_path.then(|| Self(text.to_owned()))
    }

    fn show(&self) -> String {
        self.0.clone()
    }
}

/// A range of addresses such as `192.0.2.0/24`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server::gitlab) struct IpRange {
    address: IpAddr,
    length: u8,
}

impl IpRange {
    fn read(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(whole);
        (length <= whole).then_some(Self { address, length })
    }

    /// Whether an address lies in the range.
    pub(in crate::server::gitlab) fn contains(self, address: IpAddr) -> bool {
        let (ours, theirs, width) = match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                (ours.to_bits().into(), theirs.to_bits().into(), 32)
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => (ours.to_bits(), theirs.to_bits(), 128_u32),
            _ => return false,
        };
        let differing: u128 = ours ^ theirs;
        differing
            .checked_shr(width - u32::from(self.length))
            .unwrap_or_default()
            == 0
    }
}

/// Ranges of addresses, listed with commas.
impl Setting for Vec<IpRange> {
    const CHOICES: &'static [Choice] = &[Choice {
        name: "RANGE,…",
        what: "addresses or ranges such as `192.0.2.0/24`, with commas; nothing for all",
    }];

    fn read(text: &str) -> Option<Self> {
        let ranges: Vec<String> = Setting::read(text)?;
        ranges.iter().map(|range| IpRange::read(range)).collect()
    }

    fn show(&self) -> String {
        let each = |range: &IpRange| format!("{}/{}", range.address, range.length);
        self.iter().map(each).collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_their_addresses() {
        let holds = |range: &str, address: &str| {
            IpRange::read(range)
                .unwrap()
                .contains(address.parse().unwrap())
        };
        assert!(holds("192.0.2.0/24", "192.0.2.77"));
        assert!(!holds("192.0.2.0/24", "192.0.3.1"));
        assert!(holds("192.0.2.7", "192.0.2.7"));
        assert!(holds("192.0.2.7", "::ffff:192.0.2.7"));
        assert!(!holds("192.0.2.7", "192.0.2.8"));
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(holds("2001:db8::/32", "2001:db8:1::1"));
        assert!(!holds("2001:db8::/32", "192.0.2.7"));
        for wrong in ["192.0.2.0/33", "here", "192.0.2.0/x", "/8"] {
            assert_eq!(IpRange::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        fn check<S: Setting + PartialEq + std::fmt::Debug>(text: &str) {
            let value = S::read(text).unwrap();
            assert_eq!(S::read(&value.show()), Some(value));
        }
        check::<bool>("true");
        check::<Vec<String>>("a.test, b.test");
        check::<Vec<String>>("");
        check::<Option<usize>>("none");
        check::<Option<usize>>("3");
        check::<GroupPath>("a/my.group");
        check::<Vec<IpRange>>("192.0.2.0/24,::1");
        assert_eq!(bool::read("yes"), None);
        assert_eq!(GroupPath::read("a//b"), None);
        assert_eq!(GroupPath::read("a b"), None);
    }
}
