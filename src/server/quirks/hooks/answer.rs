//! Answers that say something else than what was done.

use serde_json::Value;

use crate::scim::error::ScimError;
use crate::server::quirks::{Quirk, QuirkSet};
use crate::server::rfc::{Answer, Call, Verb};

/// Changes an answer.
pub(crate) fn after(quirks: QuirkSet, verb: Verb, filtered: bool, answer: &mut Answer) {
    if verb == Verb::Create && answer.status == 201 {
        if quirks.has(Quirk::CreateWithoutBody) {
            answer.body = None;
        } else if quirks.has(Quirk::CreateWithoutId)
            && let Some(Value::Object(members)) = &mut answer.body
        {
            members.shift_remove("id");
        }
    }
    if verb != Verb::List || answer.status != 200 {
        return;
    }
    let Some(Value::Object(message)) = &mut answer.body else {
        return;
    };
    if quirks.has(Quirk::NoMatch404) && filtered && message["totalResults"] == 0 {
        *answer = Answer::from(ScimError::status(404, "no resource matches the filter"));
    } else if quirks.has(Quirk::CountersAsStrings) {
        for name in ["totalResults", "startIndex", "itemsPerPage"] {
            if let Some(counter) = message.get_mut(name) {
                *counter = Value::from(counter.to_string());
            }
        }
    }
}

/// Gives a password back that came with a write.
pub(crate) fn echo_password(call: &Call, answer: &mut Answer) {
    if call.quirks.has(Quirk::PasswordEchoed)
        && answer.status < 300
        && let Some(password) = call.body.get("password")
        && let Some(Value::Object(members)) = &mut answer.body
    {
        members.insert("password".to_owned(), password.clone());
    }
}
