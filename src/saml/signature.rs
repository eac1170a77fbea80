//! The signature of a document: enveloped, over the whole document, RSA with SHA-256, exclusive canonical XML.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};

use super::canonical::exclusive;
use super::key::{Certificate, KeyError, SigningKey};
use super::names::{ENVELOPED, EXCLUSIVE, RSA_SHA256, SHA256, SIGNATURE};
use super::xml::{Unread, attribute, children, escape, shape, text};

/// A signature that proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unproven {
    #[error(transparent)]
    Unread(#[from] Unread),
    #[error("there is no signature directly in the document's element")]
    Missing,
    #[error("there is more than one signature")]
    Several,
    #[error("the id `{0}` stands for more than one element")]
    Ambiguous(String),
    #[error("the signature is for another element than the document's")]
    Elsewhere,
    #[error("the signature was made by another key, or what it signs was changed")]
    Wrong,
    #[error("the document was changed after it was signed")]
    Changed,
}

/// The element `Signature` for an unsigned document, whose outermost element has that id.
pub(super) fn made(
    document: &Document<'_>,
    id: &str,
    key: &SigningKey,
) -> Result<String, KeyError> {
    let digest = sha256(&exclusive(document.root_element(), None));
    let id = escape(id);
    // In canonical form from the start, so that it is signed as it is written.
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"{SIGNATURE}\">\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{RSA_SHA256}\"></ds:SignatureMethod>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{SHA256}\"></ds:DigestMethod>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    );
    let value = STANDARD.encode(key.sign(info.as_bytes())?);
    Ok(format!(
        "<ds:Signature xmlns:ds=\"{SIGNATURE}\">{info}\
         <ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>"
    ))
}

/// Whether the key of the certificate signed the document as it is, all of it but the signature itself. Whatever is
/// read from the document afterwards is what was signed.
pub(super) fn check(document: &Document<'_>, certificate: &Certificate) -> Result<(), Unproven> {
    let root = document.root_element();
    let is_signature = |node: &Node<'_, '_>| node.has_tag_name((SIGNATURE, "Signature"));
    let mut signatures = document.descendants().filter(is_signature);
    let signature = signatures.next().ok_or(Unproven::Missing)?;
    if signatures.next().is_some() {
        return Err(Unproven::Several);
    }
    if signature.parent() != Some(root) {
        return Err(Unproven::Missing);
    }
    let ds = |name| (SIGNATURE, name);
    let [info, value] = children(signature, [ds("SignedInfo"), ds("SignatureValue")])?;
    let [canonicalisation, method, reference] = children(
        info,
        [
            ds("CanonicalizationMethod"),
            ds("SignatureMethod"),
            ds("Reference"),
        ],
    )?;
    let [transforms, digest_method, digest] = children(
        reference,
        [ds("Transforms"), ds("DigestMethod"), ds("DigestValue")],
    )?;
    let [enveloped, exclusively] = children(transforms, [ds("Transform"), ds("Transform")])?;
    let algorithms = [
        (canonicalisation, EXCLUSIVE),
        (method, RSA_SHA256),
        (enveloped, ENVELOPED),
        (exclusively, EXCLUSIVE),
        (digest_method, SHA256),
    ];
    for (node, algorithm) in algorithms {
        let [] = children(node, [])?;
        if attribute(node, "Algorithm")? != algorithm {
            return Err(shape(node, format!("only `{algorithm}` is understood")).into());
        }
    }
    let id = the_only(document, attribute(root, "ID")?)?;
    if attribute(reference, "URI")?.strip_prefix('#') != Some(id) {
        return Err(Unproven::Elsewhere);
    }
    let value = STANDARD.decode(text(value)?).map_err(|_| Unproven::Wrong)?;
    if !certificate.made(&value, exclusive(info, None).as_bytes()) {
        return Err(Unproven::Wrong);
    }
    if sha256(&exclusive(root, Some(signature.id()))) != text(digest)? {
        return Err(Unproven::Changed);
    }
    Ok(())
}

/// The id, if only one element has it.
fn the_only<'a>(document: &Document<'_>, id: &'a str) -> Result<&'a str, Unproven> {
    let has_it = |node: &Node<'_, '_>| {
        node.attributes()
            .any(|attribute| attribute.name().eq_ignore_ascii_case("id") && attribute.value() == id)
    };
    if document.descendants().filter(has_it).nth(1).is_some() {
        return Err(Unproven::Ambiguous(id.to_owned()));
    }
    Ok(id)
}

fn sha256(text: &str) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}
