//! What is kept of things that come and come.

use std::collections::VecDeque;

/// Most things that are kept, and most bytes that they may have.
const MOST: usize = 10_000;
const MOST_BYTES: usize = 8 << 20;

/// The newest things, oldest first.
#[derive(Debug)]
pub(in crate::server::gitlab) struct Ring<T> {
    /// Each with its bytes.
    items: VecDeque<(T, usize)>,
    bytes: usize,
}

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self {
            items: VecDeque::new(),
            bytes: 0,
        }
    }
}

impl<T> Ring<T> {
    /// Adds a thing of so many bytes, and lets go of the oldest ones that are too many or too much.
    pub(in crate::server::gitlab) fn push(&mut self, item: T, bytes: usize) {
        self.items.push_back((item, bytes));
        self.bytes = self.bytes.saturating_add(bytes);
        while self.items.len() > MOST || self.bytes > MOST_BYTES {
            let Some((_, bytes)) = self.items.pop_front() else {
                break;
            };
            self.bytes = self.bytes.saturating_sub(bytes);
        }
    }

    pub(in crate::server::gitlab) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.iter().map(|(item, _)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_when_there_are_too_many_or_too_much() {
        let mut ring = Ring::default();
        for number in 0..MOST + 5 {
            ring.push(number, 1);
        }
        assert_eq!(ring.iter().count(), MOST);
        assert_eq!(ring.iter().next(), Some(&5));
        ring.push(0, MOST_BYTES - 2);
        assert_eq!(
            ring.iter().rev().collect::<Vec<_>>(),
            [&0, &(MOST + 4), &(MOST + 3)]
        );
        ring.push(1, MOST_BYTES + 1);
        assert_eq!((ring.iter().count(), ring.bytes), (0, 0));
    }
}
