use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::client::{BaseUrl, Client, ClientConfig, DEFAULT_BODY_LIMIT, TlsPolicy};
use crate::server::gitlab::{GitLabProfile, Switches};
use crate::server::{RunningServer, Server, ServerConfig};
use crate::transcript::Secret;

/// A tenant other than the default one, so that its part of the URL is seen to be kept.
const TENANT: &str = "acme";

struct Direct(Client);

impl Wire for Direct {
    async fn send(&mut self, request: &Request) -> Outcome {
        self.0.send(request).await.1
    }

    async fn pause(&mut self, _: Duration) -> bool {
        true
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_767_600_000).unwrap()
}

struct Stage {
    server: RunningServer,
    site: String,
    key: SigningKey,
    ids: tokio::sync::Mutex<IdSource>,
}

impl Stage {
    async fn with(switches: Switches) -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut config = ServerConfig::new(anywhere, Secret::new("t0ken"));
        config.gitlab = Some(switches);
        let ids = Mutex::new(IdSource::seeded(5));
        let source = Arc::new(move || ids.lock().unwrap().uuid());
        let server = Server::start(config, Arc::new(now), source).await.unwrap();
        let site = format!("http://{}/t/{TENANT}", server.local_addr());
        let key = SigningKey::simulated().unwrap();
        Self {
            server,
            site,
            key,
            ids: tokio::sync::Mutex::new(IdSource::seeded(7)),
        }
    }

    fn act(&self, act: &str, with: serde_json::Value) -> serde_json::Value {
        self.server.control(TENANT, act, &with).unwrap()
    }

    fn plan(&self) -> SignIn<'_> {
        SignIn {
            key: &self.key,
            issuer: "https://idp.test",
            site: &self.site,
            place: Place::Group("my-group"),
            start: Start::Target,
            session: None,
            turned_away: None,
            name_id: Some("ada-1"),
            attributes: &[("email", "ada@example.com"), ("name", "Ada <Lovelace>")],
            now: now(),
        }
    }

    async fn play(&self, plan: SignIn<'_>) -> Result<SignedIn, String> {
        let config = ClientConfig {
            base: BaseUrl::parse(&self.site).unwrap(),
            token: None,
            timeout: Duration::from_secs(10),
            body_limit: DEFAULT_BODY_LIMIT,
            tls: TlsPolicy::System,
        };
        let mut wire = Direct(Client::new(Arc::new(config)).unwrap());
        sign_in(&mut wire, &plan, &mut *self.ids.lock().await).await
    }
}

/// Shows S14, S58.
#[tokio::test]
async fn a_person_signs_in_from_either_side() {
    for start in [Start::Target, Start::Idp] {
        let stage = Stage::with(Switches::default()).await;
        let seen = stage
            .play(SignIn {
                start,
                ..stage.plan()
            })
            .await
            .unwrap();
        assert!(seen.is_signed_in);
        assert_eq!(
            seen.message.as_deref(),
            Some("Signed in with SAML for my-group")
        );
        assert_eq!(seen.account.as_deref(), Some("ada"));
        assert_eq!(seen.is_member, Some(true));
        assert!(seen.session.is_some());
        let account = stage.act("account", json!({ "account": "ada" }));
        assert_eq!(account["name"], "Ada <Lovelace>");
        assert_eq!(account["identities"]["saml"][0]["extern_uid"], "ada-1");
    }
}

#[tokio::test]
async fn a_refusal_is_told_in_the_words_of_the_target() {
    let stage = Stage::with(GitLabProfile::find("gitlab-saas-14").unwrap().switches()).await;
    stage.act(
        "add-account",
        json!({ "email": "ada@example.com", "username": "ada" }),
    );
    let refused = stage.play(stage.plan()).await.unwrap();
    assert!(!refused.is_signed_in);
    let message = "SAML authentication failed: Email has already been taken";
    assert_eq!(refused.message.as_deref(), Some(message));
    assert_eq!((refused.account, refused.is_member), (None, None));
    // With a session of the account it is connected, where the target asks for it.
    let session = stage.act("session", json!({ "account": "ada" }));
    let session = session["session"].as_str();
    let unasked = SignIn {
        session,
        start: Start::Idp,
        ..stage.plan()
    };
    let unasked = stage.play(unasked).await.unwrap();
    let message = "Request to link SAML account must be authorized";
    assert_eq!(unasked.message.as_deref(), Some(message));
    assert_eq!(
        (unasked.is_signed_in, unasked.account.as_deref()),
        (false, Some("ada"))
    );
    let session = unasked.session.as_deref();
    let connected = stage
        .play(SignIn {
            session,
            ..stage.plan()
        })
        .await
        .unwrap();
    let message = "Your organization's SSO has been connected to your GitLab account";
    assert_eq!(connected.message.as_deref(), Some(message));
    assert_eq!(connected.is_member, Some(true));
}

/// Shows A13.
#[tokio::test]
async fn a_name_can_be_left_out() {
    let stage = Stage::with(Switches::default()).await;
    let seen = stage
        .play(SignIn {
            name_id: None,
            ..stage.plan()
        })
        .await
        .unwrap();
    assert!(seen.message.unwrap().contains("NameID is missing"));
}

/// Shows A16, S61.
#[tokio::test]
async fn who_is_not_assigned_never_reaches_the_target() {
    let stage = Stage::with(Switches::default()).await;
    let turned_away = Some("you are not assigned to GitLab");
    for start in [Start::Target, Start::Idp] {
        let seen = stage
            .play(SignIn {
                start,
                turned_away,
                ..stage.plan()
            })
            .await
            .unwrap();
        assert_eq!(
            (seen.is_signed_in, seen.message.as_deref()),
            (false, turned_away)
        );
    }
    assert_eq!(stage.act("sign-ins", json!({}))["count"], 0);
}

#[tokio::test]
async fn signing_in_to_an_instance_shows_no_group() {
    let profile = GitLabProfile::find("gitlab-self-managed-16").unwrap();
    let stage = Stage::with(profile.switches()).await;
    for start in [Start::Target, Start::Idp] {
        let plan = SignIn {
            place: Place::Instance,
            start,
            ..stage.plan()
        };
        let seen = stage.play(plan).await.unwrap();
        assert_eq!(
            (seen.account.as_deref(), seen.is_member),
            (Some("ada"), None)
        );
    }
}

#[tokio::test]
async fn a_group_that_cannot_be_opened_is_told_apart() {
    let mut switches = Switches::default();
    switches.set("allowed-ips", "203.0.113.0/24").unwrap();
    let stage = Stage::with(switches).await;
    let seen = stage.play(stage.plan()).await.unwrap();
    assert_eq!((seen.is_signed_in, seen.is_member), (true, Some(false)));
}

#[tokio::test]
async fn where_there_is_no_saml_nobody_gets_in() {
    let mut switches = Switches::default();
    switches.set("saml-configured", "off").unwrap();
    let stage = Stage::with(switches).await;
    let seen = stage.play(stage.plan()).await.unwrap();
    assert_eq!(
        (seen.is_signed_in, seen.message, seen.account),
        (false, None, None)
    );
    stage.server.shutdown().await;
}
