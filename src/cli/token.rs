//! Where bearer tokens come from.

use std::path::Path;

use super::problem::Problem;
use super::{Environment, output};
use crate::transcript::Secret;

/// The environment variable that is looked into where no other is named.
pub(super) const VARIABLE: &str = "SCIMULATE_TOKEN";

/// The same for the token of the control plane.
pub(super) const CONTROL_VARIABLE: &str = "SCIMULATE_CONTROL_TOKEN";

/// The scheme that is put before a token (RFC 6750 §2.1).
const SCHEME: &str = "bearer ";

/// Reads a token from an environment variable; `None` when that is not set, or empty.
pub(super) fn in_variable(
    name: &str,
    environment: &Environment,
) -> Result<Option<Secret>, Problem> {
    environment
        .variable(name)
        .map(|text| usable(text, name))
        .transpose()
}

/// Reads a token from a file, without the line feed that editors add.
pub(super) fn in_file(file: &Path) -> Result<Secret, Problem> {
    let name = file.display().to_string();
    let text = output::read(file)?;
    if text.trim().is_empty() {
        return Err(Problem::usage(
            format!("`{name}` is empty"),
            "the file must hold the bearer token and nothing else",
        ));
    }
    usable(&text, &name)
}

/// The token of a server, and how it is told to whoever started it.
pub(super) struct Chosen {
    pub(super) token: Secret,
    /// The token itself only when the user does not know it.
    pub(super) shown: String,
    /// Whether the user gave it.
    pub(super) is_given: bool,
}

/// The token in the file, else that in the environment variable, else a new random one.
pub(super) fn chosen(
    file: Option<&Path>,
    variable: &str,
    environment: &Environment,
) -> Result<Chosen, Problem> {
    let given = |token, shown| Chosen {
        token,
        shown,
        is_given: true,
    };
    if let Some(file) = file {
        return Ok(given(in_file(file)?, format!("as in `{}`", file.display())));
    }
    if let Some(token) = in_variable(variable, environment)? {
        return Ok(given(token, format!("as in {variable}")));
    }
    let shown = random()?;
    Ok(Chosen {
        token: Secret::new(shown.clone()),
        shown,
        is_given: false,
    })
}

/// A token that cannot be guessed: 128 bits of the system's randomness. The source of ids will not
/// do, since clients see what it gives.
fn random() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    // That of the TLS library gathers entropy of its own first, which takes ten times as long as all
    // else that `serve` begins with.
    getrandom::fill(&mut bytes)
        .map_err(|_| Problem::failed("the system has no random numbers to make a token of"))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// Refuses what cannot be a token, without showing it.
fn usable(text: &str, place: &str) -> Result<Secret, Problem> {
    let token = text.trim();
    let begins = token.get(..SCHEME.len()).unwrap_or_default();
    if begins.eq_ignore_ascii_case(SCHEME) {
        return Err(Problem::usage(
            format!(
                "the token in `{place}` begins with the word `{}`",
                begins.trim()
            ),
            "leave the word out; it is put before the token of every request",
        ));
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Problem::usage(
            format!("what is in `{place}` cannot be a bearer token"),
            "it must be one word of printable ASCII characters (RFC 6750)",
        ));
    }
    Ok(Secret::new(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_tokens_differ_and_can_be_tokens() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert_ne!(one, other);
        assert_eq!(usable(&one, "T").unwrap().expose().len(), 32);
    }

    #[test]
    fn what_cannot_be_a_token_is_refused_and_not_shown() {
        assert_eq!(usable(" t0ken\n", "T").unwrap().expose(), "t0ken");
        for (text, message) in [
            (
                "Bearer t0ken",
                "the token in `T` begins with the word `Bearer`",
            ),
            (
                "t0ken\nsecond line",
                "what is in `T` cannot be a bearer token",
            ),
            ("tökén", "what is in `T` cannot be a bearer token"),
        ] {
            let problem = usable(text, "T").unwrap_err();
            assert_eq!(problem.message, message);
            let shown = problem.render();
            assert!(
                !shown.contains("t0ken") && !shown.contains("kén"),
                "{shown}"
            );
        }
    }
}
