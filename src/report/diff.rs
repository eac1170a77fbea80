//! Unified diff of two snapshot texts, plain for files and coloured for terminals.

use std::fmt::{self, Write as _};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

use super::escape::visible_line;

/// What a line that opens a new part of a snapshot text begins with. Hunks name the part they are in.
pub const HEADING: &str = "## ";

/// Unchanged lines shown around a change.
const CONTEXT: usize = 4;

/// Past this the diff gets coarser instead of better.
const PATIENCE: Duration = Duration::from_millis(500);

/// Longest part name in a hunk's heading, in characters.
const LONGEST_NAME: usize = 100;

/// Differences from `old` to `new` as a unified diff without colour; empty when there are none.
pub fn plain(old: &str, new: &str) -> String {
    render(old, new, &Palette::default())
}

/// The same with colours, and with the words that differ emphasised inside changed lines.
pub fn coloured(old: &str, new: &str) -> String {
    let fg = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
    let palette = Palette {
        emphasis: true,
        file: Style::new().bold(),
        hunk: fg(AnsiColor::Cyan),
        context: Style::new().dimmed(),
        delete: fg(AnsiColor::Red),
        delete_word: fg(AnsiColor::Red).bold().underline(),
        insert: fg(AnsiColor::Green),
        insert_word: fg(AnsiColor::Green).bold().underline(),
    };
    render(old, new, &palette)
}

/// Styles of the parts of a diff; the default has none.
#[derive(Default)]
struct Palette {
    emphasis: bool,
    file: Style,
    hunk: Style,
    context: Style,
    delete: Style,
    delete_word: Style,
    insert: Style,
    insert_word: Style,
}

fn render(old: &str, new: &str, palette: &Palette) -> String {
    let mut out = String::new();
    // Writing to a `String` cannot fail.
    let _ = write_diff(&mut out, old, new, palette);
    out
}

fn write_diff(out: &mut String, old: &str, new: &str, palette: &Palette) -> fmt::Result {
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .timeout(PATIENCE)
        .diff_lines(old, new);
    let new_lines: Vec<&str> = new.lines().collect();
    let groups = diff.grouped_ops(CONTEXT);
    if groups.iter().all(Vec::is_empty) {
        return Ok(());
    }
    let file = palette.file;
    writeln!(out, "{file}--- accepted{file:#}")?;
    writeln!(out, "{file}+++ new{file:#}")?;
    for ops in groups.iter().filter(|ops| !ops.is_empty()) {
        write_hunk_heading(out, ops, &new_lines, palette.hunk)?;
        for op in ops {
            if palette.emphasis {
                for change in diff.iter_inline_changes(op) {
                    write_line(out, change.tag(), change.values().iter().copied(), palette)?;
                }
            } else {
                for change in diff.iter_changes(op) {
                    write_line(out, change.tag(), [(false, change.value())], palette)?;
                }
            }
        }
    }
    Ok(())
}

/// `@@ -3,9 +3,10 @@ step 2 · idp #1 · POST /Users`
fn write_hunk_heading(
    out: &mut String,
    ops: &[DiffOp],
    new_lines: &[&str],
    style: Style,
) -> fmt::Result {
    let bounds = |range: fn(&DiffOp) -> std::ops::Range<usize>| {
        let start = ops.first().map_or(0, |op| range(op).start);
        let len = ops
            .last()
            .map_or(start, |op| range(op).end)
            .saturating_sub(start);
        // An empty range is counted from the line before it, as `diff -u` does.
        (start + usize::from(len > 0), len)
    };
    let (old_start, old_len) = bounds(DiffOp::old_range);
    let (new_start, new_len) = bounds(DiffOp::new_range);
    write!(
        out,
        "{style}@@ -{old_start},{old_len} +{new_start},{new_len} @@"
    )?;
    let changed = ops
        .iter()
        .find(|op| !matches!(op, DiffOp::Equal { .. }))
        .map_or(0, |op| op.new_range().start);
    if let Some(name) = part_name(new_lines, changed) {
        write!(out, " {}", visible_line(&name))?;
    }
    writeln!(out, "{style:#}")
}

/// Name of the part in which a line is: its heading and the line after that.
fn part_name(lines: &[&str], line: usize) -> Option<String> {
    let until = lines.len().min(line + 1);
    let at = lines
        .get(..until)?
        .iter()
        .rposition(|line| line.starts_with(HEADING))?;
    let mut name = lines.get(at)?.trim_start_matches(HEADING).to_owned();
    if let Some(next) = lines.get(at + 1).filter(|next| !next.is_empty()) {
        name.push_str(" · ");
        name.push_str(next);
    }
    if name.chars().count() > LONGEST_NAME {
        name = name.chars().take(LONGEST_NAME).chain(['…']).collect();
    }
    Some(name)
}

fn write_line<'a>(
    out: &mut String,
    tag: ChangeTag,
    words: impl IntoIterator<Item = (bool, &'a str)>,
    palette: &Palette,
) -> fmt::Result {
    let (sign, style, strong) = match tag {
        ChangeTag::Equal => (' ', palette.context, palette.context),
        ChangeTag::Delete => ('-', palette.delete, palette.delete_word),
        ChangeTag::Insert => ('+', palette.insert, palette.insert_word),
    };
    write!(out, "{style}{sign}{style:#}")?;
    for (emphasised, word) in words {
        let word = visible_line(word.trim_end_matches('\n'));
        if !word.is_empty() {
            let style = if emphasised { strong } else { style };
            write!(out, "{style}{word}{style:#}")?;
        }
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "title\n\n## step 1 · idp #1\nGET /Users\n\n→ 200 OK\n\n\
                       ## step 2 · idp #1\nPOST /Users\na\nb\nc\nd\ne\n\"active\": true\n";

    #[test]
    fn a_hunk_names_the_exchange_it_is_in() {
        let new = OLD.replace("true", "false");
        insta::assert_snapshot!(plain(OLD, &new), @r#"
        --- accepted
        +++ new
        @@ -11,5 +11,5 @@ step 2 · idp #1 · POST /Users
         b
         c
         d
         e
        -"active": true
        +"active": false
        "#);
    }

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(plain(OLD, OLD), "");
        assert_eq!(coloured("", ""), "");
    }

    #[test]
    fn a_first_text_is_all_insertions() {
        assert_eq!(
            plain("", "a\n"),
            "--- accepted\n+++ new\n@@ -0,0 +1,1 @@\n+a\n"
        );
    }

    #[test]
    fn colours_mark_the_word_that_differs_and_say_the_same() {
        let new = OLD.replace("true", "false");
        let shown = coloured(OLD, &new);
        assert!(
            shown.contains("\u{1b}[1m\u{1b}[4m\u{1b}[32mfalse"),
            "{shown:?}"
        );
        let stripped = console::strip_ansi_codes(&shown).into_owned();
        assert_eq!(stripped, plain(OLD, &new));
    }

    #[test]
    fn escape_codes_of_a_server_do_not_reach_the_terminal() {
        assert!(!plain("a\n", "\u{1b}[2J\n").contains('\u{1b}'));
    }

    #[test]
    fn large_unlike_texts_end_in_time() {
        let text = |step: u64| -> String {
            let mut state = step;
            let mut out = String::new();
            for _ in 0..20_000 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(step);
                let _ = writeln!(out, "{}", (state >> 33) % 97);
            }
            out
        };
        assert!(!plain(&text(1), &text(7)).is_empty());
    }
}
