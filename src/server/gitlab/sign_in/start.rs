//! The host sends a browser to its identity provider.

use url::Url;

use super::routes::{Door, token, with_session};
use crate::saml::AuthnRequest;
use crate::server::gitlab::model::World;
use crate::server::gitlab::wire::{Incoming, Reply};

/// Sends the browser to the identity provider with a request, which it remembers.
pub(super) fn start(world: &mut World, incoming: &Incoming<'_>, door: Door) -> Reply {
    let (issuer, consumer) = door.service(world);
    let id = format!("_{}", world.random());
    let request = AuthnRequest {
        id: id.clone(),
        issuer,
        consumer,
        destination: world.sign_ins.provider.sso_url.clone(),
        issued: world.now(),
    };
    let target = Url::parse(&request.destination)
        .ok()
        .zip(request.to_parameter().ok());
    let Some((mut url, parameter)) = target else {
        return Reply::html(
            500,
            "the URL of the identity provider is of no use".to_owned(),
        );
    };
    url.query_pairs_mut()
        .append_pair("SAMLRequest", &parameter)
        .append_pair("RelayState", &door.inside(world));
    let known = token(incoming).filter(|token| world.sign_ins.session(token).is_some());
    let token = known.unwrap_or_else(|| {
        let token = world.random();
        world.sign_ins.open(token.clone(), None);
        token
    });
    if let Some(session) = world.sign_ins.session(&token) {
        session.asked(id);
    }
    with_session(world, Reply::redirect(url.as_str()), &token)
}
