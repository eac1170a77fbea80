//! What stands between the identity provider and the target and misbehaves: proxies, firewalls,
//! lost answers. A story says so; the target has no part in it.

use serde_json::Value;

use crate::scenario::{Trouble, TroubleEffect};
use crate::transcript::{Failure, FailureKind, HeaderLine, Outcome, Request, Response};

/// A page as a proxy or a single sign-on shows it instead of an answer.
const LOGIN_PAGE: &str = "<!DOCTYPE html>\n<html>\n<head><title>Sign in</title></head>\n<body>\n\
    <form method=\"post\" action=\"/login\">\n<input name=\"user\"><input name=\"password\" \
    type=\"password\">\n</form>\n</body>\n</html>\n";

/// The troubles that are on now.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    active: Vec<Active>,
}

#[derive(Debug)]
struct Active {
    trouble: Trouble,
    /// Requests that still get through.
    free: u32,
    /// Requests that still meet it; `None` for all.
    left: Option<u32>,
}

/// What a request met.
#[derive(Debug, PartialEq)]
pub(super) enum Met {
    /// It never reached the target.
    Answered {
        /// What came back instead.
        outcome: Outcome,
        /// What is to be said of it.
        note: String,
    },
    /// It reaches the target, but this comes back.
    Lost {
        /// What comes back.
        outcome: Outcome,
    },
}

impl Troubles {
    /// One more. Its texts are filled in.
    pub(super) fn begin(&mut self, trouble: Trouble) {
        let (free, left) = (trouble.after, trouble.times);
        self.active.push(Active {
            trouble,
            free,
            left,
        });
    }

    /// All is well again.
    pub(super) fn end(&mut self) {
        self.active.clear();
    }

    /// What the request meets: the first trouble that is meant for it.
    pub(super) fn meet(&mut self, request: &Request) -> Option<Met> {
        let at = self
            .active
            .iter_mut()
            .position(|active| active.takes(request))?;
        let active = &mut self.active[at];
        let met = met(&active.trouble.effect);
        if let Some(left) = &mut active.left {
            *left -= 1;
            if *left == 0 {
                self.active.remove(at);
            }
        }
        Some(met)
    }

    /// What is to be said of an answer that was lost.
    pub(super) fn lost_note(outcome: &Outcome) -> String {
        match outcome {
            Outcome::Response(response) => {
                format!(
                    "the target's answer {} was lost on the way",
                    response.status
                )
            }
            Outcome::Failure(_) => "lost on the way; the target gave no answer either".into(),
        }
    }
}

impl Active {
    /// Whether the request meets it. Those that get through first are counted.
    fn takes(&mut self, request: &Request) -> bool {
        let (method, path) = (&self.trouble.method, &self.trouble.path);
        let is_meant = method
            .as_ref()
            .is_none_or(|method| request.method.as_str() == method)
            && path
                .as_ref()
                .is_none_or(|path| request.target.starts_with(path.as_str()));
        if !is_meant {
            return false;
        }
        if self.free > 0 {
            self.free -= 1;
            return false;
        }
        true
    }
}

fn met(effect: &TroubleEffect) -> Met {
    let on_the_way = |status, headers, body: String| Met::Answered {
        outcome: Outcome::from(Response {
            status,
            reason: reason(status).into(),
            headers,
            body: body.into_bytes().into(),
        }),
        note: "something on the way answered, the target was not asked".into(),
    };
    let header =
        |name: &'static str, value: &str| -> HeaderLine { (name.into(), value.to_owned().into()) };
    match effect {
        TroubleEffect::Answer {
            status,
            headers,
            body,
        } => {
            let mut all: Vec<HeaderLine> = headers
                .iter()
                .map(|(name, value)| (name.to_ascii_lowercase().into(), value.clone().into()))
                .collect();
            let is_typed = all.iter().any(|(name, _)| name == "content-type");
            let body = match body {
                None => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(value) => {
                    if !is_typed {
                        all.push(header("content-type", "application/scim+json"));
                    }
                    value.to_string()
                }
            };
            on_the_way(*status, all, body)
        }
        TroubleEffect::LoginPage => {
            let headers = vec![header("content-type", "text/html; charset=utf-8")];
            on_the_way(200, headers, LOGIN_PAGE.to_owned())
        }
        TroubleEffect::Redirect(url) => {
            on_the_way(302, vec![header("location", url)], String::new())
        }
        TroubleEffect::Refused => Met::Answered {
            outcome: failure(FailureKind::Connect, "connection refused"),
            note: "the connection was refused on the way, the target was not asked".into(),
        },
        TroubleEffect::Lost => Met::Lost {
            outcome: failure(FailureKind::Timeout, "no complete answer in time"),
        },
    }
}

fn failure(kind: FailureKind, message: &str) -> Outcome {
    Outcome::Failure(Failure {
        kind,
        message: message.to_owned(),
        partial: None,
    })
}

/// The usual reason phrase of a status.
fn reason(status: u16) -> String {
    http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Method;

    fn request(method: Method, target: &str) -> Request {
        Request {
            method,
            target: target.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    fn trouble(method: Option<&str>, path: Option<&str>, effect: TroubleEffect) -> Trouble {
        Trouble {
            method: method.map(str::to_owned),
            path: path.map(str::to_owned),
            after: 0,
            times: None,
            effect,
        }
    }

    #[test]
    fn only_what_is_meant_meets_trouble_as_often_as_said() {
        let mut troubles = Troubles::default();
        troubles.begin(Trouble {
            after: 1,
            times: Some(2),
            ..trouble(Some("POST"), Some("/Users"), TroubleEffect::Refused)
        });
        let post = request(Method::Post, "/Users");
        assert_eq!(troubles.meet(&request(Method::Get, "/Users")), None);
        assert_eq!(troubles.meet(&request(Method::Post, "/Groups")), None);
        let met: Vec<bool> = (0..4).map(|_| troubles.meet(&post).is_some()).collect();
        assert_eq!(met, [false, true, true, false]);
    }

    #[test]
    fn the_end_of_trouble_is_the_end_of_all() {
        let mut troubles = Troubles::default();
        troubles.begin(trouble(None, None, TroubleEffect::Lost));
        troubles.begin(trouble(None, None, TroubleEffect::LoginPage));
        let get = request(Method::Get, "/Users");
        assert!(matches!(troubles.meet(&get), Some(Met::Lost { .. })));
        troubles.end();
        assert_eq!(troubles.meet(&get), None);
    }

    #[test]
    fn answers_are_as_the_story_has_them() {
        let answer = |effect| match met(&effect) {
            Met::Answered {
                outcome: Outcome::Response(response),
                ..
            } => response,
            other => panic!("{other:?}"),
        };
        let busy = answer(TroubleEffect::Answer {
            status: 503,
            headers: [("Retry-After".to_owned(), "2".to_owned())].into(),
            body: Some(serde_json::json!({ "detail": "no" })),
        });
        assert_eq!((busy.status, &*busy.reason), (503, "Service Unavailable"));
        assert_eq!(busy.header("retry-after"), Some("2"));
        assert_eq!(busy.header("content-type"), Some("application/scim+json"));
        assert_eq!(busy.json().unwrap()["detail"], "no");
        let moved = answer(TroubleEffect::Redirect("https://else.example/".into()));
        assert_eq!(moved.header("location"), Some("https://else.example/"));
        let page = answer(TroubleEffect::LoginPage);
        assert!(page.json().is_none() && page.body.starts_with(b"<!DOCTYPE html>"));
    }
}
