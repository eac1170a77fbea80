//! Exclusive XML Canonicalization 1.0 of documents without comments and processing instructions (W3C, 18 July 2002).

use std::collections::BTreeMap;

use roxmltree::{Attribute, Node, NodeId};

/// Namespace of the prefix `xml`, which is never declared.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// What prefixes stand for where the output is; the default namespace has the empty prefix.
type Rendered<'a> = BTreeMap<&'a str, &'a str>;

/// The canonical form of an element with all that it holds, but for one child.
pub(super) fn exclusive(apex: Node<'_, '_>, without: Option<NodeId>) -> String {
    let mut out = String::new();
    write(apex, without, &Rendered::new(), &mut out);
    out
}

/// Documents are not nested deeply (see [`parse`](super::xml::parse)), so this may call itself.
fn write<'a>(node: Node<'a, '_>, without: Option<NodeId>, around: &Rendered<'a>, out: &mut String) {
    if node.is_text() {
        return push_text(node.text().unwrap_or_default(), out);
    }
    let name = element_name(node);
    let mut attributes: Vec<_> = node.attributes().collect();
    attributes
        .sort_by_key(|attribute| (attribute.namespace().unwrap_or_default(), attribute.name()));
    let mut rendered = around.clone();
    out.push('<');
    out.push_str(name);
    for (prefix, namespace) in used(node, name, &attributes) {
        if rendered.get(prefix).copied().unwrap_or_default() == namespace {
            continue;
        }
        rendered.insert(prefix, namespace);
        let colon = if prefix.is_empty() { "" } else { ":" };
        push_attribute(&format!("xmlns{colon}{prefix}"), namespace, out);
    }
    for attribute in &attributes {
        push_attribute(attribute_name(node, attribute), attribute.value(), out);
    }
    out.push('>');
    let kept = node.children().filter(|child| Some(child.id()) != without);
    for child in kept {
        write(child, without, &rendered, out);
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// The prefixes that the tag itself uses, sorted, with what they stand for.
fn used<'a>(node: Node<'a, '_>, name: &'a str, attributes: &[Attribute<'a, '_>]) -> Rendered<'a> {
    let own = (
        prefix(name),
        node.tag_name().namespace().unwrap_or_default(),
    );
    let prefixed = attributes.iter().filter_map(|attribute| {
        let prefix = prefix(attribute_name(node, attribute));
        Some((prefix, attribute.namespace()?))
    });
    std::iter::once(own)
        .chain(prefixed)
        .filter(|(_, namespace)| *namespace != XML)
        .collect()
}

/// The name of the tag as it is written, with its prefix.
fn element_name<'a>(node: Node<'a, '_>) -> &'a str {
    let tag = node
        .document()
        .input_text()
        .get(node.range())
        .unwrap_or_default();
    let tag = tag.strip_prefix('<').unwrap_or_default();
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    tag.get(..end.unwrap_or(tag.len())).unwrap_or_default()
}

fn attribute_name<'a>(node: Node<'a, '_>, attribute: &Attribute<'a, '_>) -> &'a str {
    let text = node.document().input_text();
    text.get(attribute.range_qname()).unwrap_or_default()
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn push_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
}

fn push_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
    out.push('"');
}
