//! Examples of the recommendations.

use crate::saml::canonical::exclusive;
use crate::saml::xml::parse;

/// The canonical form of the element of that name.
fn canonical(text: &str, name: &str) -> String {
    let document = parse(text).unwrap();
    let found = document
        .descendants()
        .find(|node| node.tag_name().name() == name);
    exclusive(found.unwrap(), None)
}

/// Exclusive XML Canonicalization 1.0, section 2.2: the context of an element does not show.
#[test]
fn the_context_does_not_show() {
    let expected = "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\
                    <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>";
    for around in [
        "<n0:local xmlns:n0=\"foo:bar\" xmlns:n3=\"ftp://example.org\">",
        "<n2:pdu xmlns:n1=\"http://example.com\" xmlns:n2=\"http://foo.example\" xml:lang=\"fr\" xml:space=\"retain\">",
    ] {
        let inside = "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\
                      <n3:stuff xmlns:n3=\"ftp://example.org\"/></n1:elem2>";
        let end = if around.starts_with("<n0") {
            "</n0:local>"
        } else {
            "</n2:pdu>"
        };
        assert_eq!(
            canonical(&format!("{around}{inside}{end}"), "elem2"),
            expected
        );
    }
}

#[test]
fn attributes_and_namespaces_are_sorted() {
    let text = "<e5 a:attr='out' b:attr='sorted' attr2='all' attr='I&apos;m'\
                \n xmlns:b='http://www.ietf.org' xmlns:a='http://www.w3.org' xmlns='http://example.org' xmlns:c='x'/>";
    assert_eq!(
        canonical(text, "e5"),
        "<e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" \
         attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5>"
    );
}

#[test]
fn namespaces_stand_where_they_are_used_first() {
    let text = "<a xmlns='urn:a' xmlns:p='urn:p'><b><p:c/><p:d xmlns:p='urn:q'><p:e/></p:d></b>\
                <f xmlns=''><g/></f></a>";
    assert_eq!(
        canonical(text, "a"),
        "<a xmlns=\"urn:a\"><b><p:c xmlns:p=\"urn:p\"></p:c><p:d xmlns:p=\"urn:q\"><p:e></p:e></p:d></b>\
         <f xmlns=\"\"><g></g></f></a>"
    );
    assert_eq!(canonical(text, "g"), "<g></g>");
}

#[test]
fn characters_are_written_in_one_way() {
    let text = "<a b='&#x20;&#9;&#xA;&#xD;&lt;&gt;&amp;&quot;&apos;'>\r\n&#xD;&lt;&gt;&amp;&quot;&#233;</a>";
    assert_eq!(
        canonical(text, "a"),
        "<a b=\" &#x9;&#xA;&#xD;&lt;>&amp;&quot;'\">\n&#xD;&lt;&gt;&amp;\"é</a>"
    );
}
