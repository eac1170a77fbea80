//! A person signs in to the target by way of the simulated identity provider, as a browser carries it: redirects are
//! followed, cookies kept, the form with the answer is posted.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use url::{Url, form_urlencoded};

use crate::idp::{IdSource, Wire};
use crate::saml::{Answer, AuthnRequest, SigningKey, issue};
use crate::transcript::{Body, Header, HeaderValue, Method, Outcome, Request, Response};

/// Cookie of a browser session at GitLab.
const COOKIE: &str = "_gitlab_session";

/// Where a sign-in begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At the target, which asks the identity provider: its answer names the request.
    Target,
    /// At the identity provider, whose answer comes unasked.
    Idp,
}

/// To what somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// A group with a SAML provider, by its path.
    Group(&'a str),
    /// The instance.
    Instance,
}

/// One sign-in.
#[derive(Debug)]
pub struct SignIn<'a> {
    /// What the identity provider signs with.
    pub key: &'a SigningKey,
    /// Entity id of the identity provider.
    pub issuer: &'a str,
    /// URL of the host, without a slash at the end: that of SCIM without `/api/scim/v2/…`.
    pub site: &'a str,
    /// To what.
    pub place: Place<'a>,
    /// Where it begins.
    pub start: Start,
    /// Value of the session cookie of somebody who is signed in already.
    pub session: Option<&'a str>,
    /// In whose words the identity provider turns away a person who is not assigned to its application; `None` for one
    /// who is.
    pub turned_away: Option<&'a str>,
    /// Who the identity provider says it is; `None` leaves the name out.
    pub name_id: Option<&'a str>,
    /// Attributes by name, such as `email` and `name`.
    pub attributes: &'a [(&'a str, &'a str)],
    /// What time it is at the target, whose clock the answer is made for.
    pub now: Timestamp,
}

/// What came of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Whether the person got in.
    pub is_signed_in: bool,
    /// What they were told, if anything.
    pub message: Option<String>,
    /// Username of the account that the browser has now.
    pub account: Option<String>,
    /// Whether the group could be opened; `None` where there was none to open.
    pub is_member: Option<bool>,
    /// Value of the session cookie now.
    pub session: Option<String>,
}

/// Signs in. The targets of the requests begin at the root of the host, so the wire must too.
///
/// # Errors
///
/// A sentence, when the exchange cannot be carried to its end: that is no refusal.
pub async fn sign_in(
    wire: &mut impl Wire,
    plan: &SignIn<'_>,
    ids: &mut IdSource,
) -> Result<SignedIn, String> {
    let mut browser = Browser {
        wire,
        site: plan.site,
        session: plan.session.map(str::to_owned),
    };
    let mut request = None;
    let mut relay_state = None;
    if plan.start == Start::Target {
        let answer = browser.get(&plan.start_path()).await?;
        let location = answer.header("location").unwrap_or_default();
        let asked = parameters(location);
        let Some(parameter) = asked.get("SAMLRequest") else {
            return browser.arrive(answer, plan.place).await;
        };
        request = Some(AuthnRequest::from_parameter(parameter).map_err(|error| error.to_string())?);
        relay_state = asked.get("RelayState").cloned();
    }
    if let Some(words) = plan.turned_away {
        return Ok(SignedIn {
            is_signed_in: false,
            message: Some(words.to_owned()),
            account: None,
            is_member: None,
            session: browser.session,
        });
    }
    let consumer = match &request {
        Some(request) => request.consumer.clone(),
        None => plan.consumer(),
    };
    let path = browser.path(&consumer)?;
    let (id, assertion_id) = (format!("_{}", ids.guid()), format!("_{}", ids.guid()));
    let audience = request
        .as_ref()
        .map_or_else(|| plan.audience(), |asked| asked.issuer.clone());
    let response = issue(
        &Answer {
            id: &id,
            assertion_id: &assertion_id,
            issuer: plan.issuer,
            audience: &audience,
            destination: &consumer,
            in_response_to: request.as_ref().map(|request| request.id.as_str()),
            name_id: plan.name_id,
            attributes: plan.attributes,
            now: plan.now,
        },
        plan.key,
    )
    .map_err(|error| error.to_string())?;
    let state = relay_state.iter().map(|state| ("RelayState", state));
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("SAMLResponse", &response)].into_iter().chain(state))
        .finish();
    let answer = browser.post(&path, form).await?;
    browser.arrive(answer, plan.place).await
}

