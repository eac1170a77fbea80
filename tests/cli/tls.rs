//! Certificates, and ports on which something else is spoken.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use serde_json::Value;

use super::host::{Host, Scim, message};
use super::played::{against, play};
use super::support::{Place, TOKEN};

/// A certificate for `name`, and the configuration of a server that shows it.
fn certificate(
    name: &str,
    change: fn(&mut rcgen::CertificateParams),
) -> (String, Arc<rustls::ServerConfig>) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
    change(&mut params);
    let certificate = params.self_signed(&key).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    (certificate.pem(), Arc::new(config))
}

#[test]
fn a_certificate_of_ones_own_making_needs_a_word() {
    let (pem, config) = certificate("127.0.0.1", |_| {});
    let scim = Scim::new();
    let host = Host::tls(Arc::clone(&scim), config);
    let url = host.url().replace("http:", "https:");
    let words = [
        "cannot be reached: its certificate was issued by nobody who is trusted here",
        "`--cacert FILE`",
        "`--insecure`",
    ];
    play(&url, &[]).ends(3, &words).verdict("error");
    assert!(host.seen().is_empty(), "the token went out");

    let folder = Place::new();
    let pem = folder.write("ca.pem", pem);
    play(&url, &["--cacert", pem.to_str().unwrap()])
        .ends(0, &["2 passed"])
        .verdict("pass");
    play(&url, &["--insecure"])
        .ends(0, &["2 passed"])
        .verdict("pass");
    assert_eq!(scim.users(), Vec::<Value>::new());
}

#[test]
fn a_certificate_for_another_name_or_time() {
    let another_name = certificate("app.example.com", |_| {});
    let long_ago = certificate("127.0.0.1", |params| {
        params.not_before = rcgen::date_time_ymd(2001, 1, 1);
        params.not_after = rcgen::date_time_ymd(2002, 1, 1);
    });
    for ((pem, config), words) in [
        (another_name, "its certificate is not for `127.0.0.1`"),
        (long_ago, "its certificate has expired"),
    ] {
        let host = Host::tls(Scim::new(), config);
        let folder = Place::new();
        let pem = folder.write("ca.pem", pem);
        let url = host.url().replace("http:", "https:");
        play(&url, &["--cacert", pem.to_str().unwrap()]).ends(3, &[words]);
    }
}

#[test]
fn http_where_tls_is_spoken_and_the_other_way_round() {
    let (_, config) = certificate("127.0.0.1", |_| {});
    let host = Host::tls(Scim::new(), config);
    let words = [
        "gives no answer that could be used",
        "`https://` may be mixed up",
    ];
    against(&host).ends(3, &words).verdict("error");

    let host = Host::raw(|mut stream| {
        let _ = stream.write_all(&message("400 Bad Request", &[], ""));
    });
    let words = [
        "the server does not speak TLS on this port",
        "`https://` may be mixed up",
    ];
    let url = host.url().replace("http:", "https:");
    play(&url, &[]).ends(3, &words).verdict("error");

    let host = Host::raw(|mut stream| {
        // Reads all of the first message, so that the end is a regular one.
        let _ = stream.read(&mut [0; 4096]);
    });
    let words = [
        "hung up instead of speaking TLS",
        "`https://` may be mixed up",
    ];
    let url = host.url().replace("http:", "https:");
    play(&url, &[]).ends(3, &words).verdict("error");
}

#[test]
fn a_system_that_trusts_nobody_can_still_use_http() {
    let place = Place::new();
    let host = Host::twisted(Scim::new(), |_, _| Ok(None));
    let run = |url: &str| {
        place
            .call(["run", "create-user", "--idp", "okta", "--target", url])
            .env("SCIMULATE_TOKEN", TOKEN)
            .env("SSL_CERT_FILE", "/nonexistent")
            .env("SSL_CERT_DIR", "/nonexistent")
            .wait()
    };
    run(&host.url()).exits(0);
    run(&host.url().replace("http:", "https:"))
        .exits(2)
        .complains(&["TLS could not be set up", "`--cacert FILE`"]);
}
