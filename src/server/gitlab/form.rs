//! Forms as a browser sends them (RFC 7578), which is also how `curl --form` does.

/// Most fields, and the longest one in bytes, that are read.
const MOST: usize = 32;
const LONGEST: usize = 64 * 1024;

/// The text fields of a `multipart/form-data` body in their order; files are passed over. `None` when it is no such
/// body, or not a sound one.
pub(super) fn fields(media: &str, body: &[u8]) -> Option<Vec<(String, String)>> {
    let boundary = boundary(media)?;
    let text = std::str::from_utf8(body).ok()?;
    let delimiter = format!("--{boundary}");
    let mut rest = text.strip_prefix(&delimiter)?;
    let mut fields = Vec::new();
    let between = format!("\r\n{delimiter}");
    // After the last part the delimiter ends in two hyphens.
    while !rest.starts_with("--") {
        let (part, after) = rest.strip_prefix("\r\n")?.split_once(&between)?;
        let (head, value) = part.split_once("\r\n\r\n")?;
        if fields.len() == MOST || value.len() > LONGEST {
            return None;
        }
        let disposition = disposition(head)?;
        if parameter(disposition, "filename").is_none() {
            fields.push((parameter(disposition, "name")?, value.to_owned()));
        }
        rest = after;
    }
    Some(fields)
}

/// What parts the fields from each other (RFC 2046 §5.1.1).
fn boundary(media: &str) -> Option<&str> {
    let (essence, parameters) = media.split_once(';')?;
    if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut named = parameters.split(';').filter_map(|one| one.split_once('='));
    let (_, boundary) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let boundary = boundary.trim().trim_matches('"');
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// What a part is, by its headers: `form-data` with parameters.
fn disposition(head: &str) -> Option<&str> {
    let mut headers = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, disposition) =
        headers.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
    let kind = disposition.split(';').next().unwrap_or_default();
    let is_field = kind.trim().eq_ignore_ascii_case("form-data");
    is_field.then_some(disposition)
}

fn parameter(disposition: &str, wanted: &str) -> Option<String> {
    let mut named = disposition.split(';').filter_map(|one| one.split_once('='));
    let (_, value) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))?;
    Some(value.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEDIA: &str = "multipart/form-data; boundary=----x1";

    fn part(head: &str, value: &str) -> String {
        format!("------x1\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
    }

    fn read(body: &str) -> Option<Vec<(String, String)>> {
        fields(MEDIA, body.as_bytes())
    }

    #[test]
    fn texts_are_read_and_files_are_not() {
        let body = part("name=\"extern_uid\"", "a=b&c\r\n--d")
            + &part(
                "name=\"f\"; filename=\"x\"\r\nContent-Type: text/plain",
                "y",
            )
            + &part("NAME=plain", "")
            + "------x1--\r\n";
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let wanted = vec![own("extern_uid", "a=b&c\r\n--d"), own("plain", "")];
        assert_eq!(read(&body), Some(wanted));
        assert_eq!(read("------x1--\r\n"), Some(Vec::new()));
        let quoted = "Multipart/Form-Data; charset=utf-8; Boundary=\"----x1\"";
        assert!(fields(quoted, body.as_bytes()).is_some());
    }

    #[test]
    fn what_is_unsound_is_no_form() {
        let one = part("name=\"a\"", "1");
        let many = one.repeat(MOST + 1) + "------x1--";
        let long = part("name=\"a\"", &"x".repeat(LONGEST + 1)) + "------x1--";
        for body in [
            "",
            "a=1",
            "------x1",
            "------x1\r\n",
            one.as_str(),
            "------x1\r\n\r\n1\r\n------x1--",
            "------x1\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n------x1--",
            many.as_str(),
            long.as_str(),
        ] {
            assert_eq!(read(body), None, "{body:.60}");
        }
        assert_eq!(fields(MEDIA, b"------x1\r\n\xff"), None);
        for media in [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "text/plain; boundary=----x1",
        ] {
            assert_eq!(fields(media, b"------x1--"), None, "{media}");
        }
    }
}
