//! What the rows of a mapping make of the people of a directory.

use std::cell::RefCell;

use crate::idp::directory::{Directory, Person};
use crate::idp::mapping::{Row, Scope};
use crate::idp::{Family, IdSource, VirtualClock};

/// The people as the file has them, without the marker of a run.
pub(super) fn people(directory: &Directory) -> Vec<Person> {
    let person = |(key, attributes): (&String, _)| {
        let mut person = Person::new(key, attributes);
        person.assigned = true;
        person
    };
    directory.people.iter().map(person).collect()
}

/// What a row sends when a person is created; `None` where it sends nothing.
pub(super) fn value(family: Family, row: &Row, person: &Person) -> Option<String> {
    // Ids of people are made by the identity provider; all that matters is that they differ.
    let id = format!("id-of-{}", person.key);
    let evaluated = row.source.evaluate(&Scope {
        attribute: &|name| family.values(person, &id, name),
        now: VirtualClock::default().now(),
        ids: &RefCell::new(IdSource::seeded(0)),
    });
    let value = evaluated.ok().and_then(|it| it.text().map(str::to_owned));
    value.or_else(|| row.default.clone())
}
