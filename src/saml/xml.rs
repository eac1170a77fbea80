//! Reading and writing the XML of SAML.

use roxmltree::{Document, Node, ParsingOptions};

/// Longest document that is read, in bytes; ours have about 6,000. The parser takes the square of the number of an
/// element's attributes, whose number this bounds.
pub(super) const LONGEST: usize = 32 * 1024;

/// Most nodes and deepest nesting of a document; ours have fewer than 50 and 8.
const MOST_NODES: u32 = 4_096;
const DEEPEST: usize = 32;

/// XML that is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unread {
    #[error("the document is longer than {LONGEST} bytes")]
    Long,
    #[error("the document holds {0}")]
    Holds(&'static str),
    #[error("the document is not XML: {0}")]
    NotXml(String),
    #[error("elements are nested deeper than {DEEPEST}")]
    Deep,
    #[error("`{element}` is not as expected: {problem}")]
    Shape { element: String, problem: String },
}

/// Reads a document without document type, comments, processing instructions and CDATA sections: nothing in it can
/// grow, and no text falls into pieces of which only one would be read.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Unread> {
    if text.len() > LONGEST {
        return Err(Unread::Long);
    }
    // A `<` can be nothing but the begin of markup, in texts and attributes too.
    if text.contains("<!") {
        let what = "a document type, a comment or a CDATA section";
        return Err(Unread::Holds(what));
    }
    if text.contains("<?") {
        return Err(Unread::Holds("a declaration or a processing instruction"));
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| Unread::NotXml(error.to_string()))?;
    let deep = |node: Node<'_, '_>| node.ancestors().nth(DEEPEST).is_some();
    if document.descendants().any(deep) {
        return Err(Unread::Deep);
    }
    Ok(document)
}

/// The children, which must be elements of these names and nothing else.
pub(super) fn children<'a, 'i, const N: usize>(
    parent: Node<'a, 'i>,
    names: [(&str, &str); N],
) -> Result<[Node<'a, 'i>; N], Unread> {
    let found: Vec<_> = parent.children().collect();
    let as_expected = found.len() == N
        && found
            .iter()
            .zip(names)
            .all(|(node, name)| node.has_tag_name(name));
    let wanted = || names.map(|(_, name)| name).join(", ");
    let problem = || format!("it must hold {}, in this order, and nothing else", wanted());
    match found.try_into() {
        Ok(found) if as_expected => Ok(found),
        _ => Err(shape(parent, problem())),
    }
}

/// The attribute, which must be there.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Result<&'a str, Unread> {
    let missing = || shape(node, format!("the attribute `{name}` is missing"));
    node.attribute(name).ok_or_else(missing)
}

/// The text, which must be all that is in the element.
pub(super) fn text<'a>(node: Node<'a, '_>) -> Result<&'a str, Unread> {
    let mut children = node.children();
    match (children.next(), children.next()) {
        (None, _) => Ok(""),
        (Some(only), None) if only.is_text() => Ok(only.text().unwrap_or_default()),
        _ => Err(shape(node, "it must hold text only".to_owned())),
    }
}

/// What is wrong with an element.
pub(super) fn shape(node: Node<'_, '_>, problem: String) -> Unread {
    Unread::Shape {
        element: node.tag_name().name().to_owned(),
        problem,
    }
}

/// The text so that it can stand in a document as text or attribute, to be read back as it is.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#x9;"),
            '\n' => escaped.push_str("&#xA;"),
            '\r' => escaped.push_str("&#xD;"),
            c => escaped.push(c),
        }
    }
    escaped
}
