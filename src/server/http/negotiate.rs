//! The media type of an answer (RFC 7644 §3.8, RFC 9110 §12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// The media type of SCIM.
pub(super) const SCIM_JSON: &str = "application/scim+json";

/// The media type that a client may ask for instead.
pub(super) const JSON: &str = "application/json";

/// What the client wants most; `None` when it wants nothing that there is. SCIM's own type wins
/// unless the client prefers the other one, so that `*/*` and no wish at all get it.
pub(super) fn choose(headers: &HeaderMap) -> Option<&'static str> {
    let lines = headers.get_all(ACCEPT).iter();
    let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    let ranges: Vec<(&str, u16)> = lines
        .iter()
        .flat_map(|line| line.split(','))
        .filter_map(range)
        .collect();
    if ranges.is_empty() {
        return Some(SCIM_JSON);
    }
    let (scim, json) = (quality(&ranges, SCIM_JSON), quality(&ranges, JSON));
    match scim.max(json) {
        0 => None,
        best if scim == best => Some(SCIM_JSON),
        _ => Some(JSON),
    }
}

/// A range with its quality in thousandths. Other parameters, such as `charset`, do not matter.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next().filter(|media| !media.is_empty())?;
    let weight = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("q")
            .then_some(value.trim())
    });
    Some((media, weight.map_or(Some(1_000), thousandths)?))
}

/// `0`, `1`, or up to three digits after the point.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    if digits.len() > 3 {
        return None;
    }
    let number: u16 = format!("{whole}{digits:0<3}").parse().ok()?;
    (number <= 1_000).then_some(number)
}

/// The quality of a media type: that of the most specific range which covers it.
fn quality(ranges: &[(&str, u16)], media: &str) -> u16 {
    [media, "application/*", "*/*"]
        .into_iter()
        .find_map(|wanted| {
            let same = |(range, _): &&(&str, u16)| range.eq_ignore_ascii_case(wanted);
            ranges.iter().find(same).map(|(_, quality)| *quality)
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_weighed() {
        for (accept, chosen) in [
            (None, Some(SCIM_JSON)),
            (Some(""), Some(SCIM_JSON)),
            (Some("*/*"), Some(SCIM_JSON)),
            (Some("application/*"), Some(SCIM_JSON)),
            (
                Some("Application/SCIM+JSON; charset=utf-8"),
                Some(SCIM_JSON),
            ),
            (Some("application/json"), Some(JSON)),
            (
                Some("application/json, application/scim+json"),
                Some(SCIM_JSON),
            ),
            (Some("application/json, text/plain, */*"), Some(SCIM_JSON)),
            (Some("application/json, */*;q=0.1"), Some(JSON)),
            (
                Some("application/scim+json;q=0.5, application/json;q=0.501"),
                Some(JSON),
            ),
            (Some("application/scim+json;q=0, */*"), Some(JSON)),
            (Some("text/html, */*;Q=0.8"), Some(SCIM_JSON)),
            (Some("text/xml"), None),
            (Some("application/json;q=0"), None),
            (Some("image/*"), None),
            // What cannot be read is no wish.
            (Some("application/json;q=2"), Some(SCIM_JSON)),
            (Some("application/json;q=0.0001, text/xml"), None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(ACCEPT, accept.parse().unwrap());
            }
            assert_eq!(choose(&headers), chosen, "{accept:?}");
        }
    }
}
