//! Where the values of a JSON text stand.

use std::collections::BTreeMap;
use std::ops::Range;

/// The places of all values of a JSON text, by their JSON Pointers (RFC 6901).
#[derive(Debug, Default)]
pub(super) struct Places {
    places: BTreeMap<String, Standing>,
    /// Names that an object has twice: the second place, then the first.
    pub(super) repeated: Vec<(Range<usize>, Range<usize>)>,
}

#[derive(Debug)]
struct Standing {
    /// In quotes; `None` for elements of arrays.
    name: Option<Range<usize>>,
    /// The opening bracket alone of what has brackets.
    value: Range<usize>,
}

impl Places {
    /// Finds the places in a text that is JSON; what is none is read as far as it makes sense.
    pub(super) fn of(text: &str) -> Self {
        let mut scanner = Scanner {
            text,
            at: 0,
            found: Self::default(),
        };
        scanner.value("", None);
        scanner.found
    }

    pub(super) fn value(&self, pointer: &str) -> Range<usize> {
        let found = self.places.get(pointer);
        found.map_or(0..0, |standing| standing.value.clone())
    }

    /// The name of the member; the value where it has none.
    pub(super) fn name(&self, pointer: &str) -> Range<usize> {
        let name = self.places.get(pointer).and_then(|one| one.name.clone());
        name.unwrap_or_else(|| self.value(pointer))
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    found: Places,
}

impl Scanner<'_> {
    fn value(&mut self, pointer: &str, name: Option<Range<usize>>) {
        self.blank();
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{' | b'[') => self.at += 1,
            _ => self.scalar(),
        }
        let value = start..self.at;
        let standing = Standing { name, value };
        self.found.places.insert(pointer.to_owned(), standing);
        match self.text.as_bytes().get(start) {
            Some(b'{') => self.object(pointer),
            Some(b'[') => self.array(pointer),
            _ => {}
        }
    }

    fn object(&mut self, pointer: &str) {
        while self.next_element(b'}') {
            let start = self.at;
            self.string();
            let name = start..self.at;
            self.blank();
            self.skip(b':');
            let key: String = self
                .text
                .get(name.clone())
                .and_then(|quoted| serde_json::from_str(quoted).ok())
                .unwrap_or_default();
            let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            let first = self.found.places.get(&pointer);
            if let Some(first) = first.and_then(|standing| standing.name.clone()) {
                self.found.repeated.push((name.clone(), first));
            }
            self.value(&pointer, Some(name));
        }
    }

    fn array(&mut self, pointer: &str) {
        let mut index = 0_usize;
        while self.next_element(b']') {
            self.value(&format!("{pointer}/{index}"), None);
            index += 1;
        }
    }

    /// Goes to the next element, or over the end; whether there is one.
    fn next_element(&mut self, end: u8) -> bool {
        self.blank();
        self.skip(b',');
        self.blank();
        if self.peek().is_none_or(|byte| byte == end) {
            self.at += 1;
            return false;
        }
        true
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += match byte {
                b'\\' => 2,
                _ => 1,
            };
            if byte == b'"' {
                return;
            }
        }
    }

    fn scalar(&mut self) {
        let is_over = |byte: u8| byte.is_ascii_whitespace() || b",]}:".contains(&byte);
        // At least one byte, so that what is no JSON comes to an end.
        self.at += 1;
        while self.peek().is_some_and(|byte| !is_over(byte)) {
            self.at += 1;
        }
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn skip(&mut self, wanted: u8) {
        if self.peek() == Some(wanted) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_found() {
        let text = r#"{ "a": [1, {"b~/": "x\"}"}, []], "ä": null, "a": -2.5e3 }"#;
        let places = Places::of(text);
        let value = |pointer: &str| &text[places.value(pointer)];
        assert_eq!(value(""), "{");
        assert_eq!(value("/a/0"), "1");
        assert_eq!(value("/a/1"), "{");
        assert_eq!(value("/a/1/b~0~1"), r#""x\"}""#);
        assert_eq!(value("/a/2"), "[");
        assert_eq!(value("/ä"), "null");
        assert_eq!(value("/a"), "-2.5e3");
        assert_eq!(&text[places.name("/ä")], "\"ä\"");
        assert_eq!(&text[places.name("/a/0")], "1");
        assert_eq!(places.value("/none"), 0..0);
        let second = text.rfind("\"a\"").unwrap();
        assert_eq!(places.repeated, [(second..second + 3, 2..5)]);
    }

    #[test]
    fn what_is_no_json_has_an_end() {
        for text in [
            "", "{", "[", "\"", "{\"a", "{]", "[}", "x,y", "{1:2}", "\"\\",
        ] {
            Places::of(text);
        }
    }
}
