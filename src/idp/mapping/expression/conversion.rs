//! Functions that turn one type into another.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::evaluate::{Answer, Call, number};
use super::value::Value;

/// `BitAnd(value1, value2)`.
pub(super) fn bit_and(call: &Call<'_>) -> Answer {
    Ok(match (call.number(0)?, call.number(1)?) {
        (Some(left), Some(right)) => Value::Number(left & right),
        _ => Value::Null,
    })
}

/// `CBool(expression)`; null is false, as in .NET.
pub(super) fn boolean(call: &Call<'_>) -> Answer {
    let truth = truth(&call.value(0)?).map_err(|message| call.fails(0, message))?;
    Ok(Value::Boolean(truth))
}

/// Whether a value counts as true: anything but zero, `False` and null.
pub(super) fn truth(value: &Value) -> Result<bool, String> {
    match value {
        Value::Null | Value::IgnoreFlow => Ok(false),
        Value::Boolean(truth) => Ok(*truth),
        Value::Number(number) => Ok(*number != 0),
        Value::Text(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Value::Text(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        Value::Text(text) => number(text)
            .map(|number| number != 0)
            .map_err(|_| format!("`{text}` is neither true nor false")),
        Value::List(_) | Value::Roles(_) => Err("several values are neither true nor false".into()),
    }
}

/// `ConvertToBase64(source)`: of UTF-16, little end first.
pub(super) fn base64(text: &str) -> String {
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    STANDARD.encode(bytes)
}

/// `ConvertToUTF8Hex(source)`: capital digits.
pub(super) fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02X}");
        hex
    })
}
