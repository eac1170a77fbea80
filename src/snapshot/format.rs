//! The file format of the crate `insta`: a YAML head between two `---` lines, then the text.
//!
//! Only `source`, `description` and `info` are written. Of a file that is read only the text takes
//! part in comparisons; whatever else the head holds (`cargo insta` adds and removes entries) is
//! left alone.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::report::escape::visible_line;

/// Line before and after the head.
const FENCE: &str = "---";

/// What a file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The scenario file that was played.
    pub source: String,
    /// Title of the scenario.
    pub description: String,
    /// Further facts for the reader, for example `idp` and `target`, in this order.
    pub info: Vec<(String, String)>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its head, as far as it is one of ours; missing entries are empty.
    pub head: Head,
    /// Its text: lines end in `\n`, no empty lines at either end, one final line feed.
    pub text: String,
}

/// Why something is not a snapshot file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The first line is something else.
    #[error("expected `---` on the first line")]
    NoHead,
    /// The head never ends.
    #[error("expected a second `---` line after the head")]
    UnclosedHead,
}

/// The text of a file.
pub fn write(head: &Head, text: &str) -> String {
    let mut out = format!("{FENCE}\n");
    // Writing to a `String` cannot fail.
    let _ = writeln!(out, "source: {}", quote(&head.source));
    let _ = writeln!(out, "description: {}", quote(&head.description));
    if !head.info.is_empty() {
        out.push_str("info:\n");
        for (key, value) in &head.info {
            let _ = writeln!(out, "  {}: {}", quote(key), quote(value));
        }
    }
    out.push_str(FENCE);
    out.push('\n');
    out.push_str(&normalise(text));
    out
}

/// Reads the text of a file; any line ends, with or without a final one, byte order mark or not.
pub fn parse(file: &str) -> Result<Snapshot, FormatError> {
    let file = file.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut lines = file.split_inclusive('\n');
    let is_fence = |line: &&str| line.trim_end() == FENCE;
    lines.next().filter(is_fence).ok_or(FormatError::NoHead)?;
    let mut head = Head::default();
    let mut in_info = false;
    loop {
        let line = lines.next().ok_or(FormatError::UnclosedHead)?;
        if is_fence(&line) {
            break;
        }
        let nested = line.starts_with(' ');
        let Some((key, value)) = entry(line) else {
            continue;
        };
        in_info = if nested { in_info } else { key == "info" };
        match key.as_str() {
            _ if nested && in_info => head.info.push((key, value)),
            "source" if !nested => head.source = value,
            "description" if !nested => head.description = value,
            _ => {}
        }
    }
    Ok(Snapshot {
        head,
        text: normalise(&lines.collect::<String>()),
    })
}

/// The form in which texts are compared: `\n` line ends (carriage returns are dropped; rendered
/// texts have none), no empty lines at either end, one final line feed.
pub fn normalise(text: &str) -> String {
    // Our own have none.
    let text = if text.contains('\r') {
        Cow::Owned(text.replace('\r', ""))
    } else {
        Cow::Borrowed(text)
    };
    [text.trim_matches('\n'), "\n"].concat()
}

/// A YAML double-quoted scalar: JSON's escapes are YAML's too.
fn quote(text: &str) -> String {
    visible_line(&serde_json::Value::from(text).to_string()).into_owned()
}

/// `key: value` of a head line, quotes removed.
fn entry(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    let (key, value) = if line.starts_with('"') {
        let mut keys = serde_json::Deserializer::from_str(line).into_iter::<String>();
        let key = keys.next()?.ok()?;
        (
            key,
            line.get(keys.byte_offset()..)?
                .trim_start()
                .strip_prefix(':')?,
        )
    } else {
        let (key, value) = line.split_once(':')?;
        (key.to_owned(), value)
    };
    let value = value.trim();
    let plain = serde_json::from_str::<String>(value).unwrap_or_else(|_| {
        let single = value
            .strip_prefix('\'')
            .and_then(|rest| rest.strip_suffix('\''));
        single.map_or_else(|| value.to_owned(), |text| text.replace("''", "'"))
    });
    Some((key, plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn head() -> Head {
        Head {
            source: "scenarios/re-add.yaml".into(),
            description: "Remove: a \"user\" \\ and\n---\nadd them\u{85} back".into(),
            info: vec![
                ("idp".into(), "entra".into()),
                ("target".into(), "ref:strict".into()),
            ],
        }
    }

    #[test]
    fn a_file_reads_back_as_written() {
        let file = write(&head(), "one\n---\ntwo");
        let read = parse(&file).unwrap();
        assert_eq!(read.head, head());
        assert_eq!(read.text, "one\n---\ntwo\n");
    }

    #[test]
    fn line_ends_and_final_line_feed_do_not_matter() {
        let file = write(&head(), "one\ntwo\n");
        for variant in [
            file.replace('\n', "\r\n"),
            file.trim_end().to_owned(),
            format!("\u{feff}{file}\n\n"),
        ] {
            assert_eq!(
                parse(&variant).unwrap(),
                parse(&file).unwrap(),
                "{variant:?}"
            );
        }
    }

    #[test]
    fn heads_that_cargo_insta_rewrote_are_read() {
        let file = "---\nsource: a.yaml\nassertion_line: 7\ndescription: 'It''s plain: text'\n\
                    info:\n  idp: okta\n  nested:\n    - 1\nsnapshot_kind: text\n---\nbody";
        let read = parse(file).unwrap();
        assert_eq!(read.head.source, "a.yaml");
        assert_eq!(read.head.description, "It's plain: text");
        assert_eq!(read.head.info[0], ("idp".into(), "okta".into()));
        assert_eq!(read.text, "body\n");
    }

    #[test]
    fn what_is_not_a_snapshot_is_refused() {
        for text in ["", "source: a\n\nbody", "<<<<<<< HEAD\n---\n"] {
            assert_eq!(parse(text), Err(FormatError::NoHead), "{text:?}");
        }
        assert_eq!(parse("---\nsource: a\n"), Err(FormatError::UnclosedHead));
    }

    proptest! {
        #[test]
        fn any_head_and_text_survive(source in ".*", description in ".*", key in ".*", text in "(?s).*") {
            let head = Head { source, description, info: vec![(key, "v".into())] };
            let read = parse(&write(&head, &text)).unwrap();
            prop_assert_eq!(read.text, normalise(&text));
            prop_assert_eq!(read.head, head);
        }

        #[test]
        fn nothing_makes_it_panic(file in "(?s)(---\n)?.*(---\n)?.*") {
            let _ = parse(&file);
        }
    }
}
