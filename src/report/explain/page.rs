//! Paragraphs, headings and sources for a terminal of a given width.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::idp::facts::{Certainty, Page};
use crate::report::escape::visible_line;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const CYAN: Style = AnsiColor::Cyan.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// The narrowest column of text; what does not fit then runs over the edge.
const NARROWEST: usize = 24;

/// Text under construction.
#[derive(Debug)]
pub(super) struct Paper {
    text: String,
    width: usize,
}

impl Paper {
    pub(super) const fn new(width: usize) -> Self {
        Self {
            text: String::new(),
            width,
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// An empty line, unless there is one already.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A heading.
    pub(super) fn heading(&mut self, text: &str) {
        self.gap();
        self.prose(0, BOLD, text);
    }

    /// Words, wrapped and indented.
    pub(super) fn prose(&mut self, indent: usize, style: Style, text: &str) {
        let room = self.room(indent);
        let mut line = String::new();
        let mut length = 0;
        for word in text.split_whitespace().map(visible_line) {
            let letters = word.chars().count();
            if length > 0 && length + 1 + letters > room {
                self.line(indent, style, &line);
                line.clear();
                length = 0;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(&word);
            length += letters;
        }
        if length > 0 {
            self.line(indent, style, &line);
        }
    }

    /// Text without places to break at, cut wherever a line is full, after so many lines at all.
    pub(super) fn verbatim(&mut self, indent: usize, style: Style, text: &str, most: usize) {
        let room = self.room(indent);
        let letters: Vec<char> = visible_line(text).chars().collect();
        let mut lines = letters.chunks(room);
        for line in lines.by_ref().take(most) {
            self.line(indent, style, &line.iter().collect::<String>());
        }
        let more: usize = lines.map(<[char]>::len).sum();
        if more > 0 {
            self.line(indent, DIM, &format!("… {more} more characters"));
        }
    }

    /// One line as it is.
    pub(super) fn line(&mut self, indent: usize, style: Style, line: &str) {
        let _ = writeln!(self.text, "{:indent$}{style}{line}{style:#}", "");
    }

    /// Where something is written and how sure it is.
    pub(super) fn evidence(&mut self, indent: usize, sure: Certainty, source: &str) {
        let (style, sure) = match sure {
            Certainty::Documented => (DIM, "documented"),
            Certainty::Observed => (DIM, "observed"),
            Certainty::Inferred => (YELLOW, "inferred"),
        };
        let source = match source {
            "" => String::new(),
            source => format!(": {source}"),
        };
        self.prose(indent, style, &format!("({sure}{source})"));
    }

    /// The addresses of the sources that texts name, each with the page that it is from.
    pub(super) fn sources(&mut self, cited: &[(&Page, String)]) {
        let sources = cited.iter().flat_map(|(page, text)| page.sources_in(text));
        for (number, (key, address)) in sources.enumerate() {
            if number == 0 {
                self.heading("Sources");
            }
            self.line(2, DIM, &format!("[{key}] {address}"));
        }
    }

    fn room(&self, indent: usize) -> usize {
        self.width.saturating_sub(indent).max(NARROWEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(width: usize, write: impl FnOnce(&mut Paper)) -> String {
        let mut paper = Paper::new(width);
        write(&mut paper);
        console::strip_ansi_codes(&paper.finish()).into_owned()
    }

    #[test]
    fn words_are_wrapped_and_long_ones_left_whole() {
        let text = "one two three four five six\nseven https://example.com/a/very/long/address x";
        let shown = written(30, |paper| paper.prose(2, DIM, text));
        assert_eq!(
            shown,
            "  one two three four five six\n  seven\n  https://example.com/a/very/long/address\n  x\n"
        );
    }

    #[test]
    fn text_without_blanks_is_cut() {
        let shown = written(30, |paper| paper.verbatim(2, DIM, &"ä".repeat(100), 2));
        let full = "ä".repeat(28);
        assert_eq!(
            shown,
            format!("  {full}\n  {full}\n  … 44 more characters\n")
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let shown = written(80, |paper| {
            paper.prose(0, DIM, "a\u{1b}[2J");
            paper.verbatim(0, DIM, "b\u{7}", 1);
        });
        assert_eq!(shown, "a\\u001b[2J\nb\\u0007\n");
    }
}