impl SignIn<'_> {
    fn start_path(&self) -> String {
        match self.place {
            Place::Group(group) => format!("/groups/{group}/-/saml"),
            Place::Instance => "/users/auth/saml".to_owned(),
        }
    }

    /// What the application at the identity provider is configured with.
    fn consumer(&self) -> String {
        format!("{}{}/callback", self.site, self.start_path())
    }

    fn audience(&self) -> String {
        match self.place {
            Place::Group(group) => format!("{}/groups/{group}", self.site),
            Place::Instance => self.site.to_owned(),
        }
    }
}

/// A browser that knows one cookie.
struct Browser<'a, W> {
    wire: &'a mut W,
    site: &'a str,
    session: Option<String>,
}

impl<W: Wire> Browser<'_, W> {
    async fn get(&mut self, path: &str) -> Result<Arc<Response>, String> {
        self.send(Method::Get, path, None).await
    }

    async fn post(&mut self, path: &str, form: String) -> Result<Arc<Response>, String> {
        self.send(Method::Post, path, Some(form)).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        form: Option<String>,
    ) -> Result<Arc<Response>, String> {
        let mut headers = vec![
            Header::slot("host", HeaderValue::Host),
            Header::text("accept", "text/html"),
        ];
        if let Some(session) = &self.session {
            headers.push(Header::text("cookie", format!("{COOKIE}={session}")));
        }
        if form.is_some() {
            headers.push(Header::text(
                "content-type",
                "application/x-www-form-urlencoded",
            ));
            headers.push(Header::slot("content-length", HeaderValue::ContentLength));
        }
        let request = Request {
            method,
            target: path.to_owned(),
            headers,
            body: form.map(Body::from),
        };
        let response = match self.wire.send(&request).await {
            Outcome::Response(response) => response,
            Outcome::Failure(failure) => return Err(failure.message),
        };
        let cookies = response
            .headers
            .iter()
            .filter(|(name, _)| name == "set-cookie");
        for (_, cookie) in cookies {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((COOKIE, value)) = pair.split_once('=') {
                self.session = Some(value.to_owned());
            }
        }
        Ok(response)
    }

    /// The path of a URL of the host.
    fn path(&self, url: &str) -> Result<String, String> {
        let path = url
            .strip_prefix(self.site)
            .filter(|path| path.starts_with('/'));
        let elsewhere = || format!("`{url}` is not at `{}`", self.site);
        path.map(str::to_owned).ok_or_else(elsewhere)
    }

    /// Goes to where the answer leads, and reads what the page says.
    async fn arrive(mut self, answer: Arc<Response>, place: Place<'_>) -> Result<SignedIn, String> {
        let mut page = answer;
        for _ in 0..5 {
            let Some(location) = page.header("location").map(str::to_owned) else {
                break;
            };
            let path = self.path(&location)?;
            page = self.get(&path).await?;
        }
        let html = String::from_utf8_lossy(&page.body).into_owned();
        let alert = between(
            &html,
            "gl-alert-danger\"><div class=\"gl-alert-body\">",
            "</div>",
        );
        let notice = between(
            &html,
            "gl-alert-info\"><div class=\"gl-alert-body\">",
            "</div>",
        );
        let account = between(&html, "data-current-username=\"", "\"");
        let is_signed_in = alert.is_none() && account.is_some();
        if account.is_none() && alert.is_none() && notice.is_none() && !page.is_success() {
            return Err(format!(
                "the target answered {} where a page was expected",
                page.status
            ));
        }
        Ok(SignedIn {
            is_signed_in,
            message: alert.or(notice),
            account,
            is_member: match place {
                Place::Group(_) if is_signed_in => Some(page.is_success()),
                Place::Group(_) | Place::Instance => None,
            },
            session: self.session,
        })
    }
}

/// The query parameters of a URL.
fn parameters(url: &str) -> BTreeMap<String, String> {
    Url::parse(url).map_or_else(
        |_| BTreeMap::new(),
        |url| url.query_pairs().into_owned().collect(),
    )
}

/// The text between two marks in a page, as it is read.
fn between(page: &str, begin: &str, end: &str) -> Option<String> {
    let (_, rest) = page.split_once(begin)?;
    let (text, _) = rest.split_once(end)?;
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    Some(text.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests;
