//! Where one of several texts may begin.

/// The pairs of bytes with which one of the texts that are looked for may begin; whatever begins
/// otherwise is passed over. Nearly every byte of what is exchanged is looked at here.
#[derive(Clone)]
pub(crate) struct Starts {
    /// By the first byte: a bit for each second one.
    seconds: [[u64; 4]; 256],
    /// Whether there is any second byte.
    firsts: [bool; 256],
}

impl Default for Starts {
    fn default() -> Self {
        Self {
            seconds: [[0; 4]; 256],
            firsts: [false; 256],
        }
    }
}

impl Starts {
    /// Notes that a text may begin with these bytes.
    pub(crate) fn add(&mut self, first: u8, second: u8) {
        self.firsts[usize::from(first)] = true;
        self.seconds[usize::from(first)][usize::from(second / 64)] |= 1 << (second % 64);
    }

    /// Notes that a text may begin with this byte, whatever follows, were it nothing.
    pub(crate) fn add_any(&mut self, first: u8) {
        self.firsts[usize::from(first)] = true;
        self.seconds[usize::from(first)] = [u64::MAX; 4];
    }

    /// The first place where a text may begin. What is behind the end counts as a zero.
    pub(crate) fn next(&self, bytes: &[u8]) -> Option<usize> {
        let mut from = 0;
        while let Some(rest) = bytes.get(from..) {
            let is_first = |byte: &u8| self.firsts[usize::from(*byte)];
            let at = from + rest.iter().position(is_first)?;
            let second = bytes.get(at + 1).copied().unwrap_or_default();
            let seconds = self.seconds[usize::from(bytes[at])];
            if seconds[usize::from(second / 64)] & 1 << (second % 64) != 0 {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_otherwise_is_passed_over() {
        let mut starts = Starts::default();
        assert_eq!(starts.next(b"ab"), None);
        starts.add(b'a', b'b');
        starts.add_any(b'x');
        for (text, at) in [
            ("acbab", Some(3)),
            ("aab", Some(1)),
            ("ba", None),
            ("cx", Some(1)),
            ("", None),
        ] {
            assert_eq!(starts.next(text.as_bytes()), at, "{text}");
        }
    }
}
