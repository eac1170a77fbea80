//! Reading members of JSON objects, with a flaw for each that is wrong.

use serde_json::Value;

use super::flaw::{Flaw, Place, listed, shown};

/// A value and its place.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    pub(super) place: Place,
}

/// Collects what is wrong.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) flaws: Vec<Flaw>,
}

impl Node<'_> {
    /// The member of that name; one that is null is not there (RFC 7643 §2.5).
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self {
            value,
            place: self.place.member(name),
        })
    }

    fn elements(&self) -> impl Iterator<Item = Self> {
        let elements = self.value.as_array().into_iter().flatten();
        elements.enumerate().map(|(index, value)| Self {
            value,
            place: self.place.member(&index.to_string()),
        })
    }
}

impl Reader {
    pub(super) fn add(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }

    /// The definitions of a file: one, or a list of them.
    pub(super) fn definitions<'a>(&mut self, node: &Node<'a>, what: &str) -> Vec<Node<'a>> {
        if node.value.get("Resources").is_some() {
            let message = format!("expected {what} or a list of them, got a list response");
            self.add(Flaw::at(&node.place, message).hint("keep only the list in `Resources`"));
            return Vec::new();
        }
        if node.value.is_array() {
            return node.elements().collect();
        }
        if !node.value.is_object() {
            let message = format!(
                "expected {what} or a list of them, got {}",
                shown(node.value)
            );
            self.add(Flaw::at(&node.place, message));
            return Vec::new();
        }
        vec![node.clone()]
    }

    /// Whether the node is an object; members with other names than the known ones are flaws.
    pub(super) fn object(&mut self, node: &Node<'_>, what: &str, known: &[&str]) -> bool {
        let Some(members) = node.value.as_object() else {
            let message = format!("expected {what}, got {}", shown(node.value));
            self.add(Flaw::at(&node.place, message));
            return false;
        };
        for name in members.keys() {
            if !known.contains(&name.as_str()) {
                let place = node.place.member(name).name();
                let message = format!("expected a member of {what}, got `\"{name}\"`");
                let hint = format!("it has {}", listed(known.iter().copied()));
                self.add(
                    Flaw::at(&place, message)
                        .hint(hint)
                        .meant(name, known.iter().copied()),
                );
            }
        }
        true
    }

    /// The URN that says what the definition is may be left out; another one is a mistake.
    pub(super) fn is_a(&mut self, node: &Node<'_>, urn: &str, other: (&str, &str)) -> bool {
        let Some(schemas) = node.member("schemas") else {
            return true;
        };
        let has = |urn: &str| {
            let mut urns = schemas.value.as_array().into_iter().flatten();
            urns.any(|one| {
                one.as_str()
                    .is_some_and(|text| text.eq_ignore_ascii_case(urn))
            })
        };
        if has(urn) {
            return true;
        }
        let flaw = Flaw::at(
            &schemas.place,
            format!("expected `\"{urn}\"` in `schemas`, got `{}`", schemas.value),
        );
        self.add(if has(other.0) {
            flaw.hint(other.1)
        } else {
            flaw.hint("leave `schemas` out")
        });
        false
    }

    /// A text that must be there and not blank.
    pub(super) fn required_text<'a>(
        &mut self,
        node: &Node<'a>,
        name: &str,
        example: &str,
    ) -> Option<(&'a str, Place)> {
        let Some(member) = node.member(name) else {
            let message = format!("expected `\"{name}\"`, got nothing");
            self.add(Flaw::at(&node.place, message).hint(format!("add `\"{name}\": {example}`")));
            return None;
        };
        match member.value.as_str() {
            Some(text) if !text.trim().is_empty() => Some((text, member.place)),
            _ => {
                let message = format!("expected a text, got {}", shown(member.value));
                self.add(Flaw::at(&member.place, message));
                None
            }
        }
    }

    /// A text; empty when it is not there.
    pub(super) fn text(&mut self, node: &Node<'_>, name: &str) -> String {
        let Some(member) = node.member(name) else {
            return String::new();
        };
        let text = member.value.as_str();
        if text.is_none() {
            let message = format!("expected a text, got {}", shown(member.value));
            self.add(Flaw::at(&member.place, message));
        }
        text.unwrap_or_default().to_owned()
    }

    /// `true` or `false`; the latter when it is not there.
    pub(super) fn flag(&mut self, node: &Node<'_>, name: &str) -> Option<bool> {
        let member = node.member(name)?;
        if let Some(flag) = member.value.as_bool() {
            return Some(flag);
        }
        let message = format!("expected `true` or `false`, got {}", shown(member.value));
        let flaw = Flaw::at(&member.place, message);
        let is_quoted = matches!(member.value.as_str(), Some("true" | "false"));
        self.add(if is_quoted {
            flaw.hint("write it without quotes")
        } else {
            flaw
        });
        None
    }

    /// One of some words, spelled exactly so.
    pub(super) fn keyword<T: Copy>(
        &mut self,
        node: &Node<'_>,
        name: &str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Option<T> {
        let member = node.member(name)?;
        let found = all.iter().copied().find(|&one| member.value == word(one));
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|&one| word(one)).collect();
            let message = format!(
                "expected one of {}, got {}",
                listed(words.iter().copied()),
                shown(member.value)
            );
            let wrong = member.value.as_str().unwrap_or_default();
            self.add(Flaw::at(&member.place, message).meant(wrong, words));
        }
        found
    }

    /// The elements of a list; none when it is not there.
    pub(super) fn list<'a>(&mut self, node: &Node<'a>, name: &str) -> Vec<Node<'a>> {
        let Some(member) = node.member(name) else {
            return Vec::new();
        };
        if !member.value.is_array() {
            let message = format!("expected an array, got {}", shown(member.value));
            self.add(Flaw::at(&member.place, message));
        }
        member.elements().collect()
    }

    /// The texts of a list, with their places.
    pub(super) fn texts(&mut self, node: &Node<'_>, name: &str) -> Vec<(String, Place)> {
        let elements = self.list(node, name);
        let mut texts = Vec::new();
        for element in elements {
            match element.value.as_str() {
                Some(text) => texts.push((text.to_owned(), element.place)),
                None => {
                    let message = format!("expected a text, got {}", shown(element.value));
                    self.add(Flaw::at(&element.place, message));
                }
            }
        }
        texts
    }
}
